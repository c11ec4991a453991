"""The kinds of items an author chooses from, and the place of each in the file; read off the schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pydantic import BaseModel

from tiexin.core.documents.source import Keys
from tiexin.plans.clause import Clause
from tiexin.plans.duty import Duty
from tiexin.plans.pack import LISTS, Pack
from tiexin.plans.said import inner, surface

# What each kind of duty needs beside who and how much; the schema knows the rest.
SORTS = {
    "tally": ("计数：谁做了多少", ("do",)),
    "stock": ("存量：到某日有多少个", ("have",)),
    "rate": ("比率：几分之几", ("do", "over")),
    "response": ("时限：发生一次，多久之内回应", ("on", "do", "within", "same")),
}
APART = ("do", "have", "over", "on", "within", "same")  # keys that make the kind
USUAL = ("clause", "quote", "title", "of", *APART, "unit", "per", "by")


@dataclass(frozen=True)
class Kind:
    """A kind: its name in an address, its words, the list it goes into, the schema of a member.

    `hidden` keys do not belong to this kind; `usual` ones stand at the top of its form.
    """

    name: str
    label: str
    path: Keys
    model: type[BaseModel]
    hidden: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()

    @property
    def is_duty(self) -> bool:
        """Tell whether members of this kind are counted."""
        return issubclass(self.model, Duty)

    @property
    def quotes(self) -> bool:
        """Tell whether the member itself restates a sentence, not only what is inside it."""
        return issubclass(self.model, Clause)


def kinds() -> list[Kind]:
    """Every kind that can be begun: the four duties, then one for each other list of a pack."""
    return list(_kinds())


@cache
def _kinds() -> tuple[Kind, ...]:
    known = surface(Duty)
    duties = [
        Kind(name, label, ("duties",), Duty, tuple(key for key in APART if key not in needs), USUAL)
        for name, (label, needs) in SORTS.items()
        if all(key in known for key in needs)
    ]
    words = surface(Pack)
    others = [
        Kind(name, str(words[name].description or name), (name,), model)
        for name, model in LISTS.items()
        if name != "duties"
    ]
    return (*duties, *others)


def inside(value: Any) -> list[Kind]:
    """The kinds that can be put into what is there already: posts of an organ, steps of a ladder."""
    return [kind for path, model in _parts(value) for kind in _within(path, model, value)]


def _parts(value: Any) -> Iterator[tuple[Keys, type[BaseModel]]]:
    for name, model in LISTS.items():
        members = value.get(name)
        for index, member in enumerate(members if isinstance(members, list) else ()):
            yield from _nested((name, index), model, member)


def _nested(path: Keys, model: type[BaseModel], member: Any) -> Iterator[tuple[Keys, type[BaseModel]]]:
    if not isinstance(member, dict):
        return
    yield path, model
    for name, below in _lists(model):
        found = member.get(name)
        for index, each in enumerate(found if isinstance(found, list) else ()):
            yield from _nested((*path, name, index), below, each)


@cache
def _lists(model: type[BaseModel]) -> tuple[tuple[str, type[BaseModel]], ...]:
    """The lists of a part whose members are, or hold, clauses."""
    fields = ((name, inner(info.annotation), str(info.annotation)) for name, info in surface(model).items())
    return tuple((name, below) for name, below, said in fields if below and "list[" in said and holds_clauses(below))


def _within(path: Keys, model: type[BaseModel], value: Any) -> Iterator[Kind]:
    member: Any = value
    for step in path:
        member = member[step]
    title = member.get("name") or member.get("title") or member.get("clause") or ""
    for name, below in _lists(model):
        label = f"{title}：{surface(model)[name].description or name}"
        yield Kind(address((*path, name)), label, (*path, name), below)


def kind_of(path: Keys, raw: Any) -> Kind | None:
    """The kind of the item at a path; None where the schema has no such place."""
    if not path or path[0] not in LISTS:
        return None
    model, label = _place(tuple(step for step in path if isinstance(step, str)))
    if model is Duty:
        return _duty(sort_of(raw))
    return Kind(address(path), label, path, model) if model else None


@cache
def _duty(sort: str) -> Kind:
    return next(kind for kind in _kinds() if kind.name == sort)


@lru_cache(maxsize=512)
def _place(names: tuple[str, ...]) -> tuple[type[BaseModel] | None, str]:
    """The schema of the place under these keys, and the words of the last one that the schema knows."""
    model: type[BaseModel] | None = Pack
    label = names[-1]
    for name in names:
        info = surface(model).get(name) if model is not None else None
        model = inner(info.annotation) if info else None
        label = str(info.description or name) if info else label
    return model, label


def sort_of(raw: Any) -> str:
    """Which kind of duty a raw member is, by its keys."""
    keys = raw if isinstance(raw, dict) else {}
    known = surface(Duty)
    for sort, key in (("stock", "have"), ("rate", "over"), ("response", "on")):
        if key in keys and key in known:
            return sort
    return "tally"


def holds_clauses(model: type[BaseModel] | None, depth: int = 4) -> bool:
    """Tell whether a part is a clause or has clauses inside."""
    if model is None or not depth:
        return False
    below = (inner(info.annotation) for info in model.model_fields.values())
    return issubclass(model, Clause) or any(holds_clauses(each, depth - 1) for each in below)


def address(path: Keys) -> str:
    """A path as it stands in an address: `organs.0.posts.1`."""
    return ".".join(str(step) for step in path)


def path_of(text: str) -> Keys:
    """Read a path from an address; what is no path leads nowhere."""
    return tuple(int(step) if step.isascii() and step.isdigit() and len(step) < 7 else step for step in text.split("."))
