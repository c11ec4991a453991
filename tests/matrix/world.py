"""The world of the matrix: places in two trees with samples, people with posts, and a fast way to ask."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from pytest import MonkeyPatch

from tests.matrix import samples
from tests.matrix.oracle import PLACES, Person, Sample
from tests.matrix.samples import MAKERS, Corner
from tiexin.evidence.models import Entry, Pending
from tiexin.orgs import actions
from tiexin.orgs.models import Officer
from tiexin.orgs.roles import ROLES
from tiexin.orgs.tests import cast
from tiexin.search import actions as search

WHILE_OPEN = date(2004, 5, 10)  # the closed unit was closed on the first day of 2005
WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.I)
ELSEWHERE = "elsewhere"
OWNERS = {ELSEWHERE: ("industry", "city")}  # whose work, and where it was done
ANONYMOUS, NOBODY = None, Person()
PEOPLE = (NOBODY, *(Person(role, "city") for role in ROLES), Person("office", "industry"), Person("office", "closed"))


class Visitor(RequestFactory):
    """Asks like a browser, but copies no templates and contexts: ten thousand questions take a minute."""

    def __init__(self, officer: Officer | None = None) -> None:
        super().__init__()
        self.ask = ClientHandler(enforce_csrf_checks=False)
        if officer is not None:
            client = Client()
            client.force_login(officer.account)
            self.cookies = client.cookies

    def request(self, **asked: Any) -> Any:
        response = self.ask(self._base_environ(**asked))
        response.words = b"".join(response).decode("utf-8", "replace")
        return response


@dataclass
class World:
    """Everything the matrix asks about."""

    corners: dict[str, Corner] = field(default_factory=dict)
    visitors: dict[Person | None, Visitor] = field(default_factory=dict)
    samples: dict[str, list[Sample]] = field(default_factory=dict)


def build() -> World:
    """Make the world in the test's own transaction."""
    cast.set_day(cast.TODAY)
    units, world = cast.units(), World()
    for place in PLACES:
        day = WHILE_OPEN if place == "closed" else cast.TODAY - timedelta(days=9)
        world.corners[place] = Corner(place, getattr(units, place), day)
    for model in MAKERS:
        world.samples[model] = [
            Sample(model, corner.get(model).pk, (place,)) for place, corner in world.corners.items()
        ]
    visit = visit_elsewhere(world)
    entry = Entry.objects.get(thing="visits.visit", thing_id=visit.pk)
    world.samples["visit"].append(visit)
    world.samples["entry"].append(Sample("entry", entry.pk, visit.owners))
    world.visitors = {person: Visitor(appointed(world, person)) for person in PEOPLE} | {ANONYMOUS: Visitor()}
    search.rebuild()
    Pending.objects.all().delete()  # as after the worker's next look
    return world


def visit_elsewhere(world: World) -> Sample:
    """The industry union visits an enterprise of the city: both may read it."""
    doer, host = world.corners["industry"], world.corners["city"]
    author = cast.officer("钱进", doer.org)
    there = cast.employer(host.org, "红光仪表厂")
    corner = Corner(ELSEWHERE, doer.org, doer.day)
    return Sample("visit", samples.make_visit(author, there, corner).pk, OWNERS[ELSEWHERE])


def appointed(world: World, person: Person) -> Officer:
    """Appoint somebody with the post that `person` describes; without one, somebody with an account only."""
    corner = world.corners[person.at or "city"]
    new = Officer(name="某某", org=corner.org, since=cast.FOUNDED, title="干部")
    officer = actions.appoint_officer(new, by=None, on=cast.TODAY)
    if person.role:
        actions.grant_post(officer, corner.org, person.role, by=None, on=corner.day)
    return cast.with_account(officer)


def tables() -> str:
    """Return the SQL that counts the rows of every table in one statement."""
    found = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    return "SELECT " + ", ".join(f"(SELECT COUNT(*) FROM {table})" for table in found)


def rows(counting: str) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(counting)
        return tuple(cursor.fetchone())


def ask(visitor: Visitor, method: str, path: str, sent: dict[str, Any], api: bool = False) -> Any:
    """Ask once; the answer carries `words` and the statements that `wrote`."""
    wrote: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        wrote.extend([sql] if WRITE.match(sql) else [])
        return execute(sql, params, many, context)

    more = {"content_type": "application/json"} if api and method != "GET" else {}
    with connection.execute_wrapper(watch):
        response = getattr(visitor, method.lower())(path, sent, **more)
    response.wrote = wrote
    return response


@contextmanager
def reading() -> Iterator[set[str]]:
    """Note which words of a query anything looks up meanwhile."""
    seen: set[str] = set()
    patch = MonkeyPatch()
    for name in ("__getitem__", "__contains__", "get", "getlist"):
        real = getattr(QueryDict, name)

        def noted(self: QueryDict, key: Any, *more: Any, real: Any = real, **named: Any) -> Any:
            seen.add(str(key))
            return real(self, key, *more, **named)

        patch.setattr(QueryDict, name, noted)
    yield seen
    patch.undo()


def try_out(visitor: Visitor, method: str, path: str, sent: dict[str, Any], api: bool = False) -> Any:
    """Ask once and undo what the answer wrote."""
    with transaction.atomic():
        response = ask(visitor, method, path, sent, api)
        transaction.set_rollback(True)
    return response
