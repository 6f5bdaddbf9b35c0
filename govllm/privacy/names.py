"""Names of people: every family name is tried, and a small linear model weighs what stands around.

The weights and the counts of ordinary character pairs lie in `data/names.json`, fitted by
`python -m govllm.build names` on our own labelled passages and on text without names. A name that
was found once in a text is found wherever it stands again.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from govllm.privacy.classes import Finding

Spans = Sequence[tuple[int, int]]

_LEFT_CUE = re.compile(
    r"(?:姓名|名字|名叫|全名|大名|本名|曾用名|我叫|他叫|她叫|叫做|叫|姓名为|来电人|联系人|"
    r"当事人|申请人|户主|患者|病人|信访人|投诉人|举报人|反映人|诉求人|来访人|"
    r"代理人|委托人|受托人|法定代表人|法人代表|法人|负责人|经办人|承办人|经手人|记者|"
    r"通讯员|编辑|责编|作者|主任|局长|处长|科长|书记|市长|县长|区长|镇长|乡长|村长|所长|"
    r"院长|校长|站长|队长|主席|会长|"
    r"经理|总经理|董事长|股东|司机|医生|护士|老师|教师|教授|律师|法官|审判长|审判员|"
    r"书记员|检察官|民警|警官|辅警|同志|居民|村民|市民|业主|住户|租客|租户|房东|房主|学生|"
    r"儿子|女儿|丈夫|妻子|父亲|母亲|配偶|"
    r"爱人|哥哥|姐姐|弟弟|妹妹|之子|之女|子女|监护人|参保人|缴存人|纳税人|收款人|付款人|"
    r"持卡人|开户人|户名|车主|驾驶人|驾驶员|被告人|原告|被告|被害人|受害人|死者|伤者|"
    r"嫌疑人|罪犯|罪犯|被执行人|申请执行人|"
    r"社工|志愿者|网格员|专家|组长|班长|厂长|员工|职工|工人|会计|出纳|保安|老板|店主|商户|"
    r"客户|收件人|寄件人|收货人|签收人|审核人|审批人|签发人|签发|审核|校对|承办|主办|"
    r"拟稿人?|填表人|登记人|复核|制表|候选人|获奖者|代表|委员|外籍人士|外籍|公民|男子|"
    r"女子|老人|青年|先生|女士|由|与|和|及|、|向|对|给|找|跟|同|是|请|让|被|将|把|为|以及|"
    r"其中)[:：是为|\s（(]{0,3}$"
)
_RIGHT_CUE = re.compile(
    r"^(?:先生|女士|同志|老师|医生|大夫|护士|教授|律师|法官|警官|民警|局长|处长|科长|主任|"
    r"书记|市长|县长|区长|镇长|乡长|所长|院长|校长|站长|队长|主席|会长|经理|董事|总|师傅|"
    r"阿姨|大爷|大妈|同学|小姐|老人|夫妇|夫妻|一家|等[人0-9一二三四五六七八九十两]|"
    r"[（(,，、 ]{0,2}(?:男|女|[0-9]{1,3}岁|身份证|电话|手机|联系|现年|汉族|回族|出生|"
    r"生于|住|家住|工号|证件|系|职务|性别)|反映|来电|称|表示|说|讲|告诉|介绍|认为|指出|"
    r"强调|主持|出席|参加|到|在|因|于|的|被|向|从|将|已|是|为|住|与|和|及|报|摄|通讯员|"
    r"本人|身份证|电话|手机|联系|所有|名下|之|自述|投诉|举报|咨询|申请|要求|希望|提出|作|"
    r"同意|负责|签|患|持|使用|购买|驾驶|涉嫌|犯|曾|获|当选|任|担任|兼任)"
)
_TITLE = re.compile(
    r"先生|女士|小姐|同志|老师|医生|大夫|护士|警官|法官|律师|教授|师傅|阿姨|大爷|大妈|"
    r"大娘|大叔|大哥|大姐|奶奶|爷爷|叔叔|伯伯|"
    r"局长|处长|科长|主任|书记|市长|县长|镇长|乡长|村长|所长|院长|校长|站长|队长|主席|"
    r"会长|经理|老板|总监|工程师|同学|姓|某|家"
)
_EDGE = frozenset("，。；：、！？,.;:!?（）()【】[]《》“”\"'‘’|/\\<>=-—~…\n\t *_#")
_TITLE_LIKE = frozenset("某先女总老师")

_FOREIGN = (
    "阿艾爱安奥巴白班保鲍贝本比彼波伯博布查茨达大戴丹德迪蒂丁杜顿多恩尔法菲费芬弗福富盖高"
    "戈哥格古哈海汉赫亨胡华怀惠霍基吉加贾杰金卡凯坎康考科克肯库拉莱兰朗劳勒雷里利丽莉列林"
    "琳刘龙隆卢鲁露路吕罗洛马玛麦曼梅门蒙孟米密明莫默姆穆纳娜奈南内妮尼宁纽诺努欧帕"
    "潘佩彭皮平珀普齐奇契乔琼丘瑞若萨塞桑森沙珊山尚舍圣施石史斯思苏索所塔泰坦汤陶特提田廷"
    "托瓦万汪威韦维魏温文翁沃乌吾武西希席夏肖谢辛休许雪逊雅亚延扬耶叶伊依以因尹英尤于约泽"
    "扎詹张珍朱兹佐克什江木提孜买古依夏热合吐尔艾力"
)
_DOTTED = re.compile(
    rf"(?:[{_FOREIGN}]{{1,6}}|[\u4e00-\u9fff]{{1,3}})(?:[·•‧][\u4e00-\u9fff]{{1,7}}){{1,4}}"
    rf"?(?=[^\u4e00-\u9fff·•‧]|先生|女士|"
    rf"[在因于的是说表称为和与向被从将已住反来今同持系到]|$)"
    rf"|[{_FOREIGN}]{{1,6}}(?:[·•‧][{_FOREIGN}]{{1,7}}){{1,4}}"
)
_TIBETAN = (
    "扎西 顿珠 卓玛 次仁 平措 多吉 央金 拉姆 旺堆 格桑 丹增 洛桑 尼玛 达娃 索朗 强巴 "
    "白玛 德吉 仓决 曲珍 边巴 巴桑 旦增 贡布 仁青 桑杰 云丹 才让 才旦 卓嘎 央宗 "
    "次旦 次旺 旺姆 拉巴 米玛 罗布 普布 益西 加措 嘉措 坚赞 群培 晋美 班觉 旺杰 仓央 "
    "土登 顿旦 措姆 玉珍"
)
_MONGOL = (
    "乌兰 图雅 其其格 巴特尔 格日勒 苏日娜 娜仁 托娅 宝音 巴雅尔 斯琴 高娃 阿古拉 那顺 "
    "布和 朝鲁 呼和 牧仁 乌云 额尔敦 孟和 萨仁 花拉 特木尔 巴图 青格勒 毕力格 "
    "敖登 乌日娜 哈斯 满都拉 满达 吉雅 白音 德力格尔 苏和 通拉嘎 那木拉 乌力吉 阿拉坦 布仁"
)
_UYGHUR = (
    "阿依 古丽 买买提 艾力 吐尔逊 阿不都 阿卜杜 热合曼 帕提 玛依拉 努尔 艾尼 阿里木 "
    "木拉提 热依 汗 尼亚孜 克然木 依明 艾孜 吾买尔 库尔班 赛买提 托合提 麦麦提 "
    "迪丽 热巴 古力 娜扎 阿迪力 艾合 巴哈 古丽巴 米尔 肉孜 沙拉买提 吐鲁洪 伊力 夏提 "
    "亚森 祖丽 娅提 江 木江 玉素甫 阿布都"
)
_NATIVE = re.compile(
    "|".join(
        f"(?:{'|'.join(sorted(parts.split(), key=len, reverse=True))}){{2,4}}"
        for parts in (_TIBETAN, _MONGOL, _UYGHUR)
    )
)
_LATIN = re.compile(
    r"(?<![A-Za-z0-9@./_-])[A-Z][a-z]{1,15}(?:[ \-](?:[A-Z][a-z]{1,15}|[A-Z]\.|de|van|von|"
    r"bin|al)){1,3}(?![A-Za-z0-9@./_-])"
)
_NO_LATIN = re.compile(
    r"\b(?:Wi|Windows|Office|Hong|New|United|Beijing|Chat|The|Of|Street|Road|Room|Party|"
    r"Microsoft|Google|Adobe|App|Store|Open|Deep|Co|Ltd|Inc)\b"
)


@dataclass(frozen=True, slots=True)
class Model:
    """What is known of names and of ordinary text.

    Attributes:
        weights: by feature.
        surnames: prior of single-character family names; compound ones apart.
        given: log-odds of a character in a given name against ordinary text.
        pairs: log(1 + count) of character pairs in ordinary text.
        words: ordinary words that begin with a family name.
    """

    weights: Mapping[str, float]
    surnames: Mapping[str, float]
    compound: frozenset[str]
    given: Mapping[str, float]
    pairs: Mapping[str, float]
    words: frozenset[str]
    unknown_given: float


@cache
def load_model() -> Model:
    """The fitted model that is shipped."""
    raw = json.loads((files("govllm.privacy") / "data" / "names.json").read_text("utf-8"))
    singles, compound, _ = read_lists()
    return Model(
        raw["weights"],
        {char: math.log(1 + place / 40) for place, char in enumerate(singles)},
        frozenset(compound),
        raw["given"],
        {pair: float(level) for level, row in raw["pairs"].items() for pair in _twos(row)},
        frozenset(raw["words"].split()),
        raw["unknown_given"],
    )


def _twos(row: str) -> Iterator[str]:
    for at in range(0, len(row), 2):
        yield row[at : at + 2]


@cache
def read_lists() -> tuple[str, tuple[str, ...], str]:
    """Family names of one character, commonest first; compound ones; given names' characters."""
    folder = files("govllm.privacy") / "data"
    rows = [r for r in (folder / "surnames.txt").read_text("utf-8").splitlines() if r]
    plain = [row for row in rows if not row.startswith("#")]
    singles = "".join(dict.fromkeys("".join(plain[:-1])))
    given = "".join(
        r for r in (folder / "given.txt").read_text("utf-8").splitlines() if not r.startswith("#")
    )
    return singles, tuple(dict.fromkeys(plain[-1].split())), given


