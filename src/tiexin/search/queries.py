"""What is found, in scope. The planner cannot guess how common a word is, so the route is chosen here:

1. few hits in the whole index: those are looked up and put in order;
2. many hits but few rows of the kind in scope: those rows are read, and compared by their text;
3. many of both: the foremost rows of the kind are compared; they nearly always fill what was asked for;
4. and when they do not, all rows in scope are compared after all, if they are not very many;
5. else all hits of the index are looked up.

Every route confirms a hit by the same conditions on the row, and all kinds are asked together in one statement.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest

from tiexin.orgs.scope import nodes
from tiexin.search import index
from tiexin.search.kinds import KINDS, Kind
from tiexin.search.models import SearchRow
from tiexin.search.words import Word, any_of, said

RARE = 1_000  # hits of a kind up to which the index is believed to be quick
FEW = 10_000  # rows of a kind in scope up to which they are compared one by one
NEAR = 20_000  # the same, when the foremost did not do: looking up as many hits elsewhere takes twice as long
FOREMOST = 5_000  # rows of a kind that are compared before all hits are looked up
LOOKED = 60  # hits that are looked at where reach alone does not say who reads them
Hit = tuple[str, int, int, int]  # kind, id of the row, weight, id of the thing


@dataclass(frozen=True)
class Ask:
    """One kind, the units at which the person holds its permission, what is looked for, and how many are wanted."""

    kind: Kind
    units: tuple[int, ...]
    words: tuple[Word, ...]
    most: int


@dataclass(frozen=True)
class Sql:
    """A piece of a statement with its parameters."""

    text: str
    values: tuple[object, ...] = ()


def visible(request: HttpRequest) -> list[Kind]:
    """Return the kinds that the person may see anything of."""
    return [kind for kind in KINDS.values() if nodes(request, kind.permission)]


def find(request: HttpRequest, kinds: Sequence[Kind], words: Sequence[Word], most: int) -> dict[str, list[int]]:
    """Return the ids of at most `most` rows of each kind, what stands first among them first.

    Of kinds that are not read by reach alone more are returned, for `readable` to choose from.
    """
    asks = [
        Ask(kind, tuple(nodes(request, kind.permission)), tuple(words), max(most, LOOKED) if kind.readable else most)
        for kind in kinds
    ]
    asks = [ask for ask in asks if ask.units and words]
    with _by_indexes():
        return _routed(request, asks, most)


def readable(request: HttpRequest, kind: Kind, ids: list[int]) -> list[int]:
    """Of the rows found of a kind those whose things the person reads, in their order."""
    if kind.readable is None or not ids:
        return ids
    things = dict(SearchRow.objects.filter(pk__in=ids).values_list("pk", "thing_id"))
    kept = kind.readable(request, list(things.values()))
    return [pk for pk in ids if things.get(pk) in kept]


@contextmanager
def _by_indexes() -> Iterator[None]:
    """Keep PostgreSQL from reading whole tables, which it does for a common word that stands in no row of a kind.

    On SQLite a transaction would take the lock of writers.
    """
    if connection.vendor == "sqlite":
        yield
        return
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield


def _routed(request: HttpRequest, asks: Sequence[Ask], most: int) -> dict[str, list[int]]:
    hits = in_index(asks)
    rare = [ask for ask in asks if 0 < hits[ask.kind.name] <= RARE]
    common = [ask for ask in asks if hits[ask.kind.name] > RARE]
    sizes = in_scope(common, FEW)
    few = [ask for ask in common if 0 < sizes[ask.kind.name] <= FEW]
    many = [ask for ask in common if sizes[ask.kind.name] > FEW]
    found = _ids(few, by_scope) | _ids(many, by_front)
    rest = [ask for ask in many if _lacks(request, ask, found[ask.kind.name], most)]
    sizes = in_scope(rest, NEAR)
    near = [ask for ask in rest if sizes[ask.kind.name] <= NEAR]
    far = [ask for ask in rest if ask not in near]
    return found | _ids(near, by_scope) | _ids([*rare, *far], by_index)


def _lacks(request: HttpRequest, ask: Ask, found: list[int], most: int) -> bool:
    """Whether the foremost rows do not fill what was asked for, with those that the person reads."""
    return len(found) < ask.most and (len(found) < most or len(readable(request, ask.kind, found)) < most)


def rows_of(ids: Sequence[int]) -> dict[int, SearchRow]:
    """Return the rows with their units."""
    return SearchRow.objects.select_related("org").in_bulk(list(ids)) if ids else {}


def in_index(asks: Sequence[Ask]) -> dict[str, int]:
    """Count the hits of each kind, in scope or not, no further than one past `RARE`; a single letter is not counted."""
    short = {ask.kind.name: RARE + 1 for ask in asks if any(map(_short, ask.words))}
    counted = [_hits(ask) for ask in asks if ask.kind.name not in short]
    return short | dict(_run(counted))


def _short(word: Word) -> bool:
    return any(len(each) == 1 and said(each) for each in any_of(word))


def _hits(ask: Ask) -> Sql:
    where = _where(ask)
    text = f"SELECT {_text(ask)}, COUNT(*) FROM (SELECT 1 FROM search_words WHERE {where.text} LIMIT {RARE + 1}) few"  # noqa: S608
    return Sql(text, where.values)


def _where(ask: Ask) -> Sql:
    """Say in the database's own way which words are looked for in the index."""
    if connection.vendor == "sqlite":
        return Sql("search_words MATCH %s", (index.sqlite_query(ask.kind.name, ask.words),))
    return Sql("words @@ %s::tsquery", (index.postgres_query(ask.kind.name, ask.words),))


