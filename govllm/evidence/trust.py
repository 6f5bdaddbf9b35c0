"""Whose signatures count.

A bundle cannot vouch for itself: its plan names keys, but whoever forges a bundle writes its plan
as well. So keys come from the command line, or from the profile that lies on this machine under
the same name and is, by its digest, the one that the run was decided by.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from govllm import canonical
from govllm.config.compose import policy_digest, written_profile
from govllm.config.schema import ProfileSettings
from govllm.evidence.folder import RunFolder
from govllm.evidence.keys import PublicKey, load_public_key


def trusted_keys(folder: RunFolder, given: Sequence[Path]) -> list[PublicKey]:
    """The keys named on the command line, else those of this machine's own profile.

    Raises:
        UsageError: for a key that cannot be read.
    """
    if given:
        return [load_public_key(path) for path in given]
    profile = own_profile(folder)
    return [] if profile is None else [load_public_key(Path(p)) for p in profile.trusted_keys]


def own_profile(folder: RunFolder) -> ProfileSettings | None:
    """The profile of a run as this machine has it; None where it has none, or another."""
    try:
        sealed = canonical.read_json(folder.plan)["content"]["profile"]
        name, digest = str(sealed["policy"]["name"]), sealed["policy_sha256"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    profile = written_profile(name)
    return profile if profile is not None and policy_digest(profile) == digest else None
