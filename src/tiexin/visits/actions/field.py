"""Every write for phones: the phone itself, each record with its receipt in one transaction."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from tiexin.core.journal import Act
from tiexin.core.pictures import redraw
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.evidence.actions import keep_file, record
from tiexin.evidence.models import File
from tiexin.orgs.models import Officer
from tiexin.registry.actions import group_met
from tiexin.registry.actions.workers import register_worker
from tiexin.registry.models import Worker
from tiexin.registry.worker_queries import Met
from tiexin.visits.actions import NewVisit, record_visit
from tiexin.visits.actions.days import said_of, tell_day
from tiexin.visits.day_rules import DaySaid
from tiexin.visits.field.models import Device, Receipt
from tiexin.visits.field.rules import OWN, PHOTOS, Conflict
from tiexin.visits.models import Stay, StayDay, Team, Visit
from tiexin.visits.queries import photos_of

Answer = dict[str, Any]


@transaction.atomic
def bring_device(key: uuid.UUID, *, by: Officer, on: date) -> Device:
    """Know an officer's phone: at its first sync it leaves an entry; the phone of somebody else is refused."""
    found = Device.objects.filter(key=key).first()
    if found is None:
        found = Device.objects.create(key=key, officer=by, since=on)
        record(Act("bring_device", found, by, on, by.org_id))
    if found.officer_id != by.pk:
        raise Refused("这部手机上的记录是另一位干部的，请那位干部登录后再发", clause=OWN, field="device")
    return found


@dataclass(frozen=True)
class Sent:
    """A record as it came: its number, made by the phone, its kind, when it was written."""

    uuid: uuid.UUID
    kind: str
    made_at: datetime | None = None


def receive(device: Device, sent: Sent, work: Callable[[], Answer]) -> Answer:
    """Do the work of a record once, with its receipt in the same transaction; sent again, the answer is the same.

    What `work` refuses leaves neither work nor receipt: mended, the record may come under the same number.
    """
    if (known := _receipt(device, sent)) is not None:
        return known
    try:
        with transaction.atomic():
            values: dict[str, Any] = {"kind": sent.kind, "made_at": sent.made_at, "answer": {}}
            receipt = Receipt.objects.create(device=device, uuid=sent.uuid, **values)
            receipt.answer = work()
            receipt.save(update_fields=["answer"])
    except IntegrityError:  # the same record on two ways at once: the database decides who was first
        known = _receipt(device, sent)
        if known is None:
            raise
        return known
    answer: Answer = receipt.answer
    return answer


def _receipt(device: Device, sent: Sent) -> Answer | None:
    return Receipt.objects.filter(device=device, uuid=sent.uuid).values_list("answer", flat=True).first()


@transaction.atomic
def record_met(new: NewVisit, apart: Sequence[tuple[str, str]], *, by: Officer, on: date) -> Visit:
    """Record a visit with people of whom the officer says that they only share a name with somebody there.

    `apart` are (name, role) as in a visit: each becomes a worker of its own, whoever else has that name.
    """
    known, groups = list(new.known), dict(new.groups)
    for name, said in apart:
        role, _, group = said.partition(".")
        twin = Worker(employer=new.employer, name=name, role=role)
        worker = register_worker(twin, by=by, on=on, apart=True)
        met = Met([worker], {})
        group_met(met, {name: group}, by=by, on=new.on)
        known, groups = [*known, worker], {**groups, **met.groups}
    return record_visit(replace(new, known=known, groups=groups), by=by, on=on)


@transaction.atomic
def add_photo(visit: Visit, content: bytes, *, by: Officer, on: date) -> File:
    """Keep a photo of a visit, drawn anew without what the camera wrote into it; its entry holds the file.

    Refused, with nothing kept: what is no picture or too large, one more than a visit takes, a visit that was voided.
    """
    visit = Visit.objects.select_for_update(of=("self",)).select_related("org").get(pk=visit.pk)
    if visit.voided is not None:
        raise Refused(f"这条走访已于{zh_date(visit.voided)}作废，照片没有保存", field="photo")
    number = photos_of(visit).count() + 1
    if number > PHOTOS:
        raise Refused(f"一次走访最多存{PHOTOS}张照片", field="photo")
    drawn = redraw(content)
    entry = record(Act("add_photo", visit, by, on, visit.org_id))
    return keep_file(drawn, f"走访照片{number}.jpg", "image/jpeg", org=visit.org, entry=entry)


@transaction.atomic
def tell_known_day(stay: Stay, day: date, said: DaySaid, base: int | None, *, by: Officer, on: date) -> StayDay:
    """Tell a day of a stay as a phone knew it: `base` is what the phone saw told of it, None for nothing.

    Raises `Conflict`, with nothing written, when something else was told meanwhile; the same words are no conflict.
    """
    Team.objects.select_for_update(of=("self",)).get(pk=stay.team_id)
    told = StayDay.objects.filter(stay=stay, officer=by, on=day, replaced=None).first()
    if told is not None and said_of(told) == said:
        return told
    if told is not None and told.pk != base:
        theirs = {"base": told.pk, **vars(said_of(told))}
        raise Conflict(f"{zh_date(day)}已经在别处记过，内容不一样", theirs, field="base")
    return tell_day(stay, day, said, by=by, on=on)
