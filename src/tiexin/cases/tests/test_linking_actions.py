"""Matters handled together: linked and parted with a reason, one leader for all, each asker answered on their own."""

import pytest
from django.core.cache import cache

from tiexin.cases.actions.linking import NewLink, lead_together, link_cases, unlink_case
from tiexin.cases.linking.queries import people_of
from tiexin.cases.models import Case, CaseLink
from tiexin.cases.tests.case_scene import counted, moved, refuse, registered, stage
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def linked(head, follower, *, by, kind="group", reason="同一个班组，同一件事"):
    return link_cases(NewLink(head, follower, kind, reason), by=by, on=c.TODAY)


def trio(cast):
    """A head with two that follow."""
    head, one, two = (registered(cast, people=people, employer=cast.employer) for people in (5, 4, 3))
    return head, [linked(head, each, by=cast.author) for each in (one, two)]


def test_linked_with_a_reason_that_both_keep_and_no_number_of_the_other(cast):
    head, links = trio(cast)
    assert [(each.case.people, each.head, each.kind, each.reason) for each in links] == [
        (4, head, "group", "同一个班组，同一件事"),
        (3, head, "group", "同一个班组，同一件事"),
    ]
    assert people_of(head) == 12
    steps = [list(each.case.steps.filter(event="noted").values_list("label", "text", "told")) for each in links]
    assert steps == [[("并案，随主办一起办", "集体事项：同一个班组，同一件事", False)]] * 2
    assert head.steps.filter(label="并案，作为主办").count() == 2
    assert Entry.objects.filter(verb="link_case").count() == 4


def test_there_is_no_chain_no_ring_and_no_second_head(cast):
    head, links = trio(cast)
    alone, one = registered(cast), links[0].case
    for pair in ((one, alone), (alone, one), (one, head), (alone, head), (head, one), (head, head)):
        refuse("number", lambda pair=pair: linked(*pair, by=cast.author))
    linked(head, alone, by=cast.author)
    assert CaseLink.objects.standing().count() == 3


def test_sealed_ended_and_those_of_others_are_not_linked(cast):
    head, sealed, ended = registered(cast), registered(cast, "counselling", details={}), registered(cast)
    moved(ended, "refuse", by=cast.author)
    stranger, alone = registered(cast, phone="13900002222"), registered(cast)
    refuse("number", lambda: linked(head, sealed, by=cast.author))
    refuse("number", lambda: linked(head, ended, by=cast.author))
    refuse("kind", lambda: linked(head, stranger, by=cast.author, kind="repeat"))
    refuse("kind", lambda: linked(head, alone, by=cast.author, kind="employer"))
    refuse("reason", lambda: linked(head, alone, by=cast.author, reason=" "))


def test_the_same_phone_or_worker_repeats(cast):
    head = registered(cast, worker=cast.worker)
    linked(head, registered(cast), by=cast.author, kind="repeat")
    linked(head, registered(cast, worker=cast.worker, phone=""), by=cast.author, kind="repeat")
    assert head.followers.count() == 2


def test_parted_with_a_reason_each_goes_on_and_may_be_linked_anew(cast):
    head, links = trio(cast)
    refuse("reason", lambda: unlink_case(links[0], "", by=cast.author, on=c.TODAY))
    gone = unlink_case(links[0], "不是一回事", by=cast.author, on=c.TODAY)
    assert (gone.until, gone.end_reason, people_of(head)) == (c.TODAY, "不是一回事", 8)
    assert links[0].case.steps.filter(label="解除并案", text="不是一回事").count() == 1
    refuse("", lambda: unlink_case(links[0], "再来", by=cast.author, on=c.TODAY))
    linked(head, links[0].case, by=cast.author)
    assert CaseLink.objects.standing().filter(head=head).count() == 2


def test_one_leader_takes_charge_of_all_but_where_it_is_about_them(cast):
    head, links = trio(cast)
    Case.objects.filter(pk=links[1].case_id).update(about=cast.chief)
    lead_together(head, cast.chief, "集体事项", by=cast.chief, on=c.TODAY)
    assert list(Case.objects.order_by("pk").values_list("lead__name", flat=True)) == ["丁文博", "丁文博", None]
    assert counted("case_led", "officer__name") == [("丁文博",)] * 2


def test_whoever_joins_later_gets_the_same_leader_and_another_replaces_all(cast):
    head = registered(cast)
    lead_together(head, cast.chief, "集体事项", by=cast.chief, on=c.TODAY)
    link = linked(head, registered(cast), by=cast.author)
    assert Case.objects.get(pk=link.case_id).lead == cast.chief
    second = c.officer("白建军", cast.county, "leader", rank=Rank.LEADER)
    lead_together(head, second, "换人", by=cast.chief, on=c.TODAY)
    assert set(Case.objects.values_list("lead__name", flat=True)) == {"白建军"}


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


