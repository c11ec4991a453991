"""A workbook of officers: each row enters one on the roster of a unit, as the form for a new officer does."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tiexin.core.refusal import Refused
from tiexin.orgs import actions
from tiexin.orgs.models import Officer, Rank
from tiexin.registry.columns import SHEET, Field, a_day, one_of, text
from tiexin.registry.importing import Reach

if TYPE_CHECKING:
    from tiexin.registry.models import ImportRun

RANK_WORDS = {label: code for code, label in Rank.choices} | {
    "领导班子": "leader",
    "班子成员": "leader",
    "中层干部": "middle",
    "一般干部": "staff",
}
FIELDS = {
    "name": Field("姓名", ("姓名", "干部姓名", "名字"), text, True, 40),
    "org": Field("单位", ("单位", "单位名称", "所在单位", "工作单位", "所属工会"), text, False, 120),
    "title": Field("职务", ("职务", "岗位", "现任职务"), text, False, 60),
    "rank": Field("职级", ("职级", "级别", "类别"), one_of(RANK_WORDS)),
    "since": Field("任职日期", ("任职日期", "任职时间", "到岗日期"), a_day),
}


class OfficerBook:
    """Rows of officers; somebody of that name who serves at the unit is there already."""

    def __init__(self, run: ImportRun, day: date) -> None:
        self.day, self.reach = day, Reach(run, day)

    def is_new(self, values: dict[str, Any]) -> bool:
        """Look for the name at the unit."""
        unit = self.reach.unit(values["org"], "单位")
        if values["since"] and values["since"] > self.day:
            raise Refused("任职日期还没有到", clause=SHEET)
        return not Officer.objects.filter(org=unit, name=values["name"]).serving(self.day).exists()

    def write(self, values: dict[str, Any], *, by: Officer | None, on: date) -> None:
        """Enter the officer."""
        new = Officer(name=values["name"], org_id=self.reach.unit(values["org"], "单位"), title=values["title"])
        new.rank, new.since = values["rank"] or Rank.STAFF, values["since"] or self.day
        actions.appoint_officer(new, by=by, on=on)
