"""An authorisation on the worker's own page: read by whoever gave it alone, taken back in two steps, once."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tiexin.cases.actions.agency import withdraw_mandate
from tiexin.cases.actions.asking_person import TAKEN_BACK, withdraw_own_mandate
from tiexin.cases.actions.offering import withdraw_from_case
from tiexin.cases.agency.rules import STATES, Force, check_held
from tiexin.cases.models import Case, CaseStep, Errand, Mandate, Part
from tiexin.cases.tests import agency_scene
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
    steps_of,
)
from tiexin.cases.tests.case_scene import clocks, moved, refuse, registered
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message
from tiexin.portal.tests.portal_scene import PHONE, browser, code_of, entered, follow, page_of, text_of, walked

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    c.cache.clear() if hasattr(c, "cache") else None
    yield agency_scene.stage()
    calendar.forget()


def key_of(client, page):
    """Where the key leads that takes an authorisation back."""
    found = re.findall(r'href="(/my/mandates/[0-9a-f]+/)"', client.get(page).content.decode())
    return found[0] if found else ""


def opened(client, case):
    return key_of(client, page_of(client, case))


def told(source="/taken_back/"):
    rows = Message.objects.filter(source__contains=source).order_by("officer")
    return [(each.officer.name, each.title, each.url) for each in rows.select_related("officer")]


# ── seen ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_worker_reads_to_whom_for_what_since_when_until_when(cast, client):
    case = petition(cast)
    judged(cast, case)
    made = drafted(cast, case, special=["settle"])
    assert key_of(client, page_of(client, case)) == ""
    assert "委托书" not in text_of(client.get(page_of(client, case)))  # nothing was given before it is signed
    signed(cast, made, on=c.TODAY + DAY)
    c.set_day(c.TODAY + 2 * DAY)
    text = text_of(client.get(page_of(client, case)))
    assert "委托云小燕（兴庆区总工会） <b>有效</b>" in text
    assert "特别授权：" in text and "撤回委托" in text
    assert re.findall(
        r'<span class="tx-nowrap">(2012[^<]*)</span>，<span class="tx-nowrap">(到[^<]*)</span>', text
    ) == [("2012年5月11日起", "到2012年8月8日")]
    assert made.special and all(each in text for each in (*made.plain, *made.special))


def test_the_second_step_says_what_follows_and_writes_nothing(cast, client):
    where = opened(client, carried(cast).case)
    with c.nothing_written():
        page = client.get(where)
    text = text_of(page)
    for each in (
        "撤回委托？",
        "云小燕从今天起，不能再用您的名义办任何一步",
        "已经办过的照样算数",
        "期限不变",
        "不撤回",
    ):
        assert each in text
    assert "刘桂英" not in text and "先跟本人说好" not in text and page["Cache-Control"].count("no-store") == 1


@pytest.mark.parametrize("asker", ["family", "colleague", "group"])
def test_whoever_asked_for_somebody_else_is_told_whose_it_is(cast, client, asker):
    said = {"people": 12} if asker == "group" else {"behalf": "刘桂英"}
    case = carried(cast, asker=asker, **said).case
    assert "请先跟本人说好" in text_of(client.get(opened(client, case)))


def test_several_each_have_a_key_of_their_own(cast, client):
    first = carried(cast)
    second = signed(cast, drafted(cast, first.case, agent=rostered(cast, cast.mate)))
    page = page_of(client, first.case)
    keys = re.findall(r'href="(/my/mandates/[0-9a-f]+/)"', client.get(page).content.decode())
    assert len(set(keys)) == 2
    assert client.post(keys[0]).url == page  # the newest stands first
    rows = Mandate.objects.order_by("pk").values_list("pk", "withdrawn")
    assert list(rows) == [(first.pk, None), (second.pk, c.TODAY)]
    assert key_of(client, page) == keys[1]


# ── taken back ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("account", [False, True])
def test_taken_back_by_code_or_in_an_account(cast, client, account):
    mandate = carried(cast)
    client = entered(client, PHONE) if account else client
    page = page_of(client, mandate.case)
    if account:
        client.cookies.pop("tiexin_my_seen", None)
    assert client.post(key_of(client, page)).url == page
    mandate.refresh_from_db()
    assert (mandate.withdrawn, mandate.reason) == (c.TODAY, TAKEN_BACK)
    assert steps_of(mandate.case)[-1] == ("noted", "撤回委托", "云小燕：本人在网上撤回", True)
    entry = Entry.objects.get(verb="withdraw_mandate")
    assert (entry.by, entry.thing_id, CaseStep.objects.latest("pk").by) == (None, mandate.case_id, None)
    assert not Part.objects.filter(role="agent", until=None).exists()
    text = text_of(client.get(page))
    assert "已撤回" in text and "2012年5月10日撤回" in text and ("撤回委托", "您") in walked(client, page)


def test_agent_and_owner_hear_of_it_and_never_what_about(cast):
    mandate = carried(cast)
    withdraw_own_mandate(mandate, on=c.TODAY)
    words, url = "职工信访：本人撤回了委托，请不要再代办", f"/cases/{mandate.case_id}/"
    assert sorted(told()) == sorted([(cast.author.name, words, url), ("云小燕", words, url)])


def test_an_agent_who_owns_it_hears_once(cast):
    mine = rostered(cast, cast.author)
    case = petition(cast)
    judged(cast, case)
    withdraw_own_mandate(signed(cast, drafted(cast, case, agent=mine)), on=c.TODAY)
    assert [name for name, _, _ in told()] == [cast.author.name]
    assert Part.objects.filter(case=case, officer=cast.author, role="owner", until=None).exists()


def test_without_an_owner_whoever_decides_there_hears(cast):
    mandate = carried(cast)
    withdraw_from_case(mandate.case, "是亲戚", by=cast.author, on=c.TODAY)
    withdraw_own_mandate(mandate, on=c.TODAY)
    assert sorted(name for name, _, _ in told()) == sorted(["云小燕", "马建国"])


def test_an_agent_who_stepped_back_ended_it_and_the_worker_reads_that_and_not_why(cast, client):
    mandate = carried(cast)
    page = page_of(client, mandate.case)
    withdraw_from_case(mandate.case, "厂长是我舅舅", by=cast.agent_officer, on=c.TODAY)
    text = text_of(client.get(page))
    assert "代理员回避，委托结束" in text and "已撤回" in text and "厂长是我舅舅" not in text
    assert key_of(client, page) == ""
    refuse("", lambda: withdraw_own_mandate(mandate, on=c.TODAY))
    assert told() == []


def test_whom_it_is_about_hears_nothing(cast):
    mandate = carried(cast)
    Case.objects.filter(pk=mandate.case_id).update(about=cast.agent_officer)
    withdraw_own_mandate(mandate, on=c.TODAY)
    assert [name for name, _, _ in told()] == [cast.author.name]


def test_nothing_more_is_done_in_their_name_and_what_was_done_stays(cast, client):
    mandate = carried(cast)
    errand = sent(cast, mandate)
    before = clocks(mandate.case)
    client.post(opened(client, mandate.case))
    refuse("mandate", lambda: sent(cast, mandate, on=c.TODAY))
    assert list(Errand.objects.values_list("pk", "answered")) == [(errand.pk, None)]
    assert clocks(mandate.case) == before
    agency_scene.answered(cast, errand, by=cast.author)
    page = page_of(client, mandate.case)
    assert "已转区人社局" in text_of(client.get(page))


def test_also_of_a_matter_that_has_ended(cast, client):
    mandate = carried(cast)
    moved(mandate.case, "withdraw", by=cast.author)
    where = opened(client, mandate.case)
    assert "期限不变" not in text_of(client.get(where))
    assert client.post(where).status_code == 302
    mandate.refresh_from_db()
    assert mandate.withdrawn == c.TODAY


def test_the_officers_page_says_that_the_worker_did_it(cast, client):
    mandate = carried(cast)
    withdraw_own_mandate(mandate, on=c.TODAY)
    text = text_of(c.enter(client, cast.author).get(f"/cases/{mandate.case_id}/"))
    assert "撤回：本人在网上撤回" in text and "职工本人或者系统" in text


# ── refused ─────────────────────────────────────────────────────────────────────────────────────────────


def test_pressed_twice_it_is_taken_back_once(cast, client):
    mandate = carried(cast)
    where = opened(client, mandate.case)
    client.post(where)
    with c.nothing_written():
        again = client.post(where)
        seen = client.get(where)
    assert again.status_code == 422 and "这份委托已经撤回" in text_of(again)
    assert seen.status_code == 200 and '<button class="btn btn-primary"' not in seen.content.decode()
    assert len(told()) == 2


def test_what_an_officer_took_back_is_taken_back(cast, client):
    mandate = carried(cast)
    where = opened(client, mandate.case)
    withdraw_mandate(mandate, "职工来电话", by=cast.author, on=c.TODAY)
    with c.nothing_written():
        assert client.post(where).status_code == 422


@pytest.mark.parametrize(("after", "left"), [(0, True), (90, True), (91, False)])
def test_to_its_last_day_and_no_further(cast, client, after, left):
    mandate = carried(cast)
    where = opened(client, mandate.case)
    c.set_day(c.TODAY + after * DAY)
    client = browser()
    assert bool(key_of(client, page_of(client, mandate.case))) is left
    if left:
        assert client.post(where).status_code == 302
        return
    with c.nothing_written():
        answer = client.post(where)
    assert answer.status_code == 422 and "已经到期" in text_of(answer)


def test_a_draft_has_no_page_and_is_nothing_to_take_back(cast, client):
    mandate = carried(cast)
    where = opened(client, mandate.case)
    draft = drafted(cast, mandate.case, agent=rostered(cast, cast.mate))
    assert "还没有签" in refuse("", lambda: withdraw_own_mandate(draft, on=c.TODAY))
    assert "没有签" not in text_of(client.get(where))


@pytest.mark.parametrize("state", sorted(STATES))
def test_what_holds_may_be_taken_back_and_nothing_else(state):
    if state in ("open", "ahead"):
        assert check_held(state, END) is None
        return
    with pytest.raises(Refused) as caught:
        check_held(state, END)
    assert caught.value.clause and not caught.value.field


def test_the_states_that_are_asked_for_are_those_that_there_are():
    day = c.TODAY
    found = {
        Force(None, END).state(day),
        Force(day, END).state(day),
        Force(day + DAY, END).state(day),
        Force(day, day).state(day + DAY),
        Force(day, END, day).state(day),
    }
    assert found == set(STATES)


# ── strangers ───────────────────────────────────────────────────────────────────────────────────────────


def test_with_another_code_it_is_not_there(cast, client):
    where = opened(client, carried(cast).case)
    other, nobody = browser(), browser()
    follow(other, code_of(petition(cast)))
    with c.nothing_written():
        for stranger in (other, nobody):
            asked = stranger.post(where)
            assert (stranger.get(where).url, asked.status_code) == ("/my/follow/", 422)
            assert "请再输一次查询码" in text_of(asked) and "委托" not in text_of(asked)


def test_an_address_of_ones_own_making_is_not_there(cast, client):
    mandate = carried(cast)
    where = opened(client, mandate.case)
    half = where.split("/")[3][:20]
    with c.nothing_written():
        for each in (half, half + "0" * 20, half * 2, where.split("/")[3] + "0"):
            assert client.post(f"/my/mandates/{each}/").status_code == 404
        for each in ("1", "9" * 30):
            assert client.get(f"/my/mandates/{each}/").url == "/my/follow/"


def test_the_handle_of_one_matter_with_an_authorisation_of_another_is_not_there(cast, client):
    one, two = carried(cast), carried(cast)
    keys = [opened(client, each.case).split("/")[3] for each in (one, two)]
    assert client.post(f"/my/mandates/{keys[0][:20]}{keys[1][20:]}/").status_code == 404
    assert Mandate.objects.filter(withdrawn=None).count() == 2


def test_an_officer_is_a_stranger_there_like_anybody(cast, client):
    where = opened(client, carried(cast).case)
    assert c.enter(browser(), cast.author).get(where).url == "/my/follow/"


def test_only_get_and_post(cast, client):
    where = opened(client, carried(cast).case)
    assert [client.put(where).status_code, client.delete(where).status_code] == [405, 405]


def test_a_form_of_another_site_takes_nothing_back(cast):
    mandate = carried(cast)
    strict, plain = Client(enforce_csrf_checks=True), browser()
    where = opened(plain, mandate.case)
    strict.cookies = plain.cookies
    assert strict.post(where).status_code == 403
    mandate.refresh_from_db()
    assert mandate.withdrawn is None


def test_more_authorisations_take_no_more_statements(cast, client):
    mandate = carried(cast)
    page, counts = page_of(client, mandate.case), []
    for other in (None, rostered(cast, cast.mate)):
        if other is not None:
            signed(cast, drafted(cast, mandate.case, agent=other))
        with CaptureQueriesContext(connection) as asked_of:
            client.get(page)
        counts.append(len(asked_of))
    assert len(set(counts)) == 1


def test_a_service_without_agency_shows_none(cast, client):
    case = registered(cast)
    assert 'id="mandates"' not in client.get(page_of(client, case)).content.decode()
