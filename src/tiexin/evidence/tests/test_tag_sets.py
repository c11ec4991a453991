"""An installation whose facts had tags of their own finds them again in sets."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection

from tiexin.core.journal import Act
from tiexin.evidence import guards, rules
from tiexin.evidence.actions import NewFact, record
from tiexin.evidence.models import Fact, Tag
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db(transaction=False)
migration = import_module("tiexin.evidence.migrations.0003_tag_sets")
WORK, HOME = [("method", "hear"), ("place", "workshop")], [("method", "home")]


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_tags_of_facts_become_sets(monkeypatch):
    monkeypatch.setattr(migration, "PART", 2)
    cast = c.units()
    act = Act("record_visit", cast.county, None, c.TODAY, cast.county.id)
    new = NewFact("visit", c.TODAY, cast.county, cast.county)
    pks = list(record(act, [new] * 5).facts.order_by("pk").values_list("pk", flat=True))
    run("CREATE TABLE evidence_facttag (fact_id bigint, key varchar(20), value varchar(32))")
    for pk, tags in zip(pks, (WORK, HOME, WORK[::-1], WORK), strict=False):
        for key, value in tags:
            run(f"INSERT INTO evidence_facttag VALUES ({pk}, '{key}', '{value}')")
    migration.gather(None, SimpleNamespace(connection=connection))
    work, home = rules.tag_set_id(WORK), rules.tag_set_id(HOME)
    assert list(Fact.objects.order_by("pk").values_list("tag_set", flat=True)) == [work, home, work, work, None]
    found = sorted(Tag.objects.values_list("set", "key", "value"))
    assert found == sorted([(work, *WORK[0]), (work, *WORK[1]), (home, *HOME[0])])
    assert set(guards.names()) - guards.standing() == {migration.FACT_TRIGGER}
    guards.install()
    assert guards.standing() == set(guards.names())
