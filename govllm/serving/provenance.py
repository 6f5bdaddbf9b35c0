"""What a candidate is: digests of weights, tokenizer and chat template, and what they declare."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from govllm import canonical
from govllm.errors import UsageError

_WEIGHTS = ("*.safetensors", "*.bin", "*.pt", "*.gguf")
_TOKENIZER = (
    "tokenizer.json",
    "tokenizer.model",
    "tokenizer_config.json",
    "vocab.json",
    "merges.txt",
    "special_tokens_map.json",
    "added_tokens.json",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """The model under evaluation, as far as it can be attested.

    Attributes:
        name: shown in reports.
        attested: whether the weights were at hand and digested.
        path: folder of the checkpoint; not sealed, since it says nothing to a third party.
        weights_sha256: digest over the weight files' names and digests.
        files: sha256 by file name of weights, tokenizer and configuration.
        tokenizer_sha256, chat_template_sha256, config_sha256: likewise.
        dtype, quantization, context_length, architecture: as the checkpoint declares them.
        revision: the user's word.
    """

    name: str
    attested: bool
    path: str | None = None
    weights_sha256: str | None = None
    files: Mapping[str, str] | None = None
    tokenizer_sha256: str | None = None
    chat_template_sha256: str | None = None
    config_sha256: str | None = None
    dtype: str | None = None
    quantization: str | None = None
    context_length: int | None = None
    architecture: str | None = None
    weights_bytes: int | None = None
    revision: str | None = None

    def sealed(self) -> dict[str, Any]:
        """The record that goes into the plan: everything but where it lay on this machine."""
        return {k: v for k, v in asdict(self).items() if k != "path"}


def checkpoint_digests(
    folder: Path,
    given_as: str = "model.path",
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, str]:
    """sha256 by file name of a checkpoint's weights, tokenizer, chat template and configuration.

    Args:
        given_as: what the user called the folder.

    Raises:
        UsageError: where the folder holds no checkpoint in Hugging Face format.
    """
    if not folder.is_dir():
        raise UsageError(f"{given_as}: no folder {folder}", "give the folder of a checkpoint")
    if not (folder / "config.json").is_file():
        raise UsageError(
            f"{given_as}: {folder} holds no config.json",
            "give a folder in Hugging Face format (config.json, *.safetensors, tokenizer files)",
        )
    weights = _weights(folder)
    if not weights:
        raise UsageError(
            f"{given_as}: {folder} holds no weights ({', '.join(_WEIGHTS)})",
            "give the folder that holds them",
        )
    beside = (folder / name for name in (*_TOKENIZER, "chat_template.jinja", "config.json"))
    files: dict[str, str] = {}
    for path in [*weights, *(p for p in beside if p.is_file())]:
        progress(path.name)
        files[path.name] = canonical.file_digest(path)
    return files


def _weights(folder: Path) -> list[Path]:
    return sorted({p for pattern in _WEIGHTS for p in folder.glob(pattern)})


def inspect_checkpoint(
    folder: Path,
    name: str | None,
    revision: str | None,
    progress: Callable[[str], None] = lambda _: None,
) -> Candidate:
    """Digest a checkpoint in Hugging Face format and read what it declares.

    Raises:
        UsageError: where the folder is not one.
    """
    files = checkpoint_digests(folder, progress=progress)
    weights = _weights(folder)
    tokenizer = [name for name in _TOKENIZER if name in files]
    try:
        declared = canonical.read_json(folder / "config.json")
    except ValueError as error:
        raise UsageError(
            f"model.path: {folder / 'config.json'} is not JSON ({error})", "mend the checkpoint"
        ) from None
    template = chat_template(folder)
    return Candidate(
        name=name or folder.resolve().name,
        attested=True,
        path=str(folder.resolve()),
        weights_sha256=_joint_digest(files, (p.name for p in weights)),
        files=files,
        tokenizer_sha256=_joint_digest(files, tokenizer) if tokenizer else None,
        chat_template_sha256=None if template is None else canonical.text_digest(template),
        config_sha256=files["config.json"],
        dtype=declared.get("dtype") or declared.get("torch_dtype"),
        quantization=(declared.get("quantization_config") or {}).get("quant_method"),
        context_length=declared.get("max_position_embeddings"),
        architecture=next(iter(declared.get("architectures") or ()), None),
        weights_bytes=sum(p.stat().st_size for p in weights),
        revision=revision,
    )


def chat_template(folder: Path) -> str | None:
    """The checkpoint's chat template, from its own file or from the tokenizer's configuration."""
    own = folder / "chat_template.jinja"
    if own.is_file():
        return own.read_text(encoding="utf-8")
    configuration = folder / "tokenizer_config.json"
    if configuration.is_file():
        template = canonical.read_json(configuration).get("chat_template")
        return (
            template if isinstance(template, str) or template is None else canonical.dumps(template)
        )
    return None


def _joint_digest(files: Mapping[str, str], names: Iterable[str]) -> str:
    """One digest over several files: of the lines `<sha256>  <name>`, sorted by name, as
    `sha256sum` prints them, so that anyone can recompute it with that tool alone."""
    lines = "".join(f"{files[name]}  {name}\n" for name in sorted(names))
    return hashlib.sha256(lines.encode()).hexdigest()
