"""What the list of a matter of many puts on its page: how many, how many the answer has reached."""

from typing import Any

from django.http import HttpRequest

from tiexin.cases.members.queries import counted
from tiexin.cases.models import Case
from tiexin.cases.queries import takes_part


def beside(request: HttpRequest, found: Case, roles: set[str]) -> dict[str, Any]:
    """Nothing for what one person asked, for what is under seal, and for whoever is not to know who asked."""
    if found.asker != "group" or found.sealed or not found.named:
        return {"members": None}
    return {"members": counted(found), "keeps_list": takes_part(request, found)}
