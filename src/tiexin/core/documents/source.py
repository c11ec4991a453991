"""YAML → plain values that know their line and column. Nothing here can expand, recurse or raise.

The events of the parser are read one by one, so a file is refused at the first event beyond a limit; anchors,
aliases, merge keys and tags are never followed. Plain scalars are read by one rule of our own (whole numbers,
true/false, empty; all else is text), so that `2-13`, `是`, `no`, `1:30` or `012` stay what the clerk wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tiexin.core.documents.problems import Problem
from tiexin.core.documents.yaml_words import explain

MAX_BYTES = 2_000_000
MAX_DEPTH = 12
MAX_NODES = 250_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})")
_WORDS: dict[str, Any] = {"true": True, "false": False, "": None, "~": None, "null": None}
_INDENT_TAB = re.compile(r" *\t")

Step = str | int
Keys = tuple[Step, ...]


class Place(NamedTuple):
    """A position in the file, both counted from 1; (0, 0) is the file as a whole."""

    line: int
    column: int


@dataclass
class Source:
    """The values of a file, where each key and value stands, and what was refused on the way.

    `holes` are paths whose value was refused (an alias, a blank): what the schema says about them is noise.
    """

    value: Any = None
    keys: dict[Keys, Place] = field(default_factory=dict)
    values: dict[Keys, Place] = field(default_factory=dict)
    holes: set[Keys] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Keys, *, key: bool = False) -> Place:
        """Return where `path` stands (its key when `key`), else its nearest ancestor."""
        tables = (self.keys, self.values) if key else (self.values, self.keys)
        for end in range(len(path), -1, -1):
            for table in tables:
                if path[:end] in table:
                    return table[path[:end]]
        return Place(0, 0)

    def name(self, path: Keys) -> str:
        """Return `duties[C227].do.measure`: list members are called by their id or clause."""
        text, value = "", self.value
        for step in path:
            if isinstance(step, str):
                value = value.get(step) if isinstance(value, dict) else None
                text += f".{step}" if text else step
                continue
            value = value[step] if isinstance(value, list) and step < len(value) else None
            label = (value.get("id") or value.get("clause")) if isinstance(value, dict) else None
            text += f"[{label or step + 1}]"
        return text

    def in_hole(self, path: Keys) -> bool:
        """Tell whether `path` lies in a refused value."""
        return any(path[: len(hole)] == hole for hole in self.holes)


class _Stop(Exception):
    """A limit was passed: reading ends here."""


def read(raw: str | bytes | Path) -> Source:
    """Read a document from text, bytes or a file; every failure is a `Problem` in the answer, none is raised."""
    source = Source()
    text = _text(raw, source)
    if text is not None and not _tabs(text, source):
        _Builder(text, source).build()
    return source


def _refuse(source: Source, place: Place, message: str, rule: str, path: Keys = ()) -> None:
    source.problems.append(Problem("error", *place, source.name(path), message, rule=rule))


def _text(raw: str | bytes | Path, source: Source) -> str | None:
    """Decode at most `MAX_BYTES`; a larger file is refused without being read to its end."""
    try:
        data = _data(raw)
    except OSError as error:
        _refuse(source, Place(0, 0), f"打不开文件：{error.strerror or error}。", "file")
        return None
    except UnicodeEncodeError:
        _refuse(source, Place(0, 0), "文本里有不成字的编码，请另存为 UTF-8。", "encoding")
        return None
    if len(data) > MAX_BYTES:
        said = f"文件超过 {MAX_BYTES // 1_000_000} MB，没有读。请检查是否选错了文件。"
        _refuse(source, Place(0, 0), said, "size")
        return None
    return _decode(data, source)


def _data(raw: str | bytes | Path) -> bytes:
    if isinstance(raw, bytes):
        return raw
    if isinstance(raw, str):
        return raw.encode() if len(raw) <= MAX_BYTES else b" " * (MAX_BYTES + 1)
    with raw.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _decode(data: bytes, source: Source) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        place = Place(before.count(b"\n") + 1, column)
        _refuse(source, place, "文件不是 UTF-8 编码。请在编辑器里“另存为”，编码选 UTF-8。", "encoding")
        return None


def _tabs(text: str, source: Source) -> bool:
    """Name every line that is indented with a tab; YAML allows only blanks there."""
    for number, line in enumerate(text.split("\n"), start=1):
        if found := _INDENT_TAB.match(line):
            said = "行首缩进用了制表符（Tab）。请改用空格，每级两个。"
            _refuse(source, Place(number, found.end()), said, "tab")
    return bool(source.problems)


class _Builder:
    """Turns parser events into values; keeps count, depth and places."""

    def __init__(self, text: str, source: Source) -> None:
        self.text, self.source, self.nodes = text, source, 0
        self.found: list[tuple[Place, str, str, Keys]] = []

    def build(self) -> None:
        """Fill the source; a syntax error ends the reading and leaves no value."""
        try:
            self.next = _LOADER(self.text).get_event
            self.source.value = self._document()
        except yaml.YAMLError as error:
            line, column, message = explain(error, self.text)
            self.found.append((Place(line, column), message, "yaml", ()))
        except _Stop:
            self.source.value = None
        for finding in self.found:  # named last, when the ids of list members are known
            _refuse(self.source, *finding)

    def _document(self) -> Any:
        self.next()  # stream start
        if isinstance(self.next(), yaml.StreamEndEvent):
            self.found.append((Place(0, 0), "文件是空的。", "empty", ()))
            return None
        value = self._node((), self.next())
        self.next()  # document end
        later = self.next()
        if isinstance(later, yaml.DocumentStartEvent):
            self._say(later, "一个文件只能写一份内容：请删去中间的“---”，或拆成两个文件。", "documents")
        return value

    def _say(self, event: Any, message: str, rule: str, path: Keys = ()) -> None:
        self.found.append((_place(event), message, rule, path))

    def _node(self, path: Keys, event: Any) -> Any:
        self._limits(path, event)
        self.source.values[path] = _place(event)
        if isinstance(event, yaml.AliasEvent):
            self._say(event, f"不能用 * 引用（*{event.anchor}）。请把内容照写一遍。", "alias", path)
            self.source.holes.add(path)
            return None
        self._marks(path, event)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            members = enumerate(self._until(yaml.SequenceEndEvent))
            return [self._node((*path, index), member) for index, member in members]
        return self._mapping(path)

    def _limits(self, path: Keys, event: Any) -> None:
        self.nodes += 1
        if len(path) > MAX_DEPTH:
            self._say(event, f"层次太深：最多 {MAX_DEPTH} 层。", "depth", path[:3])
            raise _Stop
        if self.nodes > MAX_NODES:
            self._say(event, f"内容太多：一个文件最多 {MAX_NODES} 个值。请分成几个文件。", "nodes")
            raise _Stop

    def _marks(self, path: Keys, event: Any) -> None:
        if event.anchor:
            self._say(event, f"不能用 & 做记号（&{event.anchor}）。请删去它。", "anchor", path)
        if event.tag and event.tag != "!":
            self._say(event, "不能用 ! 标类型。请删去“!……”，只写内容。", "tag", path)

    def _until(self, end: type) -> Iterator[Any]:
        while not isinstance(event := self.next(), end):
            yield event

    def _mapping(self, path: Keys) -> dict[str, Any]:
        members: dict[str, Any] = {}
        for event in self._until(yaml.MappingEndEvent):
            key = self._key(path, event)
            taken = key in members or key == "<<"
            if key in members:
                first = self.source.keys[(*path, key)].line
                said = f"键 {key} 写了两次（先写在第 {first} 行）。请留一个。"
                self._say(event, said, "twice", (*path, key))
            child = (*path, f"{key} ·" if taken else key)
            self.source.keys[child] = _place(event)
            value = self._node(child, self.next())
            if value is None and child not in self.source.holes:
                self._say(event, f"{key} 后面没有写内容。请写上，或删去这一行。", "blank", child)
                self.source.holes.add(child)
            if not taken:
                members[key] = value
        return members

    def _key(self, path: Keys, event: Any) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self._say(event, "键必须是一个词，不能是列表或 { }。", "key", path)
            self._node((*path, "?"), event)
            return "<<"
        self._limits(path, event)
        self._marks(path, event)
        if event.value == "<<":
            self._say(event, "不能用 << 合并。请把内容照写一遍。", "merge", path)
        return str(event.value)


def _place(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _scalar(event: Any) -> Any:
    """Read a plain scalar as whole number, true/false, nothing or text; a quoted one is always text."""
    text = str(event.value)
    if event.style or event.tag:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _WHOLE.fullmatch(text) else text
