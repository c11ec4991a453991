"""What an enterprise had to bear, month by month and from all levels (C174): counts alone, of whichever unit."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tiexin.activities.models import Activity
from tiexin.orgs.models import Level
from tiexin.registry.models import Employer
from tiexin.supervision.models import Ask
from tiexin.visits.announcement_rules import too_often, window
from tiexin.visits.announcements import Announcement, AnnouncementStep, ProblemReply
from tiexin.visits.models import Visit

MONTHS = 12
CONCLUDED = ("agreed", "unreached", "upheld", "dropped")  # while a check is open, nobody learns that somebody was asked
KINDS = {"visits": "走访", "activities": "活动", "asks": "抽查核实问人", "answers": "企业答复"}


@dataclass
class Month:
    """One month: what came of each kind, the visits by level, and the most visits within the days of the limit."""

    first: date
    counts: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    many: int = 0

    @property
    def total(self) -> int:
        """Everything that came."""
        return self.counts.total()

    @property
    def shown(self) -> list[int]:
        """The counts in the order of `KINDS`."""
        return [self.counts[kind] for kind in KINDS]

    @property
    def by_level(self) -> list[tuple[str, int]]:
        """Visits by level, the highest first, in words."""
        return [(label, self.levels[level]) for level, label in Level.choices if self.levels[level]]


def months_of(employer: Employer, day: date) -> list[Month]:
    """The last twelve months up to a day, the newest first; months without anything are there, too."""
    firsts = _firsts(day)
    since = {"gte": firsts[-1], "lte": day}
    visits = Visit.objects.filter(employer=employer, voided=None, **_between("on", since))
    made = list(visits.values_list("on", "org__level"))
    days = {"visits": [on for on, _ in made], **_others(employer, since)}
    months = {first: Month(first) for first in firsts}
    for kind, found in days.items():
        for on in found:
            months[on.replace(day=1)].counts[kind] += 1
    for on, level in made:
        months[on.replace(day=1)].levels[level] += 1
    for month, many in _too_many(days["visits"]).items():
        months[month].many = many
    return [months[first] for first in firsts]


def _firsts(day: date) -> list[date]:
    """The first days of the last months, the newest first; none before the calendar begins."""
    months = day.year * 12 + day.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(months, max(months - MONTHS, 11), -1)]


def _between(name: str, since: Mapping[str, date]) -> dict[str, date]:
    return {f"{name}__{sign}": on for sign, on in since.items()}


def _others(employer: Employer, since: Mapping[str, date]) -> dict[str, Iterable[date]]:
    held = Activity.objects.filter(employer=employer, voided=None, state="held", **_between("on", since))
    asked = Ask.objects.filter(check_of__visit__employer=employer, check_of__state__in=CONCLUDED)
    steps = AnnouncementStep.objects.filter(announcement__employer=employer).exclude(said_by="")
    replies = ProblemReply.objects.filter(problem__visit__employer=employer, **_between("day", since))
    return {
        "activities": held.values_list("on", flat=True),
        "asks": asked.filter(**_between("on", since)).values_list("on", flat=True),
        "answers": [
            *steps.filter(**_between("entry__on", since)).values_list("entry__on", flat=True),
            *replies.values_list("day", flat=True),
        ],
    }


def _too_many(visits: Iterable[date]) -> dict[date, int]:
    """For each month the most visits that came within the days of the limit, where that is more than it allows."""
    days, found = sorted(visits), defaultdict[date, int](int)
    for place, day in enumerate(days):
        first, _ = window(day)
        others = [other for other in days[:place] if other >= first]
        month = day.replace(day=1)
        found[month] = max(found[month], too_often(others, day))
    return found


def to_come(employer: Employer, day: date) -> int:
    """How many announced visits are still to come."""
    coming = Announcement.objects.filter(employer=employer, state__in=("announced", "confirmed"), day__gte=day)
    return coming.count()
