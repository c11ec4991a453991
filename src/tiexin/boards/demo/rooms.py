"""Rooms of the demo's enterprises, checked and linked; service centres on their way; agents on the roster."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta

from tiexin.cases.actions import centres, receptions, rooms
from tiexin.cases.actions.centres import Served
from tiexin.cases.actions.owners import name_default_owner
from tiexin.cases.actions.rooms import Checked
from tiexin.cases.queries import handlers
from tiexin.cases.rooms.models import Agent, Centre, Reception, Room
from tiexin.cases.rooms.rules import FUNCTIONS, HIGH, RANKS
from tiexin.cases.rooms.standards import standard
from tiexin.orgs.models import Officer, Org, Rank
from tiexin.registry.models import Employer, Worker

FIRST, DAY = date(2012, 3, 14), timedelta(days=1)
ROOMS = 4  # enterprises of each union that have a room
ASKED = (
    ("问加班工资怎么算", "answered", "讲了一倍半、两倍、三倍，给了办法的单子"),
    ("问退休手续找谁办", "answered", "带到社保窗口，当天办了登记"),
    ("宿舍没有暖气", "", ""),
    ("问互助保障怎么参加", "answered", "发了表，填好交给车间工会"),
)
PLACES = (
    "一楼大厅1号窗口",
    "一楼大厅2号窗口",
    "一楼大厅3号窗口",
    "二楼接待室",
    "二楼调解室",
    "二楼205室",
    "三楼谈心室",
)
OUTSIDE = {"legal_aid": "值班律师（每周轮流）", "counselling": "心理咨询师（市医院派）"}


def set_up() -> int:
    """Register what each county and city has; return how many rooms."""
    people = Officer.objects.filter(org__closed=None, org__practice=False, org__kind="territorial")
    staff = people.filter(posts__role="officer", org__level__in=("city", "county", "province"))
    first = {each.org_id: each for each in staff.select_related("org").order_by("-pk").distinct()}
    for number, key in enumerate(sorted(first)):
        _centre(number, first[key])
        _agents(number, first[key])
        _owners(first[key])
        if first[key].org.level != "province":
            _rooms(number, first[key])
    return Room.objects.count()


def _rooms(number: int, officer: Officer) -> None:
    """The first enterprises of the union and of unions below it that are enterprise unions have a room each."""
    below = Org.objects.under(officer.org) if officer.org.level == "county" else Org.objects.filter(pk=officer.org_id)
    firms = Employer.objects.filter(org__in=below, org__closed=None).select_related("org").order_by("pk")[:ROOMS]
    cadres = _free_cadres(officer.org)
    for place, employer in enumerate(firms):
        new = Room(org=employer.org, employer=employer, name=f"{employer.name}群众工作室", opened=FIRST)
        new.address = ("办公楼一层东头", "生活区活动室", "二车间旁边")[place % 3]
        made = rooms.open_room(new, by=officer, on=FIRST)
        _check(number + place, made, officer)
        if place < len(cadres):
            rooms.link_room(made, cadres[place], FIRST + 2 * DAY, by=officer, on=FIRST + 2 * DAY)
        _receive(number + place, made, officer)


def _free_cadres(org: Org) -> Sequence[Officer]:
    """Cadres of the union, two of whom are not linked yet."""
    owing = Officer.objects.filter(org=org, rank__in=RANKS, org__level__in=HIGH, until=None).select_related("org")
    return list(owing.order_by("pk"))[:3]


def _check(number: int, room: Room, officer: Officer) -> None:
    if number % 5 == 4:
        return
    lacking = {0: (), 1: ("private",), 2: ("signs", "hotline"), 3: ("law", "results")}[number % 4]
    answers = {line.key: "no" if line.key in lacking else "yes" for line in standard().lines}
    day = FIRST + (10 + number % 20) * DAY
    note = "牌子和12351的公示还没有挂" if "signs" in lacking else ""
    rooms.check_room(room, Checked(day, answers, note), by=officer, on=day)


def _receive(number: int, room: Room, officer: Officer) -> None:
    worker = Worker.objects.at(room.employer_id).order_by("pk").first()
    for place in range(1 + number % 3):
        about, end, answer = ASKED[(number + place) % len(ASKED)]
        day = FIRST + (12 + (number * 3 + place * 5) % 25) * DAY
        key = uuid.uuid5(uuid.NAMESPACE_OID, f"reception {room.pk} {place}")
        new = Reception(key=key, room=room, officer=officer, on=day, about=about, end=end, answer=answer)
        new.worker = worker if place == 0 else None
        receptions.receive_worker(new, by=officer, on=day)


def _centre(number: int, officer: Officer) -> None:
    """Two of three have all seven functions, one of those is converted; every seventh has not begun."""
    if number % 7 == 6:
        return
    new = Centre(org=officer.org, name="职工服务中心", address="工会大楼一层")
    made = centres.open_centre(new, by=officer, on=FIRST)
    there = list(FUNCTIONS)[: 7 if number % 3 else 5]
    for place, function in zip(PLACES, there, strict=False):
        outside = OUTSIDE.get(function, "")
        said = Served(
            function,
            place,
            "每周二、四 9:00-11:30" if outside else "工作日 8:30-17:30",
            _staff(officer, outside),
            outside,
        )
        centres.set_function(made, said, by=officer, on=FIRST + DAY)
    if len(there) == len(FUNCTIONS) and number % 3 == 1:
        day = FIRST + 30 * DAY
        centres.convert_centre(made, day, by=officer, on=day)


def _staff(officer: Officer, outside: str) -> Sequence[Officer]:
    return [] if outside else [officer]


def _agents(number: int, officer: Officer) -> None:
    people = Officer.objects.filter(org=officer.org, until=None).select_related("org").order_by("pk")[:2]
    for place, who in enumerate(people):
        fields = [["wages", "hours"], ["insurance", "injury"], ["women", "hardship"]][(number + place) % 3]
        centres.name_agent(Agent(org=who.org, officer=who, fields=fields, since=FIRST), by=officer, on=FIRST)


def _owners(officer: Officer) -> None:
    """Kinds for which the catalogue looks for no title go to somebody of the unit."""
    there = [each for each in handlers(officer.org, FIRST) if each.rank != Rank.LEADER]
    for place, kinds in enumerate((["suggestion"], ["employment", "membership"])):
        if place < len(there):
            name_default_owner(officer.org, kinds, there[place], by=officer, on=FIRST)
