"""Offences of a person together with what followed: 因盗窃罪被判处有期徒刑八个月.

A statement is built of tokens, which are read only in sentences with a word of punishment or
suspicion. Rules of law, warnings and counts of cases speak of nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from govllm.privacy.classes import Finding
from govllm.privacy.facts.columns import Columns
from govllm.privacy.facts.criminal_forms import find_in_forms
from govllm.privacy.facts.criminal_words import ANCHOR, TIME, TOKEN
from govllm.privacy.facts.wording import finding, is_named, sentence_of
from govllm.wordlists import one_of, words_of

# Rules of law and what is said of all.
_RULE = re.compile(
    r"以下(?:有期徒刑|罚款|的?罚金|拘留)|[日天年月元]以[上下]|以上[^,。]{0,6}以下|者[,处依]"
    r"|的,(?=处|由|依|应|可|责|一律|给|并处|吊|从|按|不|追|构|以|情节|没收|予|尚|除|对)"
    r"|(?:应当|可以?|将|一律|须|可能|最高)(?:依法)?(?:被|给予|处|追究|受到|由|面临|构成|判|按)"
    r"|构成犯罪的|追究[^,。]{0,6}责任|请勿|切勿|任何(?:人|单位)"
    r"|适用|情形|本(?:法|条例|办法|规定|规程)|[轻重]的[^,]{0,4}(?:拘|判|罚|按)"
    r"|无犯罪|无违法|未受过|没有(?:违法|犯罪)|未(?:发现|查[见到])|下列人员|以下人员"
)
# Rules that stand before what they forbid; behind it they tell what became of somebody.
_FORBIDDEN = re.compile(r"不得|严禁|禁止|凡|如果|一旦|若")
# Kinds of people, of whom a rule speaks: 吸毒人员应当接受…, 被判处徒刑的罪犯.
_PEOPLE_ALL = re.compile(r"的人,?(?:最|都|往往|要|应|需|不|总)|(?:人员|罪犯|者|分子)(?:应|须|必须|需|可以|都|均|一律|不)|的罪犯")
_ASKED = re.compile(
    r"要求|投诉|希望|建议|会不会|能不能|多久|多少|需要什么|手续|怎么|如何|是不是|吗"
)
_CAMPAIGN = re.compile(
    r"打击|整治|专项行动|防范|宣传|提醒|警惕|谨防|预防|反诈|严防|高发|常见|手段|套路|知识|讲座"
    r"|举报(?:电话|奖励|线索)|同比|(?<!等)[0-9]+(?:余|多)?(?:名|人|起|件|宗|例|次|条)|率"
    r"|[一二三四五六七八九十百千万两]*[十百千万][一二三四五六七八九两]?余?(?:人|名|起|件|宗|本)|环比|分别[上下][升降]"
    r"|话剧|电影|电视剧|新戏|小说|主演|游戏|玩家|科目[一四]|教练"
    r"|人员(?:名单|名册|台账|管理)|案件(?:数|审理|受理|标的)|条例|办法|法律|犯罪(?:活动(?!罪)"
    r"|行为|分子|预防)|典型案例|识别"
)
_FIRM = re.compile(
    r"公司|企业|商行|超市|菜馆|饭店|餐馆|店[^主员]|厂[^长]|经营部|机构|单位|中心|合作社"
    r"|统一社会信用代码|经营场所|营业执照"
)
# Nobody certain: 一名男子, but not 男子孙某某.
_NOBODY = re.compile(
    r"(?:[一两几多数某][名位个伙][\u4e00-\u9fff]{0,6}?|有个|有|某)(?:男子|女子|男人|女人|工人|人员?"
    r"|司机|居民|村民|老人|学生|网民|骗子|小偷)(?![\u4e00-\u9fff]某|\()"
)
_PRONOUN = re.compile("[他她](?!们|人)|该人|此人")
# Denied, asked, feared or wished.
_SOME = re.compile(r"[\u4e00-\u9fff]某(?!名|个|男|女|些)")
_NOT = re.compile(
    r"(?:(?:没有?|未|[有和]?无|从不|不会|不能|并非|不予|不再|(?<!分)别|(?<!社)会|想|怕|应该|[让叫送][他她它我你](?:自己)?去?|免得"
    r"|可能|应当|(?<![主需只])要|如何|怎么|说要)(?:被|有|过|任何|曾|受过|予|再)*|(?:是否|有无|有没有)[^,:]{0,6})$"
)
# Words of law where nothing befell anybody: 行政拘留决定, 申请取保候审.
_NOUN = re.compile(
    "(?:行政|刑事|治安|司法)拘留|取保候审|监视居住|社区戒毒|社区康复|强制隔离戒毒|强制戒毒|强戒"
    "|刑事处罚|保外就医|(?:暂予)?监外执行|劳动教养|劳教|批捕|刑拘|通缉|审查起诉|立案侦查"
)
_LAW_BEHIND = re.compile("的(?!时)|、|或|及|和|等|与|决定|措施|制度|程序|期限")
_LAW_BEFORE = re.compile("(?:受过|受到?|撤销|不服|申请|变更|对|和|或|及|与|、|解除[^,]{0,5})$")
# Inside the title of a rule or a book, and what every charge says of itself.
_TITLED = re.compile(r"《[^》\n]*$|起诉书向[^,]{2,12}$")
_VICTIM = re.compile(r"(?:被|遭|让人|给人|受)(?!控|指|查|举|诉|判|认|抓|发现|警)[^,。]{0,4}$")
_SUSPECTED = re.compile(r"(?:涉嫌|犯有?|构成)[^,]{0,9}$")
_BEFORE_DEED = re.compile(
    r"(?:(?:曾|另|又|已|均|都)*(?:因为?|由于|为了|以)[^,。;:|\n()]{0,12}?)?"
    r"(?:涉嫌?|犯有?|构成|参与|多次|实施|组织|合伙|结伙|帮人?|替人|跟人|与人|替老板"
    r"|在(?![0-9])[\u4e00-\u9fff]{1,12}?|[把与和跟同][^,。;:|\n]{1,5}?)*$"
)
_BEFORE_BLOW = re.compile(
    r"(?:(?:曾|另|又)?(?:因为?|由于|以(?=涉嫌))[^,。;:|\n]{2,24},?)?"
    r"(?:曾|另|又|已|正|现|还|仍|均|都|后|再|就|目前|一直|[一二终]审|依法)*"
    r"(?:(?:被(?!执行|告|害|申请)|[给让叫](?=[^,]{2})|遭到?|受到?过?|获|经|由)[^,。;:|\n]{0,14}?)?"
    r"(?:处以?|予以|给予|决定|准予|直接)?$"
)
_BRIDGE = re.compile(
    r"[^,。;:| \n()的]{0,14}|(?:[^,。;:|\n()“”]{0,10},"
    r"(?![其他她我你该那](?!们)|这(?!周|个?月|次|回|才|几|天)|而|但|可[是今]?|后来)){1,2}"
    r"[^,。;:|\n()“”]{0,12}"
)
_NEW_SUBJECT = re.compile(
    r",(?:其|他|她|我|你|妻|夫|儿|女|父|母|老|现住|住|申请|提请|本次|家|孩子)"
    r"|申请|反映|请求|公示|咨询|[你我]院|后来|认为"
)
# What a form says before somebody's past, and a table over a column of it.
_RECORD = re.compile(r"原判|罪名|刑期|前科|附加刑|判决|处罚|处理|检测|结论|违法")
_FIELD = re.compile(r"(?:原判|罪名|刑期|前科|附加刑|判决)(?:情况)?(?::|是|为)[ 是]?$")
_STATUS = re.compile(
    r"(?:社区矫正对象|社矫对象|矫正对象|社区服刑人员|刑满释放人员|刑释人员|社区戒毒人员|社戒人员)"
)
_CLAUSE_BEFORE = re.compile(r"([^,。;:|\n ()]{2,24}),?$")
_SUBJECT = re.compile(
    rf"(?:[他她我你其](?!们))?{one_of(words_of('privacy', 'people'))}|[他她你](?!们)"
    r"|前夫|前妻|外甥|该人"
    r"|此人|某某?|老[大二三]|(?:[0-9]{4}年|[0-9]{1,2}月|[0-9]{1,2}日)|去年|前年|今年|上个?月|早年"
    r"|年轻时|当年|那年|以前|之前|昨[天晚日]|年前|出头|近日|日前"
)
_NO_DEED = re.compile(
    r"[岁住男女系族]|出生|身份|毕业|工作|上班|患|病|离婚|结婚|残|称|说|反映|来电|咨询|一直|现在|目前"
    r"|听|知道|经理|站长|主任|书记|被告|公司|一案|案件|的$|[年月日时]$"
)


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    kind: str


def find_criminal(flat: str, columns: Columns) -> Iterator[Finding]:
    """What is told of somebody's offences in a flat text."""
    given = list(find_in_forms(flat))
    yield from given
    taken = {place for one in given for place in range(one.start, one.end)}
    for told in _find_told(flat, columns):
        if taken.isdisjoint((told.start, told.end - 1)):
            yield told


