"""How the trail is searched, and how a reason is asked for."""

from django import forms

from tiexin.core.filters import FilterForm, choice, day, words
from tiexin.evidence.rules import REASON
from tiexin.evidence.vocabulary import THINGS, VERBS


class AuditFilter(FilterForm):
    who = words("人员姓名")
    verb = choice("做了什么", VERBS)
    thing = choice("对象", THINGS)
    since = day("从哪天")
    until = day("到哪天")


def reason_field(label: str) -> forms.CharField:
    """Why something that was recorded is changed: always asked."""
    return forms.CharField(label=label, max_length=REASON, widget=forms.Textarea(attrs={"rows": 2}))
