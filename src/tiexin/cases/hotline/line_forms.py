"""Input about lines, who joins them, seats, and the rota."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.cases.actions import hotline_mends as mends
from tiexin.cases.actions.hotline_lines import Hours
from tiexin.cases.hotline import rules
from tiexin.cases.hotline.models import Line, LineJoin
from tiexin.core.filters import FilterForm, day
from tiexin.orgs.asking import home_of, today
from tiexin.orgs.models import Kind, Level, Officer, Org
from tiexin.orgs.picker import OFFICER, Pickable, RowsField, pick_field
from tiexin.orgs.roles import roles_with

NUMBER = 20
STAFF = Pickable("shift-officer-pick", OFFICER.fields, OFFICER.note, OFFICER.hint)
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def county_unions(request: HttpRequest) -> QuerySet[Org]:
    """County unions within reach, all of which are to be covered (C145)."""
    rows = Org.objects.for_request(request).open_on(today(request))
    return rows.filter(level=Level.COUNTY, kind=Kind.TERRITORIAL).in_order()


def staff(request: HttpRequest) -> QuerySet[Officer]:
    """People within reach who hold a post at which calls are answered today."""
    now, roles = today(request), roles_with("hotline.answer")
    found = Officer.objects.for_request(request, "hotline.lead").serving(now)
    held = found.filter(posts__role__in=roles, posts__since__lte=now).exclude(posts__until__lte=now)
    return held.select_related("org").order_by("name", "pk").distinct()


class LineForm(forms.Form):
    """A new line."""

    number = forms.CharField(label="热线号码", max_length=NUMBER, initial="12351")


class JoinForm(forms.Form):
    """Which county unions join a line from today on; several at once."""

    def __init__(self, data: Any = None, *, request: HttpRequest, line: Line) -> None:
        super().__init__(data)
        rest = county_unions(request).exclude(pk__in=LineJoin.objects.filter(line=line, until=None).values("org"))
        self.fields["orgs"] = RowsField(
            rest, label="接入单位", widget=forms.CheckboxSelectMultiple, help_text="可以一次选几个，从今天起算接入。"
        )


class NewSeatForm(forms.Form):
    """A further seat of a line: its number, and at which union it stands."""

    number = forms.CharField(label="座席号", max_length=NUMBER, help_text="与电话系统里的座席号一致。")

    def __init__(self, data: Any = None, *, request: HttpRequest, line: Line) -> None:
        super().__init__(data)
        joined = LineJoin.objects.filter(line=line, until=None).values("org")
        places = Org.objects.for_request(request).filter(pk__in=[line.org_id]) | Org.objects.for_request(
            request
        ).filter(pk__in=joined)
        self.fields["org"] = forms.ModelChoiceField(
            places.in_order(), label="设在哪个单位", initial=line.org_id, empty_label=None
        )


class MendForm(forms.Form):
    """What to put right on a line: which seat, union or number, the new number where there is one, and why."""

    number = forms.CharField(label="改成什么号", max_length=NUMBER, required=False, help_text="只有改号的要写。")
    why = forms.CharField(label="为什么", max_length=rules.REASON)

    def __init__(self, data: Any = None, *, line: Line) -> None:
        super().__init__(data)
        self.ways: dict[str, tuple[Callable[..., Any], Any]] = {}
        self.fields["what"] = forms.ChoiceField(label="改什么", choices=[("", "请选择"), *self._choices(line)])
        self.order_fields(["what", "number", "why"])

    def _choices(self, line: Line) -> Iterator[tuple[str, str]]:
        for seat in line.seats.filter(closed=None).select_related("line", "officer").order_by("number", "pk"):
            if seat.officer:
                yield self._way(f"free-{seat.pk}", f"{seat.number}号座席：让{seat.officer}离座", mends.free_seat, seat)
            yield self._way(f"seat-{seat.pk}", f"{seat.number}号座席：改号", mends.renumber_seat, seat)
            yield self._way(f"shut-{seat.pk}", f"{seat.number}号座席：停用", mends.close_seat, seat)
        for joined in line.joined.filter(until=None).select_related("line", "org").order_by("org__region", "pk"):
            yield self._way(f"join-{joined.pk}", f"{joined.org}：撤销接入", mends.drop_join, joined)
        yield self._way("line", f"热线{line.number}：改号", mends.renumber_line, line)
        yield self._way("close", f"热线{line.number}：停用", mends.close_line, line)

    def _way(self, name: str, label: str, action: Callable[..., Any], thing: Any) -> tuple[str, str]:
        self.ways[name] = (action, thing)
        return name, label

    def action(self) -> Callable[..., Any]:
        """What was asked for, as it was said."""
        said = self.cleaned_data
        action, thing = self.ways[said["what"]]
        numbered = action in (mends.renumber_seat, mends.renumber_line)
        return partial(action, thing, *((said["number"],) if numbered else ()), said["why"])


class WeekFilter(FilterForm):
    """Which week, by any day of it; without one this week."""

    week = day("哪一周")

    def first(self, now: date) -> date:
        """The Monday of the week asked for, away from the ends of the calendar."""
        asked = min(max(self.get("week") or now, date.min + timedelta(days=14)), date.max - timedelta(days=21))
        return asked - timedelta(days=asked.weekday())


class ShiftForm(forms.Form):
    """Who is on from when to when, on one day or on each of several."""

    on = day_field("从哪天")
    until = day_field("到哪天", required=False, help_text="每天同样的时间；只排一天的不填。")
    start = forms.TimeField(label="几点上班", widget=CLOCK)
    end = forms.TimeField(label="几点下班", widget=CLOCK, help_text="到半夜的写 00:00；跨零点的班分两天排。")

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data, initial={"on": today(request)})
        self.home = home_of(request)
        self.fields["officer"] = pick_field(staff(request), STAFF, "谁")
        self.order_fields(["officer", "on", "until", "start", "end"])

    def hours(self) -> Hours:
        """The shifts as they were said; midnight ends the day."""
        said = self.cleaned_data
        start, end = (said[name].hour * 60 + said[name].minute for name in ("start", "end"))
        officer = said["officer"]
        return Hours(officer.org, officer, said["on"], start, end or 24 * 60, said["until"])
