"""A matter that is offered reaches whoever may take it, downward as upward, and nobody else by it."""

import pytest

from tiexin.cases.actions import offering
from tiexin.cases.actions.offering import NewOffer
from tiexin.cases.models import Case, Offer
from tiexin.cases.tests.case_scene import refuse, registered, stage
from tiexin.orgs import actions as orgs
from tiexin.orgs.models import Post
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db


@kept.fixture
def cast():
    found = stage()
    found.window = c.officer("穆晓兰", found.province, "window")
    found.desk = c.officer("白立新", found.province, "window")
    return found


def entered(client, who):
    return c.enter(type(client)(), who)


def put(cast, org=None, *, officer=None, **said):
    """Registered at the window of the region, offered to a unit below."""
    case = registered(cast, by=cast.window, org=cast.province, **said)
    offering.offer_case(case, NewOffer(org or cast.county, officer, "属区里管"), by=cast.window, on=c.TODAY)
    return case


def told(case):
    rows = Message.objects.filter(kind="task", url=f"/cases/{case.pk}/", title__startswith="转来一件")
    return sorted(rows.values_list("officer", flat=True))


def listed(client, who, case):
    return f"/cases/{case.pk}/" in entered(client, who).get("/cases/?whose=offered").content.decode()


def test_downward_it_reaches_everybody_who_handles_matters_there(cast, client):
    case = put(cast)
    assert told(case) == sorted([cast.author.pk, cast.chief.pk, cast.mate.pk])
    for who in (cast.author, cast.chief, cast.mate):
        page = entered(client, who).get(f"/cases/{case.pk}/")
        assert page.status_code == 200 and "收下" in page.content.decode()
        assert listed(client, who, case)
    assert entered(client, cast.author).post(f"/cases/{case.pk}/take/").status_code == 302
    found = Case.objects.get()
    assert (found.org, found.owner, Offer.objects.get().answer) == (cast.county, cast.author, "taken")


def test_an_enterprise_chair_gets_the_message_the_page_and_the_key(cast, client):
    case, chair = put(cast, cast.enterprise, hide_name=False), cast.people["enterprise"]
    assert told(case) == [chair.pk]
    assert listed(client, chair, case)
    assert entered(client, chair).post(f"/cases/{case.pk}/return/", {"reason": "不是本厂的"}).status_code == 302
    assert Offer.objects.get().answer == "returned"
    assert entered(client, chair).get(f"/cases/{case.pk}/").status_code == 404


def test_whoever_sent_it_and_the_desk_beside_read_it_and_do_not_answer_for_those_below(cast, client):
    case = put(cast)
    for who in (cast.window, cast.desk):
        page = entered(client, who).get(f"/cases/{case.pk}/").content.decode()
        assert "等对方收下" in page and ">收下<" not in page and ">退回<" not in page
        assert not listed(client, who, case)
        assert entered(client, who).post(f"/cases/{case.pk}/take/").status_code == 404
    assert Offer.objects.get().answer == ""


def test_the_action_itself_refuses_whoever_made_the_offer(cast):
    case = put(cast)
    said = refuse("", lambda: offering.take_offer(case, by=cast.window, on=c.TODAY))
    assert said.startswith("是您自己转出的")
    refuse("", lambda: offering.return_offer(case, "退", by=cast.window, on=c.TODAY))
    assert Case.objects.get().owner == cast.window


def test_whoever_handles_matters_in_both_units_takes_it_in_the_other(cast, client):
    orgs.grant_post(cast.window, cast.county, "officer", by=None, on=c.TODAY)
    case = put(cast)
    assert cast.window.pk in told(case)
    assert entered(client, cast.window).post(f"/cases/{case.pk}/take/").status_code == 302
    assert (Case.objects.get().org, Case.objects.get().owner) == (cast.county, cast.window)


def test_offered_to_somebody_it_reaches_them_alone(cast, client):
    case = put(cast, officer=cast.mate)
    assert told(case) == [cast.mate.pk]
    assert listed(client, cast.mate, case)
    assert entered(client, cast.author).get(f"/cases/{case.pk}/").status_code == 404


@pytest.mark.parametrize("who", ["city_office", "stranger", "nobody"])
def test_nobody_else_below_learns_of_it(cast, client, who):
    case = put(cast)
    assert entered(client, cast.people[who]).get(f"/cases/{case.pk}/").status_code == 404


def test_where_nobody_handles_matters_whoever_does_above_answers(cast, client):
    case = put(cast, cast.other_county)  # nobody serves there; the office of its city does
    above = cast.people["stranger"]
    assert told(case) == [above.pk]
    assert listed(client, above, case)
    assert entered(client, above).post(f"/cases/{case.pk}/take/").status_code == 302
    assert (Case.objects.get().org, Case.objects.get().owner) == (cast.other_county, above)


def test_under_seal_it_reaches_the_handlers_of_that_unit_and_nobody_above_them(cast, client):
    case = put(cast, kind="counselling", details={})
    assert case.sealed
    assert entered(client, cast.author).get(f"/cases/{case.pk}/").status_code == 200
    for who, status in (("city_office", 404), ("leader", 200), ("office", 200)):  # who leads finds somebody for it
        page = entered(client, cast.people[who]).get(f"/cases/{case.pk}/")
        said = [each in page.content.decode() for each in ("从二月起", "13900001111")]
        assert (page.status_code, said) == (status, [False, False])
        assert not listed(client, cast.people[who], case)


def test_under_seal_nobody_above_a_unit_without_handlers_opens_it_by_the_offer(cast, client):
    gone = c.officer("走了的", cast.other_county, "officer")
    case = put(cast, cast.other_county, kind="counselling", details={})
    Post.objects.filter(officer=gone).delete()
    assert entered(client, cast.people["stranger"]).get(f"/cases/{case.pk}/").status_code == 404


def test_whom_it_is_about_is_neither_told_nor_shown_the_offer(cast, client):
    case = put(cast, about=cast.mate)
    assert told(case) == sorted([cast.author.pk, cast.chief.pk])
    assert entered(client, cast.mate).get(f"/cases/{case.pk}/").status_code == 404


@pytest.mark.parametrize("way", ["returned", "dropped"])
def test_after_the_answer_it_is_out_of_reach_again(cast, client, way):
    case = put(cast)
    if way == "returned":
        offering.return_offer(case, "不归我们", by=cast.author, on=c.TODAY)
    else:
        offering.drop_offer(case, by=cast.window, on=c.TODAY)
    assert entered(client, cast.author).get(f"/cases/{case.pk}/").status_code == 404
    assert not listed(client, cast.author, case)


def test_it_stands_in_the_list_of_the_unit_once(cast, client):
    put(cast)
    page = entered(client, cast.author).get("/cases/").content.decode()
    assert page.count("拖欠三个月工资</a>") == 1


def test_a_post_that_has_ended_takes_nothing(cast, client):
    orgs.end_post(cast.mate.posts.get(), by=None, on=c.TODAY)
    case = put(cast)
    assert told(case) == sorted([cast.author.pk, cast.chief.pk])
    assert entered(client, cast.mate).get(f"/cases/{case.pk}/").status_code == 404
