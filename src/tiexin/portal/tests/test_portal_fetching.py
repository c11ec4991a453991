"""The same form twice is there once; papers and letters are fetched by whoever may, by nobody else."""

import re

import pytest

from tiexin.cases.actions.letters import NewLetter, issue_letter
from tiexin.cases.actions.papers import drop_paper, tell_paper
from tiexin.cases.catalogue import catalogue
from tiexin.cases.letters.rules import BY_HAND, body_of
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.papers.models import CasePaper
from tiexin.cases.tests.case_scene import moved, refuse, registered
from tiexin.evidence.actions import file_path
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message
from tiexin.portal.tests.papers_scene import (
    PDF,
    SCRIPT,
    address,
    fetched,
    file,
    links,
    officer_paper,
)
from tiexin.portal.tests.portal_scene import (
    added,
    asked,
    browser,
    form_of,
    page_of,
    sent,
    stage,
    taken,
    text_of,
)
from tiexin.portal.tokens import handle_of

pytestmark = pytest.mark.django_db
ANSWERS = {each.name: next(iter(each.choices), "是") for each in catalogue()["supervision_letter"].fields if each.must}


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    yield stage()
    calendar.forget()


def test_the_same_form_of_a_new_matter_twice_is_one_matter_with_its_papers_once(cast, client):
    where, key = form_of(client, cast)
    pages = {client.post(where, sent(key, file=[file()])).url for _ in range(2)}
    assert len(pages) == 1 and (Case.objects.count(), CasePaper.objects.count()) == (1, 1)


@pytest.mark.parametrize(("text", "with_file"), [("找到了", False), ("找到了", True), ("", True)])
def test_the_same_form_twice_is_one_step(cast, client, text, with_file):
    page = page_of(client, registered(cast))
    key = re.search(r'name="key" value="([^"]+)"', client.get(f"{page}add/").content.decode())[1]

    def press():
        return client.post(f"{page}add/", {"key": key, "text": text, **({"file": [file()]} if with_file else {})})

    assert press().url == page
    before = CaseStep.objects.count(), CasePaper.objects.count(), Entry.objects.count(), Message.objects.count()
    assert press().url == page
    assert (
        CaseStep.objects.count(),
        CasePaper.objects.count(),
        Entry.objects.count(),
        Message.objects.count(),
    ) == before


def test_the_same_words_in_a_new_form_are_new_words(cast, client):
    case = registered(cast)
    page = page_of(client, case)
    for _ in range(2):
        added(client, page, "还没有人联系我")
    assert case.steps.filter(text="还没有人联系我").count() == 2


def test_a_form_of_one_matter_writes_into_another_as_a_new_one(cast, client):
    first, second = registered(cast), registered(cast)
    pages = [page_of(client, each) for each in (first, second)]
    key = re.search(r'name="key" value="([^"]+)"', client.get(f"{pages[0]}add/").content.decode())[1]
    for page in pages:
        assert client.post(f"{page}add/", {"key": key, "text": "两件事"}).url == page
    assert [each.steps.filter(text="两件事").count() for each in (first, second)] == [1, 1]


@pytest.mark.parametrize("key", ["", "x", "6f1a44f0-8f0e-4c58-9c43-000000000001", "9" * 30, SCRIPT, "a" * 200])
def test_a_key_of_ones_own_making_adds_nothing(cast, client, key):
    page = page_of(client, registered(cast))
    with c.nothing_written():
        assert client.post(f"{page}add/", {"key": key, "text": "找到了"}).status_code == 422


# ── fetched ─────────────────────────────────────────────────────────────────────────────────────────────


def test_ones_own_and_the_marked_ones_alone_are_shown_and_fetched(cast, client):
    case = asked(client, cast, file=[file()])
    taken(case, cast, "accept")
    case.refresh_from_db()
    secret, told = officer_paper(case, cast), officer_paper(case, cast, PDF + b"told", told=True, name="意见书.pdf")
    page = page_of(client, case)
    text = text_of(client.get(page))
    assert "意见书.pdf" in text and "工会给您的" in text and "会议记录" not in text
    own = case.papers.get(by=None)
    assert sorted(links(client, page)) == sorted(f"/my/papers/{address(case, each)}/" for each in (own, told))
    assert [fetched(client, case, each).status_code for each in (own, told, secret)] == [200, 200, 404]


def test_the_handler_lets_the_asker_fetch_and_takes_it_back(cast, client):
    case = registered(cast)
    paper = officer_paper(case, cast)
    officer, page = c.enter(browser(), cast.author), page_of(client, case)
    assert "让本人可取" in text_of(officer.get(f"/cases/{case.pk}/"))
    assert officer.post(f"/cases/papers/{paper.pk}/tell/", {"told": "yes"}).status_code == 302
    assert fetched(client, case, paper).status_code == 200 and len(links(client, page)) == 1
    assert case.steps.latest("pk").label == "材料本人可取" and "会议记录.pdf" in text_of(client.get(page))
    with c.nothing_written():
        assert officer.post(f"/cases/papers/{paper.pk}/tell/", {"told": "yes"}).status_code == 422
    assert officer.post(f"/cases/papers/{paper.pk}/tell/", {"told": "no"}).status_code == 302
    assert fetched(client, case, paper).status_code == 404 and links(client, page) == []


