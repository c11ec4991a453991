"""What people type about the calendar: which year to see, a year to publish, a day to change, a term to count."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from tiexin.calendars import rules
from tiexin.calendars.models import DayType
from tiexin.calendars.places import COUNTRY_NAME, PLACES
from tiexin.calendars.rules import NewDay
from tiexin.core.filters import FilterForm
from tiexin.core.workdays import MOST, WORDS, Calendar, Due, First, Hours, Shift, Term, deadline

WHERE = {"": COUNTRY_NAME, **PLACES}
EXAMPLE = "10-01..10-07 国庆节\n10-10 上班"
HOW = "一行写一件事：先写日子，再写节日名称或“上班”。周末本来就休息，只写放假期间的和要上班的。"
SHIFT = re.compile(r"(\d{1,2}:\d{2})\s*[-–至~]\s*(\d{1,2}:\d{2})")
OFFICE = "8:30-12:00 14:00-18:00"
ROLLS = {"along": "顺着数的方向移到工作日", "on": "一律往后移", "back": "一律往前移", "stay": "不移"}


class PlaceField(forms.ChoiceField):
    """The whole country, whose value is empty, or a place that has days of its own."""

    def __init__(self) -> None:
        super().__init__(label="地区", choices=list(WHERE.items()))

    def validate(self, value: Any) -> None:
        """An empty value is a choice here, not a missing one."""
        if not self.valid_value(value):
            raise ValidationError("没有这个地区")


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **more)


class YearFilter(FilterForm):
    """Which year of which place to look at; without a word this year, where the installation lives."""

    year = forms.ChoiceField(label="年份", required=False)
    place = PlaceField()

    def __init__(self, request: HttpRequest, years: list[int], year: int, place: str) -> None:
        asked = request.GET
        forms.Form.__init__(self, {"year": asked.get("year", str(year)), "place": asked.get("place", place)})
        self.fields["year"] = forms.ChoiceField(label="年份", choices=[(str(each), f"{each}年") for each in years])
        self.is_valid()
        self.chosen = int(self.get("year") or year)
        self.asked = {name for name in ("year", "place") if name in asked}

    @property
    def filters(self) -> list[dict[str, Any]]:
        """What stands there by itself is no condition that one could take away."""
        return [shown | {"active": shown["name"] in self.asked} for shown in super().filters]


class PublishForm(forms.Form):
    """A year to publish, its days pasted as lines; `days` is cleaned to what they say."""

    jurisdiction = PlaceField()
    year = forms.IntegerField(label="年份", min_value=1950, max_value=2200)
    document = forms.CharField(
        label="依据的文件", max_length=200, help_text="文件名称和文号，如：国务院办公厅关于2027年部分节假日安排的通知。"
    )
    days = forms.CharField(
        label="放假和调休的日子",
        max_length=10_000,
        widget=forms.Textarea({"rows": 12, "placeholder": EXAMPLE, "spellcheck": "false"}),
        help_text=HOW,
    )

    def clean(self) -> dict[str, Any]:
        """Read the lines in their year; each that cannot be taken is an error of its own."""
        given = super().clean() or {}
        if given.get("days") and given.get("year"):
            given["days"], wrong = rules.read(given["days"], given["year"])
            if wrong:
                self.add_error("days", [ValidationError(str(each)) for each in wrong])
        return given


class DayForm(forms.Form):
    """One day to be said otherwise."""

    jurisdiction = PlaceField()
    day = day_field("日期")
    kind = forms.ChoiceField(label="这一天", choices=DayType.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="名称", max_length=40, required=False, help_text="放假必须写明，如“国庆节”。")
    source = forms.CharField(label="依据", max_length=200, help_text="哪个文件这样规定。")

    def clean(self) -> dict[str, Any]:
        """Make of it what the action takes."""
        given = super().clean() or {}
        if given.get("day") and given.get("kind"):
            given["new"] = NewDay(given["day"], given["kind"], given.get("name", "").strip())
        return given


class CountForm(forms.Form):
    """A term to be counted; `due` counts it."""

    start = day_field("从哪天起")
    clock = forms.TimeField(
        label="几点",
        required=False,
        widget=forms.TimeInput({"type": "time"}, "%H:%M"),
        help_text="按小时、工作小时数时要写。",
    )
    amount = forms.IntegerField(label="多长", min_value=1, max_value=MOST)
    unit = forms.ChoiceField(label="单位", choices=list(WORDS.items()), initial="workday")
    first = forms.ChoiceField(
        label="首日", choices=[("next", "次日起算"), ("same", "当日起算")], widget=forms.RadioSelect, initial="next"
    )
    way = forms.ChoiceField(
        label="方向", choices=[("on", "往后数"), ("back", "往前倒数")], widget=forms.RadioSelect, initial="on"
    )
    roll = forms.ChoiceField(label="末日遇放假", choices=list(ROLLS.items()), initial="along")
    office = forms.CharField(label="办公时间", max_length=60, initial=OFFICE, help_text="只在数工作小时时用到。")
    place = PlaceField()

    def clean_office(self) -> tuple[Shift, ...]:
        """Read hours like 8:30-12:00 14:00-18:00, in order and not overlapping."""
        try:
            shifts = [(_time(a), _time(b)) for a, b in SHIFT.findall(self.cleaned_data["office"])]
        except ValueError as error:
            raise ValidationError("有不存在的钟点") from error
        ends = [moment for shift in shifts for moment in shift]
        if not shifts or ends != sorted(set(ends)):
            raise ValidationError(f"写成 {OFFICE}，从早到晚")
        return tuple(shifts)

    def clean(self) -> dict[str, Any]:
        """Hours need a moment to run from."""
        given = super().clean() or {}
        if given.get("unit") in ("hour", "work-hour") and not given.get("clock") and "clock" not in self.errors:
            self.add_error("clock", "按小时数要写从几点起")
        return given

    def due(self, calendar: Calendar) -> Due | None:
        """Count it; None, with an error beside the length, when it leads beyond what a calendar can hold."""
        given = self.cleaned_data
        hourly = given["unit"] in ("hour", "work-hour")
        first: First = "moment" if hourly else given["first"]
        term = Term(given["amount"], given["unit"], first, given["roll"], given["way"] == "back")
        hours = Hours(given["office"]) if given["unit"] == "work-hour" else None
        try:
            return deadline(datetime.combine(given["start"], given["clock"] or time.min), term, calendar, hours)
        except (ValueError, OverflowError):
            self.add_error("amount", "算出来的日子太远了")
            return None


def _time(text: str) -> time:
    return time.fromisoformat(text.zfill(5))


def first_values(today: date, place: str) -> dict[str, Any]:
    """What the form of a term shows at first."""
    return {"start": today, "amount": 5, "place": place, "clock": time(9)}
