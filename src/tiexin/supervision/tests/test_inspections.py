"""Inspections: who may inspect whom, the check sheet, what was found and how it is put right."""

from datetime import timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.draws.models import Draw
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.supervision import actions, queries, rules
from tiexin.supervision.actions import Recheck
from tiexin.supervision.models import Inspection, Shortcoming, ShortcomingStep
from tiexin.supervision.sheets import Line, Sheet, sheets
from tiexin.supervision.tests import scene
from tiexin.supervision.tests.scene import DAY, SHEET, drawn, inspected, lacking, wanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def refused(action, *args, **who):
    """Whatever is refused leaves nothing behind; return its field and words."""
    with c.nothing_written(), pytest.raises(Refused) as said:
        action(*args, **who)
    return said.value.field, said.value.message


def by(who):
    return {"by": who, "on": c.TODAY}


# ── an inspection ───────────────────────────────────────────────────────────────────────────────────────


def test_an_inspection_keeps_what_was_heard_and_the_sheet_as_it_stood(cast):
    made = inspected(cast, heard=" 汇报了启动情况 ")
    kept = Inspection.objects.get()
    assert (kept.org, kept.unit, kept.on, kept.way) == (cast.province, cast.county, c.TODAY, "hear")
    assert (kept.heard, kept.draw, list(kept.inspectors.all())) == ("汇报了启动情况", None, [cast.inspector])
    assert (kept.sheet, kept.sheet_hash) == (sheets()[SHEET].plain, sheets()[SHEET].hash)
    entry = Entry.objects.get(thing="supervision.inspection", thing_id=made.pk)
    assert (entry.verb, entry.by, entry.org) == ("open_inspection", cast.inspector, cast.province)
    assert str(kept) == "督查兴庆区"


def test_the_hash_of_a_sheet_says_which_lines_it_had():
    sheet = Sheet("表", (Line("a", "启动", "C1"),))
    assert sheet.hash == Sheet("表", (Line("a", "启动", "C1"),)).hash
    changed = [
        Sheet("表", (Line("a", "启动了", "C1"),)),
        Sheet("表", (Line("a", "启动", "C2"),)),
        Sheet("别的表", (Line("a", "启动", "C1"),)),
        Sheet("表", ()),
    ]
    assert len({sheet.hash, *(each.hash for each in changed)}) == 5


def test_every_line_of_every_sheet_has_a_key_of_its_own_and_a_clause():
    for sheet in sheets().values():
        keys = [line.key for line in sheet.lines]
        assert len(set(keys)) == len(keys)
        assert all(line.clause.startswith("C") and line.text for line in sheet.lines)
        assert not {f"{key}-note" for key in keys} & set(keys)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit": "other"}, "unit"),
        ({"inspectors": []}, "inspectors"),
        ({"sheet": "没有的表"}, "sheet"),
        ({"way": "look"}, "way"),
        ({"on": c.TODAY + DAY}, "on"),
        ({"heard": " "}, "heard"),
        ({"heard": "字" * 4001}, "heard"),
        ({"heard": "a\0"}, "heard"),
        ({"way": "sample"}, "draw"),
        ({"way": "both"}, "draw"),
    ],
)
def test_an_inspection_that_cannot_be_is_refused(cast, changes, field):
    if changes.get("unit"):
        changes = {"org": cast.city, "unit": cast.other_city}
    assert refused(actions.open_inspection, wanted(cast, **changes), **by(cast.inspector))[0] == field


def test_a_unit_above_is_not_inspected_and_ones_own_is(cast):
    upward = wanted(cast, org=cast.county, unit=cast.city)
    assert refused(actions.open_inspection, upward, **by(cast.inspector))[0] == "unit"
    assert inspected(cast, unit=cast.province).unit == cast.province


def test_only_a_finished_draw_of_visits_that_drew_something_of_the_unit_is_taken(cast):
    draw = drawn(cast)
    elsewhere = wanted(cast, unit=cast.other_city, way="sample", draw=draw)
    field, said = refused(actions.open_inspection, elsewhere, **by(cast.inspector))
    assert (field, said) == ("draw", "这次抽签没有抽中石嘴山市的走访")
    for changes in ({"kind": "employers"}, {"state": "frozen"}):
        other = drawn(cast, title="另一次")
        Draw.objects.filter(pk=other.pk).update(**changes)
        new = wanted(cast, way="sample", draw=other)
        assert refused(actions.open_inspection, new, **by(cast.inspector))[0] == "draw"


def test_hearing_needs_no_draw_and_takes_none(cast):
    made = inspected(cast, draw=drawn(cast))
    assert (made.draw, made.checks.count()) == (None, 0)


# ── the check sheet ─────────────────────────────────────────────────────────────────────────────────────


