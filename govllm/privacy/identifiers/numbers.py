"""To which class a run of digits and letters belongs, by its form, its check digit and the words.

A run comes without blanks and dashes and in capitals. Where a check digit or a telephone's form
decides, words around can only take the number away (an order's, a sum); where the form is weak
(eight digits may be anything) a word such as 护照 must stand near.
"""

from __future__ import annotations

import re
from datetime import date

from govllm.privacy.identifiers import checkdigits
from govllm.privacy.identifiers.words import Words

# Mainland China and Taiwan, by GB/T 2260; Hong Kong, Macau and Taiwan have permits of their own.
PROVINCES = frozenset(
    f"{region}{place}"
    for region, places in enumerate(("12345", "123", "1234567", "123456", "01234", "12345", "1"), 1)
    for place in places
)
_PERMITS = ("810000", "820000", "830000")
# Nobody alive was born before; the last leaves room for whoever is born while this is in use.
_BIRTH_YEARS = range(1900, 2050)

_MOBILE = re.compile(r"1(?:3[0-9]|4[014-9]|5[0-35-9]|6[2567]|7[0-8]|8[0-9]|9[0-35-9])[0-9]{8}")
_COUNTRY = re.compile(r"(?:00)?86(?=1)")
# The first two figures of the codes of areas that have three; with 10 and 2x there are no others.
AREA = "(?:3[134579]|4[1235678]|5[1-9]|6[369]|7[0-79]|8[1235789]|9[0134579])"
_LANDLINE = re.compile(
    rf"0(?:(?:10|2[0-57-9])[2-8][0-9]{{7}}|{AREA}[0-9][2-8][0-9]{{6,7}})"
)  # fmt: skip
# GB 32100: the department that registers and the kind of body (91 is a company).
_CREDIT_CODE = re.compile(
    r"(?:1[1-39]|2[19]|3[1-59]|4[19]|5[1-49]|6[129]|7[129]|8[19]|9[1-39]|A[19]|N[1-39]|Y1)"
    r"[0-9]{6}[0-9A-HJ-NP-RT-UW-Y]{10}"
)
_NATIONAL = "10"
_FOREIGN_OLD = re.compile(r"[A-Z]{3}[0-9]{12}")
_ORGANISATION = re.compile(r"[0-9A-Z]{8}[0-9X]")

# UnionPay and the older cards of banks in China; a card of others is one where a word says so.
_CARD_OF_CHINA = re.compile(r"(?:62|81|9558|601[34]|603|6858|6907)")
_CARD_OF_OTHERS = re.compile(
    r"4[0-9]{15}|(?:5[1-5]|35)[0-9]{14}|2[2-7][0-9]{14}|3[47][0-9]{13}|3[068][0-9]{12}"
)

# Forms that are seldom met by chance; what is of none of them needs a word.
_TELLING = re.compile(
    rf"(?:[1-7][0-9]|8[1-3]|9)[0-9]{{4,5}}(?:19|20)[0-9]{{9}}[0-9X]|{_CREDIT_CODE.pattern}"
    r"|MA[0-9A-Z]{6}[0-9X]"
    r"|(?:(?:00)?86)?1[3-9][0-9]{9}|0[1-9][0-9]{8,10}|[A-Z]{3}[0-9]{12}"
    rf"|(?={_CARD_OF_CHINA.pattern})[0-9]{{16,19}}"
)

