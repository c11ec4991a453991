"""The rate of matters closed within every term, as the language's own page writes it, is read as the gauge needs it."""

from pathlib import Path

import pytest

from tiexin.duties.definition import Do
from tiexin.plans.lint import lint
from tiexin.plans.loader import load
from tiexin.plans.tests.desk import POPULATIONS

pytestmark = pytest.mark.once
DOCS = Path(__file__).parents[4] / "docs" / "plan-language.md"
HEAD = """\
pack: terms-kept
title: 某市总工会诉求办理方案
issuers: [某市总工会]
jurisdiction: "64"
year: 2012
issued: 2-13
period: {from: 2-13, to: 6-30}

"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A plan with the example of the page, word for word."""
    after = DOCS.read_text(encoding="utf-8").split("**按期办结率**", 1)[1]
    example = after.split("```yaml\n", 1)[1].split("```", 1)[0]
    path = tmp_path_factory.mktemp("pack") / "terms-kept.yaml"
    path.write_text(HEAD + example, encoding="utf-8")
    return load(path, populations=POPULATIONS)


def test_the_example_has_no_fault(loaded):
    assert [str(problem) for problem in lint(loaded) if problem.level != "info"] == []


def test_it_is_the_rate_of_what_closing_records(loaded):
    [owed] = loaded.duties
    found = owed.definition
    assert (found.kind, found.low, found.unit) == ("rate", 95, "item")
    assert found.do == Do(measure="case_terms", where={"in_time": ["yes"]})
    assert found.over == Do(measure="case_terms")