def test_what_the_asker_brought_is_theirs_always_until_it_is_taken_away(cast, client):
    case = registered(cast)
    added(client, page_of(client, case), file=[file()])
    paper = case.papers.get()
    refuse("", lambda: tell_paper(paper, False, by=cast.author, on=c.TODAY))
    CasePaper.objects.update(told=False)
    assert fetched(client, case, paper).status_code == 200
    drop_paper(paper, "别人的身份证", by=cast.author, on=c.TODAY)
    assert fetched(client, case, paper).status_code == 404
    refuse("", lambda: tell_paper(paper, True, by=cast.author, on=c.TODAY))


@pytest.mark.parametrize("who", ["mate", "stranger", "nobody", "enterprise"])
def test_who_does_not_take_part_marks_nothing(cast, client, who):
    case = registered(cast)
    paper = officer_paper(case, cast)
    officer = c.enter(client, {**cast.people, "mate": cast.mate}[who])
    with c.nothing_written():
        assert officer.post(f"/cases/papers/{paper.pk}/tell/", {"told": "yes"}).status_code == 404
        assert officer.get(f"/cases/papers/{paper.pk}/tell/").status_code in (404, 405)
    assert not CasePaper.objects.get().told


def test_somebody_elses_code_opens_no_paper(cast, client):
    mine, theirs = registered(cast), registered(cast)
    added(client, page_of(client, mine), file=[file()])
    other = browser()
    page_of(other, theirs)
    paper = mine.papers.get()
    wrong = (
        address(mine, paper),
        address(theirs, paper),
        handle_of(paper.key),
        handle_of(theirs.key) + handle_of(theirs.key),
        str(paper.pk),
        str(paper.key),
        "9" * 30,
        "x",
    )
    of_its_own = [404 if each.startswith(handle_of(theirs.key)) else 302 for each in wrong]
    assert [other.get(f"/my/papers/{each}/").status_code for each in wrong] == of_its_own
    assert [other.get(f"/my/letters/{each}/").status_code for each in wrong] == of_its_own
    for kind in ("papers", "letters"):
        assert {browser().get(f"/my/{kind}/{each}/").url for each in wrong} == {"/my/follow/"}
    assert client.post(f"/my/papers/{wrong[0]}/").status_code == 405
    client.post("/my/logout/")
    assert client.get(f"/my/papers/{wrong[0]}/").url == "/my/follow/"


def test_a_sealed_matter_gives_its_papers_opened_to_its_asker(cast, client):
    case = registered(cast, "counselling", details={})
    page = page_of(client, case)
    added(client, page, file=[file(PDF, "诊断书.pdf")])
    paper = case.papers.get()
    assert (paper.name, PDF in file_path(paper.sha256).read_bytes()) == ("", False)
    assert fetched(client, case, paper).content == PDF
    assert "诊断书.pdf" in text_of(client.get(page))


def test_an_officer_without_part_in_a_sealed_matter_does_not_get_what_the_asker_brought(cast, client):
    case = registered(cast, "counselling", details={})
    added(client, page_of(client, case), file=[file()])
    paper = case.papers.get()
    chief = c.enter(browser(), cast.chief)
    page = chief.get(f"/cases/{case.pk}/")  # who leads there finds somebody to go on, and reads nothing
    assert [chief.get(f"/cases/papers/{paper.pk}/").status_code, page.status_code] == [404, 200]
    assert [each in page.content.decode() for each in ("工资条.pdf", "从二月起")] == [False, False]


def test_a_page_with_many_papers_costs_the_same(cast, client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case = registered(cast)
    page = page_of(client, case)
    added(client, page, file=[file()])
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for number in range(9):
        officer_paper(case, cast, PDF + str(number).encode(), told=True)
    with django_assert_max_num_queries(len(few)):
        client.get(page)
    assert len(links(client, page)) == 10


# ── letters ─────────────────────────────────────────────────────────────────────────────────────────────


def test_letters_written_to_oneself_are_read_and_others_are_not(cast, client):
    case = moved(registered(cast, "petition"), "accept", "reply", by=cast.author)
    letter = issue_letter(case, NewLetter("opinion", "刘桂英", "经查属实，予以支持"), by=cast.author, on=c.TODAY)
    page = page_of(client, case)
    assert links(client, page) == [f"/my/letters/{address(case, letter)}/"]
    answer = client.get(links(client, page)[0])
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    text = text_of(answer)
    assert [each for each in (letter.number, "经查属实，予以支持", "兴庆区总工会", "刘桂英") if each not in text] == []
    assert cast.author.name not in text


def test_letters_to_others_and_of_others_are_not_there(cast, client):
    case = registered(cast, "supervision_letter", details=ANSWERS)
    foreign = next(
        each
        for each in case.service.letters
        if each.at in BY_HAND and body_of(case.service, each).to not in ("asker", "parties")
    )
    letter = issue_letter(case, NewLetter(foreign.name, "某厂", "限期改正"), by=cast.author, on=c.TODAY)
    page = page_of(client, case)
    assert links(client, page) == [] and "限期改正" not in text_of(client.get(page))
    assert client.get(f"/my/letters/{address(case, letter)}/").status_code == 404
    assert browser().get(f"/my/letters/{address(case, letter)}/").url == "/my/follow/"
