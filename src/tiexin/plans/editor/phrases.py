"""The two phrases of the language as rows of a form: who owes, and what counts."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

from django import forms
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tiexin.evidence.tag_keys import TAG_KEYS
from tiexin.plans import fields as language
from tiexin.plans.aim import Row
from tiexin.plans.clause import Does, Excuse, Who
from tiexin.plans.editor.controls import Choice, Control, Fields, control, many
from tiexin.plans.editor.kinds import holds_clauses
from tiexin.plans.editor.tables import Excuses, Filters, Rows, Tagged, Targets, labels, single, ticks
from tiexin.plans.said import inner, surface
from tiexin.plans.words import Words, resolve

WAS = "population in the text"  # beside one that was just chosen: a strange word is offered only if it stands there
EACH = hasattr(language, "EachOf")


class Whose(Control):
    """Who owes: a population and its filters, as ticks of what the population knows."""

    def fields(self, raw: Any) -> Fields:
        """The population, then a row of ticks for each of its filters."""
        chosen = Choice(f"{self.name}-population", self.info, self.words, self.words.population_labels)
        stated = raw if isinstance(raw, dict) else {}
        owers = chosen.fields(stated.get(WAS, stated.get("population")))
        owers[chosen.name].widget.attrs["data-redraw"] = ""  # its filters are others
        filters = {self.at(column): ticks(column, values) for column, values in self._filters(raw).items()}
        return {**owers, **filters, **self._others(raw, "fields")}

    def at(self, column: str) -> str:
        """The name of a field of this phrase."""
        return f"{self.name}-{column}"

    def folded(self) -> set[str]:
        """The fields that are seldom needed: nearly nobody leaves anybody out."""
        return {"unless"}

    def tables(self, raw: Any) -> list[Rows]:
        """The tables of this phrase: who is left out."""
        return [each for each in _more(self, Who, self._filters(raw)) if isinstance(each, Rows)]

    def _filters(self, raw: Any) -> Mapping[str, Mapping[str, str]]:
        found = resolve(_get(raw, "population"), self.words.population_labels)
        return self.words.populations[found].filters if found else {}

    def _others(self, raw: Any, what: str) -> dict[str, Any]:
        return _merged(_more(self, Who, self._filters(raw)), raw, what)

    def shape(self, raw: Any, data: Mapping[str, Any] | None) -> Any:
        """What decides which fields there are: the population as it was just chosen, the rows as far as filled in."""
        if data is None:
            return raw
        held = raw if isinstance(raw, dict) else {}
        now = {**held, WAS: held.get("population"), "population": data.get(self.at("population"))}
        longer = {each.name.partition("-")[2]: each for each in self.tables(now)}
        return {**now, **{name: each.shape(held.get(name), data) for name, each in longer.items()}}

    def initial(self, raw: Any) -> dict[str, Any]:
        """Labels of population and filters."""
        label = _label(_get(raw, "population"), self.words.population_labels)
        ticked = {self.at(column): labels(_get(raw, column), values) for column, values in self._filters(raw).items()}
        return {self.at("population"): label, **ticked, **self._others(raw, "initial")}

    def value(self, data: Mapping[str, Any]) -> Any:
        """The phrase, or nothing when no population is chosen."""
        chosen = data.get(self.at("population"))
        columns = self._filters({"population": chosen})
        given = {column: single(data.get(self.at(column))) for column in columns}
        return _phrase({"population": chosen, **given, **_values(_more(self, Who, columns), data)}) if chosen else None


class What(Control):
    """What counts: a measure, how it becomes one number, and only with certain tags."""

    def fields(self, raw: Any) -> Fields:
        """Measure and way of counting, then a row of ticks for each tag."""
        measure = Choice(self.at("measure"), self.info, self.words, self.words.measures)
        ways, way = [("", "有几次"), *self._ways()], self._way(_get(raw, "count"))
        own = [] if way in dict(ways) else [(way, way)]
        count = forms.ChoiceField(label="怎样合成一个数", required=False, choices=[*ways, *own])
        tags = {self.at(tag): ticks(tag, values) for tag, values in self.words.tags.items()}
        others = _merged(_more(self, Does, self.words.tags), raw, "fields")
        return {**measure.fields(_get(raw, "measure")), self.at("count"): count, **tags, **others}

    def at(self, column: str) -> str:
        """The name of a field of this phrase."""
        return f"{self.name}-{column}"

    def folded(self) -> set[str]:
        """The fields that are seldom needed: only some of the records."""
        others = _merged(_more(self, Does, self.words.tags), {}, "fields")
        return {self.at(tag) for tag in self.words.tags} | {f"{self.name}-unless", *others}

    def _ways(self) -> Iterator[tuple[str, str]]:
        yield "sum", "数量相加"
        for name, label in self.words.countable.items():
            yield f"distinct:{label or name}", f"有几个不同的{label or TAG_KEYS.get(name, name)}"
        for tag in self.words.tags if EACH else ():
            yield f"each:{tag}", f"勾选的{TAG_KEYS.get(tag, tag)}做到了几种"

    def _way(self, count: Any) -> str:
        if isinstance(word := _get(count, "distinct"), str):
            known = resolve(word.removeprefix("tag:"), self.words.countable)
            return f"distinct:{self.words.countable[known] or known if known is not None else word}"
        if isinstance(each := _get(count, "each_of"), dict) and len(each) == 1:
            return f"each:{next(iter(each))}"
        return "" if count in (None, "times") else str(count)

    def initial(self, raw: Any) -> dict[str, Any]:
        """Labels of measure, way of counting and tags."""
        way = self._way(_get(raw, "count"))
        held = _get(_get(raw, "count"), "each_of")
        tags = {
            self.at(tag): labels(_get(held, tag) or _get(raw, tag), values) for tag, values in self.words.tags.items()
        }
        measure = _label(_get(raw, "measure"), self.words.measures)
        others = _merged(_more(self, Does, self.words.tags), raw, "initial")
        return {self.at("measure"): measure, self.at("count"): way, **tags, **others}

    def value(self, data: Mapping[str, Any]) -> Any:
        """The phrase, or nothing when no measure is chosen."""
        measure = data.get(self.at("measure"))
        kind, _, word = str(data.get(self.at("count")) or "").partition(":")
        tags = {tag: data.get(self.at(tag)) for tag in self.words.tags}
        count: Any = {"distinct": word} if kind == "distinct" else kind
        if kind == "each":
            count = {"each_of": {word: list(tags.pop(word, None) or [])}}
        given = {"measure": measure, "count": count, **{tag: single(values) for tag, values in tags.items()}}
        return _phrase({**given, **_values(_more(self, Does, self.words.tags), data)}) if measure else None


def controls(model: type[BaseModel], words: Words) -> dict[str, Control]:
    """The controls of a part's keys; lists of clauses are left out, their members are parts of their own."""
    return {
        name: _control(name, info, words)
        for name, info in surface(model).items()
        if info.is_required() or not (many(info) and holds_clauses(inner(info.annotation)))
    }


