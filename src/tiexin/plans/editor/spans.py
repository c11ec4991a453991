"""Where every value of a pack begins and ends in its text, in characters, so that one place can be rewritten.

Only packs that `core.documents.source` reads without an error come here: no aliases, no tags, one document.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml

from tiexin.core.documents.source import Keys, Step

# What YAML 1.1 takes for the end of a line.
BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Node:
    """A value: its first and last character's places, its shape, its members by key or number.

    `column` is where a block collection's members stand (the dash of a list); `end` leaves out what follows on
    the line, so that a comment behind a value stays where it is.
    """

    start: int
    end: int
    shape: str = "scalar"
    flow: bool = False
    column: int = 0
    members: dict[Step, Member] = field(default_factory=dict)

    @property
    def last(self) -> Member | None:
        """The last member, if there is any."""
        return next(reversed(self.members.values()), None)


@dataclass
class Member:
    """A member of a collection: where its key (or, in a list, its value) begins and ends, and the value."""

    start: int
    end: int
    node: Node


def spans(text: str) -> Node:
    """Return the tree of a text that is known to be readable."""
    following = _LOADER(str(text)).get_event  # the parser takes no kinds of str
    following(), following()
    return _node(text, following, following())


def at(root: Node, path: Keys) -> Node:
    """Return the node at a path; KeyError when there is none."""
    node = root
    for step in path:
        node = node.members[step].node
    return node


def line_start(text: str, place: int) -> int:
    """Return where the line of a place begins."""
    return max((found.end() for found in BREAK.finditer(text, 0, place)), default=0)


def line_end(text: str, place: int) -> int:
    """Return where the line of a place ends, before its break."""
    found = BREAK.search(text, place)
    return found.start() if found else len(text)


def after_break(text: str, place: int) -> int:
    """Return the start of the next line for a place at the end of one."""
    found = BREAK.match(text, place)
    return found.end() if found else place


def newline(text: str) -> str:
    """Return the line break the text is written with."""
    found = BREAK.search(text)
    return found[0] if found else "\n"


def _node(text: str, following: Callable[[], Any], event: Any) -> Node:
    (start, column), (end, _) = _at(event.start_mark), _at(event.end_mark)
    if isinstance(event, yaml.MappingStartEvent):
        node = Node(start, end, "map", bool(event.flow_style), column)
        return _closed(node, _map(text, following, node))
    if isinstance(event, yaml.SequenceStartEvent):
        node = Node(start, end, "list", bool(event.flow_style), column)
        return _closed(node, _list(text, following, node))
    return Node(start, _trimmed(text, start, end) if getattr(event, "style", None) in ("|", ">") else end)


def _map(text: str, following: Callable[[], Any], node: Node) -> int:
    while not isinstance(event := following(), yaml.MappingEndEvent):
        key = Member(event.start_mark.index, event.end_mark.index, Node(0, 0))
        key.node = _node(text, following, following())
        node.members[str(event.value)] = key
    return _at(event.end_mark)[0]


def _list(text: str, following: Callable[[], Any], node: Node) -> int:
    while not isinstance(event := following(), yaml.SequenceEndEvent):
        member = _node(text, following, event)
        node.members[len(node.members)] = Member(member.start, member.end, member)
    return _at(event.end_mark)[0]


def _at(mark: Any) -> tuple[int, int]:
    """Character and column of a place that the parser names."""
    return int(mark.index), int(mark.column)


def _closed(node: Node, end: int) -> Node:
    """A flow collection ends with its bracket, a block collection with its last member."""
    last = node.last
    node.end = end if node.flow else max(last.node.end, last.end) if last else node.end
    return node


def _trimmed(text: str, start: int, end: int) -> int:
    """The end of a block scalar's last line; blank lines behind it belong to it only when it keeps them."""
    body = text[start:end]
    header = body[: line_end(body, 0)].partition("#")[0]
    kept = len(body) if "+" in header else len(body.rstrip())
    return start + (kept - len(found[0]) if (found := _LAST_BREAK.search(body, 0, kept)) else kept)


_LAST_BREAK = re.compile("(\r\n|[\r\n\x85\u2028\u2029])$")
