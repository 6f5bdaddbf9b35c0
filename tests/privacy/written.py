"""The forms in which identifiers are written and said, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hypothesis import settings
from hypothesis import strategies as st

from govllm.characters import plain
from govllm.privacy.classes import Finding
from govllm.privacy.identifiers import find_identifiers
from govllm.privacy.identifiers.patterns import find_patterns
from govllm.privacy.scan import settle
from govllm.privacy.tables import Tables
from tests.privacy import drawn

repeatable = settings(max_examples=150, derandomize=True, deadline=None)

Writing = Callable[[str], str]

_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
NUMERALS = ("零一二三四五六七八九", "〇幺二三四五六七八九", "零壹贰叁肆伍陆柒捌玖",
             "⓪①②③④⑤⑥⑦⑧⑨", "洞幺两三四五六拐八勾")  # fmt: skip


def found(text: str) -> list[Finding]:
    flat = plain(text)
    tables = Tables(flat)
    return settle([*find_identifiers(flat, tables), *find_patterns(flat, tables)])


def cut(value: str, *sizes: int) -> list[str]:
    """The value in pieces of these sizes, the last size again and again."""
    pieces, at = [], 0
    while at < len(value):
        size = sizes[min(len(pieces), len(sizes) - 1)]
        pieces.append(value[at : at + size])
        at += size
    return pieces


def told(value: str, numerals: str = NUMERALS[0]) -> str:
    return value.translate(str.maketrans("0123456789", numerals))


def told_by_count(value: str) -> str:
    """幺三八四个零二七幺九."""
    return told(re.sub(r"([0-9])\1{2,7}", lambda m: f"{len(m[0])}个{m[1]}", value), NUMERALS[1])


AS_IS: Sequence[Writing] = (str, lambda v: v.translate(_FULL_WIDTH))


def in_pieces(*sizes: int) -> Sequence[Writing]:
    """A number cut as people cut it, and told piece by piece."""

    def pieces(value: str) -> list[str]:
        return cut(value, *sizes)

    return (
        *AS_IS,
        str.lower,
        lambda v: " ".join(pieces(v)),
        lambda v: "-".join(pieces(v)),
        lambda v: "—".join(pieces(v)),
        lambda v: ".".join(pieces(v)),
        lambda v: "\n".join(cut(v, 7)),
        lambda v: " ".join(v),
        *(lambda v, numerals=numerals: told(v, numerals) for numerals in NUMERALS),
        told_by_count,
        lambda v: "，".join(map(told, pieces(v))),
        lambda v: "。然后".join(map(told, pieces(v))),
        lambda v: " 然后 ".join(pieces(v)),
        lambda v: "，后面是".join(map(told, pieces(v))),
        lambda v: "\n话务员：嗯。\n来电人：".join(map(told, pieces(v))),
        lambda v: told(pieces(v)[0]) + "".join(pieces(v)[1:]),
    )


BARE = (
    "我{}你", "请记一下{}谢谢", "（{}）", "【{}】", "“{}”", "张三|{}|已办结", "张三\t{}\t已办结",
    "{}",
    '{{"a": "{}", "b": 1}}', "情况：{}。", "尾部 {}", "{}，3月5日报来", "共2人（{}、李四）",
    "ID：{}\n金额：1,020元",
    "2026年3月5日，{}来电", "附件_{}.pdf", "**{}**",
)  # fmt: skip
LABELLED = (
    "{label}：{}", "{label}是{}，", "{label}{}。", "我的{label}为{}哦", '{{"{label}": "{}"}}',
    "{label}（{}）",
    "姓名|{label}|备注\n张三|{}|无", "姓名\t{label}\t备注\n李四\t无\t无\n张三\t{}\t无",
    "{label}\n{}\n",
    "张三，{label}: {}", "{label}＝{}；",
)  # fmt: skip


def assert_found(kind: str, value: str, written: str, frame: str, label: str = "") -> None:
    """Exactly the written number is found in the frame, as this class and with this value."""
    front, _, _ = frame.replace("{{", "{").partition("{}")
    start = len(front.replace("{label}", label))
    text = frame.format(written, label=label)
    assert [(f.kind, f.start, f.end, f.value) for f in found(text)] == [
        (kind, start, start + len(written), value)
    ], text


IN_PIECES: dict[str, tuple[st.SearchStrategy[str], Sequence[Writing]]] = {
    "resident_id": (drawn.resident_id(), (*in_pieces(6, 8, 4), *in_pieces(6, 4, 4, 4),
    *in_pieces(4))),
    "residence_permit": (drawn.residence_permit(), in_pieces(6, 8, 4)),
    "bank_card": (drawn.bank_card(), (*in_pieces(4), *in_pieces(6, 4))),
    "mobile": (drawn.mobile(), in_pieces(3, 4)),
}  # fmt: skip
SHORT_CUTS: Sequence[Writing] = (
    *AS_IS, str.lower, lambda v: " ".join(cut(v, 4)), lambda v: "-".join(cut(v, 2, 6, 9)), " ".join,
    lambda v: "\n".join(cut(v, 9)),
)  # fmt: skip

BEHIND_WORDS: dict[str, tuple[st.SearchStrategy[str], Sequence[str]]] = {
    "passport": (drawn.passport, ["护照", "护照号", "护照号码", "passport", "因私护照号"]),
    "hk_mo_permit": (
        drawn.hk_mo_permit,
        ["往来港澳通行证", "港澳通行证号", "通行证号码", "往来台湾通行证号", "港澳证"],
    ),
    "home_return": (
        drawn.home_return, ["回乡证", "回乡证号", "港澳居民来往内地通行证号码", "来往内地通行证"]
    ),
    "taiwan_permit": (drawn.taiwan_permit, ["台胞证", "台胞证号", "台湾居民来往大陆通行证号码"]),
    "social_security": (
        drawn.social_security, ["社保卡号", "社保号", "社会保障号码", "个人编号", "社保卡",
        "参保号"]
    ),
    "medical_card": (
        drawn.medical_card,
        ["医保卡号", "就诊卡号", "病历号", "住院号", "门诊号", "医保编号", "健康卡号", "病案号",
        "就诊卡"],
    ),
    "qq": (drawn.qq, ["QQ", "QQ号", "qq", "QQ号码", "扣扣", "企鹅号"]),
    "wechat": (drawn.wechat, ["微信", "微信号", "vx", "VX", "WeChat", "v信", "微信账号"]),
}  # fmt: skip
