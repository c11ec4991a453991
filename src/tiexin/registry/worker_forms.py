"""What people type about one worker: who it is, numbers, groups, employment, membership, and who is the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from tiexin.core.filters import FilterForm, choice, words
from tiexin.core.reasons import REASON, reason_field
from tiexin.orgs.models import Org
from tiexin.orgs.picker import ORG, Pickable, pick_field
from tiexin.registry.models import Employer, Worker
from tiexin.registry.vocabulary import ROLES, SEALED, SPELL_KINDS, WHY_LEFT, WORKER_GROUPS

EMPLOYER = Pickable("employer-pick", ("name", "credit_code"), lambda employer: str(employer.org), "企业名称中的几个字")
LONGEST_NUMBER = 30
OUTSIDE = "只列出您范围内的；在范围以外的，请由共同的上级工会登记。"


def a_day(label: str, **more: Any) -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **more)


def a_number(label: str, note: str = "", *, required: bool = False) -> forms.CharField:
    """A number that is sealed: shown while one types, kept by no browser."""
    widget = forms.TextInput({"autocomplete": "off", "inputmode": "text", "spellcheck": "false"})
    return forms.CharField(label=label, required=required, max_length=LONGEST_NUMBER, help_text=note, widget=widget)


class WorkerForm(forms.ModelForm[Worker]):
    """A worker by name; everything else only where it is known and needed."""

    phone = a_number("手机号码", "加密保存。")
    identity = a_number("身份证号", "只在发放款物等依法必须时才问，加密保存。")
    apart = forms.BooleanField(label="核对过了，不是同一个人，仍然登记", required=False)

    class Meta:
        model = Worker
        fields = ["name", "role", "team"]
        widgets = {"role": forms.RadioSelect}


class PersonForm(WorkerForm):
    """Somebody who works for no employer: their union is asked instead."""

    def __init__(self, units: QuerySet[Org], data: Any = None) -> None:
        super().__init__(data)
        del self.fields["team"]
        self.fields["org"] = pick_field(units, ORG, "由哪个工会联系", help_text="居住地或原单位所在地的工会。")
        self.order_fields(["name", "role", "org"])


class CorrectForm(forms.ModelForm[Worker]):
    """A name, role or team that was written wrongly or has changed."""

    class Meta:
        model = Worker
        fields = ["name", "role", "team"]
        widgets = {"role": forms.RadioSelect}


class NumbersForm(forms.Form):
    """Numbers to be kept under seal; an empty field leaves what is kept."""

    phone = a_number(SEALED["phone"])
    identity = a_number(SEALED["identity"])
    bank = a_number(SEALED["bank"])


class LookForm(forms.Form):
    """Which sealed number is opened, and why."""

    number = forms.ChoiceField(label="查看哪一项", widget=forms.RadioSelect)
    reason = reason_field("查看的理由")

    def __init__(self, kept: dict[str, str], data: Any = None) -> None:
        super().__init__(data, initial={"number": next(iter(kept), "")})
        self.fields["number"].choices = list(kept.items())  # type: ignore[attr-defined]


class GroupForm(forms.Form):
    """A group that the worker belongs to, since when and why."""

    group = forms.ChoiceField(label="群体", choices=list(WORKER_GROUPS.items()), widget=forms.RadioSelect)
    since = a_day("从哪天起")
    reason = forms.CharField(
        label="理由", max_length=REASON, widget=forms.Textarea({"rows": 2}), help_text="依据什么，写一句。"
    )


class SpellForm(forms.Form):
    """Employment that begins."""

    kind = forms.ChoiceField(label="用工形式", choices=list(SPELL_KINDS.items()), widget=forms.RadioSelect)
    since = a_day("从哪天起")
    leaves = forms.BooleanField(label="同时离开现在的单位", required=False, initial=True)

    def __init__(self, reach: QuerySet[Employer], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note = f"劳务派遣填派遣单位，平台用工填平台或合作企业，灵活就业不填。{OUTSIDE}"
        self.fields["employer"] = pick_field(reach, EMPLOYER, "用人单位", required=False, help_text=note)
        note = "劳务派遣必填：实际在哪里干活。"
        self.fields["using"] = pick_field(reach, EMPLOYER, "用工单位", required=False, help_text=note)
        self.order_fields(["kind", "employer", "using", "since", "leaves"])


class DayForm(forms.Form):
    """The first day on which something does not hold any more."""

    day = a_day("从哪天起不在这里工作")


class JoinForm(forms.Form):
    """A membership: in which basic union, since when."""

    since = a_day("入会日期")

    def __init__(self, units: QuerySet[Org], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"] = pick_field(units, ORG, "基层工会", help_text=OUTSIDE)
        self.order_fields(["org", "since"])


class LeaveForm(forms.Form):
    """How a membership ends."""

    why = forms.ChoiceField(label="原因", choices=list(WHY_LEFT.items()), widget=forms.RadioSelect)
    until = a_day("从哪天起不再是会员")

    def __init__(self, units: QuerySet[Org], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note = f"只有转出时才选。{OUTSIDE}"
        self.fields["to"] = pick_field(units, ORG, "转到哪个工会", required=False, help_text=note)
        self.order_fields(["why", "to", "until"])


class DuesForm(forms.Form):
    """Dues up to and with a month."""

    last = forms.DateField(
        label="交到哪个月",
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput({"type": "month"}, "%Y-%m"),
        error_messages={"invalid": "请填年和月，如 2012-05"},
    )
    yuan = forms.DecimalField(
        label="金额（元）",
        max_digits=9,
        decimal_places=2,
        min_value=Decimal("0.01"),
        error_messages={"max_decimal_places": "最多到分", "min_value": "金额应大于零"},
    )


class SameForm(forms.Form):
    """Another entry that is the same person, and how one knows."""

    reason = reason_field("怎么知道是同一个人")

    def __init__(self, others: QuerySet[Worker], kind: Pickable, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"] = pick_field(others, kind, "与哪一条是同一个人")
        self.order_fields(["into", "reason"])


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = reason_field("撤销的理由")


class LookupForm(forms.Form):
    """A whole number, or the last four digits of a phone."""

    number = a_number("号码", required=True)


SORTS = {"name": "按姓名"}


class WorkerFilter(FilterForm):
    q = words("姓名")
    firm = words("单位")
    role = choice("身份", ROLES)
    group = choice("群体", WORKER_GROUPS)
    member = choice("会籍", {"yes": "会员", "no": "不是会员"})
    sort = choice("排序", SORTS, ("", "新登记的在前"))
