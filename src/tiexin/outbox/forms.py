"""What readers type: which messages to see, how they want to be reached."""

from __future__ import annotations

from typing import Any

from django import forms

from tiexin.core.filters import FilterForm, choice
from tiexin.core.refusal import Refused
from tiexin.outbox.gateways import ways
from tiexin.outbox.kinds import KINDS
from tiexin.outbox.models import OUT, MessageQuerySet, Preference, State, Way
from tiexin.outbox.rules import check_account, check_phone, masked, masked_account

PHONE = "加密保存，只用来给您发短信；有危急的事，在座的12351座席看得到，只用来打电话找您。"
ACCOUNT = "企业微信、钉钉、浙政钉里您的账号，不知道就问管平台的人。加密保存，只用来给您发消息。"
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
    """Texts that did not go: given up or dropped, one way, of one kind."""

    state = choice("怎么没发", {"failed": "没有发成", "dropped": "不再发"})
    way = choice("怎么发的", {way.value: way.label for way in OUT})
    kind = choice("类别", KINDS)

    def narrowed(self, found: MessageQuerySet) -> MessageQuerySet:
        """Those that were asked for."""
        asked = {"state": self.get("state"), "channel": self.get("way"), "kind": self.get("kind")}
        return found.filter(**{field: value for field, value in asked.items() if value})


def clock(label: str, **more: Any) -> forms.TimeField:
    """A time of day, typed or picked."""
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time"}, "%H:%M"), **more)


class PreferenceForm(forms.Form):
    """How somebody wants to be reached; the number and the account there are stay when none is typed.

    The work platform is offered only where this installation has one.
    """

    way = forms.ChoiceField(label="另外怎么告诉我", widget=forms.RadioSelect)
    phone = forms.CharField(
        label="手机号",
        max_length=20,
        required=False,
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    account = forms.CharField(
        label="平台账号",
        max_length=80,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )
    quiet_from = clock("安静时段从")
    quiet_until = clock("到", help_text="这段时间不另外告诉，攒到结束再发；紧急的照发。两头一样就是没有安静时段。")

    def __init__(self, data: Any, *, kept: Preference) -> None:
        here = (Way.NONE, *ways())
        way = kept.way if kept.way in here else Way.NONE
        super().__init__(data, initial={"way": way, "quiet_from": kept.quiet_from, "quiet_until": kept.quiet_until})
        self.fields["way"].choices = [(each.value, each.label) for each in here]  # type: ignore[attr-defined]
        self.fields["phone"].help_text = _note(masked(kept.number) if kept.phone else "", PHONE)
        if Way.WORK in here:
            self.fields["account"].help_text = _note(masked_account(kept.userid) if kept.account else "", ACCOUNT)
        else:
            del self.fields["account"]

    def clean_phone(self) -> str:
        """Read a number, or none."""
        typed: str = self.cleaned_data["phone"].strip()
        try:
            return check_phone(typed) if typed else ""
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean_account(self) -> str:
        """Read an account, or none."""
        typed: str = self.cleaned_data["account"].strip()
        try:
            return check_account(typed) if typed else ""
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


def _note(shown: str, without: str) -> str:
    """What stands below a field whose value nobody is shown whole."""
    return f"已登记 {shown}，加密保存；不改就留空。" if shown else without
