"""Every write that puts a line right: a seat that was left taken, a number mistyped, a union joined by mistake."""

from datetime import date

from django.db import IntegrityError, transaction

from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.hotline import rules
from tiexin.cases.hotline.models import Call, Line, LineJoin, LineMend, Seat
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record, void
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer

NUMBERS = "座席规则：一席一号"
OPENED = "C144：开通“12351”职工服务热线"


@transaction.atomic
def free_seat(seat: Seat, why: str, *, by: Officer, on: date) -> Seat:
    """Let a seat be free again that somebody left without standing up; refused for one at which nobody sits."""
    found = _seat(seat, why)
    if found.officer is None:
        raise Refused("这个座席现在没有人", clause="座席规则：一席一人", field="what")
    text = f"{found.number}号座席让{found.officer}离座"
    lines.sit(found, None)
    found.state = "away"
    found.save(update_fields=["officer", "state"])
    _mended(found.line, text, why, Act("free_seat", found, by, on, found.org_id))
    return found


@transaction.atomic
def renumber_seat(seat: Seat, number: str, why: str, *, by: Officer, on: date) -> Seat:
    """Give a seat the number that it has in the telephone system; refused for one that the line has."""
    found = _seat(seat, why)
    _check_number(number)
    if Seat.objects.filter(line=found.line, number=number, closed=None).exists():
        raise Refused("这条热线已有这个座席号", clause=NUMBERS, field="number")
    text, found.number = f"{found.number}号座席改为{number}号", number
    found.save(update_fields=["number"])
    _mended(found.line, text, why, Act("renumber_seat", found, by, on, found.org_id))
    return found


@transaction.atomic
def close_seat(seat: Seat, why: str, *, by: Officer, on: date) -> Seat:
    """Let a seat be no more; its calls stay. Refused while somebody sits there."""
    found = _seat(seat, why)
    if found.officer is not None:
        raise Refused(f"{found.officer}还坐在这个座席，先让人离座", clause=NUMBERS, field="what")
    found.closed = on
    found.save(update_fields=["closed"])
    _mended(found.line, f"停用{found.number}号座席", why, Act("close_seat", found, by, on, found.org_id))
    return found


@transaction.atomic
def drop_join(joined: LineJoin, why: str, *, by: Officer, on: date) -> LineJoin:
    """Let a union be served by a line no more; where no call ever came from there, it counts as never joined.

    Refused while seats of the line stand at the union.
    """
    line = _begin(joined.line, why)
    found = LineJoin.objects.select_for_update(of=("self",)).select_related("org").get(pk=joined.pk)
    if found.until is not None:
        raise Refused("这个单位的接入已经撤销", field="what")
    if Seat.objects.filter(line=line, org=found.org, closed=None).exclude(org=line.org).exists():
        raise Refused("这个单位还设着座席，先停用座席", clause=NUMBERS, field="what")
    found.until = on
    found.save(update_fields=["until"])
    if not Call.objects.filter(line=line, org=found.org).exists():
        _take_back("join_line", found, by, on)
    _mended(line, f"撤销{found.org}的接入", why, Act("drop_join", found, by, on, found.org_id))
    return found


@transaction.atomic
def renumber_line(line: Line, number: str, why: str, *, by: Officer, on: date) -> Line:
    """Give a line the number that the telephone system tells; refused for one that is open already."""
    found = _begin(line, why)
    _check_number(number)
    taken = Refused("这个号码的热线已经开通", clause=OPENED, field="number")
    if Line.objects.filter(number=number, closed=None).exists():
        raise taken
    text, found.number = f"号码{found.number}改为{number}", number
    try:
        found.save(update_fields=["number"])
    except IntegrityError as error:
        raise taken from error
    _mended(found, text, why, Act("renumber_line", found, by, on, found.org_id))
    return found


@transaction.atomic
def close_line(line: Line, why: str, *, by: Officer, on: date) -> Line:
    """Let a line be no more; its calls stay. One that never rang counts as never opened.

    Refused while it has seats or unions that joined.
    """
    found = _begin(line, why)
    if found.seats.filter(closed=None).exists() or found.joined.filter(until=None).exists():
        raise Refused("先停用座席、撤销接入，再停用热线", clause=OPENED, field="what")
    found.closed = on
    found.save(update_fields=["closed"])
    if not Call.objects.filter(line=found).exists():
        _take_back("open_line", found, by, on)
    _mended(found, f"停用{found.number}", why, Act("close_line", found, by, on, found.org_id))
    return found


def _begin(line: Line, why: str) -> Line:
    """The line, held; a reason is asked for first."""
    rules.check_why(why)
    return lines.hold(line)


def _seat(seat: Seat, why: str) -> Seat:
    """The seat under its lock, its line held; refused for one that is closed."""
    _begin(seat.line, why)
    found = Seat.objects.select_for_update(of=("self",)).select_related("line", "officer").get(pk=seat.pk)
    if found.closed is not None:
        raise Refused("这个座席已经停用", clause=NUMBERS, field="what")
    return found


def _check_number(number: str) -> None:
    if not number:
        raise Refused("请写改成什么号", clause=NUMBERS, field="number")


def _take_back(verb: str, thing: Line | LineJoin, by: Officer, on: date) -> None:
    """Void what was counted when it began."""
    entries = Entry.objects.filter(thing=thing._meta.label_lower, thing_id=thing.pk, verb=verb, voids=None)
    for entry in entries.filter(voided_by=None).order_by("pk"):
        void(entry, by=by, on=on)


def _mended(line: Line, text: str, why: str, act: Act) -> None:
    LineMend.objects.create(line=line, text=text, why=why.strip(), by=act.by, on=act.on)
    record(act)
