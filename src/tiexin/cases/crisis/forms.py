"""Input in a crisis: as little as registers it at once, what was done, how they are now."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest

from tiexin.cases import asking, rules
from tiexin.cases.area import AREA, PlacedForm
from tiexin.cases.catalogue import Service
from tiexin.cases.forms import text_field


class CrisisForm(PlacedForm):
    """Which kind, where, what; everything else may follow."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="哪一种", widget=forms.RadioSelect)
    place = forms.CharField(label="在哪里", max_length=rules.TITLE, help_text="越细越好：哪条路、哪个厂、哪栋楼几层。")
    text = text_field("怎么回事", rules.LONG, 3, help_text="几个字就行，以后再补。")
    danger = forms.BooleanField(label="现在还有危险", required=False)
    called = forms.BooleanField(label="已经报警、叫了救护", required=False)
    asker = forms.ChoiceField(label="谁说的", widget=forms.RadioSelect)
    name = forms.CharField(label="怎么称呼", max_length=rules.NAME, required=False, help_text="不知道就空着。")
    phone = forms.CharField(label="电话", max_length=20, required=False, help_text="加密保存，只用来联系。")
    people = forms.IntegerField(label="多少人", min_value=1, max_value=asking.MOST_PEOPLE, required=False)
    channel = forms.ChoiceField(label="从哪里来", choices=list(rules.CHANNELS.items()))
    worker = forms.CharField(widget=forms.HiddenInput, required=False)
    employer = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, request: HttpRequest, service: Service, known: dict[str, Any]) -> None:
        super().__init__(
            data, initial={"key": uuid.uuid4(), "channel": "window", "asker": "anonymous", "danger": True, **known}
        )
        kinds = next(each for each in service.fields if each.name == "kind")
        self.fields["asker"].choices = [(each, rules.ASKERS[each]) for each in service.askers]  # type: ignore[attr-defined]
        self.fields["kind"].choices = list(kinds.choices.items())  # type: ignore[attr-defined]
        self.ask_area(request, known)
        self.order_fields(["key", "kind", AREA])


class DeedForm(forms.Form):
    """One of the lawful steps of the catalogue, and how it went."""

    def __init__(self, data: Any = None, *, service: Service) -> None:
        super().__init__(data)
        ways = [(each.name, each.label) for each in service.steps]
        self.fields["stage"] = forms.ChoiceField(label="做了什么", choices=ways, widget=forms.RadioSelect)
        self.fields["text"] = text_field("怎么做的、谁在场", rows=3)


class FollowForm(forms.Form):
    """How they are now, and whether somebody has to ask again."""

    text = text_field("现在怎么样")
    again = forms.BooleanField(label="还要继续跟进，期限重新算", required=False)
