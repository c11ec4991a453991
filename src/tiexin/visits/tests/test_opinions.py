"""Every opinion keeps its source and ends somewhere, and its giver is told; refusals write nothing."""

import pytest

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.registry.vocabulary import ROLES
from tiexin.visits import actions as visits
from tiexin.visits import opinion_queries as queries
from tiexin.visits import opinion_rules as rules
from tiexin.visits.actions import NewVisit, mending
from tiexin.visits.actions import opinions as actions
from tiexin.visits.actions.opinions import Heard, Settling
from tiexin.visits.actions.problems import Telling, tell_workers
from tiexin.visits.models import Problem, Visit
from tiexin.visits.opinions import Opinion, OpinionStep
from tiexin.visits.tests import problem_scene as scene
from tiexin.visits.tests.problem_scene import DAY, step

pytestmark = pytest.mark.django_db
SAID = "食堂夜班没有热饭"


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def visited(cast, *opinions, **changes):
    return scene.visited(cast, **{"problems": [], "opinions": opinions or (Heard(SAID),)} | changes)


def heard(cast, *opinions, **changes):
    return Opinion.objects.get(visit=visited(cast, *opinions, **changes))


def settle(cast, opinion, end, text="说清楚了", **more):
    return actions.settle_opinion(opinion, Settling(end, text, **more), by=cast.author, on=c.TODAY)


def tell(cast, opinion, way="phone", day=c.TODAY):
    return actions.tell_giver(opinion, way, day, by=cast.author, on=c.TODAY)


def trail(opinion):
    return list(OpinionStep.objects.filter(opinion=opinion).order_by("pk").values_list("state", "text"))


def live(measure):
    return Fact.objects.filter(measure=measure, voided_by=None).count()


def refuse(field, call):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call()
    assert caught.value.field == field
    return str(caught.value)


# ── heard, and whose it is ──────────────────────────────────────────────────────────────────────────────


def test_heard_with_the_visit_it_is_open_and_its_giver_is_known(cast):
    found = heard(cast)
    said = (found.text, found.source, found.worker, found.state, found.org, found.owner, found.told_on)
    assert said == (SAID, "front_line", cast.worker, "open", cast.county, cast.author, None)
    assert trail(found) == [("open", "")]
    assert OpinionStep.objects.get().entry.verb == "record_visit"


@pytest.mark.parametrize("role", ROLES)
def test_the_source_is_the_role_of_whoever_was_met(cast, role):
    met = c.worker(cast.employer, "马小军", role)
    found = heard(cast, known=[met])
    assert (found.source, found.worker) == ({"leader": "manager"}.get(role, role), met)
    assert found.get_source_display() in rules.SOURCES.values()


def test_where_several_were_met_the_source_stays_and_nobody_is_named(cast):
    other = c.worker(cast.employer, "马小军")
    found = heard(cast, known=[cast.worker, other])
    assert (found.source, found.worker) == ("front_line", None)
    assert heard(cast, known=[], unnamed=5).worker is None


def test_where_people_of_several_kinds_were_met_somebody_says_whose_it_is(cast):
    manager = c.worker(cast.employer, "钱经理", "manager")
    both = {"known": [cast.worker, manager]}
    assert "身份不同" in refuse("opinion_from", lambda: visited(cast, **both))
    assert heard(cast, Heard(SAID, "manager"), **both).worker == manager
    assert heard(cast, Heard(SAID, "front_line"), **both, unnamed=3).worker is None
    assert heard(cast, Heard(SAID, "local_cadre"), **both).worker is None
    refuse("opinion_from", lambda: visited(cast, Heard(SAID, "nobody")))


@pytest.mark.parametrize(
    ("field", "said"),
    [("opinion", Heard(" ")), ("opinion", Heard("字" * 501)), ("opinion_answer", Heard(SAID, answer="\0"))],
)
def test_a_refused_opinion_refuses_the_visit(cast, field, said):
    refuse(field, lambda: visited(cast, said))


def test_answered_on_the_spot_it_has_ended_and_its_giver_knows(cast):
    found = heard(cast, Heard(SAID, answer="下周起夜班供热饭"))
    assert (found.state, found.answer) == ("answered", "下周起夜班供热饭")
    assert (found.told_on, found.told_way, found.told_by) == (c.TODAY - DAY, "face", cast.author)
    assert (trail(found), live("worker_told")) == ([("answered", "下周起夜班供热饭")], 0)


