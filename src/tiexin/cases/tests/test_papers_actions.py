"""Papers of a matter: kept under their hash, sealed where the matter is, by those who take part; handed out."""

import hashlib

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from tiexin.cases.actions.papers import NewFile, add_paper, drop_paper
from tiexin.cases.actions.taking_part import add_helper
from tiexin.cases.models import Case, CasePaper
from tiexin.cases.papers import rules
from tiexin.cases.tests.case_scene import moved, refuse, registered, stage
from tiexin.cases.tests.test_papers_rules import TAKEN
from tiexin.evidence.actions import file_path
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Page>>endobj\nstartxref\n9\n%%EOF three months"


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    yield stage()
    calendar.forget()


def added(case, content=PDF, name="工资条.pdf", *, by, told=False):
    return add_paper(case, NewFile(content, name, told), by=by, on=c.TODAY)


def upload(client, case, content=PDF, name="工资条.pdf", kind="application/pdf", **more):
    file = SimpleUploadedFile(name, content, kind)
    return client.post(f"/cases/{case.pk}/papers/new/", {"file": file, **more})


def test_a_paper_is_kept_under_its_hash_and_its_step_names_it(cast):
    case = registered(cast)
    paper = added(case, by=cast.author)
    assert (paper.said, paper.size, paper.what.name, paper.told) == ("工资条.pdf", len(PDF), "pdf", False)
    assert paper.sha256 == hashlib.sha256(PDF).hexdigest()
    assert file_path(paper.sha256).read_bytes() == PDF
    step = case.steps.get(label="附上材料")
    assert (step.text, step.told, step.by, step.state) == ("工资条.pdf", False, cast.author, "registered")
    assert Entry.objects.filter(verb="add_case_paper", thing="cases.case", thing_id=case.pk).count() == 1
    assert Message.objects.count() == 0


def test_what_the_asker_brings_the_asker_may_fetch_and_the_owner_hears(cast):
    case = registered(cast)
    paper = added(case, by=None)
    assert (paper.told, paper.by, case.steps.get(label="附上材料").by) == (True, None, None)
    assert [(each.officer, each.title) for each in Message.objects.all()] == [(cast.author, "一件争议调处有了新材料")]


def test_the_content_and_name_of_a_sealed_matter_lie_sealed(cast):
    case = registered(cast, "counselling", details={})
    assert case.sealed
    paper = added(case, name="诊断书.pdf", by=cast.author)
    assert (paper.name, paper.said) == ("", "诊断书.pdf")
    kept = file_path(paper.sha256).read_bytes()
    assert PDF not in kept and hashlib.sha256(PDF).hexdigest() != paper.sha256
    step = case.steps.get(label="附上材料")
    assert (step.text, step.text_sealed is not None) == ("", True)


def test_the_same_content_is_kept_once_in_a_matter(cast):
    case, other = registered(cast), registered(cast)
    first = added(case, by=cast.author)
    assert "已经有了" in refuse("file", lambda: added(case, name="又一份.pdf", by=cast.author))
    assert added(other, by=cast.author).sha256 == first.sha256
    drop_paper(first, "传错了", by=cast.author, on=c.TODAY)
    added(case, by=cast.author)
    assert case.papers.standing().count() == 1


@pytest.mark.parametrize("content", [b"", b"MZ program", b"<svg onload=x>", b"PK\x03\x04 zip", b"\xff\xd8\xff no"])
def test_what_is_not_taken_changes_nothing(cast, content):
    case = registered(cast)
    refuse("file", lambda: added(case, content, "photo.jpg", by=cast.author))
    assert not [each for each in file_path("00").parents[1].rglob("*") if each.is_file()]


def test_there_are_so_many_and_no_more(cast):
    case = registered(cast)
    for number in range(rules.limits().files):
        added(case, PDF + str(number).encode(), by=cast.author)
    assert "最多20份" in refuse("file", lambda: added(case, by=cast.author))


def test_an_ended_matter_takes_none_and_gives_none_away(cast):
    case = registered(cast)
    paper = added(case, by=cast.author)
    moved(case, "refuse", by=cast.author)
    refuse("", lambda: added(case, PDF + b"2", by=cast.author))
    refuse("", lambda: drop_paper(paper, "传错了", by=cast.author, on=c.TODAY))


