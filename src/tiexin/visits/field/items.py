"""Records of phones between envelope and action: opened, checked, looked up in the person's reach, done once."""

import json
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from ninja import Schema
from pydantic import ValidationError

from tiexin.core.envelopes import Envelope, decode, open_envelope
from tiexin.core.refusal import Refused
from tiexin.orgs.asking import me, who
from tiexin.visits import day_queries
from tiexin.visits.actions.field import Answer, Sent, add_photo, receive, record_met, tell_known_day
from tiexin.visits.api import PersonIn, VisitIn, read_visit
from tiexin.visits.day_rules import DaySaid
from tiexin.visits.field import queries, rules
from tiexin.visits.field.models import Device, Receipt
from tiexin.visits.field.rules import Conflict, Waiting
from tiexin.visits.models import Visit


class MetIn(PersonIn):
    """Somebody met for the first time; `apart` says that they only share their name with somebody known there."""

    apart: bool = False


class FieldVisit(VisitIn):
    """A visit as a phone writes it down: its key is the record's number."""

    met: list[MetIn] = []  # type: ignore[assignment] # only ever read


class FieldDay(Schema):
    """A day of a stay; `base` is what the phone knew was told of it, `over` its own record before. Money in fen."""

    stay: int
    on: date
    together: list[str] = []
    done: list[str] = []
    board: int = 0
    lodging: int = 0
    receipt: str = ""
    note: str = ""
    base: int | None = None
    over: UUID | None = None


class FieldItem(Schema):
    """A sealed record: its number, the number of the record it needs first, and the envelope in base64url."""

    uuid: UUID
    after: UUID | None = None
    kid: int
    key: str
    iv: str
    box: str


def take(request: HttpRequest, device: Device, item: FieldItem) -> Answer:
    """Answer one record: stored, duplicate, refused, conflict or waiting. Nothing is raised for what it says."""
    content: dict[str, Any] = {}
    try:
        content = opened(item, device)
        rules.check_opened(content, me(request).pk)
        _check_after(device, item)
        sent = Sent(item.uuid, content["kind"], rules.moment(content.get("at"), content.get("offset", 0)))
        return answered(item, receive(device, sent, partial(_work, request, device, item, content)))
    except Conflict as conflict:
        return answered(item, _said("conflict", conflict, content) | {"theirs": conflict.theirs})
    except Waiting as early:
        return answered(item, _said("waiting", early, {}))
    except Refused as refused:
        return answered(item, _said("refused", refused, content))


class PhotoIn(Schema):
    """A sealed photo on its way: like a record, its content beside it as a file."""

    device: UUID
    uuid: UUID
    after: UUID
    kid: int
    key: str
    iv: str


def take_photo(request: HttpRequest, device: Device, sent: PhotoIn, box: bytes) -> Answer:
    """Answer one photo: it belongs to the visit that came before it from the same phone."""
    try:
        envelope = Envelope(sent.kid, decode(sent.key), decode(sent.iv), box)
        content = open_envelope(envelope, place(device.key, sent.uuid))
        visit = _visit_before(device, sent)
        work = partial(_photo, request, visit, content)
        return {"uuid": sent.uuid, **receive(device, Sent(sent.uuid, "photo"), work)}
    except Waiting as early:
        return {"uuid": sent.uuid, **_said("waiting", early, {})}
    except Refused as refused:
        return {"uuid": sent.uuid, **_said("refused", refused, {"kind": "photo"})}


def _visit_before(device: Device, sent: PhotoIn) -> Visit:
    receipt = Receipt.objects.filter(device=device, uuid=sent.after, kind="visit").first()
    rules.check_after(sent.after, [receipt.uuid] if receipt else [])
    return Visit.objects.get(pk=receipt.answer["thing"])  # type: ignore[union-attr]


def _photo(request: HttpRequest, visit: Visit, content: bytes) -> Answer:
    add_photo(visit, content, **who(request))
    return _stored("stored", "visit", visit.pk)


def opened(item: FieldItem, device: Device) -> dict[str, Any]:
    """Open an envelope, which is bound to its phone and its number."""
    sent = Envelope(item.kid, decode(item.key), decode(item.iv), decode(item.box))
    try:
        content: dict[str, Any] = json.loads(open_envelope(sent, place(device.key, item.uuid)))
    except ValueError as error:
        raise Refused("这条记录读不懂，没有保存", field="envelope") from error
    return content


