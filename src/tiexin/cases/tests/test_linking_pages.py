"""Pages of matters handled together: whose doors they are, what is typed wrong, what a group must not give away."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases.actions.linking import lead_together, unlink_case
from tiexin.cases.models import Case, CaseLink
from tiexin.cases.tests.case_scene import moved, refuse, registered, stage
from tiexin.cases.tests.test_linking_actions import linked, said, trio
from tiexin.orgs import calendar
from tiexin.orgs.models import Officer, Rank
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


@pytest.mark.parametrize(
    ("who", "link", "end"),
    [
        ("officer", 200, 200),
        ("chief", 200, 200),
        ("office", 200, 200),
        ("mate", 404, 404),
        ("enterprise", 404, 404),
        ("stranger", 404, 404),
        ("nobody", 404, 404),
        ("audit", 404, 404),
    ],
)
def test_who_may_link_and_part(cast, client, who, link, end):
    head, links = trio(cast)
    whom = {**cast.people, "chief": cast.chief, "mate": cast.mate}[who]
    client = c.enter(client, whom)
    with c.nothing_written():
        assert client.get(f"/cases/{head.pk}/link/").status_code == link
        assert client.get(f"/cases/links/{links[0].pk}/end/").status_code == end


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", ""),
        ("number", "1" * 18),
        ("number", "1; DROP TABLE"),
        ("number", SCRIPT),
        ("number", "1\0"),
        ("kind", ""),
        ("kind", "moon"),
        ("kind", SCRIPT),
        ("place", ""),
        ("place", "middle"),
        ("reason", ""),
        ("reason", "  "),
        ("reason", "长" * 201),
        ("reason", "a\0b"),
        ("reason", "x" * 1_000_000),
    ],
)
def test_what_is_typed_wrong_stands_beside_its_field_and_changes_nothing(cast, client, field, value):
    case, other = registered(cast), registered(cast)
    client = c.enter(client, cast.author)
    with c.nothing_written():
        answer = client.post(f"/cases/{case.pk}/link/", {**said(other), field: value})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert SCRIPT not in answer.content.decode()


@pytest.mark.parametrize(("kind", "reason"), [("repeat", "不是同一个人提出的"), ("employer", "不是同一家单位的")])
def test_what_does_not_belong_together_is_said_beside_why(cast, client, kind, reason):
    case, other = registered(cast), registered(cast, phone="13900002222")
    client = c.enter(client, cast.author)
    with c.nothing_written():
        answer = client.post(f"/cases/{case.pk}/link/", said(other, kind=kind))
    assert list(answer.context["form"].errors) == ["kind"] and reason in answer.content.decode()


def test_a_number_is_read_short_or_whole_but_never_of_another_year(cast, client):
    case, client = registered(cast), c.enter(client, cast.author)
    short, whole, other = (registered(cast) for _ in "123")
    client.post(f"/cases/{case.pk}/link/", {**said(short), "number": str(short.pk), "place": "head"})
    client.post(f"/cases/{case.pk}/link/", {**said(whole), "number": f" {whole.number} ", "place": "head"})
    assert set(CaseLink.objects.values_list("case", flat=True)) == {short.pk, whole.pk}
    with c.nothing_written():
        wrong = said(other, number=f"2011-{other.pk:07d}", place="head")
        answer = client.post(f"/cases/{case.pk}/link/", wrong)
    assert list(answer.context["form"].errors) == ["number"]


def test_sent_twice_it_is_linked_once(cast, client):
    case, other = registered(cast), registered(cast)
    client = c.enter(client, cast.author)
    assert client.post(f"/cases/{case.pk}/link/", said(other)).status_code == 302
    with c.nothing_written():
        assert client.post(f"/cases/{case.pk}/link/", said(other)).status_code == 422
    assert CaseLink.objects.count() == 1


def test_a_reason_with_a_script_stays_words_on_both_pages(cast, client):
    case, other = registered(cast), registered(cast)
    client = c.enter(client, cast.author)
    client.post(f"/cases/{case.pk}/link/", said(other, reason=SCRIPT))
    for each in (case, other):
        text = client.get(f"/cases/{each.pk}/").content.decode()
        assert SCRIPT not in text and "&lt;script&gt;" in text


def test_ended_and_sealed_matters_have_no_such_page(cast, client):
    ended, sealed = registered(cast), registered(cast, "counselling", details={})
    moved(ended, "refuse", by=cast.author)
    client = c.enter(client, cast.author)
    for each in (ended, sealed):
        assert client.get(f"/cases/{each.pk}/link/").status_code == 404
        assert f"/cases/{each.pk}/link/" not in client.get(f"/cases/{each.pk}/").content.decode()


def test_neither_sealed_nor_foreign_ones_are_suggested_and_ended_ones_apart(cast, client):
    case = registered(cast, worker=cast.worker, title="加班费")
    registered(cast, "counselling", worker=cast.worker, details={}, title="睡不着")
    past = moved(registered(cast, worker=cast.worker, title="早就完了"), "refuse", by=cast.author)
    far = registered(cast, worker=cast.worker, title="别处的事")
    Case.objects.filter(pk=far.pk).update(org=cast.other_city, owner=cast.people["stranger"])
    far.parts.update(until=c.TODAY)
    good = registered(cast, worker=cast.worker, title="又是加班费")
    page = c.enter(client, cast.author).get(f"/cases/{case.pk}/link/")
    assert [each.pk for each in page.context["suggested"]] == [good.pk]
    assert [each.pk for each in page.context["earlier"]] == [past.pk]
    assert not [each for each in ("睡不着", "别处的事") if each in page.content.decode()]


def test_somebody_far_away_sees_only_their_own_of_the_group(cast, client):
    """A follower was handed to another city: nobody there learns what the head is, or how many there are."""
    head, links = trio(cast)
    Case.objects.filter(pk=head.pk).update(title="秘密的主办")
    far = links[0].case
    Case.objects.filter(pk=far.pk).update(org=cast.other_city, owner=None)
    page = c.enter(client, cast.people["stranger"]).get(f"/cases/{far.pk}/")
    group = page.context["group"]
    assert (group.head, [each.case_id for each in group.links], group.people) == (None, [far.pk], 4)
    assert head.number not in page.content.decode() and "秘密的主办" not in page.content.decode()
    client = c.enter(client, cast.people["stranger"])
    assert client.get(f"/cases/links/{links[0].pk}/end/").status_code == 404


def test_the_draft_of_a_head_about_oneself_stays_hidden(cast, client):
    head, links = trio(cast)
    moved(head, "accept", "begin", "reply", by=cast.author)
    one = moved(links[0].case, "accept", "begin", by=cast.author)
    Case.objects.filter(pk=head.pk).update(about=cast.chief)
    page = c.enter(client, cast.chief).get(f"/cases/{one.pk}/step/?to=reply")
    assert (page.context["form"]["text"].value(), "reply的情况" in page.content.decode()) == ("", False)


def test_the_last_answer_of_the_head_is_the_draft(cast, client):
    head, links = trio(cast)
    moved(head, "accept", "begin", "reply", "redo", by=cast.author)
    head.steps.filter(event="replied").update(text="第一次答复")
    moved(Case.objects.get(pk=head.pk), "reply", by=cast.author)
    one = moved(links[0].case, "accept", "begin", by=cast.author)
    form = c.enter(client, cast.author).get(f"/cases/{one.pk}/step/?to=reply").context["form"]
    assert form["text"].value() == "reply的情况"


def test_parted_there_is_no_draft_any_more(cast, client):
    head, links = trio(cast)
    moved(head, "accept", "begin", "reply", by=cast.author)
    one = moved(links[0].case, "accept", "begin", by=cast.author)
    unlink_case(links[0], "两回事", by=cast.author, on=c.TODAY)
    form = c.enter(client, cast.author).get(f"/cases/{one.pk}/step/?to=reply").context["form"]
    assert not form["text"].value()


def test_a_head_whose_leader_has_left_is_linked_all_the_same(cast):
    head, one = registered(cast), registered(cast)
    lead_together(head, cast.chief, "集体事项", by=cast.chief, on=c.TODAY)
    Officer.objects.filter(pk=cast.chief.pk).update(until=c.TODAY)
    linked(head, one, by=cast.author)
    assert (head.followers.count(), Case.objects.get(pk=one.pk).lead) == (1, None)


def test_the_leader_of_the_head_takes_over_from_the_follower_s_own(cast):
    head, one = registered(cast), registered(cast)
    other = c.officer("白建军", cast.county, "leader", rank=Rank.LEADER)
    lead_together(head, cast.chief, "集体事项", by=cast.chief, on=c.TODAY)
    lead_together(one, other, "先包着", by=other, on=c.TODAY)
    linked(head, one, by=cast.author)
    parts = one.parts.filter(role="lead").order_by("pk").values_list("officer", "until")
    assert list(parts) == [(other.pk, c.TODAY), (cast.chief.pk, None)]
    assert one.steps.filter(event="led").last().text == "随主办的诉求，由同一位领导包案"


def test_a_new_leader_of_the_head_leaves_ended_followers_alone(cast):
    head, links = trio(cast)
    moved(links[0].case, "refuse", by=cast.author)
    lead_together(head, cast.chief, "集体事项", by=cast.chief, on=c.TODAY)
    led = Case.objects.exclude(lead=None).order_by("pk").values_list("pk", flat=True)
    assert list(led) == [head.pk, links[1].case_id]


def test_a_leader_whom_the_head_is_about_leads_nothing(cast):
    head, _ = trio(cast)
    Case.objects.filter(pk=head.pk).update(about=cast.chief)
    refuse("", lambda: lead_together(head, cast.chief, "集体事项", by=None, on=c.TODAY))


def test_a_page_costs_the_same_with_many_that_follow(cast, client):
    head, client = registered(cast), c.enter(client, cast.author)
    linked(head, registered(cast), by=cast.author)
    client.get(f"/cases/{head.pk}/")
    costs = []
    for more in (0, 7):
        for _ in range(more):
            linked(head, registered(cast), by=cast.author)
        with CaptureQueriesContext(connection) as captured:
            assert len(client.get(f"/cases/{head.pk}/").context["group"].links) == 1 + more
        costs.append(len(captured))
    assert costs[0] == costs[1]
