"""What matters that belong together put on the page of one of them."""

from typing import Any

from django.http import HttpRequest

from tiexin.cases.linking.queries import group_of, reply_of_head
from tiexin.cases.models import Case
from tiexin.cases.queries import rights
from tiexin.cases.rules import ENDED


def beside(request: HttpRequest, found: Case, roles: set[str]) -> dict[str, Any]:
    """The group, and whether the person may change it."""
    may_link = "owner" in roles and not found.sealed and found.state not in ENDED
    return {"group": group_of(request, found) if rights(request, found).has_links else None, "may_link": may_link}


def draft(request: HttpRequest, found: Case, move: str) -> dict[str, str]:
    """The head's answer as the beginning of this one's: somebody reads it and sends it, it never goes by itself."""
    return {"text": reply_of_head(request, found)} if move == "reply" else {}
