"""The catalogue of services, read from the product's own data: one door, seven services and what belongs to them.

A service says who may ask, what is asked for, which clocks run, which letters are lawful, who may see, what comes of
it, and what is *not* a case. Everything that law or practice puts a number to stands in `data/services/*.yaml` with
its source; a jurisdiction overrides numbers only. `catalogue_lint` holds each file to that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from tiexin.calendars.queries import kept
from tiexin.cases import promise
from tiexin.cases.catalogue_own import folder, own_numbers
from tiexin.core.documents import source as documents
from tiexin.core.workdays import First, Unit

DATA = Path(__file__).parent / "data" / "services"
Holder = Literal["unit", "asker", "other"]
OPENS = {"aid_file": "困难职工档案"}  # what may come of a matter beside an answer
PLAIN = ("sealed", "past_unit", "reviewed", "urgent", "group_from", "opens", "appointment", "call", "unconfirmed")
FieldType = Literal["text", "long", "money", "number", "day", "choice", "yes"]


@dataclass(frozen=True)
class Source:
    """Where a number or a rule comes from: a clause of the plan, an article of a law, or our own proposal."""

    clause: str = ""
    law: str = ""
    article: str = ""
    note: str = ""

    def __str__(self) -> str:
        """Return it as it is cited on screen and in letters."""
        law = f"《{self.law}》{self.article}" if self.law else ""
        return "、".join(filter(None, [self.clause, law])) + (f"（{self.note}）" if self.note else "")


@dataclass(frozen=True)
class Length:
    """How long a term is, in what, and counted from when; hours run from the moment, all else from a day."""

    amount: int
    unit: Unit
    first: First = "next"
    source: Source | None = field(default=None, compare=False)  # of a class, where it has its own

    def __str__(self) -> str:
        words = {"hour": "小时", "work-hour": "个工作小时", "day": "日", "workday": "个工作日", "month": "个月"}
        return f"{self.amount}{words.get(self.unit, '年')}"


@dataclass(frozen=True)
class Extension:
    """By how much a clock may be lengthened, how often, and who must agree; the asker is always told."""

    length: Length
    source: Source
    times: int = 1
    approval: bool = True  # by a leader; False: the handler's own word


@dataclass(frozen=True)
class StopRule:
    """For which reasons a clock may stand still, and the longest that all stops may add together (None: no limit)."""

    reasons: Mapping[str, str]
    source: Source
    most: int | None = None  # calendar days


@dataclass(frozen=True)
class ClockRule:
    """One clock of a service: who is held by it, which event starts it, which meet it, which end it unmet.

    `by_class` lengthens or shortens it for a class of matter. `silence` says what it means when it runs out with
    nothing done (silence is consent, arbitration is open …); `then` is what the person is told they may do.
    """

    name: str
    label: str
    starts: tuple[str, ...]
    met_by: tuple[str, ...]
    length: Length
    source: Source
    holder: Holder = "unit"
    ends: tuple[str, ...] = ()
    by_class: Mapping[str, Length] = field(default_factory=dict)
    extend: Extension | None = None
    stops: StopRule | None = None
    silence: str = ""
    then: str = ""

    def length_for(self, cls: str) -> Length:
        """The length for a class of matter."""
        return self.by_class.get(cls, self.length)

    def of_class(self, cls: str) -> ClockRule:
        """The rule as it is cited for a class of matter."""
        return replace(self, source=self.length_for(cls).source or self.source)


@dataclass(frozen=True)
class Field:
    """One thing asked for beside what is known; `must` only where the matter cannot go on without it."""

    name: str
    label: str
    type: FieldType = "text"
    must: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    unhelped: Collection[str] = ()  # of an outcome: the choices with which nobody was helped
    hint: str = ""


@dataclass(frozen=True)
class Need:
    """A paper the person is asked to bring; never one that the union has or can look up."""

    label: str
    must: bool = False
    why: str = ""


@dataclass(frozen=True)
class Letter:
    """A letter that may lawfully be written at a step."""

    name: str
    label: str
    at: str
    source: Source


@dataclass(frozen=True)
class Stage:
    """A lawful step of the handling, in the order in which they are usually taken; a list to go by, no state."""

    name: str
    label: str
    source: Source
    event: str = ""  # what clocks hear when it is done, where it is more than a note
    after: tuple[str, ...] = ()  # steps without which it may not be taken


@dataclass(frozen=True)
class Script:
    """What is said and done at once in a crisis of one kind, line by line."""

    name: str
    label: str
    lines: tuple[str, ...]
    source: Source


@dataclass(frozen=True)
class NotACase:
    """When something is not this service's matter: what is said to the person, and where they are sent instead.

    With a `service` it is registered there at once with everything that was typed, and with the answers `given`.
    """

    name: str
    label: str
    say: str
    send_to: str
    source: Source
    service: str = ""
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def becomes(self) -> str:
        """As what it is registered instead, in words; empty where it is not."""
        return catalogue()[self.service].label if self.service else ""


@dataclass(frozen=True)
class ClassRule:
    """What puts a new matter into a class by itself: an answer, a group in which the person is kept, a day at hand."""

    name: str
    to: str
    say: str
    source: Source
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    before: Mapping[str, int] = field(default_factory=dict)  # fewer days than these are left until the day answered

    def holds(self, details: Mapping[str, Any], groups: Collection[str]) -> bool:
        """Whether it speaks of a matter with these answers, of somebody in these groups."""
        said = any(details.get(name) in values for name, values in self.answers.items())
        return said or not set(self.groups).isdisjoint(groups)


@dataclass(frozen=True)
class Owner:
    """Who owns a new matter of this kind: at which level, which title is looked for there, for which types of asker."""

    level: str
    title: str = ""


@dataclass(frozen=True)
class Service:
    """One service of the catalogue."""

    name: str
    label: str
    short: str
    sources: tuple[Source, ...]
    function: str  # tag `service` of C142–C143, empty for what is none of the seven
    who: str
    askers: tuple[str, ...]
    see: str  # who reads it, as the asker is told
    readers: tuple[str, ...]  # who reads name and words, of `promise.READERS`
    clocks: tuple[ClockRule, ...]
    fields: tuple[Field, ...] = ()
    needs: tuple[Need, ...] = ()
    owners: tuple[Owner, ...] = ()
    steps: tuple[Stage, ...] = ()
    letters: tuple[Letter, ...] = ()
    outcomes: tuple[Field, ...] = ()
    elsewhere: tuple[NotACase, ...] = ()
    classes: Mapping[str, str] = field(default_factory=dict)
    class_if: tuple[ClassRule, ...] = ()
    tell: Mapping[str, str] = field(default_factory=dict)  # by class, which role hears of it, at the unit or above
    sealed: bool = False  # content under seal, in no search; seen by those who take part alone
    seal_if: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # answers that put it under seal
    past_unit: bool = False  # goes past the unit that it is about, by itself
    reviewed: bool = False  # 复查、复核 are open to it
    urgent: bool = False
    group_from: int = 5  # so many people are a group matter, which speaks through representatives
    group_source: Source = Source(clause="C138", note="本系统建议，可改")
    outside: tuple[str, ...] = ()  # bodies at which a step may be taken for the person (petition agency)
    opens: str = ""  # what comes of it beside an answer: an aid file
    appointment: bool = False  # people come at an hour agreed upon
    call: Mapping[str, str] = field(default_factory=dict)  # numbers to call first, and when
    unconfirmed: Mapping[str, str] = field(default_factory=dict)  # numbers nobody here has tried: no caller sees them
    script: tuple[Script, ...] = ()

    def seals(self, details: Mapping[str, Any]) -> bool:
        """Whether a matter with these answers is kept under seal."""
        return self.sealed or any(details.get(name) in values for name, values in self.seal_if.items())

    def clock(self, name: str) -> ClockRule | None:
        """The clock of that name."""
        return next((clock for clock in self.clocks if clock.name == name), None)

    @property
    def terms(self) -> list[tuple[str, ClockRule]]:
        """What the union binds itself to before anybody asks: from when on, and which term."""
        since = {"registered": "登记以后", "accepted": "受理以后"}
        own = [clock for clock in self.clocks if clock.holder == "unit"]
        return [(words, clock) for event, words in since.items() for clock in own if event in clock.starts]

    @property
    def must(self) -> list[tuple[str, Need]]:
        """The papers without which it cannot be decided, each with the name of its field."""
        return [(f"need_{index}", need) for index, need in enumerate(self.needs) if need.must]

    def instead(self, elsewhere: str) -> NotACase | None:
        """Why it is no matter of this service, where that is chosen and another service takes it."""
        return next((each for each in self.elsewhere if each.service and each.name == elsewhere), None)


def read(text: str) -> Service:
    """Read one service from its text; the lint has said what is wrong before, so that errors here are bugs."""
    said = documents.read(text).value
    return Service(
        name=said["service"],
        label=said["label"],
        short=said["short"],
        sources=tuple(Source(**each) for each in said["sources"]),
        function=said.get("function", ""),
        who=said["who"],
        askers=tuple(said["askers"]),
        see=promise.see(said),
        readers=promise.readers(said),
        clocks=tuple(_clock(name, each) for name, each in said["clocks"].items()),
        fields=_fields(said.get("fields")),
        needs=tuple(Need(**each) for each in said.get("needs", ())),
        owners=tuple(Owner(**each) for each in said.get("owners", ())),
        steps=tuple(
            Stage(name, each["label"], Source(**each["source"]), each.get("event", ""), tuple(each.get("after", ())))
            for name, each in said.get("steps", {}).items()
        ),
        letters=tuple(
            Letter(name, each["label"], each["at"], Source(**each["source"]))
            for name, each in said.get("letters", {}).items()
        ),
        outcomes=_fields(said.get("outcomes")),
        elsewhere=tuple(
            NotACase(name, **{**each, "source": Source(**each["source"])})
            for name, each in said.get("not_a_case", {}).items()
        ),
        class_if=tuple(_class_rule(name, each) for name, each in said.get("class_if", {}).items()),
        script=tuple(
            Script(name, each["label"], tuple(each["lines"]), Source(**each["source"]))
            for name, each in said.get("script", {}).items()
        ),
        seal_if={name: tuple(values) for name, values in said.get("seal_if", {}).items()},
        group_source=Source(**said.get("group_source", {"clause": "C138", "note": "本系统建议，可改"})),
        **{name: said[name] for name in (*PLAIN, "classes", "tell") if name in said},
        outside=tuple(said.get("outside", ())),
    )


def _length(said: Mapping[str, Any]) -> Length:
    first = said.get("first", "moment" if "hour" in said["unit"] else "next")
    return Length(said["amount"], said["unit"], first, Source(**said["source"]) if "source" in said else None)


def _clock(name: str, said: Mapping[str, Any]) -> ClockRule:
    extend, stops = said.get("extend"), said.get("stops")
    return ClockRule(
        name=name,
        label=said["label"],
        starts=tuple(said["starts"]),
        met_by=tuple(said["met_by"]),
        length=_length(said["length"]),
        source=Source(**said["source"]),
        holder=said.get("holder", "unit"),
        ends=tuple(said.get("ends", ())),
        by_class={cls: _length(each) for cls, each in said.get("by_class", {}).items()},
        extend=extend
        and Extension(
            _length(extend["length"]), Source(**extend["source"]), extend.get("times", 1), extend.get("approval", True)
        ),
        stops=stops and StopRule(stops["reasons"], Source(**stops["source"]), stops.get("most")),
        silence=said.get("silence", ""),
        then=said.get("then", ""),
    )


def _class_rule(name: str, said: Mapping[str, Any]) -> ClassRule:
    answers = {field: tuple(values) for field, values in said.get("answers", {}).items()}
    rest = tuple(said.get("groups", ())), said.get("before", {})
    return ClassRule(name, said["to"], said["say"], Source(**said["source"]), answers, *rest)


def _fields(said: Mapping[str, Any] | None) -> tuple[Field, ...]:
    return tuple(Field(name, **each) for name, each in (said or {}).items())


@cache
def catalogue(jurisdiction: str = "") -> Mapping[str, Service]:
    """Every service by its name, in the order in which they are offered; numbers as the jurisdiction has them."""
    found: dict[str, Service] = {}
    order: dict[str, int] = {}
    for path in sorted(DATA.glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        said = documents.read(text).value
        service = overridden(read(text), said.get("jurisdictions", {}).get(jurisdiction, {}))
        order[service.name] = said["order"]
        found[service.name] = overridden(service, own_numbers(folder()).get(service.name, {}).get(jurisdiction, {}))
    return dict(sorted(found.items(), key=lambda each: order[each[0]]))


def here() -> Mapping[str, Service]:
    """The catalogue with the numbers of this installation's place: forms show those that clocks will run by."""
    return catalogue(kept()[0])