def test_a_visit_without_an_opinion_asks_nothing_more(cast, django_assert_num_queries):
    visit = cast.problem.visit
    with django_assert_num_queries(0):
        assert actions.hear(visit, [], [], None) == []


def test_several_cost_as_many_statements_as_one(cast, django_assert_num_queries):
    visit = Visit.objects.select_related("org", "author").get(pk=cast.problem.visit_id)
    entry = Entry.objects.get(thing="visits.visit", thing_id=visit.pk)
    for count in (1, 4):
        with django_assert_num_queries(2):
            actions.hear(visit, [Heard(SAID)] * count, [(cast.worker.pk, "front_line")], entry)


def test_one_may_be_noted_afterwards_while_the_visit_stands(cast):
    made = actions.add_opinion(cast.problem.visit, Heard(SAID), by=cast.author, on=c.TODAY)
    assert (made.worker, made.source, made.owner) == (cast.worker, "front_line", cast.author)
    assert Entry.objects.latest("pk").verb == "hear_opinion"
    visits.void_visit(cast.problem.visit, "记错了", by=cast.author, on=c.TODAY)
    refuse("", lambda: actions.add_opinion(cast.problem.visit, Heard(SAID), by=cast.author, on=c.TODAY))


# ── its ends ────────────────────────────────────────────────────────────────────────────────────────────


def test_answered_set_aside_or_suggested_and_replied(cast):
    answered = settle(cast, heard(cast), "answered", " 下周起供热饭 ")
    aside = settle(cast, heard(cast), "set_aside", "与安全规定相抵触")
    asked = settle(cast, heard(cast), "suggested", "请安排夜班热饭", unit="凤凰机械食堂")
    assert (answered.state, answered.answer) == ("answered", "下周起供热饭")
    assert (aside.state, aside.answer) == ("set_aside", "与安全规定相抵触")
    assert (asked.state, asked.unit, asked.answer, asked.untold) == ("suggested", "凤凰机械食堂", "", False)
    replied = settle(cast, asked, "replied", "已经安排")
    assert (replied.state, replied.unit, replied.answer, replied.untold) == (
        "replied",
        "凤凰机械食堂",
        "已经安排",
        True,
    )
    assert [state for state, _ in trail(replied)] == ["open", "suggested", "replied"]


def test_it_becomes_a_problem_of_its_visit_that_counts_as_found_then(cast):
    before = live("problem_found")
    found = settle(cast, heard(cast), "problem", "要厂里一起商量", question="hope")
    made = found.problem
    assert (made.text, made.question, made.visit, made.state) == (SAID, "hope", found.visit, "open")
    assert list(made.voices.values_list("worker", flat=True)) == [cast.worker.pk]
    assert live("problem_found") == before + 1
    fact = Fact.objects.filter(measure="problem_found").latest("pk")
    tags = set(fact.tag_set.tags.values_list("key", "value"))
    assert (fact.on, fact.employer_id, fact.entry.verb) == (c.TODAY - DAY, cast.employer.pk, "make_problem")
    assert tags == {("method", "hear"), ("employer_kind", "private"), ("question", "hope")}


def test_of_a_problem_its_giver_is_told_there(cast):
    found = settle(cast, heard(cast), "problem", question="hope")
    refuse("", lambda: tell(cast, found))
    step(cast, "solve", problem=found.problem)
    voices = list(found.problem.voices.values_list("pk", flat=True))
    assert len(tell_workers(found.problem, Telling(voices, c.TODAY, "face"), by=cast.author, on=c.TODAY)) == 1


@pytest.mark.parametrize(
    ("field", "end", "more"),
    [
        ("end", "forget", {}),
        ("end", "replied", {}),
        ("text", "answered", {"text": " "}),
        ("unit", "suggested", {}),
        ("unit", "suggested", {"unit": "字" * 61}),
        ("question", "problem", {}),
    ],
)
def test_a_refused_end_changes_nothing(cast, field, end, more):
    found = heard(cast)
    refuse(field, lambda: settle(cast, found, end, **more))


@pytest.mark.parametrize("end", ["answered", "set_aside", "problem"])
def test_what_has_ended_does_not_end_again(cast, end):
    found = settle(cast, heard(cast), end, question="hope")
    for other in rules.ENDS:
        refuse("end", lambda other=other: settle(cast, found, other, question="hope", unit="厂里"))


