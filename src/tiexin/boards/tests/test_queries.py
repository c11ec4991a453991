"""What 今日 and 看板 lay out, row by row, on a world small enough to count by hand."""

from datetime import date
from types import SimpleNamespace

import pytest

from tiexin.boards import queries
from tiexin.boards.tests import world as w
from tiexin.core.days import now
from tiexin.duties import actions
from tiexin.duties.models import Gauge, PlanVersion, Standing, State
from tiexin.orgs.tests import cast as c
from tiexin.plans.tests import small

pytestmark = pytest.mark.django_db
APRIL = date(2012, 4, 1)
MAY = date(2012, 5, 1)


@pytest.fixture
def terms(world):
    return queries.current_terms([world.version], c.TODAY)


def asking(who, needs="boards.see"):
    return SimpleNamespace(officer=who, today=c.TODAY, needs=needs)


# ── periods and plans ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2012, 1, 1), "2012年3月"),
        (date(2012, 3, 1), "2012年3月"),
        (date(2012, 4, 30), "2012年4月"),
        (date(2012, 5, 1), "2012年5月"),
        (date(2013, 1, 1), "2012年6月"),
    ],
)
def test_of_several_periods_the_one_that_runs_is_taken(world, day, month):
    found = [(term.duty.clause.code, term.label) for term in queries.current_terms([world.version], day)]
    whole = [(code, "活动期") for code in ("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9")]
    assert found == [*whole, ("C10", month)]


def test_a_version_that_is_no_longer_in_force_has_no_place_on_a_board(world):
    leader = asking(world.cast.people["leader"])
    assert list(queries.versions_in_force(leader)) == [world.version]
    PlanVersion.objects.filter(pk=world.version.pk).update(state=State.SUPERSEDED)
    assert list(queries.versions_in_force(leader)) == []
    assert queries.current_terms(queries.versions_in_force(leader), c.TODAY) == []


def test_a_plan_of_a_sibling_city_is_nobody_elses(world):
    issuer = world.cast.other_city
    pack = small.text(small.OWN["C7"], code="other", issuer=issuer.name)
    other = small.publish(pack, issuer)
    found = {
        name: list(queries.versions_in_force(asking(world.cast.people[name])))
        for name in ("leader", "city_office", "stranger", "nobody")
    }
    assert found == {
        "leader": [world.version, other],
        "city_office": [world.version],
        "stranger": [world.version, other],
        "nobody": [],
    }


# ── promise against result ──────────────────────────────────────────────────────────────────────────────


def told(found):
    return [
        (p.duty.clause.code, p.standing.met, p.standing.owed, p.percent, p.total, p.distinct, p.unit, p.state)
        for p in found
    ]


def test_promises_of_the_province_most_urgent_first(world, terms):
    assert told(queries.promises(world.cast.province, terms, c.TODAY)) == [
        ("C4", 1, 3, 33, 3, 4, "天", "missed"),
        ("C1", 0, 1, 0, 3, 3, "家", "on_track"),
        ("C2", 0, 1, 0, 6, 6, "人", "on_track"),
        ("C5", 0, 2, 0, 1, 6, "人", "on_track"),
        ("C3", 1, 3, 33, 3, 3, "家", "on_track"),
        ("C6", 1, 2, 50, 1, None, "家", "on_track"),
        ("C7", 2, 3, 66, 2, None, "个", "on_track"),
        ("C10", 0, 3, 0, 0, 0, "家", "not_started"),
        ("C9", 0, 0, None, 2, 2, "件", "measured"),
        ("C8", 0, 3, None, 0, 0, "件", "unrecorded"),
    ]


def test_what_one_unit_owes_alone_is_told_in_its_own_number(world, terms):
    found = {p.duty.clause.code: p for p in queries.promises(world.cast.province, terms, c.TODAY)}
    told = {code: (p.alone, p.progress) for code, p in found.items() if code in ("C1", "C2", "C3", "C9", "C10")}
    assert told == {
        "C1": (True, (3, 4, 75)),
        "C2": (True, (6, 10, 60)),
        "C3": (False, (1, 3, 33)),
        "C9": (False, (0, 0, None)),
        "C10": (False, (0, 3, 0)),
    }


