"""Envelopes: opened by the installation alone, in their own place, by the key they were sealed to."""

import stat
from dataclasses import replace

import pytest

from tiexin.config import keys
from tiexin.core import envelopes
from tiexin.core.refusal import Refused

pytestmark = pytest.mark.once
IV = b"0" * 12


def test_what_was_sealed_is_opened_in_its_place():
    sent = envelopes.seal_envelope("夜班".encode(), "here", IV)
    assert envelopes.open_envelope(sent, "here").decode() == "夜班"
    with pytest.raises(Refused, match="损坏"):
        envelopes.open_envelope(sent, "there")


def test_two_envelopes_of_the_same_words_share_nothing():
    one, two = (envelopes.seal_envelope(b"words", "here", IV) for _ in range(2))
    assert one.key != two.key
    assert one.box != two.box


@pytest.mark.parametrize(
    "change",
    [{"box": b""}, {"box": b"x" * 30}, {"iv": b""}, {"iv": b"1" * 12}, {"key": b""}, {"key": b"\x04" + b"1" * 64}],
    ids=str,
)
def test_a_changed_envelope_does_not_open(change):
    sent = replace(envelopes.seal_envelope(b"words", "here", IV), **change)
    with pytest.raises(Refused) as refused:
        envelopes.open_envelope(sent, "here")
    assert (refused.value.field, refused.value.clause) == ("envelope", envelopes.RULE)


def test_another_key_is_taken_from_the_next_start_and_the_former_still_opens(settings, tmp_path):
    settings.FIELD_KEYS = keys.numbered(tmp_path, "field")
    old, first = envelopes.seal_envelope(b"old", "here", IV), envelopes.public_key()
    assert keys.another(tmp_path, "field") == 2
    settings.FIELD_KEYS = keys.numbered(tmp_path, "field")
    new, second = envelopes.seal_envelope(b"new", "here", IV), envelopes.public_key()
    assert (first[0], second[0], first[1] != second[1]) == (1, 2, True)
    assert [envelopes.open_envelope(each, "here") for each in (old, new)] == [b"old", b"new"]
    del settings.FIELD_KEYS[1]
    with pytest.raises(Refused, match="钥匙"):
        envelopes.open_envelope(old, "here")


def test_keys_lie_in_files_that_nobody_else_reads(tmp_path):
    assert keys.numbered(tmp_path, "field") == keys.numbered(tmp_path, "field")
    (file,) = (tmp_path / "keys").iterdir()
    assert (file.name, stat.S_IMODE(file.stat().st_mode)) == ("field-1", 0o600)


@pytest.mark.parametrize("content", [b"", b"a", b"ab", b"\xff" * 65])
def test_base64url_is_read_with_and_without_padding(content):
    text = envelopes.encode(content)
    assert "=" not in text
    assert envelopes.decode(text) == envelopes.decode(text + "=" * (-len(text) % 4)) == content


def test_what_is_not_base64_is_refused():
    with pytest.raises(Refused, match="损坏"):
        envelopes.decode("字")
