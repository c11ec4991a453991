"""Who stepped back from a matter carries and witnesses nothing in it; an agent steps back, another is authorised."""

import pytest
from django.core.cache import cache

from tiexin.cases.actions.offering import withdraw_from_case
from tiexin.cases.actions.taking_part import add_helper, lead_case
from tiexin.cases.agency import queries
from tiexin.cases.models import Mandate, Part
from tiexin.cases.tests.agency_scene import (
    DAY,
    END,
    carried,
    drafted,
    judged,
    petition,
    rostered,
    sent,
    signed,
    stage,
    steps_of,
)
from tiexin.cases.tests.api_scene import post
from tiexin.cases.tests.case_scene import clocks, moved, refuse
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
WHY = "厂长是我舅舅"


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def helped(cast, who):
    """A reasonable matter with which somebody helps, written for them as agent, too."""
    case = petition(cast)
    judged(cast, case)
    add_helper(case, who, "查工资表", by=cast.author, on=c.TODAY)
    return case


def told(case):
    rows = Message.objects.filter(source__startswith=f"case/{case.pk}/uncarried/").select_related("officer")
    return sorted((each.officer.name, each.title) for each in rows)


def parts(case, officer):
    return list(Part.objects.filter(case=case, officer=officer).order_by("pk").values_list("role", "until", "reason"))


# ── neither offered nor accepted ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["helper", "lead"])
def test_whoever_stepped_back_from_helping_or_leading_is_no_agent(cast, client, role):
    who = cast.mate if role == "helper" else cast.chief
    agent, case = rostered(cast, who), petition(cast)
    judged(cast, case)
    if role == "helper":
        add_helper(case, who, "查工资表", by=cast.author, on=c.TODAY)
    else:
        lead_case(case, who, "集体", by=cast.author, on=c.TODAY)
    assert set(queries.agents_for(case, c.TODAY)) == {cast.agent, agent}
    withdraw_from_case(case, WHY, by=who, on=c.TODAY)
    assert list(queries.agents_for(case, c.TODAY)) == [cast.agent]
    assert "应当回避" in refuse("agent", lambda: drafted(cast, case, agent=agent))
    said = {"agent": agent.pk, "principal": "刘桂英", "powers": ["submit"], "until": END}
    with c.nothing_written():
        answer = c.enter(client, cast.author).post(f"/cases/{case.pk}/mandate/", said)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"agent": ["请从名册里选负责单位或者上级工会的代理员，应当回避的不能选"]}


def test_written_for_a_helper_it_is_void_when_they_step_back(cast):
    case = helped(cast, cast.mate)
    draft = drafted(cast, case, agent=rostered(cast, cast.mate))
    withdraw_from_case(case, WHY, by=cast.mate, on=c.TODAY)
    draft.refresh_from_db()
    assert (draft.withdrawn, draft.signed, draft.reason) == (c.TODAY, None, f"代理员回避：{WHY}")
    assert steps_of(case)[-1] == ("noted", "代理员回避，委托书作废", cast.mate.name, False)
    refuse("", lambda: signed(cast, draft))


def test_what_was_written_before_is_not_signed_for_somebody_recused(cast):
    case = petition(cast)
    judged(cast, case)
    draft = drafted(cast, case)
    Part.objects.create(case=case, officer=cast.agent_officer, role="recused", since=c.TODAY)
    assert "应当回避" in refuse("agent", lambda: signed(cast, draft))
    assert Mandate.objects.get().signed is None


@pytest.mark.parametrize("place", ["first", "second"])
def test_whoever_stepped_back_is_no_witness(cast, client, place):
    case = helped(cast, cast.mate)
    draft, other = drafted(cast, case), "second" if place == "first" else "first"
    withdraw_from_case(case, WHY, by=cast.mate, on=c.TODAY)
    both = {place: cast.mate, other: cast.witness}
    assert "不能作见证" in refuse(place, lambda: signed(cast, draft, way="officers", **both))
    client = c.enter(client, cast.author)
    sent_in = {"signed": c.TODAY, "way": "officers", **{name: who.pk for name, who in both.items()}}
    with c.nothing_written():
        answer = client.post(f"/cases/mandates/{draft.pk}/sign/", sent_in)
    assert answer.context["form"].errors == {place: ["请从搜索结果中选择，应当回避的不能作见证"]}
    assert cast.mate not in client.get(f"/cases/mandates/{draft.pk}/sign/").context["form"].fields[place].queryset


def test_the_search_for_somebody_leaves_out_who_stepped_back(cast, client):
    case, other = helped(cast, cast.mate), petition(cast)
    withdraw_from_case(case, WHY, by=cast.mate, on=c.TODAY)
    client = c.enter(client, cast.author)
    found = [
        cast.mate.name in client.get(f"/cases/{each.pk}/offer/officers/?name=first&q=葛").text for each in (case, other)
    ]
    assert found == [False, True]


