"""Numbers that no row can have, in every field of every form of matters, the hotline and the workers' pages.

Those who may open a page take turns at it; with `TIEXIN_EVERY_TEST=1` each of them asks for every page.
"""

import logging
import os
import re
from itertools import product
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from tests.matrix import found, world
from tests.matrix.oracle import Person, may
from tiexin.orgs import calendar
from tiexin.orgs.roles import ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.house]
LARGE = "9" * 30
ROOMS = ("tiexin.cases.", "tiexin.portal.")
PAGES = [page for page in found.find() if page.view.__module__.startswith(ROOMS) and not page.api]
WHO = [Person(role, "city") for role in ("office", "leader", "officer")]
EVERY = bool(os.environ.get("TIEXIN_EVERY_TEST"))
ALWAYS = ("org", "orgs", "officer", "employer", "worker", "case", "call", "unit", "at", "seat", "slot", "key", "number")
LOOKED_AT = ("page", "q", "kind", "to", "letter", "name", *ALWAYS)
ASKED = ({}, dict.fromkeys(LOOKED_AT, LARGE), {"kind": "dispute"}, {"kind": "petition"})


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    logging.disable(logging.ERROR)
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.build()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
    calendar.forget()


def client_of(made, person):
    client = Client(raise_request_exception=False)
    client.cookies = made.visitors[person].cookies
    return client


def addresses(made, person, page):
    """A page with rows of the person's own place in its address; those that open to nobody here, too."""
    near = [[each for each in made.samples.get(model, []) if "city" in each.owners][:1] for model in page.models]
    if "str" in page.models:
        return [page.path(LARGE)]
    crossed = list(product(*near))
    opened = [each for each in crossed if not page.permission or may(person, page, each)]
    return [page.path(*(sample.pk for sample in each)) for each in opened or crossed]


def asks(person, number, page):
    """Say whether the page is asked for by this person: those who may open it take turns."""
    may_open = [who for who in WHO if not page.permission or page.permission in ROLES[who.role].permissions] or WHO
    return EVERY or may_open[number % len(may_open)] == person


def fields_of(response):
    form = response.context.get("form") if response.context else None
    return set(getattr(form, "fields", ())) | set(ALWAYS)


@pytest.mark.parametrize("asked", ASKED, ids=["plain", "large", "dispute", "petition"])
@pytest.mark.parametrize("person", WHO, ids=str)
def test_no_field_of_any_form_fails_at_a_number_of_thirty_digits(made, person, asked):
    failed, forms, client = [], 0, client_of(made, person)
    for page in [page for number, page in enumerate(PAGES) if asks(person, number, page)]:
        for address in addresses(made, person, page):
            with transaction.atomic():
                shown = client.get(address, asked)
                names = fields_of(shown)
                forms += bool(shown.context and shown.context.get("form"))
                query = "?kind=dispute" if page.name == "case-new" else ""
                sent = [client.post(f"{address}{query}", dict.fromkeys(names, value)) for value in VALUES]
                transaction.set_rollback(True)
            statuses = [each.status_code for each in (shown, *sent)]
            failed += [f"{address} {asked}: {statuses}"] if max(statuses) > 499 else []
    assert failed == []
    assert forms > 5


VALUES = (LARGE, [LARGE, LARGE], f"-{LARGE}", "１" * 30)


def test_some_rows_are_asked_for_by_the_field_that_knows_no_such_number():
    """Django's own looks them all up at once: on SQLite a number beyond its columns is an error of the server."""
    source = Path(__file__).parents[1] / "src"
    plain = [
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if "tests" not in path.parts and re.search(r"= \w*\.?ModelMultipleChoiceField\(", path.read_text())
    ]
    assert plain == []
