"""Check digits agree with the standards' own examples, and with their arithmetic done by hand."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric, uscc

from govllm.privacy.identifiers import checkdigits
from tests.privacy import drawn

repeatable = settings(max_examples=300, derandomize=True, deadline=None)

# GB 11643.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_standards_own_residents(number: str) -> None:
    assert checkdigits.resident(number)


@repeatable
@given(drawn.digits(17))
def test_residents_by_hand(body: str) -> None:
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True)) % 11
    assert checkdigits.resident_check(body) == "10X98765432"[rest]
    assert checkdigits.resident(body + "10X98765432"[rest])


@repeatable
@given(drawn.resident_id())
def test_residents_are_valid_for_stdnum_but_for_their_county(number: str) -> None:
    assert ric.calc_check_digit(number) == number[17]


def changed(number: str, at: int, digit: str) -> str:
    return number[:at] + digit + number[at + 1 :]


@repeatable
@given(drawn.resident_id(), st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_changed_digit_of_a_resident_is_seen(number: str, at: int, digit: str) -> None:
    assume(digit != number[at])
    assert not checkdigits.resident(changed(number, at, digit))


@repeatable
@given(drawn.resident_id(), st.integers(0, 15))
def test_two_digits_of_a_resident_changed_over_are_seen(number: str, at: int) -> None:
    one, two = number[at], number[at + 1]
    assume(one != two)
    assert not checkdigits.resident(changed(changed(number, at, two), at + 1, one))


@pytest.mark.parametrize("code", ["91110000600037341L", "91350100M000100Y43"])
def test_credit_codes_of_companies(code: str) -> None:
    assert checkdigits.social_credit(code)
    assert checkdigits.organisation(code[8:16]) == code[16]


@repeatable
@given(drawn.social_credit_code(), st.integers(0, 16), st.sampled_from("0123456789ABCDEFGH"))
def test_one_changed_character_of_a_credit_code_is_seen(code: str, at: int, other: str) -> None:
    assert checkdigits.social_credit(code) == uscc.is_valid(code) or not code[:2].isdecimal()
    assume(other != code[at])
    assert not checkdigits.social_credit(changed(code, at, other))


@pytest.mark.parametrize("code", ["9111000060003734IL", "91110000600037341O", "91110000600037341-"])
def test_letters_that_no_credit_code_has(code: str) -> None:
    assert not checkdigits.social_credit(code)


# GB 11714 gives D2143569-X; the other is in the code of a company.
@pytest.mark.parametrize("code", ["D2143569X", "600037341"])
def test_organisations(code: str) -> None:
    assert checkdigits.organisation(code[:8]) == code[8]


@repeatable
@given(drawn.org_code(), st.integers(0, 7), st.sampled_from("0123456789"))
def test_one_changed_digit_of_an_organisation_is_seen(code: str, at: int, digit: str) -> None:
    # A = 10 and L = 21 differ by 11 and cannot be told from each other; digits can.
    assume(code[at].isdecimal() and digit != code[at])
    assert checkdigits.organisation(changed(code[:8], at, digit)) != code[9]


def test_a_specimen_card() -> None:
    assert checkdigits.card("4532015112830366")


@repeatable
@given(drawn.digits(15, 18), st.integers(0, 14), st.sampled_from("0123456789"))
def test_cards(body: str, at: int, digit: str) -> None:
    number = body + luhn.calc_check_digit(body)
    assert checkdigits.card(number)
    assume(digit != number[at])
    assert not checkdigits.card(changed(number, at, digit))


# The specimen of ICAO 9303.
@pytest.mark.parametrize(
    ("body", "digit"), [("L898902C3", "6"), ("740812", "2"), ("120415", "9"), ("ZE184226B", "1")]
)
def test_machine_readable_documents(body: str, digit: str) -> None:
    assert checkdigits.foreign_old(body) == digit
