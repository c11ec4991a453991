"""One item on its way from the form into the text, even when somebody else wrote in between."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from tiexin.core.documents.problems import Problem
from tiexin.core.documents.source import Keys, Source
from tiexin.core.refusal import Refused
from tiexin.plans.draft import fit
from tiexin.plans.editor import findings, items, splice, write
from tiexin.plans.editor.desk import Desk
from tiexin.plans.editor.document import Sentence, suggestion
from tiexin.plans.editor.forms import ItemForm
from tiexin.plans.editor.items import Row
from tiexin.plans.editor.kinds import Kind, address, inside, kinds, path_of
from tiexin.plans.editor.script import Script, script
from tiexin.plans.fields import QUOTE_LIMIT
from tiexin.plans.pack import LISTS, Head
from tiexin.plans.words import standard

HEAD = Kind("head", "文件头", (), Head, usual=("pack", "title", "number", "issuers", "year", "issued", "period"))
# What a sentence most likely is; the author chooses.
_GUESSES = (
    ("response", re.compile("[日天时]内|以内")),
    ("rate", re.compile("%|％|率|比例")),
    (
        "tally",
        re.compile(
            r"\d.*(?:不少于|不低于|以上|至少)|(?:不少于|不低于|至少|每[年月季周]).*\d|[一二三四五六七八九十百千万]+[家名次件篇个]"
        ),
    ),
    ("milestones", re.compile(r"\d+月|[上下]旬|年底|月底")),
)


@dataclass(frozen=True)
class Editing:
    """An item as the author opened it: where it is or will be, what it said, and a mark of that."""

    desk: Desk
    kind: Kind
    raw: dict[str, Any]
    path: Keys | None = None  # None: a new item
    mark: str = ""

    @property
    def new(self) -> bool:
        """Tell whether the item is still to be put in."""
        return self.path is None

    @property
    def at(self) -> str:
        """Its place for an address; empty for a new one."""
        return "head" if self.kind is HEAD else address(self.path) if self.path else ""

    def form(self, data: QueryDict | None = None) -> ItemForm:
        """The form of the item."""
        form = ItemForm(data, kind=self.kind, raw=self.raw, words=standard(), new=self.new)
        form.document = self.desk.document
        return form

    def into(self, newest: str, item: dict[str, Any]) -> str:
        """Put the item into a text, which may be newer than the one that was opened."""
        text = self._held(newest)
        if self.kind is HEAD:
            return self._head(text, item)
        if self.path is None:
            self._holder(text)
            return splice.append(text, self.kind.path, write.in_order(item))
        return splice.replace(text, self._row(text).path, item)

    def out_of(self, newest: str) -> str:
        """Take the item out of a text."""
        text = self._held(newest)
        return splice.drop(text, self._row(text).path)

    def _held(self, newest: str) -> Script:
        """The text that was opened, when nobody wrote in between: it has been read already."""
        return self.desk.text if newest == self.desk.text else Script(newest)

    def _head(self, text: Script, item: dict[str, Any]) -> str:
        head = {name: value for name, value in splice.readable(text).items() if name not in LISTS}
        if items.seen(head) != self.mark:
            raise Moved("文件头", head)
        return splice.replace_head(text, item)

    def _row(self, text: Script) -> Row:
        """The item as it was opened, wherever it stands now."""
        splice.readable(text)
        found = self.desk.rows if text is self.desk.text else items.rows(text.source)
        path = self.path or ()
        row = items.again(found, path, self.mark)
        if row is None:
            now = next((each for each in found if each.path == path), None)
            raise Moved(str(self.raw.get("title") or self.raw.get("clause") or "这一项"), now.raw if now else None)
        return row

    def _holder(self, text: Script) -> None:
        """A new member goes into the part it was begun for; the mark is that part's name."""
        if len(self.kind.path) > 1 and _name(splice.readable(text), self.kind.path[:-1]) != self.mark:
            raise Moved(self.kind.label, None)


