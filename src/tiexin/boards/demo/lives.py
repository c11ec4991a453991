"""What is known over time of some workers of the demo: members, groups, work by way of an agency."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from tiexin.boards.demo import pace
from tiexin.registry.actions import memberships, work, workers
from tiexin.registry.actions.work import NewSpell
from tiexin.registry.actions.workers import NewGroup
from tiexin.registry.models import Employer, Worker

SHOWN = 60  # enterprises whose people are told of; the rest are known by name, as most workers are
JOINED = (date(2006, 5, 1), date(2009, 3, 12), date(2010, 11, 5), date(2011, 9, 1))
GROUPS = (
    ("migrant", date(2012, 1, 9), "户籍在农村，与公司签了一年合同"),
    ("needy", date(2012, 1, 16), "家中两人长期患病，已建困难职工档案"),
    ("laid_off", date(2012, 2, 20), "原单位停产后待岗，现为短期工"),
)


def tell(firms: Mapping[str, Employer], staff: Mapping[str, Sequence[Worker]]) -> None:
    """Enter memberships, groups and spells of employment, the same in every demo."""
    agency = next((firm for firm in firms.values() if firm.industry == "劳务派遣"), None)
    for place, key in enumerate(sorted(firms)[:SHOWN]):
        people = [worker for worker in staff[key] if worker.role == "front_line"]
        _belong(people, place)
        if agency is not None and people and place % 6 == 2 and firms[key] != agency:
            new = NewSpell("dispatch", date(2011, 8, 15), agency, firms[key])
            work.start_spell(people[-1], new, by=None, on=pace.SETUP)


def _belong(people: Iterable[Worker], place: int) -> None:
    for number, worker in enumerate(people):
        if (number + place) % 2 == 0 and worker.employer is not None:
            joined = JOINED[(number + place) % len(JOINED)]
            if worker.employer.org.is_open(joined):
                memberships.join_union(worker, worker.employer.org, joined, by=None, on=pace.SETUP)
        if (number + place) % 5 == 1:
            group = NewGroup(*GROUPS[(number + place) // 5 % len(GROUPS)])
            workers.put_in_group(worker, group, by=None, on=max(pace.SETUP, group.since))
