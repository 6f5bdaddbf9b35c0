"""A plan that judges answers given under an older one: never but exploratory, and it says whose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from govllm import canonical
from govllm.config.compose import policy_digest, policy_of
from govllm.config.schema import ProfileSettings
from govllm.governance.controls import load_catalogue
from govllm.plan.clauses import check_controls
from govllm.plan.plan import Plan
from govllm.plan.policy import check_policy
from govllm.plan.select import check_gates


def superseding(old: Plan, profile: ProfileSettings, old_sha256: str, last_hash: str) -> Plan:
    """The plan that decides an older plan's answers by another policy.

    Args:
        old: reopened, with the tasks that were asked.
        old_sha256: digest of its `plan.json`.
        last_hash: of its journal.

    Raises:
        UsageError: for a gate or control of the profile that cannot be.
    """
    settings = replace(old.settings, profile=profile)
    # Which tasks are asked is settled: a gate on another one is simply not run.
    check_gates(replace(settings, limit=settings.limit or 1), old.tasks)
    check_policy(profile)
    check_controls(profile, load_catalogue())
    record: Mapping[str, Any] = old.content["profile"]
    content = {
        **old.content,
        "scope": "exploratory",
        "profile": {
            "policy": policy_of(profile),
            "policy_sha256": policy_digest(profile),
            "written_policy_sha256": record["written_policy_sha256"],
        },
        "unreachable_gates": [],
        "incumbent": None,
        "supersedes": {"plan_sha256": old_sha256, "journal_last_hash": last_hash},
    }
    return replace(
        old,
        settings=settings,
        scope="exploratory",
        unreachable=(),
        content=canonical.rounded(content),
    )
