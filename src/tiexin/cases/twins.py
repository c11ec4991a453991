"""A matter that somebody is about to register a second time: the same person, the same words, on the same day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from tiexin.cases import asking
from tiexin.cases.actions.cases import NewCase
from tiexin.cases.models import Case
from tiexin.cases.reach import of_kind
from tiexin.cases.rules import NAME
from tiexin.core.days import opening
from tiexin.core.prepared import Prepared
from tiexin.core.sealed import blind_index

LOOKED_AT = 20
LOOKED_FOR = ("key", "kind", "on", "sealed", "text", "text_sealed")
NOBODY, NO_NAME = b"-", "-" * (NAME + 1)  # no phone has such an index, and nobody so long a name
AGAIN = "again"  # the tick with which one goes on all the same


def twin(rows: Callable[[], QuerySet[Case]], new: NewCase, on: date) -> Case | None:
    """The open matter of that day, among rows that the person may read, which says the same of the same person.

    What they may read is asked only where something says the same.
    """
    said = [each.pk for each in _today(new, on) if each.on == on and _says_the_same(each, new)]
    return rows().filter(pk__in=said).exclude(key=new.case.key).order_by("pk").first() if said else None


def _today(new: NewCase, on: date) -> list[Case]:
    """Open matters of the same person with the same words, or with words under seal, that may be of that day."""
    case, words = new.case, (new.case.kind, new.case.title, new.text.strip())
    found = _of_worker(case.worker_id, *words) if case.worker_id else []
    name = "" if case.worker_id else case.name.strip()  # who left no number in the morning leaves one now
    if new.phone or name:
        phone = blind_index(new.phone, "worker.phone") if new.phone else NOBODY
        found += _of_asker(phone, name or NO_NAME, opening(on), *words)
    return found


def _same(who: QuerySet[Case, Any], kind: str, title: str, text: str) -> QuerySet[Case]:
    found = of_kind(Case.objects.filter(pk__in=who.values("pk")), kind)
    return found.filter(Q(sealed=True) | Q(title=title, text=text)).only(*LOOKED_FOR).order_by("-pk")[:LOOKED_AT]


def _asked(phone: bytes, name: str, since: datetime, *words: str) -> QuerySet[Case]:
    opened = Case.objects.open().values("pk")
    return _same(opened.filter(phone_index=phone).union(opened.filter(name=name, at__gte=since)), *words)


_of_worker = Prepared(lambda worker, *words: _same(Case.objects.open().filter(worker=worker), *words))
_of_asker = Prepared(_asked)


def _says_the_same(each: Case, new: NewCase) -> bool:
    return not each.sealed or each.words == asking.in_words(each.service, new.case.title, new)


def asks_first(form: forms.Form, found: Case | None) -> bool:
    """Whether to ask before it is registered again: without the tick the form says so and nothing is written."""
    if found is None or form.data.get(AGAIN):
        return False
    said = f"今天已经登记过 {found.number}（{found.what}），说的一样。还要再登记吗？要，就勾上“再登记一件”再提交。"
    form.add_error(None, said)
    return True
