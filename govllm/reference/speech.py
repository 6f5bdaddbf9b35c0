"""How callers say numbers, dates, names and places, each with the form a ticket wants.

A model this small learns to copy and convert only from many draws, so every draw here is composed
anew rather than taken from a list.
"""

import datetime as dt
import random
from dataclasses import dataclass
from itertools import pairwise

from govllm.privacy.invent import MOBILE_PREFIXES
from govllm.reference.material import Material

_WEEK = "一二三四五六日"
_NUMERALS = "零一二三四五六七八九"
_SPLIT_NAMES = {
    "张": "弓长张", "李": "木子李", "陈": "耳东陈", "吴": "口天吴", "林": "双木林", "黄": "草头黄",
    "章": "立早章", "王": "三横王", "胡": "古月胡", "杨": "木易杨", "徐": "双人徐", "许": "言午许",
    "何": "人可何", "孙": "子小孙", "刘": "文刀刘", "周": "圈吉周", "朱": "撇未朱",
    "江": "三点水江",
}  # fmt: skip
_GIVEN = "建国秀英桂兰志强伟敏芳磊静洋勇军杰娟涛明超丽霞平刚玉梅文华春燕海波晓红小龙淑珍德福金凤"
_FEASTS = {"元旦": (1, 1), "国庆节": (10, 1), "国庆": (10, 1), "五一": (5, 1), "劳动节": (5, 1),
           "三八节": (3, 8), "情人节": (2, 14), "平安夜": (12, 24), "圣诞节": (12, 25),
           "六一": (6, 1), "儿童节": (6, 1), "元旦那天": (1, 1), "国庆那天": (10, 1)}  # fmt: skip
_VAGUE = (
    "最近",
    "这段时间",
    "这半个月",
    "上个月",
    "前阵子",
    "这两天",
    "好几个月了",
    "过完年以后",
    "上周",
    "去年下半年",
    "入冬以来",
    "这几天",
    "天天晚上",
    "每到周末",
    "有一个多月了",
    "前些日子",
    "开春以后",
    "月初那几天",
)


@dataclass(frozen=True)
class Said:
    """Something as it is said, and as the ticket has it (None: not to be had)."""

    words: str
    value: str | None