def test_a_paper_is_taken_away_once_with_a_reason(cast):
    case = registered(cast)
    paper = added(case, by=cast.author)
    refuse("reason", lambda: drop_paper(paper, " ", by=cast.author, on=c.TODAY))
    gone = drop_paper(paper, "别人的身份证", by=cast.author, on=c.TODAY)
    assert (gone.dropped, gone.reason) == (c.TODAY, "别人的身份证")
    assert case.steps.get(label="撤下材料").text == "工资条.pdf：别人的身份证"
    refuse("", lambda: drop_paper(paper, "再撤一次", by=cast.author, on=c.TODAY))


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


def test_put_in_and_fetched_again_as_a_download(cast, client):
    case, client = registered(cast), c.enter(client, cast.author)
    assert upload(client, case, TAKEN["png"], "<b>工资条.png", "text/html", told="on").url == f"/cases/{case.pk}/"
    paper = CasePaper.objects.get()
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "b工资条.jpg" in page and "职工看得到" in page and "<b>工资条" not in page
    answer = client.get(f"/cases/papers/{paper.pk}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''b%E5%B7%A5")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.content[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.pdf", "这个文件是空的"),
        (b"MZ\x90", "photo.jpg", "这是程序，不收"),
        (b"<html>", "a.pdf", "网页和矢量图"),
        (b"%PDF" + b"-" * (10 * rules.MB), "a.pdf", "一份最多10MB"),
    ],
)
def test_a_refused_file_is_said_beside_the_field(cast, client, content, name, said):
    case, client = registered(cast), c.enter(client, cast.author)
    answer = upload(client, case, content, name, "image/jpeg")
    assert (answer.status_code, said in answer.content.decode(), CasePaper.objects.count()) == (422, True, 0)
    assert client.post(f"/cases/{case.pk}/papers/new/", {}).status_code == 422


def test_sealed_papers_open_for_those_who_take_part_alone(cast, client):
    case = registered(cast, "counselling", details={})
    paper = added(case, by=cast.author)
    mine = c.enter(client, cast.author).get(f"/cases/papers/{paper.pk}/")
    assert mine.content == PDF
    for other in (cast.mate, cast.chief):
        client = c.enter(client, other)
        assert client.get(f"/cases/papers/{paper.pk}/").status_code == 404
        assert upload(client, case).status_code == 404
        assert client.post(f"/cases/papers/{paper.pk}/drop/", {"reason": "x"}).status_code == 404
    Case.objects.filter(pk=case.pk).update(owner=None)  # a leader finds somebody for it, and still reads no paper
    assert c.enter(client, cast.chief).get(f"/cases/papers/{paper.pk}/").status_code == 404


def test_who_sees_the_matter_fetches_and_who_takes_part_takes_away(cast, client):
    case = registered(cast)
    paper = added(case, by=cast.author)
    client = c.enter(client, cast.mate)
    assert client.get(f"/cases/papers/{paper.pk}/").status_code == 200
    assert client.get(f"/cases/papers/{paper.pk}/drop/").status_code == 404
    add_helper(case, cast.mate, "查工资表", by=cast.author, on=c.TODAY)
    assert client.post(f"/cases/papers/{paper.pk}/drop/", {"reason": ""}).status_code == 422
    assert client.post(f"/cases/papers/{paper.pk}/drop/", {"reason": "传错了"}).url == f"/cases/{case.pk}/"
    assert client.get(f"/cases/papers/{paper.pk}/").status_code == 404


def test_whom_a_matter_is_about_never_fetches_its_papers(cast, client):
    case = registered(cast)
    paper = added(case, by=cast.author)
    Case.objects.filter(pk=case.pk).update(about=cast.chief)
    assert c.enter(client, cast.chief).get(f"/cases/papers/{paper.pk}/").status_code == 404


def test_content_that_is_gone_from_the_disk_is_not_there(cast, client):
    paper = added(registered(cast), by=cast.author)
    file_path(paper.sha256).unlink()
    assert c.enter(client, cast.author).get(f"/cases/papers/{paper.pk}/").status_code == 404
