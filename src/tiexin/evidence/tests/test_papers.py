"""The paper of an organ: put in by who manages, taken out by who sees, newest first, refused by content."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tiexin.core import papers
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import NewPaper, keep_paper
from tiexin.evidence.models import Entry, File
from tiexin.evidence.queries import paper_of
from tiexin.orgs.actions import organs
from tiexin.orgs.organs import Organ
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 a paper"
NUMBER = "宁工发〔2012〕12号"


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cast = c.stage()
    organ = Organ(org=cast.county, name="活动领导小组", kind="leading_group", since=c.FOUNDED)
    cast.organ = organs.found_organ(organ, by=None, on=c.TODAY)
    return cast


def upload(content=PDF, name="scan.pdf", number=NUMBER):
    return {"number": number, "file": SimpleUploadedFile(name, content)}


def body(answer):
    return b"".join(answer.streaming_content)


def test_what_is_put_in_is_taken_out_under_its_number(cast, client):
    page = f"/organs/{cast.organ.pk}/"
    c.enter(client, cast.people["city_office"])
    assert "还没有存入" in client.get(page).text
    answer = client.post(f"{page}paper/new/", upload())
    assert answer.url == page
    entry = Entry.objects.latest("pk")
    deed = (entry.verb, entry.thing, entry.thing_id, entry.org, entry.by)
    assert deed == ("keep_paper", "orgs.organ", cast.organ.pk, cast.county, cast.people["city_office"])
    kept = File.objects.get()
    assert (kept.name, kept.mime, kept.size, kept.org) == (f"{NUMBER}.pdf", "application/pdf", len(PDF), cast.county)
    assert f"{NUMBER}.pdf</a>" in client.get(page).text
    for name in ("officer", "system", "audit"):  # whoever sees the organ
        c.enter(client, cast.people[name])
        given = client.get(f"{page}paper/")
        assert body(given) == PDF
        assert given["Content-Type"] == "application/pdf"
        assert given["Content-Disposition"].startswith("attachment")
        assert given["X-Content-Type-Options"] == "nosniff"


def test_the_newest_counts_and_the_earlier_stays_in_the_trail(cast, client):
    first = keep_paper(cast.organ, NewPaper(PDF, "甲.pdf"), by=None, on=c.TODAY)
    second = keep_paper(cast.organ, NewPaper(b"\xff\xd8\xff photo", "乙.jpeg"), by=None, on=c.TODAY)
    assert paper_of(cast.organ.pk) == second
    assert (first.name, second.name) == ("甲.pdf", "乙.jpg")
    c.enter(client, cast.people["office"])
    assert "甲.pdf" in client.get(f"/entries/{first.entry_id}/").text
    assert body(client.get(f"/organs/{cast.organ.pk}/paper/")) == b"\xff\xd8\xff photo"


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"MZ a program", "通知.pdf", "不是 PDF"),
        (b"", "通知.pdf", "是空的"),
        (b"%PDF-" + b"x" * 60, "大.pdf", "文件超过"),
    ],
)
def test_a_wrong_file_is_refused_beside_the_field(cast, client, monkeypatch, content, name, why):
    monkeypatch.setattr(papers, "MOST_BYTES", 50)
    c.enter(client, cast.people["office"])
    with c.nothing_written():
        answer = client.post(f"/organs/{cast.organ.pk}/paper/new/", upload(content, name))
    assert answer.status_code == 422
    assert why in str(answer.context["form"].errors["file"])
    assert NUMBER in answer.text  # what was typed stays


def test_no_file_is_named(cast, client):
    c.enter(client, cast.people["office"])
    with c.nothing_written():
        answer = client.post(f"/organs/{cast.organ.pk}/paper/new/", {"number": NUMBER})
    assert list(answer.context["form"].errors) == ["file"]


def test_a_refused_paper_leaves_no_trace(cast, tmp_path):
    with c.nothing_written(), pytest.raises(Refused):
        keep_paper(cast.organ, NewPaper(b"text", "a.pdf"), by=None, on=c.TODAY)
    assert list(tmp_path.iterdir()) == []


def test_strangers_and_readers(cast, client):
    keep_paper(cast.organ, NewPaper(PDF, "甲.pdf"), by=None, on=c.TODAY)
    where = f"/organs/{cast.organ.pk}/paper/"
    for name in ("stranger", "nobody"):
        c.enter(client, cast.people[name])
        assert client.get(where).status_code == client.get(f"{where}new/").status_code == 404
    for name in ("officer", "system"):
        c.enter(client, cast.people[name])
        assert client.get(f"{where}new/").status_code == 404
        assert "换一份" not in client.get(f"/organs/{cast.organ.pk}/").text


def test_an_organ_without_a_paper_has_no_such_page(cast, client):
    c.enter(client, cast.people["office"])
    assert client.get(f"/organs/{cast.organ.pk}/paper/").status_code == 404
    kept = keep_paper(cast.organ, NewPaper(PDF, "甲.pdf"), by=None, on=c.TODAY)
    File.objects.filter(pk=kept.pk).update(sha256="0" * 64)  # its content is gone from the disk
    assert client.get(f"/organs/{cast.organ.pk}/paper/").status_code == 404
