"""Input from units to which a plan was sent: the day they start, the number they set; and the issuer's filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest

from tiexin.core.filters import ALL, FilterForm, choice
from tiexin.core.reasons import reason_field
from tiexin.plans.dispatching import STATES
from tiexin.plans.fields import LARGEST

BIGGEST = 10 * 1024 * 1024


def paper(label: str, **more: Any) -> forms.FileField:
    """An optional file of at most 10 MB."""
    return forms.FileField(label=label, required=False, validators=[_small], **more)


def _small(upload: Any) -> None:
    if upload.size > BIGGEST:
        raise forms.ValidationError(f"文件超过 {BIGGEST // 1024 // 1024} MB")


class StartForm(forms.Form):
    """The day on which a unit started, and its own plan if it has one."""

    day = forms.DateField(label="启动日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    plan = paper("本单位的实施方案", help_text="附上后作为本单位的方案归档")

    def __init__(self, *args: Any, rule: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].rule = rule  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why a start is taken back."""

    reason = reason_field("撤回的理由")


class OwnForm(forms.Form):
    """The number a unit sets for itself, with the minutes in which it was decided."""

    low = forms.IntegerField(label="本单位定的数", min_value=1, max_value=LARGEST)
    minutes = forms.CharField(
        label="会议纪要",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="哪一天、什么会议、怎样定的，200 字以内",
    )
    file = paper("纪要原件")

    def __init__(self, *args: Any, unit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["low"].help_text = f"单位：{unit}"


class DispatchFilter(FilterForm):
    """Which class of addressees, and how far they have come."""

    kind = choice("收文类别", {})
    state = choice("进展", STATES)

    def __init__(self, request: HttpRequest, names: Sequence[str]) -> None:
        forms.Form.__init__(self, request.GET)
        self.fields["kind"].choices = [ALL, *((name, name) for name in names)]  # type: ignore[attr-defined]
        self.is_valid()
