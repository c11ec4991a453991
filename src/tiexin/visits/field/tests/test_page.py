"""The page that phones keep: the same for everybody, whole in its cache, and named anew with every new content."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.visits.field import views

pytestmark = pytest.mark.django_db
HEAD = re.compile(r'^const SHELL = (\[.*?\]), VERSION = "([0-9a-f]{12})";\n')


@pytest.fixture
def cast():
    yield c.stage()
    calendar.forget()


def head(client):
    answer = client.get("/field/worker.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    found = HEAD.match(answer.text)
    return json.loads(found[1]), found[2], answer.text[found.end() :]


def test_the_shell_is_the_same_for_everybody_and_names_nobody(cast):
    shown = [c.enter(Client(), cast.people[who]).get("/field/") for who in ("officer", "city_office", "leader")]
    assert [page.status_code for page in shown] == [200, 200, 200]
    assert len({page.content for page in shown}) == 1
    assert "csrf" not in shown[0].text
    assert [who.name for who in cast.people.values() if who.name in shown[0].text] == []


def test_who_may_not_record_finds_no_page_and_a_stranger_is_led_to_the_door(cast):
    assert c.enter(Client(), cast.people["enterprise"]).get("/field/").status_code == 404
    assert Client().get("/field/")["Location"] == "/login/?next=%2Ffield%2F"


def test_the_worker_keeps_the_shell_with_everything_it_names(cast, client):
    shell, _, script = head(client)
    assert shell[0] == "/field/"
    page = c.enter(Client(), cast.people["officer"]).get("/field/").text
    named = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    assert named <= set(shell)
    assert [address for address in shell[1:] if not built(address)] == []
    assert "/api/" not in script


def built(address):
    return finders.find(address.removeprefix("/static/").partition("?")[0])


def test_another_content_is_another_version(cast, client, monkeypatch):
    first = head(client)[1]
    assert head(client)[1] == first
    views.version.cache_clear()
    monkeypatch.setattr(views, "_built", lambda name: b"changed")
    assert views.version() != first
    views.version.cache_clear()


def test_the_worker_is_not_kept_by_caches_on_the_way(cast, client):
    assert "no-store" in client.get("/field/worker.js")["Cache-Control"]


def test_the_manifest_opens_the_page_and_its_icons_are_there():
    manifest = json.loads(Path(finders.find("tiexin/dist/field.webmanifest")).read_text())
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/field/", "/field/", "standalone")
    icons = [Path(finders.find(f"tiexin/dist/{icon['src']}")) for icon in manifest["icons"]]
    assert [icon.read_bytes()[:4] for icon in icons] == [b"\x89PNG", b"\x89PNG"]


def test_no_script_of_the_page_asks_where_anybody_is():
    scripts = [Path(finders.find(f"tiexin/dist/{name}")).read_text() for name in ("field.js", views.WORKER)]
    assert [word for text in scripts for word in ("geolocation", "getCurrentPosition") if word in text] == []
