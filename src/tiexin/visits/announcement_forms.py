"""Input about announced visits: the day and what for, what the enterprise says, what it answers to a problem."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.core.filters import FilterForm, choice, words
from tiexin.core.reasons import reason_field
from tiexin.visits import announcement_rules as rules
from tiexin.visits.announcements import Announcement
from tiexin.visits.forms import day_field

STATES = {**rules.STATES, "all": "全部"}


class AnnouncementFilter(FilterForm):
    """Without a state the list is what is still to be made."""

    unit = words("单位")
    state = choice("状态", STATES, ("", "还没有走访的"))
    q = words("企业")

    def narrowed(self, found: QuerySet[Announcement], request: HttpRequest) -> QuerySet[Announcement]:
        """The announcements that every filter lets through."""
        state = self.get("state")
        if state != "all":
            found = found.filter(state=state) if state else found.standing()  # type: ignore[attr-defined]
        plain = {"org__name__contains": self.get("unit"), "employer__name__contains": self.get("q")}
        return found.filter(**{field: value for field, value in plain.items() if value})


class AnnounceForm(forms.Form):
    """A visit to come."""

    day = day_field("哪天去")
    purpose = forms.CharField(label="为什么去", max_length=rules.PURPOSE, widget=forms.Textarea(attrs={"rows": 2}))
    contact = forms.CharField(label="企业联系人", max_length=rules.NAME, required=False)


class SaidForm(forms.Form):
    """What the enterprise says: its day, whom to ask for; whoever is of its union says so in their own name."""

    day = day_field("哪天方便")
    contact = forms.CharField(label="企业联系人", max_length=rules.NAME, required=False)
    said_by = forms.CharField(label="企业谁说的", max_length=rules.NAME)
    text = forms.CharField(
        label="还说了什么", max_length=rules.TEXT, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if name:
            del self.fields["said_by"]
        self.fields["day"].help_text = "日子不变就是确认；改了就是请改日子。"

    @staticmethod
    def first(announced: Announcement) -> dict[str, Any]:
        """What the form says at first."""
        return {"day": announced.day, "contact": announced.contact}


class CancelForm(forms.Form):
    reason = reason_field("为什么取消")


class ReplyForm(forms.Form):
    """What the enterprise answers to a problem."""

    text = forms.CharField(label="怎么答复的", max_length=rules.TEXT, widget=forms.Textarea(attrs={"rows": 3}))
    said_by = forms.CharField(label="企业谁答复的", max_length=rules.NAME)
    day = day_field("哪天答复的")

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if name:
            del self.fields["said_by"]
