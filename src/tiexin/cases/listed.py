"""The list of matters: what its filters let through, in which order, and what the box above it finds.

A name, a phone and a title are found only where the person reads them; what is sealed is found by its number alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from tiexin.cases import asking, deciding, numbers, queries, reading
from tiexin.cases.leads.queries import unled
from tiexin.cases.models import Case, CaseQuerySet, Part
from tiexin.cases.rates.breaking import behind
from tiexin.cases.reach import come_to
from tiexin.cases.reaching import to_tell
from tiexin.core import pages
from tiexin.core.briefly import Lately
from tiexin.core.days import moment, opening
from tiexin.core.prepared import Choice, Prepared
from tiexin.core.sealed import blind_index
from tiexin.orgs.asking import me, today
from tiexin.orgs.scope import WIDE, nodes
from tiexin.orgs.standing import Standing
from tiexin.registry.models import Employer, Worker

Said = Mapping[str, Any]  # what was asked for, by the name of the filter
QUARTER = timedelta(days=90)  # of a number of the rates, where no days are asked for
BEYOND = Lately(60)
OF_FEW = ("kind", "state", "whose", "when", "channel")  # filters with a handful of values: each has its own SQL


class Listed(Sequence[int]):
    """The list a person asked for, as numbers; composed once for all who hold such posts and ask for the same.

    A list that ends is read whole and put in order here: walked in its own order, every matter of a province would be
    looked at for the three of a small union. One that goes on beyond what is counted is walked, and soon full.
    """

    def __init__(self, request: HttpRequest, said: Said) -> None:
        choice, person = Choice(tuple((name, said[name]) for name in OF_FEW if said.get(name))), Standing(request)
        self.given = (person, choice, moment(today(request)))
        self.asked = (person.shape, *person.values, choice.shape)
        wide = not WIDE.isdisjoint(nodes(request, request.needs))  # type: ignore[attr-defined]
        self.walked = wide or said.get("whose") == "part"
        self.newest = bool(said.get("state"))
        self.few: list[int] | None = None

    def count_to(self, most: int) -> int:
        """How many there are, counted no further than that: a list that went on beyond it a moment ago still does."""
        if (most, *self.asked) in BEYOND:
            return most
        if self.walked:
            found = _rows.count(most, *self.given)
        else:
            rows = _both.cut(0, most, *self.given)
            found = len(rows)
            self.few = self._ordered(rows) if found < most else None
        if found == most:
            BEYOND.note((most, *self.asked))
        return found

    def _ordered(self, rows: list[list[Any]]) -> list[int]:
        """The numbers of some rows in the order of the list: the newest first, or the next term first."""
        if self.newest:
            return [pk for pk, _, _ in sorted(rows, key=lambda row: (row[1], row[0]), reverse=True)]
        return [pk for pk, _, _ in sorted(rows, key=lambda row: (row[2] is None, row[2], row[0]))]

    def __len__(self) -> int:
        return self.count_to(10**9)

    def __getitem__(self, asked: Any) -> Any:
        if self.few is None and not self.walked:  # a page far beyond is asked for before anybody counted
            self.count_to(pages.COUNTED + 1)
        if self.few is not None:
            return self.few[asked]
        walk = _rows if self.walked else _long
        return [row[0] for row in walk.cut(asked.start or 0, asked.stop, *self.given)]


def listed(request: HttpRequest, said: Said) -> Listed | QuerySet[Case, int]:
    """The rows of a page of the list, by their numbers alone."""
    if any(value for name, value in said.items() if name not in OF_FEW):
        return whole(request, said).values_list("pk", flat=True)
    return Listed(request, said)


def whole(request: HttpRequest, said: Said) -> QuerySet[Case]:
    """The list as it is taken out, and as machines read it."""
    return _ordered(_narrowed(reading.overseen(request), request, said, moment(today(request))), said)


def _ordered(found: QuerySet[Case], said: Said) -> QuerySet[Case]:
    return found.order_by(*(("-at", "-pk") if said.get("state") else queries.next_first()))


def _listed(person: HttpRequest, said: Any, now: datetime) -> QuerySet[Case]:
    said = dict(said)
    found = _narrowed(_seen(person, said), person, said, now)
    return (_put_in_order(found, said) if said.get("whose") == "part" else _ordered(found, said)).only("pk")


def _put_in_order(found: QuerySet[Case], said: Said) -> QuerySet[Case]:
    """The same order for the few thousand that one person takes part in: of no index, for PostgreSQL takes it to be
    quicker to walk all the matters of a province in their order and to ask of each whether it is one's own.
    """
    at, due = (Coalesce(name, name) for name in ("at", "due"))
    return found.order_by(*((at.desc(), "-pk") if said.get("state") else (due.asc(nulls_last=True), "pk")))


def _seen(person: HttpRequest, said: Said) -> CaseQuerySet:
    """What a list is narrowed from: what one takes part in is in one's reach, and is not asked for again."""
    return Case.objects.apart_from(me(person)) if said.get("whose") == "part" else reading.overseen(person)