def place(device: UUID, number: UUID) -> str:
    """To what the envelope of a record is bound."""
    return f"{device}|{number}"


def answered(item: FieldItem, answer: Answer) -> Answer:
    """An answer with the number of its record."""
    return {"uuid": item.uuid, **answer}


def _said(state: str, refused: Refused, content: dict[str, Any]) -> Answer:
    """A refusal in words; the record's own words come back, so that it can be mended on a phone that forgot them."""
    words = {"message": refused.message, "field": refused.field, "clause": refused.clause}
    mine = content if refused.field not in ("envelope", "owner") else {}
    return {"state": state, **words, "kind": mine.get("kind", ""), "payload": mine.get("payload", {})}


def _check_after(device: Device, item: FieldItem) -> None:
    if item.after is not None:
        found = Receipt.objects.filter(device=device, uuid=item.after).values_list("uuid", flat=True)
        rules.check_after(item.after, list(found))


def _work(request: HttpRequest, device: Device, item: FieldItem, content: dict[str, Any]) -> Answer:
    return WORK[content["kind"]](request, device, item, content["payload"])


def _visit(request: HttpRequest, _device: Device, item: FieldItem, payload: dict[str, Any]) -> Answer:
    """Record the visit; one that came on another way with the same number is a duplicate."""
    before = Visit.objects.filter(key=item.uuid, author=me(request)).first()
    if before is not None:
        return _stored("duplicate", "visit", before.pk)
    sent = read(FieldVisit, {**payload, "key": str(item.uuid)})
    apart = [(one.name.strip(), one.role) for one in sent.met if one.apart]
    together = [one for one in sent.met if not one.apart]
    new = read_visit(request, sent.model_copy(update={"met": together}))
    _check_names(new.employer, [one.name.strip() for one in together])
    visit = record_met(new, apart, **who(request))
    return _stored("stored", "visit", visit.pk) | {"beside": queries.beside(request, visit)}


def _check_names(employer: Any, names: list[str]) -> None:
    """Ask before somebody named anew is taken for somebody known there."""
    known = queries.of_name(employer, names)
    if known:
        theirs = [{"id": worker.pk, "name": worker.name, "role": worker.role} for worker in known]
        said = "、".join(dict.fromkeys(worker.name for worker in known))
        raise Conflict(f"这家企业已经有{said}，是同一个人吗", {"people": theirs}, field="people")


def _day(request: HttpRequest, device: Device, item: FieldItem, payload: dict[str, Any]) -> Answer:
    """Tell a day of a stay."""
    sent = read(FieldDay, payload)
    stay = day_queries.tellable(request).filter(pk=sent.stay).first() if 0 < sent.stay < 2**63 else None
    if stay is None:
        raise Refused("没有这次蹲点，或者已经取消", field="stay")
    said = DaySaid(
        together=tuple(sent.together),
        done=tuple(sent.done),
        board=sent.board,
        lodging=sent.lodging,
        receipt=sent.receipt.strip(),
        note=sent.note.strip(),
    )
    told = tell_known_day(stay, sent.on, said, _base(device, sent), **who(request))
    return _stored("stored", "stay", stay.pk) | {"base": told.pk}


def _base(device: Device, sent: FieldDay) -> int | None:
    """What the phone knew: also what became of its own record before, which it had not heard of yet."""
    before = Receipt.objects.filter(device=device, uuid=sent.over, kind="day").first() if sent.over else None
    base: int | None = before.answer["base"] if before else sent.base
    return base


def _stored(state: str, page: str, pk: int) -> Answer:
    return {"state": state, "thing": pk, "url": reverse(page, args=[pk])}


WORK: dict[str, Callable[[HttpRequest, Device, FieldItem, dict[str, Any]], Answer]] = {"visit": _visit, "day": _day}


def read(schema: type[Any], payload: dict[str, Any]) -> Any:
    """Read what a phone wrote by its schema; the first field that does not fit is named."""
    try:
        return schema.model_validate(payload)
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0]) if error.errors()[0]["loc"] else ""
        raise Refused("这一项读不懂，请改好再发", field=field) from error
