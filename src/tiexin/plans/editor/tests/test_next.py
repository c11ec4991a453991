"""The next version of a plan, begun from a loaded one; the units a new draft may be issued by."""

import pytest

from tiexin.duties.models import PlanVersion
from tiexin.orgs.tests import cast as c
from tiexin.plans.editor.tests.hand import DOCUMENT, TEXT
from tiexin.plans.editor.tests.stage import begun, url
from tiexin.plans.editor.tests.test_views import BLANK, NEW
from tiexin.plans.models import PackDraft


@pytest.fixture
def version(cast, office):
    office.post(url(begun(cast), "load/"))
    return PlanVersion.objects.select_related("plan").get()


def following(version):
    return f"/plans/versions/{version.pk}/next/"


def test_the_next_version_begins_with_the_text_the_document_and_the_day(version, office):
    answer = office.post(following(version), {"effective": "2012-05-01"})
    draft = PackDraft.objects.order_by("-pk").first()
    assert answer["Location"] == url(draft)
    assert draft.text == TEXT.replace("6-30}\n", "6-30}\neffective: 5-1\n")
    assert (draft.document, draft.year, draft.org) == (DOCUMENT, 2012, version.plan.issuer)
    office.post(url(draft, "load/"))
    assert PlanVersion.objects.get(number=2).effective.isoformat() == "2012-05-01"


def test_the_day_may_stay_open(version, office):
    office.post(following(version), {"effective": ""})
    assert PackDraft.objects.order_by("-pk").first().text == TEXT


@pytest.mark.parametrize("day", ["2013-05-01", "2012-02-30", "明天"])
def test_a_day_outside_the_year_of_the_plan_is_refused(version, office, day):
    with c.nothing_written():
        answer = office.post(following(version), {"effective": day})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["effective"]
    assert answer.context["form"]["effective"].value() == day


def test_only_those_who_publish_begin_the_next_version(version, cast, client):
    for name in ("stranger", "officer", "leader"):
        c.enter(client, cast.people[name])
        with c.nothing_written():
            assert client.post(following(version), {}).status_code == 404


def test_the_page_of_a_published_version_leads_to_the_next(version, office):
    page = f"/plans/versions/{version.pk}/"
    assert "接着写下一版" not in office.get(page).text
    PlanVersion.objects.update(state="live")
    assert following(version) in office.get(page).text
    assert "第1版的全部条款" in office.get(following(version)).text


def test_a_new_draft_offers_every_issuing_unit_in_reach(cast, client):
    def offered(person):
        org = c.enter(client, cast.people[person]).get(NEW).context["form"].fields["org"]
        return {str(unit) for unit in org.queryset}, org.initial

    units, first = offered("office")
    assert {"自治区总工会", "银川市", "兴庆区", "石嘴山市"} <= units and "凤凰机械厂工会" not in units
    assert first == cast.province.pk
    units, first = offered("city_office")
    assert units >= {"银川市", "兴庆区"} and "石嘴山市" not in units and first == cast.city.pk


def test_a_draft_for_a_unit_below_is_issued_by_it(cast, office):
    office.post(NEW, {**BLANK, "org": cast.county.pk})
    assert PackDraft.objects.get().org == cast.county