def _control(name: str, info: FieldInfo, words: Words) -> Control:
    model = None if many(info) else inner(info.annotation)
    if model is Who:
        return Whose(name, info, words)
    if inner(info.annotation) is Row:
        return Targets(name, info, words, _known(words, surface(Row)))
    return What(name, info, words) if model is Does else control(name, info, words)


def _known(words: Words, names: Container[str]) -> Filters:
    """The filters of these names, as any population knows them."""
    found = (each.filters for each in words.populations.values())
    return {name: values for filters in reversed(list(found)) for name, values in filters.items() if name in names}


def _more(phrase: Control, model: type[BaseModel], filters: Filters) -> list[Control]:
    """The keys of a phrase that have a place of their own in the schema beside its filters."""
    others = {name: info for name, info in surface(model).items() if name not in _SHOWN}
    return [_beside(f"{phrase.name}-{name}", info, phrase.words, filters) for name, info in others.items()]


def _beside(name: str, info: FieldInfo, words: Words, filters: Filters) -> Control:
    if inner(info.annotation) is Excuse:
        return Excuses(name, info, words, filters)
    return Tagged(name, info, words, filters) if "dict[" in str(info.annotation) else control(name, info, words)


_SHOWN = ("population", "measure", "count", "where")


def _merged(more: list[Control], raw: Any, what: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in more:
        found.update(getattr(each, what)(_get(raw, each.name.partition("-")[2])))
    return found


def _values(more: list[Control], data: Mapping[str, Any]) -> dict[str, Any]:
    return {each.name.partition("-")[2]: each.value(data) for each in more}


def _phrase(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value}


def _label(raw: Any, table: Mapping[str, str]) -> str:
    name = resolve(raw, table)
    return table[name] or name if name is not None else str(raw or "")


def _get(raw: Any, name: str) -> Any:
    return raw.get(name) if isinstance(raw, dict) else None
