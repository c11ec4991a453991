"""Steps at another body: under whose authorisation, which clock runs there beside the union's own, what it answers."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from tiexin.cases import codes
from tiexin.cases.actions.centres import end_agent
from tiexin.cases.agency import queries, rules
from tiexin.cases.agency.norms import norms, rule_of
from tiexin.cases.models import Case, CaseClock, Errand
from tiexin.cases.reaching import phone_of
from tiexin.cases.tests.agency_scene import (
    DAY,
    END,
    answered,
    carried,
    drafted,
    judged,
    petition,
    sent,
    signed,
    stage,
    steps_of,
    withdrawn,
)
from tiexin.cases.tests.case_scene import clocks, moved, refuse, registered
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def test_a_step_is_told_and_starts_that_body_s_clock_beside_the_union_s(cast):
    mandate = carried(cast)
    moved(mandate.case, "accept", by=cast.author)
    before = clocks(mandate.case)
    made = sent(cast, mandate)
    assert steps_of(mandate.case)[-1] == ("sent_outside", "送到兴庆区信访局", "递交材料一份", True)
    assert (made.step.by, made.by, made.done) == (cast.agent_officer, cast.agent_officer, "代为提出请求、提交材料")
    assert (made.clock.rule, made.clock.label, made.clock.holder) == ("body_office", "信访部门登记、转送交办", "other")
    assert clocks(mandate.case) == {**before, "body_office": (c.TODAY + 15 * DAY, False, False)}
    assert made.rule == norms().bodies["office"] and made.clock.lines
    assert Entry.objects.filter(verb="send_outside", by=cast.agent_officer).count() == 1


def test_the_union_s_own_term_is_not_moved_by_another_body(cast):
    mandate = carried(cast)
    moved(mandate.case, "accept", by=cast.author)
    own = Case.objects.values_list("due", "not_before").get(pk=mandate.case_id)
    errand = sent(cast, mandate, kind="arbitration")
    assert Case.objects.values_list("due", "not_before").get(pk=mandate.case_id) == own
    answered(cast, errand, on=c.TODAY + DAY)
    assert Case.objects.values_list("due", "not_before").get(pk=mandate.case_id) == own


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        ("office", 15),
        ("notify", 15),
        ("conclude", 60),
        ("review", 30),
        ("arbitration", 5),
        ("award", 45),
        ("other", 30),
    ],
)
def test_each_body_has_its_own_term_counted_from_the_next_day(cast, kind, days):
    made = sent(cast, carried(cast), kind=kind)
    shown = queries.term(made.clock, str(made.rule.source), c.TODAY)
    last = c.TODAY + timedelta(days=days)
    assert (shown.left, shown.late, shown.met) == ((shown.day - c.TODAY).days, False, None)
    assert last <= shown.day <= last + 9 * DAY  # a day off at its end moves it on
    assert shown.source == str(norms().bodies[kind].source)


@pytest.mark.parametrize(("after", "left", "late"), [(14, 1, False), (15, 0, False), (16, -1, True)])
def test_it_is_late_the_day_after_its_last(cast, after, left, late):
    made = sent(cast, carried(cast))
    shown = queries.term(made.clock, "", c.TODAY + after * DAY)
    assert (shown.left, shown.late) == (left, late)
    assert queries.late(c.TODAY + after * DAY).exists() is late


def test_a_step_of_some_days_ago_begins_its_clock_then(cast):
    mandate = carried(cast)
    made = sent(cast, mandate, sent=c.TODAY, on=c.TODAY + 20 * DAY)
    assert queries.term(made.clock, "", c.TODAY + 20 * DAY).day == c.TODAY + 15 * DAY


@pytest.mark.parametrize(
    ("on", "day", "field"),
    [
        (0, 0, None),
        (90, 90, None),
        (95, 90, None),
        (91, 91, "mandate"),
        (0, -1, "mandate"),
        (0, 1, "sent"),
    ],
)
def test_a_step_is_taken_while_the_authorisation_holds(cast, on, day, field):
    mandate = carried(cast)
    call = lambda: sent(cast, mandate, on=c.TODAY + on * DAY, sent=c.TODAY + day * DAY)  # noqa: E731
    if field is None:
        assert call().sent == c.TODAY + day * DAY
    else:
        refuse(field, call)


@pytest.mark.parametrize(("day", "right"), [(1, True), (2, False), (3, False)])
def test_from_the_day_of_withdrawal_nothing_more_is_done(cast, day, right):
    mandate = withdrawn(cast, carried(cast), on=c.TODAY + 2 * DAY)
    call = lambda: sent(cast, mandate, on=c.TODAY + 3 * DAY, sent=c.TODAY + day * DAY)  # noqa: E731
    if right:
        assert call().sent == c.TODAY + day * DAY
    else:
        assert "撤回" in refuse("mandate", call)


def test_an_unsigned_one_permits_nothing(cast):
    case = petition(cast)
    judged(cast, case)
    draft = drafted(cast, case)
    assert "还没有签" in refuse("mandate", lambda: sent(cast, draft))
    signed(cast, draft, on=c.TODAY + DAY)
    assert "还没有签" in refuse("mandate", lambda: sent(cast, draft, on=c.TODAY + DAY, sent=c.TODAY))


def test_an_agent_off_the_roster_does_nothing_more(cast):
    mandate = carried(cast)
    end_agent(cast.agent, c.TODAY + DAY, "调岗", by=cast.people["office"], on=c.TODAY + DAY)
    assert sent(cast, mandate, on=c.TODAY + DAY, sent=c.TODAY).sent == c.TODAY
    assert "不在名册" in refuse("mandate", lambda: sent(cast, mandate, on=c.TODAY + DAY))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"body": " "}, "body"),
        ({"body": "长" * 61}, "body"),
        ({"text": ""}, "text"),
        ({"text": "长" * 501}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"power": "settle"}, "power"),
        ({"power": "speak"}, "power"),
        ({"power": ""}, "power"),
        ({"kind": "moon"}, "kind"),
        ({"kind": "body_office"}, "kind"),
    ],
)
def test_what_is_missing_or_not_authorised_is_named_beside_its_field(cast, changes, field):
    mandate = carried(cast)
    refuse(field, lambda: sent(cast, mandate, **changes))


def test_a_special_power_is_used_only_where_it_was_named(cast):
    plain, special = carried(cast), carried(cast, powers=["speak"])
    judged(cast, plain.case)
    refuse("power", lambda: sent(cast, plain, power="settle"))
    wide = signed(cast, drafted(cast, petition_of(cast), powers=["submit"], special=["settle"]))
    assert sent(cast, wide, power="settle").done == "代为和解、同意调解协议"
    assert sent(cast, special, power="speak").power == "speak"


def petition_of(cast):
    case = petition(cast)
    judged(cast, case)
    return case


def test_the_authorisation_of_another_matter_is_none(cast):
    one, other = carried(cast), carried(cast)
    other.case_id, other.case = one.case_id, one.case
    assert refuse("mandate", lambda: sent(cast, other)).startswith("请选择凭哪份委托书")


@pytest.mark.parametrize("body", ["凤凰机械厂", "凤凰机械厂人事科", "老城区总工会办公室", "老城区"])
def test_no_step_in_a_name_at_whom_the_name_is_hidden_from(cast, body):
    hiding = {"hide_name": True, "employer": cast.employer, "place": "凤凰机械厂"}
    mandate = carried(cast, **hiding)
    Case.objects.filter(pk=mandate.case_id).update(about_org=cast.closed)
    mandate.case.refresh_from_db()
    refuse("body", lambda: sent(cast, mandate, body=body))
    assert sent(cast, mandate).body == "兴庆区信访局"
    Case.objects.filter(pk=mandate.case_id).update(hide_name=False)
    assert sent(cast, mandate, body=body).body == body


def test_nor_at_the_unit_of_the_person_whom_it_is_about(cast):
    mandate = carried(cast, hide_name=True)
    Case.objects.filter(pk=mandate.case_id).update(about=cast.people["stranger"])
    said = refuse("body", lambda: sent(cast, mandate, body="石嘴山市总工会"))
    assert "隐去姓名" in said and rules.HIDDEN.startswith("《信访工作条例》第30条")


def test_a_matter_that_has_ended_takes_no_step_but_an_answer(cast):
    mandate = carried(cast)
    errand = sent(cast, mandate)
    moved(mandate.case, "withdraw", by=cast.author)
    refuse("", lambda: sent(cast, mandate))
    answered(cast, errand, on=c.TODAY + DAY)
    assert Errand.objects.get().answered == c.TODAY + DAY


def test_an_answer_meets_that_body_s_clock_and_no_other(cast):
    mandate = carried(cast)
    first, second = sent(cast, mandate), sent(cast, mandate, body="区人社局", kind="inspection")
    again = sent(cast, mandate, body="市信访局")
    answered(cast, first, day=c.TODAY, on=c.TODAY + 2 * DAY)
    met = dict(CaseClock.objects.filter(holder="other").values_list("errand", "met"))
    assert [bool(met[each.pk]) for each in (first, second, again)] == [True, False, False]
    assert queries.term(CaseClock.objects.get(errand=first), "", c.TODAY).met == c.TODAY
    assert steps_of(mandate.case)[-1] == ("answered_outside", "兴庆区信访局答复", "已转区人社局", True)


@pytest.mark.parametrize(
    ("on", "day", "right"), [(0, 0, True), (5, 5, True), (5, 6, False), (5, -1, False), (40, 39, True)]
)
def test_days_of_an_answer(cast, on, day, right):
    errand = sent(cast, carried(cast))
    call = lambda: answered(cast, errand, on=c.TODAY + on * DAY, day=c.TODAY + day * DAY)  # noqa: E731
    if right:
        assert call().answered == c.TODAY + day * DAY
    else:
        refuse("day", call)


def test_an_answer_is_written_once_and_in_words(cast):
    errand = sent(cast, carried(cast))
    refuse("answer", lambda: answered(cast, errand, " "))
    refuse("answer", lambda: answered(cast, errand, "长" * 501))
    answered(cast, errand)
    assert "已经答复过" in refuse("answer", lambda: answered(cast, errand, "又一次"))


def test_an_answer_comes_also_after_the_authorisation_was_withdrawn(cast):
    mandate = carried(cast)
    errand = sent(cast, mandate)
    withdrawn(cast, mandate, on=c.TODAY + DAY)
    assert answered(cast, errand, on=c.TODAY + 3 * DAY, by=cast.author).answer == "已转区人社局"


def test_two_clocks_are_shown_of_one_matter(cast):
    mandate = carried(cast)
    moved(mandate.case, "accept", by=cast.author)
    sent(cast, mandate)
    shown = queries.beside(Case.objects.get(pk=mandate.case_id), c.TODAY)
    [errand] = shown["errands"]
    assert (errand.term.label, shown["own_term"].label) == ("信访部门登记、转送交办", "办结")
    assert errand.term.source == "《信访工作条例》第22条" and shown["own_term"].source == "《信访工作条例》第34条"
    assert errand.term.lines and shown["own_term"].lines


def test_what_waits_is_that_of_whoever_owns_or_carries_it(cast):
    mandate = carried(cast)
    late = sent(cast, mandate, kind="arbitration")
    later = sent(cast, mandate)
    for who in (cast.author, cast.agent_officer):
        assert list(queries.waiting_for(who)) == [late, later]
    assert list(queries.waiting_for(cast.mate)) == list(queries.waiting_for(cast.chief)) == []
    answered(cast, late)
    assert list(queries.waiting_for(cast.author)) == [later]
    withdrawn(cast, mandate)
    assert list(queries.waiting_for(cast.agent_officer)) == []
    moved(mandate.case, "withdraw", by=cast.author)
    assert list(queries.waiting_for(cast.author)) == []


def test_a_published_calendar_counts_a_body_s_working_days_anew(cast):
    from tiexin.cases.actions.timing import recount_open

    made = sent(cast, carried(cast), kind="inspection")
    CaseClock.objects.filter(pk=made.clock_id).update(due=None, lines=["还没有日历"])
    assert recount_open(on=c.TODAY) == made.case_id
    made.clock.refresh_from_db()
    assert made.clock.due is not None and made.clock.lines != ["还没有日历"]


def test_a_dispute_is_carried_like_a_petition(cast):
    case = registered(cast, "dispute", hide_name=False)
    mandate = carried(cast, case=case, until=END)
    assert sent(cast, mandate, body="区仲裁委员会", kind="arbitration").clock.label == "仲裁委员会决定是否受理"


def test_the_clock_of_a_body_names_its_source_among_all_clocks_too(cast, client):
    mandate = carried(cast)
    sent(cast, mandate)
    page = c.enter(client, cast.author).get(f"/cases/{mandate.case_id}/")
    found = {clock.rule: str(clock.said.source) for clock in page.context["clocks"]}
    assert (found["body_office"], found["notify"]) == ("《信访工作条例》第22条", "《信访工作条例》第23条")
    assert page.text.count("依据：《信访工作条例》第22条") == 2  # at the step, and among the terms
    assert "对方的期限" in page.text and "停计<" not in page.text


@pytest.mark.parametrize("name", ["clock-stop", "clock-extend"])
def test_nobody_here_stops_or_lengthens_the_clock_of_another_body(cast, client, name):
    errand = sent(cast, carried(cast))
    client = c.enter(client, cast.chief)
    assert client.get(reverse(name, args=[errand.clock_id])).status_code == 404


def test_an_unknown_clock_has_no_rule(cast):
    service = petition(cast).service
    assert rule_of(service, "body_moon") is rule_of(service, "moon") is None
    assert rule_of(service, "conclude") == service.clock("conclude")
    assert rule_of(service, "body_injury") == norms().bodies["injury"]


def test_the_worker_reads_the_step_and_the_term_of_that_body_by_code(cast, client):
    mandate = carried(cast)
    sent(cast, mandate)
    where = client.post("/my/follow/", {"code": codes.code_of(mandate.case.key)}).url
    text = client.get(where).text
    for words in (
        "签了委托书",
        "送到兴庆区信访局",
        "递交材料一份",
        "信访部门登记、转送交办",
        "依据：《信访工作条例》第22条",
    ):
        assert words in text
    assert "判定：诉求合理" not in text and "工资条对得上" not in text  # what officers weigh is told in the answer


def test_whoever_asked_is_texted_that_another_body_answered_and_never_what(cast):
    mandate = carried(cast)
    case = moved(mandate.case, "accept", by=cast.author)
    texts = Message.objects.texts().filter(source__startswith=f"case/{case.pk}/asker/")
    errand, before = sent(cast, mandate), set(texts.values_list("pk", flat=True))
    answered(cast, errand)
    new = texts.exclude(pk__in=before)
    wanted = 1 if case.reply_way == "code" and phone_of(case) else 0
    assert ([("书面答复" in each.title, errand.body in each.title) for each in new], wanted) == ([(True, False)], 1)
