"""待办 of matters: what one owns, leads, may take, has to call about, decide on and receive; nothing under seal."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.boards import waiting, waiting_cases
from tiexin.cases.actions import offering, taking_part
from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.actions.delays import NewDelay, ask_delay
from tiexin.cases.models import Case, CaseClock
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.core.days import moment, naive, opening
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CRISIS = {"kind": "mass", "danger": True}


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def told(officer, day=c.TODAY):
    return {heap.title: [(each.label, each.late) for each in heap.matters] for heap in waiting.heaps(officer, day)}


def only(officer, title):
    return [each.label for heap in waiting.heaps(officer, c.TODAY) if heap.title == title for each in heap.matters]


def statements(hand):
    """How many the page takes, once it has been opened."""
    hand.get("/waiting/")
    with CaptureQueriesContext(connection) as seen:
        assert hand.get("/waiting/").status_code == 200
    return len(seen)


def due(case, at):
    Case.objects.filter(pk=case.pk).update(due=at)


def test_own_matters_stand_by_their_term_a_crisis_first_and_those_without_last(cast, client):
    none, days = registered(cast, title="没有期限"), registered(cast, title="按天")
    hours = registered(cast, "crisis", details=CRISIS, title="厂门口聚了人")
    at = naive(moment(c.TODAY)).replace(second=0, microsecond=0) - timedelta(minutes=5)
    due(none, None)
    due(days, opening(c.TODAY + 3 * DAY))
    due(hours, moment(c.TODAY) - timedelta(minutes=5))
    assert told(cast.author)["我承办的诉求"] == [("厂门口聚了人", True), ("按天", False), ("没有期限", False)]
    page = c.enter(client, cast.author).get("/waiting/").content.decode()
    assert (f"今天 {at:%H:%M}" in page or f"{at:%H:%M}" in page, "已超期" in page) == (True, True)


def test_what_is_under_seal_shows_its_kind_alone(cast, client):
    registered(cast, "counselling", details={}, title="睡不着")
    assert only(cast.author, "我承办的诉求") == ["心理咨询（内容加密）"]
    assert "睡不着" not in c.enter(client, cast.author).get("/waiting/").content.decode()


def test_done_it_waits_no_more(cast):
    case = registered(cast)
    assert only(cast.author, "我承办的诉求") == ["拖欠三个月工资"]
    moved(case, "accept", "reply", "close", by=cast.author)
    assert told(cast.author) == {}


def test_an_offer_waits_for_its_receiver_and_the_queue_for_the_unit(cast):
    case, free = registered(cast, title="转出的"), registered(cast, title="没有人的")
    office = cast.people["city_office"]
    offering.offer_case(case, offering.NewOffer(cast.city, None, "市里管"), by=cast.author, on=c.TODAY)
    Case.objects.filter(pk=free.pk).update(owner=None)
    assert only(office, "转来等收下的诉求") == ["转出的"]
    assert only(cast.mate, "等人认领的诉求") == ["没有人的"]
    assert (only(office, "等人认领的诉求"), only(cast.mate, "转来等收下的诉求")) == ([], [])
    offering.take_offer(case, by=office, on=c.TODAY)
    assert (only(office, "转来等收下的诉求"), only(office, "我承办的诉求")) == ([], ["转出的"])


def test_an_offer_about_oneself_or_ones_unit_is_not_shown(cast):
    case = registered(cast, title="转出的")
    offering.offer_case(case, offering.NewOffer(cast.city, None, "市里管"), by=cast.author, on=c.TODAY)
    office = cast.people["city_office"]
    for changes in ({"about": office}, {"about": None, "about_org": cast.city}):
        Case.objects.filter(pk=case.pk).update(**changes)
        assert only(office, "转来等收下的诉求") == []


def test_a_leader_sees_what_they_are_in_charge_of_and_what_they_decide_on(cast):
    case = moved(registered(cast, "petition"), "accept", by=cast.author)
    taking_part.lead_case(case, cast.chief, "集体", by=cast.author, on=c.TODAY)
    clock = case.clocks.get(rule="conclude")
    ask_delay(case, NewDelay(clock, "extend", "等证据", amount=5), by=cast.author, on=c.TODAY)
    [heap] = [each for each in waiting.heaps(cast.chief, c.TODAY) if each.title == "等我批的停计、延长"]
    assert [(each.label, each.note) for each in heap.matters] == [
        ("拖欠三个月工资", f"职工信访 · “{clock.label}”请求延长5日")
    ]
    assert only(cast.chief, "我包案的诉求") == ["拖欠三个月工资"]
    assert only(cast.author, "等我批的停计、延长") == []


def test_answered_it_waits_for_a_call_and_for_a_call_back_by_somebody_else(cast):
    moved(registered(cast, reply_way="call"), "accept", "reply", by=cast.author)
    assert only(cast.author, "要打电话告诉结果的") == ["拖欠三个月工资"]
    assert only(cast.people["city_office"], "等回访的诉求") == ["拖欠三个月工资"]
    assert only(cast.author, "等回访的诉求") == []


def unheard(client, officer):
    """What the filter of the list shows, and what 待办 shows: the addresses of the matters."""
    rows = c.enter(type(client)(), officer).get("/cases/?whose=unheard").context["pager"].rows
    found = [heap.matters for heap in waiting.heaps(officer, c.TODAY) if heap.title == "等回访的诉求"]
    return sorted(f"/cases/{row.pk}/" for row in rows), [each.url for matters in found for each in matters]


def test_who_is_to_call_back_finds_the_same_there_as_in_the_list(cast, client):
    call, city = c.officer("方晴", cast.county, "office"), cast.people["city_office"]
    window = c.officer("白露", cast.county, "window")
    plain = moved(registered(cast), "accept", "reply", by=cast.author)
    closed = moved(registered(cast), "accept", "reply", "close", by=cast.author)
    by_call = moved(registered(cast), "accept", "reply", by=call)  # whoever answered it, without a part in it
    begun = moved(registered(cast), "accept", "begin", by=window)
    begun = moved(begun, "reply", by=cast.author)
    about = moved(registered(cast), "accept", "reply", by=cast.author)
    Case.objects.filter(pk=about.pk).update(about_org=cast.county)  # and the name is hidden from that unit
    asked = moved(registered(cast), "accept", "reply", by=cast.author)
    call_back_case(asked, Heard(True, "yes", "satisfied"), by=city, on=c.TODAY)
    moved(asked, "close", by=cast.author)
    registered(cast)
    wanted = {
        call: [plain, closed, begun],
        window: [plain, closed, by_call],
        city: [plain, closed, by_call, begun, about],
        cast.people["stranger"]: [],
        cast.author: [],
        cast.chief: [],
    }
    for officer, cases in wanted.items():
        addresses = sorted(f"/cases/{case.pk}/" for case in cases)
        listed, shown = unheard(client, officer)
        assert (listed, sorted(shown)) == (addresses, addresses), officer


def test_an_answered_one_without_a_term_of_its_own_is_in_both(cast, client):
    case = moved(registered(cast), "accept", "reply", by=cast.author)
    CaseClock.objects.filter(case=case, rule="call_back").delete()
    address = f"/cases/{case.pk}/"
    assert unheard(client, cast.people["city_office"]) == ([address], [address])


def test_call_backs_stand_by_their_own_term_ended_ones_too_and_no_more_than_fit(cast, monkeypatch):
    city = cast.people["city_office"]
    for number, ways in ((3, ["reply"]), (1, ["reply", "close"]), (2, ["reply"])):
        case = moved(registered(cast, title=f"第{number}件"), "accept", *ways, by=cast.author)
        CaseClock.objects.filter(case=case, rule="call_back").update(due=opening(c.TODAY + (number - 1) * DAY))
    assert told(city)["等回访的诉求"] == [("第1件", True), ("第2件", False), ("第3件", False)]
    monkeypatch.setattr(waiting, "MOST", 2)
    monkeypatch.setattr(waiting_cases, "MOST", 2)
    [heap] = [heap for heap in waiting.heaps(city, c.TODAY) if heap.title == "等回访的诉求"]
    assert ([each.label for each in heap.matters], heap.more) == (["第1件", "第2件"], True)


def test_however_many_call_backs_wait_the_page_costs_the_same(cast, client):
    hand = c.enter(client, cast.people["city_office"])

    def more(number):
        for _ in range(number):
            moved(registered(cast), "accept", "reply", by=cast.author)
            moved(registered(cast), "accept", "reply", "close", by=cast.author)

    more(1)
    before = statements(hand)
    more(3)
    assert (statements(hand), len(only(cast.people["city_office"], "等回访的诉求"))) == (before, 8)


def test_whoever_stepped_back_is_not_asked_to_take_it(cast):
    offering.withdraw_from_case(registered(cast), "亲属", by=cast.author, on=c.TODAY)
    assert (only(cast.author, "等人认领的诉求"), only(cast.mate, "等人认领的诉求")) == ([], ["拖欠三个月工资"])


def test_however_many_wait_the_page_costs_the_same(cast, client):
    hand = c.enter(client, cast.author)

    def more(number):
        for _ in range(number):
            registered(cast)
            moved(registered(cast, "petition", reply_way="call"), "accept", "reply", by=cast.author)
            Case.objects.filter(pk=registered(cast).pk).update(owner=None)
            moved(registered(cast, by=cast.mate), "accept", "reply", by=cast.mate)

    more(1)
    before = statements(hand)
    more(4)
    assert (statements(hand), len(only(cast.author, "我承办的诉求"))) == (before, 10)
