"""Somebody who searches, as far as search looks at a request; and things to be found."""

from types import SimpleNamespace

from tiexin.core.findable import Findable
from tiexin.search import queries
from tiexin.search.kinds import KINDS
from tiexin.search.models import SearchRow
from tiexin.search.words import asked


def asker(*units, role="office"):
    """A person who holds one role at these units."""
    return SimpleNamespace(_posts=[(unit.pk, role) for unit in units], GET={})


def found(request, typed, most=1000, kinds=None):
    """Return the (kind, id of the thing) that a query finds, in its order, kind by kind."""
    chosen = [KINDS[kind] for kind in kinds or KINDS]
    hits = queries.find(request, chosen, asked(typed), most)
    rows = SearchRow.objects.in_bulk([pk for ids in hits.values() for pk in ids])
    return [(kind, rows[pk].thing_id) for kind, ids in hits.items() for pk in ids]


def thing(org, pk, title, body="", kind="visit", **more):
    """A thing of a kind whose tables nobody looks at here."""
    return Findable(kind=kind, thing_id=pk, org_id=org.pk, title=title, body=body, **more)
