"""After a unit moved: which boards say that they are counted anew, until when, and what they say then."""

import pytest

from tiexin.boards import queries
from tiexin.core.refusal import Refused
from tiexin.orgs import calendar
from tiexin.orgs.actions.moves import Plan, merge_org, move_org
from tiexin.orgs.actions.undoing import undo_change
from tiexin.orgs.models import Tree
from tiexin.orgs.tests import cast as c
from tiexin.plans.tests import small

pytestmark = pytest.mark.django_db
SAID = "单位有调整，正在重算"
PLAN = Plan(c.TODAY, "宁工发〔2012〕9号")


@pytest.fixture
def cast(world):
    calendar.forget()
    return world.cast


@pytest.fixture
def marked(cast, world, client):
    """The units whose boards say so, as the province's leader sees them."""
    units = {
        name: getattr(cast, name)
        for name in ("province", "city", "county", "enterprise", "other_city", "other_county", "industry")
    } | {"quiet": world.quiet}

    def names():
        c.enter(client, cast.people["leader"])
        with c.nothing_written():
            found = {name: SAID in client.get(f"/board/{unit.pk}/").text for name, unit in units.items()}
        return {name for name, said in found.items() if said}

    return names


def move(cast):
    return move_org(cast.county, cast.other_city, PLAN, tree=Tree.TERRITORY, by=cast.people["office"], on=c.TODAY)


def promised(cast, world):
    """What the two cities promise by clause: how many of those who owe it have met it, and the exact total."""
    terms = queries.current_terms([world.version], c.TODAY)
    return {
        unit.short_name: {
            p.duty.clause.code: (p.standing.met, p.standing.owed, p.distinct)
            for p in queries.promises(unit, terms, c.TODAY)
            if p.duty.clause.code in ("C3", "C5", "C7", "C9")
        }
        for unit in (cast.city, cast.other_city)
    }


def test_a_move_marks_the_ancestors_that_lose_and_gain_until_the_worker_has_counted(cast, marked):
    assert marked() == set()
    move(cast)
    assert marked() == {"city", "other_city"}
    small.settle()
    assert marked() == set()


def test_after_the_worker_the_numbers_stand_where_the_unit_does(cast, world):
    before = promised(cast, world)
    assert before == {
        "银川市": {"C3": (1, 2, 2), "C5": (0, 1, 4), "C7": (1, 2, None), "C9": (0, 0, 2)},
        "石嘴山市": {"C3": (0, 1, 1), "C5": (0, 1, 1), "C7": (1, 1, None), "C9": (0, 0, 0)},
    }
    change = move(cast)
    small.settle()
    assert promised(cast, world) == {
        "银川市": {"C3": (0, 1, 0), "C7": (0, 1, None), "C9": (0, 0, 0)},
        "石嘴山市": {"C3": (1, 2, 3), "C5": (0, 2, 5), "C7": (2, 2, None), "C9": (0, 0, 2)},
    }
    undo_change(change, "文件撤销", by=cast.people["office"], on=c.TODAY)
    small.settle()
    assert promised(cast, world) == before


def test_taking_a_move_back_marks_the_same_boards(cast, marked):
    change = move(cast)
    small.settle()
    undo_change(change, "文件撤销", by=cast.people["office"], on=c.TODAY)
    assert marked() == {"city", "other_city"}
    small.settle()
    assert marked() == set()


def test_a_merger_marks_both_units_and_nobody_above_both(cast, world, marked):
    merge_org(cast.county, world.quiet, PLAN, by=cast.people["office"], on=c.TODAY)
    assert marked() == {"county", "quiet"}
    small.settle()
    assert marked() == set()


def test_a_refused_move_marks_nothing(cast, marked):
    with c.nothing_written(), pytest.raises(Refused):
        move_org(cast.city, cast.county, PLAN, tree=Tree.TERRITORY, by=cast.people["office"], on=c.TODAY)
    assert marked() == set()


def test_numbers_of_the_whole_do_not_change_when_a_unit_moves_inside_it(cast, world):
    terms = queries.current_terms([world.version], c.TODAY)

    def whole():
        return [(each["label"], each["value"]) for each in queries.headlines(cast.province, terms)]

    before = whole()
    assert before == [("全区走访企业", 3), ("全区访职工", 6)]
    move(cast)
    assert whole() == before
    small.settle()
    assert whole() == before


def test_a_move_in_the_industry_tree_marks_the_industry_alone(cast, marked):
    move_org(cast.enterprise, None, PLAN, tree=Tree.INDUSTRY, by=cast.people["office"], on=c.TODAY)
    assert marked() == {"industry"}
    small.settle()
    assert marked() == set()


def test_each_of_two_moves_is_marked_and_one_run_of_the_worker_counts_both(cast, world, marked):
    move(cast)
    move_org(world.quiet, cast.other_city, PLAN, tree=Tree.TERRITORY, by=cast.people["office"], on=c.TODAY)
    assert marked() == {"city", "other_city"}
    small.settle()
    assert marked() == set()
    found = promised(cast, world)
    assert found["银川市"] == {}
    assert {code: said[:2] for code, said in found["石嘴山市"].items()} == {
        "C3": (1, 3),
        "C5": (0, 2),
        "C7": (2, 3),
        "C9": (0, 0),
    }


def test_the_mark_is_for_whoever_may_see_the_board(cast, client):
    move(cast)
    for name, statuses in (("city_office", [200, 404]), ("stranger", [404, 200]), ("nobody", [404, 404])):
        c.enter(client, cast.people[name])
        pages = [client.get(f"/board/{unit.pk}/") for unit in (cast.city, cast.other_city)]
        assert [page.status_code for page in pages] == statuses
        assert [SAID in page.text for page in pages] == [status == 200 for status in statuses]
