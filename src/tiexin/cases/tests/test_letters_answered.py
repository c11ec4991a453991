"""Answers to letters: written down once, between the day of the letter and today; they meet its own term alone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tiexin.cases.actions.letters import NewLetter, answer_letter, issue_letter
from tiexin.cases.actions.silence import say_what_lapsed
from tiexin.cases.catalogue import catalogue
from tiexin.cases.letters import rules
from tiexin.cases.letters.models import LetterAnswer
from tiexin.cases.models import Case, CaseClock, CaseStep
from tiexin.cases.tests.case_scene import DAY, moved, refuse, registered, stage
from tiexin.cases.untold import untold
from tiexin.core.days import naive
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message
from tiexin.portal.tests.portal_scene import page_of, text_of

FIRM, DEPARTMENT = "宁夏凤凰机械有限公司", "兴庆区人力资源和社会保障局"
SAID = "已补发三月、四月工资"


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


@pytest.fixture
def case(cast):
    said = {"details": {"matter": "wages"}, "employer": cast.employer}
    return moved(registered(cast, "supervision_letter", **said), "accept", by=cast.author)


def issued(cast, case, name="opinion", to=FIRM, on=c.TODAY):
    """A letter that arrived on the day on which it was issued, where a term runs from that."""
    arrived = {"delivered": on, "way": "hand"} if rules.delivered(case.service, name) else {}
    return issue_letter(case, NewLetter(name, to, "请改正", **arrived), by=cast.author, on=on)


def answered(cast, letter, day=c.TODAY, answer=SAID, on=c.TODAY):
    return answer_letter(letter, day, answer, by=cast.author, on=on)


def term(case, rule):
    return CaseClock.objects.get(case=case, rule=rule)


# ── which letters somebody answers ──────────────────────────────────────────────────────────────────────


def test_letters_to_employers_and_bodies_are_answered_and_no_others():
    found = {
        (each.name, one.name): rules.answers(each, one.name) for each in catalogue().values() for one in each.letters
    }
    assert {name: event for name, event in found.items() if event} == {
        ("petition", "forwarding"): "answered_outside",
        ("employment", "referral"): "answered_outside",
        ("legal_aid", "assignment"): "answered_outside",
        ("legal_aid", "objection"): "answered_outside",
        ("supervision_letter", "reminder"): "answered_outside",
        ("supervision_letter", "opinion"): "answered_outside",
        ("supervision_letter", "proposal"): "department_answered",
        ("membership", "transfer"): "answered_outside",
        ("retaliation", "demand"): "answered_outside",
    }
    assert rules.answers(catalogue()["petition"], "moon") == ""


# ── written down ────────────────────────────────────────────────────────────────────────────────────────


def test_the_employers_answer_meets_its_term_on_its_day_and_is_told(cast, case):
    letter = issued(cast, case)
    later = c.TODAY + 5 * DAY
    made = answered(cast, letter, c.TODAY + 4 * DAY, on=later)
    clock = term(case, "employer")
    assert (letter.clock, naive(clock.met).date(), clock.runs) == (clock, c.TODAY + 4 * DAY, False)
    assert (made.day, made.by, made.letter) == (c.TODAY + 4 * DAY, cast.author, letter)
    assert (made.step.event, made.step.told) == ("answered_outside", True)
    assert made.step.label == "工会劳动法律监督意见书的答复"
    assert made.step.text == f"{FIRM}2012年5月14日答复：{SAID}"
    assert Entry.objects.get(pk=made.step.entry_id).verb == "answer_letter"
    assert str(made) == "工会劳动法律监督意见书〔2012〕1号的答复"


def test_after_it_no_silence_is_written_for_the_worker(cast, case):
    letter = issued(cast, case)
    after = naive(term(case, "employer").due).date() + DAY
    answered(cast, letter)
    assert say_what_lapsed(after) == 0
    assert not CaseStep.objects.filter(case=case, event="lapsed").exists()


def test_without_it_the_silence_says_that_nothing_came_and_who_may_do_what(cast, case):
    issued(cast, case)
    after = naive(term(case, "employer").due).date() + DAY
    assert say_what_lapsed(after) == 1
    text = CaseStep.objects.get(case=case, event="lapsed").text
    assert "没有收到答复。逾期不答复，视为拒绝改正，工会可以向劳动行政部门发建议书，提请依法处理。依据：" in text
    assert "职工" not in text


def test_the_proposal_starts_the_departments_term_and_not_the_employers_again(cast, case):
    answered(cast, issued(cast, case))
    proposal = issued(cast, case, "proposal", DEPARTMENT)
    assert CaseClock.objects.filter(case=case, rule="employer").count() == 1
    clock = term(case, "department")
    assert (clock, clock.amount, clock.unit, clock.holder) == (proposal.clock, 5, "workday", "other")
    made = answered(cast, proposal, answer="已立案")
    assert made.step.event == "department_answered" and not term(case, "department").runs


def test_an_answer_to_another_letter_leaves_the_term_running(cast, case):
    case = moved(case, "begin", by=cast.author)
    reminder = issued(cast, case, "reminder")
    issued(cast, case)
    assert reminder.clock is None
    answered(cast, reminder, answer="正在自查")
    assert term(case, "employer").runs


def test_a_second_letter_shares_the_term_that_runs_and_gets_its_own_after_it(cast, case):
    first, second = issued(cast, case), issued(cast, case)
    assert first.clock == second.clock
    answered(cast, second)
    assert not term(case, "employer").runs
    answered(cast, first, answer="又来一份")
    third = issued(cast, case, on=c.TODAY + DAY)
    assert third.clock != first.clock and third.clock.runs


def test_an_objection_sent_on_starts_the_five_days_of_the_justice_department(cast):
    case = moved(registered(cast, "legal_aid", details={"matter": "wages"}), "accept", "begin", by=cast.author)
    lawyer = issued(cast, case, "assignment", "某律师事务所")
    letter = issued(cast, case, "objection", "兴庆区司法局")
    clock = term(case, "objection")
    assert (clock, clock.amount, clock.unit, clock.holder) == (letter.clock, 5, "day", "other")
    answered(cast, lawyer, answer="已经接受指派")
    assert term(case, "objection").runs
    answered(cast, letter, answer="责令法律援助机构改正")
    assert not term(case, "objection").runs


def test_it_may_be_written_after_the_matter_ended(cast, case):
    letter = issued(cast, case)
    gone = moved(case, "withdraw", by=cast.author)
    assert term(case, "employer").runs
    assert answered(cast, letter).step.state == gone.state == "withdrawn"
    assert not term(case, "employer").runs


def test_about_what_is_sealed_its_words_are_sealed(cast):
    case = registered(cast, "retaliation", details={})
    letter = issued(cast, case, "demand")
    made = answered(cast, letter)
    made.step.refresh_from_db()
    assert made.step.text == "" and made.step.text_sealed is not None


# ── refused ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("day", {"day": c.TODAY - DAY}),
        ("day", {"day": c.TODAY + DAY}),
        ("answer", {"answer": " "}),
        ("answer", {"answer": "甲\0乙"}),
        ("answer", {"answer": "字" * 20000}),
    ],
)
def test_nothing_wrong_is_written(cast, case, field, said):
    letter = issued(cast, case)
    refuse(field, lambda: answered(cast, letter, **said))
    assert term(case, "employer").runs


def test_not_twice_and_not_to_a_letter_for_the_asker(cast, case):
    letter = issued(cast, case)
    answered(cast, letter)
    assert "2012年5月10日的答复已经记过" in refuse("answer", lambda: answered(cast, letter, answer="再来"))
    petition = moved(registered(cast, "petition"), "accept", by=cast.author)
    to_asker = issued(cast, petition, "acceptance", "刘桂英")
    assert "不用对方答复" in refuse("answer", lambda: answered(cast, to_asker))


def test_the_database_keeps_one_answer(cast, case):
    made = answered(cast, issued(cast, case))
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterAnswer.objects.create(letter=made.letter, step=case.steps.first(), day=c.TODAY, by=cast.author)


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


def test_written_from_the_list_of_letters(cast, case, client):
    letter = issued(cast, case)
    author, listed, page = (
        c.enter(client, cast.author),
        f"/cases/{case.pk}/letters/",
        f"/cases/letters/{letter.pk}/answer/",
    )
    assert page in author.get(listed).content.decode()
    form = author.get(page).content.decode()
    assert FIRM in form and "职工本人看得到" in form
    with c.nothing_written():
        wrong = author.post(page, {"day": c.TODAY + timedelta(days=9), "answer": SAID})
    assert wrong.status_code == 422 and SAID in wrong.content.decode()
    answer = author.post(page, {"day": c.TODAY, "answer": SAID})
    assert answer["Location"] == listed and LetterAnswer.objects.get().letter == letter
    after = author.get(listed).content.decode()
    assert page not in after and "2012年5月10日答复" in after
    assert author.get(page).status_code == 404


def test_a_letter_that_nobody_answers_has_no_such_page(cast, client):
    case = moved(registered(cast, "petition"), "accept", by=cast.author)
    letter = issued(cast, case, "acceptance", "刘桂英")
    assert c.enter(client, cast.author).get(f"/cases/letters/{letter.pk}/answer/").status_code == 404


def test_whoever_does_not_handle_it_writes_nothing(cast, case, client):
    page = f"/cases/letters/{issued(cast, case).pk}/answer/"
    for who in (cast.mate, cast.people["stranger"]):
        browser = c.enter(type(client)(), who)
        with c.nothing_written():
            assert browser.post(page, {"day": c.TODAY, "answer": SAID}).status_code == 404


def test_the_worker_reads_that_it_went_out_and_what_came_back_but_not_its_body(cast, case):
    new = NewLetter("opinion", FIRM, "车间张三说的", delivered=c.TODAY, way="hand")
    letter = issue_letter(case, new, by=cast.author, on=c.TODAY)
    browser = Client()
    before = text_of(browser.get(page_of(browser, case)))
    assert "发出工会劳动法律监督意见书" in before and f"〔2012〕1号，写给{FIRM}" in before
    assert "车间张三说的" not in before and "到时没有办的，您" not in before
    answered(cast, letter)
    after = text_of(browser.get(page_of(browser, case)))
    assert "工会劳动法律监督意见书的答复" in after and SAID in after


def test_a_report_upward_stays_unsaid(cast):
    case = moved(registered(cast, "crisis", details={"kind": "accident"}), "accept", by=cast.author)
    letter = next(each for each in case.service.letters if each.at == "reported")
    made = issue_letter(case, NewLetter(letter.name, "银川市总工会", "坠落"), by=cast.author, on=c.TODAY)
    assert (made.step.event, made.step.told) == ("reported", False)


# ── told, and for machines ──────────────────────────────────────────────────────────────────────────────


def texts(case):
    return list(
        Message.objects.texts().filter(source__startswith=f"case/{case.pk}/asker/").values_list("title", flat=True)
    )


@pytest.mark.parametrize(("way", "told"), [("code", 1), ("call", 0)])
def test_whoever_asked_is_texted_that_an_answer_came_and_never_what(cast, way, told):
    said = {"details": {"matter": "wages"}, "employer": cast.employer, "reply_way": way}
    case = moved(registered(cast, "supervision_letter", **said), "accept", by=cast.author)
    before = len(texts(case))
    answered(cast, issued(cast, case))
    new = texts(case)[before:]
    assert len(new) == told
    assert [SAID in each or FIRM in each for each in new] == [False] * told


def test_who_wishes_to_be_called_has_to_be_told(cast):
    said = {"details": {"matter": "wages"}, "employer": cast.employer, "reply_way": "call"}
    case = moved(registered(cast, "supervision_letter", **said), "accept", by=cast.author)
    letter = issued(cast, case)
    assert not untold(Case.objects.filter(pk=case.pk)).exists()
    answered(cast, letter)
    assert untold(Case.objects.filter(pk=case.pk)).exists()


def test_machines_read_the_letters_and_write_an_answer_once(cast, case, client):
    letter, machine = issued(cast, case), c.enter(client, cast.author)
    shown = {"id": letter.pk, "number": letter.number, "label": letter.label, "to": FIRM, "on": str(c.TODAY)}
    shown |= {"delivered": str(c.TODAY), "open_to_delivery": False}
    assert machine.get(f"/api/cases/{case.pk}/letters").json() == [{**shown, "answered": None, "open_to_answer": True}]
    sent = {"day": str(c.TODAY), "answer": SAID}
    answer = machine.post(f"/api/letters/{letter.pk}/answer", sent, content_type="application/json")
    assert (answer.status_code, answer.json()) == (201, {**shown, "answered": str(c.TODAY), "open_to_answer": False})
    assert LetterAnswer.objects.get().day == c.TODAY
    with c.nothing_written():
        again = machine.post(f"/api/letters/{letter.pk}/answer", sent, content_type="application/json")
    assert again.status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"answer": " "}, "answer"), ({"day": str(c.TODAY + DAY)}, "day"), ({"day": "2001-01-01"}, "day")],
)
def test_machines_are_told_what_is_wrong(cast, case, client, wrong, field):
    letter, machine = issued(cast, case), c.enter(client, cast.author)
    sent = {"day": str(c.TODAY), "answer": SAID, **wrong}
    with c.nothing_written():
        answer = machine.post(f"/api/letters/{letter.pk}/answer", sent, content_type="application/json")
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_strangers_and_the_accused_read_no_letters_by_machine(cast, case, client):
    letter = issued(cast, case)
    for who in (cast.people["stranger"], cast.people["enterprise"], c.officer("外县的", cast.other_county, "officer")):
        machine = c.enter(Client(), who)
        assert machine.get(f"/api/cases/{case.pk}/letters").status_code == 404
        sent = {"day": str(c.TODAY), "answer": SAID}
        assert (
            machine.post(f"/api/letters/{letter.pk}/answer", sent, content_type="application/json").status_code == 404
        )


def test_the_union_of_the_employer_learns_no_hidden_name_from_a_letter_by_machine(cast, client):
    """A letter to whoever asked carries their name: who leads at that union handles the matter, and is not to know."""
    cast.employer.org = cast.enterprise
    cast.employer.save()
    chair = c.officer("厂工会主席", cast.enterprise, "leader", rank=Rank.LEADER)
    said = {"employer": cast.employer, "hide_name": True, "name": "刘桂英"}
    case = moved(registered(cast, "petition", **said), "accept", by=cast.author)
    letter = issue_letter(case, NewLetter("acceptance", "刘桂英", "已经受理"), by=cast.author, on=c.TODAY)
    assert c.enter(Client(), cast.author).get(f"/api/cases/{case.pk}/letters").json()[0]["to"] == "刘桂英"
    Case.objects.filter(pk=case.pk).update(org=cast.enterprise)
    answer = c.enter(client, chair).get(f"/api/cases/{case.pk}/letters")
    assert (answer.status_code, "刘桂英" in answer.content.decode(), letter.to) == (404, False, "刘桂英")
    Case.objects.filter(pk=case.pk).update(hide_name=False)
    assert client.get(f"/api/cases/{case.pk}/letters").status_code == 200
