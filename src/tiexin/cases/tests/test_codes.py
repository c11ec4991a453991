"""The code of a slip: read back however it is typed, never kept, drawn as a picture that holds the link alone."""

import base64
import hashlib
import re
import uuid
import xml.etree.ElementTree as tree

import pytest
import segno
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases import codes

SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
KEY = uuid.UUID("12345678-1234-5678-1234-567812345678")
CODES = st.text(SIGNS, min_size=codes.LENGTH, max_size=codes.LENGTH)
BLANKS = st.text(" -\t\n\u00a0\u3000\u2014\u2013\uff0d_\u30fb", max_size=3)


def wide(code):
    """As a Chinese keyboard writes it in full width."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in code)


@given(st.uuids())
def test_a_code_is_three_groups_of_four_and_always_the_same(key):
    code = codes.code_of(key)
    assert re.fullmatch(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", code)
    assert codes.code_of(uuid.UUID(str(key))) == code


@given(st.uuids(), st.uuids())
def test_two_matters_have_two_codes(one, other):
    assert (codes.code_of(one) == codes.code_of(other)) is (one == other)


@given(st.uuids())
def test_a_code_tells_nothing_of_its_key(key):
    code = codes.code_of(key).replace("-", "")
    plain = {base64.b32encode(key.bytes).decode(), base64.b32encode(hashlib.sha256(key.bytes).digest()).decode()}
    assert not any(each.startswith(code) for each in plain)
    assert code.lower() not in key.hex


def test_whoever_has_the_keys_but_not_the_secret_makes_no_code():
    with override_settings(SECRET_KEY="another house" * 5):
        elsewhere = codes.code_of(KEY)
    assert elsewhere != codes.code_of(KEY)


@given(CODES, st.data())
def test_blanks_and_dashes_anywhere_do_not_matter(code, data):
    typed = "".join(sign + data.draw(BLANKS) for sign in code)
    assert codes.hash_of(data.draw(BLANKS) + typed) == codes.hash_of(code)


@given(CODES)
def test_small_and_wide_letters_do_not_matter(code):
    for typed in (code.lower(), code.title(), wide(code), wide(code.lower())):
        assert codes.hash_of(typed) == codes.hash_of(code)


@given(CODES)
def test_signs_that_look_alike_do_not_matter(code):
    mistaken = code.translate(str.maketrans("OIB", "018"))
    assert codes.hash_of(mistaken) == codes.hash_of(code)
    assert codes.hash_of(wide(mistaken)) == codes.hash_of(code)


@pytest.mark.parametrize("digit", "2345679")
def test_digits_that_belong_to_codes_stay_themselves(digit):
    others = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ2345679") - {digit}
    assert codes.hash_of(digit * 12) not in {codes.hash_of(each * 12) for each in others}


@given(CODES, CODES)
def test_another_code_is_another_hash(one, other):
    assert (codes.hash_of(one) == codes.hash_of(other)) is (one == other)


@given(CODES, st.integers(0, codes.LENGTH - 1), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_a_wrong_code(code, place, sign):
    typed = code[:place] + sign + code[place + 1 :]
    assert (codes.hash_of(typed) == codes.hash_of(code)) is (typed == code)


@given(CODES, st.integers(1, codes.LENGTH))
def test_a_part_of_a_code_is_no_code(code, less):
    assert codes.hash_of(code[:-less]) != codes.hash_of(code)
    assert codes.hash_of(code + code[:less]) != codes.hash_of(code)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_is_typed_has_a_hash_and_nothing_of_it_is_kept(typed):
    kept = codes.hash_of(typed)
    assert re.fullmatch(r"[0-9a-f]{64}", kept)


def test_the_hash_of_nothing_is_no_matters():
    assert {codes.hash_of(each) for each in ("", " ", "---", "\u3000", "——")} == {hashlib.sha256(b"").hexdigest()}
    assert codes.hash_of("") != codes.hash_of(codes.code_of(KEY))


def test_the_picture_holds_the_link_and_stands_in_the_page_itself():
    link = f"https://tiexin.example/my/follow/#{codes.code_of(KEY)}"
    drawn = codes.picture_of(link)
    root = tree.fromstring(str(drawn))
    assert root.tag.endswith("svg") and "<?xml" not in drawn
    assert link not in drawn and "<script" not in drawn
    assert drawn == segno.make(link, error="m").svg_inline(scale=6, border=2, omitsize=True)


@pytest.mark.parametrize("link", ["https://a.example/#<script>alert(1)</script>", 'x" onload="alert(1)', "兴庆区"])
def test_what_stands_in_a_link_never_becomes_part_of_the_page(link):
    drawn = codes.picture_of(link)
    assert [each for each in ("script", "onload", "兴庆") if each in drawn] == []