def said(case, **more):
    return {"number": case.number, "kind": "group", "place": "follow", "reason": "同一件事", **more}


def test_a_candidate_is_suggested_and_linked_either_way(cast, client):
    one, two = (registered(cast, employer=cast.employer, title=title) for title in ("加班费", "也是加班费"))
    client = c.enter(client, cast.author)
    page = client.get(f"/cases/{one.pk}/link/")
    assert [each.pk for each in page.context["suggested"]] == [two.pk]
    assert client.get(f"/cases/{one.pk}/link/?with={two.number}").context["form"]["number"].value() == two.number
    assert client.post(f"/cases/{one.pk}/link/", said(two, place="head")).url == f"/cases/{one.pk}/"
    assert list(CaseLink.objects.values_list("head", "case")) == [(one.pk, two.pk)]
    text = client.get(f"/cases/{two.pk}/").content.decode()
    assert "这一件随它办" not in text and "随主办一起办" in text and "加班费" in text
    assert client.get(f"/cases/{one.pk}/link/").context["suggested"] == []


@pytest.mark.parametrize("number", ["", "x", "2012-9999999", "９", "0" * 40, "-1"])
def test_a_number_that_is_none_is_said(cast, client, number):
    case, client = registered(cast), c.enter(client, cast.author)
    answer = client.post(f"/cases/{case.pk}/link/", {**said(case), "number": number})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["number"])


def test_a_matter_out_of_reach_is_as_none(cast, client):
    case = registered(cast)
    foreign = registered(cast, by=cast.people["stranger"], org=cast.other_city)
    client = c.enter(client, cast.author)
    assert client.post(f"/cases/{case.pk}/link/", said(foreign)).status_code == 422
    assert client.get(f"/cases/{foreign.pk}/link/").status_code == 404
    assert CaseLink.objects.count() == 0


def test_whom_one_of_the_group_is_about_does_not_see_it_there(cast, client):
    head, links = trio(cast)
    Case.objects.filter(pk=links[0].case_id).update(about=cast.chief, title="主席压着不办")
    client = c.enter(client, cast.chief)
    group = client.get(f"/cases/{head.pk}/").context["group"]
    assert ([each.case_id for each in group.links], group.people, group.is_group) == ([links[1].case_id], 8, False)
    assert "主席压着不办" not in client.get(f"/cases/{head.pk}/").content.decode()
    assert client.get(f"/cases/links/{links[0].pk}/end/").status_code == 404
    Case.objects.filter(pk=head.pk).update(about=cast.chief)
    group = client.get(f"/cases/{links[1].case_id}/").context["group"]
    assert (group.head, [each.case_id for each in group.links]) == (None, [links[1].case_id])


def test_the_group_says_when_it_is_large_enough(cast, client):
    head, _ = trio(cast)
    text = c.enter(client, cast.author).get(f"/cases/{head.pk}/").content.decode()
    assert "共12人" in text and "够集体事项" in text


def test_the_heads_answer_is_a_draft_for_each_and_never_sent_alone(cast, client):
    head, links = trio(cast)
    moved(head, "accept", "begin", "reply", by=cast.author)
    one = moved(links[0].case, "accept", "begin", by=cast.author)
    assert Case.objects.get(pk=one.pk).state == "handling"
    client = c.enter(client, cast.author)
    form = client.get(f"/cases/{one.pk}/step/?to=reply").context["form"]
    assert (form["text"].value(), form["move"].value()) == ("reply的情况", "reply")
    assert client.get(f"/cases/{head.pk}/step/?to=close").context["form"]["text"].value() is None
    Case.objects.filter(pk=head.pk).update(org=cast.other_city, owner=None)
    head.parts.update(until=c.TODAY)
    assert client.get(f"/cases/{one.pk}/step/?to=reply").context["form"]["text"].value() == ""


def test_parting_on_the_page(cast, client):
    head, links = trio(cast)
    client = c.enter(client, cast.author)
    assert client.get(f"/cases/links/{links[0].pk}/end/").status_code == 200
    assert client.post(f"/cases/links/{links[0].pk}/end/", {"reason": ""}).status_code == 422
    assert client.post(f"/cases/links/{links[0].pk}/end/", {"reason": "两回事"}).url == f"/cases/{links[0].case_id}/"
    assert client.get(f"/cases/links/{links[0].pk}/end/").status_code == 404
    assert c.enter(client, cast.mate).get(f"/cases/links/{links[1].pk}/end/").status_code == 404
    assert head.followers.standing().count() == 1
