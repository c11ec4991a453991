"""What is asked of calls: the four rates with what they are taken over, whom to call back, who is on the line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.http import HttpRequest

from tiexin.cases import reading
from tiexin.cases.calling_rules import numbers
from tiexin.cases.hotline.models import Call
from tiexin.cases.hotline.norms import norms, soon
from tiexin.cases.models import Case
from tiexin.core.days import opening
from tiexin.registry.models import Worker

RATES = {  # name: the promise, what is counted, over what
    "connected": ("一拨就通", "接起的来电", "全部来电"),
    "answered": ("有问必答", "已答复的咨询", "记为咨询的来电"),
    "taken": ("有求必应", "已登记、由工会办的诉求", "记为诉求的来电"),
    "helped": ("有难必帮", "已帮办的困难", "记为困难的来电"),
}
KINDS = {"answered": "question", "taken": "request", "helped": "difficulty"}


@dataclass(frozen=True)
class Rate:
    """One promise as a rate; `percent` is None where there was nothing to keep it for."""

    promise: str
    of: str
    over: str
    count: int
    total: int

    @property
    def few(self) -> bool:
        """Whether it is over too few to be told as a rate, by the same number as the rates of matters."""
        return 0 < self.total < int(numbers()["fewest"])

    @property
    def percent(self) -> float | None:
        """The rate in percent, rounded down: what is not whole is never shown as 100; None over nothing or too few."""
        return None if self.few or not self.total else self.count * 1000 // self.total / 10

    @property
    def whole(self) -> bool:
        """Whether the plan's promise of 100 % was kept."""
        asked: int = norms()["promise"]["percent"]
        return self.count * 100 >= asked * self.total

    @property
    def asked(self) -> str:
        """How the list of calls is asked for those that it is over."""
        kind = next((KINDS.get(name, "") for name, words in RATES.items() if words[0] == self.promise), "")
        return f"reach=lead&what={kind}"

    @property
    def kept(self) -> str:
        """How it is asked for those of them that it counts."""
        known = any(words[0] == self.promise for words in RATES.values())
        return f"{self.asked}&done={'yes' if known else 'soon'}"

    def __str__(self) -> str:
        if not self.total:
            return f"{self.promise}：没有{self.over}，不算率"
        said = f"少于{numbers()['fewest']}个，不算率" if self.few else f"{self.percent}%"
        return f"{self.promise}：{self.of} {self.count} ÷ {self.over} {self.total} = {said}"


def spoken() -> Q:
    """Calls whose caller somebody spoke with: answered, or reached on calling back."""
    return Q(answer__isnull=False) | Q(reached=True)


def unmarked(calls: QuerySet[Call]) -> QuerySet[Call]:
    """Calls with whose caller somebody spoke and of which nobody said what they were: in no promise but the first."""
    return calls.filter(spoken(), what="")


def during(calls: QuerySet[Call], since: date, until: date) -> QuerySet[Call]:
    """Calls that came on these days, the last one included."""
    found = calls.filter(at__lt=opening(until + timedelta(days=1)))
    return found.filter(at__gte=opening(since)) if since > date.min else found  # no clock shows what is before


def in_time() -> Q:
    """Calls that were picked up as soon as the standard asks."""
    return Q(answer__lte=F("ring") + timedelta(seconds=soon()))


def _counts() -> dict[str, Count]:
    counts = {"offered": Count("pk"), "connected": Count("pk", filter=Q(answer__isnull=False))}
    counts["soon"] = Count("pk", filter=in_time())
    for name, kind in KINDS.items():
        counts[f"{name}_of"] = Count("pk", filter=Q(what=kind))
        counts[name] = Count("pk", filter=Q(what=kind, done__isnull=False))
    return counts


def rates(calls: QuerySet[Call]) -> list[Rate]:
    """The four promises over these calls."""
    return _rates(calls.aggregate(**_counts()))


def _rates(sums: Mapping[str, int]) -> list[Rate]:
    totals = {name: sums[f"{name}_of"] for name in KINDS} | {"connected": sums["offered"]}
    return [Rate(*words, sums[name], totals[name]) for name, words in RATES.items()]


@dataclass(frozen=True)
class Day:
    """One day of calls: how many connected, how many in time, whether that is what the standard asks."""

    on: date
    connected: Rate
    soon: Rate

    @property
    def meets(self) -> bool:
        """Whether so many connected in time as the standard asks of any day."""
        asked: int = norms()["connected"]["percent"]
        return self.soon.count * 100 >= asked * self.soon.total


