"""The duties and slices whose numbers are kept, without reading definitions and texts anew for every batch.

What stands in a row's definition and texts has a digest; a process keeps what it read under number and digest.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from django.db import models

from tiexin.duties import run
from tiexin.duties.models import Duty, Slice, State, Term

MOST = 6_000  # rows kept by a process
IN_FORCE = (State.LIVE, State.PUBLISHING)
CALENDAR = "calendar"  # the word of duties whose days are working days
VERSIONS = (
    "SELECT v.id, v.state, o.practice FROM duties_planversion v JOIN duties_plan p ON p.id = v.plan_id "
    "JOIN orgs_org o ON o.id = p.issuer_id WHERE v.state IN ('live', 'publishing', 'superseded')"
)
SIDES = "SELECT DISTINCT o.practice FROM stale CROSS JOIN orgs_org o WHERE o.id = stale.org"
DUTIES = (
    "SELECT d.id, d.digest, d.clause_id, c.version_id, d.moved_by FROM duties_duty d "
    "JOIN duties_clause c ON c.id = d.clause_id WHERE d.built ORDER BY d.id"
)
SLICES = "SELECT s.id, s.digest FROM stale CROSS JOIN duties_slice s WHERE s.measure = stale.measure AND s.live"
M = TypeVar("M", bound=models.Model)
_kept: dict[tuple[str, int, str, int], Any] = {}


def digest(*parts: Any) -> str:
    """A name for a definition with its texts."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def movers(definition: dict[str, Any]) -> str:
    """What may move a duty's numbers: measures, populations (`@unions`), the calendar; between bars."""
    counted = (definition.get(part) or {} for part in ("do", "over", "until"))
    words = {do.get("measure", "") for do in counted}
    words |= {f"@{of['population']}" for part in ("of", "stock") if (of := definition.get(part))}
    words |= {CALENDAR} if (definition.get("clock") or {}).get("working") else set()
    return f"|{'|'.join(sorted(words - {''}))}|"


def duties_moved_by(words: Iterable[str], units: Iterable[int] = ()) -> tuple[list[Duty], set[int]]:
    """The duties that any of the words may move, and which of them are in force or being published.

    The others have closed periods that a newer version left: they are told with corrections. What happened at units
    that are all real, or all of practice, moves only duties of that side.
    """
    sides = {bool(practice) for (practice,) in run.look(SIDES, "org", ((unit,) for unit in units))} or {True, False}
    states = {pk: state for pk, state, practice in run.fetch(VERSIONS) if bool(practice) in sides}
    marks = [f"|{word}|" for word in words]
    moved = [row for row in run.fetch(DUTIES) if row[3] in states and any(mark in row[4] for mark in marks)]
    in_force = {row[0] for row in moved if states[row[3]] in IN_FORCE}
    told = _told([row[0] for row in moved if row[0] not in in_force])
    return _read(Duty, [row[:3] for row in moved if row[0] in in_force | told]), in_force


def _told(duties: Collection[int]) -> set[int]:
    """Which of these duties have closed periods."""
    if not duties:
        return set()
    return set(Term.objects.filter(duty__in=duties, closed__isnull=False).values_list("duty_id", flat=True))


def slices_of(measures: Iterable[str]) -> list[Slice]:
    """The live slices of some measures."""
    found = run.look(SLICES, "measure", ((measure,) for measure in measures))
    return _read(Slice, sorted((pk, name, 0) for pk, name in found))


def _read(model: type[M], wanted: list[tuple[int, str, int]]) -> list[M]:
    keys = [(model.__name__, pk, name, of) for pk, name, of in wanted]
    missing = {key[1]: key for key in keys if key not in _kept}
    if len(_kept) + len(missing) > MOST:
        _kept.clear()
        missing = {key[1]: key for key in keys}
    for part in run.chunks(sorted(missing)):
        _kept.update({missing[row.pk]: row for row in model._default_manager.filter(pk__in=part)})
    return [_kept[key] for key in keys]
