"""Whoever belongs to units that are merged, split or moved is found where they are now."""

import pytest

from tiexin.orgs.actions.moves import Part
from tiexin.orgs.actions.people import transfer_officer
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_moves import SINCE, merge, move, split, undo
from tiexin.search import verify
from tiexin.search.models import SearchRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.units()


@pytest.fixture
def staffed(cast):
    """A county with an officer, an employer and a worker there."""
    people = c.officer("高远", cast.county), c.officer("白云", cast.county)
    firm = c.employer(cast.county, "凤凰机械厂")
    return cast, people, firm, c.worker(firm, "刘桂英")


def indexed():
    """Whose scope reaches each thing that is found, and what is said beside it; the index is as if built anew."""
    assert verify.differences() == []
    rows = SearchRow.objects.exclude(kind="org").select_related("org")
    return {row.title: row.org.name for row in rows}, dict(
        SearchRow.objects.filter(kind="org").values_list("title", "note")
    )


def test_people_and_employers_are_found_in_the_unit_they_were_merged_into(staffed):
    cast, *_ = staffed
    change = merge(cast.county, cast.other_county)
    things, units = indexed()
    assert things == dict.fromkeys(("高远", "白云", "凤凰机械厂", "刘桂英"), "大武口区总工会")
    assert units["兴庆区总工会"] == "县级，2012年撤销"
    undo(change)
    things, units = indexed()
    assert things == dict.fromkeys(("高远", "白云", "凤凰机械厂", "刘桂英"), "兴庆区总工会")
    assert units["兴庆区总工会"] == "县级"


def test_people_and_employers_are_found_in_the_part_they_went_to(staffed):
    cast, people, firm, _ = staffed
    change = split(cast.county, Part("凤凰新区总工会", officers=people[:1], follow={"employer": [firm.pk]}))
    things, units = indexed()
    new, old = "凤凰新区总工会", "兴庆区总工会"
    assert things == {"高远": new, "白云": old, "凤凰机械厂": new, "刘桂英": new}
    assert units[new] == "县级"
    undo(change)
    things, units = indexed()
    assert things == dict.fromkeys(things, old)
    assert units[new] == "县级，2012年撤销"


def test_a_move_changes_nothing_that_is_found(staffed):
    cast, *_ = staffed
    before = indexed()
    move(cast.county, cast.other_city)
    assert indexed() == before


def test_somebody_who_changes_units_is_found_in_the_new_one(staffed):
    cast, (officer, _), *_ = staffed
    transfer_officer(officer, cast.other_county, since=SINCE, by=None, on=c.TODAY)
    assert indexed()[0]["高远"] == "大武口区总工会"
