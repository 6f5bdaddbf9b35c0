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
from govllm.privacy.facts.criminal_notices import find_in_notices
from govllm.privacy.facts.criminal_words import ANCHOR, TIME, TOKEN
from govllm.privacy.facts.wording import finding, is_named, merged, sentence_of
from govllm.wordlists import one_of, words_of

# Rules of law and what is said of all.
_RULE = re.compile(
    r"以下(?:有期徒刑|罚款|的?罚金|拘留)|[日天年月元]以[上下]|以上[^,。]{0,6}以下|者[,处依]"
    r"|的,(?=处|由|依|应|可|责|一律|给|并处|吊|从|按|不|追|构|以|情节|没收|予|尚|除|对)"
    r"|(?:应当|可以?|将|一律|须|可能|最高)(?:依法)?(?:被|给予|处|追究|受到|由|面临|构成|判|按|采取|予以)"
    r"|构成犯罪的|追究[^,。]{0,6}责任|请勿|切勿|任何(?:人|单位)"
    r"|适用|情形|本(?:法|条例|办法|规定|规程)|[轻重]的[^,]{0,4}(?:拘|判|罚|按)"
    r"|(?<![有再])无(?:犯罪|违法)|未受过|没有(?:违法|犯罪)|未(?:发现|查[见到])|下列人员|以下人员"
)
# Rules that stand before what they forbid; behind it they tell what became of somebody.
_FORBIDDEN = re.compile(r"不得|严禁|禁止|凡|如果|一旦|若|要是|假如|万一|倘|的话")
# Kinds of people, of whom a rule speaks: 吸毒人员应当接受…, 被判处徒刑的罪犯.
_PEOPLE_ALL = re.compile(
    r"的人,?(?:最|都|往往|要|应|需|不|总)|(?:人员|罪犯|者|分子)(?:应|须|必须|需|可以|都|均|一律|不)|的罪犯"
)
_ASKED = re.compile(
    r"要求|投诉|希望|建议|会不会|能不能|多久|多少|需要什么|手续|怎么|如何|是不是|吗|了没"
)
_CAMPAIGN = re.compile(
    r"打击|整治|专项行动|防范|宣传|提醒|警惕|谨防|预防|反诈|严防|高发|常见|手段|套路|知识|讲座"
    r"|举报(?:电话|奖励|线索)|同比|(?<!等)[0-9]+(?:余|多)?(?:名|人|起|件|宗|例|次|条)|率"
    r"|[一二三四五六七八九十百千万两]*[十百千万][一二三四五六七八九两]?余?(?:人|名|起|件|宗|本)|环比|分别[上下][升降]"
    r"|话剧|电影|电视剧|新戏|小说|主演|游戏|玩家|科目[一四]|教练|话术|骗子|诈骗分子|自称[^,。]{0,8}(?:公安|民警|警察|检察|法院)|冒充公检法|警示|以案释法|律师费|代理费"
    r"|人员(?:名单|名册|台账|管理)|案件(?:数|审理|受理|标的)|条例|办法|法律|犯罪(?:活动(?!罪)"
    r"|行为|分子|预防)|典型案例|识别"
)
_FIRM = re.compile(
    r"公司|企业|商行|超市|菜馆|饭店|餐馆|店[^主员]|厂[^长]|经营部|机构|单位|中心|合作社"
    r"|统一社会信用代码|经营场所|营业执照"
)
_IN_DOUBT = re.compile("[了过]?(?:吗|没有|没(?=[,?]|$)|么(?=[,?]|$))")
# Before a firm where something happened, or where somebody works.
_WITHIN = re.compile(r"(?:[在从到去对向于系任原进至]|单位[^:\n]{0,6}:|工作)[^,。;:|\n]{0,18}$")
# Nobody certain: 一名男子, but not 男子孙某某.
_NOBODY = re.compile(
    r"(?:[一两几多数某][名位个伙][\u4e00-\u9fff]{0,6}?|有个|有|某)(?:男子|女子|男人|女人|工人|人员?"
    r"|司机|居民|村民|老人|学生|网民|骗子|小偷|网上逃犯|逃犯|网逃|在逃人员|犯罪嫌疑人|嫌疑人|惯偷)(?![\u4e00-\u9fff]某|\()"
)
_PRONOUN = re.compile("[他她](?!们|人)|该人|此人")
# A count of cases, in a table or behind what is counted.
_COUNTED = re.compile(r"(?:数|案件|警情|人数)? ?\|? ?[0-9]+(?:\||人|起|件|例|\n|$)")
# Denied, asked, feared or wished.
_SOME = re.compile(r"[\u4e00-\u9fff]某(?!名|个|男|女|些)")
_NOT = re.compile(
    r"(?:(?:没有?|未|[有和]?无|从不|不会|不能|并非|不予|不再|(?<!分)别|(?<!社)会|想|怕|应该|[让叫送][他她它我你](?:自己)?去?|免得"
    r"|可能|应当|(?<![主需只月周天拜])要|如何|怎么|说要)(?:被|有|过|任何|曾|受过|予|再)*|(?:是否|有无|有没有)[^,:]{0,6})$"
)
# Words of law where nothing befell anybody: 行政拘留决定, 申请取保候审.
_NOUN = re.compile(
    "(?:行政|刑事|治安|司法)拘留|取保候审|监视居住|社区戒毒|社区康复|强制隔离戒毒|强制戒毒|强戒"
    "|刑事处罚|保外就医|(?:暂予)?监外执行|劳动教养|劳教|批捕|刑拘|通缉|审查起诉|立案侦查"
)
_LAW_BEHIND = re.compile("的(?!时)|、|或|及|和|等|与|决定|措施|制度|程序|期限")
_LAW_BEFORE = re.compile(
    "(?:受过|受到?|撤销|不服|申请(?:暂予)?|变更|对|和|或|及|与|、|解除[^,]{0,5})$"
)
# Inside the title of a rule or a book, and what every charge says of itself.
_TITLED = re.compile(r"《[^》\n]*$|起诉书向[^,]{2,12}$")
_VICTIM = re.compile(
    r"(?:被(?!告|执行|申请|处罚|拘留人|不起诉|取保)|遭|让人|给人|受)(?!控|指|查|举|诉|判|认|抓|发现|警)[^,。]{0,4}$"
)
# Said of a case, and of a person only with 被 or 对.
_CASE = re.compile("立案侦查|立案调查|立案审查|刑事立案|移送|审查起诉|提起公诉")
_OF_SOMEBODY = re.compile("[被对将因][^,。;:|]{0,8}$|某已?$|[他她][^,]{0,3}$")
# Said of things and beasts too, unless somebody stands before it: 他被关着, 周某被当场抓获.
_BEFALLS = re.compile(
    r"抓[获住]|抓现行|拘留|逮捕|传唤|关[了着起进过]|缓刑[0-9一二三四五六七八九十两半]|拘役|起诉|收监"
)
_SOMEBODY = re.compile(
    rf"(?:[\u4e00-\u9fff]某{{1,2}}|嫌疑人[^,被]{{0,4}}|[他她我你其](?!们)|罪犯|该人|此人"
    rf"|{one_of(words_of('privacy', 'people'))})"
    r"(?:已经?|现|又|还|就|都|也|目前|后来?|昨[天晚]|前天|今[天早]|刚)*"
    r"(?:[被让给叫遭][^,。;:|\n]{0,10}|是)?$"
)
# What befalls nobody but people; the rest of the blows may befall firms.
_HARD = re.compile("拘|捕|刑|狱|牢|押|戒毒|矫正|逃|缉|监|抓|判|取保|关")
_CAUGHT = re.compile("查获|抓获|抓现行|抓了现行")
_AT_IT = re.compile(
    r"(?:某{1,2}|嫌疑人|[他她我](?!们))(?![被的])[^,。;:|\n]{2,24}[被让给][^,。;:|\n]{0,6}$"
)
_SUSPECTED = re.compile(r"(?:涉嫌|犯有?|构成)[^,]{0,9}$|指控[:,]?(?:被告人)?[^,:。]{2,8}$")
_BEFORE_DEED = re.compile(
    r"(?:(?:曾|另|又|已|均|都)*(?:因为?|由于|为了|以(?![前后上下来及为其此外内]))[^,。;:|\n()]{0,12}?)?"
    r"(?:涉嫌?|犯有?|构成|参与|多次|实施|组织|合伙|结伙|帮人?|替人|跟人|与人|替老板"
    r"|在(?![0-9])[\u4e00-\u9fff]{1,12}?|[把与和跟同][^,。;:|\n]{1,5}?)*$"
)
_BEFORE_BLOW = re.compile(
    r"(?:(?:曾|另|又)?(?:因为?|由于|以(?=涉嫌))[^,。;:|\n]{2,24},?"
    r"(?:(?<=,)(?:[\u4e00-\u9fff]某{1,2}|[\u4e00-\u9fff]{2,3}(?=被)|其))?)?"
    r"(?:曾|另|又|已|正|现|还|仍|均|都|后|再|就|目前|一直|[一二终]审|依法)*"
    r"(?:(?:被(?!执行|告|害|申请)|[给让叫](?=[^,]{2})|遭到?|受到?过?|获|经)[^,。;:|\n]{0,14}?)?"
    r"(?:处以?|予以|给予|决定|准予|直接)?$"
)
_BRIDGE = re.compile(
    r"[^,。;:| \n()的]{0,14}|(?:[^,。;:|\n()“”]{0,10},"
    r"(?![其他她我你该那](?!们)|这(?!周|个?月|次|回|才|几|天)|而|但|可[是今]?|后来)){1,2}"
    r"[^,。;:|\n()“”]{0,12}"
    r"|[^,。;:|\n]{0,12},[^,。;:|\n]{0,6}酒精[^,。;:|\n]{0,20},[^,。;:|\n]{0,12}"
)
_NEW_SUBJECT = re.compile(
    r"[年月天],由|,(?:其|他|她|我|你|妻|夫|儿|女|父|母|老|现住|住|申请|提请|本次|家|孩子)"
    r"|申请|反映|请求|公示|咨询|[你我]院|后来|认为"
)
# What leads to the deed that stands behind what befell somebody.
_SAID = re.compile(
    r",?(?:(?:听|据|都)?说(?:是|他|她|什么)*(?:因为?|犯了?|涉嫌|搞|给人|替人)*|涉嫌|罪名是?|因为?(?:涉嫌)?)"
)
_TESTED = re.compile("尿检|毛发|现场检测|血检|酒检")
# What a form says before somebody's past, and a table over a column of it.
_RECORD = re.compile(r"原判|罪名|刑期|前科|附加刑|判决|处罚|处理|检测|结论|违法")
_FIELD = re.compile(r"(?:原判|罪名|刑期|前科|附加刑|判决)(?:情况)?(?::|是|为)[ 是]?$")
_STATUS = re.compile(
    r"(?:缓刑人员|假释人员|涉毒人员|吸毒人员|戒毒人员|前科人员|在逃人员|社区矫正对象|社矫对象|矫正对象|社区服刑人员|刑满释放人员|刑释人员|社区戒毒人员|社戒人员)"
)
_APPOSED = re.compile(r"[,;)、。]|$")
_PERSON_BEFORE = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{{2,3}},|某,?"
    rf"|{one_of(words_of('privacy', 'people'))},?)$"
)
_CLAUSE_BEFORE = re.compile(r"([^,。;:|\n ()]{2,24}),?$")
_SUBJECT = re.compile(
    rf"(?:[他她我你其](?!们))?{one_of(words_of('privacy', 'people'))}|[他她你](?!们)"
    r"|前夫|前妻|外甥|该人"
    r"|此人|某某?|老[大二三]|(?:[0-9]{4}年|[0-9]{1,2}月|[0-9]{1,2}日)|去年|前年|今年|上个?月|早年"
    r"|年轻时|当年|那年|以前|之前|[昨前今][天晚日早]|年前|出头|近日|日前|目前|现在|已经|[上这]周[一二三四五六日]?|上礼拜|刚才?"
)
_NO_DEED = re.compile(
    r"^的|[岁住男女系族]|出生|身份|毕业|工作|上班|患|病|离婚|结婚|残|称|说|反映|来电|咨询|一直|现在|目前"
    r"|听|知道|经理|站长|主任|书记|被告|公司|一案|案件|的$|在$|[年月日时]$"
)