def _find_told(flat: str, columns: Columns) -> Iterator[Finding]:
    """What sentences, and cells that are sentences, tell."""
    reached = 0
    for anchor in ANCHOR.finditer(flat):
        if anchor.start() < reached:
            continue
        opening, closing = sentence_of(flat, *anchor.span())
        cell = columns.cell(anchor.start())
        if cell is not None:
            opening, closing = max(opening, cell.start), min(closing, cell.end)
        opening = max(opening, reached)
        reached = closing
        if _RULE.search(flat, opening, closing):
            continue
        tokens = list(_tokens(flat, opening, closing))
        on_record = cell is not None and bool(_RECORD.search(cell.heading))
        if not on_record and all(token.kind == "dent" for token in tokens):
            tokens = []
        for group in _grouped(flat, tokens):
            if on_record or _is_told(flat, group, opening, closing):
                start = _begin(flat, group, opening)
                yield finding("criminal", flat, start, group[-1].end)
        yield from _by_status(flat, opening, closing, cell is not None)


def _tokens(flat: str, opening: int, closing: int) -> Iterator[_Token]:
    """The tokens of a sentence; what is denied, and what was done to somebody, is none."""
    last: _Token | None = None
    for match in TOKEN.finditer(flat, opening, closing):
        kind = match.lastgroup or ""
        start = match.start()
        before = flat[max(opening, start - 8) : start]
        if _TITLED.search(flat, max(opening, start - 16), start):
            continue
        if kind == "term":
            if last is None or last.kind != "deed" or start - last.end > 2:
                continue
            kind = "blow"
        elif _NOT.search(before) or (kind == "deed" and _VICTIM.search(before)):
            continue
        elif _NOUN.fullmatch(match[0]) and (
            _LAW_BEHIND.match(flat, match.end()) or _LAW_BEFORE.search(before)
        ):
            kind = "dent"
        last = _Token(start, match.end(), kind)
        yield last


