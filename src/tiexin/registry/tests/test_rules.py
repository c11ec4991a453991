"""Credit codes, ID numbers and words outside the vocabulary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from tiexin.core.refusal import Refused
from tiexin.orgs.tests import cast as c
from tiexin.registry import rules, vocabulary

CODE = c.credit_code(7)
NUMBER = c.identity(7)


@pytest.mark.parametrize("typed", [CODE, CODE.lower(), f" {CODE[:8]}-{CODE[8:]} ", "９" + CODE[1:]])
def test_valid_credit_code_is_normalised(typed):
    assert rules.check_credit_code(typed) == CODE


@pytest.mark.parametrize(
    "typed",
    ["", CODE[:-1], CODE + "0", "9I" + CODE[2:], CODE[:10] + "O" + CODE[11:], "X" * 18],
)
def test_credit_code_is_refused_with_its_standard(typed):
    with pytest.raises(Refused) as caught:
        rules.check_credit_code(typed)
    assert (caught.value.clause, caught.value.field) == (rules.CREDIT_CODE, "credit_code")
    assert typed in caught.value.message


@given(st.integers(0, 999_999_999), st.integers(2, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_changed_character_never_passes(number, place, character):
    code = c.credit_code(number)
    changed = code[:place] + character + code[place + 1 :]
    if changed == code:
        assert rules.check_credit_code(changed) == code
    else:
        with pytest.raises(Refused):
            rules.check_credit_code(changed)


@pytest.mark.parametrize("typed", [NUMBER, f" {NUMBER} ", NUMBER.lower(), "６" + NUMBER[1:]])
def test_valid_identity_is_normalised(typed):
    assert rules.check_identity(typed) == NUMBER


@pytest.mark.parametrize(
    "typed",
    ["", "1", NUMBER[:-1], NUMBER + "1", NUMBER[:6] + "19701301" + NUMBER[14:], "A" * 18, NUMBER[:-1] + "*"],
)
def test_identity_is_refused_with_its_standard_and_never_repeated(typed):
    with pytest.raises(Refused) as caught:
        rules.check_identity(typed)
    assert (caught.value.clause, caught.value.field) == (rules.IDENTITY, "identity")
    assert not typed or len(typed) == 1 or typed not in caught.value.message


@given(st.integers(0, 999), st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_changed_digit_of_an_identity_never_passes(number, place, digit):
    valid = c.identity(number)
    changed = valid[:place] + digit + valid[place + 1 :]
    if changed != valid:
        with pytest.raises(Refused):
            rules.check_identity(changed)


def test_words_outside_the_vocabulary():
    rules.check_known("private", vocabulary.EMPLOYER_KINDS, "kind")
    with pytest.raises(Refused) as caught:
        rules.check_known("royal", vocabulary.EMPLOYER_KINDS, "kind")
    assert caught.value.field == "kind"


@given(st.text("0123456789ABCDEFGHIJKLMNPQRTUWXYZ ０", min_size=17, max_size=17), st.sampled_from(list(rules.SIGNS)))
def test_quick_look_at_a_credit_code_agrees_with_the_standard(body, last):
    code = body + last
    assert rules.is_credit_code(code) == (uscc.is_valid(code) and uscc.compact(code) == code)
    if set(body) <= set(rules.SIGNS) and body[:8].isdigit():
        assert rules.is_credit_code(body + uscc.calc_check_digit(body))
