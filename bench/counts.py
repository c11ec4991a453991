"""Statements and single steps, counted and timed in this process."""

from collections.abc import Iterator
from time import perf_counter

from django.test import Client

from bench import visiting
from bench.measure import Figure, at_most, middle, statements
from bench.province import TODAY, Province, settle
from tiexin.duties import fold
from tiexin.orgs import calendar
from tiexin.orgs.models import Officer
from tiexin.registry.models import Worker
from tiexin.visits import actions
from tiexin.visits.actions import NewVisit

MOST_VISIT, MOST_PAGE = 16, 22  # the visit has a problem: its first step and whose voice it is are two of them


def browser(who: Officer) -> Client:
    """Return a client in this process, logged in."""
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(who.account)
    return client


def one_visit(made: Province) -> Iterator[Figure]:
    """Count the statements of recording a visit, when the process knows nothing yet."""
    client, form = browser(made.author), next(visiting.forms(made))

    def send() -> None:
        calendar.forget()
        answer = client.post(visiting.PATH, form)
        if answer.status_code != 302:
            raise RuntimeError(answer.content.decode())

    yield at_most("登记走访的语句 statements of a visit", len(statements(send)), MOST_VISIT, "SQL")
    settle()


def one_page(who: Officer, path: str) -> int:
    """Count the statements of a page."""
    client = browser(who)

    def look() -> None:
        calendar.forget()
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")

    return len(statements(look))


def one_drain(made: Province, times: int) -> Iterator[Figure]:
    """Time the folding of single visits, and count its statements."""
    forms, spent, counted = visiting.forms(made), [], 0
    for _ in range(times):
        record(made, next(forms))
        began = perf_counter()
        if _ % 2:
            counted = len(statements(fold.drain))
        else:
            fold.drain()
            spent.append(1000 * (perf_counter() - began))
    yield Figure("重算一次走访 folding one visit, p50", middle(spent))
    yield Figure("重算一次走访的语句 statements of it", counted, "SQL")


def record(made: Province, form: dict[str, object]) -> None:
    """Record one visit by the action itself."""
    known = list(Worker.objects.filter(pk__in=form["known"]).select_related("employer__org"))
    new = NewVisit(made.author, known[0].employer, TODAY, ["seminar"], made.teams[0], known=known)
    actions.record_visit(new, by=made.author, on=TODAY)