@cache
def _family() -> re.Pattern[str]:
    singles, compound, _ = read_lists()
    return re.compile(f"[{singles}{''.join(name[0] for name in compound)}]")


_SURE = math.inf


def candidates(flat: str, model: Model) -> Iterator[tuple[int, int, dict[str, float]]]:
    """Every place where a name could stand, with its features."""
    length = len(flat)
    for match in _family().finditer(flat):
        start = match.start()
        pair = flat[start : start + 2]
        if pair in model.compound:
            sizes: tuple[int, ...] = (3, 4)
            family = 2
        elif flat[start] in model.surnames:
            sizes, family = (2, 3), 1
        else:
            continue
        for size in sizes:
            end = start + size
            if end > length or not _all_han(flat, start, end):
                break
            features = _features(flat, start, end, family, model)
            if features is not None:
                yield start, end, features


def _all_han(flat: str, start: int, end: int) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in flat[start:end])


def _features(
    flat: str, start: int, end: int, family: int, model: Model
) -> dict[str, float] | None:
    given = flat[start + family : end]
    if given[0] in _TITLE_LIKE or _TITLE.match(flat, start + 1):
        return None
    left = flat[start - 1] if start else "\n"
    right = flat[end] if end < len(flat) else "\n"
    pairs, word = model.pairs, flat[start:end]
    features = {
        "bias": 1.0,
        f"size{len(given)}{'c' if family == 2 else ''}": 1.0,
        "surname": 0.0 if family == 2 else model.surnames[flat[start]],
        "given": sum(model.given.get(c, model.unknown_given) for c in given) / len(given),
        "worst_given": min(model.given.get(c, model.unknown_given) for c in given),
        "pair_head": pairs.get(flat[start] + flat[start + 1], 0.0),
        "pair_out": pairs.get(flat[end - 1] + right, 0.0),
        "pair_in": pairs.get(left + flat[start], 0.0),
    }
    if len(given) == 2:
        features["pair_given"] = pairs.get(given, 0.0)
    if word in model.words:
        features["word"] = 1.0
    elif flat[start : start + 2] in model.words:
        features["word_head"] = 1.0
    if flat[start : end + 1] in model.words or flat[end - 1 : end + 1] in model.words:
        features["word_out"] = 1.0
    if flat[end : end + 2] in model.words:
        features["word_next"] = 1.0
    leads, follows = _leads(flat, start, left), _follows(flat, end, right)
    features[f"{leads}|{follows}"] = 1.0
    features[f"{leads}|"] = 1.0
    features[f"|{follows}"] = 1.0
    return features


