"""Who answered and what was answered stay apart: in the tables, in the trail, in the facts, in what is published."""

import json

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from tiexin.draws.kinds import KINDS
from tiexin.draws.queries import published
from tiexin.draws.verify import differences
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.models import Session
from tiexin.orgs.tests import cast as c
from tiexin.registry.actions.merging import merge_workers
from tiexin.registry.models import Worker
from tiexin.supervision import workers
from tiexin.supervision.actions import surveys as actions
from tiexin.supervision.survey_links import LENGTH, ask_of, hash_of, token_of
from tiexin.supervision.surveys import SurveyAsk, SurveyTally
from tiexin.supervision.tests import survey_scene as scene
from tiexin.supervision.tests.survey_scene import BAD, GOOD, HALF, answered, closed, link, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


# In the tables


def test_no_table_has_a_row_for_one_answer():
    models = apps.get_app_config("supervision").get_models()
    holding = {model.__name__ for model in models for field in model._meta.fields if field.name == "answer"}
    assert holding == {"SheetAnswer", "SurveyTally"}
    assert {field.name for field in SurveyTally._meta.fields} == {"id", "survey", "answer", "count"}


def test_an_ask_knows_neither_an_answer_nor_a_time():
    fields = {field.name: field.get_internal_type() for field in SurveyAsk._meta.fields}
    assert set(fields) == {
        *("id", "survey", "place", "worker", "body", "name", "employer", "key", "token_hash", "state", "way"),
        "noted_by",
    }
    assert not {"DateField", "DateTimeField"} & set(fields.values())


def dump():
    """Every row of every table of the product, as text, without the asks themselves."""
    told = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model not in (SurveyAsk, Session) and model._meta.app_label != "django_tasks_database":
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
                told += [f"{model._meta.label} {row}" for row in cursor.fetchall()]
    return sorted(told)


def test_whoever_of_two_said_what_leaves_the_same_behind(cast):
    """One is satisfied and the other is not: exchanged, no row anywhere differs but in the time of the entries."""
    draw = scene.drawn(cast)
    kept = []
    for answers in ((GOOD, BAD), (BAD, GOOD)):
        made = opened(cast, draw=draw)
        answered(made, *answers)
        tallies = list(SurveyTally.objects.filter(survey=made).order_by("pk").values_list("answer", "count"))
        entries = Entry.objects.filter(verb="answer_survey", thing_id=made.pk)
        trail = list(entries.values_list("thing", "by", "org", "on", "source").distinct())
        asks = list(made.asks.order_by("place").values_list("state", "way", "noted_by"))
        kept.append((tallies, trail, asks))
        actions.withdraw_survey(made, "再来一次", by=cast.asker, on=c.TODAY)
    assert kept[0] == kept[1]
    assert kept[0][0] == [(GOOD, 1), (HALF, 0), (BAD, 1)]


def test_tallies_are_made_before_anybody_answers_and_never_more(cast):
    made = opened(cast)
    before = list(SurveyTally.objects.values_list("pk", "answer"))
    answered(made, BAD, GOOD, BAD)
    assert list(SurveyTally.objects.values_list("pk", "answer").order_by("pk")) == sorted(before)


# In the trail and the facts


def test_the_entry_of_an_answer_names_nobody_and_proves_nothing(cast):
    made = opened(cast)
    Client().post(link(made.asks.get(place=4)), {"answer": BAD})
    entry = Entry.objects.get(verb="answer_survey")
    assert (entry.thing, entry.thing_id, entry.by, entry.instead_of, entry.source) == (
        "supervision.survey",
        made.pk,
        None,
        None,
        None,
    )
    assert entry.facts.count() == 0


def test_facts_come_together_at_the_end_and_name_no_person(cast):
    made = answered(opened(cast), GOOD, BAD, GOOD, HALF, GOOD, GOOD)
    assert Fact.objects.filter(measure="satisfaction_answer").count() == 0
    closed(made, cast)
    facts = Fact.objects.filter(measure="satisfaction_answer")
    assert facts.values("entry").distinct().count() == 1
    dims = ("officer", "employer", "worker", "team_id", "household_id", "pair_id", "facility_id")
    assert set(facts.values_list(*dims)) == {(None,) * len(dims)}
    assert sorted(facts.values_list("qty", flat=True)) == [1, 1, 4]


