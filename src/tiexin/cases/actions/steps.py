"""What every action on a matter does alike: lock it, write the step, let the clocks hear of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from tiexin.calendars.queries import kept
from tiexin.cases import clocks as rules_of_clocks
from tiexin.cases import rules
from tiexin.cases.catalogue import ClockRule
from tiexin.cases.models import Case, CaseClock, CaseStep, ClockStop, Part
from tiexin.core.actions import insert
from tiexin.core.days import aware, naive
from tiexin.core.sealed import seal
from tiexin.core.workdays import Calendar, Stop
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer, Org


def locked(case: Case, seen: int | None = None) -> Case:
    """The matter, locked; refuses a decision made before somebody else's step was read.

    It is locked before it is read: joined in one statement, PostgreSQL would pair the row for which it waited with the
    unit and the owner of before, and find nothing where another has just taken the matter.
    """
    Case.objects.select_for_update().only("pk").get(pk=case.pk)
    found = Case.objects.select_related("org", "owner", "about").get(pk=case.pk)
    if seen is not None:
        rules.check_seen(seen, last_step(found))
    return found


def last_step(case: Case) -> int:
    """The newest step, for whoever decides on what they read."""
    return CaseStep.objects.filter(case=case).aggregate(last=Max("pk"))["last"] or 0


@dataclass(frozen=True)
class Happened:
    """What a step says: the event that clocks hear, its words, whether the asker reads them; `org`: of another unit."""

    event: str
    label: str
    text: str = ""
    told: bool = False
    org: Org | None = None


def step(case: Case, said: Happened, entry: Entry, at: datetime, was: str = "") -> CaseStep:
    """Write one step; words about a sealed matter are sealed."""
    text, sealed = said.text.strip(), None
    if case.sealed and text:
        text, sealed = "", seal(text, f"case.step:{case.key}")
    [made] = insert(
        [
            CaseStep(
                case=case,
                entry=entry,
                at=at,
                event=said.event,
                label=said.label,
                was=was or case.state,
                state=case.state,
                org=said.org or case.org,
                by=entry.by,
                text=text,
                text_sealed=sealed,
                told=said.told,
            )
        ]
    )
    return made


def hear(
    case: Case,
    event: str,
    at: datetime,
    calendar: Calendar | None = None,
    *,
    starts: Sequence[ClockRule] | None = None,
) -> list[CaseClock]:
    """Let the clocks of a matter hear of an event; saves them and the matter's next term. Returns those started.

    `starts`: these begin in the place of those that the event starts by the catalogue.
    """
    reaction = rules_of_clocks.react(case.service, event)
    running = list(running_of(case))
    for clock in running:
        if clock.rule in reaction.met:
            clock.met = at
        elif clock.rule in reaction.ended or _falls_away(case, clock):
            clock.ended = at
    done = [clock for clock in running if not clock.runs]
    if done:
        CaseClock.objects.bulk_update(done, ["met", "ended"])
        ClockStop.objects.filter(clock__in=done, until=None).update(until=at)
    left = [clock for clock in running if clock.runs]
    there = {clock.rule for clock in left}
    new = [rule for rule in (reaction.starts if starts is None else starts) if rule.name not in there]
    made = start(case, new, at, calendar)
    set_due(case, [*left, *made])
    return made


def _falls_away(case: Case, clock: CaseClock) -> bool:
    """Whether a clock that binds the unit ends with the matter; what was closed unasked still waits for a call-back."""
    if case.state not in rules.ENDED or clock.holder != "unit":
        return False
    return not (case.state == "closed" and clock.rule == "call_back")


def running_of(case: Case) -> Sequence[CaseClock]:
    """The clocks that run, locked."""
    return list(CaseClock.objects.select_for_update().filter(case=case, met=None, ended=None).order_by("pk"))


def start(case: Case, wanted: Sequence[ClockRule], at: datetime, calendar: Calendar | None = None) -> list[CaseClock]:
    """Start clocks by their rules."""
    return insert(planned(case, wanted, at, calendar)) if wanted else []


def planned(case: Case, wanted: Sequence[ClockRule], at: datetime, calendar: Calendar | None = None) -> list[CaseClock]:
    """Clocks as they will run, not yet written: a new matter is written with its term already."""
    calendar = calendar or kept()[1]
    made = []
    for rule in wanted:
        length = rule.length_for(case.cls)
        clock = CaseClock(
            case=case,
            rule=rule.name,
            label=rules_of_clocks.label_in(rule.label, case.round),
            holder=rule.holder,
            round=case.round,
            began=at,
            amount=length.amount,
            unit=length.unit,
            first=length.first,
        )
        compute(clock, rule, (), calendar)
        made.append(clock)
    return made


def compute(clock: CaseClock, rule: ClockRule | None, stops: Sequence[ClockStop], calendar: Calendar) -> None:
    """Set when a clock ends and why.

    While it stands still it has no end; where stops have a ceiling, it ends as if it went on when that is reached.
    """
    most = rule.stops.most if rule and rule.stops else None
    standing = next((each for each in stops if each.until is None), None)
    open_until = rules_of_clocks.ceiling(naive(standing.since), most) if standing and most is not None else None
    run = rules_of_clocks.Run(
        began=naive(clock.began),
        length=rules_of_clocks.length_of(clock.amount, clock.unit, clock.first),
        extra=rules_of_clocks.length_of(clock.extra, clock.extra_unit, "next") if clock.extra else None,
        stops=tuple(_stops(stops, open_until)),
        most=most,
    )
    due = rules_of_clocks.due_of(run, calendar)
    clock.lines = [*due.lines, *([_standing(standing, most)] if standing else [])]
    clock.due = None if (standing and most is None) or due.at is None else aware(due.at)
    clock.not_before = due.not_before


def _stops(stops: Sequence[ClockStop], open_until: datetime | None) -> Iterator[Stop]:
    """Stops with both ends; one that is open has the end given, or is left out."""
    for each in stops:
        end = naive(each.until) if each.until else open_until
        if end is not None:
            yield Stop(naive(each.since), end, each.reason)


def _standing(stop: ClockStop, most: int | None) -> str:
    """What is said of a clock that stands still now."""
    if most is None:
        return f"因{stop.reason}停计，恢复以后再定日子"
    return f"因{stop.reason}停计中：停计合计最长{most}天，期限先按停满算；恢复得早，期限就提前"


def set_due(case: Case, running: Sequence[CaseClock]) -> None:
    """Keep the matter's next term beside it."""
    say_due(case, running)
    Case.objects.filter(pk=case.pk).update(due=case.due, not_before=case.not_before)


def say_due(case: Case, running: Sequence[CaseClock]) -> None:
    """Put the next term beside the matter, without writing it: the earliest that binds the unit while it is open."""
    bound = [clock for clock in running if clock.holder == "unit" and case.state not in rules.ENDED]
    due = rules_of_clocks.earliest(clock.due for clock in bound)
    unknown = [clock.not_before for clock in bound if clock.due is None and clock.not_before]
    case.due, case.not_before = due, min(unknown, default=None)


def join(case: Case, officer: Officer, role: str, on: date) -> None:
    """Let somebody take part, unless they do."""
    if not Part.objects.filter(case=case, officer=officer, role=role, until=None).exists():
        insert([Part(case=case, officer=officer, role=role, since=on)])


def part(case: Case, officer: Officer, role: str, on: date, reason: str = "") -> None:
    """Let somebody take part no longer."""
    Part.objects.filter(case=case, officer=officer, role=role, until=None).update(until=on, reason=reason)
