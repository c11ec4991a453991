"""Spot checks: whom the seed asks, who may ask, the author's word first, and what voids a record."""

from datetime import date, timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.duties import fold
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.supervision import check_rules as rules
from tiexin.supervision import queries
from tiexin.supervision.actions import checks as actions
from tiexin.supervision.actions.checks import Answer
from tiexin.supervision.models import Ask, RecordCheck
from tiexin.supervision.sheets import day_after, limits
from tiexin.supervision.tests import scene
from tiexin.supervision.tests.scene import DAY, sampled
from tiexin.visits.actions import void_visit
from tiexin.visits.models import Visit

pytestmark = pytest.mark.django_db
REPLY_BY = date(2012, 5, 17)  # five working days after Thursday 10 May


@kept.fixture
def cast():
    found = scene.stage()
    found.inspection = sampled(found)
    found.check = RecordCheck.objects.get(visit=found.visits[0])
    return found


def by(who, on=c.TODAY):
    return {"by": who, "on": on}


def refused(action, *args, **who):
    with c.nothing_written(), pytest.raises(Refused) as said:
        action(*args, **who)
    return said.value.field, said.value.message


def said(came, promised="", way="phone", on=c.TODAY):
    return Answer(came, promised, way, on)


def asks(check):
    return list(check.asks.order_by("place"))


def answered(cast, *came):
    """The check after its people said so, in their order."""
    for ask, word in zip(asks(cast.check), came, strict=False):
        actions.answer_ask(ask, said(word), **by(cast.inspector))
    cast.check.refresh_from_db()
    return cast.check


# ── whom ────────────────────────────────────────────────────────────────────────────────────────────────


def test_of_each_drawn_record_as_many_are_asked_as_the_data_say(cast):
    checks = list(RecordCheck.objects.order_by("pk"))
    assert [check.visit for check in checks] == cast.visits
    assert {check.state for check in checks} == {"asking"}
    most = limits()["asked_per_record"]
    for check in checks:
        met = {cast.worker.pk, *(other.pk for other in cast.others)}
        chosen = [ask.worker_id for ask in asks(check)]
        assert chosen == rules.order_of(cast.inspection.draw.seed, str(check.visit.key), met, most)
        assert [ask.place for ask in asks(check)] == [1, 2]


def test_records_of_other_units_and_voided_ones_are_not_checked(cast):
    RecordCheck.objects.all()
    draw = cast.inspection.draw
    assert list(queries.drawn_visits(draw, cast.county)) == cast.visits
    assert list(queries.drawn_visits(draw, cast.province)) == cast.visits
    assert list(queries.drawn_visits(draw, cast.other_city)) == []
    void_visit(cast.visits[0], "写错了", by=cast.author, on=c.TODAY)
    assert list(queries.drawn_visits(draw, cast.county)) == cast.visits[1:]


def test_a_record_without_names_has_nobody_to_ask(cast):
    nameless = scene.visited(cast, known=[], unnamed=4)
    inspection = scene.inspected(cast, way="sample", draw=scene.drawn(cast, title="第二次"))
    check = RecordCheck.objects.get(inspection=inspection, visit=nameless)
    assert (check.state, check.asks.count()) == ("nobody", 0)


# ── who asks, and what they hear ────────────────────────────────────────────────────────────────────────


def test_an_answer_is_kept_with_who_asked_how_and_when(cast):
    ask = actions.answer_ask(asks(cast.check)[0], said("yes", " 答应装直饮水 "), **by(cast.inspector))
    kept = Ask.objects.get(pk=ask.pk)
    assert (kept.came, kept.promised, kept.way) == ("yes", "答应装直饮水", "phone")
    assert (kept.on, kept.by) == (c.TODAY, cast.inspector)
    entry = Entry.objects.get(verb="answer_ask")
    assert (entry.thing, entry.thing_id, entry.org) == ("supervision.recordcheck", cast.check.pk, cast.province)


def test_the_state_follows_the_answers_and_a_no_gives_the_author_time(cast):
    assert answered(cast, "yes").state == "asking"
    assert (answered(cast).due, REPLY_BY) == (None, day_after(c.TODAY, limits()["author_reply"]))
    actions.answer_ask(asks(cast.check)[1], said("no"), **by(cast.inspector))
    cast.check.refresh_from_db()
    assert (cast.check.state, cast.check.due) == ("to_author", REPLY_BY)
    assert list(queries.checks_at(cast.author)) == [cast.check]
    assert list(queries.checks_at(cast.inspector)) == []


def test_a_later_answer_does_not_take_the_question_back_from_the_author(cast):
    answered(cast, "no")
    actions.reply_to_check(cast.check, "那天确实去了", **by(cast.author))
    actions.answer_ask(asks(cast.check)[1], said("yes"), **by(cast.inspector))
    cast.check.refresh_from_db()
    assert cast.check.state == "replied"


def test_nobody_of_the_unit_and_nobody_who_was_there_asks(cast):
    ask = asks(cast.check)[0]
    assert refused(actions.answer_ask, ask, said("yes"), **by(cast.author))[1].startswith("您登记了这条走访")
    colleague = c.officer("县总同事", cast.county)
    below = c.officer("企业工会的人", cast.enterprise)
    for who in (colleague, below):
        assert refused(actions.answer_ask, ask, said("yes"), **by(who))[1].startswith("您是被查单位的人")
    companion = scene.visited(cast, companions=[cast.inspector.pk])
    RecordCheck.objects.filter(pk=cast.check.pk).update(visit=companion)
    assert refused(actions.answer_ask, ask, said("yes"), **by(cast.inspector))[1].startswith("您登记了这条走访")