_NEEDING_WORDS = (
    ("passport", re.compile(
        r"E[0-9A-HJ-NP-Z][0-9]{7}|[A-Z]{1,2}[0-9]{6,8}|1[45][0-9]{7}|[0-9]{9}"
        r"|[0-9]{2}[A-Z]{2}[0-9]{5}"
        r"|[CFGHJKLMNPRTV-Z][0-9](?=[0-9A-Z]*[0-9]{2})[0-9CFGHJKLMNPRTV-Z]{7}"
    )),
    ("hk_mo_permit", re.compile(r"[CW][0-9A-HJ-NP-Z][0-9]{7}|[LT][0-9]{8}")),
    ("home_return", re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?")),
    ("taiwan_permit", re.compile(r"[0-9]{8}|[0-9]{10}[A-Z]?")),
    ("social_security", re.compile(r"[A-Z]?[0-9]{8,12}")),
    ("medical_card", re.compile(r"[A-Z]{0,2}[0-9]{6,14}")),
)  # fmt: skip
_QQ = re.compile(r"[1-9][0-9]{4,10}")
_LOCAL = re.compile(r"[2-8][0-9]{6,7}")
_WEAK = dict(_NEEDING_WORDS) | {"qq": _QQ, "landline": _LOCAL}


def is_telling(text: str) -> bool:
    """Whether a run has the form of a class that needs no word."""
    return bool(_TELLING.fullmatch(text))


def kind_of(text: str, words: Words) -> str:
    """The class of a run, or "" where it has none."""
    return _checked(text, words) or _telephone(text, words) or _by_words(text, words)


def _checked(text: str, words: Words) -> str:
    length = len(text)
    if length == 18:
        kinds = [
            resident(text),
            "bank_card" if is_card(text, words) else "",
            "social_credit_code" if is_credit_code(text, words) else "",
        ]
        return next(filter(None, reversed(kinds) if words.of_credit_code else kinds), "")
    if length == 15 and is_foreign_old(text):
        return "foreign_permit"
    if length == 15 and is_resident_15(text) and not words.of_thing:
        return "resident_id_15"
    if length == 9 and words.of_organisation and is_organisation(text):
        return "org_code"
    return "bank_card" if 14 <= length <= 19 and is_card(text, words) else ""


def _telephone(text: str, words: Words) -> str:
    kind = "mobile" if is_mobile(text) else "landline" if is_landline(text) else ""
    if not kind or words.of_call:
        return kind
    # 就诊卡号 13800002719 is a card.
    return "" if words.of_thing else kind_in_pieces(text, words) or kind


def _by_words(text: str, words: Words, tightly: bool = False) -> str:
    if not text[-1:].isalnum() or not 5 <= len(text) <= 16:
        return ""
    kinds = [kind for kind, form in _NEEDING_WORDS if form.fullmatch(text)]
    if kinds and (kind := words.nearest(kinds, tightly or _is_day(text))):
        return kind
    if _QQ.fullmatch(text) and words.of_qq:
        return "qq"
    local = _LOCAL.fullmatch(text) or _LANDLINE.fullmatch(text)
    return "landline" if local and words.of_local_call else ""


def kind_in_pieces(text: str, words: Words) -> str:
    """The class of a run that needs a word, where the run is made of pieces: the word must stand
    right before it."""
    return _by_words(text, words, tightly=True)


def is_form_of(kind: str, text: str) -> bool:
    """Whether a run has the form of a class that needs a word."""
    return kind in _WEAK and bool(_WEAK[kind].fullmatch(text))


def mobile_digits(text: str) -> str:
    """A mobile number without the country's code, or ""."""
    country = _COUNTRY.match(text)
    bare = text[country.end() :] if country and len(text) > 11 else text
    return bare if _MOBILE.fullmatch(bare) else ""


def is_mobile(text: str) -> bool:
    return bool(mobile_digits(text))


def is_landline(text: str) -> bool:
    """Whether digits are an area's code and a number in it."""
    return bool(_LANDLINE.fullmatch(text))


def resident(text: str) -> str:
    """The class of eighteen characters made like a resident's number, or ""."""
    if not (text[:17].isdecimal() and text[17] in "0123456789X" and checkdigits.resident(text)):
        return ""
    if not is_date(text[6:14]):
        return ""
    if text[:2] in PROVINCES:
        return "resident_id"
    if text.startswith(_PERMITS):
        return "residence_permit"
    return "foreign_permit" if text[0] == "9" and text[1:3] in PROVINCES else ""


def is_resident_15(text: str) -> bool:
    """Whether fifteen digits are of the form without a century: place and day hold."""
    return (
        text.isdecimal()
        and text[:2] in PROVINCES
        and text[2:4] != "00"
        and _is_short_date(text[6:12])
    )


def is_foreign_old(text: str) -> bool:
    """Whether fifteen characters are an old permanent residence card's."""
    return (
        bool(_FOREIGN_OLD.fullmatch(text))
        and text[3:5] in PROVINCES
        and _is_short_date(text[7:13])
        and checkdigits.foreign_old(text[:14]) == text[14]
    )


def is_credit_code(text: str, words: Words) -> bool:
    """Whether eighteen characters are a unified social credit code.

    One order number of eighteen digits in 31 has a right check character, so the organisation's
    own check character inside must be right as well where there are no letters and no word.
    """
    if not (_CREDIT_CODE.fullmatch(text) and checkdigits.social_credit(text)):
        return False
    if text[2:4] not in PROVINCES and text[2:4] != _NATIONAL:
        return False
    if words.of_credit_code or not text[:17].isdecimal():
        return True
    return not words.of_thing and is_organisation(text[8:17])


def is_organisation(text: str) -> bool:
    """Whether nine characters are an organisation's, the ninth its check character."""
    return bool(_ORGANISATION.fullmatch(text)) and checkdigits.organisation(text[:8]) == text[8]


def is_card(text: str, words: Words) -> bool:
    """Whether digits are a bank card's: Luhn holds and an issuer or a word tells."""
    of_china = len(text) >= 16 and bool(_CARD_OF_CHINA.match(text))
    if not (of_china or _CARD_OF_OTHERS.fullmatch(text)):
        return False
    if not (text.isdecimal() and checkdigits.card(text)):
        return False
    return words.of_card or (of_china and not words.of_thing)


def is_date(text: str) -> bool:
    """Whether eight digits are a day on which somebody living may have been born."""
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    if year not in _BIRTH_YEARS:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_short_date(text: str) -> bool:
    return is_date(f"19{text}") or is_date(f"20{text}")


def _is_day(text: str) -> bool:
    return len(text) == 8 and text.isdecimal() and is_date(text)
