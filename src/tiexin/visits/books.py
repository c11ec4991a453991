"""Workbooks of teams and of stays: each row forms a team or plans a stay, as their forms do."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from tiexin.core.refusal import Refused
from tiexin.orgs.models import Level, Officer, Org
from tiexin.registry.columns import SHEET, Field, a_day, narrow, one_of, several, text, whole
from tiexin.registry.importing import Reach
from tiexin.registry.models import Employer
from tiexin.visits import actions
from tiexin.visits.actions import NewTeam
from tiexin.visits.models import Stay, Team, TeamKind

if TYPE_CHECKING:
    from tiexin.registry.models import ImportRun

NAMED = re.compile(r"(.+?)[（(](.+)[)）]")  # 何平（组织部部长）
KIND_WORDS = {label: code for code, label in TeamKind.choices} | {
    "服务组": "service_group",
    "工作组": "service_group",
    "蹲点组": "stay_team",
    "蹲点": "stay_team",
}
TEAM = {
    "name": Field("名称", ("名称", "工作组", "小组", "组名", "工作组名称"), text, True, 60),
    "kind": Field("类别", ("类别", "小组类别", "组别"), one_of(KIND_WORDS), True),
    "leader": Field("带队人", ("带队人", "带队领导", "组长", "带队"), text, True, 100),
    "members": Field("组员", ("组员", "成员", "小组成员"), several),
    "number": Field("组号", ("组号", "第几组"), whole),
    "org": Field("派出单位", ("派出单位", "单位", "所属工会"), text, False, 120),
    "leader_post": Field("带队岗位", ("带队岗位", "带队职务"), text, False, 40),
    "departments": Field("实施部门", ("实施部门", "实施单位", "责任部室"), text, False, 80),
    "place": Field("走访地点", ("走访地点", "地点", "联系市县"), text, False, 120),
    "assigned": Field("直属企业工会", ("直属企业工会", "联系工会"), several),
    "since": Field("成立日期", ("成立日期", "组建日期"), a_day),
}
STAY = {
    "team": Field("工作组", ("工作组", "小组", "名称", "蹲点小组"), text, True, 60),
    "employer": Field("企业", ("企业", "企业名称", "单位名称", "蹲点企业", "信用代码"), text, True, 120),
    "start": Field("进驻日期", ("进驻日期", "进驻时间", "开始日期", "起"), a_day, True),
    "end": Field("离开日期", ("离开日期", "离开时间", "结束日期", "止"), a_day, True),
    "batch": Field("第几批", ("第几批", "批次"), whole),
    "org": Field("派出单位", ("派出单位", "单位"), text, False, 120),
}


class TeamBook:
    """Rows of teams; a team of that name that is at work in the unit is there already."""

    def __init__(self, run: ImportRun, day: date) -> None:
        self.day, self.reach = day, Reach(run, day)

    def is_new(self, values: dict[str, Any]) -> bool:
        """Find everybody and every unit that the row names, then look for the team."""
        new = self._read(values)
        there = Team.objects.filter(org=new.team.org_id, name=new.team.name)
        return not there.filter(Q(until=None) | Q(until__gt=self.day)).exists()

    def write(self, values: dict[str, Any], *, by: Officer | None, on: date) -> None:
        """Form the team."""
        actions.form_team(self._read(values), by=by, on=on)

    def _read(self, values: dict[str, Any]) -> NewTeam:
        home = Org.objects.get(pk=self.reach.unit(values["org"], "派出单位"))
        plain = {name: values[name] for name in ("name", "kind", "leader_post", "departments")}
        team = Team(org=home, place=self._place(values["place"]), since=values["since"] or self.day, **plain)
        team.number = in_range(values["number"], 999, "组号")
        unions = Org.objects.filter(pk__in=[self.reach.unit(name, "直属企业工会") for name in values["assigned"]])
        members = [self._officer(home, name, "组员") for name in values["members"]]
        return NewTeam(team, self._officer(home, values["leader"], "带队人"), members, list(unions))

    def _place(self, said: str) -> Org | None:
        if not said:
            return None
        place = Org.objects.get(pk=self.reach.unit(said, "走访地点"))
        if place.level not in (Level.CITY, Level.COUNTY):
            raise Refused(f"“走访地点”应为市或县（区）总工会，不是“{said}”", clause=SHEET)
        return place

    def _officer(self, home: Org, said: str, label: str) -> Officer:
        """Somebody in office at the unit; of two of that name the post in brackets says which."""
        named = NAMED.fullmatch(said)
        name, title = named.groups() if named else (said, "")
        found = list(Officer.objects.filter(org=home, name=name).serving(self.day).order_by("pk"))
        if title and len(found) > 1:
            found = [officer for officer in found if officer.title == title]
        if len(found) != 1:
            why = "有几个同名的，请写成“姓名（职务）”：" if found else f"不在“{home}”的干部名册里："
            raise Refused(f"“{label}”{why}{said[:40]}", clause=SHEET)
        return found[0]


class StayBook:
    """Rows of stays; the same team at the same enterprise in the same days is there already."""

    def __init__(self, run: ImportRun, day: date) -> None:
        self.day, self.reach = day, Reach(run, day)

    def is_new(self, values: dict[str, Any]) -> bool:
        """Find the team and the enterprise, then look for the stay."""
        new = self._read(values)
        same = Stay.objects.standing().filter(team=new.team, employer=new.employer, start=new.start, end=new.end)
        return not same.exists()

    def write(self, values: dict[str, Any], *, by: Officer | None, on: date) -> None:
        """Plan the stay."""
        actions.plan_stay(self._read(values), by=by, on=on)

    def _read(self, values: dict[str, Any]) -> Stay:
        team = self._team(values["team"], values["org"])
        days = {"start": values["start"], "end": values["end"]}
        batch = in_range(values["batch"], 99, "第几批")
        return Stay(team=team, employer=self._employer(values["employer"], team), batch=batch, **days)

    def _team(self, said: str, unit: str) -> Team:
        rows = Team.objects.filter(name=said).filter(Q(until=None) | Q(until__gt=self.day)).select_related("org")
        where = [self.reach.unit(unit, "派出单位")] if unit else self.reach.ids
        found = list(rows.filter(org__in=where).order_by("pk")[:2])
        if len(found) != 1:
            why = "有几个叫" if found else "没有叫"
            raise Refused(f"范围内{why}“{said}”的工作组" + ("，请填派出单位" if found else ""), clause=SHEET)
        return found[0]

    def _employer(self, said: str, team: Team) -> Employer:
        """An enterprise within reach and, as in the form, where the team is sent."""
        rows = Employer.objects.filter(Q(name=said) | Q(credit_code=narrow(said, "企业")), org__in=self.reach.ids)
        rows = rows.within([team.place_id]) if team.place_id else rows
        found = list(rows.order_by("pk")[:2])
        if len(found) != 1:
            why = "有几家叫" if found else f"没有登记在{team.place}范围内的" if team.place_id else "范围内没有"
            raise Refused(f"{why}“{said[:40]}”，可改填统一社会信用代码", clause=SHEET)
        return found[0]


def in_range(number: int | None, most: int, label: str) -> int | None:
    """Return a number of a group or a batch; refused when there is no such."""
    if number is not None and not 1 <= number <= most:
        raise Refused(f"“{label}”应在1至{most}之间", clause=SHEET)
    return number
