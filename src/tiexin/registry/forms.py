"""What people type about employers, their marks and workers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from tiexin.core.filters import FilterForm, choice, words
from tiexin.orgs.models import Org
from tiexin.orgs.picker import ORG, pick_field
from tiexin.registry import rules
from tiexin.registry.models import Employer, Worker
from tiexin.registry.vocabulary import EMPLOYER_KINDS, EMPLOYER_TAGS

WHY = "看到了什么、依据什么，写一两句。"
ORDERS = {"most": "职工多的在前", "new": "新登记的在前"}


class EmployerForm(forms.ModelForm[Employer]):
    """A new employer of a unit within scope."""

    class Meta:
        model = Employer
        fields = ["name", "credit_code", "org", "kind", "industry", "headcount"]
        help_texts = {
            "org": "企业所在地的工会，或者它所属的产业、直属工会。",
            "headcount": "不清楚可以不填。",
        }

    def __init__(self, units: QuerySet[Org], data: Any = None) -> None:
        super().__init__(data)
        self.fields["org"] = pick_field(units, ORG, "所属工会", help_text=str(self.fields["org"].help_text))
        self.fields["kind"].choices = [("", "请选择"), *EMPLOYER_KINDS.items()]  # type: ignore[attr-defined]
        self.fields["credit_code"].rule = rules.CREDIT_CODE  # type: ignore[attr-defined]

    def validate_unique(self) -> None:
        """Leave it to the action, which names the rule."""


class TagForm(forms.Form):
    tag = forms.ChoiceField(label="标记", choices=list(EMPLOYER_TAGS.items()), widget=forms.RadioSelect)
    since = forms.DateField(label="起始日期", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}), help_text=WHY)

    def __init__(self, today: date, data: Any = None) -> None:
        super().__init__(data, initial={"since": today})


class WorkerForm(forms.ModelForm[Worker]):
    """A worker by name; nothing else is needed, an ID number least of all."""

    class Meta:
        model = Worker
        fields = ["name", "role", "team"]
        widgets = {"role": forms.RadioSelect}


class EmployerFilter(FilterForm):
    q = words("名称或信用代码")
    kind = choice("类型", EMPLOYER_KINDS)
    tag = choice("标记", EMPLOYER_TAGS)
    sort = choice("排序", ORDERS, ("", "按名称"))
