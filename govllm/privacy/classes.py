"""The classes of personal data that are told apart, with their names for readers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from govllm.domain import Bilingual


class Tier(StrEnum):
    """How sure a rule can be of a class."""

    CHECKED = "checked"
    FORM = "form"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class PersonalClass:
    """One class of personal data.

    Attributes:
        tier: checked (a check digit tells), form (digits and letters in a form, often with a word
            before them), or language (read from the words around).
        sensitive: whether PIPL, article 28, counts it among the sensitive ones by name or by
            kind (identity of a person at risk, health, finance).
        entity: its name among Presidio's entities.
    """

    name: str
    title: Bilingual
    tier: Tier
    sensitive: bool
    entity: str


def _rows() -> tuple[PersonalClass, ...]:
    checked, form, language = Tier.CHECKED, Tier.FORM, Tier.LANGUAGE
    table = (
        ("resident_id", "居民身份证号", "resident ID", checked, True),
        ("residence_permit", "港澳台居民居住证号", "residence permit (HK, MO, TW)", checked, True),
        ("foreign_permit", "外国人永久居留证号", "permanent residence card", checked, True),
        ("social_credit_code", "统一社会信用代码", "unified social credit code", checked, False),
        ("org_code", "组织机构代码", "organisation code", checked, False),
        ("bank_card", "银行卡号", "bank card", checked, True),
        ("resident_id_15", "15位身份证号", "resident ID, old form", form, True),
        ("mobile", "手机号", "mobile number", form, False),
        ("landline", "固定电话", "landline number", form, False),
        ("plate", "车牌号", "vehicle plate", form, False),
        ("passport", "护照号", "passport", form, True),
        ("hk_mo_permit", "往来港澳台通行证号", "exit permit (HK, MO, TW)", form, True),
        ("home_return", "港澳居民来往内地通行证号", "mainland permit (HK, MO)", form, True),
        ("taiwan_permit", "台湾居民来往大陆通行证号", "mainland permit (TW)", form, True),
        ("social_security", "社会保障号", "social-security number", form, True),
        ("medical_card", "医保或就诊卡号", "medical card", form, True),
        ("wechat", "微信号", "WeChat id", form, False),
        ("qq", "QQ号", "QQ number", form, False),
        ("email", "电子邮箱", "e-mail", form, False),
        ("ip", "IP地址", "IP address", form, False),
        ("birth_date", "出生日期", "date of birth", form, False),
        ("name", "姓名", "name", language, False),
        ("address", "住址", "address", language, False),
        ("employer", "工作单位", "employer", language, False),
        ("school", "就读学校", "school", language, False),
        ("health", "健康信息", "health", language, True),
        ("criminal", "违法犯罪记录", "criminal record", language, True),
        ("credit", "信用信息", "credit standing", language, True),
    )
    return tuple(
        PersonalClass(name, Bilingual(zh, en), tier, sensitive, f"CN_{name.upper()}")
        for name, zh, en, tier, sensitive in table
    )


CLASSES: dict[str, PersonalClass] = {row.name: row for row in _rows()}

PLACES = frozenset({"address", "employer", "school"})
FACTS = frozenset({"health", "criminal", "credit"})


def groups_of(kind: str) -> tuple[str, str]:
    """The two groups that results on a class are reported in: what it is like (names, places,
    facts, numbers), and whether it is sensitive."""
    if kind == "name":
        form = "names"
    elif kind in PLACES:
        form = "places"
    else:
        form = "facts" if kind in FACTS else "numbers"
    return form, "sensitive" if CLASSES[kind].sensitive else "ordinary"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Personal data at a place in a text.

    Attributes:
        start, end: offsets of characters in the text as it was given.
        kind: a name in `CLASSES`.
        value: the identifier in its plain form (digits and capitals), or the words as they stand.
        form: how it was written: plain, hidden (full-width, spoken, spaced or broken digits) or
            masked (parts already replaced).
    """

    start: int
    end: int
    kind: str
    value: str
    form: str = "plain"
