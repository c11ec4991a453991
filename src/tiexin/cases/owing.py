"""Matters of which a call-back is owed."""

from django.db.models import Exists, OuterRef, Q

from tiexin.cases.models import CaseClock


def owed() -> Q:
    """Matters of which a call-back is owed: answered, or closed after an answer of which nobody has asked."""
    clock = CaseClock.objects.filter(case=OuterRef("pk"), rule="call_back", met=None, ended=None)
    return Q(state="replied") | Q(Exists(clock), state="closed")