def in_scope(asks: Sequence[Ask], most: int) -> dict[str, int]:
    """Count the rows of each kind that the person reaches, no further than one past `most` for each way."""
    parts = [_count(ask, way, most) for ask in asks for way in _ways(ask)]
    sizes = {ask.kind.name: 0 for ask in asks}
    for kind, count in _run(parts):
        sizes[kind] += count
    return sizes


def _count(ask: Ask, way: Sql, most: int) -> Sql:
    return Sql(
        f"SELECT {_text(ask)}, COUNT(*) FROM (SELECT 1 FROM search_searchrow s "  # noqa: S608
        f"WHERE s.kind = %s AND {way.text} LIMIT {most + 1}) few",
        (ask.kind.name, *way.values),
    )


def by_scope(ask: Ask) -> Sql:
    """Compare every row that the person reaches."""
    match = _match(ask.words)
    parts = [
        Sql(
            f"SELECT id, weight, thing_id FROM (SELECT id, weight, thing_id, text, sounds FROM search_searchrow s "  # noqa: S608
            f"WHERE s.kind = %s AND {way.text} LIMIT {NEAR + 1}) s WHERE {match.text}",
            (ask.kind.name, *way.values, *match.values),
        )
        for way in _ways(ask)
    ]
    return _first(ask, Sql(" UNION ".join(part.text for part in parts), _values(parts)))


def by_front(ask: Ask) -> Sql:
    """Compare the foremost rows of the kind, and of those that match look whether the person reaches them."""
    match, reach = _match(ask.words), _reach(ask)
    return _first(
        ask,
        Sql(
            "SELECT id, weight, thing_id FROM (SELECT id, weight, thing_id, org_id, also_id, text, sounds "  # noqa: S608
            "FROM search_searchrow WHERE kind = %s ORDER BY weight DESC, thing_id DESC "
            f"LIMIT {FOREMOST}) s WHERE {match.text} AND {reach.text}",
            (ask.kind.name, *match.values, *reach.values),
        ),
    )


