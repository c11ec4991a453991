"""Whoever changes what was recorded, or opens what is sealed, says why: asked and checked the same everywhere."""

from django import forms

from tiexin.core.refusal import Refused

TRACE = "留痕规则：改动必有理由"
REASON = 200  # characters of a reason


def check_reason(reason: str, what: str) -> None:
    """Refuse to change what was recorded without a reason, or with one that cannot be kept."""
    if not reason.strip():
        raise Refused(f"请写明{what}的理由", clause=TRACE, field="reason")
    if len(reason.strip()) > REASON:
        raise Refused(f"请写在{REASON}字以内", field="reason")
    if "\0" in reason:
        raise Refused("文字里有不能保存的字符，请删去后重写", field="reason")


def reason_field(label: str) -> forms.CharField:
    """Why something that was recorded is changed: always asked."""
    return forms.CharField(label=label, max_length=REASON, widget=forms.Textarea(attrs={"rows": 2}))