def test_neither_a_name_nor_a_key_of_the_asked_stands_in_what_an_answer_writes(cast):
    made = opened(cast)
    before = set(dump())
    answered(made, GOOD, BAD, HALF)
    fresh = [line for line in dump() if line not in before]
    secret = [str(value) for ask in made.asks.all() for value in (ask.key, ask.key.hex, ask.token_hash)]
    assert len(fresh) > 3
    assert [line for line in fresh for value in secret if value in line] == []


# The link


def test_a_link_is_the_same_whenever_it_is_printed_and_stands_nowhere(cast):
    ask = opened(cast).asks.get(place=1)
    token = token_of(ask.key)
    assert (len(token), token) == (LENGTH, token_of(SurveyAsk.objects.get(pk=ask.pk).key))
    assert ask_of(token) == ask
    assert (ask.token_hash, token in str(vars(ask))) == (hash_of(token), False)


def test_another_installation_makes_other_links(cast, settings):
    ask = opened(cast).asks.get(place=1)
    here = token_of(ask.key)
    settings.SECRET_KEY = "another secret of another house"
    assert token_of(ask.key) != here


def test_links_differ_between_people_and_surveys(cast):
    draw = scene.drawn(cast)
    first = opened(cast, draw=draw)
    actions.withdraw_survey(first, "再来一次", by=cast.asker, on=c.TODAY)
    again = opened(cast, draw=draw)
    tokens = [token_of(ask.key) for survey in (first, again) for ask in survey.asks.all()]
    assert len(set(tokens)) == len(tokens) == 12


# The frame


def test_the_frame_is_everybody_met_or_not_each_once(cast):
    kind = KINDS["workers"]
    assert (kind.label, kind.by, kind.counter, kind.dated) == ("职工", ("kind", "city"), "人", False)
    found = {pk for pk, _ in workers.rows(cast.county, c.TODAY)}
    assert found == {worker.pk for worker in cast.workers}
    assert {pk for pk, _ in workers.rows(cast.city, c.TODAY)} == found
    assert {pk for pk, _ in workers.rows(cast.other_city, c.TODAY)} == set()


@pytest.mark.parametrize(
    ("role", "asked"),
    [("front_line", True), ("union_cadre", True), ("manager", True), ("leader", False), ("local_cadre", False)],
)
def test_who_leads_the_enterprise_or_works_for_the_union_is_not_asked_as_a_worker(cast, role, asked):
    made = c.worker(cast.employer, "马福海", role)
    assert (made.pk in {pk for pk, _ in workers.rows(cast.county, c.TODAY)}) == asked


def test_a_person_registered_twice_stands_there_once(cast):
    twin, first = cast.workers[1], cast.workers[2]
    merge_workers(twin, first, "同一个人", by=cast.asker, on=c.TODAY)
    assert twin.pk not in {pk for pk, _ in workers.rows(cast.county, c.TODAY)}


def test_a_row_says_kind_of_employer_and_city_and_no_name(cast):
    at_large = Worker.objects.create(name="白玉兰", org=cast.county)
    rows = {pk: item for pk, item in workers.rows(cast.province, c.TODAY)}
    item = rows[cast.worker.pk]
    assert (item.key, item.label) == (str(cast.worker.key), f"职工 {str(cast.worker.key)[:8]}")
    assert item.values == {"kind": "非公企业", "city": "银川市"}
    assert rows[at_large.pk].values == {"kind": "无", "city": "银川市"}


def test_the_public_file_proves_the_draw_and_knows_nobody(cast):
    file = json.dumps(published(scene.drawn(cast)), ensure_ascii=False)
    assert differences(file) == []
    names = [word for worker in cast.workers for word in (worker.name, worker.employer.name)]
    assert [name for name in names if name in file] == []