def test_promises_of_a_county_are_what_it_and_its_people_owe(world, terms):
    assert told(queries.promises(world.cast.county, terms, c.TODAY)) == [
        ("C4", 1, 2, 50, 2, 2, "天", "missed"),
        ("C5", 0, 1, 0, 1, 4, "人", "behind"),
        ("C10", 0, 1, 0, 0, 0, "家", "behind"),
        ("C3", 1, 1, 100, 2, 2, "家", "met"),
        ("C6", 1, 1, 100, 1, None, "家", "met"),
        ("C7", 1, 1, 100, 1, None, "个", "met"),
        ("C9", 0, 0, None, 2, 2, "件", "measured"),
        ("C8", 0, 1, None, 0, 0, "件", "unrecorded"),
    ]


def test_a_unit_that_nobody_stands_under_has_no_promises(world, terms):
    assert queries.promises(world.cast.industry, terms, c.TODAY) == []


def test_a_promise_is_missed_only_after_its_day(world, terms):
    states = {
        day: {p.duty.clause.code: p.state for p in queries.promises(world.cast.province, terms, day)}["C4"]
        for day in (date(2012, 4, 30), date(2012, 5, 1))
    }
    assert list(states.values()) == ["on_track", "missed"]


def test_a_promise_opens_its_clause_at_the_same_unit(world, terms):
    found = queries.promises(world.cast.city, terms, c.TODAY)[0]
    assert found.url == f"/board/{world.cast.city.pk}/duties/{found.duty.pk}/"
    assert (found.state_label, found.counting) == ("逾期未达", "去重：同一天只数一次")


# ── the ladder of units ─────────────────────────────────────────────────────────────────────────────────


def short(rows):
    names = ("name", "met", "owed", "percent", "value", "distinct", "state", "unranked")
    return [tuple(row[name] for name in names) for row in rows]


def test_ladder_of_the_province_worst_first_those_who_owe_little_apart(world, terms):
    province = world.cast.province
    assert short(queries.ladder(province, terms, 2, c.TODAY)) == [
        ("石嘴山市", 1, 5, 20, 1, 1, "on_track", False),
        ("银川市", 4, 9, 44, 2, 4, "on_track", False),
        ("自治区机冶建材工会", 0, 0, None, 0, 0, "measured", True),
    ]
    assert [(row["name"], row["unranked"]) for row in queries.ladder(province, terms, 6, c.TODAY)] == [
        ("银川市", False),
        ("石嘴山市", True),
        ("自治区机冶建材工会", True),
    ]


def test_a_rung_is_complete_and_opens_the_units_own_board(world, terms):
    city = world.cast.other_city
    assert queries.ladder(world.cast.province, terms, 2, c.TODAY)[0] == {
        "unit": city,
        "name": "石嘴山市",
        "url": f"/board/{city.pk}/",
        "met": 1,
        "owed": 5,
        "percent": 20,
        "value": 1,
        "distinct": 1,
        "state": "on_track",
        "state_label": "进行中",
        "unranked": False,
        "totals": {world.term("C1").slice_id: 1, world.term("C2").slice_id: 1},
    }


def test_ladder_of_a_city_leaves_out_units_closed_by_then(world, terms):
    city, april = world.cast.city, [*terms, world.term("C10", APRIL)]
    assert Standing.objects.filter(node=world.merged, term__in=april, owed=1).count() == 1
    names = {
        day: [row["name"] for row in queries.ladder(city, april, 2, day)]
        for day in (date(2012, 4, 30), date(2012, 5, 1))
    }
    assert list(names.values()) == [["永宁县", "兴庆区", "金贵区"], ["永宁县", "兴庆区"]]
    assert short(queries.ladder(city, terms, 2, c.TODAY)) == [
        ("永宁县", 0, 3, 0, 0, 0, "not_started", False),
        ("兴庆区", 4, 6, 66, 2, 4, "on_track", False),
    ]


def test_ladder_goes_down_the_industry_tree_too(world, terms):
    expected = [("凤凰机械厂工会", 0, 0, None, 0, 0, "measured", True)]
    assert short(queries.ladder(world.cast.industry, terms, 2, c.TODAY)) == expected
    assert short(queries.ladder(world.cast.county, terms, 2, c.TODAY)) == expected
    assert queries.ladder(world.cast.enterprise, terms, 2, c.TODAY) == []


