"""What is known over time of some workers of the demo, and where enterprises' work is done."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from tiexin.boards.demo import pace
from tiexin.registry.actions import memberships, work, workers
from tiexin.registry.actions.work import NewSpell
from tiexin.registry.actions.workers import NewGroup
from tiexin.registry.actions.workplaces import NewPlace, add_workplace
from tiexin.registry.models import Employer, Worker
from tiexin.registry.workplaces import Workplace

LAID_OUT = 12
HAZARDS = {
    "煤炭": ("dust", "煤尘"),
    "电石化工": ("chemical", "一氧化碳"),
    "铁合金": ("dust", "金属粉尘"),
    "建筑施工": ("dust", "水泥粉尘"),
}
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


def lay_out(firms: Mapping[str, Employer]) -> None:
    """Enter workshops, teams and posts of the heavy trades, with what endangers health there."""
    heavy = [firm for _, firm in sorted(firms.items()) if firm.industry in HAZARDS and firm.headcount]
    for firm in heavy[:LAID_OUT]:
        (what, detail), people = HAZARDS[firm.industry], (firm.headcount or 0) // 2
        day = date(2011, 5, 3)
        shop = _place(firm, "workshop", NewPlace("一车间", headcount=people), day)
        team = _place(firm, "team", NewPlace("甲班", shop, people // 2, {what: detail}), day)
        _place(firm, "post", NewPlace("操作岗", team, people // 4, {what: detail, "physical": "噪声"}), day)
        _place(firm, "team", NewPlace("乙班", shop, people - people // 2), day)


def _place(firm: Employer, kind: str, new: NewPlace, day: date) -> Workplace:
    return add_workplace(firm, kind, new, since=day, by=None, on=pace.SETUP)


def _belong(people: Iterable[Worker], place: int) -> None:
    for number, worker in enumerate(people):
        if (number + place) % 2 == 0 and worker.employer is not None:
            joined = JOINED[(number + place) % len(JOINED)]
            if worker.employer.org.is_open(joined):
                memberships.join_union(worker, worker.employer.org, joined, by=None, on=pace.SETUP)
        if (number + place) % 5 == 1:
            group = NewGroup(*GROUPS[(number + place) // 5 % len(GROUPS)])
            workers.put_in_group(worker, group, by=None, on=max(pace.SETUP, group.since))
