"""The manual of the catalogue names every key, every service, and takes five steps."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from tiexin.cases import catalogue as module
from tiexin.cases.catalogue import catalogue
from tiexin.cases.catalogue_shape import SERVICE, Each, Keyed, Many

pytestmark = pytest.mark.once
MANUAL = (Path(__file__).parents[4] / "docs" / "services.md").read_text(encoding="utf-8")
SHAPES = ("Source", "Length", "Extension", "StopRule", "ClockRule", "Field", "Need", "Stage", "Script", "Letter")


def named(word):
    return f"`{word}`" in MANUAL


@pytest.mark.parametrize("shape", [*SHAPES, "NotACase", "ClassRule", "Owner", "Service"])
def test_each_part_of_the_schema_is_told_field_by_field(shape):
    assert [each.name for each in fields(getattr(module, shape)) if not named(each.name)] == []


def keys(shape):
    """Every fixed key of a shape, with those below."""
    if isinstance(shape, Keyed):
        return set(shape.keys).union(*(keys(each) for each in shape.keys.values()))
    return keys(shape.of) if isinstance(shape, Many | Each) else set()


def test_each_key_that_a_file_may_have_is_told():
    assert sorted(key for key in keys(SERVICE) if not named(key)) == []


def test_each_service_that_ships_is_told_and_no_other():
    rows = re.findall(r"^\| `([a-z_]+)` \| (\S+) \|", MANUAL, re.MULTILINE)
    assert rows == [(service.name, service.label) for service in catalogue().values()]


def test_a_service_is_added_in_at_most_five_steps():
    part = MANUAL.split("## Add a service")[1].split("\n## ")[0]
    assert re.findall(r"^(\d)\.", part, re.MULTILINE) == ["1", "2", "3", "4", "5"]