def by_day(calls: QuerySet[Call]) -> list[Day]:
    """Each day on which calls came, the newest first."""
    rows: Iterable[Any] = calls.annotate(day=TruncDate("at")).values("day").annotate(**_counts()).order_by("-day")
    words = (f"{soon()} 秒内接通", f"{soon()} 秒内接起的来电", "全部来电")
    return [Day(row["day"], _rates(row)[0], Rate(*words, row["soon"], row["offered"])) for row in rows]


def by_org(calls: QuerySet[Call]) -> list[tuple[int, list[Rate]]]:
    """The four promises for the unit from whose county calls came."""
    rows: Iterable[Any] = calls.values("org").annotate(**_counts()).order_by("org")
    return [(row["org"], _rates(row)) for row in rows]


def settled() -> Exists:
    """Whether somebody spoke later with the same number: they rang again, or were reached about a call beside it."""
    same = Call.objects.filter(phone_index=OuterRef("phone_index"), org__practice=OuterRef("org__practice"))
    since = OuterRef("at")
    reached = Q(reached=True) & (Q(at__gt=since) | Q(called_at__gt=since))
    return Exists(same.filter(Q(answer__gt=since) | reached))


def lost(calls: QuerySet[Call]) -> QuerySet[Call]:
    """Calls that nobody answered and about which nobody was reached on calling back."""
    return calls.filter(Q(reached=None) | Q(reached=False), state="abandoned")  # as its index says


def to_call_back(calls: QuerySet[Call]) -> QuerySet[Call]:
    """Of those the ones after which nobody spoke with the same number either, the oldest first."""
    return lost(calls).filter(~settled()).order_by("at", "pk")


def by_number(calls: QuerySet[Call]) -> QuerySet[Any, Any]:
    """Calls to call back as one row for each number: how often it rang, how often it was tried; the oldest first."""
    found = calls.exclude(phone_index=None).order_by().values("phone_index")
    found = found.annotate(first=Min("at"), times=Count("pk"), tried=Sum("tries"), newest=Max("pk"))
    return found.order_by("first", "newest")


def named(rows: Iterable[dict[str, Any]], calls: QuerySet[Call]) -> list[Call]:
    """For each number its newest call, which is called back for all of them, and who tried last."""
    numbers = {bytes(row["phone_index"]): row for row in rows}
    held: dict[bytes, list[Call]] = {number: [] for number in numbers}
    known = calls.filter(phone_index__in=list(numbers)).select_related("org", "line", "called_by") if numbers else ()
    for call in known:
        held[bytes(call.phone_index or b"")].append(call)
    found = []
    for number, row in numbers.items():
        newest = max(held[number], key=lambda call: (call.at, call.pk))
        tried = [call for call in held[number] if call.called_at]
        last = max(tried, key=lambda call: (call.called_at, call.pk), default=None)
        newest.first, newest.times, newest.tried, newest.last = row["first"], row["times"], row["tried"], last  # type: ignore[attr-defined]
        found.append(newest)
    return found


def waiting(calls: QuerySet[Call]) -> QuerySet[Call]:
    """Calls marked as something that is still to be done: not registered, not answered, not helped.

    Nobody marks a call before somebody spoke with the caller, so the mark says that, too.
    With its matter ends what one can do for a call: it stays uncounted, and waits for nobody.
    """
    return calls.filter(done=None, case__closed=None).exclude(what="")


def unregistered(calls: QuerySet[Call]) -> QuerySet[Call]:
    """Of those, calls of which nothing has been registered: no matter says whom they wait for."""
    return calls.filter(done=None, case=None).exclude(what="")


@dataclass(frozen=True)
class Caller:
    """Who may be on the line: people and earlier matters with the same number, within reach."""

    workers: Iterable[Worker]
    cases: Iterable[Case]


def caller(call: Call, request: HttpRequest) -> Caller:
    """Who calls, as far as the person may know it; several people may share one telephone."""
    if call.phone_index is None:
        return Caller((), ())
    same = bytes(call.phone_index)
    workers = Worker.objects.for_request(request, "registry.see").filter(phone_index=same).order_by("pk")[:5]
    reach = Case.objects.for_request(request, "cases.see").open().filter(reading.linkable(request), phone_index=same)
    return Caller(list(workers), list(reading.sighted(request, reach).order_by("due", "pk")[:20]))
