"""A review that changes or revokes sends the matter back to whoever answered, with a clock; no review is a dead end."""

from datetime import date, timedelta

import pytest

from tiexin.cases.actions import offering, taking_part
from tiexin.cases.actions.asking_person import move_own
from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.letters.models import CaseLetter
from tiexin.cases.models import Case, CaseClock, CaseStep, Part
from tiexin.cases.rates.breaking import judged
from tiexin.cases.rules import MOVES, moves_from
from tiexin.cases.tests.case_scene import clocks, counted, moved, refuse, registered, stage
from tiexin.orgs import actions as orgs
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
PAY = {"opinion": "support", "recovered": 500_000}
ASK, SECOND = Step("ask_review", "数额不对"), Step("ask_second", "还是不对")
LATER = date(2012, 5, 14)  # a Monday


@kept.fixture
def cast():
    found = stage()
    found.above, found.top = found.people["city_office"], found.people["office"]
    return found


def answered(cast, opinion="no"):
    case = moved(registered(cast, "petition"), "accept", by=cast.author)
    return move_case(case, Step("reply", "没有依据", None, {"opinion": opinion}), by=cast.author, on=c.TODAY)


@pytest.fixture
def asked(cast):
    """Not supported by the county, its review asked for by whoever brought it."""
    return move_own(answered(cast), ASK, on=c.TODAY)


def claimed(case, who, on=c.TODAY):
    return offering.assign_case(case, who, "", by=who, on=on)


def decided(case, move, result, outcome=None, *, by, on=c.TODAY):
    case = case if case.owner_id == by.pk else claimed(case, by, on)
    return move_case(case, Step(move, "应当补发三月份的差额", None, outcome or {}, result=result), by=by, on=on)


@pytest.fixture
def revoked(cast, asked):
    return decided(asked, "answer_review", "revoked", PAY, by=cast.above, on=LATER)


def opened(client, who):
    return c.enter(type(client)(), who)


def left(case, who):
    found = Case.objects.get(pk=case.pk)
    return [move.name for move in moves_from(found.state, {who}, reviewed=True, review=found.review)]


def told(case, at="ordered"):
    rows = Message.objects.filter(source__startswith=f"case/{case.pk}/{at}/").order_by("officer", "channel")
    return {(row.officer_id, row.title) for row in rows}


def standing(case):
    found = Case.objects.get(pk=case.pk)
    return found.state, found.org, found.owner, found.round, found.redone, found.review, found.closed


def test_revoked_it_goes_back_to_whoever_answered_with_its_own_clock_and_counter(cast, revoked):
    assert standing(revoked) == ("handling", cast.county, cast.author, 2, 1, "ordered", None)
    assert Case.objects.get().outcome == PAY
    found = clocks(revoked)
    assert found["redo"] == (date(2012, 5, 29), False, False)  # 14 May and fifteen days, a Tuesday
    assert (found["review"][1:], found["ask_second_review"][1:]) == ((True, False), (False, False))
    clock = CaseClock.objects.get(rule="redo")
    assert (clock.label, clock.round, Case.objects.get().due) == ("第二次办理", 2, clock.due)


def test_its_way_says_the_result_and_who_handles_it_now(cast, revoked):
    steps = list(CaseStep.objects.order_by("-pk").values_list("event", "label", "was", "state", "org", "told")[:2])
    assert steps[::-1] == [
        (
            "review_answered",
            "作出复查意见：撤销（原来的答复不算，重新办）",
            "reviewing",
            "handling",
            cast.city.pk,
            True,
        ),
        ("review_ordered", f"由{cast.county}按复查意见办理", "handling", "handling", cast.city.pk, True),
    ]


def test_the_owner_and_whoever_leads_there_are_told_once_each(cast, revoked):
    words = "职工信访：复查改了原来的处理意见，请按复查意见办理"
    assert told(revoked) == {(cast.author.pk, words), (cast.chief.pk, words)}


def test_whoever_reviewed_it_reads_on_and_is_responsible_no_more(cast, revoked, client):
    roles = Part.objects.filter(officer=cast.above, until=None).values_list("role", flat=True)
    assert list(roles) == ["reader"]
    mine = Part.objects.filter(officer=cast.author, until=None).order_by("role").values_list("role", flat=True)
    assert list(mine) == ["first", "owner"]
    assert opened(client, cast.above).get(f"/cases/{revoked.pk}/").status_code == 200


