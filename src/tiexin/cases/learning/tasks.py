"""Learning in the worker: each night while suggestions are on, and when somebody asks for it."""

from __future__ import annotations

from datetime import date

from django_tasks import task

from tiexin.cases.learning import queries
from tiexin.orgs.calendar import today


@task()
def learn_now(officer: int | None = None) -> None:
    """Learn from what is closed; doing so twice leaves two rows and one file."""
    from tiexin.cases.actions.learning import learn_cases
    from tiexin.orgs.models import Officer, Org

    by = Officer.objects.filter(pk=officer).select_related("org").first() if officer else None
    tops = list(Org.objects.filter(practice=False, closed=None, level__in=HIGH).values_list("pk", flat=True))
    if by is not None or tops:
        learn_cases(by.org if by is not None else Org.objects.top_of(tops), by=by, on=today())


HIGH = ("national", "province", "city", "county")


def nightly(day: date) -> None:
    """Wake the worker once a day, while suggestions are shown and nothing was learned that day."""
    last = queries.last_learned()
    if queries.is_on() and (last is None or last.on < day):
        learn_now.enqueue()