def _grouped(flat: str, tokens: list[_Token]) -> Iterator[list[_Token]]:
    """Tokens that run together as one statement."""
    group: list[_Token] = []
    for token in tokens:
        if group and not _run_together(flat, group[-1], token):
            yield _trimmed(group)
            group = []
        group.append(token)
    if group:
        yield _trimmed(group)


def _run_together(flat: str, one: _Token, other: _Token) -> bool:
    between = flat[one.end : other.start]
    return bool(_BRIDGE.fullmatch(between)) and not _NEW_SUBJECT.search(between)


def _trimmed(group: list[_Token]) -> list[_Token]:
    """A group without the deeds behind its last blow and the dents before its first deed."""
    ends = [at for at, token in enumerate(group) if token.kind != "deed"]
    group = group[: ends[-1] + 1] if ends else group
    first = next((at for at, token in enumerate(group) if token.kind != "dent"), 0)
    return group[first:] if group[first].kind == "deed" else group


def _begin(flat: str, tokens: list[_Token], opening: int) -> int:
    """Where a statement begins: with its cause, with 被, with 涉嫌."""
    first = tokens[0]
    pattern = _BEFORE_DEED if first.kind == "deed" else _BEFORE_BLOW
    low = max(opening, first.start - 36)
    before = pattern.search(flat[low : first.start])
    start = low + before.start() if before else first.start
    if first.kind == "deed" or "因" in flat[start : start + 3]:
        return start
    return _cause(flat, start, opening)


def _cause(flat: str, start: int, opening: int) -> int:
    """Where a statement begins that tells the deed in words of its own: 他[去县城卖血,被判两年].

    Chinese leaves out the subject of a second clause, so that what stands between the subject of
    the first and a blow is most often the deed.
    """
    clause = _CLAUSE_BEFORE.search(flat, max(opening, start - 32), start)
    if clause is None:
        return start
    subjects = list(_SUBJECT.finditer(flat, *clause.span(1)))
    begin = subjects[-1].end() if subjects else clause.start(1)
    if not subjects:
        if not is_named(flat, begin):
            return start
        begin += 3
    story = flat[begin : clause.end(1)]
    if len(story) < 2 or _NO_DEED.search(story):
        return start
    return begin


def _is_told(flat: str, tokens: list[_Token], opening: int, closing: int) -> bool:
    """Whether a statement speaks of somebody's deed."""
    start, end = tokens[0].start, tokens[-1].end
    kinds = {token.kind for token in tokens}
    if kinds == {"dent"}:
        return False
    if _FIELD.search(flat, max(0, start - 10), start):
        return True
    if _is_general(flat, opening, start, end, closing):
        return False
    told = "".join(flat[token.start : token.end] for token in tokens if token.kind == "blow")
    if told and re.search(TIME, told):
        return True
    asked = _ASKED.search(flat, opening, closing)
    if _CAMPAIGN.search(flat, opening, closing):
        return False
    if told:
        return not asked or bool(_SUBJECT.search(flat, opening, start))
    if "dent" in kinds:
        firm = _FIRM.search(flat, opening, start)
        return tokens[0].kind == "deed" and not firm and not asked
    return bool(_SUSPECTED.search(flat, max(opening, start - 12), start + 1))


def _is_general(flat: str, opening: int, start: int, end: int, closing: int) -> bool:
    """Whether a statement is a rule, or speaks of nobody certain."""
    near = max(opening, start - 40)
    nobody = _NOBODY.search(flat, near, end)
    if nobody and not _SOME.search(flat, opening, start) and not _PRONOUN.search(
        flat, nobody.end(), max(start, nobody.end())
    ):
        return True
    return bool(
        _FORBIDDEN.search(flat, opening, end)
        or _PEOPLE_ALL.search(flat, opening, min(closing, end + 4))
    )


def _by_status(flat: str, opening: int, closing: int, in_cell: bool) -> Iterator[Finding]:
    """社区矫正对象 before a name, or as all that a cell of somebody's row holds."""
    for match in _STATUS.finditer(flat, opening, closing):
        if (in_cell and match.end() - match.start() == closing - opening) or is_named(
            flat, match.end()
        ):
            yield finding("criminal", flat, *match.span())