def _halves(person: HttpRequest, said: Any, now: datetime) -> QuerySet[Case, Any]:
    """The same rows in no order, those of the units in reach before the few one came to in another way."""
    near = reading.standing(person)
    far = Case.objects.filter(pk__in=come_to(person)).exclude(near)
    parts: Any = (part.apart_from(me(person)) for part in (Case.objects.filter(near), far))
    one, other = (_narrowed(part, person, dict(said), now).order_by().only("pk", "at", "due") for part in parts)
    both: QuerySet[Case, Any] = one.union(other, all=True)
    return both


_rows, _both = Prepared(_listed, planned=True), Prepared(_halves, planned=True)
_long = Prepared(_listed)  # of a list that goes on every plan finds a page soon: composing one takes twice as long


def _narrowed(found: Any, request: HttpRequest, said: Said, now: datetime) -> Any:
    """The matters that every filter lets through."""
    state = said.get("state")
    anyway = said.get("whose") in ("phone", "unheard")  # ended, somebody is to be told or asked all the same
    if state and state != "all":
        found = found.filter(state=state)
    elif state != "all" and not anyway and not numbers.read(said.get("q") or ""):  # a whole number: in any state
        found = found.filter(closed=None)
    plain = {"kind": said.get("kind"), "channel": said.get("channel"), "org__name__contains": said.get("unit")}
    found = found.filter(**{field: value for field, value in plain.items() if value})
    found = _by_whom(_by_day(found, request, said.get("when"), now), request, said.get("whose"))
    if rate := said.get("rate"):
        until = said.get("until") or today(request)
        since = said.get("since") or until - QUARTER
        found = behind(found, rate, (min(since, until), max(since, until)), today(request))
    text = said.get("q")
    return found.filter(typed(request, text)) if text else found


def _by_day(found: QuerySet[Case], request: HttpRequest, when: Any, now: datetime) -> QuerySet[Case]:
    if not when:
        return found
    found = found.filter(closed=None)
    if when == "late":
        return found.filter(due__lte=now)
    return found.filter(due__gt=now, due__lte=opening(today(request) + timedelta(days=8)))


def _by_whom(found: QuerySet[Case], request: HttpRequest, whose: Any) -> Any:
    if whose == "queue":
        return found.filter(queries.waiting(request))
    if whose == "phone":
        return to_tell(found, request)
    if whose in ("unled", "unclear"):
        return unled(found) if whose == "unled" else found.filter(pk__in=deciding.unclear(request).values("pk"))
    asked = {"offered": queries.offered_to, "unheard": queries.to_call_back}
    if whose in asked:
        return found.filter(asked[whose](request).having("pk"))
    mine = {"mine": Q(owner=me(request)), "led": Q(lead=me(request))}
    if whose in mine:
        return found.filter(mine[whose])
    own = Part.objects.filter(officer=me(request), until=None).values("case")
    return found.filter(pk__in=own) if whose == "part" else found


def typed(request: HttpRequest, text: str) -> Q:
    """The condition of what was typed; a number and a phone are looked up, never compared with every row."""
    if number := numbers.read(text):
        return Q(pk=number.pk, on__year=number.year)
    read = reading.reads(request), ~reading.unnamed(request), Q(sealed=False)
    if asking.PHONE.fullmatch(narrow := text.replace(" ", "")):
        return Q(*read, phone_index=blind_index(narrow, "worker.phone"))
    name = Q(name=text) | Q(worker__in=Worker.objects.filter(name=text).values("pk"))
    firms = Employer.objects.filter(name__contains=text).values("pk")
    return Q(Q(title__contains=text) | name, *read) | Q(employer__in=firms, sealed=False)
