"""Random packs as different hands write them: comments, blank lines, CRLF, braces, quotes, any indentation."""

import json
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tiexin.plans.editor import write

LETTERS = st.sampled_from(
    [*"走访企业不少于10家，。：:#-,[]{}'\"\\ *&!%@|>?~ab", "\n", "\t", "\u2028", "\x85", "😀", "\x7f"]
)
texts = st.text(LETTERS, max_size=12)
scalars = st.one_of(texts, st.integers(0, 10**6), st.booleans())
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(st.sampled_from(["measure", "count", "level", "a", "b"]), inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)
words = st.text(st.sampled_from("走访企业ab12 ，:"), min_size=1, max_size=8).map(str.strip).filter(bool)
plain_items = st.dictionaries(
    st.sampled_from(["title", "of", "unit", "by"]), st.one_of(words, st.lists(words, min_size=1, max_size=2))
)


@dataclass
class Hand:
    """How somebody writes: drawn once for a whole file, so that it looks like one person's work."""

    draw: Any
    cut: str = "\n"
    lines: list[str] = field(default_factory=list)

    def noise(self, indent: int) -> None:
        """Perhaps a blank line, perhaps a comment."""
        what = self.draw(st.integers(0, 7))
        if what == 0:
            self.lines.append("")
        if what == 1:
            self.lines.append(" " * indent + "# 注：a: {b}")

    def behind(self) -> str:
        return self.draw(st.sampled_from(["", "", "", "  # 说明", " "]))

    def scalar(self, value: Any, flow: bool = False) -> str:
        if isinstance(value, str) and self.draw(st.booleans()):
            return json.dumps(value, ensure_ascii=False)
        return write.scalar(value, flow=flow)

    def inline(self, value: Any) -> str:
        gap = self.draw(st.sampled_from(["", " "]))
        if isinstance(value, dict):
            return "{" + gap + ", ".join(f"{k}: {self.inline(v)}" for k, v in value.items()) + gap + "}"
        if isinstance(value, list):
            comma = self.draw(st.sampled_from(["", ","])) if value else ""
            return "[" + gap + f",{gap or ' '}".join(self.inline(v) for v in value) + comma + gap + "]"
        return self.scalar(value, flow=True)

    def pair(self, key: str, value: Any, indent: int, lead: str = "") -> None:
        """Write `key: value`; a list sometimes as a block."""
        head = f"{lead or ' ' * indent}{key}:"
        if isinstance(value, list) and self.draw(st.booleans()):
            self.lines.append(head + self.behind())
            deeper = indent + self.draw(st.sampled_from([0, 2, 4]))
            for member in value:
                self.lines.append(f"{' ' * deeper}- {self.inline(member)}{self.behind()}")
        else:
            space = self.draw(st.sampled_from([" ", "   "]))
            self.lines.append(f"{head}{space}{self.inline(value)}{self.behind()}")

    def members(self, name: str, items: list[dict[str, Any]]) -> None:
        """Write a list of items, each in its own way."""
        if self.draw(st.integers(0, 5)) == 0:
            self.lines.append(f"{name}: {self.inline(items)}{self.behind()}")
            return
        self.lines.append(f"{name}:{self.behind()}")
        indent = self.draw(st.sampled_from([0, 2, 4]))
        for item in items:
            self.noise(indent)
            if self.draw(st.booleans()):
                self.lines.append(f"{' ' * indent}- {self.inline(item)}{self.behind()}")
                continue
            for place, (key, value) in enumerate(item.items()):
                self.pair(key, value, indent + 2, "" if place else " " * indent + "- ")
                self.noise(indent + 2)


@st.composite
def packs(draw: Any) -> tuple[str, dict[str, Any]]:
    """A text and the values it holds."""
    hand = Hand(draw, draw(st.sampled_from(["\n", "\n", "\r\n"])))
    head = {"pack": draw(words), "title": draw(words), "issuers": draw(st.lists(words, min_size=1, max_size=2))}
    value: dict[str, Any] = dict(head)
    for key, member in head.items():
        hand.noise(0)
        hand.pair(key, member, 0)
    for name in draw(st.lists(st.sampled_from(["duties", "tasks", "norms", "milestones"]), unique=True, max_size=3)):
        items = [{"clause": f"C{number}", **draw(plain_items)} for number in range(draw(st.integers(1, 3)))]
        hand.noise(0)
        hand.members(name, items)
        value[name] = items
    hand.noise(0)
    end = draw(st.sampled_from(["\n", "\n", ""]))
    return (hand.cut.join(hand.lines) + end.replace("\n", hand.cut)), value
