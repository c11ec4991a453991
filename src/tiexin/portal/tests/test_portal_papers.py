"""Papers that whoever asks brings on the workers' own pages: each kind, each limit, nothing lost."""

from uuid import uuid4

import pytest

from tiexin.cases.actions.papers import drop_paper
from tiexin.cases.catalogue import catalogue
from tiexin.cases.papers.models import CasePaper
from tiexin.cases.papers.rules import MB
from tiexin.cases.tests.case_scene import registered
from tiexin.cases.tests.test_papers_rules import BOMB, REFUSED, TAKEN, picture
from tiexin.evidence.actions import file_path
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message
from tiexin.portal.rules import AGAIN, limits
from tiexin.portal.tests.papers_scene import PDF, SCRIPT, errors, fetched, file, links, officer_paper, unchanged
from tiexin.portal.tests.portal_scene import (
    added,
    asked,
    browser,
    entered,
    form_of,
    page_of,
    sent,
    stage,
    taken,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    yield stage()
    calendar.forget()


def test_papers_come_with_a_new_matter(cast, client):
    case = asked(client, cast, file=[file(), file(picture(), "合同.jpg")])
    rows = list(case.papers.order_by("pk").values_list("name", "kind", "by", "told"))
    assert rows == [("工资条.pdf", "pdf", None, True), ("合同.jpg", "jpg", None, True)]
    assert list(case.steps.order_by("pk").values_list("label", "by")) == [
        ("登记", None),
        ("附上材料", None),
        ("附上材料", None),
    ]
    assert Entry.objects.filter(verb="add_case_paper", by=None, thing_id=case.pk).count() == 2
    page = page_of(client, case)
    assert "您交来的" in text_of(client.get(page)) and len(links(client, page)) == 2


def test_with_an_account_it_is_the_same(cast):
    client = entered(browser())
    case = asked(client, cast, file=[file()])
    assert fetched(client, case, case.papers.get()).content == PDF
    later = entered(browser())
    assert fetched(later, case, case.papers.get()).content == PDF


def test_papers_and_words_are_added_and_the_owner_hears(cast, client):
    case = registered(cast)
    page = page_of(client, case)
    assert added(client, page, "找到了", file=[file()]).url == page
    assert added(client, page, "", file=[file(PDF + b"2", "第二张.pdf")]).url == page
    steps = list(case.steps.order_by("pk").values_list("label", "text"))[1:]
    assert steps == [("本人补充", "找到了"), ("附上材料", "工资条.pdf"), ("附上材料", "第二张.pdf")]
    assert {each.officer for each in Message.objects.all()} == {cast.author}
    assert "3" not in {each.title for each in Message.objects.all()} and "找到了" not in str(Message.objects.values())


def test_an_empty_form_adds_nothing(cast, client):
    page = page_of(client, registered(cast))
    with c.nothing_written():
        response = added(client, page, "  ")
    assert (response.status_code, list(errors(response))) == (422, ["text"])


@pytest.mark.parametrize("kind", sorted(TAKEN))
def test_each_kind_that_is_taken_comes_back_as_it_is(cast, client, kind):
    case = registered(cast)
    added(client, page_of(client, case), file=[file(TAKEN[kind], "什么.exe")])
    paper = case.papers.get()
    answer = fetched(client, case, paper)
    assert answer.status_code == 200 and answer["Content-Type"] == paper.what.mime
    assert paper.name == f"什么{paper.what.suffix}"
    if not paper.what.picture:
        assert answer.content == TAKEN[kind]


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_each_kind_that_is_not_taken_is_said_and_nothing_is_lost(cast, client, kind):
    content, said = REFUSED[kind]
    where, key = form_of(client, cast)
    with unchanged():
        response = client.post(where, sent(key, text="三个月没有发", file=[file(), file(content, "照片.jpg")]))
    assert response.status_code == 422
    words = errors(response)["file"][0]
    assert said in words and "照片.jpg" in words
    html = response.content.decode()
    assert "三个月没有发</textarea>" in html and 'value="拖欠三个月工资"' in html and f'value="{key}"' in html
    if kind != "no picture":  # a picture is known to be broken when it is drawn: its neighbour's content is on the disk
        assert not [each for each in file_path("00").parents[1].rglob("*") if each.is_file()]


def test_a_bomb_and_a_giant_are_refused_beside_their_field(cast, client):
    page = page_of(client, registered(cast))
    for content in (BOMB, b"%PDF-1.4" + b"0" * (10 * MB)):
        with unchanged():
            response = added(client, page, "写了很久的话", file=[file(content, "大.pdf")])
        assert response.status_code == 422 and list(errors(response)) == ["file"]
        assert "大.pdf" in errors(response)["file"][0] and "写了很久的话" in response.content.decode()


def test_a_million_bytes_are_taken_and_a_million_characters_are_not(cast, client):
    case = registered(cast)
    page = page_of(client, case)
    assert added(client, page, file=[file(PDF[:8] + b"0" * MB + PDF[8:])]).status_code == 302
    with c.nothing_written():
        response = added(client, page, "字" * 1_000_000, file=[file(PDF + b"1")])
    assert (response.status_code, list(errors(response))) == (422, ["text", "file"])
    assert case.papers.get().size == len(PDF) + MB


@pytest.mark.parametrize(
    "name",
    [f"{SCRIPT}.pdf", "..\\..\\etc\\passwd", "工资\u202efdp.exe", "a" * 5000, "条; filename=evil.exe", "\0\n.pdf"],
)
def test_a_name_with_a_script_does_nothing_anywhere(cast, client, name):
    case = registered(cast)
    page = page_of(client, case)
    added(client, page, file=[file(PDF, name)])
    html = (
        client.get(page).content.decode() + c.enter(browser(), cast.author).get(f"/cases/{case.pk}/").content.decode()
    )
    assert SCRIPT not in html and "\u202e" not in html
    for paper in case.papers.all():
        answer = fetched(client, case, paper)
        assert answer["Content-Disposition"].startswith("attachment") and "\n" not in answer["Content-Disposition"]
        assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]
        assert "no-store" in answer["Cache-Control"]


