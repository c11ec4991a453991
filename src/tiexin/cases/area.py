"""In which county a matter is: a call tells it already, and whoever registers it may say another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.orgs.asking import home_of, today
from tiexin.orgs.models import Kind, Level, Org

AREA = "area"


def counties(request: HttpRequest, home: Org) -> QuerySet[Org]:
    """The county unions below a unit, each by the code of its region."""
    there = Org.objects.under(home).filter(level=Level.COUNTY, kind=Kind.TERRITORIAL, practice=home.practice)
    return (
        there.filter(pk__in=Org.objects.open_on(today(request)).values("pk"))
        .exclude(pk=home.pk)
        .order_by("region", "pk")
    )


class PlacedForm(forms.Form):
    """A new matter, of which the place it comes from may tell the county; nothing of that is kept in the matter."""

    home: Org
    area: Org | None = None

    def ask_area(self, request: HttpRequest, known: Mapping[str, Any]) -> None:
        """Let the county be seen and changed, where something tells it and there are counties below."""
        self.home = home_of(request)
        if AREA not in known:
            return
        rows = counties(request, self.home)
        if rows.exists():
            said = "来电的地方已经选好，不对的请改。登记以后转给负责的单位收下，收下以前还由您负责。"
            none = "不清楚，先不转"
            self.fields[AREA] = forms.ModelChoiceField(
                label="哪里的事", queryset=rows, required=False, empty_label=none, help_text=said
            )

    def clean(self) -> dict[str, Any]:
        """The county is no field of a matter: it says to whom it is offered."""
        said = super().clean() or self.cleaned_data
        self.area = said.pop(AREA, None)
        return said

    def where(self) -> Org:
        """From where the catalogue looks for the unit: the county that was said, else whoever registers it."""
        return self.area or self.home
