"""Is the index what the records say? Every row is built again and compared, every row's words must stand."""

from collections.abc import Iterator

from django.db import connection

from tiexin.search.actions import SAME, row_of
from tiexin.search.index import stands
from tiexin.search.kinds import KINDS, Kind
from tiexin.search.models import SearchRow

AWAY = "词的索引不在，检索会很慢"
WORDS = {"sqlite": "SELECT rowid FROM search_words", "postgresql": "SELECT row_id FROM search_words"}


def differences() -> list[str]:
    """Return one line for every row that is missing, too many, different, or without its words."""
    lines = [line for kind in KINDS.values() for line in _of_kind(kind)]
    away = [] if stands(connection) else [AWAY]
    return [*lines, *_unknown(), *_wordless(), *away]


def quick() -> list[str]:
    """Return what can be told without building every row again: kinds without any row, rows without their words."""
    filled = set(SearchRow.objects.order_by().values_list("kind", flat=True).distinct())
    bare = [kind for kind in KINDS.values() if kind.name not in filled and next(iter(kind.rows()), None) is not None]
    away = [] if stands(connection) else [AWAY]
    return [*(f"{kind.label}：都没有索引" for kind in bare), *_unknown(), *_wordless(), *away]


def _of_kind(kind: Kind) -> Iterator[str]:
    stored = {row.thing_id: row for row in SearchRow.objects.filter(kind=kind.name).iterator()}
    for thing in kind.rows():
        row, there = row_of(thing), stored.pop(thing.thing_id, None)
        if there is None:
            yield f"{kind.label} {thing.thing_id}：没有索引"
        elif wrong := [name for name in SAME if getattr(row, name) != getattr(there, name)]:
            yield f"{kind.label} {thing.thing_id}：{'、'.join(wrong)} 与记录不一致"
    yield from (f"{kind.label} {pk}：记录已不在" for pk in stored)


def _unknown() -> Iterator[str]:
    found = SearchRow.objects.exclude(kind__in=KINDS).values_list("kind", "thing_id")
    return (f"{kind} {pk}：没有这一类" for kind, pk in found)


def _wordless() -> Iterator[str]:
    """Rows whose words are missing; words without a row do no harm, a rebuild sweeps them."""
    with connection.cursor() as cursor:
        cursor.execute(WORDS[connection.vendor])
        there = {pk for (pk,) in cursor.fetchall()}
    found = SearchRow.objects.order_by("kind", "thing_id").values_list("pk", "kind", "thing_id").iterator()
    return (f"{kind} {thing_id}：缺少词" for pk, kind, thing_id in found if pk not in there)


def count() -> int:
    """Return how many rows there are."""
    return SearchRow.objects.count()