@pytest.mark.parametrize("result", ["changed", "revoked"])
def test_it_is_carried_out_answered_and_closed(cast, asked, result):
    case = decided(asked, "answer_review", result, PAY, by=cast.above)
    assert (left(case, "owner"), left(case, "asker")) == (["reply"], ["ask_second", "withdraw"])
    case = moved(case, "reply", by=cast.author, on=LATER)
    assert (standing(case)[0], standing(case)[5]) == ("replied", "")
    assert clocks(case)["redo"][1:] == (True, False)
    assert clocks(case)["ask_second_review"][1:] == (False, True)  # the new answer has days of its own
    assert clocks(case)["ask_review"] == (date(2012, 6, 13), False, False)  # 14 May and thirty days, a Wednesday
    assert (left(case, "owner"), left(case, "asker")) == (["close", "redo"], ["ask_review"])
    case = moved(case, "close", by=cast.author, on=LATER)
    assert standing(case) == ("closed", cast.county, cast.author, 2, 1, "", LATER)


def test_upheld_nothing_goes_back_and_the_answer_stays(cast, asked):
    case = decided(asked, "answer_review", "upheld", by=cast.above)
    assert standing(case) == ("reviewed", cast.city, cast.above, 1, 0, "upheld", None)
    assert Case.objects.get().outcome == {"opinion": "no"}
    assert case.steps.latest("pk").label == "作出复查意见：维持（原来的答复不变）"
    assert (told(case), "redo" in clocks(case)) == (set(), False)


@pytest.mark.parametrize("move", ["answer_review", "answer_second"])
@pytest.mark.parametrize("result", ["", "maybe"])
def test_a_review_without_a_result_is_refused(cast, asked, move, result):
    case, who = claimed(asked, cast.above), cast.above
    if move == "answer_second":
        case = move_own(decided(case, "answer_review", "upheld", by=who), SECOND, on=c.TODAY)
        case, who = claimed(case, cast.top), cast.top
    step = Step(move, "应当补发", None, {}, result=result)
    assert "请选择" in refuse("result", lambda: move_case(case, step, by=who, on=c.TODAY))


@pytest.mark.parametrize(
    ("result", "outcome", "field", "words"),
    [
        ("revoked", {}, "ask_opinion", "请填“处理意见”"),
        ("changed", {"opinion": "perhaps"}, "ask_opinion", "请从列出的里选"),
        ("upheld", {"opinion": "support"}, "ask_opinion", "维持的，结果跟原来一样，这一项不填"),
        ("upheld", {"recovered": 5}, "ask_recovered", "维持的，结果跟原来一样，这一项不填"),
    ],
)
def test_what_it_changes_to_is_asked_for_and_nothing_else(cast, asked, result, outcome, field, words):
    case = claimed(asked, cast.above)
    step = Step("answer_review", "应当补发", None, outcome, result=result)
    assert refuse(field, lambda: move_case(case, step, by=cast.above, on=c.TODAY)).startswith(words)
    assert standing(case) == ("reviewing", cast.city, cast.above, 1, 0, "", None)


def test_while_it_is_reviewed_whoever_leads_where_it_was_answered_reads_it_and_does_nothing(cast, asked, client):
    chief, page = opened(client, cast.chief), f"/cases/{asked.pk}/"
    text = chief.get(page).content.decode()
    assert "办理过程" in text and "没有依据" in text and f"{page}step/" not in text
    with c.nothing_written():
        for way in ("step/?to=answer_review", "note/", "stage/", "assign/"):
            assert chief.post(f"{page}{way}", {"move": "answer_review", "text": "维持"}).status_code == 404, way


def test_under_seal_whoever_leads_there_reads_no_more_than_before(cast, client):
    case = registered(cast, "officer_complaint", about=cast.mate, details={})
    case = claimed(case, cast.above)
    case = move_case(case, Step("accept", "受理"), by=cast.above, on=c.TODAY)
    case = move_case(case, Step("reply", "查无此事", None, {"result": "wrong"}), by=cast.above, on=c.TODAY)
    case = move_own(case, Step("ask_review", "没有查"), on=c.TODAY)
    leads = set(Part.objects.filter(case=case, role="reader", until=None).values_list("officer", flat=True))
    assert leads == {cast.above.pk}
    case = decided(case, "answer_review", "revoked", {"result": "right"}, by=cast.top)
    assert (case.state, case.org, case.owner) == ("handling", cast.city, cast.above)
    assert {officer for officer, _ in told(case)} == {cast.above.pk}


