"""One box for whoever answers a worker: entries that hold, sentences of plans in force, answers given before.

It asks the house's own index (`tiexin.search`) and drops what must not be answered by: expired entries, matters that
are not closed. What says the same is found too; when nothing is found, entries that share half of what was asked are
named apart, as not exactly that: for the list of what was searched in vain they count as nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest

from tiexin.cases.knowledge import findable, naming, rules, speech
from tiexin.cases.knowledge.models import Knowledge, KnowledgeRemark
from tiexin.cases.knowledge.norms import naming as names
from tiexin.cases.knowledge.norms import speech as said
from tiexin.cases.models import Case
from tiexin.cases.rules import DONE
from tiexin.orgs.asking import me, today
from tiexin.orgs.models import Officer, Org, Under
from tiexin.registry.models import Worker
from tiexin.search import marking, queries
from tiexin.search.kinds import KINDS, Kind
from tiexin.search.models import SearchRow
from tiexin.search.results import Group, Result
from tiexin.search.words import asked, plain

CLAUSE = "clause"  # announced by plans, which stand above
ORDER = (findable.KIND, CLAUSE, findable.ANSWER)
PEOPLE = ("worker", "officer", "employer", "org")
NAME = range(2, 11)  # characters of a name that is looked for within other words
LOOKED, SHOWN = 60, 8  # hits of a kind that are looked at, and shown
NEAR_LOOKED, NEAR_SHOWN = LOOKED * len(ORDER), 3  # of the one kind as many as of all kinds before


@dataclass(frozen=True)
class Box:
    """What the box found; `expired` entries would have matched and are not shown; of those in `doubted` somebody says
    that they are wrong."""

    words: Sequence[str]
    groups: Sequence[Group]
    expired: int
    doubted: Collection[int] = ()

    @property
    def missed(self) -> bool:
        """Whether something was asked and nothing found."""
        return bool(self.words) and not self.groups


def words_of(typed: str) -> list[str]:
    """The words of a question without those that only ask."""
    return speech.words_of(typed, said())


def look(request: HttpRequest, typed: str, service: str = "") -> Box:
    """Find what answers a question, of one service or of all."""
    words = words_of(typed)
    kinds = [KINDS[name] for name in ORDER if name in KINDS and KINDS[name] in queries.visible(request)]
    found = queries.find(request, kinds, [speech.any_of(each, said()) for each in words], LOOKED) if words else {}
    rows = queries.rows_of([pk for ids in found.values() for pk in ids])
    kept, expired = _held(request, found, rows, service)
    groups = [_group(kind, _ranked(kind, kept.get(kind.name, []), rows, words), words) for kind in kinds]
    shown = [result.row.thing_id for group in groups if group.kind.name == findable.KIND for result in group.results]
    return Box(words, [group for group in groups if group.results], expired, _doubted(shown) if shown else ())


def nearest(request: HttpRequest, words: Sequence[str], service: str = "") -> Group | None:
    """Entries that share half of what was asked or more, the nearest first, for when nothing was found."""
    kinds = [kind for kind in queries.visible(request) if kind.name == findable.KIND]
    telling = speech.telling(words, said())
    looked_for = tuple(dict.fromkeys(each for word in telling for each in speech.pieces(word, said())))
    if not kinds or not looked_for:
        return None
    found = queries.find(request, kinds, [looked_for], NEAR_LOOKED)
    rows = queries.rows_of(found.get(findable.KIND, []))
    kept, _ = _held(request, found, rows, service)
    near = [rows[pk] for pk in kept.get(findable.KIND, []) if pk in rows]
    near = [row for row in near if speech.shared(row.text, telling, said()) >= speech.HALF]
    near.sort(key=lambda row: (-_of_title(row, telling), -speech.shared(row.text, telling, said()), len(row.title)))
    return _group(kinds[0], near[:NEAR_SHOWN], looked_for) if near else None


def _of_title(row: SearchRow, words: Sequence[str]) -> float:
    return speech.shared(plain(row.title), words, said())


def _ranked(kind: Kind, ids: Sequence[int], rows: dict[int, SearchRow], words: Sequence[str]) -> list[SearchRow]:
    """Entries that have most of the words in their question first, of those the shortest; other kinds as found."""
    found = [rows[pk] for pk in ids if pk in rows]
    if kind.name != findable.KIND:
        return found
    return sorted(found, key=lambda row: (-speech.in_title(plain(row.title), words, said()), len(row.title)))


def _held(
    request: HttpRequest, found: dict[str, list[int]], rows: dict[int, SearchRow], service: str
) -> tuple[dict[str, list[int]], int]:
    """Leave out what must not be answered by and what is of another service; count expired entries left out."""
    things = {name: {rows[pk].thing_id for pk in ids if pk in rows} for name, ids in found.items()}
    of = Q(kind__in=("", service)) if service else Q()
    entries = Knowledge.objects.published().filter(of, pk__in=things.get(findable.KIND, ()))
    valid = set(entries.valid(today(request)).values_list("pk", flat=True))
    closed = Case.objects.filter(Q(kind=service) if service else Q(), state__in=DONE)
    answers = set(closed.filter(pk__in=things.get(findable.ANSWER, ())).values_list("pk", flat=True))
    kept = {findable.KIND: valid, findable.ANSWER: answers}
    held = {
        name: [pk for pk in ids if name not in kept or (pk in rows and rows[pk].thing_id in kept[name])]
        for name, ids in found.items()
    }
    return held, entries.expired(today(request)).count()


def _group(kind: Kind, rows: Sequence[SearchRow], words: Sequence[str]) -> Group:
    seen = [each for word in words for each in speech.any_of(word, said()) if len(each) > 1 or each == word]
    dressed = [
        Result(
            row,
            kind.address(row.page_id, row.thing_id),
            marking.marked(row.title, seen),
            marking.excerpt(row.body, seen),
        )
        for row in rows[:SHOWN]
    ]
    return Group(kind, dressed, len(rows) > SHOWN)


def names_somebody(request: HttpRequest, typed: str) -> bool:
    """Whether the words look like a name, or find or hold a person, or find an enterprise: never kept of a search."""
    if naming.names_somebody(typed, rules.missed(typed), names()):
        return True
    kinds = [kind for kind in queries.visible(request) if kind.name in PEOPLE]
    alone = any(any(queries.find(request, kinds, [word], 1).values()) for word in asked(typed))
    return alone or _holds_name(me(request).org, typed)


def _holds_name(org: Org, typed: str) -> bool:
    """Whether the name of a worker or an officer of the unit or below stands within the words that would be kept."""
    text = rules.missed(typed)
    runs = {text[at : at + size] for size in NAME for at in range(len(text) - size + 1)}
    below = Under.objects.filter(ancestor=org).values("org")
    held = (people.filter(name__in=runs, org__in=below) for people in (Worker.objects.all(), Officer.objects.all()))
    return any(rows.exists() for rows in held)


def _doubted(ids: Sequence[int]) -> set[int]:
    open_remarks = KnowledgeRemark.objects.filter(answer="", knowledge__in=ids)
    return set(open_remarks.values_list("knowledge", flat=True))
