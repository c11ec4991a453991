"""How cities of the demo guided their counties and rooms, and what counties proposed for others to learn from."""

from datetime import date, timedelta

from tiexin.activities.actions import examples, guidance
from tiexin.activities.actions.guidance import Answer
from tiexin.activities.examples import Example, TakeUp
from tiexin.activities.guidance import Guidance
from tiexin.cases.rooms.models import Room
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer, Org

FIRST, DAY = date(2012, 3, 12), timedelta(days=1)
ADVICE = (
    ("蹲点前的准备", "先把企业的问题清单摸清楚，再定谈话提纲，不要空着手下去。", ("taken", "五个组都补齐了提纲")),
    (
        "问题办理的时限",
        "对职工反映的问题定人定日子，超期的每周通报。",
        ("not_taken", "人手不够，每两周看一次"),
    ),
    ("座谈会怎样开", "会前把题目发给班组，会上先听职工说，少念材料。", None),
)
PROPOSED = (
    (
        "experience",
        "把宣讲送进班前会",
        "每周二用班前会讲一条规定，讲完当场答疑；两个月讲了九条。",
    ),
    ("cadre", "住在车间的工会主席", "蹲点七天没有离厂，谈了六十多名职工，两件拖了半年的事有了结果。"),
    ("experience", "实事清单挂在车间门口", "承诺的事、负责人、日子都写上，办成一件由职工划掉一件。"),
)
REASON = "做法具体，有记录可查"


def advise() -> int:
    """Guide every county once, each city its first room; propose, judge and take up; return how many were guided."""
    officers = Officer.objects.filter(posts__role="officer", org__closed=None, org__practice=False)
    first = {each.org_id: each for each in officers.select_related("org").order_by("-pk").distinct()}
    counties = Org.objects.filter(level="county", closed=None, practice=False).order_by("pk")
    for number, county in enumerate(counties):
        city = Org.objects.parents(county).first()
        if city is not None and city.pk in first and county.pk in first:
            _guide(number, first[city.pk], county, first[county.pk])
    _propose([first[county.pk] for county in counties if county.pk in first][: len(PROPOSED)])
    return Guidance.objects.count()


def _guide(number: int, author: Officer, county: Org, officer: Officer) -> None:
    subject, advice, answer = ADVICE[number % len(ADVICE)]
    on = FIRST + number * DAY
    said = {"subject": subject, "advice": advice, "on": on, "follow": on + 14 * DAY}
    room = (_room_of(county) or f"{county}群众工作室") if number % 4 == 0 else ""
    made = guidance.give_guidance(
        Guidance(org=author.org, author=author, to=county, room=room, **said), by=author, on=on
    )
    if answer:
        guidance.answer_guidance(made, Answer(*answer), by=officer, on=on + 10 * DAY)


def _room_of(county: Org) -> str:
    """The first room of the county's enterprises, by the name under which it is registered."""
    return (
        Room.objects.filter(org__in=Org.objects.under(county)).order_by("pk").values_list("name", flat=True).first()
        or ""
    )


def _propose(officers: list[Officer]) -> None:
    """One waits for a decision, one for the person's consent, one is published and taken up."""
    judge = (
        Officer.objects.filter(posts__role="leader", org__level="province", org__practice=False).order_by("pk").first()
    )
    day = FIRST + 30 * DAY
    for number, officer in enumerate(officers):
        kind, title, text = PROPOSED[number]
        proof = Entry.objects.filter(by=officer, thing__in=["visits.visit", "activities.activity"]).order_by("pk")
        person = officer if kind == "cadre" else None
        new = Example(org=officer.org, author=officer, kind=kind, title=title, text=text, officer=person)
        made = examples.propose_example(new, list(proof[:2]), by=officer, on=day)
        if number and judge is not None:
            examples.decide_example(made, REASON, accept=True, by=judge, on=day + DAY)
        if number == 2 and judge is not None:
            examples.publish_example(made, by=judge, on=day + 2 * DAY)
            taker = TakeUp(org=officers[0].org, on=day + 3 * DAY, what="两个蹲点企业的车间都挂了")
            examples.take_up_example(made, taker, by=officers[0], on=day + 3 * DAY)
