"""Input about the list of a matter of many."""

from __future__ import annotations

from typing import Any

from django import forms

from tiexin.cases.members.rules import NAME, NOTE, numbers

LINE = NAME + 24  # characters of a line: a name, a number, what stands between


class MembersForm(forms.Form):
    """A list as it is typed or pasted: a person on each line."""

    lines = forms.CharField(
        label="名单，一行一个人",
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        help_text="姓名，空一格写手机号；没有手机号的只写姓名。例如：马兰 13900000000",
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        longest = LINE * numbers().at_once * 2
        self.fields["lines"].max_length = longest  # type: ignore[attr-defined]
        self.fields["lines"].validators.append(forms.CharField(max_length=longest).validators[0])


class AnsweredForm(forms.Form):
    """How the answer reached somebody."""

    way = forms.ChoiceField(label="怎么答复到的", widget=forms.RadioSelect)
    note = forms.CharField(label="说明", max_length=NOTE, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["way"].choices = list(numbers().ways.items())  # type: ignore[attr-defined]
