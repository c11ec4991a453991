"""What readers type: which messages to see, how they want to be reached."""

from __future__ import annotations

from typing import Any

from django import forms

from tiexin.core.filters import FilterForm, choice
from tiexin.core.refusal import Refused
from tiexin.outbox.kinds import KINDS
from tiexin.outbox.models import MessageQuerySet, Preference, State
from tiexin.outbox.rules import check_phone, masked

LISTED = {kind: label for kind, label in KINDS.items() if kind not in ("code", "digest")}  # those go by text alone


class MessageFilter(FilterForm):
    """Unread ones, of one kind."""

    state = choice("看过没有", {"unread": "未读", "read": "已读"})
    kind = choice("类别", LISTED)

    def narrowed(self, found: MessageQuerySet) -> MessageQuerySet:
        """Those that were asked for."""
        if state := self.get("state"):
            found = found.filter(state=State.SENT if state == "unread" else State.READ)
        return found.filter(kind=self.get("kind")) if self.get("kind") else found


class TextFilter(FilterForm):
    """Texts that did not go: given up or dropped, of one kind."""

    state = choice("怎么没发", {"failed": "没有发成", "dropped": "不再发"})
    kind = choice("类别", KINDS)

    def narrowed(self, found: MessageQuerySet) -> MessageQuerySet:
        """Those that were asked for."""
        asked = {"state": self.get("state"), "kind": self.get("kind")}
        return found.filter(**{field: value for field, value in asked.items() if value})


def clock(label: str, **more: Any) -> forms.TimeField:
    """A time of day, typed or picked."""
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time"}, "%H:%M"), **more)


class PreferenceForm(forms.Form):
    """How somebody wants to be reached; the number there is stays when none is typed."""

    sms = forms.BooleanField(label="也用短信通知我", required=False)
    phone = forms.CharField(
        label="手机号",
        max_length=20,
        required=False,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    quiet_from = clock("安静时段从")
    quiet_until = clock("到", help_text="这段时间不发短信，攒到结束再发；紧急的照发。两头一样就是没有安静时段。")

    def __init__(self, data: Any, *, kept: Preference) -> None:
        values = {name: getattr(kept, name) for name in ("sms", "quiet_from", "quiet_until")}
        super().__init__(data, initial=values)
        if kept.phone:
            self.fields["phone"].help_text = f"已登记 {masked(kept.number)}，加密保存；不改就留空。"
        else:
            self.fields["phone"].help_text = "加密保存，只用来给您发短信。"

    def clean_phone(self) -> str:
        """Read a number, or none."""
        typed: str = self.cleaned_data["phone"].strip()
        try:
            return check_phone(typed) if typed else ""
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
