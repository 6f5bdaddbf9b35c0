"""What the police tell of somebody in a notice: 经查,庞某[因停车纠纷殴打车主李某],致其轻微伤.

The punishment stands in another sentence, so that the deed is told alone; the clause tells it in
words of its own, of which the list of deeds knows one. Judgments (经审理查明) tell of the whole
case at length and are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.classes import Finding
from govllm.privacy.facts.criminal_words import DEED
from govllm.privacy.facts.wording import finding, is_named

_FOUND_OUT = re.compile(
    "[经查](?:(?<=经)(?:依法|初步|公安机关|民警|我局|本局|进一步)?(?:查明|调查|侦查|核查|核实|讯问|查)"
    "|(?<=查)(?<!审查)明)[,:]"
)
# A notice says itself what became of whom. Words are found quicker than a pattern.
_SIGNS = ("拘留", "处罚", "警情", "违法行为人")
_REACH = 400
_FIRST_CLAUSES = re.compile(r"[^。;\n]{4,140}")
_DATE = (
    r"(?:[0-9]{4}年)?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?"
    r"(?:许|左右|凌晨|晚上?|[上下]午|[0-9]{1,2}[时点:][0-9]{0,2}分?){0,4}"
)
# Who did it, with what stands in brackets behind the name, and when.
_WHO = re.compile(
    r"(?:违法行为人|违法嫌疑人|犯罪嫌疑人|嫌疑人|行为人|男子|女子|当事人|网民|驾驶人)?"
    r"([\u4e00-\u9fff]某(?:某{1,2}|[\u4e00-\u9fff](?=酒后|醉酒|因|在|于|驾|为|多次|伙同|\())?|[\u4e00-\u9fff]{2,3}(?=\(|于|在|因|酒后|酒驾|多次|为|伙同|驾驶)|[其你您])"
    rf"(?:\([^)\n]{{1,40}}\))?(?:[于在]?{_DATE})?,?"
)
_CLAUSE = re.compile(r"[^,。;:|\n]{3,50}")
_VICTIM = re.compile("^(?:被|遭|报警|称|系|到|发现|反映)")
_AND_CAUGHT = re.compile(r",(?:被|尿检)[^,。;\n]{2,16}")


def find_in_notices(flat: str) -> Iterator[Finding]:
    """The deeds that notices of the police tell."""
    if "查" not in flat or not any(sign in flat for sign in _SIGNS):
        return
    reached = 0
    for match in _FOUND_OUT.finditer(flat):
        if match.start() < reached:
            continue
        low = max(0, match.start() - _REACH)
        if not any(flat.find(sign, low, match.end() + _REACH) >= 0 for sign in _SIGNS):
            continue
        clauses = _FIRST_CLAUSES.match(flat, match.end())
        if clauses is None:
            continue
        reached = clauses.end()
        for who in _WHO.finditer(flat, *clauses.span()):
            if flat[who.start() - 1] not in ",:与和、" or not _is_person(flat, who):
                continue
            clause = _CLAUSE.match(flat, who.end(), clauses.end())
            if clause and DEED.search(clause[0]) and not _VICTIM.search(clause[0]):
                caught = _AND_CAUGHT.match(flat, clause.end(), clauses.end())
                yield finding("criminal", flat, clause.start(), (caught or clause).end())
                break


def _is_person(flat: str, who: re.Match[str]) -> bool:
    name = who[1]
    return "某" in name or len(name) == 1 or is_named(flat, who.start(1))