def numeral(number: int) -> str:
    """1–99 the way it is said: 二十八."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    head = "十" if tens == 1 else _NUMERALS[tens] + "十"
    return head + (_NUMERALS[ones] if ones else "")


def number(rng: random.Random, published: bool = False) -> str:
    """A phone number: mobile most of the time, else a landline of area 0999.

    Args:
        published: others will read it, so a mobile is nobody's (`govllm.privacy.invent`).
    """
    if rng.random() < 0.88:
        mobile = "1" + str(rng.randint(3, 9)) + "".join(str(rng.randint(0, 9)) for _ in range(9))
        prefix = MOBILE_PREFIXES[int(mobile[:3]) % len(MOBILE_PREFIXES)]
        return f"{prefix}0000{mobile[7:]}" if published else mobile
    return "0999" + str(rng.randint(2, 8)) + "".join(str(rng.randint(0, 9)) for _ in range(6))


def groups(digits: str, rng: random.Random) -> list[str]:
    """Cut a number the way people pause in it."""
    if digits.startswith("0"):
        return rng.choice(([digits[:4], digits[4:]], [digits[:4], digits[4:7], digits[7:]]))
    cuts = rng.choice(((3, 7), (3, 7), (3, 7), (3, 6, 9), (3, 5, 7, 9), (5, 8), (4, 8), (3, 8)))
    edges = (0, *cuts, len(digits))
    return [digits[a:b] for a, b in pairwise(edges)]


def spoken(digits: str, rng: random.Random, yao: bool) -> str:
    """Digits as Chinese numerals; 幺 for 1 where the caller speaks so."""
    text = "".join(_NUMERALS[int(d)] for d in digits)
    return text.replace("一", "幺") if yao else text


def phone(rng: random.Random, published: bool = False) -> Said:
    """A number said in one of many ways, at times with a slip that is put right."""
    digits = number(rng, published)
    manner, yao = rng.random(), rng.random() < 0.6

    def say(part: str) -> str:
        return part if manner < 0.5 else spoken(part, rng, yao)

    parts = groups(digits, rng)
    mark = rng.choice(("，", "，", " ", "-", "、", "")) if manner < 0.5 else rng.choice("，，， ")
    if manner < 0.25:
        mark = ""
    if 0.45 < manner < 0.52:  # half and half
        words = parts[0] + mark + mark.join(spoken(p, rng, yao) for p in parts[1:])
    else:
        words = mark.join(say(p) for p in parts)
    if rng.random() < 0.16 and len(digits) == 11:
        tail = digits[-4:]
        at = rng.randrange(4)
        wrong = tail[:at] + str((int(tail[at]) + rng.randint(1, 9)) % 10) + tail[at + 1 :]
        lead = digits[:3] + digits[3:7] + wrong
        words = (mark if mark else "").join(say(p) for p in (lead[:3], lead[3:7], lead[7:]))
        words += rng.choice(
            (
                "，不对，尾号是{t}",
                "，哎不对，最后四位是{t}",
                "，说错了，后四位{t}",
                "，等等，是{t}",
                "，不不，尾数{t}",
            )
        ).format(t=say(tail))
    return Said(words, digits)


def date(rng: random.Random, called: dt.date) -> Said:
    """A day said relative to the call, and the day it is."""
    draw = rng.random()
    part = rng.choice(
        ("", "", "早上", "上午", "中午", "下午", "晚上", "夜里", "傍晚", "一早", "半夜")
    )
    if draw < 0.46:
        back, word = rng.choice(
            ((0, "今天"), (0, "今天"), (0, "今早"), (0, "今儿"), (0, "刚才"),
             (1, "昨天"), (1, "昨天"), (1, "昨儿"),
             (1, "昨晚"), (2, "前天"), (2, "前天"), (2, "前儿"), (3, "大前天"))
        )  # fmt: skip
        if word in ("今早", "刚才", "昨晚"):
            part = ""
        day = called - dt.timedelta(days=back)
        return Said(word + part, day.isoformat())
    if draw < 0.6:
        weekday = rng.randrange(7)
        monday = called - dt.timedelta(days=called.weekday())
        day = monday - dt.timedelta(days=7 - weekday)
        word = rng.choice(("上周", "上周", "上星期", "上个礼拜", "上礼拜"))
        names = _WEEK[weekday] if rng.random() < 0.7 or weekday < 6 else "天"
        return Said(word + names + part, day.isoformat())
    if draw < 0.66 and called.weekday():
        weekday = rng.randrange(called.weekday())
        day = called - dt.timedelta(days=called.weekday() - weekday)
        word = rng.choice(("这周", "本周", "这个星期", "这礼拜", "周", "星期"))
        return Said(word + _WEEK[weekday] + part, day.isoformat())
    if draw < 0.73:
        back = rng.randint(3, 9)
        said = str(back) if rng.random() < 0.3 else numeral(back)
        day = called - dt.timedelta(days=back)
        return Said(said + rng.choice(("天前", "天以前")), day.isoformat())
    if draw < 0.95:
        day = called - dt.timedelta(
            days=rng.randint(1, 75) if rng.random() < 0.8 else rng.randint(30, 200)
        )
        arabic = rng.random() < 0.55
        month = str(day.month) if arabic else numeral(day.month)
        dom = str(day.day) if arabic else numeral(day.day)
        months = (called.year - day.year) * 12 + called.month - day.month
        if months == 0 and rng.random() < 0.6:
            lead = rng.choice(("这个月", "本月", ""))
        elif months == 1 and rng.random() < 0.5:
            lead = rng.choice(("上个月", "上月"))
        else:
            lead = ("去年" if day.year < called.year and rng.random() < 0.6 else "") + month + "月"
        return Said(lead + dom + rng.choice(("号", "号", "日")) + part, day.isoformat())
    feast, (m, d) = rng.choice(list(_FEASTS.items()))
    day = dt.date(called.year, m, d)
    if day >= called:
        day = dt.date(called.year - 1, m, d)
        feast = ("去年" if day.year < called.year else "") + feast
    return Said(feast, day.isoformat())


def vague(rng: random.Random) -> str:
    """A time that pins no day."""
    return rng.choice(_VAGUE)


def caller(rng: random.Random, material: Material) -> tuple[str, Said, str]:
    """Who calls: what the caller says, the ticket's form, and how the agent addresses them."""
    surname = rng.choice(material.pieces["surname"])
    if rng.random() < 0.35:
        surname = rng.choice("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
    title = rng.choice(("先生", "女士"))
    ways = [
        f"我姓{surname}",
        f"免贵姓{surname}",
        f"姓{surname}",
        f"我姓{surname}，{title}",
        f"{surname}{title}",
    ]
    ways.append(f"我叫{surname}{''.join(rng.sample(_GIVEN, rng.randint(1, 2)))}")
    ways.append(f"叫我{rng.choice('老小')}{surname}就行")
    if surname in _SPLIT_NAMES:
        ways.append(f"我姓{surname}，{_SPLIT_NAMES[surname]}")
        ways.append(f"{_SPLIT_NAMES[surname]}")
    words = rng.choice(ways)
    return words, Said(words, surname + title), surname + title


def place(rng: random.Random, material: Material) -> str:
    """An invented place from many parts, with or without a number."""
    p = material.pieces
    draw = rng.random()
    name = rng.choice(p["road_a"])
    if rng.random() < 0.25:
        name = name[0] + rng.choice(p["road_a"])[-1]
    num = rng.randint(1, 300)
    said = numeral(num) if num < 100 and rng.random() < 0.3 else str(num)
    if draw < 0.3:
        base = name + rng.choice(p["road_b"])
        tail = rng.choice(
            (
                "",
                f"{said}号",
                f"{said}号",
                rng.choice(p["spot"]),
                "和" + rng.choice(p["road_a"]) + "路交叉口",
            )
        )
    elif draw < 0.65:
        base = name + rng.choice(p["estate_b"])
        few = rng.randint(1, 28)
        block = numeral(few) if rng.random() < 0.4 else str(few)
        room = rng.choice(
            ("", "", f"{rng.randint(1, 4)}单元", f"{rng.randint(1, 32)}0{rng.randint(1, 6)}")
        )
        tail = rng.choice(
            ("", "", block + rng.choice(("栋", "号楼", "幢")) + room, rng.choice(p["spot"]))
        )
    elif draw < 0.8:
        base = rng.choice(p["village_a"]) + rng.choice(p["village_b"])
        if rng.random() < 0.4:
            base = name + "镇" + base
        tail = rng.choice(("", "", f"{rng.randint(1, 12)}组", "村口", "小学门口"))
    else:
        base = name + rng.choice(p["venue"])
        tail = rng.choice(("", "", rng.choice(p["spot"])))
    return base + tail