def _leads(flat: str, start: int, left: str) -> str:
    """What stands before a candidate, in a word."""
    before = flat[max(0, start - 8) : start]
    if _LABEL.search(before):
        return "label"
    if _LEFT_CUE.search(before):
        return "role" if _LONG_CUE.search(before) else "cue"
    if left in _EDGE:
        return "edge"
    return "digit" if left.isdigit() else "inside"


def _follows(flat: str, end: int, right: str) -> str:
    """What stands behind a candidate, in a word."""
    after = flat[end : end + 5]
    if _RIGHT_CUE.match(after):
        return "title" if _LONG_RIGHT.match(after) else "cue"
    if right in _EDGE:
        return "edge"
    return "ascii" if right.isascii() and right.isalnum() else "inside"


_LABEL = re.compile(
    r"(?:姓名|名字|户名|名叫|我叫|[他她]叫|叫做|本名|曾用名|法定代表人|法人代表|负责人|"
    r"联系人|经办人|来电人|申请人|户主|患者|"
    r"原告|被告人?|当事人|参保人|车主|持证人|收件人|诉求人|信访人|反映人|举报人|投诉人|"
    r"记者|通讯员|摄影|编辑)"
    r"[:：是为|\s（(]{0,3}$"
)
_LONG_CUE = re.compile(r"(?:[\u4e00-\u9fff]{2}|叫|、)[:：是为|\s（(]{0,3}$")
_LONG_RIGHT = re.compile(r"^(?:[（(,，、 ]{0,2}(?:男|女|[0-9]{1,3}岁)|[\u4e00-\u9fff]{2})")