def test_what_nothing_records_or_is_only_hoped_for_lowers_nobody(world, terms):
    province, soft = world.cast.province, ("C5", "C8")
    kept = [term for term in terms if term.duty.clause.code not in soft]
    assert queries.ladder(province, kept, 2, c.TODAY) == queries.ladder(province, terms, 2, c.TODAY)
    alone = [term for term in terms if term.duty.clause.code in soft]
    assert [(row["met"], row["owed"]) for row in queries.ladder(province, alone, 2, c.TODAY)] == [(0, 0)] * 3


def test_a_plan_without_promises_as_a_whole_shows_no_totals(world):
    rows = queries.ladder(world.cast.city, [world.term("C3")], 1, c.TODAY)
    assert [(row["name"], row["value"], row["distinct"]) for row in rows] == [
        ("永宁县", None, None),
        ("兴庆区", None, None),
    ]


# ── one clause over the units ───────────────────────────────────────────────────────────────────────────


def test_one_clause_over_the_cities(world):
    rows = queries.duty_ladder(world.cast.province, world.term("C3"), 1, c.TODAY)
    assert short(rows) == [
        ("石嘴山市", 0, 1, 0, 1, 1, "on_track", False),
        ("银川市", 1, 2, 50, 2, 2, "on_track", False),
    ]
    assert rows[0]["url"] == f"/board/{world.cast.other_city.pk}/duties/{world.duty('C3').pk}/"


def test_one_clause_over_the_counties_small_ones_unranked_and_the_closed_not_shown(world):
    april = world.term("C10", APRIL)
    assert Standing.objects.filter(node=world.merged, term=april).count() == 1
    assert short(queries.duty_ladder(world.cast.city, april, 2, c.TODAY)) == [
        ("永宁县", 0, 1, 0, 0, 0, "missed", True),
        ("兴庆区", 1, 1, 100, 2, 2, "met", True),
    ]


def test_a_clause_that_nothing_records_has_no_percent(world):
    rows = queries.duty_ladder(world.cast.province, world.term("C8"), 1, c.TODAY)
    assert short(rows) == [
        ("石嘴山市", 0, 1, None, 0, 0, "unrecorded", False),
        ("银川市", 0, 2, None, 0, 0, "unrecorded", False),
    ]


@pytest.mark.parametrize(
    ("code", "columns"),
    [
        ("C1", {"distinct": "合计，含下级"}),
        ("C3", {"value": "责任者合计", "distinct": "各级去重"}),
        ("C6", {"value": "责任者合计"}),
        ("C7", {"value": "责任者合计"}),
        ("C9", {"value": "责任者合计", "distinct": "各级累加"}),
    ],
)
def test_columns_say_how_a_number_came_about(world, code, columns):
    assert queries.duty_columns(world.term(code)) == columns


# ── the plan as a whole ─────────────────────────────────────────────────────────────────────────────────


def test_headlines_stand_beside_what_was_promised_of_the_whole(world, terms):
    first, second = (world.duty(code).pk for code in ("C1", "C2"))
    told = {}
    for node in (world.cast.province, world.cast.city):
        told[node] = [tuple(row.values()) for row in queries.headlines(node, terms)]
        at = f"/board/{node.pk}/duties"
        assert [row["url"] for row in queries.headlines(node, terms)] == [f"{at}/{first}/", f"{at}/{second}/"]
    assert [[row[:-1] for row in rows] for rows in told.values()] == [
        [
            ("全区走访企业", 3, "家", 75, "方案要求 4，去重计数"),
            ("全区访职工", 6, "人", 60, "方案要求 10，去重计数；各项下限合计 6，差 4"),
        ],
        [
            ("全区走访企业", 2, "家", None, "去重计数，含各级"),
            ("全区访职工", 4, "人", None, "去重计数，含各级"),
        ],
    ]


