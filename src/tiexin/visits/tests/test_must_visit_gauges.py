"""From the must-visit list to the number: clauses C091 and C092 of the province's plan, counted stay by stay."""

from datetime import date, timedelta

import pytest

from tiexin.duties.models import Gauge
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.plans.tests import small
from tiexin.registry import actions as registry
from tiexin.registry.actions import NewMustVisit
from tiexin.registry.models import Worker
from tiexin.visits import actions, queries
from tiexin.visits.actions import NewTeam, NewVisit
from tiexin.visits.models import Stay, Team

pytestmark = pytest.mark.django_db
LONG_AGO, START = date(2012, 3, 2), c.TODAY - timedelta(days=3)
END = START + timedelta(days=6)
BOSS, CADRE, SHOP = "陈厂长", "赵主席", "钱主任"


def share(clause, role):
    """As the province's pack says it: everybody on the list in that role, in each stay of a stay team."""
    met = f"{{measure: 面对面交流职工, role: {role}, count: {{distinct: 职工}}}}"
    listed = f"{{measure: 必访对象, role: {role}, count: {{distinct: 职工}}}}"
    return small.duty(clause, role, small.TEAMS, do=met, over=listed, all="true", per="每次蹲点", unit="人")


PACK = small.text(share("C1", "企业党政领导"), share("C2", "基层工会干部"))


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The plan is in force; one leader and two cadres are on the enterprise's list; two teams go there."""
    with small.shared(django_db_blocker):
        cast = c.stage()
        cast.version = small.publish(PACK, cast.province)
        cast.listed = {
            BOSS: put(cast, BOSS, "leader", "enterprise"),
            CADRE: put(cast, CADRE, "union_cadre", "enterprise"),
            SHOP: put(cast, SHOP, "union_cadre", "workshop"),
        }
        cast.teams = [team(cast, name) for name in ("一组", "二组")]
        yield cast
    calendar.forget()


@pytest.fixture
def cast(world):
    calendar.forget()
    return world


def put(cast, name, role="leader", level="enterprise", since=LONG_AGO):
    new = NewMustVisit(name, role, level, since, "")
    return actions.list_must_visit(cast.employer, new, by=cast.people["office"], on=c.TODAY)


def team(cast, name):
    new = Team(org=cast.county, name=name, kind="stay_team", since=c.FOUNDED)
    return actions.form_team(NewTeam(new, c.officer(f"{name}组长", cast.county)), by=None, on=c.TODAY)


def stay(cast, start=START, end=END, which=0):
    new = Stay(team=cast.teams[which], employer=cast.employer, start=start, end=end)
    made = actions.plan_stay(new, by=None, on=c.TODAY)
    actions.count_begun_stays(c.TODAY)
    return made


def meet(cast, *names, on=c.TODAY, which=0):
    author = cast.people["officer"]
    known = list(Worker.objects.filter(employer=cast.employer, name__in=names))
    assert len(known) == len(names)
    new = NewVisit(author, cast.employer, on, ["interview"], cast.teams[which], known=known)
    return actions.record_visit(new, by=author, on=c.TODAY)


def shares(cast, which=0):
    """The gauges of a team, stay by stay: first day → (leaders met, listed), (cadres met, listed)."""
    small.settle()
    found = Gauge.objects.filter(term__duty__clause__version=cast.version, subject=cast.teams[which].pk)
    rows = found.order_by("term__start", "term__duty__clause__code").values_list("term__start", "value", "base")
    days = {}
    for start, value, base in rows:
        days.setdefault(start, []).append((int(value or 0), int(base or 0)))
    return days


def marks():
    """The live facts of the lists, in their order: day, team, name, role."""
    rows = Fact.objects.live().filter(measure="must_visit").select_related("worker", "tag_set").order_by("pk")
    return [
        (row.on, row.team_id, row.worker.name, dict(row.tag_set.tags.values_list("key", "value"))["role"])
        for row in rows
    ]


def named(client, stay):
    """Who stands on the stay's and on the employer's page, and on which day they were met."""
    pages = (f"/teams/stays/{stay.pk}/", f"/employers/{stay.employer_id}/")
    return [[(each.row.worker.name, each.met) for each in client.get(page).context["must_visits"]] for page in pages]


