"""Every write about lines, the unions that joined them, seats and the rota."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from tiexin.cases.hotline import norms, rules, sittings
from tiexin.cases.hotline.models import Line, LineJoin, Seat, Shift, Sitting
from tiexin.core.days import now
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import NewFact, record
from tiexin.orgs.models import Officer, Org

ROTA = "排班规则：排在岗的人，一人同一时间只排一个班"
LONGEST = 31  # days of one plan of shifts


@transaction.atomic
def open_line(org: Org, number: str, *, by: Officer, on: date) -> Line:
    """Open a hotline; refused for a number that is open already."""
    line = _new_line(org, number, on)
    record(Act("open_line", line, by, on, org.pk), [NewFact("hotline_opened", on, org, org)])
    return line


def _new_line(org: Org, number: str, on: date) -> Line:
    """Of two unions that open a number at the same moment the other hears that it is open."""
    taken = Refused("这个号码的热线已经开通", clause="C144：开通“12351”职工服务热线", field="number")
    if Line.objects.filter(number=number, closed=None).exists():
        raise taken
    try:
        return Line.objects.create(org=org, number=number, opened=on)
    except IntegrityError as error:
        raise taken from error


def hold(line: Line) -> Line:
    """Let whoever changes the same line wait; calls go on coming in. Refused for one that is closed."""
    found = Line.objects.select_for_update(no_key=True, of=("self",)).select_related("org").get(pk=line.pk)
    if found.closed is not None:
        raise Refused("这条热线已经停用", clause="C144：开通“12351”职工服务热线")
    return found


@transaction.atomic
def join_line(line: Line, org: Org, *, by: Officer, on: date) -> LineJoin:
    """Let a union's workers be served by a line; refused when they are."""
    hold(line)
    if LineJoin.objects.filter(line=line, org=org, until=None).exists():
        raise Refused("这个单位已经接入", clause="C145：对全省所有县级工会全覆盖", field="org")
    joined = LineJoin.objects.create(line=line, org=org, since=on)
    record(Act("join_line", joined, by, on, org.pk), [NewFact("hotline_joined", on, line.org, org)])
    return joined


@transaction.atomic
def join_unions(line: Line, orgs: Iterable[Org], *, by: Officer, on: date) -> list[LineJoin]:
    """Let several unions join at once, all or none."""
    return [join_line(line, org, by=by, on=on) for org in orgs]


@transaction.atomic
def open_seat(line: Line, org: Org, number: str, *, by: Officer, on: date) -> Seat:
    """Add a seat at which a line is answered; refused for a number that the line has."""
    hold(line)
    if Seat.objects.filter(line=line, number=number, closed=None).exists():
        raise Refused("这条热线已有这个座席号", clause="座席规则：一席一号", field="number")
    seat = Seat.objects.create(line=line, org=org, number=number)
    record(Act("open_seat", seat, by, on, org.pk))
    return seat


@transaction.atomic
def take_seat(seat: Seat, since: datetime | None = None, *, by: Officer, on: date) -> Seat:
    """Sit down at a seat, from now or since a moment, free for calls.

    Refused where somebody sits, at a seat that is closed, or while sitting elsewhere.
    """
    Officer.objects.select_for_update(no_key=True, of=("self",)).get(pk=by.pk)  # who taps two seats at once sits at one
    found = Seat.objects.select_for_update().get(pk=seat.pk)
    if found.closed is not None:
        raise Refused("这个座席已经停用", clause="座席规则：一席一号", field="seat")
    if found.officer_id not in (None, by.pk):
        raise Refused("这个座席已有人", clause="座席规则：一席一人", field="seat")
    if Seat.objects.filter(officer=by).exclude(pk=found.pk).exists():
        raise Refused("您已经在另一个座席，请先离开", clause="座席规则：一人一席", field="seat")
    if found.officer_id == by.pk:
        rules.check_not_talking("free", sittings.is_talking(found))
    else:
        sit(found, by, since)
    return seated(found, "free", by, on)


