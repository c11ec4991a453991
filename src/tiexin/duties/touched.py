"""What a batch of entries may have changed: the facts that they wrote or voided, the things they were about."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from tiexin.duties import run
from tiexin.duties.models import Duty
from tiexin.duties.populations import POPULATIONS
from tiexin.duties.reach import Above
from tiexin.evidence.measures import MEASURES
from tiexin.registry.people import Membership
from tiexin.registry.persons import WorkerMerge, all_of, entries_of

MERGE, WORKER = "registry.workermerge", "registry.worker"
YEAR = ("calendars.calendaryear", "calendars.daykind")


class FactRow(NamedTuple):
    """A fact as far as it says whose numbers it moves."""

    id: int
    measure: str
    on: date
    by_org_id: int
    at_org_id: int
    officer_id: int | None
    employer_id: int | None
    worker_id: int | None
    team_id: int | None
    household_id: int | None
    pair_id: int | None
    facility_id: int | None
    tag_set_id: int | None


COLUMNS = ", ".join(f'f."{name}"' for name in FactRow._fields)
FACT = f"SELECT {COLUMNS} FROM stale CROSS JOIN evidence_fact f WHERE "  # noqa: S608
WROTE = f"{FACT} f.entry_id = stale.entry UNION {FACT} f.voided_by_id = stale.entry"
OF_WORKERS = f"{FACT} f.measure = stale.measure AND f.worker_id = stale.worker"
ABOUT = "SELECT e.thing, e.thing_id, e.org_id FROM stale CROSS JOIN evidence_entry e WHERE e.id = stale.entry"
TAGS = "SELECT t.set_id, t.key, t.value FROM stale CROSS JOIN evidence_tag t WHERE t.set_id = stale.tag_set"


@dataclass
class Touched:
    """What a batch of entries may have changed: facts, and things whose populations may differ now."""

    facts: list[FactRow] = field(default_factory=list)
    tags: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    things: set[tuple[str, int]] = field(default_factory=set)
    units: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))  # thing kind → units
    entries: dict[int, set[int]] = field(default_factory=dict)  # worker → as whom it may count, or have counted
    above: Above = field(default_factory=Above)
    in_force: set[int] = field(default_factory=set)  # of the duties that were looked at
    closed: set[int] = field(default_factory=set)  # periods whose numbers stay as they were told

    @property
    def calendar(self) -> bool:
        """Whether a year was published or a day changed: everything counted in working days may differ."""
        return any(kind in YEAR for kind, _ in self.things)

    def counts(self, do: dict[str, Any] | None, fact: FactRow) -> bool:
        """Whether a `definition.Do` counts the fact, by its measure and its tags, which never change."""
        if not do or fact.measure != do["measure"]:
            return False
        tags = self.tags.get(fact.tag_set_id or 0, ())
        if any((key, value) in tags for key, values in do.get("unless", {}).items() for value in values):
            return False
        return all(any((key, value) in tags for value in values) for key, values in do["where"].items())

    def whole(self, subjects: set[int], duty: Duty) -> set[int]:
        """The subjects; where workers owe, with every entry of the same person."""
        if POPULATIONS[duty.population].fact_column != "worker_id":
            return subjects
        return subjects.union(*(self.entries.get(subject, ()) for subject in subjects))


def look_at(entry_ids: Collection[int]) -> Touched:
    """Collect the facts that the entries wrote or voided and the things they were about."""
    touched, entries = Touched(), [(pk,) for pk in entry_ids]
    for thing, thing_id, org_id in run.look(ABOUT, "entry", entries):
        touched.things.add((thing, thing_id))
        touched.units[thing].add(org_id)
    merged = _merged(touched)
    found = run.look(WROTE, "entry", entries)
    found += run.look(OF_WORKERS, "measure, worker", ((measure, worker) for measure in MEASURES for worker in merged))
    touched.facts = [FactRow._make((*row[:2], run.day(row[2]), *row[3:])) for row in set(found)]
    touched.entries = entries_of(fact.worker_id for fact in touched.facts if fact.worker_id)
    touched.entries |= dict.fromkeys(merged, merged)  # what counted as any of them may count as any other now
    touched.tags = defaultdict(list)
    sets = ((fact.tag_set_id,) for fact in touched.facts if fact.tag_set_id)
    for tag_set, key, value in run.look(TAGS, "tag_set", sets):
        touched.tags[tag_set].append((key, value))
    return touched


def _merged(touched: Touched) -> set[int]:
    """The workers whose entries were merged or parted: everything recorded under them may count as somebody else.

    They are members of populations, too, at every union where one of them is or was a member.
    """
    merges = [pk for kind, pk in touched.things if kind == MERGE]
    if not merges:
        return set()
    pairs = WorkerMerge.objects.filter(pk__in=merges).values_list("worker", "into")
    workers = all_of({pk for pair in pairs for pk in pair})
    touched.things |= {(WORKER, pk) for pk in workers}
    touched.units[WORKER] |= set(Membership.objects.filter(worker__in=workers).values_list("org_id", flat=True))
    return workers
