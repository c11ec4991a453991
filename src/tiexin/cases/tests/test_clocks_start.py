"""No dead clock: each one of the catalogue starts by something that an action sends for its service, and can be met."""

import re
from pathlib import Path

import pytest

from tiexin.cases import rules
from tiexin.cases.actions.letters import NewLetter, deliver_letter, issue_letter
from tiexin.cases.agency.norms import norms
from tiexin.cases.catalogue import catalogue, read
from tiexin.cases.letters.rules import BY_HAND, DELIVERED, answers, terms
from tiexin.cases.models import CaseClock
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

SERVICES = list(catalogue().values())
ACTIONS = Path(__file__).parents[1] / "actions"
EVERYWHERE = {"registered", "offered", "taken", "returned", "contacted", "called_back", "unsolved"}
DETAILS = {"supervision_letter": {"matter": "wages"}, "legal_aid": {"matter": "wages"}, "crisis": {"kind": "accident"}}


def heard(service):
    """Every event that some action lets the clocks of a service hear."""
    moves = {move.event for name, move in rules.MOVES.items() if service.reviewed or name not in rules.REVIEWS}
    found = EVERYWHERE | moves | {each.event for each in service.steps if each.event}
    if service.reviewed:
        found.add("review_ordered")
    if service.script:
        found |= {"crisis", "followed_up"}
    if service.name in norms().services:
        found |= {"sent_outside", "answered_outside"}
    for letter in service.letters:
        if letter.at in BY_HAND:
            found |= {letter.at, DELIVERED.get(letter.at, ""), answers(service, letter.name)} - {""}
    return found


def dead(service):
    """Clocks of a service that nothing starts, or nothing meets."""
    known = heard(service)
    return [clock.name for clock in service.clocks if not known & set(clock.starts) or not known & set(clock.met_by)]


@pytest.mark.parametrize("service", SERVICES, ids=lambda each: each.name)
def test_every_clock_can_start_and_can_be_met(service):
    assert dead(service) == []


@pytest.mark.parametrize("service", SERVICES, ids=lambda each: each.name)
def test_nothing_is_listened_for_in_vain(service):
    known = heard(service)
    for clock in service.clocks:
        assert set((*clock.starts, *clock.met_by, *clock.ends)) - known == set(), clock.name


def test_a_dead_clock_is_found():
    text = (Path(__file__).parents[1] / "data/services/counselling.yaml").read_text(encoding="utf-8")
    more = (
        "  after:\n    label: 危机后跟进\n    starts: [{}]\n    met_by: [{}]\n    length: {{amount: 24, unit: hour}}\n"
    )
    for starts, met, found in (
        ("crisis", "followed_up", ["after"]),
        ("replied", "followed_up", ["after"]),
        ("crisis", "called_back", ["after"]),
        ("replied", "called_back", []),
    ):
        clock = more.format(starts, met) + "    source: {clause: C138, note: 本系统建议，可改}\n"
        assert dead(read(text.replace("clocks:\n", f"clocks:\n{clock}", 1))) == found


def test_the_events_of_every_service_are_really_sent():
    said = "".join(path.read_text(encoding="utf-8") for path in ACTIONS.glob("*.py"))
    sent = set(re.findall(r'(?:hear\([^)]*?|event = |Happened\()"(\w+)"', said))
    assert EVERYWHERE - {"registered"} - sent == set()
    assert {"crisis", "followed_up", "sent_outside", "answered_outside"} - sent == set()


# ── and they do start ───────────────────────────────────────────────────────────────────────────────────

LETTERS = [
    (service.name, letter.name, clock.name)
    for service in SERVICES
    for letter in service.letters
    for clock in terms(service, letter)
]


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


def test_the_delivery_of_these_letters_starts_clocks_and_the_letter_itself_none():
    out = {letter.at for service in SERVICES for letter in service.letters if letter.at in BY_HAND}
    assert [clock.name for service in SERVICES for clock in service.clocks if out & set(clock.starts)] == []
    assert LETTERS == [
        ("legal_aid", "objection", "objection"),
        ("supervision_letter", "opinion", "employer"),
        ("supervision_letter", "proposal", "department"),
    ]


@pytest.mark.parametrize(("kind", "name", "rule"), LETTERS, ids=[each[2] for each in LETTERS])
def test_its_delivery_starts_it(cast, kind, name, rule):
    case = moved(registered(cast, kind, details=DETAILS[kind]), "accept", by=cast.author)
    if name == "proposal":
        issue_letter(case, NewLetter("opinion", "某厂", "请改正"), by=cast.author, on=c.TODAY)
    letter = issue_letter(case, NewLetter(name, "某单位", "请办理"), by=cast.author, on=c.TODAY)
    assert not CaseClock.objects.filter(case=case, rule=rule).exists()
    deliver_letter(letter, c.TODAY, "hand", by=cast.author, on=c.TODAY)
    assert CaseClock.objects.get(case=case, rule=rule).runs


@pytest.mark.parametrize("kind", ["counselling", "retaliation"])
def test_where_there_is_danger_a_crisis_is_registered_with_its_own_hours(cast, kind):
    case = registered(cast, kind, details={}, elsewhere="danger")
    assert case.kind == "crisis"
    assert CaseClock.objects.get(case=case, rule="follow_up").runs