# ── told ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("end", ["answered", "set_aside"])
def test_whoever_gave_it_is_told_once(cast, end):
    found = tell(cast, settle(cast, heard(cast), end))
    assert (found.told_on, found.told_way, found.told_by, found.untold) == (c.TODAY, "phone", cast.author, False)
    fact = Fact.objects.get(measure="worker_told")
    assert (fact.worker_id, fact.employer_id, fact.on) == (cast.worker.pk, cast.employer.pk, c.TODAY)
    assert "已经告知" in refuse("", lambda: tell(cast, found))


def test_there_is_nothing_to_tell_of_what_is_open(cast):
    found = heard(cast)
    assert "没有什么可以告知" in refuse("", lambda: tell(cast, found))


@pytest.mark.parametrize(
    ("field", "more"), [("way", {"way": "shout"}), ("day", {"day": c.TODAY + DAY}), ("day", {"day": c.TODAY - 2 * DAY})]
)
def test_a_refused_telling_changes_nothing(cast, field, more):
    found = settle(cast, heard(cast), "answered")
    refuse(field, lambda: tell(cast, found, **more))


# ── visits that were wrong ──────────────────────────────────────────────────────────────────────────────


def mended(cast, wrong, **changes):
    wanted = {"author": cast.author, "employer": cast.employer, "on": c.TODAY - DAY, "methods": ["seminar"]}
    wanted |= {"known": [cast.worker]}
    return mending.mend_visit(wrong, NewVisit(**wanted | changes), "写错了", by=cast.author, on=c.TODAY)


def test_a_voided_visit_takes_its_opinions_and_what_their_problems_proved(cast):
    before = live("problem_found")
    found = settle(cast, heard(cast), "problem", question="hope")
    visits.void_visit(found.visit, "记错了", by=cast.author, on=c.TODAY)
    found.refresh_from_db()
    assert (found.state, found.problem.state, live("problem_found")) == ("withdrawn", "withdrawn", before)
    assert trail(found)[-1] == ("withdrawn", "走访作废：记错了")


def test_mended_an_opinion_stands_as_it_stood(cast):
    asked = settle(cast, heard(cast), "suggested", unit="食堂")
    right = mended(cast, asked.visit)
    asked.refresh_from_db()
    assert (asked.visit, asked.state, asked.worker) == (right, "suggested", cast.worker)
    assert trail(asked)[-1] == ("suggested", "走访更正，接着办理")
    other = c.worker(cast.employer, "马小军")
    mended(cast, right, known=[other])
    asked.refresh_from_db()
    assert (asked.state, asked.worker) == ("suggested", None)


def test_mended_an_opinion_follows_the_problem_that_it_became(cast):
    before = live("problem_found")
    found = settle(cast, heard(cast), "problem", question="hope")
    step(cast, "raise", problem=found.problem)
    right = mended(cast, found.visit, problems=[("hope", SAID)])
    found.refresh_from_db()
    assert (found.problem, found.problem.state, found.state) == (right.problems.get(), "raised", "problem")
    assert live("problem_found") == before + 1


def test_mended_without_its_problem_the_opinion_is_open_again(cast):
    found = settle(cast, heard(cast), "problem", question="hope")
    mended(cast, found.visit)
    found.refresh_from_db()
    assert (found.problem, found.state) == (None, "open")
    assert Problem.objects.filter(text=SAID).get().state == "withdrawn"


# ── what was heard of whom ──────────────────────────────────────────────────────────────────────────────


def test_open_ones_stand_first_then_the_newest(cast):
    done = settle(cast, heard(cast), "answered")
    asked = settle(cast, heard(cast), "suggested", unit="食堂")
    first, second = heard(cast), heard(cast, on=c.TODAY)
    assert list(queries.shown(Opinion.objects.all())) == [second, first, asked, done]


def test_all_four_sources_are_counted_by_their_ends(cast):
    manager = c.worker(cast.employer, "钱经理", "manager")
    settle(cast, heard(cast), "answered")
    heard(cast)
    heard(cast, known=[manager])
    found = queries.summary(Opinion.objects.standing())
    assert [(source.label, source.total) for source in found] == [
        ("生产一线职工", 2),
        ("经营管理人员", 1),
        ("地方工会干部", 0),
        ("基层工会干部", 0),
    ]
    assert found[0].said == [("还没有了结", 1), ("已答复", 1)]
