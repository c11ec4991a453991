"""Papers on the workers' own pages: brought with a matter or later, fetched by whoever may, by nobody else."""

import re
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tiexin.cases.actions.letters import NewLetter, issue_letter
from tiexin.cases.actions.papers import NewFile, add_paper, drop_paper, tell_paper
from tiexin.cases.catalogue import catalogue
from tiexin.cases.letters.rules import BY_HAND, body_of
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.papers.models import CasePaper
from tiexin.cases.papers.rules import MB
from tiexin.cases.tests.case_scene import moved, refuse, registered
from tiexin.cases.tests.test_papers_rules import BOMB, REFUSED, TAKEN, picture
from tiexin.evidence.actions import file_path
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message
from tiexin.portal.actions.adding import AGAIN
from tiexin.portal.rules import limits
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
from tiexin.portal.tokens import handle_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 three months"
ANSWERS = {each.name: next(iter(each.choices), "是") for each in catalogue()["supervision_letter"].fields if each.must}
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    yield stage()
    calendar.forget()


@contextmanager
def unchanged():
    """Fail when the body leaves a row more or less, but for the tries that are counted."""
    before = c.rows()
    yield
    after = c.rows()
    assert {name for name in after if after[name] != before[name]} <= {"portal.Tally"}


def file(content=PDF, name="工资条.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


def officer_paper(case, cast, content=PDF + b" of the union", *, told=False, name="会议记录.pdf"):
    return add_paper(case, NewFile(content, name, told), by=cast.author, on=c.TODAY)


def address(case, thing):
    return handle_of(case.key) + handle_of(thing.key)


def fetched(client, case, paper):
    return client.get(f"/my/papers/{address(case, paper)}/")


def links(client, page):
    return re.findall(r'href="(/my/(?:papers|letters)/\w+/)"', client.get(page).content.decode())


def errors(response):
    return {name: list(said) for name, said in response.context["form"].errors.items()}


# ── brought ─────────────────────────────────────────────────────────────────────────────────────────────


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
    assert added(client, page, file=[file(PDF + b"0" * MB)]).status_code == 302
    with c.nothing_written():
        response = added(client, page, "字" * 1_000_000, file=[file(PDF + b"1")])
    assert (response.status_code, list(errors(response))) == (422, ["text"])
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
    with unchanged():
        assert added(client, page, file=[file(PDF + b"2")]).status_code == 422
    assert fetched(client, case, case.papers.get()).content == PDF


def test_what_belongs_elsewhere_takes_no_papers(cast, client):
    why = catalogue()["dispute"].elsewhere[0].name
    case = asked(client, cast, elsewhere=why, file=[file()])
    assert (case.state, case.papers.count()) == ("elsewhere", 0)


# ── the same form twice ─────────────────────────────────────────────────────────────────────────────────


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
    assert [other.get(f"/my/papers/{each}/").status_code for each in wrong] == [404] * len(wrong)
    assert [other.get(f"/my/letters/{each}/").status_code for each in wrong] == [404] * len(wrong)
    assert [browser().get(f"/my/papers/{each}/").status_code for each in wrong] == [404] * len(wrong)
    assert client.post(f"/my/papers/{wrong[0]}/").status_code == 405
    client.post("/my/logout/")
    assert client.get(f"/my/papers/{wrong[0]}/").status_code == 404


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
    assert [chief.get(f"/cases/papers/{paper.pk}/").status_code, chief.get(f"/cases/{case.pk}/").status_code] == [
        404
    ] * 2


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
    assert browser().get(f"/my/letters/{address(case, letter)}/").status_code == 404
