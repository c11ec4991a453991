"""One box for whoever answers a worker: entries that hold, sentences of plans in force, answers given before.

It asks the house's own index (`tiexin.search`) and drops what must not be answered by: expired entries, matters that
are not closed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest

from tiexin.cases.knowledge import findable, rules
from tiexin.cases.knowledge.models import Knowledge, KnowledgeRemark
from tiexin.cases.knowledge.queries import CLOSED
from tiexin.cases.models import Case
from tiexin.orgs.asking import me, today
from tiexin.orgs.models import Officer, Org, Under
from tiexin.registry.models import Worker
from tiexin.search import marking, queries
from tiexin.search.kinds import KINDS, Kind
from tiexin.search.models import SearchRow
from tiexin.search.results import Group, Result
from tiexin.search.words import asked

CLAUSE = "clause"  # announced by plans, which stand above
ORDER = (findable.KIND, CLAUSE, findable.ANSWER)
PEOPLE = ("worker", "officer", "employer", "org")
NAME = range(2, 11)  # characters of a name that is looked for within other words
LOOKED, SHOWN = 60, 8  # hits of a kind that are looked at, and shown
ASKING = ("怎么办", "怎么", "什么时候", "多少", "可以吗", "能不能", "可不可以", "吗", "呢", "？", "?", "请问")


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
    for word in ASKING:
        typed = typed.replace(word, " ")
    return asked(typed)


def look(request: HttpRequest, typed: str, service: str = "") -> Box:
    """Find what answers a question, of one service or of all."""
    words = words_of(typed)
    kinds = [KINDS[name] for name in ORDER if name in KINDS and KINDS[name] in queries.visible(request)]
    found = queries.find(request, kinds, words, LOOKED) if words else {}
    rows = queries.rows_of([pk for ids in found.values() for pk in ids])
    kept, expired = _held(request, found, rows, service)
    groups = [_group(kind, [rows[pk] for pk in kept.get(kind.name, []) if pk in rows], words) for kind in kinds]
    shown = [result.row.thing_id for group in groups if group.kind.name == findable.KIND for result in group.results]
    return Box(words, [group for group in groups if group.results], expired, _doubted(shown) if shown else ())


def _held(
    request: HttpRequest, found: dict[str, list[int]], rows: dict[int, SearchRow], service: str
) -> tuple[dict[str, list[int]], int]:
    """Leave out what must not be answered by and what is of another service; count expired entries left out."""
    things = {name: {rows[pk].thing_id for pk in ids if pk in rows} for name, ids in found.items()}
    of = Q(kind__in=("", service)) if service else Q()
    entries = Knowledge.objects.published().filter(of, pk__in=things.get(findable.KIND, ()))
    valid = set(entries.valid(today(request)).values_list("pk", flat=True))
    closed = Case.objects.filter(Q(kind=service) if service else Q(), state__in=CLOSED)
    answers = set(closed.filter(pk__in=things.get(findable.ANSWER, ())).values_list("pk", flat=True))
    kept = {findable.KIND: valid, findable.ANSWER: answers}
    held = {
        name: [pk for pk in ids if name not in kept or (pk in rows and rows[pk].thing_id in kept[name])]
        for name, ids in found.items()
    }
    return held, entries.expired(today(request)).count()


def _group(kind: Kind, rows: Sequence[SearchRow], words: Sequence[str]) -> Group:
    dressed = [
        Result(
            row,
            kind.address(row.page_id, row.thing_id),
            marking.marked(row.title, words),
            marking.excerpt(row.body, words),
        )
        for row in rows[:SHOWN]
    ]
    return Group(kind, dressed, len(rows) > SHOWN)


def names_somebody(request: HttpRequest, typed: str) -> bool:
    """Whether the words find or hold a person, or find an enterprise: those are never kept of a search."""
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
