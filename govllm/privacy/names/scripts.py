"""Names that are no Chinese family name and given name: transliterated, minority and foreign ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.names import cues

_FOREIGN = (
    "阿艾爱安奥巴白班保鲍贝本比彼波伯博布查茨达大戴丹德迪蒂丁杜顿多恩尔法菲费芬弗福富盖高"
    "戈哥格古哈海汉赫亨胡华怀惠霍基吉加贾杰金卡凯坎康考科克肯库拉莱兰朗劳勒雷里利丽莉列林"
    "琳刘龙隆卢鲁露路吕罗洛马玛麦曼梅门蒙孟米密明莫默姆穆纳娜奈南内妮尼宁纽诺努欧帕"
    "潘佩彭皮平珀普齐奇契乔琼丘瑞若萨塞桑森沙珊山尚舍圣施石史斯思苏索所塔泰坦汤陶特提田廷"
    "托瓦万汪威韦维魏温文翁沃乌吾武西希席夏肖谢辛休许雪逊雅亚延扬耶叶伊依以因尹英尤于约泽"
    "扎詹张珍朱兹佐克什江木提孜买古依夏热合吐尔艾力"
)
_DOTS = "·•‧"
_DOTTED = re.compile(
    rf"(?:[{_FOREIGN}]{{1,6}}|[\u4e00-\u9fff]{{1,3}})(?:[·•‧][\u4e00-\u9fff]{{1,7}}){{1,4}}"
    rf"?(?=[^\u4e00-\u9fff·•‧]|先生|女士|"
    rf"[在因于的是说表称为和与向被从将已住反来今同持系到等她他我你就也都收签领带去有家、]|$)"
    rf"|[{_FOREIGN}]{{1,6}}(?:[·•‧][{_FOREIGN}]{{1,7}}){{1,4}}"
)
_DOTTED = re.compile(
    rf"(?:[{_FOREIGN}]{{1,6}}|[\u4e00-\u9fff]{{1,3}})(?:[·•‧][\u4e00-\u9fff]{{1,7}}){{1,4}}"
    rf"?(?=[^\u4e00-\u9fff·•‧]|先生|女士|"
    rf"[在因于的是说表称为和与向被从将已住反来今同持系到等她他我你就也都收签领带去有家、]|$)"
    rf"|[{_FOREIGN}]{{1,6}}(?:[·•‧][{_FOREIGN}]{{1,7}}){{1,4}}"
)
_TIBETAN = (
    "扎西 顿珠 卓玛 次仁 平措 多吉 央金 拉姆 旺堆 格桑 丹增 洛桑 尼玛 达娃 索朗 强巴 "
    "白玛 德吉 仓决 曲珍 边巴 巴桑 旦增 贡布 仁青 桑杰 云丹 才让 才旦 卓嘎 央宗 "
    "次旦 次旺 旺姆 拉巴 米玛 罗布 普布 益西 加措 嘉措 坚赞 群培 晋美 班觉 旺杰 仓央 "
    "土登 顿旦 措姆 玉珍 尕藏 东珠 才仁 扎巴 贡嘎 桑吉 卓么 仁增 久美 嘎玛 斯郎 四郎 泽仁 拥措 志玛 降央 旦巴 阿旺 洛珠 曲扎 曲吉 嘎松 江村 丹珠 俄珠"
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
    "亚森 祖丽 娅提 江 木江 玉素甫 阿布都 居来提 米热 娜尔 阿曼 迪丽娜尔 买尔丹 合孜 吐尼亚孜 阿娜尔 罕 肉斯 塔依尔 艾合买提 木合塔尔 依布拉音 艾山 阿布拉 沙塔尔 艾尔肯 赛尔达尔 哈丽 古孜 热孜 帕丽 努尔古丽 祖农"
)
_YI = (
    "阿木 约布 拉且 伍各 子布 尔布 木呷 阿呷 尔哈 日哈 阿依 阿支 木乃 尔古 吉克 曲比 沙马 海来 阿苦 曲木 "
    "俄木 吉木 勒格 莫色 罗洪 巴莫 倮伍 阿尔 阿西 吉伍 阿牛 子日 古者 拉马 有格 石一 莫尔 阿佳 日伙 里古"
)
# Given names that are a whole name by themselves.
_WHOLE = frozenset(
    "扎西 顿珠 卓玛 次仁 平措 央金 拉姆 旺堆 格桑 丹增 洛桑 尼玛 达娃 索朗 德吉 曲珍 边巴 巴桑 旦增 "
    "桑杰 才让 卓嘎 央宗 次旦 次旺 拉巴 米玛 普布 益西 嘉措 晋美 土登 图雅 其其格 巴特尔 格日勒 苏日娜 "
    "娜仁 托娅 宝音 斯琴 高娃 阿古拉 那顺 布和 朝鲁 牧仁 乌云 额尔敦 萨仁 特木尔 毕力格 敖登 乌日娜 "
    "满都拉 通拉嘎 乌力吉 阿拉坦 买买提 古丽 吐尔逊 热合曼 玛依拉 阿里木 木拉提 库尔班 托合提 阿迪力".split()
)
_GROUPS = tuple(frozenset(row.split()) for row in (_TIBETAN, _MONGOL, _UYGHUR, _YI))
# What they begin with is looked at first, so that the search for them is quick.
_FIRST = "".join(sorted({part[0] for group in _GROUPS for part in group}))
_NATIVE = re.compile(
    f"(?=[{_FIRST}])(?:"
    + "|".join(
        f"(?:{'|'.join(sorted(group, key=lambda part: (-len(part), part)))}){{1,4}}"
        for group in _GROUPS
    )
    + ")"
)
_LATIN = re.compile(
    r"[A-Z](?<![A-Za-z0-9@./_-].)[a-z]{1,15}(?:[ \-](?:[A-Z][a-z]{1,15}|[A-Z]\.|de|van|von|"
    r"bin|al)){1,3}(?![A-Za-z0-9@./_-])"
)
_NO_LATIN = re.compile(
    r"\b(?:Wi|Windows|Office|Hong|New|United|Beijing|Chat|The|Of|Street|Road|Room|Party|"
    r"Microsoft|Google|Adobe|App|Store|Open|Deep|Co|Ltd|Inc)\b"
)


def find_other_names(flat: str) -> Iterator[tuple[int, int]]:
    """Their places."""
    if any(dot in flat for dot in _DOTS):
        yield from (match.span() for match in _DOTTED.finditer(flat))
    for match in _NATIVE.finditer(flat):
        if match[0] in _WHOLE:
            if _stands_alone(flat, *match.span()):
                yield match.span()
        elif not _is_one_part(match[0]):
            yield match.span()
    for match in _LATIN.finditer(flat):
        if not _NO_LATIN.search(match[0]):
            yield match.span()


def _is_one_part(words: str) -> bool:
    return any(words in group for group in _GROUPS)


def _stands_alone(flat: str, start: int, end: int) -> bool:
    """Whether nothing makes it part of a place's or a firm's name."""
    return cues.before(flat, start) != "inside" and cues.behind(flat, end) != "inside"
