"""What a profile says of controls, held against the catalogue."""

from __future__ import annotations

from govllm.config.schema import GateSettings, ProfileSettings
from govllm.errors import UsageError, nearest
from govllm.governance.controls import Catalogue
from govllm.plan.select import OWN_SUITE


def check_controls(profile: ProfileSettings, catalogue: Catalogue) -> None:
    """Refuse a profile that names controls which are not there, or claims that a gate answers to a
    control which its metric does not test.

    Raises:
        UsageError: naming the profile, the gate and the nearest control.
    """
    known = [control.id for control in catalogue.controls]
    for name in profile.required_controls:
        if name not in known:
            raise UsageError(
                f"profile {profile.name}: required_controls: no control {name!r}",
                nearest(name, known),
            )
    for gate in profile.gates:
        for name in gate.clauses:
            if name not in known:
                raise UsageError(f"gate {gate.id!r}: no control {name!r}", nearest(name, known))
            if not _bears_out(gate, name, catalogue):
                raise UsageError(
                    f"gate {gate.id!r}: the catalogue does not say that {gate.metric} of "
                    f"{gate.task} tests {name}",
                    "take the clause out of the gate, or map the metric in the catalogue",
                )


def _bears_out(gate: GateSettings, name: str, catalogue: Catalogue) -> bool:
    # What a site's own task tests is for the site's own profile to say.
    if gate.task.startswith(f"{OWN_SUITE}/"):
        return True
    control = catalogue.control(name)
    return control is not None and control.tested_with(gate.task, gate.metric) is not None
