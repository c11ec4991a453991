"""A refusal says a day as pages do, 2012年4月27日: no sentence shows the bare day of a program."""

import ast
import re
from datetime import date, timedelta

import pytest

from tests.architecture import PACKAGE
from tiexin.activities import rules as activities
from tiexin.cases.rooms import rules as rooms
from tiexin.core.refusal import Refused
from tiexin.draws import rules as draws
from tiexin.supervision import score_rules as scores
from tiexin.visits import announcement_rules, day_rules, deed_rules, opinion_rules, problem_rules, proposal_rules

FIRST, LATER = date(2012, 4, 27), date(2012, 5, 10)
DAY = timedelta(days=1)
SAID, BARE = "2012年4月27日", re.compile(r"\d{4}-\d{2}-\d{2}")
DAYS = frozenset(  # how days are called in the code: the last word of a name
    [
        *("day", "on", "since", "until", "opened", "closed", "start", "end", "earliest", "due", "converted"),
        *("signed", "sent", "answered", "known_on", "began", "linked", "started", "issued", "cancelled", "heard"),
        *("raised", "drafted", "home_since", "effective", "other_start", "other_end", "voided", "received"),
    ]
)


def called(value):
    """The last word of what stands in a hole of a sentence."""
    value = value.value if isinstance(value, ast.Subscript) else value
    value = value.func if isinstance(value, ast.Call) else value
    return value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")


def bare(tree):
    """The lines on which a refusal shows a day without saying it in words."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and called(node) in {"Refused", "Conflict"}):
            continue
        holes = [each for part in node.args for each in ast.walk(part) if isinstance(each, ast.FormattedValue)]
        yield from (each.lineno for each in holes if called(each.value) in DAYS and each.format_spec is None)


def test_a_sentence_with_a_bare_day_is_found():
    assert list(bare(ast.parse('raise Refused(f"已于{row.until}结束", field="day")'))) == [1]
    assert list(bare(ast.parse('raise Refused(f"已于{zh_date(row.until)}结束")\nraise Refused(f"{who}不在")'))) == []


def test_no_refusal_of_the_house_shows_a_bare_day():
    files = [path for path in PACKAGE.rglob("*.py") if "tests" not in path.parts]
    found = {str(path.relative_to(PACKAGE)): list(bare(ast.parse(path.read_text(encoding="utf-8")))) for path in files}
    assert {place: lines for place, lines in found.items() if lines} == {}


SAMPLE = {
    "a room": lambda: rooms.check_day(FIRST - DAY, LATER, "day", FIRST),
    "a room that is closed": lambda: rooms.check_here(FIRST),
    "an announcement": lambda: announcement_rules.check_said(FIRST - DAY, FIRST, LATER),
    "a stay": lambda: day_rules.check_day(LATER, (FIRST, FIRST), None, LATER),
    "a stay that was cancelled": lambda: day_rules.check_day(FIRST, (FIRST, LATER), FIRST, LATER),
    "a deed": lambda: deed_rules.check_day(FIRST - DAY, FIRST, LATER, "day"),
    "an opinion": lambda: opinion_rules.check_telling("phone", FIRST - DAY, FIRST, LATER),
    "a problem": lambda: problem_rules.check_told("phone", FIRST - DAY, FIRST, LATER),
    "an activity": lambda: activities.check_held(FIRST, FIRST - DAY),
    "a number that is not out": lambda: draws.check_published(FIRST, "7", FIRST - DAY),
    "an appeal": lambda: scores.check_appeal(FIRST, False, False, LATER),
    "a proposal": lambda: proposal_rules.check_day(FIRST - DAY, FIRST, LATER),
}


@pytest.mark.parametrize("what", SAMPLE)
def test_a_refusal_says_the_day_as_pages_do(what):
    with pytest.raises(Refused) as refused:
        SAMPLE[what]()
    assert (refused.value.message.count(SAID) > 0, BARE.findall(refused.value.message)) == (True, [])
