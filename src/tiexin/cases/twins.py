"""A matter that somebody is about to register a second time: the same person, the same words, on the same day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django import forms
from django.db.models import Q, QuerySet

from tiexin.cases import asking
from tiexin.cases.actions.cases import NewCase
from tiexin.cases.models import Case
from tiexin.core.days import opening
from tiexin.core.sealed import blind_index

LOOKED_AT = 20
AGAIN = "again"  # the tick with which one goes on all the same


def twin(rows: Callable[[], QuerySet[Case]], new: NewCase, on: date) -> Case | None:
    """The open matter of that day, among rows that the person may read, which says the same of the same person.

    What they may read is asked only where something says the same.
    """
    case = new.case
    same = Q(worker=case.worker_id) if case.worker_id else Q(name=case.name.strip()) if case.name.strip() else Q()
    if new.phone:
        same |= Q(phone_index=blind_index(new.phone, "worker.phone"))
    if not same:
        return None
    words = Q(sealed=True) | Q(title=case.title, text=new.text.strip())
    today = Case.objects.filter(same, words, kind=case.kind, at__gte=opening(on), on=on, closed=None)
    said = [each.pk for each in today.exclude(key=case.key).order_by("pk")[:LOOKED_AT] if _says_the_same(each, new)]
    return rows().filter(pk__in=said).order_by("pk").first() if said else None


def _says_the_same(each: Case, new: NewCase) -> bool:
    return not each.sealed or each.words == asking.in_words(each.service, new.case.title, new)


def asks_first(form: forms.Form, found: Case | None) -> bool:
    """Whether to ask before it is registered again: without the tick the form says so and nothing is written."""
    if found is None or form.data.get(AGAIN):
        return False
    said = f"今天已经登记过 {found.number}（{found.what}），说的一样。还要再登记吗？要，就勾上“再登记一件”再提交。"
    form.add_error(None, said)
    return True
