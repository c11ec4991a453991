"""What letters put on the page of a matter."""

from typing import Any

from django.http import HttpRequest

from tiexin.cases.letters.queries import OPINIONS
from tiexin.cases.models import Case
from tiexin.orgs.asking import me


def beside(request: HttpRequest, found: Case, roles: set[str]) -> dict[str, Any]:
    """Whether the person writes letters about it: who handles it, and whoever reviewed it though it went back."""
    reviewed = (step.by_id for step in found.walked if step.event in OPINIONS)  # type: ignore[attr-defined]
    return {"may_letters": "owner" in roles or me(request).pk in reviewed}