# ── the numbers ─────────────────────────────────────────────────────────────────────────────────────────


def test_before_anybody_is_met_all_of_the_list_are_missing(cast):
    stay(cast)
    assert shares(cast) == {START: [(0, 1), (0, 2)]}
    first = cast.teams[0].pk
    assert marks() == [
        (START, first, BOSS, "leader"),
        (START, first, CADRE, "union_cadre"),
        (START, first, SHOP, "union_cadre"),
    ]


def test_each_one_met_counts_in_their_role_once(cast):
    stay(cast)
    meet(cast, BOSS, CADRE)
    meet(cast, BOSS, on=START)
    assert shares(cast) == {START: [(1, 1), (1, 2)]}
    meet(cast, SHOP, on=START + timedelta(days=1))
    assert shares(cast) == {START: [(1, 1), (2, 2)]}


def test_only_what_was_done_in_the_days_of_the_stay_counts(cast):
    stay(cast, START, c.TODAY - timedelta(days=1))
    meet(cast, BOSS, on=START - timedelta(days=1))
    meet(cast, CADRE)
    assert shares(cast) == {START: [(0, 1), (0, 2)]}
    meet(cast, BOSS, on=START)
    meet(cast, CADRE, on=c.TODAY - timedelta(days=1))
    assert shares(cast) == {START: [(1, 1), (1, 2)]}


def test_a_stay_of_one_day_counts_that_day(cast):
    stay(cast, c.TODAY, c.TODAY)
    meet(cast, BOSS)
    assert shares(cast) == {c.TODAY: [(1, 1), (0, 2)]}


def test_two_teams_there_at_once_each_count_their_own(cast):
    stay(cast)
    stay(cast, START + timedelta(days=1), END, which=1)
    meet(cast, BOSS)
    meet(cast, CADRE, SHOP, which=1)
    assert shares(cast) == {START: [(1, 1), (0, 2)]}
    assert shares(cast, 1) == {START + timedelta(days=1): [(0, 1), (2, 2)]}


def test_two_stays_of_a_team_are_counted_apart(cast):
    stay(cast, START, START)
    stay(cast, c.TODAY, END)
    meet(cast, BOSS, on=START)
    meet(cast, CADRE)
    assert shares(cast) == {START: [(1, 1), (0, 2)], c.TODAY: [(0, 1), (1, 2)]}


def test_a_voided_visit_takes_its_people_back(cast):
    stay(cast)
    visit = meet(cast, BOSS, CADRE)
    assert shares(cast) == {START: [(1, 1), (1, 2)]}
    actions.void_visit(visit, "记错了", by=None, on=c.TODAY)
    assert shares(cast) == {START: [(0, 1), (0, 2)]}


def test_who_is_listed_while_the_stay_goes_on_is_asked_for_too(cast):
    stay(cast)
    meet(cast, BOSS)
    assert shares(cast) == {START: [(1, 1), (0, 2)]}
    put(cast, "孙书记", since=START)
    assert shares(cast) == {START: [(1, 2), (0, 2)]}


def test_who_joins_the_list_after_the_first_day_is_not(cast):
    stay(cast)
    put(cast, "孙书记", since=START + timedelta(days=1))
    assert shares(cast) == {START: [(0, 1), (0, 2)]}


def test_who_leaves_the_list_is_asked_for_in_stays_begun_but_not_in_later_ones(cast):
    stay(cast, START, START)
    registry.end_must_visit(cast.listed[SHOP], by=None, on=c.TODAY)
    actions.count_begun_stays(c.TODAY)
    stay(cast, c.TODAY, c.TODAY)
    assert shares(cast) == {START: [(0, 1), (0, 2)], c.TODAY: [(0, 1), (0, 1)]}


def test_a_late_listing_does_not_touch_stays_that_are_over(cast):
    stay(cast, START, c.TODAY - timedelta(days=1))
    before = marks()
    put(cast, "孙书记")
    assert marks() == before


