"""A unit sets the number that the plan leaves to it, with the minutes; until then the number is 未定."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tiexin.duties.models import Duty, Gauge, OwnTarget
from tiexin.evidence.models import Entry, File
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.plans import queries
from tiexin.plans.tests import small

pytestmark = pytest.mark.django_db
INDUSTRY = "{population: 各级工会, kind: [产业工会, 企业工会]}"
PLAN = small.text(
    small.duty("C1", "自定走访数", INDUSTRY, do=f"{{{small.VISITS}}}", self_set="true", unit="家"), small.OWN["C3"]
)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    with small.shared(django_db_blocker):
        cast = c.stage()
        cast.people["chair"] = c.officer("高远", cast.industry, "leader", title="主席")
        cast.people["clerk"] = c.officer("方晴", cast.industry, "officer")
        small.publish(PLAN, cast.province)
        yield cast


@pytest.fixture
def cast(made):
    calendar.forget()
    return replace(made)


def duty(code="C1"):
    return Duty.objects.get(clause__code=code)


def url(org, code="C1"):
    return f"/plans/own/{org.pk}/{duty(code).pk}/"


def gauge(org):
    return Gauge.objects.get(term__duty__clause__code="C1", subject=org.pk)


@pytest.fixture
def chair(cast, client):
    return c.enter(client, cast.people["chair"])


def test_a_number_that_waits_stands_on_today_and_on_its_gauge(cast, chair):
    page = chair.get("/")
    assert [str(each.org) for each in page.context["undecided"]] == ["自治区机冶建材工会"]
    assert "本单位还没定的数" in page.text and f'href="{url(cast.industry)}"' in page.text
    assert page.context["worst"] == []
    page = chair.get(f"/gauges/{gauge(cast.industry).pk}/").text
    assert "定本单位的数" in page and "未定" in page


def test_who_does_not_decide_sees_the_number_but_no_way_to_set_it(cast, client):
    clerk = c.enter(client, cast.people["clerk"])
    assert clerk.get("/").context["undecided"] == []
    assert f'href="{url(cast.industry)}"' not in clerk.get(f"/gauges/{gauge(cast.industry).pk}/").text
    assert clerk.get(url(cast.industry)).status_code == 404


def test_the_form_tells_the_sentence_the_unit_and_what_was_done_so_far(cast, chair):
    page = chair.get(url(cast.industry)).text
    for words in ("“原文C1”", "目前已做到 0 家", "还没有定数", "单位：家", "会议纪要"):
        assert words in page


def test_setting_it_keeps_number_minutes_and_paper_and_leads_to_the_gauge(cast, chair):
    paper = SimpleUploadedFile("纪要.txt", "纪要".encode())
    sent = {"low": "12", "minutes": "5月9日主席办公会定", "file": paper}
    answer = chair.post(url(cast.industry), sent, follow=True)
    assert answer.redirect_chain == [(f"/gauges/{gauge(cast.industry).pk}/", 302)]
    assert "已定为 12 家" in answer.text
    own = OwnTarget.objects.get()
    assert (own.duty, own.subject, own.low, own.minutes) == (duty(), cast.industry.pk, 12, "5月9日主席办公会定")
    assert (own.file.name, own.file.org) == ("纪要.txt", cast.industry)
    entry = Entry.objects.get(verb="set_own_target")
    assert (entry.by, own.file.entry, own.file.mime) == (cast.people["chair"], entry, "text/plain")
    page = chair.get(f"/entries/{entry.pk}/").text
    assert f'href="/files/{own.file_id}/"' in page and "纪要.txt" in page


def test_once_set_and_folded_it_is_owed_and_no_longer_waits(cast, chair):
    chair.post(url(cast.industry), {"low": "12", "minutes": "定"})
    small.settle()
    assert (gauge(cast.industry).low, gauge(cast.industry).met) == (12, 0)
    assert chair.get("/").context["undecided"] == []
    page = chair.get(url(cast.industry)).text
    assert "本单位定的是 12 家" in page and 'value="12"' in page


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"low": "", "minutes": "定"}, "low"),
        ({"low": "0", "minutes": "定"}, "low"),
        ({"low": "-3", "minutes": "定"}, "low"),
        ({"low": "9" * 30, "minutes": "定"}, "low"),
        ({"low": "1.5", "minutes": "定"}, "low"),
        ({"low": "3", "minutes": " "}, "minutes"),
        ({"low": "3", "minutes": "字" * 201}, "minutes"),
        ({"low": "3", "minutes": "a\0b"}, "minutes"),
    ],
)
def test_a_wrong_number_or_no_minutes_is_refused_beside_its_field(cast, chair, sent, field):
    with c.nothing_written():
        answer = chair.post(url(cast.industry), sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_a_number_that_the_plan_sets_is_not_set_by_a_unit(cast, client):
    office = c.enter(client, cast.people["office"])
    with c.nothing_written():
        answer = office.post(url(cast.county, "C3"), {"low": "1", "minutes": "定"}, follow=True)
    assert answer.redirect_chain == [(f"/board/{cast.county.pk}/duties/{duty('C3').pk}/", 302)]
    assert "这项任务的数由方案定，或不由这个单位承担" in answer.text


def test_a_unit_that_does_not_owe_it_sets_nothing(cast, client):
    office = c.enter(client, cast.people["office"])
    with c.nothing_written():
        assert office.post(url(cast.city), {"low": "1", "minutes": "定"}).status_code == 302


def test_those_above_may_set_it_and_strangers_may_not(cast, client):
    assert c.enter(client, cast.people["office"]).get(url(cast.industry)).status_code == 200
    for name in ("stranger", "city_office", "nobody"):
        assert c.enter(client, cast.people[name]).get(url(cast.industry)).status_code == 404


def test_the_period_that_runs_is_the_one_that_is_shown(cast):
    found = queries.own_gauge(duty(), cast.industry, c.TODAY)
    assert found == gauge(cast.industry)
    assert queries.own_gauge(duty(), cast.county, c.TODAY) is None
    assert queries.own_gauge(duty("C3"), cast.county, c.TODAY) is None


def test_without_a_paper_none_is_kept(cast, chair):
    before = File.objects.count()
    chair.post(url(cast.industry), {"low": "12", "minutes": "定"})
    assert (File.objects.count(), OwnTarget.objects.get().file) == (before, None)