_HEADINGS = ("案由", "违法", "处罚", "因何")


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    kind: str


def find_criminal(flat: str, columns: Columns) -> Iterator[Finding]:
    """What is told of somebody's offences in a flat text."""
    # Lists of offences may hold no anchor but their headings.
    if ANCHOR.search(flat) or any(map(flat.__contains__, _HEADINGS)):
        return _find(flat, columns)
    return iter(())


def _find(flat: str, columns: Columns) -> Iterator[Finding]:
    given = list(find_in_forms(flat))
    yield from given
    taken = {place for one in given for place in range(one.start, one.end)}
    told = [*_find_told(flat, columns), *find_in_notices(flat)]
    for start, end in merged((one.start, one.end) for one in told):
        if taken.isdisjoint(range(start, end)):
            yield finding("criminal", flat, start, end)


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
            if on_record and _COUNTED.match(flat, group[-1].end):
                continue
            if on_record or _is_told(flat, group, opening, closing):
                start = _begin(flat, group, opening)
                yield finding("criminal", flat, start, group[-1].end)
        yield from _by_status(flat, opening, closing, cell is not None)


def _tokens(flat: str, opening: int, closing: int) -> Iterator[_Token]:
    """The tokens of a sentence; what is denied, and what was done to somebody, is none."""
    last: _Token | None = None
    titled = max(flat.find(sign, opening, closing) for sign in ("《", "起诉书")) >= 0
    for match in TOKEN.finditer(flat, opening, closing):
        kind = match.lastgroup or ""
        start = match.start()
        before = flat[max(opening, start - 8) : start]
        if titled and _TITLED.search(flat, max(opening, start - 16), start):
            continue
        if kind == "term":
            if last is None or last.kind != "deed" or start - last.end > 2:
                continue
            kind = "blow"
        elif _NOT.search(before) or (kind == "deed" and _VICTIM.search(before)):
            continue
        elif _is_of_case(flat, match, before):
            kind = "dent"
        elif kind == "dent" and _befalls(flat, match, opening):
            kind = "blow"
        last = _Token(start, match.end(), kind)
        yield last