def test_a_moved_stay_takes_its_numbers_to_its_new_days(cast):
    made = stay(cast)
    put(cast, "孙书记", since=c.TODAY)
    meet(cast, BOSS)
    actions.move_stay(made, c.TODAY, END, "晚到三天", by=None, on=c.TODAY)
    assert [day for day, *_ in marks()] == [c.TODAY] * 4
    found = shares(cast)
    assert found[c.TODAY] == [(1, 2), (0, 2)]
    assert found.get(START, []) == []


def test_a_cancelled_stay_is_asked_for_nothing(cast):
    made = stay(cast)
    assert shares(cast) == {START: [(0, 1), (0, 2)]}
    actions.cancel_stay(made, "不去了", by=None, on=c.TODAY)
    assert (marks(), shares(cast)) == ([], {})


# ── counting the list ───────────────────────────────────────────────────────────────────────────────────


def test_counting_again_writes_nothing_whatever_was_met_meanwhile(cast):
    made = stay(cast)
    meet(cast, BOSS)
    with c.nothing_written():
        assert actions.count_must_visits(made, on=c.TODAY) is False
        assert actions.count_must_visits(made, on=END + timedelta(days=9)) is False
        actions.count_begun_stays(c.TODAY)


def test_a_list_counted_anew_voids_what_was_counted_before(cast):
    made = stay(cast)
    put(cast, "孙书记", since=START)
    entries = Entry.objects.filter(verb="count_must_visits", thing_id=made.pk).order_by("pk")
    assert [(each.source, each.by, each.org_id) for each in entries] == [
        (f"must-visit:{made.pk}:0", None, cast.county.pk),
        (f"must-visit:{made.pk}:1", None, cast.county.pk),
    ]
    assert [hasattr(each, "voided_by") for each in entries] == [True, False]
    assert [name for *_, name, _ in marks()] == [BOSS, CADRE, SHOP, "孙书记"]
    assert Fact.objects.filter(measure="must_visit").count() == 3 + 4  # the former ones stay readable


def test_a_stay_entered_too_late_or_cancelled_or_to_come_is_not_asked_for(cast):
    begun = {
        name: actions.plan_stay(
            Stay(team=cast.teams[0], employer=cast.employer, start=day, end=day), by=None, on=c.TODAY
        )
        for name, day in {
            "too late": c.TODAY - queries.COUNTED_BACK - timedelta(days=1),
            "just in time": c.TODAY - queries.COUNTED_BACK,
            "cancelled": c.TODAY - timedelta(days=1),
            "today": c.TODAY,
            "to come": c.TODAY + timedelta(days=1),
        }.items()
    }
    actions.cancel_stay(begun["cancelled"], "不去了", by=None, on=c.TODAY)
    assert list(queries.uncounted_stays(c.TODAY)) == [begun["just in time"], begun["today"]]
    actions.count_begun_stays(c.TODAY)
    assert list(queries.uncounted_stays(c.TODAY)) == []
    assert list(queries.uncounted_stays(c.TODAY + timedelta(days=1))) == [begun["to come"]]


# ── who is missing, by name ─────────────────────────────────────────────────────────────────────────────


def test_the_missing_are_named_first_and_only_the_stays_own_visits_count_on_its_page(cast, client):
    c.enter(client, cast.people["office"])
    made = stay(cast)
    assert named(client, made) == [[(BOSS, None), (CADRE, None), (SHOP, None)]] * 2
    meet(cast, BOSS, on=START)
    meet(cast, BOSS)
    meet(cast, CADRE, on=START - timedelta(days=1))
    meet(cast, SHOP, which=1)
    assert named(client, made) == [
        [(CADRE, None), (SHOP, None), (BOSS, c.TODAY)],
        [(BOSS, c.TODAY), (CADRE, START - timedelta(days=1)), (SHOP, c.TODAY)],
    ]


def test_the_list_of_an_employer_without_anybody_says_so(cast, client):
    c.enter(client, cast.people["office"])
    bare = c.employer(cast.county, "无名单公司")
    answer = client.get(f"/employers/{bare.pk}/")
    assert list(answer.context["must_visits"]) == []
    assert "还没有列出领导和工会干部。" in answer.text
