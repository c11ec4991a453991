"""The small decisions at the door."""

import pytest
from django.core.cache import cache

from tiexin.core.refusal import Refused
from tiexin.orgs import entrance
from tiexin.orgs.models import Installation
from tiexin.orgs.tests import cast as c


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    cache.clear()


def request(rf, demo=True, **meta):
    made = rf.get("/login/", **{"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000", **meta})
    made.installation = Installation(demo=demo)
    return made


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost", "LOCALHOST:80", "[::1]", "[::1]:8000"])
@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1"])
def test_this_machine(rf, settings, host, address):
    settings.ALLOWED_HOSTS = ["*"]
    asked = request(rf, HTTP_HOST=host, REMOTE_ADDR=address)
    assert entrance.demo_here(asked)
    assert not entrance.demo_here(request(rf, demo=False, HTTP_HOST=host, REMOTE_ADDR=address))


@pytest.mark.parametrize(
    "host", ["tiexin.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "[fe80::1]"]
)
def test_another_name_for_this_machine(rf, settings, host):
    """A page elsewhere whose name was made to point here (DNS rebinding) does not open the demo."""
    settings.ALLOWED_HOSTS = ["*"]
    assert not entrance.demo_here(request(rf, HTTP_HOST=host))


@pytest.mark.parametrize("header", entrance.FORWARDED)
@pytest.mark.parametrize("value", ["127.0.0.1", ""])
def test_anything_forwarded_is_from_elsewhere(rf, header, value):
    assert not entrance.demo_here(request(rf, **{f"HTTP_{header}": value}))


@pytest.mark.parametrize("address", ["", "unix:", "0.0.0.0", "10.0.0.5", "::ffff:10.0.0.5", "127.0.0.1, 10.0.0.5"])
def test_address_that_is_not_this_machine(rf, address):
    assert not entrance.demo_here(request(rf, REMOTE_ADDR=address))


@pytest.mark.parametrize("method", ["get", "post"])
def test_next_is_read_from_the_form_and_from_the_address(rf, method):
    asked = getattr(rf, method)("/login/", {"next": "/orgs/"})
    assert entrance.onward(asked) == "/orgs/"


def test_next_over_plain_http_is_refused_on_a_secure_site(rf, settings):
    asked = rf.get("/login/", {"next": "http://testserver/orgs/"}, secure=True)
    assert entrance.onward(asked) == settings.LOGIN_REDIRECT_URL


@pytest.mark.django_db
def test_wrong_passwords_count_for_one_name_from_one_place(rf):
    who = c.with_account(c.officer("李秀兰", c.units().county), "lixiulan")
    for _ in range(entrance.TRIES):
        with pytest.raises(Refused):
            entrance.check(request(rf), "LiXiulan", "wrong")
    with pytest.raises(Refused) as caught:
        entrance.check(request(rf), "lixiulan", c.PASSWORD)
    assert caught.value.clause == entrance.LAW
    assert entrance.check(request(rf, REMOTE_ADDR="10.0.0.9"), "lixiulan", c.PASSWORD) == who.account


@pytest.mark.django_db
def test_unknown_name_and_wrong_password_sound_the_same(rf):
    c.with_account(c.officer("李秀兰", c.units().county), "lixiulan")
    said = []
    for name in ("lixiulan", "nobody"):
        with pytest.raises(Refused) as caught:
            entrance.check(request(rf), name, "wrong")
        said.append(str(caught.value))
    assert said[0] == said[1]
