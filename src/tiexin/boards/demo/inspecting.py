"""The region looks into one city of the demo (C206, C208): heard, drawn, asked; what was found in every state."""

from collections.abc import Sequence
from datetime import date

from tiexin.boards.demo.pace import TODAY
from tiexin.draws import actions as draws
from tiexin.draws.definition import Rules
from tiexin.draws.models import Draw
from tiexin.orgs.models import Level, Officer, Org
from tiexin.orgs.scope import below
from tiexin.supervision import actions
from tiexin.supervision.actions import NewInspection, Recheck
from tiexin.supervision.actions.checks import Answer, answer_ask
from tiexin.supervision.models import Inspection, Shortcoming
from tiexin.supervision.sheets import sheets
from tiexin.visits.models import Visit

CITY = "640200"
SINCE, DRAWN, ON, ANSWERED = date(2012, 3, 1), date(2012, 4, 9), date(2012, 4, 10), date(2012, 4, 18)
SEEDS = ("黄河水从天上来呀", "贺兰山下果园成字")
HEARD = "市总汇报：领导机构已成立，两个蹲点小组已进驻；走访台账每周核对一次。反映停产企业太多，小组人手紧。"
SHEET = {
    "started": ("yes", ""),
    "draws": ("yes", ""),
    "talks": ("no", "有两条记录不是本人当天写的"),
    "told": ("no", "三件问题办结后没有告知职工"),
    "burden": ("yes", ""),
}
LATE = ("三件问题办结后没有告知反映的职工", "told", date(2012, 4, 20))
CLOSED = ("走访记录不是本人当天写的", "talks", date(2012, 4, 24))
ANSWER, SEEN = "两名干部重新学习了要求，改为当天在手机上记", "抽看最近十条，都是当天本人记的"


def inspect() -> int:
    """Inspect the city, as the region's office and its leader would; return how many records are under check."""
    region = Org.objects.filter(level=Level.PROVINCE).order_by("pk").first()
    city = Org.objects.filter(region=CITY, level=Level.CITY).first()
    if region is None or city is None or not Visit.objects.filter(org__in=below([city.pk]), voided=None).exists():
        return 0
    office, leader = (_one(region, role) for role in ("office", "leader"))
    draw = _draw(region, city, (office, leader))
    new = NewInspection(region, city, ON, "both", [office, leader], next(iter(sheets())), HEARD, draw)
    made = actions.open_inspection(new, by=office, on=ON)
    actions.fill_sheet(made, SHEET, by=office, on=ON)
    _find(made, city, office)
    _ask(made, office)
    return made.checks.count()


def _one(unit: Org, role: str) -> Officer:
    return Officer.objects.filter(org=unit, posts__role=role).order_by("pk")[0]


def _draw(region: Org, city: Org, givers: Sequence[Officer]) -> Draw:
    how = Rules(each=4, since=str(SINCE))
    new = draws.NewDraw(region, f"抽查{city}的走访记录", city, how, "visits", "C208")
    draw = draws.open_draw(new, by=givers[0], on=DRAWN)
    draws.freeze_draw(draw, by=givers[0], on=DRAWN)
    for step in (draws.commit_seed, draws.reveal_seed):
        for giver, words in zip(givers, SEEDS, strict=True):
            step(draw, words, by=giver, on=DRAWN)
    return draws.run_draw(draw, by=givers[0], on=DRAWN)


def _find(made: Inspection, city: Org, office: Officer) -> None:
    """One that its unit let pass, one that was put right and checked again."""
    owner = Officer.objects.filter(org=city, until=None).order_by("pk")[0]
    _, closed = (_note(made, owner, each, office) for each in (LATE, CLOSED))
    actions.answer_shortcoming(closed, ANSWER, by=owner, on=ANSWERED)
    actions.recheck_shortcoming(closed, Recheck(True, SEEN), by=office, on=ANSWERED)


def _note(made: Inspection, owner: Officer, said: tuple[str, str, date], office: Officer) -> Shortcoming:
    text, line, due = said
    new = Shortcoming(inspection=made, unit=owner.org, text=text, line=line, owner=owner, due=due)
    return actions.find_shortcoming(new, by=office, on=ON)


def _ask(made: Inspection, office: Officer) -> None:
    """Everybody of the first record says yes, somebody of the second says that nobody came: it waits at its author."""
    first, second, *_ = [*made.checks.filter(state="asking").order_by("pk"), None, None]
    if first is not None:
        for ask in first.asks.order_by("place"):
            answer_ask(ask, Answer("yes", "帮着问加班工资", "phone", TODAY), by=office, on=TODAY)
    if second is not None:
        answer_ask(second.asks.order_by("place")[0], Answer("no", "", "phone", TODAY), by=office, on=TODAY)
