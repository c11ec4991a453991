"""From where somebody comes: what a header says counts from a trusted proxy alone, read from its near end."""

import pytest
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from tiexin.core.addresses import MOST_HOPS, address_of, networks

HOUSE = "127.0.0.1, 10.0.0.0/24,fd00::/8"


def came(remote, said=None):
    more = {} if said is None else {"HTTP_X_FORWARDED_FOR": said}
    request = RequestFactory().get("/", REMOTE_ADDR=remote, **more)
    return address_of(request)


@pytest.fixture(autouse=True)
def house():
    with override_settings(PROXIES=networks(HOUSE)):
        yield


@pytest.mark.parametrize(
    ("remote", "said", "found"),
    [
        ("203.0.113.5", None, "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),  # forged: who says it is no proxy of ours
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),  # the visitor wrote 1.2.3.4
        ("127.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.7", "198.51.100.1"),  # two proxies
        ("fd00::7", "2001:db8::5", "2001:db8::5"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("127.0.0.1", "<script>, 10.0.0.9", "10.0.0.9"),
        ("127.0.0.1", "10.0.0.8, 10.0.0.9", "10.0.0.8"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_nearest_address_that_is_no_proxy_of_ours(remote, said, found):
    assert came(remote, said) == found


def test_without_proxies_the_header_is_never_read():
    with override_settings(PROXIES=()):
        assert came("127.0.0.1", "198.51.100.1") == "127.0.0.1"


def test_a_long_header_is_not_walked_to_its_end():
    said = ", ".join(["198.51.100.1", *["10.0.0.1"] * MOST_HOPS * 3])
    assert came("127.0.0.1", said) == "10.0.0.1"


@given(st.text(max_size=60).filter(lambda said: said.isprintable()))
def test_whatever_a_stranger_says_changes_nothing(said):
    with override_settings(PROXIES=networks(HOUSE)):
        assert came("203.0.113.5", said) == "203.0.113.5"
        assert came("127.0.0.1", f"{said}, 198.51.100.9") == "198.51.100.9"


@pytest.mark.parametrize("said", ["here", "10.0.0.1/24", "300.1.1.1", "10.0.0.0/40"])
def test_a_setting_that_is_no_address_stops_the_start(said):
    with pytest.raises(ValueError, match=r"."):
        networks(said)


def test_an_empty_setting_trusts_nobody():
    assert networks("") == networks(" , ") == ()
