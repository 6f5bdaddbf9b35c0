"""Invented people and identifiers: valid in form, and of nobody.

County codes end in 99, which no division has; mobile numbers have 0000 in the middle, the invented
city's dialling code (0999 with seven digits) is given to nobody, and cards have an issuer that no
bank has. Everything is drawn from the generator that is handed in: the same seed, the same people.
"""

from __future__ import annotations

import random
import string
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from stdnum import luhn
from stdnum.cn import uscc

from govllm.privacy.identifiers import checkdigits

# Mainland China, by GB/T 2260.
PROVINCES = (
    *(11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46),
    *(50, 51, 52, 53, 54, 61, 62, 63, 64, 65),
)
PLATE_PLACES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
MOBILE_PREFIXES = (
    *("130", "131", "135", "136", "137", "138", "139", "150", "152", "157", "158"),
    *("159", "166", "173", "177", "180", "182", "187", "188", "189", "191", "198"),
)
# GB 32100 leaves out I, O, S, V and Z.
_CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_COMPOUND_SHARE = 0.03


def _draw(rng: random.Random, alphabet: str, length: int) -> str:
    return "".join(rng.choice(alphabet) for _ in range(length))


def digits(rng: random.Random, length: int) -> str:
    """Any digits, the first not 0."""
    return _draw(rng, "123456789", 1) + _draw(rng, string.digits, length - 1)


@cache
def _names() -> tuple[str, tuple[str, ...], str]:
    folder = files("govllm.privacy") / "data"
    lines = (folder / "surnames.txt").read_text("utf-8").splitlines()
    plain = [line for line in lines if line and not line.startswith("#")]
    given = (folder / "given.txt").read_text("utf-8").splitlines()[1]
    return plain[0], tuple(plain[-1].split()), given


def name(rng: random.Random, compound_share: float = _COMPOUND_SHARE) -> str:
    """A full name of two to four characters."""
    single, compound, given = _names()
    family = rng.choice(compound) if rng.random() < compound_share else rng.choice(single)
    # The lists begin with what is commonest.
    drawn = (given[int(len(given) * rng.random() ** 2)] for _ in range(2))
    return family + "".join(drawn)[: 2 if rng.random() < 0.8 else 1]


def birth(rng: random.Random) -> date:
    """A birthday between 1945 and 2008."""
    return date(1945, 1, 1) + timedelta(days=rng.randrange(23_000))


def resident_id(rng: random.Random, born: date | None = None, province: int | None = None) -> str:
    """Eighteen characters with a right check character (GB 11643)."""
    place = f"{province or rng.choice(PROVINCES)}{rng.randrange(1, 60):02d}99"
    body = f"{place}{born or birth(rng):%Y%m%d}{rng.randrange(1, 1000):03d}"
    return body + checkdigits.resident_check(body)


def resident_id_15(rng: random.Random) -> str:
    """The form in use until 1999: no century, no check character."""
    place = f"{rng.choice(PROVINCES)}{rng.randrange(1, 60):02d}99"
    born = date(1930, 1, 1) + timedelta(days=rng.randrange(25_000))
    return f"{place}{born:%y%m%d}{rng.randrange(1, 1000):03d}"


def residence_permit(rng: random.Random) -> str:
    """Residence permit for people of Hong Kong (81), Macau (82) and Taiwan (83)."""
    body = f"{rng.choice((81, 82, 83))}0000{birth(rng):%Y%m%d}{rng.randrange(1, 1000):03d}"
    return body + checkdigits.resident_check(body)


def foreign_permit(rng: random.Random) -> str:
    """Permanent residence card of foreigners: the form of 2023 (18 digits), sometimes the old."""
    if rng.random() < 0.5:
        letters = rng.choice(("USA", "GBR", "DEU", "FRA", "JPN", "KOR", "CAN", "AUS"))
        body = f"{letters}{rng.choice(PROVINCES)}{rng.randrange(1, 60):02d}{birth(rng):%y%m%d}"
        body += f"{rng.randrange(1, 10)}"
        return body + checkdigits.foreign_old(body)
    nation = rng.choice((840, 826, 276, 250, 392, 410, 124, 36))
    body = f"9{rng.choice(PROVINCES)}{nation:03d}{birth(rng):%Y%m%d}{rng.randrange(1, 1000):03d}"
    return body + checkdigits.resident_check(body)


def org_code(rng: random.Random) -> str:
    """Organisation code: eight characters and a check character (GB 11714)."""
    body = digits(rng, 8) if rng.random() < 0.5 else "MA" + _draw(rng, _CODE_LETTERS, 6)
    return f"{body}-{checkdigits.organisation(body)}"


def social_credit_code(rng: random.Random) -> str:
    """Unified social credit code (GB 32100), in a county that is not there."""
    kind = rng.choice(("91", "92", "93", "11", "12", "51", "52", "53"))
    place = f"{rng.choice(PROVINCES)}{rng.randrange(1, 60):02d}99"
    code = org_code(rng).replace("-", "")
    return f"{kind}{place}{code}{uscc.calc_check_digit(kind + place + code)}"


