"""Messages for machines: one's own, and texts of the units within reach that did not go."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.security import django_auth

from tiexin.core.converters import register
from tiexin.core.days import naive
from tiexin.core.pages import page_of
from tiexin.orgs.asking import me, today, who
from tiexin.orgs.operations import marked
from tiexin.outbox import actions, rules
from tiexin.outbox.forms import MessageFilter, TextFilter
from tiexin.outbox.models import Message, State

register("text")
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


class TextOut(Schema):
    """A message that did not leave the house, by SMS or through the work platform (`way`).

    Neither its number or account nor its words are told; `about` says of which kind it is.
    """

    id: int
    org: int
    to_officer: bool
    way: str
    about: str
    state: str
    error: str
    at: datetime
    not_again: str


class TextPage(Schema):
    rows: list[TextOut]
    page: int
    total: int
    more: bool


class TextsAsked(Schema):
    """The filters of the page."""

    page: int = 1
    state: Literal["", "failed", "dropped"] = ""
    way: Literal["", "sms", "work"] = ""
    kind: str = ""


@router.get("/texts", response=TextPage)
@marked("messages.resend")
def list_texts(request: HttpRequest, asked: Query[TextsAsked]) -> dict[str, Any]:
    """List texts that did not go, the newest first, 25 a page; `not_again` says why one may not be sent once more."""
    found = TextFilter(request).narrowed(Message.objects.for_request(request).unsent())
    pager = page_of(found.defer("title", "body", "phone", "account").order_by("-id"), request)
    rows = [_text(each, today(request)) for each in pager.rows]
    return {"rows": rows, "page": pager.number, "total": pager.total, "more": bool(pager.next_url)}


@router.post("/texts/{text:pk}/again", response=TextOut)
@marked("messages.resend")
def send_text_again(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Send a text anew, the way and to the address that its reader has now."""
    found = get_object_or_404(Message.objects.for_request(request).texts(), pk=pk)
    return _text(actions.send_text_again(found, **who(request)), today(request))


def _text(found: Message, day: date) -> dict[str, Any]:
    plain = {name: getattr(found, name) for name in ("id", "state", "error")}
    told = {"org": found.org_id, "to_officer": found.officer_id is not None, "way": found.channel}
    told |= {"about": found.kind, "at": found.told}
    return plain | told | {"not_again": rules.not_again(found.state, found.kind, naive(found.told).date(), day)}


def _shown(found: Message) -> dict[str, Any]:
    plain = ("id", "kind", "title", "body", "url", "urgent")
    return {name: getattr(found, name) for name in plain} | {"at": found.due, "read": found.state == State.READ}
