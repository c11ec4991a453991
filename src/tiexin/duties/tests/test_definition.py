"""A definition is complete or refused."""

import pytest
from pydantic import ValidationError

from tiexin.duties.definition import UNIT_LABELS, Definition, Do, Of
from tiexin.duties.tests import scene

pytestmark = pytest.mark.once


def test_defaults():
    definition = Definition(kind="tally", of=Of(population="unions"), do=Do(measure="talk"), unit="person")
    assert definition.model_dump(exclude_none=True) == {
        "kind": "tally",
        "of": {"population": "unions", "where": {}, "unless": []},
        "do": {"measure": "talk", "where": {}, "unless": {}, "count": "times"},
        "counted": "own",
        "basis": "by",
        "target": "measured",
        "cells": [],
        "per": "campaign",
        "length": 1,
        "unit": "person",
        "strength": "must",
        "share": 100,
        "pool": "",
        "enforce": "measure",
        "weight": 0,
    }


@pytest.mark.parametrize(
    "change",
    [{"kind": "sum"}, {"target": "most"}, {"unit": "kg"}, {"per": "fortnight"}, {"counted": "all"}, {"lowest": 3}],
)
def test_unknown_words_and_keys_are_refused(change):
    with pytest.raises(ValidationError):
        scene.tally(**change)


def test_definitions_do_not_change():
    with pytest.raises(ValidationError):
        scene.tally().low = 3


def test_stored_and_read_back_it_is_the_same():
    definition = scene.rate(Do(measure="talk", where={"role": ["front_line"]}), Do(measure="talk"), low=98)
    assert Definition.model_validate(definition.model_dump(mode="json")) == definition


def test_every_unit_has_a_word():
    assert set(UNIT_LABELS) == set(Definition.model_fields["unit"].annotation.__args__)