def test_what_a_first_review_ordered_may_go_up_once_more_within_its_days(cast, revoked):
    case = move_own(revoked, SECOND, on=LATER + timedelta(days=1))
    assert standing(case) == ("second_reviewing", cast.province, None, 2, 1, "ordered", None)
    assert clocks(case)["redo"][1:] == (False, True)
    assert case.steps.latest("pk").label == "请求复核，由自治区总工会复核"


def test_after_its_days_it_goes_up_no_more(cast, revoked):
    late = LATER + timedelta(days=31)
    assert "第36条" in refuse("move", lambda: move_own(revoked, SECOND, on=late))


def test_the_second_review_upholds_what_the_first_one_ordered_and_it_is_carried_out(cast, revoked):
    case = move_own(revoked, SECOND, on=LATER)
    case = decided(case, "answer_second", "upheld", by=cast.top, on=LATER)
    assert standing(case) == ("handling", cast.county, cast.author, 2, 1, "final", None)  # its round had no answer yet
    assert Case.objects.get().outcome == PAY
    assert clocks(case)["redo"] == (date(2012, 5, 29), False, False)
    assert CaseClock.objects.filter(rule="redo").count() == 2
    assert counted("case_closed", "qty") == []


@pytest.mark.parametrize("result", ["changed", "revoked"])
def test_the_second_review_overturns_it_is_carried_out_and_closed_and_then_it_is_final(cast, asked, result):
    case = decided(asked, "answer_review", "upheld", by=cast.above)
    case = move_own(case, SECOND, on=c.TODAY)
    case = decided(case, "answer_second", result, PAY, by=cast.top)
    assert standing(case) == ("handling", cast.county, cast.author, 2, 1, "final", None)
    assert (left(case, "owner"), left(case, "asker")) == (["reply"], ["withdraw"])
    assert [label for _, label in sorted(told(case))] == ["职工信访：复核改了原来的处理意见，请按复核意见办理"] * 2
    assert counted("case_closed", "qty") == []
    case = moved(case, "reply", by=cast.author, on=LATER)
    assert left(case, "asker") == []
    assert "已经复核过" in refuse("move", lambda: move_own(case, ASK, on=LATER))
    case = moved(case, "close", by=cast.author, on=LATER)
    assert standing(case) == ("closed", cast.county, cast.author, 2, 1, "final", LATER)
    assert counted("case_closed", "qty", "on", "by_org") == [(1, LATER, cast.county.pk)]
    assert [(each.pk, each.kept) for each in judged(Case.objects.all())] == [(case.pk, True)]


def test_after_the_last_review_no_day_to_ask_for_one_is_told(cast, asked):
    """The answer that carries a second review out begins no days for a first one."""
    case = decided(asked, "answer_review", "upheld", by=cast.above)
    case = decided(move_own(case, SECOND, on=c.TODAY), "answer_second", "revoked", PAY, by=cast.top)
    moved(case, "reply", by=cast.author, on=LATER)
    assert CaseClock.objects.filter(rule="ask_review", met=None, ended=None).count() == 0


def test_upheld_by_both_it_ends(cast, asked):
    case = decided(asked, "answer_review", "upheld", by=cast.above)
    case = decided(move_own(case, SECOND, on=c.TODAY), "answer_second", "upheld", by=cast.top)
    assert standing(case) == ("second_reviewed", cast.province, cast.top, 1, 0, "final", c.TODAY)
    assert (left(case, "owner"), left(case, "asker"), left(case, "leader")) == ([], [], [])


