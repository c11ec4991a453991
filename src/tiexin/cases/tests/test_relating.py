"""A matter is tied to the register later; until then a hidden name goes to no union of an enterprise."""

import pytest

from tiexin.cases.actions import offering
from tiexin.cases.actions.offering import NewOffer
from tiexin.cases.actions.relating import Relation, relate_case
from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import moved, refuse, registered, stage
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
FORM = {"kind": "petition", "asker": "self", "title": "拖欠工资", "text": "三个月", "channel": "window"}


@kept.fixture
def cast():
    found = stage()
    found.employer.org = found.enterprise  # it has a union of its own
    found.employer.save()
    return found


def related(case, worker=None, employer=None, reason="本人说的", *, by):
    return relate_case(case, Relation(worker, employer, reason), by=by, on=c.TODAY)


def offered(cast, case, org=None):
    new = NewOffer(org or cast.enterprise, None, "请企业工会办")
    return offering.offer_case(case, new, by=cast.author, on=c.TODAY)


def test_without_an_enterprise_no_union_of_one_gets_a_hidden_name(cast):
    case = registered(cast, "petition", place="宁夏凤凰机械有限公司", hide_name=True)
    assert "还没有写明是哪家企业" in refuse("org", lambda: offered(cast, case))
    boss = cast.people["enterprise"]
    said = refuse("org", lambda: offering.assign_case(case, boss, "熟悉", by=cast.chief, on=c.TODAY))
    assert "还没有写明是哪家企业" in said


def test_a_name_that_is_not_hidden_goes_there(cast):
    case = registered(cast, "petition", place="宁夏凤凰机械有限公司", hide_name=False)
    assert offered(cast, case).answer == ""


def test_tied_to_its_own_enterprise_it_still_does_not_go_there(cast):
    case = registered(cast, "petition", hide_name=True)
    found = related(case, cast.worker, by=cast.author)
    assert (found.worker, found.employer) == (cast.worker, cast.worker.employer)
    step = case.steps.order_by("-pk")[0]
    assert (step.label, step.text, step.told) == ("写明职工、企业", "本人说的", False)
    assert Entry.objects.filter(verb="relate_case", thing_id=case.pk, by=cast.author).count() == 1
    assert "不能交给本单位工会" in refuse("org", lambda: offered(cast, Case.objects.get(pk=case.pk)))


def test_tied_to_another_enterprise_it_goes_to_a_union_of_one(cast):
    case = registered(cast, "petition", hide_name=True)
    related(case, None, cast.foreign, by=cast.author)
    assert offered(cast, Case.objects.get(pk=case.pk)).answer == ""


def test_nothing_new_no_reason_and_an_ended_matter_are_refused(cast):
    case = registered(cast, "petition", worker=cast.worker, employer=cast.employer)
    refuse("employer", lambda: related(case, cast.worker, cast.employer, by=cast.author))
    refuse("employer", lambda: related(case, by=cast.author))
    refuse("reason", lambda: related(case, None, cast.foreign, " ", by=cast.author))
    ended = registered(cast, "petition")
    moved(ended, "withdraw", by=cast.author)
    refuse("", lambda: related(ended, cast.worker, by=cast.author))


def test_what_waits_for_that_union_is_taken_back_first(cast):
    case = registered(cast, "petition", hide_name=False)
    offered(cast, case)
    Case.objects.filter(pk=case.pk).update(hide_name=True)
    refuse("employer", lambda: related(case, None, cast.employer, by=cast.author))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("officer", 200),
        ("chief", 200),
        ("office", 200),
        ("mate", 404),
        ("stranger", 404),
        ("enterprise", 404),
        ("nobody", 404),
    ],
)
def test_whose_page_it_is(cast, client, who, status):
    case = registered(cast, "petition")
    client = c.enter(client, {**cast.people, "chief": cast.chief, "mate": cast.mate}[who])
    with c.nothing_written():
        assert client.get(f"/cases/{case.pk}/relate/").status_code == status


def test_the_page_ties_it_and_the_matter_shows_it(cast, client):
    case, client = registered(cast, "petition", place="机械厂"), c.enter(client, cast.author)
    page = f"/cases/{case.pk}/relate/"
    assert f'href="{page}"' in client.get(f"/cases/{case.pk}/").content.decode()
    sent = {"worker": cast.worker.pk, "reason": "电话里问的"}
    assert client.post(page, sent).url == f"/cases/{case.pk}/"
    shown = client.get(f"/cases/{case.pk}/").content.decode()
    assert cast.employer.name in shown and f'href="{page}"' not in shown


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "reason"),
        ({"reason": "x" * 201}, "reason"),
        ({"reason": "本人说的"}, "employer"),
        ({"worker": "0", "reason": "是"}, "worker"),
    ],
)
def test_half_a_form_is_refused_beside_its_field(cast, client, sent, field):
    case, client = registered(cast, "petition"), c.enter(client, cast.author)
    with c.nothing_written():
        answer = client.post(f"/cases/{case.pk}/relate/", sent)
    assert (answer.status_code, field in answer.context["form"].errors) == (422, True)


def test_registered_by_the_worker_alone_the_enterprise_is_known(cast, client):
    client = c.enter(client, cast.author)
    form = client.get("/cases/new/?kind=petition").context["form"]
    key = str(form["key"].value())
    sent = {**FORM, "key": key, "reply_way": "slip", "people": 1, "worker": cast.worker.pk, "hide_name": "on"}
    assert client.post("/cases/new/?kind=petition", sent).status_code == 302
    made = Case.objects.get()
    assert (made.worker, made.employer, made.first_org.level != "enterprise") == (cast.worker, cast.employer, True)
    assert Org.objects.get(pk=made.org_id).level != "enterprise"
