"""What an officer fills in for a day of a stay: taps, and money in yuan."""

from decimal import Decimal
from typing import Any

from django import forms

from tiexin.visits.day_rules import DONE, MOST, NOTE, TOGETHER, DaySaid
from tiexin.visits.forms import chips
from tiexin.visits.models import StayDay

FEN = 100


def yuan_field(label: str) -> forms.DecimalField:
    """An amount in yuan with at most two digits behind the point; nothing typed is none."""
    said = f"请填0至{MOST // FEN:,}元，最多两位小数"
    wrong = dict.fromkeys(("invalid", "min_value", "max_value", "max_digits", "max_decimal_places"), said)
    wrong["max_whole_digits"] = said
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST // FEN,
        max_digits=7,
        decimal_places=2,
        error_messages=wrong,
    )


class StayDayForm(forms.Form):
    """Four taps, three more where something was done, what was paid, a few words."""

    together = chips("四同", TOGETHER, required=False)
    done = chips("当天做了", DONE, required=False)
    board = yuan_field("自己付的伙食费（元）")
    lodging = yuan_field("自己付的住宿费（元）")
    receipt = forms.CharField(label="票据号", max_length=60, required=False)
    paper = forms.FileField(
        label="票据照片",
        required=False,
        allow_empty_file=True,
        help_text="可不交。存下来的是重新画过的一张，不带拍摄地点。",
        widget=forms.FileInput({"accept": "image/*"}),
    )
    note = forms.CharField(label="当天记事", max_length=NOTE, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def said(self) -> DaySaid:
        """What the valid form says; money in fen."""
        data = self.cleaned_data
        return DaySaid(
            together=tuple(data["together"]),
            done=tuple(data["done"]),
            board=_fen(data["board"]),
            lodging=_fen(data["lodging"]),
            receipt=data["receipt"].strip(),
            note=data["note"].strip(),
        )


def _fen(amount: Decimal | None) -> int:
    return int((amount or 0) * FEN)


def _yuan(fen: int) -> Decimal | None:
    return Decimal(fen) / FEN if fen else None


def offered(told: StayDay | None, yesterday: StayDay | None) -> dict[str, Any]:
    """What the form says at first: the day as told, or what was done together and paid the day before."""
    if told is not None:
        more = {"done": told.done, "receipt": told.receipt, "note": told.note}
        return _repeated(told) | more
    return _repeated(yesterday) if yesterday is not None else {}


def _repeated(day: StayDay) -> dict[str, Any]:
    return {"together": day.together, "board": _yuan(day.board), "lodging": _yuan(day.lodging)}
