"""Which union has founded which organ: the region its whole house, most others a leading group, some none yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tiexin.boards.demo import pace, places
from tiexin.boards.demo.parts import Start
from tiexin.orgs.actions.organs import NewSeat, Sitting, found_organ, seat_officer
from tiexin.orgs.organs import Organ

if TYPE_CHECKING:
    from tiexin.boards.demo.actions import Cast

LEADING = "“面对面、心贴心、实打实服务职工在基层”活动领导小组"
CHARTER = "负责对活动的指导、督导和考核。"
OFFICE_CHARTER = "负责落实领导小组交办的各项工作，工作人员从机关抽调。"
GROUPS = {
    "综合协调组": "综合协调、起草文件、汇报。",
    "专题调研组": "调研方案、统计汇总、调研报告。",
    "宣传报道组": "宣传材料、简报、新闻报道。",
    "督导检查组": "巡查督导、考核评价。",
}
SEATS = (NewSeat("组长", "head", places=1), NewSeat("副组长", "deputy", places=5))
MEMBERS = NewSeat("成员", "member", "各部室主要负责人")
LATE = 7  # every so many-th union that has signed for the plan has no leading group yet


def organise(found: tuple[Start, ...], cast: Cast) -> None:
    """Found the organs: those who started the plan have one, and most of those who only signed for it."""
    for number, start in enumerate(found):
        if start.unit == places.REGION:
            _region(cast)
        elif start.started or (start.received and number % LATE):
            _leading(start, cast)


def _leading(start: Start, cast: Cast) -> Organ:
    org, who = cast.units[start.unit], cast.people[start.who]
    day = max(start.received or pace.FOUNDED, org.opened)
    new = Organ(org=org, name=LEADING, kind="leading_group", charter=CHARTER, since=day)
    organ = found_organ(new, [*SEATS, MEMBERS], by=who, on=day)
    _sit(organ, "组长", cast, [f"{start.unit}.l1"])
    _sit(organ, "副组长", cast, [f"{start.unit}.l2", f"{start.unit}.l3"])
    return organ


def _region(cast: Cast) -> None:
    """The leading group with its office and the four groups inside, each with heads lent by the region's own house."""
    first = Start(places.REGION, f"{places.REGION}.o1", pace.FOUNDED)
    leading, who = _leading(first, cast), cast.people[f"{places.REGION}.o1"]
    said = {"org": leading.org, "since": pace.FOUNDED}
    office = Organ(name="领导小组办公室", kind="office", charter=OFFICE_CHARTER, parent=leading, **said)
    seats = [NewSeat("办公室主任", "head", places=1), NewSeat("工作人员", "staff", "从区总机关抽调")]
    found_organ(office, seats, by=who, on=pace.FOUNDED)
    _sit(office, "办公室主任", cast, [f"{places.REGION}.l2"], concurrent=True)
    for number, (name, charter) in enumerate(GROUPS.items(), 1):
        group = Organ(name=name, kind="office_group", charter=charter, parent=office, **said)
        found_organ(group, [NewSeat("牵头组长", "head", lead=True), NewSeat("组长", "head")], by=who, on=pace.FOUNDED)
        _sit(group, "牵头组长", cast, [f"{places.REGION}.o{number}"], lent=True)
    corps = Organ(name="区总宣讲团", kind="lecture_corps", charter="巡回宣讲。", **said)
    found_organ(corps, [NewSeat("团长", "head", places=1), NewSeat("团员", "member")], by=who, on=pace.FOUNDED)
    _sit(corps, "团长", cast, [f"{places.REGION}.l3"], concurrent=True)
    _sit(corps, "团员", cast, [f"{places.REGION}.o2", f"{places.REGION}.o3"], concurrent=True)


def _sit(organ: Organ, title: str, cast: Cast, keys: list[str], **how: bool) -> None:
    seat = organ.seats.get(title=title)
    sitting = Sitting(organ.since, how.get("concurrent", False), organ.org if how.get("lent") else None)
    for key in keys:
        if officer := cast.people.get(key):
            seat_officer(seat, officer, sitting, by=None, on=organ.since)
