"""帮助 over the wire: who may read which chapter, and that no page of it asks the database for anything of its own."""

import re

import pytest
from django.db import connection
from django.template import Context
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from tiexin.core.handbook import book
from tiexin.core.templatetags import tiexin as tags
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
CHAPTERS = [name for name in book.CHAPTERS if name != book.OPEN]
HREF = re.compile(r'<a [^>]*href="(/[^"#]*)(?:#([^"]*))?"')


@pytest.fixture
def cast():
    yield c.stage()
    calendar.forget()


@pytest.fixture
def nobody(cast, client):
    """Somebody who may log in and holds no post."""
    return c.enter(client, cast.people["nobody"])


def main(answer):
    return answer.content.decode().split("<main", 1)[1].split("</main>")[0]


@pytest.mark.parametrize("name", book.CHAPTERS)
def test_whoever_is_logged_in_reads_every_chapter(name, nobody):
    page = main(nobody.get(f"/help/{name}/"))
    chapter = book.chapters()[name]
    assert [anchor for anchor in re.findall(r'<section class="tx-card" id="([^"]+)"', page)] == [
        section.anchor for section in chapter.sections
    ]
    assert all(f'href="#{section.anchor}"' in page for section in chapter.sections)


def test_every_link_of_the_handbook_is_answered(cast, client):
    """Crawl: each chapter and the contents; what they lead to exists, and so does the anchor."""
    c.enter(client, cast.people["office"])
    for start in ["/help/", *(f"/help/{name}/" for name in book.CHAPTERS)]:
        for where, anchor in HREF.findall(main(client.get(start))):
            answer = client.get(where)
            assert answer.status_code in (200, 302), (start, where)
            assert not anchor or f'id="{anchor}"' in answer.content.decode(), (start, where, anchor)


def test_chapters_lead_to_the_one_before_and_the_one_after(nobody):
    order = list(book.CHAPTERS)
    for at, name in enumerate(order):
        page = main(nobody.get(f"/help/{name}/"))
        around = dict(re.findall(r'rel="(prev|next)" href="/help/(\w+)/"', page))
        wanted = {"prev": order[at - 1] if at else None, "next": order[at + 1] if at + 1 < len(order) else None}
        assert around == {way: there for way, there in wanted.items() if there}


def test_a_stranger_reads_about_logging_in_and_nothing_else(client, cast):
    page = main(client.get("/help/account/"))
    assert 'id="login"' in page and 'href="/login/"' in page
    assert "tx-turn" not in page and 'aria-label="各章"' not in page
    for name in CHAPTERS:
        answer = client.get(f"/help/{name}/")
        assert (answer.status_code, answer["Location"]) == (302, f"/login/?next=%2Fhelp%2F{name}%2F")
    assert client.get("/help/")["Location"] == "/help/account/"


def test_a_chapter_that_is_not_there(nobody, client):
    assert nobody.get("/help/nowhere/").status_code == 404
    assert client.get("/help/../nowhere/").status_code == 404
    assert nobody.post("/help/").status_code == 405


def test_contents_show_first_day_chapters_and_questions(nobody):
    page = main(nobody.get("/help/"))
    assert "新干部第一天" in page
    for chapter in book.chapters().values():
        assert all(f'href="{section.url}"' in page for section in chapter.sections)


def test_words_are_found_and_what_was_typed_is_harmless(nobody):
    page = main(nobody.get("/help/", {"q": "更正 走访"}))
    assert "/help/visits/#visit-mend" in page and "<mark>更正</mark>" in page
    assert "手册里没有找到" in main(nobody.get("/help/", {"q": "恐龙"}))
    odd = main(nobody.get("/help/", {"q": "<b>\0" + "字" * 5000}))
    assert "<b>字" not in odd and "&lt;b&gt;" in odd
    assert "新干部第一天" in main(nobody.get("/help/", {"q": "  "}))


@pytest.mark.parametrize("where", ["/help/", "/help/visits/", "/help/?q=走访", "/help/account/"])
def test_no_statement_beyond_those_of_the_session(where, cast, client, django_assert_num_queries):
    c.enter(client, cast.people["officer"])
    client.get("/home/")
    with CaptureQueriesContext(connection) as session:
        client.get("/home/")
    with django_assert_num_queries(len(session)):
        assert client.get(where).status_code == 200


def test_a_stranger_costs_no_statement(cast, client, django_assert_num_queries):
    client.get("/help/account/")
    with django_assert_num_queries(0):
        client.get("/help/account/")


# The link beside the title


def link(path, section=""):
    """What stands beside the title of the page at this address."""
    request = RequestFactory().get(path)
    request.resolver_match = resolve(path)
    return re.search(r'href="([^"]+)"', tags.help_link(Context({"request": request}), section))[1]


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/", "/help/today/#today"),
        ("/visits/new/", "/help/visits/#visit-new"),
        ("/visits/7/void/", "/help/visits/#visit-void"),
        ("/workers/new/", "/help/workers/#worker-new"),
        ("/login/", "/help/account/#login"),
        ("/help/", "/help/start/#help"),
        ("/api/openapi.json", "/help/"),
    ],
)
def test_a_page_leads_to_its_own_passage(path, where):
    assert link(path) == where


def test_a_named_passage_goes_first_and_no_request_is_no_error():
    assert link("/visits/new/", "about-refused") == "/help/start/#about-refused"
    assert 'href="/help/"' in tags.help_link(Context({}))
    assert 'aria-label="帮助"' in tags.help_link(Context({}))


def test_every_kind_of_page_carries_the_link_once(cast, client):
    pages = {"/login/": "/help/account/#login", "/activate/x/": "/help/account/#activate", "/nowhere/": "about-refused"}
    for path, where in pages.items():
        page = client.get(path).content.decode()
        assert page.count('class="tx-help"') == 1 and where in page
    c.enter(client, cast.people["officer"])
    for path in ("/", "/visits/", "/visits/new/", "/board/", "/search/", "/orgs/", "/help/", "/help/visits/"):
        page = client.get(path, follow=True).content.decode()
        assert page.count('class="tx-help"') == 1, path
        assert page.index("<h1") < page.index('class="tx-help"') < page.index("tx-actions"), path


def test_forbidden_and_absent_lead_to_the_same_passage(cast, client):
    c.enter(client, cast.people["officer"])
    pages = [client.get(path).content.decode() for path in ("/audit/", "/nowhere/")]
    helps = [re.search(r'class="tx-help" href="([^"]+)"', page)[1] for page in pages]
    assert helps == ["/help/start/#about-refused"] * 2


def test_the_wall_carries_none(cast, client):
    c.enter(client, cast.people["office"])
    assert "tx-help" not in client.get(f"/board/{cast.province.pk}/?wall=1").content.decode()
