"""Input about assessments."""

from typing import Any

from django import forms
from django.http import HttpRequest

from tiexin.activities import assessment_rules as rules
from tiexin.activities.example_forms import persons
from tiexin.core.filters import FilterForm, choice, words
from tiexin.orgs.asking import home_of
from tiexin.orgs.picker import Pickable, pick_field, pick_many_field

CADRE = Pickable("assessment-pick", ("name", "title"), lambda who: str(who.org), "姓名或职务中的几个字")


class AssessmentFilter(FilterForm):
    q = words("姓名")
    state = choice("状态", rules.STATES)


class AskForm(forms.Form):
    """A new sheet: about whom, by whom, by which document."""

    basis = forms.CharField(
        label="依据的文件",
        max_length=rules.TITLE,
        help_text="文件名称和文号。没有文件依据，不能考核。",
    )

    def __init__(self, data: Any = None, *, request: HttpRequest) -> None:
        super().__init__(data)
        self.home = home_of(request)
        self.fields["officer"] = pick_field(persons(request), CADRE, "下派干部")
        self.fields["assessors"] = pick_many_field(persons(request), CADRE, "评价人")
        self.order_fields(["officer", "assessors", "basis"])


class WordsForm(forms.Form):
    """A word for each line of the sheet."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name, line in rules.lines().items():
            self.fields[name] = forms.ChoiceField(
                label=line.label, choices=list(line.words.items()), widget=forms.RadioSelect
            )
        note = forms.Textarea(attrs={"rows": 3})
        self.fields["note"] = forms.CharField(label="说明", max_length=rules.TEXT, required=False, widget=note)


class TextForm(forms.Form):
    """Some sentences."""

    text = forms.CharField(label="写在这里", max_length=rules.TEXT, widget=forms.Textarea(attrs={"rows": 4}))


class DecisionForm(forms.Form):
    """What came of an appeal, and why."""

    outcome = forms.ChoiceField(label="怎样决定", choices=list(rules.OUTCOMES.items()), widget=forms.RadioSelect)
    text = forms.CharField(label="理由", max_length=rules.TEXT, widget=forms.Textarea(attrs={"rows": 4}))
