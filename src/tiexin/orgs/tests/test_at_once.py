"""Two people at the same moment: one wins, the other hears it in plain words, and nothing is there twice.

On PostgreSQL only: SQLite lets one writer in at a time, and its test database in memory cannot wait.
"""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from tiexin.core.days import now
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence import guards
from tiexin.evidence.actions import NewFact, record, void
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import actions
from tiexin.orgs.models import Account, Activation, Post
from tiexin.orgs.tests import cast as c
from tiexin.registry import actions as registry
from tiexin.registry.actions import NewTag
from tiexin.registry.models import Employer, EmployerTag

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


@pytest.fixture
def units(transactional_db):
    yield c.units()
    assert guards.standing() == set(guards.names())


def at_once(*calls):
    """Run the calls in threads that start together; return what each did: None, or its refusal."""
    start, ends = Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        start.wait()
        try:
            with transaction.atomic():
                call()
        except Refused as refusal:
            ends[number] = refusal
        finally:
            connection.close()

    threads = [Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return ends


def one_wins(*calls):
    refused = [end for end in at_once(*calls) if end is not None]
    assert len(refused) == len(calls) - 1
    return refused


def test_one_link_activates_once(units):
    token = actions.open_account(c.officer("李秀兰", units.county), "lixiulan", by=None, on=c.TODAY, now=now())
    passwords = [f"tiexin-2012-{number}" for number in range(3)]
    refused = one_wins(*(lambda p=p: actions.activate(token, p, now=now()) for p in passwords))
    assert all("已用过" in str(each) for each in refused)
    assert Activation.objects.exclude(used=None).count() == 1
    assert sum(Account.objects.get().check_password(each) for each in passwords) == 1


def test_three_administrator_posts_for_one_person(units):
    who = c.officer("周明", units.province)
    roles = ("system", "security", "audit")
    one_wins(*(lambda r=r: actions.grant_post(who, units.city, r, by=None, on=c.TODAY) for r in roles))
    assert Post.objects.filter(officer=who).count() == 1


def test_one_log_in_name_for_two_people(units):
    people = [c.officer(name, units.county) for name in ("李秀兰", "李兰")]
    refused = one_wins(*(lambda w=w: actions.open_account(w, "lilan", by=None, on=c.TODAY, now=now()) for w in people))
    assert refused[0].field == "username"
    assert Account.objects.count() == 1


def test_one_employer_registered_by_two(units):
    row = {"name": "厂", "org": units.county, "credit_code": c.credit_code(970), "kind": "state", "industry": "纺织"}
    refused = one_wins(*(lambda: registry.register_employer(Employer(**row), by=None, on=c.TODAY) for _ in range(2)))
    assert refused[0].field == "credit_code"
    assert Employer.objects.count() == 1


def test_one_mark_set_by_two(units):
    employer = c.employer(units.county, "厂")
    mark = NewTag("halted", date(2012, 1, 1), "停产")
    one_wins(*(lambda: registry.tag_employer(employer, mark, by=None, on=c.TODAY) for _ in range(2)))
    assert EmployerTag.objects.count() == 1


def test_one_source_recorded_by_two(units):
    act = Act("record_visit", units.county, None, c.TODAY, units.county.id, source="visit:1")
    fact = NewFact("visit", c.TODAY, units.county, units.county)
    one_wins(*(lambda: record(act, [fact]) for _ in range(3)))
    assert Entry.objects.filter(source="visit:1").count() == Fact.objects.count() == 1


def test_one_entry_voided_by_two(units):
    act = Act("record_visit", units.county, None, c.TODAY, units.county.id)
    entry = record(act, [NewFact("visit", c.TODAY, units.county, units.county)])
    one_wins(*(lambda: void(entry, by=None, on=c.TODAY) for _ in range(2)))
    assert Entry.objects.filter(voids=entry).count() == 1
    assert Fact.objects.live().count() == 0


def test_one_post_ended_by_two(units):
    post = actions.grant_post(c.officer("李秀兰", units.county), units.county, "officer", by=None, on=c.TODAY)
    one_wins(*(lambda: actions.end_post(post, by=None, on=c.TODAY) for _ in range(2)))
    assert Entry.objects.filter(verb="end_post").count() == 1
