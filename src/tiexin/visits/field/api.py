"""The phone's own operations: who asks and to which key it seals, what it takes along, what it sends."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from ninja.security import django_auth
from pydantic import StringConstraints

from tiexin.core.days import now
from tiexin.core.envelopes import public_key
from tiexin.core.refusal import Refused
from tiexin.orgs.asking import me, today, who
from tiexin.orgs.operations import Words, marked
from tiexin.orgs.practice import practised
from tiexin.visits.actions.field import bring_device
from tiexin.visits.field import pack, rules
from tiexin.visits.field.items import FieldItem, PhotoIn, read, take, take_photo

router = Router(auth=django_auth, tags=["field"])


class FieldHello(Schema):
    """Who is logged in, the day and the moment of the server, the key to seal to, a token for what is sent."""

    me: int
    name: str
    unit: str
    practice: str
    today: date
    now: int
    kid: int
    key: str
    csrf: str


@router.get("/field/hello", response=FieldHello)
@marked("visits.record")
def field_hello(request: HttpRequest) -> dict[str, Any]:
    """Say who is logged in, what time it is and to which key records are sealed."""
    officer, (kid, key) = me(request), public_key()
    person = {"me": officer.pk, "name": officer.name, "unit": str(officer.org), "practice": practised(request)}
    moment = {"today": today(request), "now": int(now().timestamp() * 1000)}
    return {**person, **moment, "kid": kid, "key": key, "csrf": get_token(request)}


class Asked(Schema):
    """A page, and enterprises that the officer took along by hand, by number with commas between."""

    page: int = 1
    also: Annotated[str, StringConstraints(max_length=200)] = ""


@router.get("/field/pack", response=pack.Pack)
@marked("visits.record")
def field_pack(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Return what a phone takes along: teams, stays, words to choose from, and a page of the next enterprises."""
    return pack.packed(request, asked.page, asked.also)


class Searched(Schema):
    q: Words = ""


@router.get("/field/employers", response=list[pack.PackEmployer])
@marked("visits.record")
def field_employers(request: HttpRequest, asked: Query[Searched]) -> list[dict[str, Any]]:
    """Return a few enterprises in reach whose name holds what was typed, to be taken along."""
    return pack.searched(request, asked.q)


class FieldSync(Schema):
    """Records of one phone, in order; at most 50."""

    device: UUID
    items: list[FieldItem]


class FieldAnswer(Schema):
    """What became of a record: stored, duplicate, refused, conflict or waiting."""

    uuid: UUID
    state: str
    thing: int | None = None
    url: str = ""
    beside: list[dict[str, Any]] = []
    base: int | None = None
    message: str = ""
    field: str = ""
    clause: str = ""
    kind: str = ""
    payload: dict[str, Any] = {}
    theirs: dict[str, Any] = {}


class FieldAnswers(Schema):
    answers: list[FieldAnswer]


@router.post("/field/sync", response=FieldAnswers)
@marked("visits.record")
def field_sync(request: HttpRequest, sent: FieldSync) -> dict[str, Any]:
    """Take records in order, each in a transaction of its own; sent again they get the same answers."""
    rules.check_count(len(sent.items))
    device = bring_device(sent.device, **who(request))
    return {"answers": [take(request, device, item) for item in sent.items]}


class FieldPhoto(Schema):
    """A sealed photo as it comes: device, number, the visit's number and the envelope beside the file `box`."""

    device: str = ""
    uuid: str = ""
    after: str = ""
    kid: int = 0
    key: str = ""
    iv: str = ""


@router.post("/field/photos", response=FieldAnswer)
@marked("visits.record")
def field_photo(
    request: HttpRequest, sent: Form[FieldPhoto], box: Annotated[UploadedFile | None, File()] = None
) -> dict[str, Any]:
    """Take one photo of a visit that came before it; sent again it gets the same answer."""
    if box is None:
        raise Refused("没有照片", field="box")
    rules.check_size(box.size or 0)
    photo = read(PhotoIn, sent.dict())
    return take_photo(request, bring_device(photo.device, **who(request)), photo, box.read())