def test_the_new_answer_is_reviewed_by_the_same_hand_where_nobody_else_is_there(cast, revoked):
    """Whoever only reviewed looks at the answer that their review ordered, one unit up has others for theirs."""
    case = moved(revoked, "reply", by=cast.author, on=LATER)
    case = move_own(case, ASK, on=LATER)
    assert case.org == cast.city
    case = decided(case, "answer_review", "upheld", by=cast.above, on=LATER)
    assert standing(case) == ("reviewed", cast.city, cast.above, 2, 1, "upheld", None)
    rows = Message.objects.filter(source__startswith=f"case/{case.pk}/queue/review", officer=cast.above)
    assert sorted(set(rows.values_list("source", flat=True))) == [
        f"case/{case.pk}/queue/review",
        f"case/{case.pk}/queue/review/2",
    ]
    case = move_own(case, SECOND, on=LATER)
    orgs.grant_post(cast.above, cast.province, "office", by=None, on=c.TODAY)
    assert "以前办过" in refuse("officer", lambda: claimed(case, cast.above, LATER))


def test_whoever_carried_it_out_does_not_review_it_after_all(cast, revoked):
    case = offering.assign_case(revoked, cast.above, "您熟悉", by=cast.top, on=LATER)
    case = moved(case, "reply", by=cast.above, on=LATER)
    case = move_own(case, ASK, on=LATER)
    refuse("officer", lambda: claimed(case, cast.above, LATER))


def test_where_its_owner_serves_no_more_it_waits_in_the_queue_of_the_unit(cast, asked):
    orgs.end_post(cast.author.posts.get(), by=None, on=c.TODAY)
    case = decided(asked, "answer_review", "changed", PAY, by=cast.above, on=LATER)
    assert standing(case)[:3] == ("handling", cast.county, None)
    assert cast.chief.pk in {officer for officer, _ in told(case)}
    assert "还没有承办人" in refuse("", lambda: moved(case, "reply", by=cast.chief, on=LATER))
    assert moved(claimed(case, cast.chief, LATER), "reply", by=cast.chief, on=LATER).state == "replied"


def test_who_stepped_back_gets_it_back_no_more(cast, asked):
    case = registered(cast, "petition")
    case = moved(case, "accept", by=cast.author)
    offering.withdraw_from_case(case, "亲属", by=cast.author, on=c.TODAY)
    case = offering.assign_case(Case.objects.get(pk=case.pk), cast.chief, "", by=cast.chief, on=c.TODAY)
    case = move_own(moved(case, "reply", by=cast.chief), ASK, on=c.TODAY)
    case = decided(case, "answer_review", "changed", PAY, by=cast.above)
    assert (case.org, case.owner) == (cast.county, cast.chief)
    assert cast.author.pk not in {officer for officer, _ in told(case)}


def test_where_nobody_stands_above_it_goes_back_to_its_former_owner_of_the_unit(cast):
    case = registered(cast, "petition", org=cast.province, by=cast.top)
    case = moved(case, "accept", "reply", "ask_review", by=cast.top)
    boss = cast.people["leader"]
    case = decided(case, "answer_review", "revoked", PAY, by=boss)
    assert standing(case)[:3] == ("handling", cast.province, cast.top)


def test_the_leader_in_charge_hears_of_it_and_the_rule_asks_anew(cast):
    case = registered(cast, "petition")
    taking_part.lead_case(case, cast.chief, "群众关心", by=cast.chief, on=c.TODAY)
    case = moved(case, "accept", "reply", "ask_review", by=cast.author)
    case = decided(case, "answer_review", "revoked", PAY, by=cast.above)
    assert (case.lead, cast.chief.pk in {officer for officer, _ in told(case)}) == (None, True)


def test_money_counts_when_it_came_back_not_when_a_review_says_so(cast, revoked):
    assert counted("money_recovered", "qty") == []
    moved(revoked, "reply", by=cast.author, on=LATER)
    assert counted("money_recovered", "qty", "on") == [(1_250_000, LATER)]


def test_each_answer_is_heard_of_in_a_round_of_its_own(cast, revoked):
    case = moved(revoked, "reply", by=cast.author, on=LATER)
    made = call_back_case(case, Heard(True, "yes", "satisfied"), by=cast.top, on=LATER)
    assert made.round == 2
    found = CaseClock.objects.filter(rule="call_back").order_by("pk")
    assert [(each.round, bool(each.met), bool(each.ended)) for each in found] == [(1, False, True), (2, True, False)]


def test_withdrawn_while_it_is_carried_out_and_taken_up_again_the_order_stands(cast, revoked):
    case = move_own(revoked, Step("withdraw", "算了"), on=LATER)
    case = moved(case, "reopen", by=cast.chief, on=LATER)
    assert standing(case) == ("handling", cast.county, cast.author, 2, 1, "ordered", None)


