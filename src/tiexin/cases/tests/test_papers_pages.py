"""Pages of papers: who stands before which door, what is typed wrong, what must not leak, what a page costs."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases.actions.papers import drop_paper
from tiexin.cases.actions.taking_part import add_helper, drop_helper
from tiexin.cases.models import Case, CasePaper
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.cases.tests.test_papers_actions import PDF, added, upload
from tiexin.cases.tests.test_papers_rules import TAKEN
from tiexin.evidence.actions import file_path
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    yield stage()
    calendar.forget()


def doors(client, case, paper):
    """What each page of papers answers to somebody: read, put in, take away; nothing is changed by asking."""
    return (
        client.get(f"/cases/papers/{paper.pk}/").status_code,
        client.get(f"/cases/{case.pk}/papers/new/").status_code,
        client.get(f"/cases/papers/{paper.pk}/drop/").status_code,
    )


@pytest.mark.parametrize(
    ("who", "answers"),
    [
        ("officer", (200, 200, 200)),
        ("chief", (200, 200, 200)),
        ("mate", (200, 404, 404)),
        ("office", (200, 200, 200)),
        ("city_office", (200, 200, 200)),
        ("enterprise", (404, 404, 404)),
        ("stranger", (404, 404, 404)),
        ("nobody", (404, 404, 404)),
        ("security", (404, 404, 404)),
    ],
)
def test_who_stands_before_which_door(cast, client, who, answers):
    case = registered(cast)
    paper = added(case, by=cast.author)
    whom = {**cast.people, "chief": cast.chief, "mate": cast.mate}[who]
    assert doors(c.enter(client, whom), case, paper) == answers


def test_without_logging_in_there_is_nothing(cast, client):
    case = registered(cast)
    paper = added(case, by=cast.author, told=True)
    for path in (f"/cases/papers/{paper.pk}/", f"/cases/{case.pk}/papers/new/", f"/cases/papers/{paper.pk}/drop/"):
        answer = client.get(path)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/login/")


@pytest.mark.parametrize("path", ["/cases/papers/{}/", "/cases/papers/{}/drop/", "/cases/{}/papers/new/"])
@pytest.mark.parametrize("pk", [0, 999_999_999, 2**63, 10**30])
def test_numbers_of_nothing_are_nothing(cast, client, path, pk):
    assert c.enter(client, cast.author).get(path.format(pk)).status_code == 404


def test_looking_never_changes_and_a_page_is_not_fetched_by_writing(cast, client):
    case = registered(cast)
    paper, client = added(case, by=cast.author), c.enter(client, cast.author)
    with c.nothing_written():
        assert doors(client, case, paper) == (200, 200, 200)
        assert client.post(f"/cases/papers/{paper.pk}/").status_code == 405
        assert client.put(f"/cases/{case.pk}/papers/new/").status_code == 405
        assert client.delete(f"/cases/papers/{paper.pk}/drop/").status_code == 405
    assert client.head(f"/cases/papers/{paper.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (f"{SCRIPT}.pdf", "script.pdf"),
        ("工资\u202efdp.exe", "工资fdp.pdf"),
        ("..\\..\\web.config", "web.pdf"),
        ("a" * 5000 + ".pdf", "a" * 80 + ".pdf"),
        ("=HYPERLINK(1).pdf", "=HYPERLINK(1).pdf"),
        ("工资条; filename=evil.exe", "工资条; filename=evil.pdf"),
    ],
)
def test_a_name_does_nothing_on_the_page_nor_in_the_head_of_the_answer(cast, client, name, kept):
    case, client = registered(cast), c.enter(client, cast.author)
    upload(client, case, PDF, name)
    paper = CasePaper.objects.get()
    assert paper.said == kept
    assert SCRIPT not in client.get(f"/cases/{case.pk}/").content.decode()
    answer = client.get(f"/cases/papers/{paper.pk}/")
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["Content-Disposition"].count("filename") - name.count("filename") == 1
    assert (answer["Cache-Control"], answer["Content-Type"]) == ("private, no-store", "application/pdf")


@pytest.mark.parametrize("reason", ["", "   ", "长" * 201, "a\0b"])
def test_a_reason_that_cannot_be_kept_takes_nothing_away(cast, client, reason):
    case = registered(cast)
    paper, client = added(case, by=cast.author), c.enter(client, cast.author)
    with c.nothing_written():
        answer = client.post(f"/cases/papers/{paper.pk}/drop/", {"reason": reason})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    assert CasePaper.objects.standing().count() == 1


def test_a_reason_with_a_script_stays_words(cast, client):
    case = registered(cast)
    paper, client = added(case, by=cast.author), c.enter(client, cast.author)
    client.post(f"/cases/papers/{paper.pk}/drop/", {"reason": SCRIPT})
    text = client.get(f"/cases/{case.pk}/").content.decode()
    assert SCRIPT not in text and "&lt;script&gt;alert(1)" in text


def test_sent_twice_it_is_kept_once(cast, client):
    case, client = registered(cast), c.enter(client, cast.author)
    assert upload(client, case).status_code == 302
    with c.nothing_written():
        again = upload(client, case, name="换个名字.pdf")
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["file"])
    assert "这份材料已经有了" in again.content.decode()


def test_the_same_photo_in_another_dress_is_the_same(cast, client):
    """What is compared is what is kept: the same points drawn anew, whatever the camera wrote beside them."""
    case, client = registered(cast), c.enter(client, cast.author)
    upload(client, case, TAKEN["png"], "一.png")
    assert upload(client, case, TAKEN["png"] + b"trailing words", "二.png").status_code == 422
    assert CasePaper.objects.count() == 1


def test_an_ended_matter_shows_its_papers_and_takes_no_more(cast, client):
    case = registered(cast)
    paper, client = added(case, by=cast.author), c.enter(client, cast.author)
    moved(case, "refuse", by=cast.author)
    text = client.get(f"/cases/{case.pk}/").content.decode()
    assert f"/cases/papers/{paper.pk}/" in text
    assert f"/cases/papers/{paper.pk}/drop/" not in text and f"/cases/{case.pk}/papers/new/" not in text
    with c.nothing_written():
        assert upload(client, case, PDF + b"2").status_code == 422
        assert client.post(f"/cases/papers/{paper.pk}/drop/", {"reason": "传错了"}).status_code == 422


def test_what_was_taken_away_is_neither_shown_nor_fetched(cast, client):
    case, client = registered(cast), c.enter(client, cast.author)
    gone, stays = added(case, by=cast.author), added(case, PDF + b"2", "合同.pdf", by=cast.author)
    drop_paper(gone, "别人的", by=cast.author, on=c.TODAY)
    assert [each.pk for each in client.get(f"/cases/{case.pk}/").context["papers"]] == [stays.pk]
    assert client.get(f"/cases/papers/{gone.pk}/").status_code == 404
    assert file_path(gone.sha256).read_bytes() == PDF  # that it was there stays


def test_whoever_helped_puts_in_until_they_help_no_more(cast, client):
    case = registered(cast, "counselling", details={})
    add_helper(case, cast.mate, "看诊断", by=cast.author, on=c.TODAY)
    paper = added(case, by=cast.mate)
    client = c.enter(client, cast.mate)
    assert client.get(f"/cases/papers/{paper.pk}/").content == PDF
    drop_helper(case, cast.mate, by=cast.author, on=c.TODAY)
    assert doors(client, case, paper) == (404, 404, 404)


def test_the_owner_hears_of_what_another_puts_in_without_a_word_of_it(cast):
    case = registered(cast, "counselling", details={}, title="想不开")
    add_helper(case, cast.mate, "看诊断", by=cast.author, on=c.TODAY)
    before = set(Message.objects.values_list("pk", flat=True))
    added(case, name="诊断书.pdf", by=cast.mate)
    new = Message.objects.exclude(pk__in=before)
    assert [(each.officer, "诊断" in each.title, "想不开" in each.title) for each in new] == [
        (cast.author, False, False)
    ]


def test_a_sealed_file_put_under_another_paper_does_not_open(cast, client):
    """Content is bound to its own paper: a row pointed at another's file yields an error, never that file."""
    one, two = (registered(cast, "counselling", details={}) for _ in "12")
    first, second = added(one, by=cast.author), added(two, PDF + b"2", by=cast.author)
    CasePaper.objects.filter(pk=first.pk).update(sha256=second.sha256)
    client = c.enter(client, cast.author)
    client.raise_request_exception = False
    answer = client.get(f"/cases/papers/{first.pk}/")
    assert answer.status_code == 500 and PDF not in answer.content


def test_the_same_words_in_two_sealed_matters_do_not_look_the_same(cast):
    one, two = (added(registered(cast, "counselling", details={}), by=cast.author) for _ in "12")
    assert len({one.sha256, two.sha256}) == len({bytes(one.same), bytes(two.same)}) == 2
    plain = [added(registered(cast), by=cast.author) for _ in "12"]
    assert len({bytes(each.same) for each in plain}) == 2 and len({each.sha256 for each in plain}) == 1


def test_a_page_costs_the_same_with_many_papers(cast, client):
    case, client = registered(cast), c.enter(client, cast.author)
    client.get(f"/cases/{case.pk}/")
    costs = []
    for rounds in (range(1), range(1, 15)):
        for number in rounds:
            CasePaper.objects.filter(pk=added(case, PDF + str(number).encode(), by=cast.author).pk).update(by=cast.mate)
        with CaptureQueriesContext(connection) as captured:
            assert len(client.get(f"/cases/{case.pk}/").context["papers"]) == CasePaper.objects.count()
        costs.append(len(captured) - 1)  # without the count of the test itself
    assert costs[0] == costs[1]
    assert Case.objects.get(pk=case.pk).papers.count() == 15