class Moved(Refused):
    """Somebody else changed or removed the very item; `theirs` is what it says now, None when it is gone."""

    def __init__(self, what: str, theirs: dict[str, Any] | None) -> None:
        done = "删去了" if theirs is None else "改过"
        super().__init__(f"“{what}”刚被别人{done}，您的改动还没有存下")
        self.theirs = theirs


def opened(desk: Desk, asked: QueryDict) -> Editing | None:
    """Open what an address asks for: an item (`at`), the head, or a new item of a kind (`kind`)."""
    value = desk.source.value
    if not isinstance(value, dict):
        return None
    mark = asked.get("mark", "")
    if asked.get("at") == "head":
        head = {name: member for name, member in value.items() if name not in LISTS}
        return Editing(desk, HEAD, head, (), mark or items.seen(head))
    if place := asked.get("at"):
        return _existing(desk, path_of(place), mark)
    return _begun(desk, value, asked)


def _existing(desk: Desk, path: Keys, mark: str) -> Editing | None:
    row = items.again(desk.rows, path, mark) if mark else None
    row = row or next((each for each in desk.rows if each.path == path), None)
    return Editing(desk, row.kind, row.raw, row.path, mark or items.seen(row.raw)) if row else None


def _begun(desk: Desk, value: dict[str, Any], asked: QueryDict) -> Editing | None:
    quote = quoted(desk, asked)
    name = asked.get("kind") or guess(quote)
    kind = next((kind for kind in [*kinds(), *inside(value)] if kind.name == name), None)
    if kind is None:
        return None
    mark = asked.get("mark") or (_name(value, kind.path[:-1]) if len(kind.path) > 1 else "")
    return Editing(desk, kind, items.begun(kind, items.next_clause(desk.rows), quote), None, mark)


def quoted(desk: Desk, asked: QueryDict) -> str:
    """The quote a new item begins with: what was marked, else the first part of the sentence that was tapped."""
    chosen = "".join(asked.get("quote", "").split())
    if chosen:
        return chosen[:QUOTE_LIMIT]
    number = asked.get("sentence", "")
    sentence = _sentence(desk, number)
    return suggestion(sentence.text) if sentence else ""


def around(desk: Desk, quote: str, asked: QueryDict) -> str:
    """The sentence that a quote is cut from, to be cut anew."""
    if found := _sentence(desk, asked.get("sentence", "")):
        return found.text
    holding = (sentence.text for sentence in desk.sentences if quote and quote in sentence.text)
    return next(holding, "")


def _sentence(desk: Desk, number: str) -> Sentence | None:
    place = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else -1
    return desk.sentences[place] if 0 <= place < len(desk.sentences) else None


def guess(quote: str) -> str:
    """The kind a sentence most likely is: work without a number, unless its words say otherwise."""
    known = {kind.name for kind in kinds()}
    return next((name for name, words in _GUESSES if name in known and words.search(quote)), "tasks")


def as_if(editing: Editing, item: dict[str, Any]) -> list[Problem]:
    """What the lint would say of the item if the draft had it; nothing is stored or remembered."""
    draft, path = editing.desk.draft, editing.path
    text = script(editing.into(draft.text, item))
    if path is None:
        path = (*editing.kind.path, len(splice.look(text.source.value, editing.kind.path)) - 1)
    tried = type(draft)(text=text, document=draft.document, year=draft.year)
    dealt = items.spread(items.rows(text.source), findings.look(tried, text))
    return [problem for problem, row in dealt if row is not None and row.path[: len(path)] == path]


def by_itself(editing: Editing, item: dict[str, Any]) -> list[Problem]:
    """What can be said of an item without the rest of a long pack: do its keys fit the schema."""
    source = Source()
    found = list[Problem]()
    fit(editing.kind.model, item, (), source, found)
    return found


def _name(value: Any, path: Keys) -> str:
    try:
        holder = splice.look(value, path)
    except (KeyError, IndexError, TypeError):
        return ""
    return str(holder.get("name") or holder.get("clause") or "") if isinstance(holder, dict) else ""
