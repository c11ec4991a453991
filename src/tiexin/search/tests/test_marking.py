"""What the eye is shown."""

import pytest

from tiexin.search.marking import AROUND, SHOWN, excerpt, marked

pytestmark = pytest.mark.once


def hits(spans):
    return [text for text, hit in spans if hit]


def whole(spans):
    return "".join(text for text, _ in spans)


CASES = [
    ("李桂英", ["桂英"], ["桂英"]),
    ("李桂英", ["lgy"], ["李桂英"]),
    ("李桂英", ["liguiying"], ["李桂英"]),
    ("李桂英", ["li桂"], ["李桂"]),
    ("李桂英", ["guiy"], ["桂英"]),
    ("单明", ["shan"], ["单"]),
    ("银川市总工会", ["yc"], ["银川"]),
    ("ＧＤＰ增长", ["gdp"], ["ＧＤＰ"]),
    ("工资工资", ["工资"], ["工资工资"]),
    ("工资和工资", ["工资"], ["工资", "工资"]),
    ("100%_完成", ["%_"], ["%_"]),
    ("<b>粗</b>", ["b"], ["b", "b"]),
    ("李桂英", ["王"], []),
    ("李桂英", ["zz"], []),
    ("李桂英", [], []),
    ("", ["李"], []),
]


@pytest.mark.parametrize(("text", "words", "wanted"), CASES)
def test_marks(text, words, wanted):
    spans = marked(text, words)
    assert (hits(spans), whole(spans)) == (wanted, text)


def test_a_short_text_is_shown_whole():
    assert excerpt("工资\n拖欠", ["拖欠"]) == [("", False), ("工资 ", False), ("拖欠", True), ("", False)]
    assert excerpt("", ["拖欠"]) == []


def test_a_long_text_is_shown_around_what_was_found():
    text = "前" * 200 + "拖欠" + "后" * 200
    spans = excerpt(text, ["拖欠"])
    assert whole(spans) == "…" + "前" * AROUND + "拖欠" + "后" * (SHOWN - AROUND - 2) + "…"
    assert hits(spans) == ["拖欠"]


def test_a_long_text_found_by_something_else_is_shown_from_its_beginning():
    assert whole(excerpt("前" * 200, ["lgy"])) == "前" * SHOWN + "…"


def test_marking_ends_soon_whatever_is_typed():
    assert hits(marked("单" * 120, ["s" * 59 + "x"])) == []