def taker(service: Service, elsewhere: str) -> Service:
    """The service in which a matter is registered: another one where what was chosen says so."""
    instead = service.instead(elsewhere)
    return catalogue()[instead.service] if instead else service


def overridden(service: Service, numbers: Mapping[str, Any]) -> Service:
    """A service with a jurisdiction's own numbers: lengths of clocks and of extensions, ceilings, group sizes."""
    clocks = tuple(_overridden(clock, numbers.get("clocks", {}).get(clock.name)) for clock in service.clocks)
    if "group_from" not in numbers:
        return replace(service, clocks=clocks)
    group = {"group_from": numbers["group_from"], "group_source": Source(**numbers["group_source"])}
    return replace(service, clocks=clocks, **group)


def _overridden(clock: ClockRule, said: Mapping[str, Any] | None) -> ClockRule:
    if not said:
        return clock
    source = Source(**said["source"])
    made = replace(clock, source=source)
    if "amount" in said:
        made = replace(made, length=replace(clock.length, amount=said["amount"]))
    if "by_class" in said:
        was = clock.by_class
        own = {cls: replace(was[cls], amount=amount, source=source) for cls, amount in said["by_class"].items()}
        made = replace(made, by_class={**was, **own})
    if clock.extend and "extend" in said:
        length = replace(clock.extend.length, amount=said["extend"])
        made = replace(made, extend=replace(clock.extend, length=length, source=source))
    if clock.stops and "most" in said:
        made = replace(made, stops=replace(clock.stops, most=said["most"], source=source))
    return made
