"""Practising: who practises is a double in a tree of its own, everywhere and for as long as the session says so.

The session names the role that is practised; the person comes from the account anew with each request, so that a closed
account or an officer who has left practises no more.
"""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from tiexin.orgs.models import Officer
from tiexin.orgs.roles import ROLES

KEY = "practice"  # in the session
PRACTISED = ("officer", "office", "leader")  # never a role of an administrator
SAID = "练习中：这里写下的都不算数"
MARK = "练习"


def double(officer: Officer, role: str, day: date) -> Officer | None:
    """Return the officer's double with the posts of one role; None for somebody who has none or has left."""
    if officer.until is not None and officer.until <= day:
        return None
    found = Officer.objects.filter(practises_for=officer).select_related("org").first()
    if found is not None:
        found.all_posts = list(found.posts.filter(role=role))  # type: ignore[attr-defined] # as `orgs.scope` reads them
    return found


def real(request: HttpRequest) -> Officer | None:
    """Return the officer behind the account, whoever acts in this request."""
    return getattr(request.user, "officer", None)


def practised(request: HttpRequest) -> str:
    """Return the role that is practised in words, "" in earnest."""
    role = getattr(request, "practising", "")
    return ROLES[role].label if role else ""
