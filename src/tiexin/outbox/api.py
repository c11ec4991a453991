"""One's own messages for machines."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.core.pages import page_of
from tiexin.orgs.asking import me
from tiexin.orgs.operations import marked
from tiexin.outbox.forms import MessageFilter
from tiexin.outbox.models import Message, State

router = Router(auth=django_auth, tags=["messages"])


class MessageOut(Schema):
    """Something one was told; `url` is a path inside the product, or empty."""

    id: int
    kind: str
    title: str
    body: str
    url: str
    urgent: bool
    at: datetime
    read: bool


class MessagePage(Schema):
    rows: list[MessageOut]
    page: int
    total: int
    more: bool


class Asked(Schema):
    """The filters of the page."""

    page: int = 1
    state: Literal["", "unread", "read"] = ""
    kind: str = ""


@router.get("/messages", response=MessagePage)
@marked("messages.see")
def list_messages(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """List one's own messages, the newest first, 25 a page."""
    pager = page_of(MessageFilter(request).narrowed(Message.objects.of(me(request))).order_by("-id"), request)
    rows = [_shown(each) for each in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


def _shown(found: Message) -> dict[str, Any]:
    plain = ("id", "kind", "title", "body", "url", "urgent")
    return {name: getattr(found, name) for name in plain} | {"at": found.due, "read": found.state == State.READ}
