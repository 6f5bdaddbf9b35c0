"""Facts about a person: where they work and learn, illness, punishment, debt."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from govllm.privacy.classes import Finding
from govllm.privacy.facts.columns import Columns
from govllm.privacy.facts.credit import find_credit
from govllm.privacy.facts.criminal import find_criminal
from govllm.privacy.facts.health import find_health
from govllm.privacy.facts.schools import find_schools
from govllm.privacy.facts.work import find_work
from govllm.privacy.tables import Tables


def find_facts(flat: str, tables: Tables) -> Iterator[Finding]:
    """Facts in a flat text: employer, school, health, criminal, credit."""
    columns = Columns(tables)
    yield from find_work(flat, columns)
    yield from find_schools(flat, columns)
    yield from find_health(flat, columns)
    offences = list(find_criminal(flat, columns))
    yield from offences
    # 因拒不履行判决被司法拘留 is an offence and no debt.
    starts = [deed.start for deed in offences]
    for debt in find_credit(flat, columns):
        at = bisect_left(starts, debt.end)
        if at == 0 or offences[at - 1].end <= debt.start:
            yield debt