def test_where_a_unit_inspects_itself_only_those_who_were_there_may_not_ask(cast):
    assert queries.is_of_unit(cast.inspector, cast.inspection) is False
    cast.inspection.org = cast.county
    assert queries.is_of_unit(c.officer("县总同事", cast.county), cast.inspection) is False
    rules.check_asker(5, [1, 2], of_unit=False)


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (said("perhaps"), "came"),
        (said(""), "came"),
        (said("yes", way=""), "way"),
        (said("yes", on=c.TODAY + DAY), "on"),
        (said("yes", on=c.TODAY - 2 * DAY), "on"),
        (said("yes", "字" * 501), "promised"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(cast, answer, field):
    assert refused(actions.answer_ask, asks(cast.check)[0], answer, **by(cast.inspector))[0] == field


def test_nobody_is_asked_twice(cast):
    answered(cast, "yes")
    assert "已经记下" in refused(actions.answer_ask, asks(cast.check)[0], said("no"), **by(cast.inspector))[1]


# ── the author first, then the conclusion ───────────────────────────────────────────────────────────────


def test_only_the_author_replies_once_and_only_when_asked(cast):
    assert "不用说明" in refused(actions.reply_to_check, cast.check, "去了", **by(cast.author))[1]
    answered(cast, "no")
    assert "登记这条走访的人" in refused(actions.reply_to_check, cast.check, "去了", **by(cast.inspector))[1]
    assert refused(actions.reply_to_check, cast.check, " ", **by(cast.author))[0] == "text"
    actions.reply_to_check(cast.check, " 那天去了二车间 ", **by(cast.author))
    cast.check.refresh_from_db()
    assert (cast.check.state, cast.check.reply) == ("replied", "那天去了二车间")
    assert "不用说明" in refused(actions.reply_to_check, cast.check, "再说", **by(cast.author))[1]
    assert list(queries.checks_at(cast.author)) == []


def test_nothing_is_concluded_before_the_author_spoke_or_had_the_time(cast):
    decide = (actions.decide_check, cast.check, True, "三人都说没有来")
    assert "不用下结论" in refused(*decide, **by(cast.inspector))[1]
    answered(cast, "no")
    for day in (c.TODAY, REPLY_BY):
        assert "还没有说明" in refused(*decide, **by(cast.inspector, day))[1]
    assert not queries.is_overdue(cast.check, REPLY_BY)
    assert queries.is_overdue(cast.check, REPLY_BY + DAY)
    actions.decide_check(cast.check, False, "职工记错了日子", **by(cast.inspector, REPLY_BY + DAY))
    cast.check.refresh_from_db()
    assert (cast.check.state, cast.check.reason) == ("dropped", "职工记错了日子")


def test_without_a_day_the_author_has_to_speak_first(cast):
    with pytest.raises(Refused, match="登记人还没有说明"):
        rules.check_decision("to_author", None, c.TODAY + timedelta(days=999))


def test_upheld_voids_the_visit_and_takes_its_counts_back(cast):
    answered(cast, "no")
    actions.reply_to_check(cast.check, "记错了企业", **by(cast.author))
    live = Fact.objects.live().filter(entry__thing="visits.visit", entry__thing_id=cast.check.visit_id)
    assert live.count() == 5
    actions.decide_check(cast.check, True, "登记人也认可", **by(cast.inspector))
    visit = Visit.objects.get(pk=cast.check.visit_id)
    assert (visit.voided, visit.void_reason) == (c.TODAY, "抽查核实不实：登记人也认可")
    assert live.count() == 0
    cast.check.refresh_from_db()
    assert (cast.check.state, cast.check.reason) == ("upheld", "登记人也认可")
    verbs = list(Entry.objects.filter(thing="supervision.recordcheck").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["answer_ask", "reply_to_check", "uphold_check"]
    assert fold.drain(1000)


def test_dropped_leaves_the_visit(cast):
    answered(cast, "no")
    actions.reply_to_check(cast.check, "去了", **by(cast.author))
    actions.decide_check(cast.check, False, "另一位职工作证", **by(cast.inspector))
    assert Visit.objects.get(pk=cast.check.visit_id).voided is None
    assert Entry.objects.filter(verb="drop_check").count() == 1


def test_a_record_that_its_author_voided_meanwhile_keeps_its_own_reason(cast):
    answered(cast, "no")
    actions.reply_to_check(cast.check, "记错了", **by(cast.author))
    void_visit(cast.check.visit, "本人发现写错", by=cast.author, on=c.TODAY)
    actions.decide_check(cast.check, True, "本人认可", **by(cast.inspector))
    assert Visit.objects.get(pk=cast.check.visit_id).void_reason == "本人发现写错"


def test_a_conclusion_needs_a_reason_and_somebody_who_was_not_there(cast):
    answered(cast, "no")
    actions.reply_to_check(cast.check, "去了", **by(cast.author))
    decide = (actions.decide_check, cast.check, True)
    assert refused(*decide, " ", **by(cast.inspector))[0] == "reason"
    assert "您登记了" in refused(*decide, "不实", **by(cast.author))[1]
    assert "您是被查单位的人" in refused(*decide, "不实", **by(c.officer("县总同事", cast.county)))[1]
