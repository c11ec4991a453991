"""Surveys of effect: opened by a unit above, answered once each, ended and counted; a refusal changes nothing."""

from datetime import date

import pytest

from tiexin.draws.actions import arrange_item, exclude_item, freeze_draw, replace_pick
from tiexin.draws.definition import Rules
from tiexin.draws.tests import scene as draws
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import actions as orgs
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.supervision.actions import surveys as actions
from tiexin.supervision.models import Inspection
from tiexin.supervision.survey_queries import ending, figures
from tiexin.supervision.surveys import Survey, SurveyAsk, SurveyTally
from tiexin.supervision.tests import survey_scene as scene
from tiexin.supervision.tests.scene import DAY
from tiexin.supervision.tests.survey_scene import (
    BAD,
    GOOD,
    HALF,
    UNTIL,
    answered,
    by,
    closed,
    opened,
    recognised,
    refused,
    wanted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def states(survey):
    return list(survey.asks.order_by("place").values_list("state", "way", "noted_by"))


def tallies(survey):
    return dict(SurveyTally.objects.filter(survey=survey).values_list("answer", "count"))


# Opened


def test_a_survey_asks_everybody_whom_the_lot_names_in_its_order(cast):
    draw = scene.drawn(cast)
    made = actions.open_survey(wanted(cast, draw=draw), **by(cast.asker))
    picked = list(draw.picks.order_by("place").values_list("item__thing_id", flat=True))
    assert list(made.asks.order_by("place").values_list("worker", flat=True)) == picked
    assert len(picked) == 6
    assert {ask.token_hash for ask in made.asks.all()} == {
        actions.hash_of(actions.token_of(ask.key)) for ask in made.asks.all()
    }
    assert tallies(made) == {GOOD: 0, HALF: 0, BAD: 0}
    entry = Entry.objects.get(verb="open_survey")
    assert (entry.thing_id, entry.org, entry.by, entry.facts.count()) == (made.pk, cast.province, cast.asker, 0)


ABOVE = {  # who asks, of whom: only what stands above, in one of the trees
    ("province", "city"): True,
    ("province", "county"): True,
    ("city", "county"): True,
    ("industry", "enterprise"): True,
    ("county", "county"): False,
    ("county", "city"): False,
    ("enterprise", "county"): False,
    ("other_city", "county"): False,
    ("other_city", "city"): False,
    ("industry", "county"): False,
}


@pytest.mark.parametrize(("org", "unit"), ABOVE, ids="-".join)
def test_only_a_unit_above_asks(cast, org, unit):
    new = wanted(cast, kind="recognition", org=getattr(cast, org), unit=getattr(cast, unit))
    if ABOVE[org, unit]:
        assert actions.open_survey(new, **by(cast.asker)).unit == getattr(cast, unit)
    else:
        found = refused("只能由上级调查", actions.open_survey, new, **by(cast.asker))
        assert (found.field, found.clause) == ("unit", "C170：由上级来问，被评价的单位不经手")


def test_nobody_of_the_unit_judged_opens_it_wherever_their_posts_are(cast):
    refused("不经手", actions.open_survey, wanted(cast, kind="recognition"), **by(cast.author))
    orgs.grant_post(cast.leader, cast.county, "officer", by=None, on=date(2012, 1, 1))
    refused("不经手", actions.open_survey, wanted(cast, kind="recognition"), **by(cast.leader))


WRONG = {
    "a kind that there is not": ({"kind": "weather"}, "请选择调查什么", "kind"),
    "workers without a draw": ({"draw": None}, "要先抽签", "draw"),
    "an end that has passed": ({"since": c.TODAY - 9 * DAY, "until": c.TODAY - DAY}, "已经过去了", "until"),
    "an end before the beginning": ({"since": UNTIL + DAY}, "不能早于第一天", "until"),
    "a day too long": ({"until": c.TODAY + 60 * DAY}, "最长60天", "until"),
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_what_no_survey_can_be_is_refused(cast, changes):
    changed, said, field = changes
    new = wanted(cast, **{"draw": scene.drawn(cast)} | changed)
    assert refused(said, actions.open_survey, new, **by(cast.asker)).field == field


def test_the_longest_time_and_a_single_day_are_allowed(cast):
    assert opened(cast, kind="recognition", until=c.TODAY + 59 * DAY).pk
    assert opened(cast, kind="recognition", until=c.TODAY).pk


def test_a_closed_unit_is_judged_no_more(cast):
    refused("已经撤销", actions.open_survey, wanted(cast, kind="recognition", unit=cast.closed), **by(cast.asker))


def test_a_draw_of_bodies_there_is_not(cast):
    new = wanted(cast, kind="recognition", draw=scene.drawn(cast))
    assert refused("不用抽签", actions.open_survey, new, **by(cast.asker)).field == "draw"


def test_the_draw_must_be_of_this_units_workers_by_the_asking_unit_and_carried_out(cast):
    employers = draws.drawn(draws.frozen(cast.province, place=cast.county), cast.asker, cast.leader)
    waiting = draws.frozen(cast.province, Rules(each=2), kind="workers", place=cast.county)
    elsewhere = scene.drawn(cast, place=cast.city)
    others = scene.drawn(cast, org=cast.city)
    for draw, said in (
        (employers, "请选择本单位"),
        (waiting, "请选择本单位"),
        (others, "请选择本单位"),
        (elsewhere, "范围不是"),
    ):
        assert refused(said, actions.open_survey, wanted(cast, draw=draw), **by(cast.asker)).field == "draw"


def test_workers_are_never_arranged_by_the_place(cast):
    made = draws.opened(cast.province, Rules(each=3, arranged=1), kind="workers", place=cast.county)
    arrange_item(made.items.all()[0], "县总", "熟人", **by(cast.asker))
    draw = draws.drawn(freeze_draw(made, **by(cast.asker)), cast.asker, cast.leader)
    refused("不能由当地安排", actions.open_survey, wanted(cast, draw=draw), **by(cast.asker))


def test_a_draw_serves_one_survey_unless_that_was_withdrawn(cast):
    draw = scene.drawn(cast)
    first = opened(cast, draw=draw)
    refused("已经用过了", actions.open_survey, wanted(cast, draw=draw), **by(cast.asker))
    actions.withdraw_survey(first, "问错了单位", **by(cast.asker))
    again = opened(cast, draw=draw)
    assert set(again.asks.values_list("worker", flat=True)) == set(first.asks.values_list("worker", flat=True))
    closed(again, cast)
    refused("已经用过了", actions.open_survey, wanted(cast, draw=draw), **by(cast.asker))


def test_a_substitute_of_the_draw_is_asked_in_the_place_of_the_other(cast):
    draw = scene.drawn(cast)
    gone = draw.picks.order_by("place")[0]
    fresh = replace_pick(gone, "已经离厂", **by(cast.asker))
    made = opened(cast, draw=draw)
    asked = set(made.asks.values_list("worker", flat=True))
    assert fresh.item.thing_id in asked
    assert gone.item.thing_id not in asked


def test_who_is_left_out_of_the_frame_is_not_asked(cast):
    made = draws.opened(cast.province, Rules(each=200), kind="workers", place=cast.county)
    left = made.items.order_by("key")[0]
    exclude_item(left, "已经去世", **by(cast.asker))
    draw = draws.drawn(freeze_draw(made, **by(cast.asker)), cast.asker, cast.leader)
    survey = opened(cast, draw=draw)
    everybody = {worker.pk for worker in cast.workers}
    assert set(survey.asks.values_list("worker", flat=True)) == everybody - {left.thing_id}


# Answered


def test_one_tap_says_that_somebody_answered_and_counts_the_answer(cast):
    made = answered(opened(cast), HALF)
    assert states(made) == [("answered", "link", None), *[("open", "", None)] * 5]
    assert tallies(made) == {GOOD: 0, HALF: 1, BAD: 0}
    entry = Entry.objects.get(verb="answer_survey")
    assert (entry.thing, entry.thing_id, entry.by, entry.org) == ("supervision.survey", made.pk, None, cast.province)
    assert Fact.objects.filter(measure="satisfaction_answer").count() == 0


def test_an_answer_by_phone_names_who_wrote_it_down(cast):
    made = opened(cast)
    actions.note_answer(made.asks.get(place=2), BAD, **by(cast.leader))
    assert states(made)[:2] == [("open", "", None), ("answered", "phone", cast.leader.pk)]
    assert tallies(made) == {GOOD: 0, HALF: 0, BAD: 1}
    assert Entry.objects.get(verb="note_answer").by == cast.leader


def test_nobody_answers_twice_by_whichever_way(cast):
    made = answered(opened(cast), GOOD)
    ask = made.asks.get(place=1)
    refused("已经回答过了", actions.answer_survey, ask, BAD, on=c.TODAY)
    refused("已经回答过了", actions.note_answer, ask, BAD, **by(cast.asker))
    refused("已回答", actions.miss_ask, ask, **by(cast.asker))
    assert tallies(made) == {GOOD: 1, HALF: 0, BAD: 0}


def test_an_answer_in_no_known_word_is_refused(cast):
    refused("请选择满意", actions.answer_survey, opened(cast).asks.get(place=1), "superb", on=c.TODAY)


def test_nobody_of_the_unit_judged_writes_down_an_answer(cast):
    ask = opened(cast).asks.get(place=1)
    for who in (cast.author, cast.people["enterprise"]):
        refused("不经手", actions.note_answer, ask, GOOD, **by(who))
        refused("不经手", actions.miss_ask, ask, **by(who))


def test_a_post_at_the_unit_judged_is_enough_not_to_touch_it(cast):
    ask = opened(cast).asks.get(place=1)
    orgs.grant_post(cast.leader, cast.enterprise, "officer", by=None, on=date(2012, 1, 1))
    refused("不经手", actions.note_answer, ask, GOOD, **by(cast.leader))


DAYS = {-1: "还没有开始", 0: "", 5: "", 10: "", 11: "过了最后一天"}


@pytest.mark.parametrize("later", DAYS)
def test_answers_count_from_the_first_day_to_the_last(cast, later):
    made, day = opened(cast, until=UNTIL), c.TODAY + later * DAY
    ask = made.asks.get(place=1)
    if DAYS[later]:
        refused(DAYS[later], actions.answer_survey, ask, GOOD, on=day)
    else:
        assert actions.answer_survey(ask, GOOD, on=day).state == "answered"


def test_who_was_not_found_is_a_number_of_its_own_and_may_still_answer(cast):
    made = opened(cast)
    ask = actions.miss_ask(made.asks.get(place=1), **by(cast.asker))
    assert (ask.state, figures(made).unreached, figures(made).silent) == ("unreached", 1, 6)
    refused("没有找到本人", actions.miss_ask, ask, **by(cast.asker))
    actions.answer_survey(ask, GOOD, on=c.TODAY)
    assert (figures(made).unreached, figures(made).answered) == (0, 1)


# Ended


def test_the_end_counts_one_fact_an_answer_for_the_unit_judged(cast):
    made = answered(opened(cast), GOOD, GOOD, BAD, GOOD, HALF)
    closed(made, cast, on=c.TODAY + DAY)
    entry = Entry.objects.get(verb="close_survey")
    facts = entry.facts.order_by("pk")
    told = [(fact.qty, fact.on, fact.by_org, fact.at_org, fact.tag_set.tags.get().value) for fact in facts]
    day, county = c.TODAY + DAY, cast.county
    assert told == [(3, day, county, county, GOOD), (1, day, county, county, HALF), (1, day, county, county, BAD)]
    assert {fact.measure for fact in facts} == {"satisfaction_answer"}
    assert (entry.org, entry.by) == (cast.province, cast.asker)


def test_nobody_answers_after_the_end_and_nothing_ends_twice(cast):
    made = closed(answered(opened(cast), GOOD), cast)
    assert (made.state, made.closed) == ("closed", c.TODAY)
    refused("已结束", actions.answer_survey, made.asks.get(place=2), GOOD, on=c.TODAY)
    refused("已结束", actions.miss_ask, made.asks.get(place=2), **by(cast.asker))
    refused("已结束", actions.close_survey, made, **by(cast.asker))
    refused("已结束", actions.withdraw_survey, made, "不要了", **by(cast.asker))


FEWEST = {4: False, 5: True}


@pytest.mark.parametrize("number", FEWEST)
def test_of_too_few_workers_nothing_is_told_nor_counted(cast, number):
    made = closed(answered(opened(cast), *[GOOD] * number), cast)
    assert Fact.objects.filter(measure="satisfaction_answer").exists() == FEWEST[number]
    assert figures(made).split == ({GOOD: 5, HALF: 0, BAD: 0} if FEWEST[number] else None)
    assert figures(made).percent == ("100.0%" if FEWEST[number] else "")
    assert (figures(made).answered, figures(made).silent) == (number, 6 - number)


@pytest.mark.parametrize(("number", "told"), [(2, False), (3, True)])
def test_of_bodies_three_are_enough(cast, number, told):
    made = closed(answered(recognised(cast), *[HALF] * number), cast)
    assert Fact.objects.filter(measure="recognition_answer").exists() == told
    assert (figures(made).split is not None) == told


def test_while_it_runs_nobody_learns_the_split(cast):
    made = answered(opened(cast), *[GOOD] * 6)
    assert (figures(made).answered, figures(made).split) == (6, None)


def test_nobody_of_the_unit_judged_ends_it_or_takes_it_back(cast):
    made = opened(cast)
    refused("不经手", actions.close_survey, made, **by(cast.author))
    refused("不经手", actions.withdraw_survey, made, "不好看", **by(cast.author))


def test_the_worker_ends_what_is_over_on_its_last_day(cast):
    over, runs = answered(opened(cast), *[GOOD] * 5), opened(cast, kind="recognition", until=UNTIL + DAY)
    assert actions.close_over(UNTIL) == 0
    assert actions.close_over(UNTIL + DAY) == 1
    over.refresh_from_db()
    runs.refresh_from_db()
    assert (over.state, over.closed, runs.state) == ("closed", UNTIL + DAY, "open")
    assert [(fact.on, fact.qty) for fact in Fact.objects.filter(measure="satisfaction_answer")] == [(UNTIL, 5)]
    assert Entry.objects.get(verb="close_survey").by is None
    with c.nothing_written():
        assert actions.close_over(UNTIL + DAY) == 0


def test_what_somebody_ends_in_the_same_moment_stops_the_worker_at_nothing(cast, monkeypatch):
    one, other = (recognised(cast, unit=unit) for unit in (cast.county, cast.other_county))
    real = actions.close_survey

    def late(survey, **who):
        if survey.pk == one.pk and who["by"] is None:
            real(survey, by=cast.asker, on=UNTIL)
        return real(survey, **who)

    monkeypatch.setattr(actions, "close_survey", late)
    assert actions.close_over(UNTIL + DAY) == 1
    assert set(Survey.objects.filter(pk__in=[one.pk, other.pk]).values_list("state", flat=True)) == {"closed"}
    assert Entry.objects.filter(verb="close_survey").count() == 2


def test_a_unit_that_was_closed_meanwhile_keeps_nobody_waiting_and_counts_nothing(cast):
    made = answered(recognised(cast, unit=cast.other_county), GOOD, GOOD, GOOD)
    orgs.close_org(cast.other_county, closed=UNTIL - DAY, by=None, on=c.TODAY)
    assert actions.close_over(UNTIL + DAY) == 1
    made.refresh_from_db()
    assert (made.state, Fact.objects.filter(measure="recognition_answer").count()) == ("closed", 0)


# Taken back


def test_withdrawn_with_a_reason_it_takes_and_counts_nothing(cast):
    made = answered(opened(cast), *[GOOD] * 5)
    refused("理由", actions.withdraw_survey, made, " ", **by(cast.asker))
    actions.withdraw_survey(made, "条子发错了厂", **by(cast.asker))
    made.refresh_from_db()
    assert (made.state, made.reason, figures(made).split) == ("withdrawn", "条子发错了厂", None)
    refused("已撤回", actions.answer_survey, made.asks.get(place=6), GOOD, on=c.TODAY)
    refused("已撤回", actions.close_survey, made, **by(cast.asker))
    assert actions.close_over(UNTIL + DAY) == 0
    assert Fact.objects.filter(measure="satisfaction_answer").count() == 0


# What waits


def test_who_began_it_is_told_three_days_before_the_end_while_answers_are_missing(cast):
    made = answered(opened(cast), *[GOOD] * 5)
    found = [list(ending(cast.asker, UNTIL - days * DAY)) for days in (4, 3, 0, -1)]
    assert found == [[], [made], [made], [made]]
    assert list(ending(cast.leader, UNTIL)) == []
    answered(made, GOOD)
    assert list(ending(cast.asker, UNTIL)) == []


def test_the_tables_are_only_as_many_as_a_survey_needs(cast):
    opened(cast)
    assert (Survey.objects.count(), SurveyAsk.objects.count(), SurveyTally.objects.count()) == (1, 6, 3)
    assert Inspection.objects.count() == 0
