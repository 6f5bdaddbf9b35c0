"""Identifiers with a pattern of their own: e-mail, IP, WeChat, landlines, birth dates."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from datetime import date

from govllm.characters import SPOKEN_DIGITS, as_digits
from govllm.privacy.classes import Finding
from govllm.privacy.identifiers import numbers
from govllm.privacy.identifiers.numbers import AREA
from govllm.privacy.identifiers.plates import find_plates
from govllm.privacy.identifiers.tokens import is_apart, words_around
from govllm.privacy.tables import Tables

# Eight letters alone are no run of digits and letters.
_ORGANISATION = re.compile(r"[A-Za-z](?<![0-9A-Za-z].)[A-Za-z]{7}[ ]?-[ ]?[0-9Xx](?![0-9A-Za-z])")


def find_patterns(flat: str, tables: Tables) -> Iterator[Finding]:
    """What is told by its pattern in a text that `characters.plain` has made flat."""
    yield from _emails(flat)
    yield from _ips(flat)
    yield from _wechat(flat, tables)
    yield from _landlines(flat, tables)
    yield from _birth_dates(flat, tables)
    yield from find_plates(flat, tables)
    for match in _ORGANISATION.finditer(flat):
        text = re.sub("[ -]", "", match[0]).upper()
        named = words_around(flat, tables, *match.span()).of_organisation
        if numbers.is_organisation(text) and (named or text.startswith("MA")):
            yield Finding(*match.span(), "org_code", text)


_AT = (
    r"(?:[ ]?@[ ]?|[ ]?[(\[]at[)\]][ ]?|[ ]at[ ](?=[A-Za-z0-9-]+[ ](?:dot|点)[ ])"
    r"|艾特|圈[aA]|小老鼠|#)"
)
_DOT = r"(?:[ ]?[(\[](?:dot|\.)[)\]][ ]?|[ ]dot[ ]|[ ]?\.(?=[A-Za-z0-9])|点|。)"
_DOMAIN = f"[A-Za-z0-9{SPOKEN_DIGITS}-]"
_EMAIL = re.compile(
    rf"[A-Za-z0-9](?<![A-Za-z0-9.%+-].)(?<![A-Za-z0-9]_.)[A-Za-z0-9._%+-]{{0,63}}+"
    rf"(?:[(\[]dot[)\]][A-Za-z0-9._%+-]{{1,30}}+){{0,3}}{_AT}"
    rf"(?:{_DOMAIN}{{1,63}}{_DOT}){{1,4}}[A-Za-z]{{2,15}}(?![A-Za-z0-9])"
)
# Figures of the local part told in words: 一二三四五艾特qq点com.
_EMAIL_TOLD = re.compile(
    rf"[A-Za-z0-9{SPOKEN_DIGITS}]{{4,30}}(?:@|艾特|圈[aA]|小老鼠)"
    rf"(?:{_DOMAIN}{{1,20}}(?:\.|点)){{1,3}}[A-Za-z]{{2,15}}(?![A-Za-z0-9])"
)
_EMAIL_MASKED = re.compile(
    r"[A-Za-z0-9](?<![A-Za-z0-9._-].)[A-Za-z0-9._-]{0,20}\*{2,}[A-Za-z0-9._-]{0,20}"
    r"@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,15}"
)
_AT_SIGNS = ("@", "艾特", "at", "圈", "小老鼠", "#")


def _emails(flat: str) -> Iterator[Finding]:
    if not any(sign in flat for sign in _AT_SIGNS):
        return
    for pattern in (_EMAIL, _EMAIL_TOLD):
        for match in pattern.finditer(flat):
            if pattern is _EMAIL_TOLD and match[0].isascii():
                continue
            value = re.sub(_AT, "@", match[0], count=1)
            user, _, domain = value.partition("@")
            value = f"{as_digits(re.sub(_DOT, '.', user))}@{as_digits(re.sub(_DOT, '.', domain))}"
            form = "plain" if value == match[0] else "hidden"
            yield Finding(match.start(), match.end(), "email", value, form)
    for match in _EMAIL_MASKED.finditer(flat) if "**" in flat else ():
        yield Finding(match.start(), match.end(), "email", match[0], "masked")


_IP_DOT = r"(?:[ ]?\.[ ]?|\[\.\]|点)"
_IPV4 = re.compile(
    rf"[0-9](?:(?<![0-9.A-Za-z].)|(?<=(?i:ip).))[0-9]{{0,2}}"
    rf"{_IP_DOT}(?:[0-9]{{1,3}}{_IP_DOT}){{2}}[0-9]{{1,3}}"
    r"(?![0-9A-Za-z]|\.[0-9]|点[0-9])"
)
_IPV4_TOLD = re.compile(rf"(?:[{SPOKEN_DIGITS}]{{1,3}}点){{3}}[{SPOKEN_DIGITS}]{{1,3}}")
_IPV6 = re.compile(
    r"[0-9A-Fa-f:](?<![0-9A-Za-z.].)(?<![0-9:]:.)(?<!(?<![A-Za-z])[A-Fa-f]:.)"
    r"(?:(?<=:):|[0-9A-Fa-f]{0,3}:)(?:[0-9A-Fa-f]{0,4}:){1,6}"
    r"(?:[0-9A-Fa-f]{1,4}|(?:[0-9]{1,3}\.){3}[0-9]{1,3})?(?![0-9A-Za-z:]|\.[0-9])"
)
_IP_WORD = re.compile(r"(?<![A-Za-z])IP|地址|网址|登录|服务器|DNS|网关|主机|ping|host", re.I)
_VERSION = re.compile(r"(?:(?<![A-Za-z])v|版本?号?|version|ver\.?)[: ]?$|第[ ]?$", re.I)
# Of no machine of anybody's: this machine, every machine, masks of nets.
_NOBODYS = re.compile(r"0\.|127\.|255\.")
_SECTION = 31
_COLONS = 7


def _ips(flat: str) -> Iterator[Finding]:
    patterns = [_IPV4, _IPV4_TOLD] if "点" in flat else [_IPV4] if "." in flat else []
    if "::" in flat or flat.count(":") >= _COLONS:
        patterns.append(_IPV6)
    for pattern in patterns:
        for match in pattern.finditer(flat):
            before = flat[max(0, match.start() - 12) : match.start()]
            value = _ip(match[0], bool(_IP_WORD.search(before)))
            if value and not _VERSION.search(before):
                form = "plain" if value == match[0] else "hidden"
                yield Finding(match.start(), match.end(), "ip", value, form)


def _ip(text: str, named: bool) -> str:
    """The address in its usual form, "" where it is none."""
    if ":" in text:
        if not ("::" in text or text.count(":") == 7) or sum(c.isalnum() for c in text) < 4:
            return ""
        value = text
    else:
        value = as_digits(re.sub(r"\[\.\]|[ ]?\.[ ]?|点", ".", text))
        parts = value.split(".")
        # 4.2.1.3 is a section, 8点9点10点11点 are hours.
        if not named and (value != text or all(int(part) <= _SECTION for part in parts)):
            return ""
        if _NOBODYS.match(value):
            return ""
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return ""
    return value


_WECHAT = re.compile(
    r"[微薇VvWw加](?:(?<=[微薇Vv])信|(?<=加)[Vv]信?|(?<![A-Za-z].)(?i:(?<=v)x|(?<=w)(?:x|echat|eixin))(?!pay|open|app))"
    r"(?P<named>(?:号码?|[账帐]号|_?(?i:id|no))?"
    r"(?:也?是|就是|为|叫|同号|搜索?|添?加|[\s:,\"'=(\[|-]){0,5})"
    r"(?P<id>[A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_@-]|\.[a-z])"
)
_WECHAT_BEHIND = re.compile(
    r"[A-Za-z](?<![A-Za-z0-9_@.-].)[A-Za-z0-9_-]{5,19}(?=[ ]?[(](?i:微信|wx\b|vx\b|wechat))"
)
_WXID = re.compile(r"wxid_[A-Za-z0-9_-]{4,20}(?![A-Za-z0-9_-])")
# Whose id it is, where it is made of letters alone and nothing stands between.
_WECHAT_OWNER = re.compile(r"[加我他她你的人搜][^,。]{0,2}$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WECHAT_CELL = re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,19}")
_WECHAT_HEADING = re.compile(r"微信(?!群|公众|支付|小程序)|[v薇]信|wechat|weixin|^[vw]x$", re.I)
_PRODUCTS = frozenset({
    "wechat", "weixin", "android", "iphone", "windows", "wechatpay", "harmony", "openid",
    "miniprogram", "official", "unionid", "version",
})  # fmt: skip


def _wechat(flat: str, tables: Tables) -> Iterator[Finding]:
    for match in _WECHAT.finditer(flat):
        text = match["id"]
        before = flat[max(0, match.start() - 3) : match.start()]
        named = match["named"].strip(" -") or _WECHAT_OWNER.search(before) or not text.isalpha()
        named = named or not _HAN.match(flat, match.end())
        if named and text.lower() not in _PRODUCTS:
            yield Finding(*match.span("id"), "wechat", text)
    for pattern in (_WECHAT_BEHIND, _WXID):
        for match in pattern.finditer(flat):
            yield Finding(*match.span(), "wechat", match[0])
    for cell in tables.cells():
        if _WECHAT_HEADING.search(cell.heading) and _WECHAT_CELL.fullmatch(
            flat, cell.start, cell.end
        ):
            yield Finding(cell.start, cell.end, "wechat", flat[cell.start : cell.end])


_EXTENSION = (
    r"(?:[ ]?(?P<open>[(])?(?:-|转|ext\.?|分机号?:?)[ ]?"
    r"(?P<extension>[0-9]{1,5})(?![0-9-])(?(open)[)]))?"
)
# +86 10…, (0999)…, 0999-…; where the country's code stands the area's 0 may be left out.
_LANDLINE = re.compile(
    r"[(+08](?<![0-9A-Za-z].)"
    r"(?:(?:(?<=0)086|(?<=\+)86|(?<=[(])\+?86[)]?|(?<=8)6-)[ -]{0,2}(?:[(]0[)]|[(]?0?)"
    r"|(?<=[(])0|(?<=0))"
    r"(?:(?P<area>10|2[0-57-9])[)]?[ -]{0,3}(?P<number>[2-8][0-9]{3}[ -]?[0-9]{4})"
    rf"|(?P<area2>{AREA}[0-9])[)]?[ -]{{0,3}}(?P<number2>[2-8][0-9]{{2,3}}[ -]?[0-9]{{4}}))"
    rf"(?![0-9A-Za-z](?<!e)){_EXTENSION}"
)
_LANDLINE_TWIN = re.compile(r"[ ]?[、/和或][ ]?(?P<number>[2-8][0-9]{6,7})(?![0-9A-Za-z.])")
_DAY_IN_NUMBER = re.compile(r"20[0-9]{2}[ -](?:0[1-9]|1[0-2])[0-3][0-9]")


def _landlines(flat: str, tables: Tables) -> Iterator[Finding]:
    for match in _LANDLINE.finditer(flat):
        start, end = match.span()
        number = match["number"] or match["number2"]
        words = words_around(flat, tables, start, end)
        if match[0].isdecimal() and words.nearest(["social_security", "medical_card"], True):
            continue
        if _DAY_IN_NUMBER.fullmatch(number) or (words.of_thing and not words.of_call):
            continue
        if not is_apart(flat, start, end, strictly=True):
            continue
        start += flat[start] == "(" and match[0].count("(") > match[0].count(")")
        value = f"0{match['area'] or match['area2']}{re.sub('[ -]', '', number)}"
        if match["extension"]:
            value += f"-{match['extension']}"
        yield Finding(start, end, "landline", value)
        while twin := _LANDLINE_TWIN.match(flat, end):
            yield Finding(*twin.span("number"), "landline", twin["number"])
            end = twin.end()


_MONTH, _DAY_OF = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12][0-9]|0?[1-9])"
_NUMERAL = "[〇零一二三四五六七八九十]"
_DATE = (
    rf"(?:(?:19|20)[0-9]{{2}}[ ]?年[ ]?{_MONTH}[ ]?月(?:[ ]?{_DAY_OF}[ ]?[日号])?"
    rf"|(?:19|20)[0-9]{{2}}[ ]?[-/.][ ]?{_MONTH}[ ]?[-/.][ ]?{_DAY_OF}(?![0-9])"
    rf"|(?:19|20)[0-9]{{2}}[-/.]{_MONTH}(?![0-9])"
    r"|(?:19|20)[0-9]{6}(?![0-9])"
    rf"|(?<![0-9])[0-9]{{2}}年{_MONTH}月(?:{_DAY_OF}[日号])?"
    r"|(?:[一二][九〇零])?[〇零一二三四五六七八九]{2}年"
    rf"{_NUMERAL}{{1,3}}月(?:{_NUMERAL}{{1,3}}[日号])?)"
)
_IS_DATE = re.compile(_DATE)
# 发生日期, 产生于: events happen on a day too.
_NOT_BORN = r"(?<![发产]生)"
_BIRTH_WORD = re.compile(rf"出生|生{_NOT_BORN}(?:日|于)|诞生|出世|birth|DOB", re.I)
_BORN_ON = re.compile(
    r"[出生诞bBdD](?:(?<=出)生(?:日期|年月日?|时间|年份|日|于|在)?|(?<=生)"
    rf"{_NOT_BORN}(?:日期?|于)|(?<=诞)(?:生于?|辰)"
    r"|(?<![A-Za-z].)(?i:irth_?(?:day|date)?|ate[_ ]?of[_ ]?birth|OB))"
    r"[ ]?(?:应?是|应?为|在|于|更正为|[?]\n[^\n:]{1,8})?"
    rf"[\s:|,(\"'=]{{0,4}}(?:[公农阴阳新旧]历)?[ ]?(?P<date>{_DATE})"
)
_BORN_AFTER = re.compile(
    r"[日号月0-9](?=[ ]?(?:出生(?!证|率|医学|缺陷|人口|登记)|诞生|出世|降生|"
    r"生(?![产效活态意源鲜成物命理存化育涯日变])))"
)
_LONGEST_DATE = 20
_DATE_BEFORE = re.compile(f"{_DATE}$")
_BIRTHDAY = re.compile(rf"生{_NOT_BORN}日[是为:]?(?P<day>{_MONTH}月{_DAY_OF}[日号])")


def _birth_dates(flat: str, tables: Tables) -> Iterator[Finding]:
    for match in _BORN_ON.finditer(flat):
        if value := _day(match["date"]):
            yield Finding(*match.span("date"), "birth_date", value)
    for match in _BORN_AFTER.finditer(flat):
        end = match.end()
        told = _DATE_BEFORE.search(flat, max(0, end - _LONGEST_DATE), end)
        if told and (value := _day(told[0])):
            yield Finding(*told.span(), "birth_date", value)
    for match in _BIRTHDAY.finditer(flat):
        yield Finding(*match.span("day"), "birth_date", match["day"])
    for cell in tables.cells():
        if _BIRTH_WORD.search(cell.heading):
            inside = _IS_DATE.fullmatch(flat, cell.start, cell.end)
            if inside and (value := _day(inside[0])):
                yield Finding(cell.start, cell.end, "birth_date", value)


def _day(text: str) -> str:
    """The date as ISO 8601 has it, without a day where none is told; "" for no date."""
    plain = re.sub(r"([〇零一二三四五六七八九])?十([一二三四五六七八九])?", _tens, text)
    parts = [int(part) for part in re.findall(r"[0-9]+", as_digits(plain))]
    if len(parts) == 1:
        parts = [parts[0] // 10_000, parts[0] // 100 % 100, parts[0] % 100]
    year, month, day = (*parts, 0)[:3]
    year += 0 if year > 99 else 1900 if year >= 30 else 2000
    try:
        date(year, month, day or 1)
    except ValueError:
        return ""
    return f"{year}-{month:02}-{day:02}" if day else f"{year}-{month:02}"


def _tens(match: re.Match[str]) -> str:
    return f"{match[1] or '一'}{match[2] or '零'}"
