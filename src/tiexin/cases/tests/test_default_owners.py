"""Who handles which kind at a unit: named, changed, ended; who is named hears first of what comes."""

import pytest

from tiexin.cases import queries
from tiexin.cases.actions import owners as actions
from tiexin.cases.actions.cases import NewCase, register_case
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case, DefaultOwner
from tiexin.cases.owners.rules import kinds
from tiexin.cases.tests.case_scene import ASKED, DAY, SAID, refuse, registered, stage
from tiexin.evidence.models import Entry
from tiexin.orgs import orphans
from tiexin.orgs.actions.people import leave_office
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db


@kept.fixture
def cast():
    found = stage()
    found.mediator = c.officer("沈和平", found.county, "officer", title="调解员")
    return found


def name(cast, *which, who=None, org=None, on=c.TODAY):
    return actions.name_default_owner(org or cast.county, list(which), who or cast.author, by=cast.chief, on=on)


def end(cast, row, on=c.TODAY):
    return actions.end_default_owner(row, by=cast.chief, on=on)


def rows(cast):
    found = DefaultOwner.objects.filter(org=cast.county).order_by("pk")
    return [(row.kind, row.officer.name, row.since, row.until) for row in found]


def first(cast, kind="dispute", org=None, on=c.TODAY):
    return queries.proposed(catalogue()[kind], org or cast.county, on)


def queued(cast, kind="dispute", **more):
    case = Case(**{**SAID, "kind": kind, "org": cast.county, "first_org": cast.county, **more})
    return register_case(NewCase(case, "", "没有发", ASKED.get(kind, {})), by=None, on=c.TODAY)


def told(case, way="queue"):
    found = Message.objects.filter(source=f"case/{case.pk}/{way}").select_related("officer")
    return [each.officer for each in found]


# ── said, changed, ended ────────────────────────────────────────────────────────────────────────────────────


def test_each_kind_is_one_row_with_its_entry(cast):
    made = name(cast, "dispute", "petition")
    assert [str(row) for row in made] == ["争议调处由李秀兰承办", "职工信访由李秀兰承办"]
    assert rows(cast) == [("dispute", "李秀兰", c.TODAY, None), ("petition", "李秀兰", c.TODAY, None)]
    entries = Entry.objects.filter(verb="name_default_owner").order_by("pk")
    assert [(each.thing_id, each.org_id, each.by_id) for each in entries] == [
        (row.pk, cast.county.pk, cast.chief.pk) for row in made
    ]


def test_another_takes_it_over_from_that_day_on(cast):
    name(cast, "dispute", "petition")
    later = c.TODAY + DAY
    (made,) = name(cast, "dispute", who=cast.mate, on=later)
    assert rows(cast) == [
        ("dispute", "李秀兰", c.TODAY, later),
        ("petition", "李秀兰", c.TODAY, None),
        ("dispute", "葛春梅", later, None),
    ]
    assert made.officer == cast.mate


def test_what_they_handle_already_is_not_written_twice(cast):
    name(cast, "dispute")
    assert [row.kind for row in name(cast, "dispute", "petition")] == ["petition"]
    assert "已经由李秀兰承办" in refuse("kinds", lambda: name(cast, "dispute", "petition"))


def test_units_have_each_their_own(cast):
    name(cast, "dispute")
    name(cast, "dispute", who=cast.people["city_office"], org=cast.city)
    assert DefaultOwner.objects.standing().count() == 2


def test_ended_once(cast):
    (row,) = name(cast, "dispute")
    ended = end(cast, row, c.TODAY + DAY)
    assert (ended.until, first(cast)) == (c.TODAY + DAY, cast.mediator)
    assert Entry.objects.filter(verb="end_default_owner", thing_id=row.pk).count() == 1
    assert "已经不由李秀兰承办" in refuse("", lambda: end(cast, row))
    assert name(cast, "dispute")[0].pk != row.pk


@pytest.mark.parametrize("said", [[], ["moon"], ["dispute", "dispute"], ["dispute", "counselling"]])
def test_only_kinds_of_the_catalogue_each_once_none_under_seal(cast, said):
    refuse("kinds", lambda: name(cast, *said))


def test_every_kind_but_what_is_sealed_can_be_given(cast):
    sealed = {each for each, service in catalogue().items() if service.sealed}
    assert set(kinds()) == set(catalogue()) - sealed and "counselling" in sealed
    assert len(name(cast, *kinds())) == len(kinds())


@pytest.mark.parametrize("who", ["nobody", "city_office", "stranger", "audit", "system"])
def test_whoever_handles_nothing_there_is_refused(cast, who):
    assert "没有在兴庆区办理诉求的岗位" in refuse("officer", lambda: name(cast, "dispute", who=cast.people[who]))


def test_whoever_left_is_refused(cast):
    leave_office(cast.mate, c.TODAY, by=None, on=c.TODAY)
    refuse("officer", lambda: name(cast, "dispute", who=cast.mate))


def test_a_unit_that_is_closed_is_refused(cast):
    refuse("org", lambda: name(cast, "dispute", org=cast.closed))


# ── who hears ───────────────────────────────────────────────────────────────────────────────────────────────


def test_who_is_named_comes_before_whoever_has_the_title(cast):
    assert first(cast) == cast.mediator
    name(cast, "dispute", who=cast.mate)
    assert first(cast) == cast.mate
    assert (first(cast, "petition"), first(cast, org=cast.city)) == (None, None)


def test_kinds_for_which_no_title_is_looked_have_somebody_too(cast):
    assert first(cast, "suggestion") is None
    name(cast, "suggestion")
    assert first(cast, "suggestion") == cast.author


def test_whoever_no_longer_handles_matters_there_counts_no_more(cast):
    name(cast, "dispute", "suggestion", who=cast.mate)
    cast.mate.posts.update(until=c.TODAY)
    assert (first(cast), first(cast, "suggestion")) == (cast.mediator, None)


def test_a_new_matter_and_an_offer_are_told_to_them(cast):
    name(cast, "dispute", who=cast.mate)
    assert told(queued(cast)) == [cast.mate]
    case = registered(cast, by=cast.people["enterprise"], org=cast.enterprise, offer=cast.county)
    assert told(case, f"offer/{case.offers.get().pk}") == [cast.mate]


def test_never_of_what_is_about_them(cast):
    name(cast, "petition", who=cast.mate)
    assert told(queued(cast, "petition", about=cast.mate)) == [queries.backstop(cast.county, c.TODAY)]
    assert told(queued(cast, "petition")) == [cast.mate]


def test_one_question_finds_them(cast, django_assert_num_queries):
    name(cast, *kinds())
    with django_assert_num_queries(1):
        first(cast)


# ── who leaves ──────────────────────────────────────────────────────────────────────────────────────────────


def test_whoever_leaves_hands_it_over(cast):
    name(cast, "dispute", who=cast.mate)
    leave_office(cast.mate, c.TODAY, by=None, on=c.TODAY)
    (orphan,) = orphans.orphans_of(cast.mate, c.TODAY)
    assert orphan.held.tell(orphan.row) == "兴庆区的争议调处"
    orphan.held.hand_over(orphan.row, cast.author, None, c.TODAY)
    assert [row[1:] for row in rows(cast)] == [("葛春梅", c.TODAY, c.TODAY), ("李秀兰", c.TODAY, None)]
    assert list(orphans.orphans_of(cast.mate, c.TODAY)) == []
