"""The region asks what came of it (C170): workers of one city, drawn and counted; party, government and enterprises
of another, still being asked."""

from collections.abc import Sequence
from datetime import date

from tiexin.boards.demo.pace import TODAY
from tiexin.draws import actions as draws
from tiexin.draws.definition import Rules
from tiexin.draws.models import Draw
from tiexin.orgs.models import Level, Officer, Org
from tiexin.orgs.scope import below
from tiexin.registry.models import Employer, Worker
from tiexin.supervision.actions import surveys
from tiexin.supervision.actions.surveys import NewBody, NewSurvey
from tiexin.supervision.surveys import Survey

CITY, OTHER = "640200", "640100"
DRAWN, SINCE, UNTIL = date(2012, 4, 9), date(2012, 4, 10), date(2012, 4, 20)
BEGUN, LAST = date(2012, 4, 24), date(2012, 4, 28)
SEEDS = ("沙坡头上听黄河水", "六盘山高路也不远")
EACH, FIRMS = 8, 4  # workers of each kind of enterprise; enterprises that are asked
SILENT, MISSED, PHONED, PARTLY, BAD = 7, 17, 4, 5, 13  # every so many-th of those asked


def ask_about() -> int:
    """Hold both surveys, as the region's office and its leader would; return how many answered in the first."""
    region = Org.objects.filter(level=Level.PROVINCE, practice=False).order_by("pk").first()
    city, other = (Org.objects.filter(region=code, level=Level.CITY, practice=False).first() for code in (CITY, OTHER))
    if region is None or city is None or other is None or not Worker.objects.filter(org__in=below([city.pk])).exists():
        return 0
    office, leader = (_one(region, role) for role in ("office", "leader"))
    draw = _draw(region, city, (office, leader))
    new = NewSurvey(region, city, "workers", SINCE, UNTIL, draw)
    made = surveys.open_survey(new, by=office, on=DRAWN)
    _answer(made, office)
    surveys.close_survey(made, by=office, on=UNTIL)
    _recognise(region, other, office)
    return made.asks.filter(state="answered").count()


def _one(unit: Org, role: str) -> Officer:
    return Officer.objects.filter(org=unit, posts__role=role).order_by("pk")[0]


def _draw(region: Org, city: Org, givers: Sequence[Officer]) -> Draw:
    new = draws.NewDraw(region, f"抽{city}的职工问满意度", city, Rules(by=["kind"], each=EACH), "workers", "C170")
    draw = draws.open_draw(new, by=givers[0], on=DRAWN)
    draws.freeze_draw(draw, by=givers[0], on=DRAWN)
    for step in (draws.commit_seed, draws.reveal_seed):
        for giver, words in zip(givers, SEEDS, strict=True):
            step(draw, words, by=giver, on=DRAWN)
    return draws.run_draw(draw, by=givers[0], on=DRAWN)


def _answer(made: Survey, office: Officer) -> None:
    """Most tap satisfied, some by phone; some never answer, a few are not found."""
    for ask in made.asks.order_by("place"):
        answer = "partly" if ask.place % PARTLY == 0 else "dissatisfied" if ask.place % BAD == 0 else "satisfied"
        if ask.place % MISSED == 0:
            surveys.miss_ask(ask, by=office, on=UNTIL)
        elif ask.place % PHONED == 0:
            surveys.note_answer(ask, answer, by=office, on=SINCE)
        elif ask.place % SILENT:
            surveys.answer_survey(ask, answer, on=SINCE)


def _recognise(region: Org, city: Org, office: Officer) -> None:
    made = surveys.open_survey(NewSurvey(region, city, "recognition", BEGUN, LAST), by=office, on=BEGUN)
    firms = Employer.objects.filter(org__in=below([city.pk])).order_by("pk")[:FIRMS]
    place = city.name.removesuffix("总工会")
    bodies = [NewBody("party", f"{place}委"), NewBody("government", f"{place}人民政府")]
    for body in (*bodies, *(NewBody("enterprise", employer=firm) for firm in firms)):
        surveys.ask_body(made, body, by=office, on=BEGUN)
    for ask in made.asks.order_by("place")[1:3]:
        surveys.answer_survey(ask, "satisfied", on=TODAY)