# ── an agent steps back ─────────────────────────────────────────────────────────────────────────────────


def test_an_agent_steps_back_on_the_page_and_another_is_authorised(cast, client):
    mandate, other = carried(cast), rostered(cast, cast.witness)
    case, page = mandate.case, f"/cases/{mandate.case_id}/"
    hand = c.enter(client, cast.agent_officer)
    assert "我应当回避" in hand.get(page).text
    with c.nothing_written():
        assert hand.post(f"{page}recuse/", {"reason": " "}).status_code == 422
    assert hand.post(f"{page}recuse/", {"reason": WHY}).status_code == 302
    mandate.refresh_from_db()
    assert (mandate.withdrawn, mandate.reason) == (c.TODAY, f"代理员回避：{WHY}")
    assert parts(case, cast.agent_officer) == [("agent", c.TODAY, WHY), ("recused", None, "")]
    assert steps_of(case)[-2:] == [
        ("recused", "代理员回避", WHY, False),
        ("noted", "代理员回避，委托结束", "云小燕", True),
    ]
    assert [hand.get(each).status_code for each in (page, f"{page}errand/", f"{page}recuse/")] == [404] * 3
    case.refresh_from_db()
    assert case.owner == cast.author
    assert signed(cast, drafted(cast, case, agent=other)).agent == other
    assert "应当回避" in refuse("agent", lambda: drafted(cast, case))


def test_each_deed_has_its_entry_and_who_has_to_hear_it_does(cast):
    mandate = carried(cast)
    withdraw_from_case(mandate.case, WHY, by=cast.agent_officer, on=c.TODAY)
    verbs = ("withdraw_from_case", "withdraw_mandate")
    entries = Entry.objects.filter(verb__in=verbs, thing_id=mandate.case_id).order_by("pk")
    assert list(entries.values_list("verb", "by")) == [(verb, cast.agent_officer.pk) for verb in verbs]
    words = "一件职工信访的代理员回避了，请问职工要不要另托一名"
    assert told(mandate.case) == sorted([(cast.author.name, words), ("马建国", words)])


def test_what_another_body_owes_goes_on(cast):
    mandate = carried(cast)
    sent(cast, mandate)
    before = clocks(mandate.case)
    withdraw_from_case(mandate.case, WHY, by=cast.agent_officer, on=c.TODAY + DAY)
    assert clocks(mandate.case) == before
    refuse("mandate", lambda: sent(cast, mandate, by=cast.author, on=c.TODAY + DAY))


def test_whoever_owns_and_carries_it_steps_back_from_both(cast):
    case = petition(cast)
    judged(cast, case)
    mandate = signed(cast, drafted(cast, case, agent=rostered(cast, cast.author)))
    withdraw_from_case(case, WHY, by=cast.author, on=c.TODAY)
    case.refresh_from_db()
    mandate.refresh_from_db()
    assert (case.owner, mandate.withdrawn) == (None, c.TODAY)
    assert steps_of(case)[-2][1] == "承办人、代理员回避"


def test_the_longest_reason_is_kept_whole_in_the_step(cast):
    mandate, why = carried(cast), "长" * 200
    withdraw_from_case(mandate.case, why, by=cast.agent_officer, on=c.TODAY)
    mandate.refresh_from_db()
    assert (len(mandate.reason), steps_of(mandate.case)[-2][2]) == (200, why)


def test_an_agent_whose_authorisation_was_taken_back_or_whose_matter_ended_has_nothing_to_step_back_from(cast):
    ended, taken = carried(cast), carried(cast)
    moved(ended.case, "refuse", by=cast.author)
    refuse("", lambda: withdraw_from_case(ended.case, WHY, by=cast.agent_officer, on=c.TODAY))
    withdraw_from_case(taken.case, WHY, by=cast.agent_officer, on=c.TODAY)
    refuse("", lambda: withdraw_from_case(taken.case, WHY, by=cast.agent_officer, on=c.TODAY))


def test_machines_let_an_agent_step_back_and_nobody_else(cast, client):
    mandate = carried(cast)
    path = f"/{mandate.case_id}/recuse"
    with c.nothing_written():
        assert post(c.enter(client, cast.witness), path, reason=WHY).status_code == 404
    client = c.enter(type(client)(), cast.agent_officer)
    assert post(client, path, reason=WHY).status_code in (201, 204)
    assert post(client, path, reason=WHY).status_code == 404
    assert Mandate.objects.get().withdrawn == c.TODAY
