"""The term in which a letter is answered runs from the day on which it arrived, written down once; until then none."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from tiexin.cases import tasks
from tiexin.cases.actions.letters import NewLetter, answer_letter, deliver_letter, issue_letter
from tiexin.cases.actions.others import remind_of_deliveries
from tiexin.cases.actions.silence import say_what_lapsed
from tiexin.cases.catalogue import catalogue
from tiexin.cases.letters import rules
from tiexin.cases.letters.models import CaseLetter, LetterDelivery
from tiexin.cases.models import Case, CaseClock, CaseStep
from tiexin.cases.tests.case_scene import DAY, clocks, moved, refuse, registered, stage
from tiexin.core.days import naive
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message
from tiexin.portal.tests.portal_scene import page_of, text_of

FIRM, WAITS = "宁夏凤凰机械有限公司", "还没有记下送达"


@pytest.fixture
def cast(db):
    cache.clear()
    yield stage()
    calendar.forget()


@pytest.fixture
def case(cast):
    said = {"details": {"matter": "wages"}, "employer": cast.employer}
    return moved(registered(cast, "supervision_letter", **said), "accept", by=cast.author)


def issued(cast, case, name="opinion", to=FIRM, on=c.TODAY, **more):
    return issue_letter(case, NewLetter(name, to, "请改正", **more), by=cast.author, on=on)


def arrived(cast, letter, day=c.TODAY, way="post", on=None):
    return deliver_letter(letter, day, way, by=cast.author, on=on or day)


def terms(case, rule="employer"):
    return CaseClock.objects.filter(case=case, rule=rule)


# ── from when on ────────────────────────────────────────────────────────────────────────────────────────


def test_issued_it_starts_no_term_and_nobody_is_late(cast, case):
    letter = issued(cast, case)
    assert (terms(case).exists(), letter.clock, list(CaseLetter.objects.undelivered())) == (False, None, [letter])
    assert say_what_lapsed(c.TODAY + 50 * DAY) == 0


def test_the_fifteen_working_days_are_counted_from_the_day_after_it_arrived(cast, case):
    """Issued on Thursday 10 May, arrived on Monday 14: 15 to 18 May are 4, 21 to 25 are 9, 28 May to 1 June are 14, and
    4 June is the fifteenth. From its issuing it would have been 31 May.
    """
    made = arrived(cast, issued(cast, case), date(2012, 5, 14), on=date(2012, 5, 16))
    clock, letter = terms(case).get(), CaseLetter.objects.get()
    assert (clocks(case)["employer"][0], naive(clock.began).date()) == (date(2012, 6, 4), date(2012, 5, 14))
    assert (letter.clock, made.letter, made.day, made.way) == (clock, letter, date(2012, 5, 14), "post")
    assert (made.step.event, made.step.told) == ("delivered", True)
    assert made.step.label == "工会劳动法律监督意见书送达"
    assert made.step.text == (
        f"工会劳动法律监督意见书〔2012〕1号，2012年5月14日送达{FIRM}：邮寄，以回执上的收件日期为准"
    )
    assert Entry.objects.get(pk=made.step.entry_id).verb == "deliver_letter"
    assert str(made) == "工会劳动法律监督意见书〔2012〕1号送达" and not CaseLetter.objects.undelivered().exists()


def test_where_it_is_known_already_it_is_written_with_the_letter(cast, case):
    letter = issued(cast, case, delivered=c.TODAY, way="hand")
    assert (letter.clock, letter.delivery.day, letter.delivery.way) == (terms(case).get(), c.TODAY, "hand")
    assert list(CaseStep.objects.order_by("-pk").values_list("event", flat=True)[:2]) == ["delivered", "sent_outside"]


def test_the_department_s_days_run_from_the_proposal_s_arrival_and_the_employer_s_stay(cast, case):
    issued(cast, case, delivered=c.TODAY, way="hand")
    was = terms(case).get()
    proposal = issued(cast, case, "proposal", "人力资源和社会保障局")
    assert not terms(case, "department").exists()
    arrived(cast, proposal, date(2012, 5, 11), "hand")
    assert clocks(case)["department"][0] == date(2012, 5, 18)  # 14 to 18 May are five working days
    assert terms(case).get() == was


def test_the_five_days_of_the_justice_department_run_from_receipt(cast):
    case = moved(registered(cast, "legal_aid", details={"matter": "wages"}), "accept", "begin", by=cast.author)
    arrived(cast, issued(cast, case, "objection", "兴庆区司法局"), date(2012, 5, 11))
    assert clocks(case)["objection"][0] == date(2012, 5, 16)


def test_one_that_arrives_while_a_term_runs_shares_it(cast, case):
    first, second = issued(cast, case), issued(cast, case)
    arrived(cast, first)
    arrived(cast, second, c.TODAY + DAY)
    assert {each.clock for each in CaseLetter.objects.all()} == {terms(case).get()}


def test_an_answer_says_by_itself_that_it_arrived(cast, case):
    letter = issued(cast, case)
    answer_letter(letter, c.TODAY, "已改正", by=cast.author, on=c.TODAY)
    assert not CaseLetter.objects.undelivered().exists() and not terms(case).exists()
    assert "已经答复" in refuse("day", lambda: arrived(cast, letter))


def test_no_answer_comes_before_it_arrived(cast, case):
    letter = issued(cast, case)
    arrived(cast, letter, c.TODAY + 2 * DAY)
    late = {"by": cast.author, "on": c.TODAY + 3 * DAY}
    refuse("day", lambda: answer_letter(letter, c.TODAY + DAY, "已改正", **late))
    answer_letter(letter, c.TODAY + 2 * DAY, "已改正", **late)
    assert not terms(case).get().runs


# ── refused ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "way", "field"),
    [
        (c.TODAY - DAY, "hand", "day"),
        (c.TODAY + 3 * DAY, "hand", "day"),
        (c.TODAY, "", "way"),
        (c.TODAY, "dove", "way"),
    ],
)
def test_no_day_before_it_was_issued_or_to_come_and_no_unknown_way(cast, case, day, way, field):
    letter = issued(cast, case)
    said = refuse(field, lambda: arrived(cast, letter, day, way, on=c.TODAY + 2 * DAY))
    assert "《民事诉讼法》第88条" in said


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"delivered": c.TODAY}, "way"),
        ({"way": "hand"}, "delivered"),
        ({"delivered": c.TODAY - DAY, "way": "hand"}, "delivered"),
    ],
)
def test_half_a_delivery_with_the_letter_issues_nothing_and_loses_no_number(cast, case, more, field):
    refuse(field, lambda: issued(cast, case, **more))
    assert issued(cast, case).serial == 1


def test_not_twice_not_after_the_end_and_not_where_no_term_runs_from_it(cast, case):
    letter, other = issued(cast, case), issued(cast, case)
    arrived(cast, letter)
    assert "送达已经记过" in refuse("day", lambda: arrived(cast, letter))
    case = moved(case, "begin", by=cast.author)
    reminder = issued(cast, case, "reminder")
    assert "不用记送达" in refuse("day", lambda: arrived(cast, reminder))
    moved(case, "withdraw", by=cast.author)
    refuse("", lambda: arrived(cast, other))


def test_the_database_keeps_one_delivery(cast, case):
    made = arrived(cast, issued(cast, case))
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterDelivery.objects.create(
            letter=made.letter, step=case.steps.first(), day=c.TODAY, way="hand", by=cast.author
        )


def test_which_letters_have_a_term_that_runs_from_their_arrival():
    assert rules.with_term() == {"legal_aid": ("objection",), "supervision_letter": ("opinion", "proposal")}
    found = [
        (service.name, each.name)
        for service in catalogue().values()
        for each in service.letters
        if rules.delivered(service, each.name)
    ]
    assert found == [
        ("legal_aid", "objection"),
        ("supervision_letter", "opinion"),
        ("supervision_letter", "proposal"),
    ]
    assert rules.delivered(catalogue()["petition"], "moon") == ""
    assert (set(rules.delivery().ways), rules.delivery().remind) == ({"hand", "post", "electronic", "left"}, 3)
    with pytest.raises(Refused, match="请写哪天送达的"):
        rules.check_delivery(None, "hand", c.TODAY, c.TODAY)


# ── pages, machines, reminders ──────────────────────────────────────────────────────────────────────────


def test_page_and_letters_say_that_no_term_runs_until_it_is_written_down(cast, case, client):
    letter, author = issued(cast, case), c.enter(client, cast.author)
    page, listed, own = f"/cases/{case.pk}/", f"/cases/{case.pk}/letters/", f"/cases/letters/{letter.pk}/delivered/"
    assert WAITS in author.get(page).text and WAITS in author.get(listed).text and own in author.get(listed).text
    with c.nothing_written():
        wrong = [author.post(own, said) for said in ({"day": "", "way": "hand"}, {"day": c.TODAY, "way": ""})]
    assert [list(each.context["form"].errors) for each in wrong] == [["day"], ["way"]]
    assert author.post(own, {"day": c.TODAY, "way": "left"})["Location"] == listed
    assert (WAITS in author.get(page).text, WAITS in author.get(listed).text) == (False, False)
    assert "2012年5月10日送达（对方拒收" in author.get(listed).text
    assert author.get(own).status_code == 404


def test_the_form_of_a_letter_asks_only_where_a_term_runs_from_it(cast, case, client):
    author = c.enter(client, cast.author)
    case = moved(case, "begin", by=cast.author)
    url = f"/cases/{case.pk}/letters/new/?letter="
    asked = ["delivered" in author.get(url + name).context["form"].fields for name in ("opinion", "reminder")]
    assert asked == [True, False]
    assert "写了日子的必须选" in author.get(f"{url}opinion").text
    said = {"to": FIRM, "text": "请改正", "delivered": c.TODAY}
    with c.nothing_written():
        assert list(author.post(f"{url}opinion", said).context["form"].errors) == ["way"]
    assert author.post(f"{url}opinion", {**said, "way": "hand"}).status_code == 302
    assert LetterDelivery.objects.get().day == c.TODAY and terms(case).get().runs


def test_whoever_does_not_handle_it_writes_nothing(cast, case):
    letter = issued(cast, case)
    for who in (cast.mate, cast.people["stranger"]):
        browser = c.enter(Client(), who)
        with c.nothing_written():
            sent = {"day": c.TODAY, "way": "hand"}
            assert browser.post(f"/cases/letters/{letter.pk}/delivered/", sent).status_code == 404
            machine = {"day": str(c.TODAY), "way": "hand"}
            url = f"/api/letters/{letter.pk}/delivered"
            assert browser.post(url, machine, content_type="application/json").status_code == 404


def test_machines_write_it_once(cast, case, client):
    letter, machine = issued(cast, case), c.enter(client, cast.author)
    url, sent = f"/api/letters/{letter.pk}/delivered", {"day": str(c.TODAY), "way": "electronic"}
    with c.nothing_written():
        wrong = machine.post(url, {**sent, "way": "dove"}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "way")
    answer = machine.post(url, sent, content_type="application/json")
    shown = {name: answer.json()[name] for name in ("delivered", "open_to_delivery", "open_to_answer")}
    assert (answer.status_code, shown) == (
        201,
        {"delivered": str(c.TODAY), "open_to_delivery": False, "open_to_answer": True},
    )
    assert machine.post(url, sent, content_type="application/json").status_code == 404


def test_the_worker_reads_that_it_arrived_and_by_when_it_is_answered(cast, case):
    letter, browser = issued(cast, case), Client()
    page = page_of(browser, case)
    assert "用人单位书面答复意见书" not in text_of(browser.get(page))
    arrived(cast, letter)
    shown = text_of(browser.get(page))
    assert f"2012年5月10日送达{FIRM}" in shown and "用人单位书面答复意见书" in shown


def heard():
    found = Message.objects.filter(channel="app", kind="reminder", source__contains="/undelivered/")
    return list(found.values_list("officer", "title"))


def test_the_owner_is_reminded_after_three_days_and_once(cast, case):
    letter = issued(cast, case)
    third = c.TODAY + 3 * DAY
    assert (remind_of_deliveries(third - DAY), heard()) == (0, [])
    tasks.remind(third)
    words = "工会劳动法律监督意见书发出3天了，还没有记下送达：对方的期限从送达起算，请记下"
    assert heard() == [(cast.author.pk, words)]
    assert (remind_of_deliveries(third), remind_of_deliveries(third + DAY)) == (0, 0)
    arrived(cast, letter, c.TODAY + DAY, on=third)


@pytest.mark.parametrize("how", ["arrived", "answered", "ended", "practice", "long ago"])
def test_nobody_is_reminded_of_what_arrived_or_ended(cast, case, how):
    letter, day = issued(cast, case), c.TODAY + 5 * DAY
    if how == "arrived":
        arrived(cast, letter)
    elif how == "answered":
        answer_letter(letter, c.TODAY, "已改正", by=cast.author, on=c.TODAY)
    elif how == "ended":
        moved(case, "withdraw", by=cast.author)
    elif how == "practice":
        Org.objects.filter(pk=cast.county.pk).update(practice=True)
    else:
        day = c.TODAY + 90 * DAY
    assert (remind_of_deliveries(day), heard()) == (0, [])


def test_without_an_owner_whoever_decides_there_is_reminded(cast, case):
    issued(cast, case)
    Case.objects.filter(pk=case.pk).update(owner=None)
    assert remind_of_deliveries(c.TODAY + 3 * DAY) == 1
    assert [officer for officer, _ in heard()] != [cast.author.pk]
