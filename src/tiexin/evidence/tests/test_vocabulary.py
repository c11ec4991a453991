"""Every deed and every thing that an action writes has a Chinese name; so has every tag."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

import tiexin
from tiexin.evidence.measures import MEASURES, TAGS
from tiexin.evidence.tag_keys import TAG_KEYS
from tiexin.evidence.vocabulary import THINGS, VERBS

ROOT = Path(tiexin.__file__).parent
FOUND = (*ROOT.rglob("actions*.py"), *ROOT.rglob("actions/*.py"))
ACTIONS = [path for path in FOUND if "tests" not in path.relative_to(ROOT).parts]


def verbs(path):
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Act"
        if node.args and isinstance(node.args[0], ast.Constant)
    }


@pytest.mark.parametrize("path", ACTIONS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_deed_has_a_name(path):
    assert verbs(path) <= set(VERBS)


def test_the_walk_finds_the_deeds():
    found = set().union(*map(verbs, ACTIONS))
    assert {"found", "grant", "register", "void"} <= found


@pytest.mark.parametrize("label", THINGS)
def test_every_named_thing_exists(label):
    assert apps.get_model(label)._meta.label_lower == label


def test_every_tag_has_a_name():
    assert set(TAG_KEYS) == set(TAGS)


def test_every_measure_is_declared_under_its_own_name():
    assert all(name == measure.name and measure.label and measure.unit for name, measure in MEASURES.items())
