"""A person as the reads of what they may see depend on them: which posts they hold decides the SQL, where is a value.

    seen = Prepared(lambda person, pks: Case.objects.for_request(person).filter(pk__in=pks))
    seen(Standing(request), [1, 2])

Two officers with the same post in two counties share one text.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from types import SimpleNamespace
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.core.prepared import Prepared, Shaped
from tiexin.orgs.asking import me, today
from tiexin.orgs.models import Officer
from tiexin.orgs.scope import WIDE, Wide, enterprises, posts_of


class Standing(Shaped):
    """Who asks, on which day, with which permission, holding which posts."""

    def __init__(self, request: HttpRequest) -> None:
        posts, unions = posts_of(request), set(enterprises(request))
        units = list(dict.fromkeys([me(request).org_id, *(org for org, _ in posts)]))
        self.day, self.needs = today(request), getattr(request, "needs", "")
        self.posts = tuple((units.index(org), role) for org, role in posts)
        self.wide = tuple(unit in WIDE for unit in units)
        self.unions = tuple(place for place, unit in enumerate(units) if unit in unions)
        self.values: Sequence[int] = [me(request).pk, *units]
        self.rank = me(request).rank
        self.shape: Hashable = (self.day, self.needs, self.rank, self.posts, self.wide, self.unions)

    def marked(self, marks: Sequence[int]) -> Any:
        """What the querysets ask of a request, with marks in the place of the person and of each unit."""
        officer, *units = marks
        units = [Wide(unit) if wide else unit for unit, wide in zip(units, self.wide, strict=True)]
        return SimpleNamespace(
            officer=_officer({"id": officer, "org_id": units[0], "rank": self.rank}),
            today=self.day,
            needs=self.needs,
            _posts=[(units[place], role) for place, role in self.posts],
            _enterprises=[units[place] for place in self.unions],
        )


def _officer(known: dict[str, Any]) -> Officer:
    """Somebody of whom nothing else can be asked: what is asked and not known here fails, instead of being empty."""
    names = [field.attname for field in Officer._meta.concrete_fields if field.attname in known]
    return Officer.from_db(DEFAULT_DB_ALIAS, names, [known[name] for name in names])


def one_of(compose: Callable[[Any], QuerySet[Any]]) -> Callable[[HttpRequest, int], bool]:
    """Return a question: whether one row is among those that a person may ask for, composed once."""
    read: Prepared[Any] = Prepared(lambda person, pk: compose(person).filter(pk=pk).only("pk"))
    return lambda request, pk: bool(read(Standing(request), pk))