def by_index(ask: Ask) -> Sql:
    """Ask the index first, whole, and put what it finds in order.

    Each hit is looked up by its number: PostgreSQL would read all rows of the kind to join them with many hits.
    """
    match, reach, where = _match(ask.words), _reach(ask), _where(ask)
    pk, each = "rowid", "search_searchrow s"
    if connection.vendor != "sqlite":
        pk, each = "row_id", "LATERAL (SELECT * FROM search_searchrow r WHERE r.id = hit.pk OFFSET 0) s"
    return _first(
        ask,
        Sql(
            f"WITH hit AS MATERIALIZED (SELECT {pk} AS pk FROM search_words WHERE {where.text}) "  # noqa: S608
            f"SELECT s.id, weight, thing_id FROM hit CROSS JOIN {each} "
            f"WHERE s.id = hit.pk AND s.kind = %s AND {match.text} AND {reach.text}",
            (*where.values, ask.kind.name, *match.values, *reach.values),
        ),
    )


def _first(ask: Ask, inner: Sql) -> Sql:
    return Sql(
        f"SELECT * FROM (SELECT {_text(ask)}, id, weight, thing_id FROM ({inner.text}) hits "  # noqa: S608
        f"ORDER BY weight DESC, thing_id DESC LIMIT {ask.most}) first",
        inner.values,
    )


def _match(words: Sequence[Word]) -> Sql:
    """Say in SQL what `words.matches` says: no LIKE, so that no character means anything but itself."""
    found = [[_stands(each) for each in any_of(word)] for word in words]
    text = " AND ".join(f"({' OR '.join(part.text for part in parts)})" for parts in found)
    return Sql(text, tuple(value for parts in found for value in _values(parts)))


def _stands(word: str) -> Sql:
    place = "instr" if connection.vendor == "sqlite" else "strpos"
    if said(word):
        return Sql(f"{place}(s.text, %s) > 0 OR {place}(s.sounds, %s) > 0", (word, f" {word}"))
    return Sql(f"{place}(s.text, %s) > 0", (word,))


def _ways(ask: Ask) -> list[Sql]:
    """Return the conditions by which a row is reached, each with an index of its own."""
    units = _marks(ask)
    below = f"SELECT org_id FROM orgs_under WHERE ancestor_id IN ({units})"  # noqa: S608
    if ask.kind.speaks_down:
        above = f"SELECT ancestor_id FROM orgs_under WHERE org_id IN ({units})"  # noqa: S608
        return [Sql(f"s.org_id IN ({below} UNION {above})", ask.units * 2)]
    return [Sql(f"s.{column} IN ({below})", ask.units) for column in ("org_id", "also_id")]


def _reach(ask: Ask) -> Sql:
    """The same, asked of one row."""
    units = _marks(ask)
    below = (
        "EXISTS (SELECT 1 FROM orgs_under u WHERE u.org_id IN (s.org_id, s.also_id) "  # noqa: S608
        f"AND u.ancestor_id IN ({units}))"
    )
    if not ask.kind.speaks_down:
        return Sql(below, ask.units)
    above = f"EXISTS (SELECT 1 FROM orgs_under u WHERE u.ancestor_id = s.org_id AND u.org_id IN ({units}))"  # noqa: S608
    return Sql(f"({below} OR {above})", ask.units * 2)


def _marks(ask: Ask) -> str:
    return ", ".join(["%s"] * len(ask.units))


def _text(ask: Ask) -> str:
    return f"CAST('{ask.kind.name}' AS text) AS kind"


def _values(parts: Sequence[Sql]) -> tuple[object, ...]:
    return tuple(value for part in parts for value in part.values)


def _ids(asks: Sequence[Ask], route: Callable[[Ask], Sql]) -> dict[str, list[int]]:
    hits: list[Hit] = sorted(_run([route(ask) for ask in asks]), key=lambda hit: (-hit[2], -hit[3]))
    return {ask.kind.name: [pk for kind, pk, *_ in hits if kind == ask.kind.name] for ask in asks}


def _run(parts: Sequence[Sql]) -> list[tuple[Any, ...]]:
    """Ask everything in one statement."""
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(part.text for part in parts), list[Any](_values(parts)))
        return list(cursor.fetchall())