def score_of(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Log-odds of a candidate."""
    return sum(value * weights.get(name, 0.0) for name, value in features.items())


_FIELD = re.compile(
    r"(?:姓名|名字|户名|名叫|我叫|[他她]叫|叫做|本名|曾用名|法定代表人|法人代表|联系人|"
    r"经办人|来电人|申请人|户主|患者|原告|被告人?|参保人|车主|持证人|收件人|"
    r"诉求人|信访人|反映人|举报人|投诉人|摄影|编辑|审核人?|签发人?|校对|紧急联系人|监护人|"
    r"驾驶人|被执行人|委托人|代理人)"
    r"(?:[:：|][ ]?|[ ]?[:：]?[ ]?(?:是|为|叫)|"
    r"(?<=[名叫]))(?P<name>[\u4e00-\u9fff]{2,4})(?=[，。；、,;（()）|\s/]|$)"
)
_NO_NAME = frozenset(
    [
        "同上",
        "不详",
        "未知",
        "匿名",
        "保密",
        "本人",
        "单位",
        "个人",
        "性别",
        "职务",
        "证件",
        "电话",
        "身份证",
        "家属",
        "父母",
        "班级",
        "年龄",
        "关系",
        "无",
        "未提供",
        "未留",
        "如下",
        "待定",
        "其他",
        "其它",
        "不方便",
        "匿名者",
        "小区",
        "业主",
        "居民",
        "市民",
        "村民",
        "企业",
        "公司",
        "群众",
        "老人",
        "学生",
        "司机",
        "住户",
        "商户",
        "一样",
        "什么",
        "这个",
        "那个",
        "联系电话",
        "手机号",
        "先生",
        "女士",
        "电子邮箱",
        "联系方式",
        "不便透露",
        "不愿透露",
        "本机",
        "本人姓名",
    ]
)


def _after_labels(flat: str) -> Iterator[tuple[int, int]]:
    """What stands where a form or a speaker says that a name follows."""
    for match in _FIELD.finditer(flat):
        word = match["name"]
        titled = _TITLE.match(word, 1) or _TITLE.match(word, 2)
        if word not in _NO_NAME and not titled and word[0] not in "第每各本该":
            start, end = match.span("name")
            family = word[0] in load_model().surnames or word[:2] in load_model().compound
            # Four characters are a name only behind a compound family name.
            if (end - start < 4 and family) or word[:2] in load_model().compound:
                yield start, end


# Fitted so that precision and recall are about even on the development passages.
_ENOUGH = -0.8


def find_names(flat: str, taken: Spans = ()) -> Iterator[Finding]:
    """Names in a flat text outside of what other rules have taken."""
    yield from _other_scripts(flat)
    model = load_model()
    scored = [(_SURE, start, end) for start, end in _after_labels(flat)]
    for start, end, features in candidates(flat, model):
        score = score_of(features, model.weights)
        if score > _ENOUGH:
            scored.append((score, start, end))
    chosen: list[tuple[int, int]] = []
    covered = bytearray(len(flat))
    for start, end in taken:
        covered[start:end] = b"\1" * (end - start)
    for _, start, end in sorted(scored, key=lambda row: (-row[0], row[1])):
        if not any(covered[start:end]):
            covered[start:end] = b"\1" * (end - start)
            chosen.append((start, end))
    sure = {flat[start:end] for start, end in chosen if end - start > 2}
    for word in sorted(sure):
        at = flat.find(word)
        while at >= 0:
            end = at + len(word)
            if not any(covered[at:end]):
                covered[at:end] = b"\1" * len(word)
                chosen.append((at, end))
            at = flat.find(word, end)
    for start, end in sorted(chosen):
        yield Finding(start, end, "name", flat[start:end])


def _other_scripts(flat: str) -> Iterator[Finding]:
    for match in _DOTTED.finditer(flat):
        yield Finding(match.start(), match.end(), "name", match[0])
    for match in _NATIVE.finditer(flat):
        yield Finding(match.start(), match.end(), "name", match[0])
    for match in _LATIN.finditer(flat):
        if not _NO_LATIN.search(match[0]):
            yield Finding(match.start(), match.end(), "name", match[0])
