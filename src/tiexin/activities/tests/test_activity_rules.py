"""The tasks of C077 follow from kind and topics; what the data of topics says is known to the rules."""

import re
from datetime import date

import pytest

from tiexin.activities import rules, topics
from tiexin.core.refusal import Refused
from tiexin.evidence.vocabulary import TASKS

SERVES = {name: topic.task for name, topic in topics.topics().items()}


@pytest.mark.parametrize(
    ("kind", "about", "tasks"),
    [
        ("lecture", [], ["publicise"]),
        ("lecture", ["law", "policy"], ["publicise"]),
        ("lecture", ["difficulties"], ["publicise", "solve"]),
        ("tour", ["production", "opinions"], ["research", "publicise", "develop"]),
        ("consultation", ["doubts"], ["publicise", "solve"]),
        ("training", ["duties"], []),
        ("training", ["law"], ["publicise"]),
        ("seminar", [], ["research"]),
        ("help", [], ["develop"]),
        ("help", ["difficulties"], ["solve", "develop"]),
        ("seminar", ["a topic of former days"], ["research"]),
    ],
)
def test_tasks_follow_from_kind_and_topics_in_the_order_of_the_source(kind, about, tasks):
    assert rules.tasks_of(kind, about, SERVES) == tasks


def test_every_topic_names_a_clause_and_a_task_or_none():
    assert {topic.task for topic in topics.topics().values()} == {*TASKS, ""}
    assert all(re.fullmatch(r"C\d{3}", topic.clause) for topic in topics.topics().values())
    assert topics.labels()["law"] == "涉及职工利益的法律法规"


def test_every_kind_serves_a_task_but_training():
    assert set(rules.KINDS) - set(rules.SERVES) == {"training"}


TODAY = date(2012, 5, 10)


@pytest.mark.parametrize(
    ("kind", "on", "at_employer", "may"),
    [
        ("seminar", TODAY, True, True),
        ("lecture", TODAY, True, True),
        ("seminar", TODAY, False, False),
        ("seminar", date(2012, 5, 9), True, False),
        ("seminar", date(2012, 5, 11), True, False),
        ("training", TODAY, True, False),
    ],
)
def test_the_code_opens_on_the_day_at_an_enterprise(kind, on, at_employer, may):
    assert rules.may_sign(kind, on, TODAY, at_employer=at_employer) is may


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: rules.check_kind("feast", [], []), "kind"),
        (lambda: rules.check_kind("lecture", ["x"], ["law"]), "topics"),
        (lambda: rules.check_text(" ", "title", "主题"), "title"),
        (lambda: rules.check_words("字" * 1001, "note"), "note"),
        (lambda: rules.check_words("a\0", "note"), "note"),
        (lambda: rules.check_giver("training", 0, " "), "givers"),
        (lambda: rules.check_audience(-1), "audience"),
        (lambda: rules.check_audience(100_000), "audience"),
        (lambda: rules.check_held(date(2012, 5, 11), TODAY), ""),
        (lambda: rules.check_state("held", "planned", None), ""),
        (lambda: rules.check_state("held", "held", TODAY), ""),
        (lambda: rules.check_ticked(0), "people"),
        (lambda: rules.check_ticked(201), "people"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(call, field):
    with pytest.raises(Refused) as caught:
        call()
    assert caught.value.field == field


@pytest.mark.parametrize("kind", ["seminar", "help"])
def test_nobody_needs_to_speak_where_people_talk_with_one_another(kind):
    rules.check_giver(kind, 0, "")


def test_a_lecturer_from_elsewhere_is_enough():
    rules.check_giver("lecture", 0, "法学院 周教授")
