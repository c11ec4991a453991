"""Input about scores: which sheet for whom, an objection, its decision."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.core.filters import FilterForm, words
from tiexin.core.reasons import reason_field
from tiexin.duties.models import PlanVersion
from tiexin.orgs.asking import home_of, today
from tiexin.orgs.models import Org
from tiexin.orgs.picker import ORG, pick_field
from tiexin.orgs.scope import below
from tiexin.supervision import score_queries
from tiexin.supervision.forms import text_field
from tiexin.supervision.models import Score


class ScoreFilter(FilterForm):
    unit = words("被考核单位")

    def narrowed(self, found: QuerySet[Score]) -> QuerySet[Score]:
        """The scores of units whose name holds what was asked for."""
        return found.filter(unit__name__contains=self.get("unit")) if self.get("unit") else found


class SheetChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, sheet: Any) -> str:
        """The sheet with its plan."""
        return f"{sheet.title}（{sheet.version.plan.title}）"


class ScoreForm(forms.Form):
    """A score to be looked at, then published."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.home = home_of(request)
        found = score_queries.sheets_of(PlanVersion.objects.for_request(request))
        self.fields["sheet"] = SheetChoice(found, label="考核表", empty_label="请选择")
        reach = Org.objects.filter(pk__in=below([self.home.pk])).open_on(today(request)).in_order()
        self.fields["unit"] = pick_field(reach, ORG, "被考核单位")


class AppealForm(forms.Form):
    text = text_field("申诉的理由")


class DecisionForm(forms.Form):
    """How an appeal is decided."""

    upheld = forms.ChoiceField(
        label="决定", choices=[("yes", "申诉成立"), ("no", "申诉不成立")], widget=forms.RadioSelect
    )
    left = forms.MultipleChoiceField(
        label="哪几项不计",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="申诉成立时，这几项离开总分和分母，其余按现在的记录重新计",
    )
    reason = reason_field("理由")

    def __init__(self, *args: Any, score: Score, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(line["name"], line["name"]) for line in score.lines]
        self.fields["left"].choices = names  # type: ignore[attr-defined]
