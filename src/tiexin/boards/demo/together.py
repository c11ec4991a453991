"""What is asked by several or for somebody, in the demo: one head for three matters, papers, a woman who asked for a
woman, a family that asks; decisions that wait; and answers that were asked for a second time by lot."""

import uuid
from datetime import date, timedelta

from tiexin.boards.demo import sheets
from tiexin.cases.actions.calling import Heard
from tiexin.cases.actions.cases import NewCase, Step, move_case, register_case
from tiexin.cases.actions.linking import NewLink, lead_together, link_cases
from tiexin.cases.actions.papers import NewFile, add_paper
from tiexin.cases.actions.rates import ask_exclusion, decide_exclusion, recheck_call_back
from tiexin.cases.calling import CallBack
from tiexin.cases.models import Case
from tiexin.cases.rates.models import Recheck
from tiexin.cases.rules import WORKED
from tiexin.draws import actions as draws
from tiexin.draws.definition import Rules
from tiexin.draws.models import Draw, Pick
from tiexin.orgs.models import Level, Officer, Org

DAY = timedelta(days=1)
SAME = ("三月份的夜班费没有发", "夜班费少发了一半", "一个班组的夜班费都没有发")
NOTE = ("关于夜班费的情况说明", "一、三月份安排夜班二十二个，夜班费没有发。", "二、请企业在四月底以前补发。")
SEEDS = ("沙湖的芦苇一年一绿", "青铜峡的塔一百零八座")
WAY = ("accept", "begin", "reply")
SPARED = 4  # drawn answers that still wait to be asked for again
REACHED = 3  # of so many asked again one is not found


def come_together(day: date) -> int:
    """Let workers of one county ask together and for each other; then ask a few again. Returns how many were asked."""
    who = Officer.objects.filter(posts__role="officer", org__level=Level.COUNTY, org__practice=False, until=None)
    first = who.select_related("org").order_by("pk").first()
    if first is None:
        return 0
    _head(first, day)
    _pairs(first, day)
    _ask(day)
    return _again(day)


def _register(who: Officer, number: int, day: date, **said: object) -> Case:
    plain = {"channel": "window", "name": "一名职工", "kind": "petition", **said}
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"together {number} {who.pk}")
    case = Case(org=who.org, first_org=who.org, key=key, **plain)
    phone = f"139096{number:05d}" if case.reply_way == "call" else ""
    return register_case(NewCase(case, phone, f"{case.title}，请工会帮着问一问"), by=who, on=day)


def _head(who: Officer, day: date) -> None:
    """Three matters of one workshop: the first is the head, one leader for all, papers beside it."""
    head, *followers = [_register(who, number, day - 2 * DAY, title=title) for number, title in enumerate(SAME)]
    head = move_case(head, Step("accept", "当面告诉职工，三件一起办"), by=who, on=day - DAY)
    for follower in followers:
        link_cases(NewLink(head, follower, "group", "同一个班组的同一件事"), by=who, on=day - DAY)
    leader = Officer.objects.filter(org=who.org, posts__role="leader").order_by("pk").first()
    if leader is not None:
        lead_together(head, leader, "集体的事，由一位领导管到底", by=leader, on=day)
    add_paper(head, NewFile(sheets.pdf(NOTE), "夜班费情况说明.pdf", told=True), by=who, on=day)
    add_paper(head, NewFile(sheets.photo(), "值班室.jpg"), by=who, on=day)


def _pairs(who: Officer, day: date) -> None:
    """Two people in one matter: a woman received by a woman, and a family that asks for somebody."""
    said = {"title": "哺乳期安排了夜班", "wants_woman": True, "reply_way": "call", "name": "一名女职工"}
    asked = _register(who, 10, day - 6 * DAY, **said)
    for place, move in enumerate(WAY):
        woman = "yes" if move == "reply" else ""
        outcome = {"opinion": "support"} if move == "reply" else {}
        step = Step(move, "女同志陪着到企业，夜班当天停了", None, outcome, woman)
        asked = move_case(asked, step, by=who, on=day - (5 - place) * DAY)
    family = {"title": "住院期间停了工资", "asker": "family", "name": "一名家属", "behalf": "住院的职工"}
    _register(who, 11, day - DAY, reply_way="slip", **family)


def _ask(day: date) -> None:
    """Two more units ask to leave a matter out: one is told no, one waits."""
    taken = Case.objects.filter(state__in=WORKED, sealed=False, owner__isnull=False, exclusions=None, followers=None)
    for number, case in enumerate(taken.select_related("org", "owner__org").order_by("-pk")[:2]):
        office = Officer.objects.filter(
            posts__role="office", org__in=Org.objects.parents(case.org).values("pk")
        ).first()
        if office is None or case.owner is None or case.owner.org_id != case.org_id:
            continue
        made = ask_exclusion(case, "disaster", "黄河凌汛，厂区过不去", by=case.owner, on=day)
        if number == 0:
            decide_exclusion(made, False, "路已经通了，照常办理", by=office, on=day)


def _again(day: date) -> int:
    """The region draws answers that were noted, and asks some of them again: one differs, one is not found."""
    region = Org.objects.filter(level=Level.PROVINCE, practice=False).order_by("pk").first()
    people = [
        Officer.objects.filter(org=region, posts__role=role).order_by("pk").first() for role in ("office", "leader")
    ]
    office, leader = people
    if region is None or office is None or leader is None or not CallBack.objects.filter(reached=True).exists():
        return 0
    draw = _draw(region, office, leader, day)
    ids = list(Pick.objects.filter(draw=draw).order_by("place").values_list("item__thing_id", flat=True))
    found = CallBack.objects.select_related("case__org").in_bulk(ids)
    asked = [found[pk] for pk in ids if _apart(found[pk], office)][SPARED:]
    for number, first in enumerate(asked):
        recheck_call_back(first, _heard(first, number), by=office, on=day)
    return Recheck.objects.count()


def _draw(region: Org, office: Officer, leader: Officer, day: date) -> Draw:
    new = draws.NewDraw(region, "四月回访抽查", region, Rules(each=12, since="2012-03-01"), "call_backs")
    draw = draws.freeze_draw(draws.open_draw(new, by=office, on=day), by=office, on=day)
    for step in (draws.commit_seed, draws.reveal_seed):
        for giver, words in zip((leader, office), SEEDS, strict=True):
            step(draw, words, by=giver, on=day)
    return draws.run_draw(draw, by=office, on=day)


def _apart(first: CallBack, office: Officer) -> bool:
    """Whether the office had nothing to do with it."""
    return first.by_id != office.pk and not first.case.parts.filter(officer=office).exists()


def _heard(first: CallBack, number: int) -> Heard:
    if number % REACHED == 1:
        return Heard(False)
    if number == 0:
        return Heard(True, "partly", "partly", "还有一个月的没有发")
    return Heard(True, first.solved, first.answer)
