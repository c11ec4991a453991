"""Input of those who draw: the rules of a draw, reasons, words for the seed."""

from typing import Any

from django import forms
from django.http import HttpRequest

from tiexin.core.reasons import reason_field
from tiexin.draws.definition import BY, Rules
from tiexin.draws.kinds import KINDS
from tiexin.draws.models import Draw
from tiexin.draws.pairing import may_be_paired
from tiexin.draws.rules import CITY, DISTINCT, DISTRESSED, LONGEST, SHORTEST
from tiexin.orgs.asking import home_of, today
from tiexin.orgs.models import Org
from tiexin.orgs.picker import ORG, pick_field


class DrawForm(forms.Form):
    """A new draw: what for, from where, how many of what."""

    title = forms.CharField(label="名称", max_length=80, help_text="例如：第一服务组在银川市走访的企业")
    basis = forms.CharField(label="依据的条款", max_length=80, required=False)
    kind = forms.ChoiceField(label="抽什么", widget=forms.RadioSelect, initial="employers")
    since = forms.DateField(
        label="从哪天起",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="抽走访记录时填：这一天以来的记录列进抽样框；抽企业时不填",
    )
    by = forms.MultipleChoiceField(
        label="按什么分层", choices=list(BY.items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    each = forms.IntegerField(
        label="每层抽几家", min_value=1, max_value=200, help_text="不分层就是一共抽几家；走访记录按条数，职工按人数"
    )
    beside = forms.ModelChoiceField(
        Draw.objects.none(),
        label="和哪次抽签配对",
        required=False,
        empty_label="不配对",
        help_text="抽工作组时可选：两边都抽完，企业按次序分给同一层的工作组",
    )
    distressed = forms.BooleanField(label="只抽经营困难的企业", required=False)
    distinct = forms.BooleanField(label="同一层里企业类型各不相同", required=False)
    arranged = forms.IntegerField(label="每层最多几家由当地安排", min_value=0, max_value=200, initial=0)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.home = home_of(request)
        reach = Org.objects.under(self.home).open_on(today(request)).in_order()
        self.fields["place"] = pick_field(reach, ORG, "范围", initial=self.home.pk)
        self.fields["kind"].choices = [(kind.name, kind.label) for kind in KINDS.values()]  # type: ignore[attr-defined]
        self.fields["beside"].queryset = may_be_paired(self.home.pk)  # type: ignore[attr-defined]
        self.order_fields(["title", "basis", "kind", "beside", "place"])
        for name, rule in (("distressed", DISTRESSED), ("distinct", DISTINCT), ("arranged", CITY)):
            self.fields[name].rule = rule  # type: ignore[attr-defined]

    @property
    def plain(self) -> dict[str, Any]:
        """What for, from where, by which rules, as it was typed."""
        data = dict(self.cleaned_data)
        plain = {name: data.pop(name) for name in ("title", "basis", "kind", "place", "beside")}
        data["since"] = str(data["since"] or "")
        return {"org": self.home, "rules": Rules(**data), **plain}


class ReasonForm(forms.Form):
    """Why: shown in the published file."""

    reason = reason_field("理由")


class ArrangeForm(forms.Form):
    """Who asked for a place without lot, and why."""

    arranged_by = forms.CharField(label="谁安排的", max_length=60, help_text="例如：银川市总工会")
    reason = reason_field("为什么安排")


class WordsForm(forms.Form):
    """One's part of the seed."""

    words = forms.CharField(
        label="您的种子",
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=f"随便写一句话，{SHORTEST}个字以上，不要告诉别人",
    )


class PromiseForm(forms.Form):
    """Which value, published when, will be the seed."""

    what = forms.CharField(label="哪里公布的什么数", max_length=120, help_text="例如：双色球第2012055期红球六个号码")
    known_on = forms.DateField(
        label="哪天公布", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text="须在今天以后"
    )


class ValueForm(forms.Form):
    """The value as it was published."""

    value = forms.CharField(label="公布的值", max_length=120)
