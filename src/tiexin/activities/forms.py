"""Input about activities; what may be chosen comes from the page's reach."""

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.activities import rules
from tiexin.activities.models import Activity
from tiexin.activities.topics import labels
from tiexin.core.filters import FilterForm, choice, words
from tiexin.core.reasons import reason_field
from tiexin.orgs.asking import home_of, today
from tiexin.orgs.models import Officer
from tiexin.orgs.organs import Organ, OrganKind
from tiexin.orgs.picker import Pickable, RowsField, pick_field, pick_many_field
from tiexin.registry.models import Employer

GIVER = Pickable("activity-giver-pick", ("name", "title"), lambda who: str(who.org), "姓名或职务中的几个字")
PLACE = Pickable("activity-employer-pick", ("name",), lambda employer: str(employer.org), "企业名称中的几个字")


def day_field(label: str, **more: Any) -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def people_field(label: str, **more: Any) -> forms.IntegerField:
    """How many people; nothing typed is none."""
    return forms.IntegerField(label=label, min_value=0, max_value=rules.PEOPLE, required=False, **more)


def speakers(request: HttpRequest) -> QuerySet[Officer]:
    """Who may be named as the one who speaks: officers in reach, in office today."""
    rows = Officer.objects.for_request(request, "activities.record").serving(today(request))
    return rows.select_related("org").order_by("name", "id")


def employers(request: HttpRequest) -> QuerySet[Employer]:
    """Enterprises in reach."""
    return Employer.objects.for_request(request, "activities.record").select_related("org").order_by("name", "id")


class ActivityFilter(FilterForm):
    q = words("主题")
    unit = words("单位")
    kind = choice("类别", rules.KINDS)
    state = choice("状态", {**rules.STATES, "voided": "已作废"})

    def narrowed(self, found: QuerySet[Activity]) -> QuerySet[Activity]:
        """The activities that every filter lets through."""
        wanted = {"title__contains": self.get("q"), "org__name__contains": self.get("unit"), "kind": self.get("kind")}
        found = found.filter(**{name: value for name, value in wanted.items() if value})
        state = self.get("state")
        if state == "voided":
            return found.exclude(voided=None)
        return found.filter(state=state, voided=None) if state else found


class TrainingFilter(FilterForm):
    q = words("姓名")
    unit = words("单位")
    state = choice("培训", {"yes": "参加过", "no": "还没有参加过"})

    def narrowed(self, found: QuerySet[Officer]) -> QuerySet[Officer]:
        """The officers that every filter lets through."""
        wanted = {"name__contains": self.get("q"), "org__name__contains": self.get("unit")}
        found = found.filter(**{name: value for name, value in wanted.items() if value})
        state = self.get("state")
        return found.filter(trained__isnull=state == "no") if state else found  # type: ignore[misc]


class MonthFilter(FilterForm):
    unit = words("单位")


class ActivityForm(forms.Form):
    """An activity that was held, or is planned for a day to come."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="是什么活动", choices=list(rules.KINDS.items()), widget=forms.RadioSelect)
    on = day_field("日期", help_text="日子还没有到的，记作“已安排”，到那天点一下就是“已办”。")
    title = forms.CharField(label="主题", max_length=rules.TITLE)
    topics = forms.MultipleChoiceField(
        label="内容", choices=list(labels().items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    place = forms.CharField(label="地点", max_length=rules.TITLE, required=False)
    lecturer = forms.CharField(label="外请的人", max_length=rules.TITLE, required=False)
    audience = people_field("多少人参加")
    audience_kind = forms.ChoiceField(
        label="哪些人", choices=list(rules.AUDIENCES.items()), widget=forms.RadioSelect, required=False
    )
    note = forms.CharField(
        label="情况", max_length=rules.TEXT, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data, initial={"key": uuid.uuid4(), "on": today(request), "kind": "lecture"})
        self.home = home_of(request)
        self.fields["givers"] = pick_many_field(speakers(request), GIVER, "谁主讲")
        self.fields["employer"] = pick_field(employers(request), PLACE, "企业", required=False)
        own = Organ.objects.standing().filter(org=self.home, kind=OrganKind.LECTURE_CORPS).order_by("pk")
        self.fields["organ"] = forms.ModelChoiceField(own, label="宣讲团", required=False, empty_label="不是宣讲团的")
        if not own.exists():
            del self.fields["organ"]
        head = ["key", "kind", "on", "title", "topics", "employer", "place", "organ", "givers", "lecturer"]
        self.order_fields([*head, "audience", "audience_kind", "note"])


class HoldForm(forms.Form):
    """A planned activity was held; how many came, when it is other than expected."""

    audience = people_field("来了多少人", help_text="不填就按安排时写的人数。")


class VoidForm(forms.Form):
    reason = reason_field("作废的理由")


class DropForm(forms.Form):
    reason = reason_field("为什么更正")


class PeopleForm(forms.Form):
    """Who came: ids of people of the roster."""

    people = RowsField(Officer.objects.none(), label="谁来了", error_messages={"required": "请至少选一位"})

    def __init__(self, data: Any, rows: QuerySet[Any]) -> None:
        super().__init__(data)
        wrong = {"required": "请至少选一位", "invalid_choice": "请从名册里选", "invalid_pk_value": "请从名册里选"}
        self.fields["people"] = RowsField(rows, label="谁来了", error_messages=wrong)


class SignForm(forms.Form):
    """A name, typed by its owner."""

    name = forms.CharField(label="您的姓名", max_length=rules.NAME, widget=forms.TextInput({"autocomplete": "name"}))


class SigningsForm(forms.Form):
    """Names that were signed, and what to do about them."""

    signings = forms.TypedMultipleChoiceField(
        label="签到的人", coerce=int, error_messages={"required": "请至少选一位", "invalid_choice": "已经处理过了"}
    )
    accept = forms.ChoiceField(label="确认不确认", choices=[("yes", "确认"), ("no", "不认")])

    def __init__(self, data: Any, waiting: list[int]) -> None:
        super().__init__(data)
        self.fields["signings"].choices = [(pk, pk) for pk in waiting]  # type: ignore[attr-defined]
