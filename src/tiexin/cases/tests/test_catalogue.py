"""The catalogue as it ships: every service has its door, its clocks, its sources; a place changes numbers alone."""

from dataclasses import replace

import pytest

from tiexin.cases import rules
from tiexin.cases.catalogue import DATA, Source, catalogue, overridden, read
from tiexin.cases.catalogue_lint import lint
from tiexin.cases.clocks import react
from tiexin.cases.tests.test_catalogue_lint import GOOD
from tiexin.evidence.measures import TAGS

ALL = list(catalogue().values())
SEVEN = {"hardship", "mutual_aid", "employment", "petition", "dispute", "legal_aid", "counselling"}


def test_the_seven_services_and_what_belongs_to_them_are_there():
    more = {"supervision_letter", "suggestion", "system_complaint", "membership", "retaliation"}
    assert set(catalogue()) == SEVEN | more | {"officer_complaint", "crisis"}


def test_each_of_the_seven_counts_for_its_function_of_the_centre():
    assert {service.function for service in ALL} - {""} == set(TAGS["service"])


@pytest.mark.parametrize("service", ALL, ids=lambda each: each.name)
def test_a_service_says_who_may_ask_and_cites_its_sources(service):
    assert service.who and service.short and service.sources
    assert set(service.askers) <= set(rules.ASKERS)
    assert all(str(source) for source in service.sources)


@pytest.mark.parametrize("service", ALL, ids=lambda each: each.name)
def test_every_clock_listens_to_events_that_there_are_and_can_be_met(service):
    for clock in service.clocks:
        assert set((*clock.starts, *clock.met_by, *clock.ends)) <= set(rules.EVENTS), clock.name
        assert clock.starts and clock.met_by, clock.name
        assert str(clock.source), clock.name


@pytest.mark.parametrize("service", ALL, ids=lambda each: each.name)
def test_registering_starts_a_clock_that_binds_the_unit(service):
    started = react(service, "registered").starts
    assert [clock for clock in started if clock.holder == "unit"] != []


@pytest.mark.parametrize("service", ALL, ids=lambda each: each.name)
def test_an_answer_is_called_back_about(service):
    assert "call_back" in {clock.name for clock in react(service, "replied").starts}


@pytest.mark.parametrize("service", ALL, ids=lambda each: each.name)
def test_names_stand_once(service):
    for things in (service.clocks, service.fields, service.outcomes, service.letters, service.elsewhere):
        names = [each.name for each in things]
        assert len(names) == len(set(names))


def test_complaints_about_the_house_go_past_the_unit_and_counselling_is_sealed():
    assert {each.name for each in ALL if each.past_unit} >= {"officer_complaint", "retaliation"}
    assert {each.name for each in ALL if each.sealed} >= {"counselling"}
    assert {each.name for each in ALL if each.urgent} >= {"crisis"}


def test_the_law_of_petitions_is_as_the_regulation_has_it():
    found = {clock.name: (clock.length.amount, clock.length.unit) for clock in catalogue()["petition"].clocks}
    assert found["notify"] == (15, "day")
    assert found["return"] == (5, "workday")
    assert found["conclude"] == (60, "day")
    assert [found[name] for name in ("ask_review", "review", "ask_second_review", "second_review")] == [(30, "day")] * 4
    assert catalogue()["petition"].clock("conclude").extend.length.amount == 30


def test_a_place_changes_the_number_and_its_source_and_nothing_else():
    petition = catalogue()["petition"]
    said = {
        "clocks": {"conclude": {"amount": 45, "extend": 15, "source": {"law": "某省信访条例", "article": "第20条"}}}
    }
    other = overridden(petition, said)
    clock, was = other.clock("conclude"), petition.clock("conclude")
    assert (clock.length.amount, clock.extend.length.amount) == (45, 15)
    assert clock.source == Source(law="某省信访条例", article="第20条")
    same = replace(clock, length=was.length, source=was.source, extend=was.extend)
    assert same == was
    assert [each for each in other.clocks if each.name != "conclude"] == [
        each for each in petition.clocks if each.name != "conclude"
    ]


def test_a_place_without_numbers_of_its_own_has_those_of_the_country():
    assert overridden(catalogue()["petition"], {}) == catalogue()["petition"]


def test_every_file_is_read_and_named_after_its_service():
    assert {path.stem for path in DATA.glob("*.yaml")} == set(catalogue())
    assert all(read(path.read_text(encoding="utf-8")).name == path.stem for path in DATA.glob("*.yaml"))


def test_a_law_may_leave_open_how_long_a_term_stands_still():
    open_ = "unlimited: {law: 某条例, article: 第5条, note: 没有写最长多少天}"
    changed = GOOD.replace("most: 10", open_).replace("most: 5, ", "")
    assert changed != GOOD and lint(changed) == []
