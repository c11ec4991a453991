"""Input about learning: a text to be looked at, the switch."""

from __future__ import annotations

from django import forms

from tiexin.cases.forms import text_field
from tiexin.cases.rules import LONG, TITLE
from tiexin.core.reasons import reason_field


class LikeForm(forms.Form):
    """The words of a matter that is not registered yet; nothing of them is kept."""

    title = forms.CharField(label="什么事", max_length=TITLE, required=False)
    text = text_field("情况", LONG, required=False)

    @property
    def words(self) -> str:
        """Both together; empty while they cannot be read."""
        if not self.is_valid():
            return ""
        return "。".join(filter(None, (self.cleaned_data["title"], self.cleaned_data["text"])))


class SwitchForm(forms.Form):
    shown = forms.ChoiceField(
        label="给不给建议", choices=[("yes", "给出建议"), ("no", "不给建议")], widget=forms.RadioSelect
    )
    reason = reason_field("理由")