@transaction.atomic
def leave_seat(seat: Seat, *, by: Officer, on: date) -> Seat:
    """Leave a seat; refused for one at which somebody else sits."""
    found = _own(seat, by)
    sit(found, None)
    return seated(found, "away", by, on)


@transaction.atomic
def change_seat(seat: Seat, state: str, *, by: Officer, on: date) -> Seat:
    """Say whether the next call may come to one's seat."""
    found = _own(seat, by)
    rules.check_seat_state(state, manned=True)
    rules.check_not_talking(state, sittings.is_talking(found))
    return seated(found, state, by, on)


def _own(seat: Seat, by: Officer) -> Seat:
    found = Seat.objects.select_for_update().get(pk=seat.pk)
    if found.officer_id != by.pk:
        raise Refused("这不是您的座席", clause="座席规则：一席一人", field="seat")
    return found


def seated(seat: Seat, state: str, by: Officer | None, on: date) -> Seat:
    """Keep who sits at a locked seat and what it is."""
    seat.state = state
    seat.save(update_fields=["officer", "state"])
    record(Act("change_seat", seat, by, on, seat.org_id))
    return seat


def sit(seat: Seat, officer: Officer | None, since: datetime | None = None) -> None:
    """Let somebody, or nobody, sit at a locked seat from now on, and keep who sat there until now."""
    at = since or now()
    Sitting.objects.filter(seat=seat, until=None).update(until=at)
    seat.officer = officer
    if officer is not None:
        Sitting.objects.create(seat=seat, officer=officer, since=at)


@dataclass(frozen=True)
class Hours:
    """Whom to put on the rota and when: the same hours on each day from the first to the last."""

    org: Org
    officer: Officer
    on: date
    start: int
    end: int
    until: date | None = None


@transaction.atomic
def plan_shifts(hours: Hours, *, by: Officer, on: date) -> list[Shift]:
    """Put an officer on the rota, all days or none.

    Refused: hours that cross another shift of theirs, a day that has passed, too many days, somebody who has left.
    """
    more = ((hours.until or hours.on) - hours.on).days
    if not 0 <= more < LONGEST:
        raise Refused(f"一次最多排{LONGEST}天，最后一天不能早于第一天", field="until")
    if hours.on + timedelta(days=more) > on + norms.ahead():
        raise Refused(f"最多提前{norms.ahead().days}天排班", clause=ROTA, field="until" if more else "on")
    days = [hours.on + timedelta(days=number) for number in range(more + 1)]
    said = {"org": hours.org, "officer": hours.officer, "start": hours.start, "end": hours.end}
    return [plan_shift(Shift(on=day, **said), by=by, on=on) for day in days]


@transaction.atomic
def plan_shift(shift: Shift, *, by: Officer, on: date) -> Shift:
    """Put an officer on the rota for a day.

    Refused: hours that cross another shift of theirs, a day that has passed, somebody who is not in office then.
    """
    if shift.on < on:
        raise Refused("不能给过去的日子排班", field="on")
    Officer.objects.select_for_update().get(pk=shift.officer_id)
    if not Officer.objects.serving(shift.on).filter(pk=shift.officer_id).exists():
        raise Refused("这位同志那天不在岗，不能排班", clause=ROTA, field="officer")
    others = Shift.objects.filter(officer=shift.officer_id, on=shift.on, dropped=None).values_list("start", "end")
    rules.check_shift(shift.start, shift.end, others)
    shift.save(force_insert=True)
    record(Act("plan_shift", shift, by, on, shift.org_id))
    return shift


@transaction.atomic
def drop_shift(shift: Shift, *, by: Officer, on: date) -> Shift:
    """Take a shift off the rota; refused for one that was taken off or whose day has passed."""
    found = Shift.objects.select_for_update().get(pk=shift.pk)
    if found.dropped is not None or found.on < on:
        raise Refused("这个班已经取消，或者已经过去", clause=ROTA)
    found.dropped = on
    found.save(update_fields=["dropped"])
    record(Act("drop_shift", found, by, on, found.org_id))
    return found
