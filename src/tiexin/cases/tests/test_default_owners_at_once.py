"""Two people say at the same moment who handles a kind: one after the other, and one row stands."""

import pytest
from django.db import connection

from tiexin.cases.actions.owners import name_default_owner
from tiexin.cases.models import DefaultOwner
from tiexin.cases.tests.case_scene import stage
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


def test_both_are_heard_and_one_stands(transactional_db):
    cast = stage()

    def name(who):
        return lambda: name_default_owner(cast.county, ["dispute"], who, by=cast.chief, on=c.TODAY)

    for _ in range(3):
        found = at_once(name(cast.author), name(cast.mate))
        assert DefaultOwner.objects.standing().filter(kind="dispute").count() == 1
        assert [type(each).__name__ for each in found if each is not None] in ([], ["Refused"])
    assert Entry.objects.filter(verb="name_default_owner").count() == DefaultOwner.objects.count()