def test_two_headlines_of_one_measure_keep_their_own_numbers(world):
    distressed = f"{{{small.VISITS}, employer_tag: 经营困难}}"
    more = {
        "D1": small.duty("D1", "走访困难企业", small.PROVINCE, do=distressed, counted="含下级", at_least=8, unit="家"),
        "D2": small.BELOW["C1"].replace("C1", "D2"),
        "D3": small.duty("D3", "办成实事", small.PROVINCE, do="{measure: 印发文件}", counted="含下级", unit="件"),
        "D4": small.duty("D4", "发现问题", small.PROVINCE, do="{measure: 发现问题}", counted="含下级", unit="件"),
    }
    version = small.publish(small.text(*more.values(), code="twice"), world.cast.province)
    terms = queries.current_terms([version], c.TODAY)
    found = queries.headlines(world.cast.province, terms)
    assert [(row["label"], row["value"], row["share"], row["note"]) for row in found] == [
        ("走访困难企业", 1, 12, "方案要求 8，去重计数"),
        ("全区走访企业", 3, 75, "方案要求 4，去重计数"),
        ("发现问题", 2, None, "逐次累加，含各级"),
    ]
    counts = {p.duty.clause.code: p.counting for p in queries.promises(world.cast.province, terms, c.TODAY)}
    assert (counts["D1"], counts["D4"]) == ("去重：同一个只数一次", "逐次累加，含各级")


# ── mine ────────────────────────────────────────────────────────────────────────────────────────────────


def codes(gauges):
    return sorted((g.term.duty.clause.code, g.subject, g.value) for g in gauges)


def test_my_gauges_are_mine_and_my_teams(world, terms):
    li = world.cast.people["officer"]
    assert codes(queries.owed_by(li, [world.team], terms)[0]) == sorted([("C4", li.pk, 2), ("C5", world.team.pk, 1)])
    assert codes(queries.owed_by(li, [], terms)[0]) == [("C4", li.pk, 2)]
    assert Gauge.objects.filter(term__in=terms, term__duty__population="officers").count() == 3


def test_the_units_gauges_are_those_it_owes_itself(world, terms):
    county, li = world.cast.county, world.cast.people["officer"]
    found = queries.owed_by(li, [], terms, county)[1]
    assert {subject for _, subject, _ in codes(found)} == {county.pk}
    assert [(code, value) for code, _, value in codes(found)] == [
        ("C10", 0), ("C3", 2), ("C6", 1), ("C7", 1), ("C8", 0), ("C9", 2),
    ]  # fmt: skip


def test_gauges_follow_an_unfolded_visit_of_their_own_author_only(world, terms):
    li, wang = world.cast.people["officer"], world.cast.people["nobody"]
    w.visit(li, world.taxi, c.TODAY, met=["新人"], team=world.team)
    may = world.gauge("C10", world.cast.county, MAY)
    assert may.value == 0
    assert codes(queries.owed_by(li, [world.team], terms)[0]) == sorted([("C4", li.pk, 3), ("C5", world.team.pk, 2)])
    assert ("C10", world.cast.county.pk, 1) in codes(queries.owed_by(li, [], terms, world.cast.county)[1])
    assert ("C10", world.cast.county.pk, 0) in codes(queries.owed_by(wang, [], terms, world.cast.county)[1])


def test_subjects_of_a_clause_worst_first_within_the_unit(world):
    term = world.term("C3")
    found = queries.subjects(world.cast.province, term)
    counties = [world.quiet.pk, world.cast.other_county.pk, world.cast.county.pk]
    assert [gauge.subject for gauge in found] == counties
    assert [gauge.subject for gauge in queries.subjects(world.cast.city, term)] == [counties[0], counties[2]]
    assert [gauge.met for gauge in queries.subjects(world.cast.province, world.term("C6"))] == [0, 1, None]


# ── freshness and timelines ─────────────────────────────────────────────────────────────────────────────


def test_freshness_is_the_last_moment_at_which_nothing_waited(db):
    assert queries.freshness() is None
    actions.beat("drain")
    assert queries.freshness() is None
    moment = now()
    actions.beat("drain", drained=moment)
    actions.beat("drain")
    actions.beat("other", drained=now())
    assert queries.freshness() == moment


def test_a_line_of_visits_says_who_how_and_whether_it_still_counts(world):
    second, voided = world.visits["second"], world.visits["voided"]
    voided.refresh_from_db()
    assert queries.visit_line([second, voided]) == [
        {
            "on": date(2012, 4, 3), "title": "个案访谈", "text": "谈话0403",
            "url": f"/visits/{second.pk}/", "who": "兴庆一组 李秀兰", "voided": False, "note": "",
        },
        {
            "on": date(2012, 4, 12), "title": "个案访谈", "text": "谈话0412",
            "url": f"/visits/{voided.pk}/", "who": "丁一", "voided": True, "note": "",
        },
    ]  # fmt: skip
