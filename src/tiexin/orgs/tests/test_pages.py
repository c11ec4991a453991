"""Every page of units, employers and the trail: readable without eyes or mouse, and in Chinese only."""

import re

import pytest
from django.test import override_settings

from tiexin.core.days import now
from tiexin.core.journal import Act
from tiexin.evidence.actions import NewFact, keep_file, record, void
from tiexin.orgs import actions, calendar
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.outline import Outline
from tiexin.plans.tests import small

pytestmark = pytest.mark.django_db

PAGES = {
    "office": [
        "/orgs/", "/orgs/?q=没有", "/orgs/{city}/", "/orgs/{enterprise}/", "/orgs/{county}/officers/",
        "/employers/", "/employers/?q=没有", "/employers/new/", "/employers/{employer}/tags/new/",
        "/employers/{employer}/workers/new/", "/entries/{entry}/", "/entries/{voiding}/",
    ],
    "system": [
        "/accounts/", "/accounts/?q=没有", "/accounts/new/", "/accounts/{officer}/open/", "/accounts/{new}/open/",
    ],
    "security": ["/posts/", "/posts/?q=没有"],
    "audit": ["/audit/", "/audit/?who=没有", "/audit/?since=x", "/audit/{entry}/"],
    "nobody": ["/home/"],
    "": ["/login/", "/activate/{token}/", "/activate/over/"],
}  # fmt: skip
CASES = [(who, page) for who, pages in PAGES.items() for page in pages]
FORMS = [
    ("office", "/employers/new/"),
    ("office", "/employers/{employer}/tags/new/"),
    ("office", "/employers/{employer}/workers/new/"),
    ("system", "/accounts/new/"),
    ("system", "/accounts/{new}/open/"),
    ("security", "/posts/"),
    ("", "/login/"),
    ("", "/activate/{token}/"),
]


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")), small.shared(django_db_blocker):
        yield staged()


@pytest.fixture
def ids(made):
    calendar.forget()
    return made


def staged():
    cast = c.stage()
    c.set_day(c.TODAY, demo=True)
    new = c.officer("新来", cast.county)
    token = actions.open_account(c.officer("待激活", cast.county), "daijihuo", by=None, on=c.TODAY, now=now())
    fact = NewFact(
        "visit", c.TODAY, cast.county, cast.county, dims={"employer": cast.employer.pk}, tags=(("method", "home"),)
    )
    entry = record(Act("record_visit", cast.employer, cast.people["officer"], c.TODAY, cast.county.id), [fact])
    keep_file(b"x", "说明.txt", "text/plain", org=cast.county, entry=entry)
    units = {name: getattr(cast, name).pk for name in ("city", "county", "enterprise", "employer")}
    known = {"officer": cast.people["officer"].pk, "new": new.pk, "token": token, "entry": entry.pk}
    return cast, units | known | {"voiding": void(entry, by=None, on=c.TODAY).pk}


def opened(client, ids, who, page, send=None):
    cast, known = ids
    if who:
        c.enter(client, cast.people[who])
    address = page.format(**known)
    return client.get(address) if send is None else client.post(address, send)


@pytest.fixture(scope="module")
def answers(made):
    """What was answered already: nobody changes anything between two looks at a page."""
    return {}


@pytest.fixture
def look(client, ids, answers):
    def page(who, page):
        if (who, page) not in answers:
            answers[who, page] = opened(client, ids, who, page)
        return answers[who, page]

    return page


def visible(text):
    """What stands on the page: text without markup, and the attributes that are read or shown."""
    body = re.sub(r"(?s)<(script|style)\b.*?</\1>", "", text[text.index("<body") :])
    shown = re.findall(r'(?:placeholder|title|aria-label|data-confirm)="([^"]*)"', body)
    return " ".join([re.sub(r"<[^>]+>", " ", body), *shown])


@pytest.mark.parametrize(("who", "page"), CASES)
def test_page_is_readable_without_eyes_or_mouse(look, who, page):
    answer = look(who, page)
    assert answer.status_code == (410 if "over" in page else 200)
    assert Outline(answer.text).problems == []
    assert '<html lang="zh-Hans">' in answer.text


@pytest.mark.parametrize(("who", "page"), CASES)
def test_page_speaks_chinese_only(look, who, page):
    text = visible(look(who, page).text)
    words = set(re.findall(r"[A-Za-z]{3,}", text)) - {"daijihuo", "txt", "xinlai"}
    assert not {word for word in words if not re.fullmatch(r"user\d*", word)}


@pytest.mark.parametrize(("who", "page"), FORMS)
def test_form_with_errors_names_them_beside_the_fields(client, ids, who, page):
    answer = opened(client, ids, who, page, send={})
    assert answer.status_code == 422
    outline = Outline(answer.text)
    assert outline.problems == []
    assert "data-errors" in answer.text
    for name, messages in answer.context["form"].errors.items():
        assert f'id="id_{name}_error"' in answer.text
        assert not re.search(r"[A-Za-z]{4,}", " ".join(messages))


@pytest.mark.parametrize(("who", "page"), CASES)
def test_page_loads_nothing_from_elsewhere(look, who, page):
    text = look(who, page).text
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', text)
    assert " style=" not in text
    assert "onclick" not in text


def test_checker_sees_what_is_wrong():
    bad = '<h1>a</h1><h1></h1><a href="/"><svg></svg></a><input id="x"><p id="x"></p><form method="post"></form>'
    assert len(Outline(bad).problems) == 6
    good = '<h1>a</h1><label for="x">b</label><input id="x"><button aria-label="c"></button><label><input>d</label>'
    assert Outline(good).problems == []