def test_lines_are_answered_one_after_the_other_and_again(cast):
    made = inspected(cast)
    actions.fill_sheet(made, {"started": ("yes", ""), "told": ("no", " 三件没有告知 ")}, **by(cast.inspector))
    actions.fill_sheet(made, {"told": ("na", "")}, **by(cast.inspector))
    answers = {row.line: (row.answer, row.note) for row in made.answers.all()}
    assert answers == {"started": ("yes", ""), "told": ("na", "")}
    given = {line["key"]: line["given"] and line["given"].answer for line in queries.sheet_of(made)}
    assert [given[key] for key in ("started", "told", "deeds")] == ["yes", "na", None]
    verbs = Entry.objects.filter(thing="supervision.inspection").values_list("verb", flat=True)
    assert sorted(verbs) == ["fill_sheet", "fill_sheet", "open_inspection"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, ""),
        ({"nowhere": ("yes", "")}, ""),
        ({"started": ("maybe", "")}, "started"),
        ({"started": ("no", " ")}, "started-note"),
        ({"started": ("yes", "字" * 201)}, "started-note"),
    ],
)
def test_answers_that_say_nothing_are_refused(cast, given, field):
    assert refused(actions.fill_sheet, inspected(cast), given, **by(cast.inspector))[0] == field


# ── what was found ──────────────────────────────────────────────────────────────────────────────────────


def test_a_shortcoming_is_answered_returned_answered_and_closed(cast):
    found = lacking(cast, inspected(cast))
    actions.answer_shortcoming(found, "已补启动", **by(cast.author))
    again = c.TODAY + 20 * DAY
    actions.recheck_shortcoming(found, Recheck(False, "只有通知，没有方案", again), **by(cast.inspector))
    found.refresh_from_db()
    assert (found.state, found.due, found.closed) == ("open", again, None)
    actions.answer_shortcoming(found, "方案已印发", **by(cast.author))
    actions.recheck_shortcoming(found, Recheck(True, "看过方案"), **by(cast.inspector))
    found.refresh_from_db()
    assert (found.state, found.closed) == ("closed", c.TODAY)
    steps = ShortcomingStep.objects.filter(shortcoming=found).order_by("pk").values_list("state", "text", "due")
    first = c.TODAY + 10 * DAY
    assert list(steps) == [
        ("open", "启动不及时", first),
        ("answered", "已补启动", first),
        ("open", "只有通知，没有方案", again),
        ("answered", "方案已印发", again),
        ("closed", "看过方案", again),
    ]
    verbs = Entry.objects.filter(thing="supervision.shortcoming").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [
        "find_shortcoming",
        "answer_shortcoming",
        "return_shortcoming",
        "answer_shortcoming",
        "pass_shortcoming",
    ]


def test_the_clause_of_a_line_is_that_of_the_sheet_unless_another_is_said(cast):
    made = inspected(cast)
    assert lacking(cast, made, line="told").clause == "C261"
    assert lacking(cast, made, line="told", clause=" C112 ").clause == "C112"
    assert lacking(cast, made).clause == ""


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "字" * 501}, "text"),
        ({"line": "nowhere"}, "line"),
        ({"due": c.TODAY - DAY}, "due"),
        ({"unit": "city"}, "unit"),
        ({"unit": "enterprise"}, "owner"),
        ({"owner": "inspector"}, "owner"),
        ({"owner": "gone"}, "owner"),
    ],
)
def test_a_shortcoming_without_words_owner_or_day_is_refused(cast, changes, field):
    made, plain = inspected(cast), dict(changes)
    if "unit" in plain:
        plain["unit"] = getattr(cast, plain["unit"])
    if "owner" in plain:
        gone = c.officer("已离任", cast.county)
        gone.until = c.TODAY
        plain["owner"] = {"inspector": cast.inspector, "gone": gone}[plain["owner"]]
    new = {"inspection": made, "unit": cast.county, "text": "启动不及时", "owner": cast.author, "due": c.TODAY}
    assert refused(actions.find_shortcoming, Shortcoming(**new | plain), **by(cast.inspector))[0] == field


def test_nothing_is_answered_or_checked_out_of_its_turn(cast):
    found = lacking(cast, inspected(cast))
    passed = Recheck(True, "好")
    assert "待整改" in refused(actions.recheck_shortcoming, found, passed, **by(cast.inspector))[1]
    assert refused(actions.answer_shortcoming, found, " ", **by(cast.author))[0] == "text"
    assert "只由整改单位答复" in refused(actions.answer_shortcoming, found, "已补", **by(cast.inspector))[1]
    actions.answer_shortcoming(found, "已补", **by(cast.author))
    assert "待复查" in refused(actions.answer_shortcoming, found, "再补", **by(cast.author))[1]
    assert "您是整改负责人" in refused(actions.recheck_shortcoming, found, passed, **by(cast.author))[1]
    for new, field in (
        (Recheck(True, " "), "text"),
        (Recheck(False, "不行"), "due"),
        (Recheck(False, "不行", c.TODAY - DAY), "due"),
    ):
        assert refused(actions.recheck_shortcoming, found, new, **by(cast.inspector))[0] == field


def test_late_is_what_waits_for_the_unit_after_its_day(cast):
    found, day = lacking(cast, inspected(cast), due=c.TODAY), c.TODAY
    assert [found.is_late(day), found.is_late(day + DAY)] == [False, True]
    assert [list(Shortcoming.objects.late(day)), list(Shortcoming.objects.late(day + DAY))] == [[], [found]]
    actions.answer_shortcoming(found, "已补", **by(cast.author))
    found.refresh_from_db()
    assert not found.is_late(day + DAY) and not Shortcoming.objects.late(day + DAY).exists()


@pytest.mark.parametrize(("state", "late"), [("open", True), ("answered", False), ("closed", False)])
def test_only_what_is_open_can_be_late(state, late):
    assert rules.is_late(state, c.TODAY, c.TODAY + timedelta(days=1)) is late
