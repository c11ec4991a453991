"""What a phone shows of a table: cards, in which every cell says itself what it tells."""

import re
from collections.abc import Iterator

import pytest

from tests import architecture as a

pytestmark = pytest.mark.once

# The attributes of a tag may hold pieces of the template language, and those may hold a “>”.
TAG = r"(?:[^>{]|\{[{%].*?[}%]\}|\{)*"
ROW = re.compile(rf'<tr\b{TAG}class="tx-row\b.*?</tr>', re.S)
CELL = re.compile(rf"<td\b({TAG})>(.*?)</td>", re.S)
KEY = re.compile(r'<span class="tx-key">(.+?)</span>')
OF_THEMSELVES = ("tx-row-state", "tx-row-do")  # a mark of how it stands, a button: both are words


def mute(template: str) -> Iterator[str]:
    """Return the cells that a phone, where no head of a column is seen, would show as bare words."""
    for row in ROW.findall(template):
        for attributes, inner in CELL.findall(row):
            named = KEY.search(inner) or not inner.strip()
            if not (named or "data-clear" in attributes or any(kind in attributes for kind in OF_THEMSELVES)):
                yield inner


def tables() -> dict[str, str]:
    """Return every template with a row of such a table, by its name."""
    found = {
        str(each).split("/templates/tiexin/")[1]: each.read_text()
        for each in a.PACKAGE.rglob("templates/tiexin/**/*.html")
    }
    return {name: text for name, text in found.items() if ROW.search(text)}


def test_a_cell_says_what_it_tells_or_is_marked_as_clear():
    bare = [f"{name}: {cell[:60]}" for name, text in tables().items() for cell in mute(text)]
    assert (bare, len(tables()) > 60) == ([], True)


def test_no_cell_is_both_marked_and_keyed():
    both = [
        f"{name}: {inner[:60]}"
        for name, text in tables().items()
        for attributes, inner in CELL.findall(text)
        if "data-clear" in attributes and KEY.search(inner)
    ]
    assert both == []


def test_a_key_is_short():
    words = {key for text in tables().values() for key in KEY.findall(text)}
    assert [key for key in sorted(words) if len(re.sub(r"\{[{%].*?[}%]\}", "00", key)) > 7] == []


@pytest.mark.parametrize(
    ("cell", "bare"),
    [
        ("<td>三人</td>", ["三人"]),
        ('<td class="tx-row-who{% if a > b %} x{% endif %}">三人</td>', ["三人"]),
        ('<td class="tx-row-who"><span class="tx-key">到场</span>三人</td>', []),
        ('<td>{% if a %}<span class="tx-key">到场</span>三人{% endif %}</td>', []),
        ('<td class="tx-row-who" data-clear>三人到场</td>', []),
        ('<td class="tx-row-state">已达标</td>', []),
        ('<td class="tx-row-do"><a href="/">改</a></td>', []),
        ("<td></td>", []),
    ],
)
def test_the_rule_sees_a_bare_cell(cell, bare):
    row = f'<tr{{% if a %}} x{{% endif %}} class="tx-row" role="row"><th>甲</th>{cell}</tr>'
    assert list(mute(row)) == bare
    assert list(mute(f"<tr><th>甲</th>{cell}</tr>")) == []