def _is_of_case(flat: str, match: re.Match[str], before: str) -> bool:
    """Whether a word of law speaks of a case or a measure, not of what befell somebody."""
    if _CASE.match(match[0]) and not _OF_SOMEBODY.search(before):
        return True
    of_law = _LAW_BEHIND.match(flat, match.end()) or _LAW_BEFORE.search(before)
    return bool(of_law and _NOUN.fullmatch(match[0]))


def _befalls(flat: str, match: re.Match[str], opening: int) -> bool:
    """Whether what is said of things too is said of somebody who stands before it."""
    before = flat[max(opening, match.start() - 32) : match.start()]
    if _BEFALLS.match(match[0]) and _SOMEBODY.search(before[-24:]):
        return True
    return bool(_CAUGHT.match(match[0]) and _AT_IT.search(before))


def _grouped(flat: str, tokens: list[_Token]) -> Iterator[list[_Token]]:
    """Tokens that run together as one statement."""
    group: list[_Token] = []
    for token in tokens:
        if group and not _run_together(flat, group[-1], token):
            yield _trimmed(flat, group)
            group = []
        group.append(token)
    if group:
        yield _trimmed(flat, group)


def _run_together(flat: str, one: _Token, other: _Token) -> bool:
    between = flat[one.end : other.start]
    return bool(_BRIDGE.fullmatch(between)) and not _NEW_SUBJECT.search(between)


