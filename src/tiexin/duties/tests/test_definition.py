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
        "of": {"population": "unions", "where": {}},
        "do": {"measure": "talk", "where": {}, "count": "times"},
        "counted": "own",
        "basis": "by",
        "target": "measured",
        "per": "campaign",
        "unit": "person",
        "strength": "must",
    }


@pytest.mark.parametrize(
    "change",
    [{"kind": "sum"}, {"target": "most"}, {"unit": "kg"}, {"per": "week"}, {"counted": "all"}, {"lowest": 3}],
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
