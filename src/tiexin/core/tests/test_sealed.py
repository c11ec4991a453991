"""Sealed values open in their place only, and are found without being opened."""

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from tiexin.core import sealed

PLACE = "worker.identity:row-1"


@given(st.text(max_size=60))
def test_sealed_text_opens_again(text):
    assert sealed.unseal(sealed.seal(text, PLACE), PLACE) == text


def test_two_seals_of_one_text_differ_and_hide_it():
    first, second = (sealed.seal("640104197001010010", PLACE) for _ in range(2))
    assert first != second
    assert b"640104" not in first
    assert first[:1] == sealed.VERSION


@pytest.mark.parametrize("place", ["worker.identity:row-2", "worker.phone:row-1", ""])
def test_copied_elsewhere_it_does_not_open(place):
    with pytest.raises(InvalidTag):
        sealed.unseal(sealed.seal("x", PLACE), place)


@given(st.integers(1, 40))
def test_changed_anywhere_it_does_not_open(at):
    value = bytearray(sealed.seal("640104197001010010", PLACE))
    value[at] ^= 1
    with pytest.raises(InvalidTag):
        sealed.unseal(bytes(value), PLACE)


def test_another_installation_cannot_open_it(settings):
    value, index = sealed.seal("x", PLACE), sealed.blind_index("x", "worker.identity")
    settings.SEAL_KEY = "00" * 32
    with pytest.raises(InvalidTag):
        sealed.unseal(value, PLACE)
    assert sealed.blind_index("x", "worker.identity") != index


def test_index_is_equal_for_equal_values_of_one_field():
    index = sealed.blind_index("640104197001010010", "worker.identity")
    assert index == sealed.blind_index("640104197001010010", "worker.identity")
    assert len(index) == 16
    assert index != sealed.blind_index("640104197001010011", "worker.identity")
    assert index != sealed.blind_index("640104197001010010", "worker.phone")
