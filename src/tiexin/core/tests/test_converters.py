"""Numbers in addresses stand for rows of the model they are named after."""

import pytest
from django.urls import converters

from tiexin.core.converters import register


def test_registering_twice_is_harmless():
    register("sample", "sample")
    before = converters.get_converters()["sample"]
    register("sample")
    assert converters.get_converters()["sample"] is before


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("1", True),
        ("42", True),
        ("9" * 18, True),
        ("9" * 19, False),
        ("0", False),
        ("01", False),
        ("-1", False),
        ("²", False),
    ],
)
def test_only_positive_whole_numbers_that_every_database_holds(text, fits):
    import re

    register("sample")
    found = converters.get_converters()["sample"]
    assert bool(re.fullmatch(found.regex, text)) == fits
    if fits:
        assert found.to_python(text) == int(text)
        assert found.to_url(int(text)) == text