def test_a_refused_name_stays_words_in_the_error(cast, client):
    page = page_of(client, registered(cast))
    response = added(client, page, file=[file(b"MZ", f"{SCRIPT}.pdf")])
    assert response.status_code == 422 and SCRIPT not in response.content.decode()
    assert AGAIN in errors(response)["file"][0]


def test_there_are_so_many_at_once_and_so_many_in_all(cast, client):
    case, most = registered(cast), limits().papers
    page = page_of(client, case)

    def some(count, first):
        return [file(PDF + str(first + number).encode(), f"{first + number}.pdf") for number in range(count)]

    with unchanged():
        assert f"一次最多交{most.at_once}份" in errors(added(client, page, file=some(most.at_once + 1, 0)))["file"][0]
    for first in range(0, most.files, most.at_once):
        assert added(client, page, file=some(most.at_once, first)).status_code == 302
    with unchanged():
        assert f"本人最多交{most.files}份" in errors(added(client, page, file=some(1, 900)))["file"][0]
    officer_paper(case, cast)
    drop_paper(case.papers.filter(by=None).first(), "重复", by=cast.author, on=c.TODAY)
    assert added(client, page, file=some(1, 901)).status_code == 302


def test_all_of_them_have_a_size(cast, client):
    most = limits().papers.total_mb * MB
    case = registered(cast)
    page = page_of(client, case)
    added(client, page, file=[file()])
    CasePaper.objects.update(size=most - 10)
    with unchanged():
        assert (
            f"一共最多{limits().papers.total_mb}MB" in errors(added(client, page, file=[file(PDF + b"2")]))["file"][0]
        )
    CasePaper.objects.update(size=most - len(PDF) - 1)
    assert added(client, page, file=[file(PDF + b"2")]).status_code == 302


def test_the_same_content_twice_is_said(cast, client):
    page = page_of(client, registered(cast))
    added(client, page, file=[file()])
    with unchanged():
        assert "已经有了" in errors(added(client, page, "又一次", file=[file(PDF, "另一个名字.pdf")]))["file"][0]


def test_what_has_ended_takes_no_more_and_still_gives(cast, client):
    case = asked(client, cast, file=[file()])
    page = page_of(client, case)
    taken(case, cast, "refuse")
    sent = {"key": str(uuid4()), "text": "", "file": [file(PDF + b"2")]}
    with unchanged():
        assert client.post(f"{page}add/", sent).status_code == 422
    assert fetched(client, case, case.papers.get()).content == PDF


def test_what_belongs_elsewhere_takes_no_papers(cast, client):
    why = next(each.name for each in catalogue()["dispute"].elsewhere if not each.service)
    case = asked(client, cast, elsewhere=why, file=[file()])
    assert (case.state, case.papers.count()) == ("elsewhere", 0)
