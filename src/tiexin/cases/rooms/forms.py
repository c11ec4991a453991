"""Input about rooms: how lists are narrowed, a new room, its hours, the checklist, its cadre, a reception."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from tiexin.cases.rooms import queries, rules
from tiexin.cases.rooms.models import Reception, Room, RoomQuerySet
from tiexin.cases.rooms.standards import standard
from tiexin.core.filters import FilterForm, choice, day, words
from tiexin.core.reasons import reason_field
from tiexin.orgs.asking import today
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.picker import Pickable, pick_field
from tiexin.registry.models import Employer

EMPLOYER = Pickable("room-employer-pick", ("name",), lambda employer: str(employer.org), "单位名称中的几个字")
UNIT = Pickable("room-unit-pick", ("name", "short_name"), lambda org: org.get_level_display(), "单位名称中的几个字")


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class RoomFilter(FilterForm):
    """Without a choice the list is of rooms that stand."""

    q = words("名称")
    unit = words("哪个工会的")
    standardised = choice("规范化", {"yes": "已规范化", "no": "还没有规范化"})
    linked = choice("联系干部", {"yes": "有联系干部", "no": "没有联系干部"})
    closed = choice("现在", {"yes": "已撤销"}, ("", "在用的"))

    def narrowed(self, found: RoomQuerySet, request: HttpRequest) -> QuerySet[Room]:
        """The rooms that every filter lets through."""
        found = found.exclude(closed=None) if self.get("closed") else found.standing()
        asked = {"unit": "org__name__contains"}
        found = found.filter(**{field: self.get(name) for name, field in asked.items() if self.get(name)})
        if text := self.get("q"):
            found = found.filter(Q(name__contains=text) | Q(employer__name__contains=text))
        if done := self.get("standardised"):
            found = found.filter(standardised__isnull=done == "no")
        ways = {"yes": queries.having_cadre, "no": queries.lacking_cadre}
        linked = self.get("linked")
        return ways[linked](found, today(request)) if linked else found


class CadreFilter(FilterForm):
    q = words("姓名")
    unit = words("单位")
    linked = choice("联系", {"no": "还没有联系的", "yes": "已联系的"})

    def narrowed(self, found: QuerySet[Officer], request: HttpRequest) -> QuerySet[Officer]:
        """The cadres that every filter lets through."""
        asked = {"name__contains": self.get("q"), "org__name__contains": self.get("unit")}
        found = found.filter(**{name: value for name, value in asked.items() if value})
        now = queries.linked_now(today(request)).values("officer")
        linked = self.get("linked")
        if linked == "no":
            return found.exclude(pk__in=now)
        return found.filter(pk__in=now) if linked else found


class ReceptionFilter(FilterForm):
    q = words("什么事")
    room = words("群众工作室")
    end = choice("怎么答复的", {"open": rules.ENDS[""], **{k: v for k, v in rules.ENDS.items() if k}})
    since = day("从哪天")

    def narrowed(self, found: QuerySet[Reception]) -> QuerySet[Reception]:
        """The receptions that every filter lets through."""
        asked = {
            "about__contains": self.get("q"),
            "room__name__contains": self.get("room"),
            "on__gte": self.get("since"),
        }
        found = found.filter(**{name: value for name, value in asked.items() if value})
        end = self.get("end")
        return found.filter(end="" if end == "open" else end) if end else found


def employers(request: HttpRequest) -> QuerySet[Employer]:
    """Enterprises at which the person may register a room."""
    return Employer.objects.for_request(request, "rooms.manage").select_related("org").order_by("name", "pk")


def units(request: HttpRequest) -> QuerySet[Org]:
    """Unions that may keep a room."""
    return Org.objects.for_request(request, "rooms.manage").open_on(today(request)).in_order()


class RoomForm(forms.Form):
    """A new room: at which enterprise, where; the rest is known or can be changed later."""

    address = forms.CharField(label="地点", max_length=rules.PLACE, help_text="比如：办公楼一层东头")
    opened = day_field("启用日期")
    name = forms.CharField(
        label="名称", max_length=rules.NAME, required=False, help_text="不写就叫“某某单位群众工作室”。"
    )

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data, initial={"opened": today(request)})
        self.fields["employer"] = pick_field(employers(request), EMPLOYER, "企事业单位")
        self.fields["org"] = pick_field(units(request), UNIT, "哪个工会的", required=False)
        self.fields["org"].help_text = "不选就是企事业单位所属的工会。"
        self.order_fields(["employer", "address", "opened", "name", "org"])

    def made(self) -> Room:
        """The room as it was said."""
        said = dict(self.cleaned_data)
        employer = said["employer"]
        said["org"] = said["org"] or employer.org
        said["name"] = said["name"].strip() or f"{employer.name[: rules.NAME - 5]}群众工作室"
        return Room(**said)


class ChangeForm(forms.Form):
    """What it is called and where it is."""

    name = forms.CharField(label="名称", max_length=rules.NAME)
    address = forms.CharField(label="地点", max_length=rules.PLACE)


class HoursForm(forms.Form):
    """When it is open, one line a weekday."""

    def __init__(self, data: Any = None, *, room: Room) -> None:
        super().__init__(data)
        for number, word in rules.WEEKDAYS.items():
            first = rules.write_hours(room.hours.get(str(number), []))
            self.fields[f"day{number}"] = forms.CharField(label=word, max_length=60, required=False, initial=first)
        self.fields["day1"].help_text = "写成 8:30-17:30；中午休息的写两段：8:30-12:00，14:00-17:30。不开的日子空着。"

    @property
    def week(self) -> dict[int, str]:
        """What was typed, by weekday."""
        return {number: self.cleaned_data[f"day{number}"] for number in rules.WEEKDAYS}


class CheckForm(forms.Form):
    """Each line of the checklist, there or not."""

    on = day_field("哪天检查的")
    note = forms.CharField(
        label="情况", max_length=rules.TEXT, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data, initial={"on": today(request)})
        wrong = {"required": "请选择达到没有"}
        for line in standard().lines:
            self.fields[line.key] = forms.ChoiceField(
                label=line.label if line.must else f"{line.label}（不是必须）",
                choices=list(rules.ANSWERS.items()),
                widget=forms.RadioSelect,
                help_text=f"依据：{line.source}" if line.source.clause else str(line.source).strip("（）"),
                error_messages=wrong,
            )
        self.order_fields(["on", *(line.key for line in standard().lines), "note"])

    @property
    def answers(self) -> dict[str, str]:
        """The answers by line."""
        return {line.key: self.cleaned_data[line.key] for line in standard().lines}


def cadre_of(room: Room) -> Pickable:
    """Which cadre is linked."""
    return Pickable(
        "room-cadre-pick",
        ("name", "org__name"),
        lambda who: f"{who.org} {who.title}",
        "姓名或单位中的几个字",
        (room.pk,),
    )


class LinkForm(forms.Form):
    """Who is in contact with a room from which day; handed over, also why."""

    since = day_field("从哪天起")

    def __init__(self, data: Any = None, *, request: HttpRequest, room: Room, hands_over: bool) -> None:
        super().__init__(data, initial={"since": today(request)})
        self.fields["officer"] = pick_field(queries.linkable(request, room), cadre_of(room), "联系干部")
        self.fields["officer"].help_text = "县级以上工会机关中层以上、还没有联系群众工作室的干部。"
        if hands_over:
            self.fields["reason"] = reason_field("为什么移交")
        self.order_fields(["officer", "since", "reason"])


class EndForm(forms.Form):
    """From which day something is no more, and why."""

    day = day_field("从哪天起")

    def __init__(self, data: Any = None, *, request: HttpRequest, label: str) -> None:
        super().__init__(data, initial={"day": today(request)})
        self.fields["reason"] = reason_field(label)


def worker_at(room: Room) -> Pickable:
    """Which worker came."""
    return Pickable("room-worker-pick", ("name",), lambda who: who.team, "姓名中的几个字", (room.pk,))


class ReceptionForm(forms.Form):
    """Who came about what, and what was answered: one line."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    about = forms.CharField(label="什么事", max_length=rules.NAME, help_text="一句话。")
    end = forms.ChoiceField(
        label="怎么答复的",
        choices=[("answered", "当场答复了"), ("later", "当场答不了")],
        widget=forms.RadioSelect,
        help_text="当场答不了的，保存以后接着登记诉求。",
    )
    answer = forms.CharField(label="答复了什么", max_length=200, required=False, help_text="当场答复的写一句。")
    name = forms.CharField(
        label="怎么称呼", max_length=40, required=False, help_text="名册里选到的不用写；不愿意说的空着。"
    )
    on = day_field("日期")

    def __init__(self, data: Any = None, *, request: HttpRequest, room: Room) -> None:
        super().__init__(data, initial={"key": uuid.uuid4(), "on": today(request), "end": "answered"})
        self.fields["worker"] = pick_field(queries.workers_of(room), worker_at(room), "名册里的职工", required=False)
        self.order_fields(["key", "about", "end", "answer", "worker", "name", "on"])

    def made(self, room: Room, officer: Officer) -> Reception:
        """The reception as it was said."""
        said = dict(self.cleaned_data)
        said["end"] = "" if said["end"] == "later" else said["end"]
        return Reception(room=room, officer=officer, **said)


class AnswerForm(forms.Form):
    answer = forms.CharField(label="答复了什么", max_length=200)