def _trimmed(flat: str, group: list[_Token]) -> list[_Token]:
    """A group without the deeds behind its last blow and the dents before its first deed.

    A deed stays behind a blow where it is told as its cause: 被抓了,说是搞网络赌博.
    """
    ends = [at for at, token in enumerate(group) if token.kind != "deed"]
    if ends:
        last = ends[-1] + 1
        caused = last < len(group) and _is_its_cause(flat, group[last - 1], group[last])
        group = group[: last + caused]
    first = next((at for at, token in enumerate(group) if token.kind != "dent"), 0)
    return group[first:] if group[first].kind == "deed" else group


def _is_its_cause(flat: str, blow: _Token, deed: _Token) -> bool:
    """Whether a deed behind a blow is what led to it, or the test that showed it."""
    if _SAID.fullmatch(flat, blow.end, deed.start):
        return True
    return flat[blow.end : deed.start] == "," and bool(_TESTED.match(flat, deed.start))


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
    if subjects and is_named(flat, begin):
        begin += 3
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
        if not _HARD.search(told) and _is_of_firm(flat, opening, start):
            return False
        return not asked or bool(_SUBJECT.search(flat, opening, start))
    if "dent" in kinds:
        firm = _is_of_firm(flat, opening, start)
        return tokens[0].kind == "deed" and not firm and not asked
    return bool(_SUSPECTED.search(flat, max(opening, start - 16), start + 1))


