"""The manual keeps its word: every key is explained, every example loads, every listed word is known."""

import re
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from tiexin.duties.definition import UNIT_LABELS
from tiexin.evidence.measures import TAGS
from tiexin.plans.fields import COUNTING, STRENGTHS
from tiexin.plans.loader import PACKS
from tiexin.plans.pack import LISTS, Pack
from tiexin.plans.periods import PERIODS
from tiexin.plans.reference import START
from tiexin.plans.said import inner, surface
from tiexin.plans.tests.desk import HEAD, KINDS, LEVELS, POPULATIONS, RANKS, TEAM_KINDS, read

pytestmark = pytest.mark.once

MANUAL = (Path(__file__).parents[4] / "docs" / "plan-language.md").read_text(encoding="utf-8")
HUMAN = MANUAL.partition(START)[0]  # the rest is written by the program and proves nothing
EXAMPLES = re.findall(r"```yaml\n(.*?)```", MANUAL, re.DOTALL)


def models(model: type[BaseModel]) -> set[type[BaseModel]]:
    """A model of the schema and all that it holds."""
    held = {found for field in model.model_fields.values() if (found := inner(field.annotation))}
    return {model}.union(*(models(each) for each in held))


def keys() -> set[str]:
    """Every key that a pack may have; filters are explained with the populations and tags."""
    every = {key for model in models(Pack) if model.__name__ != "Amount" for key in surface(model)}
    return every - {"where"}


@pytest.mark.parametrize("key", sorted(keys()))
def test_every_key_is_explained_and_used_in_an_example(key):
    assert f"`{key}`" in HUMAN
    assert any(re.search(rf"\b{key}:", example) for example in EXAMPLES)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_loads(number):
    example = EXAMPLES[number]
    given = set(yaml.safe_load(example))
    head = "".join(line + "\n" for line in HEAD.splitlines() if line.partition(":")[0] not in given)
    loaded = read(head + example)
    assert loaded.problems == []


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_a_heading_or_table(name):
    assert re.search(rf"^#+ .*`{name}`", HUMAN, re.MULTILINE)


@pytest.mark.parametrize(
    "words",
    [UNIT_LABELS, STRENGTHS, PERIODS, COUNTING, LEVELS, KINDS, RANKS, TEAM_KINDS],
    ids=["unit", "strength", "per", "counted", "level", "kind", "rank", "team kind"],
)
def test_every_choice_is_named(words):
    assert [label for label in words.values() if label not in HUMAN] == []


def test_every_tag_and_population_is_named():
    assert [tag for tag in TAGS if f"`{tag}`" not in MANUAL] == []
    assert [each.label for each in POPULATIONS.values() if f"`{each.label}`" not in MANUAL] == []


@pytest.mark.parametrize("model", sorted(models(Pack), key=lambda model: model.__name__))
def test_every_key_of_the_schema_says_what_it_means_in_chinese(model):
    for key, field in surface(model).items():
        if model.__name__ != "Amount":
            assert re.search(r"[\u4e00-\u9fff]", field.description or ""), f"{model.__name__}.{key}"


def test_the_shipped_pack_uses_only_what_the_manual_explains():
    text = (PACKS / "ningxia-f2f.yaml").read_text(encoding="utf-8")
    used = set(re.findall(r"\b([a-z_]+):", text))
    named = set(yaml.safe_load(text)["parameters"])
    assert {word for word in used if word not in named and f"`{word}`" not in MANUAL} == set()
