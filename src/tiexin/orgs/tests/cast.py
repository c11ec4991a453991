"""A small cast for tests, made by the real actions: units, people with posts, employers, workers.

All names are invented. `stage()` sets up everything; the single makers serve a test that needs less. Both `stage()`
and `units()` are built in earnest once in a process and put back afterwards (see `kept`).
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from stdnum.cn import ric, uscc

from tiexin.core.days import now
from tiexin.orgs import actions
from tiexin.orgs.actions import NewOrg
from tiexin.orgs.models import Kind, Level, Officer, Org, Rank, Session, Tree
from tiexin.orgs.sessions import SessionStore
from tiexin.orgs.tests import kept
from tiexin.registry import actions as registry
from tiexin.registry.actions import NewTag
from tiexin.registry.actions.workers import register_worker
from tiexin.registry.models import Employer, Worker

FOUNDED = date(2000, 1, 1)
TODAY = date(2012, 5, 10)
PASSWORD = "tiexin-2012-xinjiang"
ROOT = ("宁夏回族自治区总工会", "自治区总工会", "640000")
_numbers = count(1)


@dataclass
class Cast:
    """The tree 省 → 市 → 县 → 企业, a sibling city with a county, an industry union, a closed county."""

    province: Org
    city: Org
    county: Org
    enterprise: Org
    other_city: Org
    other_county: Org
    industry: Org
    closed: Org
    people: dict[str, Officer] = field(default_factory=dict)
    employer: Employer | None = None
    foreign: Employer | None = None
    worker: Worker | None = None


def org(name: str, level: str, parent: Org | None, **more: object) -> Org:
    """Found a unit under another one."""
    wanted = {"opened": FOUNDED, "kind": Kind.TERRITORIAL, "short_name": name.replace("总工会", ""), **more}
    new = NewOrg(name=name, level=Level(level), parent=parent, **wanted)
    return actions.found_org(new, by=None, on=TODAY)


@kept.once
def units() -> Cast:
    """Found the units; the enterprise hangs under its county and, in the other tree, under the industry."""
    name, short, region = ROOT
    province = org(name, "province", None, short_name=short, region=region)
    city = org("银川市总工会", "city", province, region="640100")
    county = org("兴庆区总工会", "county", city, region="640104")
    enterprise = org("凤凰机械厂工会", "enterprise", county, kind=Kind.ENTERPRISE, region="640104")
    other_city = org("石嘴山市总工会", "city", province, region="640200")
    other_county = org("大武口区总工会", "county", other_city, region="640202")
    industry = org("自治区机冶建材工会", "province", province, kind=Kind.INDUSTRY, region="640000")
    closed = org("老城区总工会", "county", city, region="640105")
    actions.hang_under(enterprise, industry, since=FOUNDED, tree=Tree.INDUSTRY)
    actions.close_org(closed, closed=date(2005, 1, 1), by=None, on=TODAY)
    closed.refresh_from_db()
    return Cast(province, city, county, enterprise, other_city, other_county, industry, closed)


def officer(name: str, home: Org, *roles: str, **more: object) -> Officer:
    """Appoint a person at a unit, with posts there and an activated account when there is any post."""
    who = actions.appoint_officer(
        Officer(**{"name": name, "org": home, "since": FOUNDED, "title": "干部", **more}), by=None, on=TODAY
    )
    for role in roles:
        actions.grant_post(who, home, role, by=None, on=date(2012, 1, 1))
    return with_account(who) if roles else who


def with_account(who: Officer, username: str = "") -> Officer:
    """Open and activate the person's account; the password is `PASSWORD`."""
    token = actions.open_account(who, username or f"user{next(_numbers)}", by=None, on=TODAY, now=now())
    actions.activate(token, PASSWORD, now=now())
    who.refresh_from_db()
    return who


def people(cast: Cast) -> dict[str, Officer]:
    """Return one person for each role, and strangers at the sibling city and without any post."""
    return {
        "leader": officer("陈志远", cast.province, "leader", rank=Rank.LEADER, title="主席"),
        "office": officer("林晓梅", cast.province, "office", rank=Rank.MIDDLE, title="办公室主任"),
        "city_office": officer("马建国", cast.city, "office", rank=Rank.MIDDLE, title="副主席"),
        "officer": officer("李秀兰", cast.county, "officer"),
        "enterprise": officer("王铁柱", cast.enterprise, "enterprise", title="工会主席"),
        "stranger": officer("赵海燕", cast.other_city, "office"),
        "nobody": with_account(officer("孙小军", cast.county)),
        "system": officer("周明", cast.province, "system"),
        "security": officer("吴静", cast.province, "security"),
        "audit": officer("郑国强", cast.province, "audit"),
    }


@kept.once
def stage() -> Cast:
    """Set up everything on the day `TODAY`, which requests see as today."""
    set_day(TODAY)
    cast = units()
    cast.people = people(cast)
    cast.employer = employer(cast.county, "宁夏凤凰机械有限公司")
    cast.foreign = employer(cast.other_county, "石嘴山煤业有限公司", kind="state")
    cast.worker = worker(cast.employer, "刘桂英")
    return cast


def set_day(day: date, *, demo: bool = False) -> None:
    """Let requests take `day` for today."""
    actions.set_installation(demo=demo, clock=day, note="")


def credit_code(number: int) -> str:
    """Return a valid synthetic credit code."""
    body = f"91640000{number:09d}"
    return body + uscc.calc_check_digit(body)


def identity(number: int) -> str:
    """Return a valid synthetic ID number of somebody born in 1970."""
    body = f"64010419700101{number % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")


def employer(org: Org, name: str, *tags: str, **more: object) -> Employer:
    """Register an employer, with marks set on the first day of 2012."""
    wanted = {"kind": "private", "industry": "机械制造", "headcount": 320, **more}
    new = Employer(name=name, org=org, credit_code=credit_code(next(_numbers)), **wanted)
    made = registry.register_employer(new, by=None, on=TODAY)
    for tag in tags:
        registry.tag_employer(made, NewTag(tag, date(2012, 1, 1), "调查摸底"), by=None, on=TODAY)
    return made


def worker(employer: Employer, name: str, role: str = "front_line") -> Worker:
    """Register a worker."""
    return register_worker(Worker(employer=employer, name=name, role=role), by=None, on=TODAY, apart=True)


def enter(client: Client, who: Officer) -> Client:
    """Log the person in without a password: the session that logging in would leave, in one statement."""
    account = who.account
    known = {SESSION_KEY: str(account.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0]}
    known[HASH_SESSION_KEY] = account.get_session_auth_hash()
    key, until = secrets.token_hex(16), now() + timedelta(days=1)
    Session(key, SessionStore().encode(known), until, account.pk).save(force_insert=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def rows() -> dict[str, int]:
    """Count every row of every table of the product, in one statement: it is asked twice by hundreds of tests.

    Who comes in is no record: a session is left by `enter`, also where nothing else may be. One row with a column for
    each table: of rows that are joined PostgreSQL made a task for several processes.
    """
    own = (each for each in apps.get_app_configs() if each.name.startswith("tiexin."))
    models = [model for app in own for model in app.get_models() if model is not Session]
    counts = (f"(SELECT COUNT(*) FROM {model._meta.db_table})" for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}")
        return dict(zip((model._meta.label for model in models), cursor.fetchone(), strict=True))


@contextmanager
def nothing_written() -> Iterator[None]:
    """Fail when the body leaves a row more or less in any table."""
    before = rows()
    yield
    after = rows()
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {}