def test_opened_again_for_new_facts_an_answer_may_be_reviewed_anew(cast, asked):
    case = decided(asked, "answer_review", "upheld", by=cast.above)
    case = moved(case, "close", by=cast.above, on=date(2012, 6, 25))
    assert left(case, "asker") == []
    case = moved(case, "reopen", "reply", by=cast.above, on=date(2012, 6, 26))
    assert (standing(case)[5], left(case, "asker")) == ("", ["ask_review"])


def test_the_page_asks_for_the_result_and_what_it_changes_to(cast, asked, client):
    claimed(asked, cast.above)
    above, page = opened(client, cast.above), f"/cases/{asked.pk}/step/?to=answer_review"
    text = above.get(page).content.decode()
    assert "复查的结果" in text and "撤销：原来的答复不算，重新办" in text and "维持，跟原来一样" in text
    said = {"move": "answer_review", "text": "应当补发"}
    with c.nothing_written():
        assert "请选择复查的结果" in above.post(page, said).content.decode()
        answer = above.post(page, {**said, "result": "revoked"}).content.decode()
    assert "请填“处理意见”" in answer
    done = above.post(page, {**said, "result": "revoked", "ask_opinion": "support", "ask_recovered": "5000"})
    assert done.status_code == 302
    assert standing(asked)[:3] == ("handling", cast.county, cast.author)
    page = opened(client, cast.author).get(f"/cases/{asked.pk}/").content.decode()
    assert "处理意见（复查意见）" in page and "5,000.00元" in page and "第2次办理" in page


def test_whoever_reviewed_writes_its_letter_although_the_matter_went_back(cast, revoked, client):
    above, page = opened(client, cast.above), f"/cases/{revoked.pk}/"
    cast.above.posts.update(role="officer")  # handles matters there, and leads none below
    assert f"{page}letters/" in above.get(page).content.decode()
    text = above.get(f"{page}letters/").content.decode()
    assert "信访事项复查意见书" in text and "信访事项处理意见书" not in text
    draft = above.get(f"{page}letters/new/?letter=review").content.decode()
    assert "撤销（原来的答复不算，重新办）。应当补发三月份的差额" in draft
    assert above.get(f"{page}letters/new/?letter=opinion").status_code == 404
    done = above.post(f"{page}letters/new/?letter=review", {"to": "刘桂英", "text": "复查意见如下：撤销。"})
    letter = CaseLetter.objects.get()
    said = (done.status_code, letter.org, letter.serial, letter.by, letter.step.org)
    assert said == (302, cast.city, 1, cast.above, cast.city)


def test_the_unit_that_answered_writes_its_own_letters_and_not_that_of_the_review(cast, revoked, client):
    author, page = opened(client, cast.author), f"/cases/{revoked.pk}/"
    text = author.get(f"{page}letters/").content.decode()
    assert "信访事项处理意见书" in text and "信访事项复查意见书" not in text
    with c.nothing_written():
        sent = {"to": "刘桂英", "text": "复查意见如下：撤销。"}
        assert author.post(f"{page}letters/new/?letter=review", sent).status_code == 404


def test_a_machine_says_the_result_too(cast, asked, client):
    claimed(asked, cast.above)
    above, url = opened(client, cast.above), f"/api/cases/{asked.pk}/steps"
    said = {"move": "answer_review", "text": "应当补发"}

    def post(**more):
        return above.post(url, {**said, **more}, content_type="application/json")

    with c.nothing_written():
        for more, field in (({}, "result"), ({"result": "maybe"}, "result"), ({"result": "changed"}, "ask_opinion")):
            answer = post(**more)
            assert (answer.status_code, answer.json()["field"]) == (422, field), more
    answer = post(result="changed", outcome={"opinion": "support"})
    assert (answer.status_code, answer.json()["state"], answer.json()["round"]) == (201, "handling", 2)


def test_every_state_that_a_review_can_leave_behind_has_a_way_on():
    """Of a matter that has not ended somebody of the union may take a step, wherever its reviews stand."""
    for review in ("", "upheld", "ordered", "final"):
        for state in {move.to for move in MOVES.values()} - {"second_reviewed"}:
            moves = moves_from(state, {"owner", "leader"}, reviewed=True, review=review)
            assert moves, (state, review)
