"""Who hears that a term is near or has passed: the owner, whom it was offered to, the queue, whoever decides there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cached_property

from tiexin.cases import queries
from tiexin.cases.callers import apart, callers
from tiexin.cases.models import Case, Offer, Part
from tiexin.orgs.models import Officer, Org

Leaders = Mapping[tuple[int, int], list[Officer]]  # of a unit and so many levels above it


class Hearers:
    """Whom to tell about the matters of a batch; a unit's people are looked up once for all its matters."""

    def __init__(self, batch: Collection[Case], on: date) -> None:
        self.batch, self.on = batch, on
        waiting = Offer.objects.filter(case__in=batch, answer="").select_related("org", "officer")
        self.offers = {offer.case_id: offer for offer in waiting}
        gone = Part.objects.filter(case__in=batch, until=None, role="recused")
        self.recused = set(gone.values_list("case", "officer"))
        self._queues: dict[tuple[int, str], list[Officer]] = {}
        self._backstops: dict[int, Officer | None] = {}
        self._apart: dict[int, set[int]] = {}

    def first(self, case: Case, late: bool) -> list[Officer]:
        """Who should act: the owner or the queue, once it is late whoever decides there; and whom it was offered to."""
        found: list[Officer | None] = (
            [case.owner] if case.owner else [*self.queue(case), *([self.backstop(case.org)] if late else [])]
        )
        offer = self.offers.get(case.pk)
        if offer is not None:
            found.append(offer.officer or self.backstop(offer.org))
        return self.fit(case, found)

    def to_ask(self, case: Case, leaders: Leaders) -> list[Officer]:
        """Who has to ask what came of it: those of its unit who may; where it has nobody apart from it, the leaders of
        the nearest unit above that has some, so that they find somebody. Never its owner, who may not.
        """
        if there := self._callers.get(case.pk):
            return self.fit(case, there)
        heights = sorted(height for unit, height in leaders if unit == case.org_id and height)
        above = (self._uninvolved(case, leaders[case.org_id, height]) for height in heights)
        return next(filter(None, above), [])

    @cached_property
    def _callers(self) -> dict[int, list[Officer]]:
        """Looked up only where one of the matters needs it."""
        return callers(self.batch, self.on)

    def _uninvolved(self, case: Case, officers: Iterable[Officer]) -> list[Officer]:
        found = self.fit(case, officers)
        for each in found:
            if each.pk not in self._apart:
                self._apart[each.pk] = apart(self.batch, each)
        return [each for each in found if case.pk in self._apart[each.pk]]

    def waits(self, case: Case) -> list[Officer]:
        """Who hears that a matter waits for somebody: the queue and whoever decides there."""
        return self.fit(case, [*self.queue(case), self.backstop(case.org)])

    def fit(self, case: Case, found: Iterable[Officer | None]) -> list[Officer]:
        """Those among them whom it is not about, and who have not stepped back from it."""
        return [
            each
            for each in found
            if each is not None
            and each.pk != case.about_id
            and each.org_id != case.about_org_id
            and (case.pk, each.pk) not in self.recused
        ]

    def queue(self, case: Case) -> list[Officer]:
        """Who may take it from its unit's queue; where nobody does there, those at the nearest unit above."""
        right = "cases.lead" if case.sealed else "cases.handle"
        if (case.org_id, right) not in self._queues:
            above = list(Org.objects.above(case.org))[::-1]
            held = (queries.handlers(unit, self.on, right) for unit in above)
            self._queues[case.org_id, right] = next(filter(None, held), [])
        return self._queues[case.org_id, right]

    def backstop(self, org: Org) -> Officer | None:
        """Whoever decides where ownership is unclear."""
        if org.pk not in self._backstops:
            self._backstops[org.pk] = queries.backstop(org, self.on)
        return self._backstops[org.pk]
