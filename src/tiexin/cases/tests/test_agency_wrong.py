"""What is typed wrong on pages of petition agency stands beside its field, and changes nothing."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from tiexin.cases.models import Case, Judgement, Mandate
from tiexin.cases.tests.agency_scene import DAY, carried, drafted, judged, petition, sent, signed, spoken, stage
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.cases.tests.test_agency_pages import ERRAND, JUDGE, SCRIPT, written
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    yield stage()
    calendar.forget()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cls", ""),
        ("cls", "moon"),
        ("cls", SCRIPT),
        ("reason", ""),
        ("reason", "  "),
        ("reason", "长" * 501),
        ("reason", "a\0b"),
        ("reason", "x" * 1_000_000),
    ],
)
def test_a_decision_typed_wrong(cast, client, field, value):
    case = petition(cast)
    wrong(c.enter(client, cast.author), f"/cases/{case.pk}/judge/", {**JUDGE, field: value}, field)


def wrong(client, url, said, field):
    with c.nothing_written():
        answer = client.post(url, said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert SCRIPT not in answer.text


def test_a_missing_reason_names_its_rule_beside_the_field(cast, client):
    case = petition(cast)
    answer = c.enter(client, cast.author).post(f"/cases/{case.pk}/judge/", {"cls": "law", "reason": ""})
    assert "《信访工作条例》第27条" in str(answer.context["form"].errors["reason"])


def test_what_is_asked_for_says_whether_it_has_to_be(cast, client):
    case = petition(cast)
    judged(cast, case)
    client = c.enter(client, cast.author)
    forms = [client.get(url) for url in (f"/cases/{case.pk}/judge/", f"/cases/mandates/{drafted(cast, case).pk}/sign/")]
    assert forms[0].context["form"].fields["reason"].required and "选填" not in forms[0].text
    assert forms[1].text.count("书面签名的必须附") == 1 and forms[1].text.count("在场见证的必须选") == 2
    assert "选填" not in forms[1].text


def test_a_sixth_names_its_rule_beside_the_field(cast, client):
    case = petition(cast, people=30)
    for number in range(5):
        spoken(cast, case, f"代表{number}")
    answer = c.enter(client, cast.author).post(f"/cases/{case.pk}/speaker/", {"name": "第六人"})
    assert answer.status_code == 422
    assert "《信访工作条例》第20条" in str(answer.context["form"].errors["name"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("agent", ""),
        ("agent", "0"),
        ("agent", SCRIPT),
        ("agent", "9" * 30),
        ("principal", ""),
        ("principal", "x" * 1_000_000),
        ("powers", ""),
        ("powers", "settle"),
        ("special", "submit"),
        ("until", ""),
        ("until", "2012-02-30"),
        ("until", "2011-01-01"),
        ("until", "2199-12-31"),
        ("until", "9999-12-31"),
    ],
)
def test_an_authorisation_typed_wrong(cast, client, field, value):
    case = petition(cast)
    judged(cast, case)
    said = {**written(cast, case), field: value}
    wrong(c.enter(client, cast.author), f"/cases/{case.pk}/mandate/", said, field)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"signed": ""}, "signed"),
        ({"signed": "1899-01-01"}, "signed"),
        ({"signed": "2012-05-11"}, "signed"),
        ({"way": ""}, "way"),
        ({"way": "mouth"}, "way"),
        ({"way": "paper"}, "file"),
        ({"way": "officers"}, "second"),
        ({"first": "0"}, "first"),
        ({"second": SCRIPT}, "second"),
    ],
)
def test_a_signature_typed_wrong(cast, client, said, field):
    case = petition(cast)
    judged(cast, case)
    url = f"/cases/mandates/{drafted(cast, case).pk}/sign/"
    wrong(c.enter(client, cast.author), url, {"signed": c.TODAY, "way": "fingerprint", **said}, field)


@pytest.mark.parametrize(("content", "name"), [(b"", "空.pdf"), (b"MZ\x90", "委托书.pdf"), (b"<html>", "委托书.pdf")])
def test_a_paper_that_is_none_is_refused_beside_its_field(cast, client, content, name):
    case = petition(cast)
    judged(cast, case)
    url = f"/cases/mandates/{drafted(cast, case).pk}/sign/"
    said = {"signed": c.TODAY, "way": "paper", "file": SimpleUploadedFile(name, content)}
    wrong(c.enter(client, cast.author), url, said, "file")


def test_two_who_saw_it_are_picked(cast, client):
    case = petition(cast)
    judged(cast, case)
    mandate = drafted(cast, case)
    said = {"signed": c.TODAY, "way": "officers", "first": cast.witness.pk, "second": cast.mate.pk}
    assert c.enter(client, cast.author).post(f"/cases/mandates/{mandate.pk}/sign/", said).status_code == 302
    assert "祁连山、葛春梅" in client.get(f"/cases/mandates/{mandate.pk}/").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mandate", ""),
        ("mandate", "0"),
        ("body", ""),
        ("body", "长" * 61),
        ("power", ""),
        ("power", "settle"),
        ("text", ""),
        ("text", "x" * 1_000_000),
        ("sent", ""),
        ("sent", "2012-05-11"),
        ("sent", "1800-01-01"),
        ("kind", ""),
        ("kind", SCRIPT),
    ],
)
def test_a_step_typed_wrong(cast, client, field, value):
    held = carried(cast)
    said = {**ERRAND, "mandate": held.pk, field: value}
    wrong(c.enter(client, cast.agent_officer), f"/cases/{held.case_id}/errand/", said, field)


def test_expired_it_permits_no_further_step_on_the_page(cast, client):
    held = carried(cast, until=c.TODAY)
    client = c.enter(client, cast.agent_officer)
    said = {**ERRAND, "mandate": held.pk, "sent": c.TODAY + DAY}
    c.set_day(c.TODAY + DAY)
    cache.clear()
    calendar.forget()
    wrong(client, f"/cases/{held.case_id}/errand/", said, "mandate")
    assert "已到期" in client.get(f"/cases/mandates/{held.pk}/").text


@pytest.mark.parametrize(
    ("field", "value"), [("day", ""), ("day", "2012-05-09"), ("day", "2012-05-11"), ("answer", " ")]
)
def test_an_answer_typed_wrong(cast, client, field, value):
    errand = sent(cast, carried(cast))
    said = {"day": c.TODAY, "answer": "转办了", field: value}
    wrong(c.enter(client, cast.author), f"/cases/errands/{errand.pk}/answer/", said, field)


def test_scripts_stay_words_everywhere(cast, client):
    case = petition(cast, people=30)
    judged(cast, case, reason=SCRIPT)
    held = signed(cast, drafted(cast, case, principal=SCRIPT))
    sent(cast, held, body=SCRIPT[:60], text=SCRIPT)
    spoken(cast, case, SCRIPT[:40])
    client = c.enter(client, cast.author)
    for page in (f"/cases/{case.pk}/", f"/cases/mandates/{held.pk}/", "/cases/agency/", "/waiting/"):
        text = client.get(page).text
        assert SCRIPT not in text and "&lt;script&gt;" in text


def test_sent_twice_nothing_is_written_twice(cast, client):
    case = petition(cast)
    client = c.enter(client, cast.author)
    seen = client.get(f"/cases/{case.pk}/judge/").context["form"].initial["seen"]
    said = {**JUDGE, "seen": seen}
    assert [client.post(f"/cases/{case.pk}/judge/", said).status_code for _ in "12"] == [302, 422]
    assert [client.post(f"/cases/{case.pk}/mandate/", written(cast, case)).status_code for _ in "12"] == [302, 422]
    mandate = Mandate.objects.get()
    said = {"signed": c.TODAY, "way": "fingerprint"}
    assert [client.post(f"/cases/mandates/{mandate.pk}/sign/", said).status_code for _ in "12"] == [302, 404]
    assert (Judgement.objects.count(), Mandate.objects.count()) == (1, 1)


def test_sealed_and_other_matters_show_nothing_of_it(cast, client):
    sealed, other = petition(cast), registered(cast, "suggestion", details={})
    Case.objects.filter(pk=sealed.pk).update(sealed=True, text="")
    client = c.enter(client, cast.author)
    for case in (sealed, other):
        assert 'id="agency"' not in client.get(f"/cases/{case.pk}/").text
        assert {client.get(f"/cases/{case.pk}/{name}/").status_code for name in ("judge", "mandate", "errand")} == {404}


def test_an_ended_matter_shows_what_was_and_no_key_but_withdrawal(cast, client):
    held = carried(cast)
    moved(held.case, "withdraw", by=cast.author)
    text = c.enter(client, cast.author).get(f"/cases/{held.case_id}/").text
    assert "诉求合理" in text and f"/cases/mandates/{held.pk}/withdraw/" in text
    assert f"/cases/{held.case_id}/judge/" not in text and f"/cases/{held.case_id}/errand/" not in text


def test_a_hidden_name_is_said_on_the_paper(cast, client):
    held = carried(cast, hide_name=True)
    assert "本委托书不向其出示" in c.enter(client, cast.author).get(f"/cases/mandates/{held.pk}/").text
    assert "无。凡承认、放弃" in client.get(f"/cases/mandates/{held.pk}/").text