def _is_heading(flat: str, start: int, end: int) -> bool:
    """Whether a statement fills a cell: those of people's tables are read elsewhere."""
    edges = flat[max(0, start - 1) : start] + flat[end : end + 1]
    return "|" in edges and not edges.strip("|\n")


def _is_of_firm(flat: str, opening: int, start: int) -> bool:
    """Whether a firm, a shop or an office is what a statement speaks of, not where it happened."""
    # A form may give somebody's last employer in the field before.
    opening = max(opening, flat.rfind(" ", opening, start) + 1)
    firm = _FIRM.search(flat, opening, start)
    while firm and _WITHIN.search(flat, max(opening, firm.start() - 20), firm.start()):
        firm = _FIRM.search(flat, firm.end(), start)
    return firm is not None


def _is_general(flat: str, opening: int, start: int, end: int, closing: int) -> bool:
    """Whether a statement is a rule, or speaks of nobody certain."""
    near = max(opening, start - 40)
    nobody = _NOBODY.search(flat, near, end)
    if (
        nobody
        and not _SOME.search(flat, opening, start)
        and not _PRONOUN.search(flat, nobody.end(), max(start, nobody.end()))
    ):
        return True
    if _COUNTED.match(flat, end) or _IN_DOUBT.match(flat, end) or _is_heading(flat, start, end):
        return True
    return bool(
        _FORBIDDEN.search(flat, opening, end)
        or _PEOPLE_ALL.search(flat, opening, min(closing, end + 4))
    )


def _by_status(flat: str, opening: int, closing: int, in_cell: bool) -> Iterator[Finding]:
    """社区矫正对象 before a name, or as all that a cell of somebody's row holds."""
    for match in _STATUS.finditer(flat, opening, closing):
        start, end = match.span()
        alone = in_cell and end - start == closing - opening
        before = flat[max(opening, start - 8) : start]
        apposed = _APPOSED.match(flat, end) and _PERSON_BEFORE.search(before)
        if alone or apposed or is_named(flat, end):
            yield finding("criminal", flat, start, end)