def bank_card(rng: random.Random) -> str:
    """Sixteen or nineteen digits with a Luhn digit, below UnionPay's 62."""
    body = "62" + "9900" + digits(rng, 9 if rng.random() < 0.3 else 12)
    return f"{body}{luhn.calc_check_digit(body)}"


def mobile(rng: random.Random) -> str:
    """Eleven digits with 0000 in the middle."""
    return f"{rng.choice(MOBILE_PREFIXES)}0000{rng.randrange(10_000):04d}"


def landline(rng: random.Random) -> str:
    """Dialling code 0999 and seven digits."""
    number = rng.choice("2345678") + _draw(rng, string.digits, 6)
    return rng.choice((f"0999-{number}", f"0999{number}", f"（0999）{number}"))


def passport(rng: random.Random) -> str:
    """E and eight characters, the second a letter or a digit; sometimes an older G."""
    if rng.random() < 0.2:
        return f"G{digits(rng, 8)}"
    return f"E{rng.choice('ABCDEFGH' + string.digits)}{digits(rng, 7)}"


def hk_mo_permit(rng: random.Random) -> str:
    """Exit permit to Hong Kong and Macau."""
    second = rng.choice("ABCDEFGH" + string.digits)
    return f"{rng.choice('CW')}{second}{digits(rng, 7)}"


def home_return(rng: random.Random) -> str:
    """Mainland travel permit of people of Hong Kong (H) and Macau (M)."""
    return f"{rng.choice('HM')}{digits(rng, 8)}"


def taiwan_permit(rng: random.Random) -> str:
    """Mainland travel permit of people of Taiwan: eight digits."""
    return digits(rng, 8)


def plate(rng: random.Random) -> str:
    """A vehicle's plate: small car, new energy, police, trailer or learner's."""
    front = rng.choice(PLATE_PLACES) + rng.choice(_PLATE_LETTERS)
    kind = rng.random()
    if kind < 0.25:
        body = rng.choice("DF") + rng.choice(_PLATE_LETTERS + string.digits) + digits(rng, 4)
    elif kind < 0.35:
        body = _draw(rng, string.digits, 4) + rng.choice("警挂学")
    else:
        body = _draw(rng, _PLATE_LETTERS + string.digits, 3) + _draw(rng, string.digits, 2)
    return front + rng.choice(("", "", "", "·", " ")) + body


def social_security(rng: random.Random) -> str:
    """A card number (one letter and eight digits) or a personal number of ten digits."""
    return rng.choice("ABCDEFGHJK") + digits(rng, 8) if rng.random() < 0.5 else digits(rng, 10)


def medical_card(rng: random.Random) -> str:
    """A medical card's or a patient's number: eight to twelve digits, sometimes a letter first."""
    return rng.choice(("", "", "M", "Y")) + digits(rng, rng.choice((8, 9, 10, 12)))


def wechat(rng: random.Random) -> str:
    """A WeChat id."""
    front = rng.choice(("wxid_", "yunzhou_", "chen", "li_", "sunny-", "happy"))
    return front + _draw(rng, string.ascii_lowercase + string.digits, 6)


def qq(rng: random.Random) -> str:
    """A QQ number of six to ten digits."""
    return digits(rng, rng.choice((6, 8, 9, 9, 10)))


def email(rng: random.Random) -> str:
    """An address in a domain kept for examples."""
    user = _draw(rng, string.ascii_lowercase, rng.randrange(3, 9)) + rng.choice(
        ("", digits(rng, 2), "_" + digits(rng, 3), "." + _draw(rng, string.ascii_lowercase, 4))
    )
    return f"{user}@{rng.choice(('example.com', 'mail.example.cn', 'yunzhou.example.org'))}"


def ip(rng: random.Random) -> str:
    """An address of the nets kept for documentation (RFC 5737, RFC 3849)."""
    if rng.random() < 0.2:
        return f"2001:db8:{rng.randrange(1, 65535):x}::{rng.randrange(1, 65535):x}"
    return f"{rng.choice(('192.0.2', '198.51.100', '203.0.113'))}.{rng.randrange(1, 255)}"


def birth_date(rng: random.Random) -> str:
    """A birthday as people write it."""
    day = birth(rng)
    return rng.choice(
        (
            f"{day:%Y-%m-%d}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day:%Y/%m/%d}",
            f"{day:%Y.%m.%d}",
            f"{day:%Y}年{day.month}月",
        )
    )


def address(rng: random.Random) -> str:
    """A door in the invented city."""
    district = rng.choice(("东篱区", "城湖区", "南浦区", "北岭区", "西岸区", "松谷县", "望江区"))
    road = rng.choice(("桂园路", "柳荫街", "晨光大道", "青禾路", "听涛街", "石桥路", "临江路"))
    estate = rng.choice(("芳草苑", "锦绣家园", "云栖雅居", "望江小区", "明珠花园", "春晖里"))
    door = f"{rng.randrange(1, 30)}幢{rng.randrange(1, 5)}单元"
    door += f"{rng.randrange(1, 31)}0{rng.randrange(1, 5)}室"
    return f"云州市{district}{road}{rng.randrange(1, 400)}号{estate}{door}"
