"""PostgreSQL keeps the plans of marked statements alone: a list is planned for whoever asks for it."""

import pytest
from django.db import connection

from tiexin.core.actions import insert
from tiexin.core.kept import KEPT
from tiexin.core.prepared import Prepared
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
TIMES = 8  # more often than the server plans for the values of each call


@pytest.fixture
def cast():
    return c.stage()


def only_here():
    if connection.vendor != "postgresql":
        pytest.skip("只在 PostgreSQL 上 · PostgreSQL only")


def kept():
    """The statements that this connection keeps."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements ORDER BY statement")
        return [text for (text,) in cursor.fetchall()]


def test_only_marked_statements_are_kept(cast):
    only_here()
    read = Prepared(lambda pk: Org.objects.filter(pk=pk).order_by("-opened", "name", "-pk"))  # of no other test
    before = kept()
    for _ in range(TIMES):
        assert list(Org.objects.within([cast.county.pk]).filter(name__contains="区"))
        assert read(cast.county.pk) == [cast.county]
        Org.objects.filter(pk=cast.county.pk).update(name=cast.county.name)
    new = [text for text in kept() if text not in before]
    assert len(new) == 1 and new[0].endswith(KEPT) and 'FROM "orgs_org"' in new[0]


def test_a_marked_statement_is_kept_from_its_first_call_on(cast):
    only_here()
    read = Prepared(lambda pk: Org.objects.filter(pk=pk).order_by("-closed", "name", "pk"))  # of no other test
    before = kept()
    assert read(cast.county.pk) == [cast.county]
    assert len([text for text in kept() if text not in before]) == 1


def test_rows_written_by_actions_are_kept_and_found_again(cast):
    only_here()
    for number in range(TIMES):
        [made] = insert([new_org(number)])
        assert Org.objects.get(pk=made.pk).name == f"第{number}车间工会"
    found = [text for text in kept() if text.startswith('INSERT INTO "orgs_org"')]
    assert len(found) == 1 and found[0].endswith(KEPT)


def new_org(number):
    return Org(name=f"第{number}车间工会", level="enterprise", kind="territorial", region="640104", opened=c.FOUNDED)


def test_the_mark_changes_nothing_that_is_read(cast):
    read = Prepared(lambda name: Org.objects.filter(name=name))
    for name in (cast.county.name, "a /* kept */", "/*", "*/", "'; --"):
        assert read(name) == list(Org.objects.filter(name=name))
