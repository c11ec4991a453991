"""`tiexin search rebuild` and `verify`; and the words outlive what Django does to tables."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models

from tiexin.boards.demo import tables
from tiexin.orgs import actions as orgs
from tiexin.orgs.tests import cast
from tiexin.search import index
from tiexin.search.kinds import KINDS
from tiexin.search.models import SearchRow
from tiexin.search.tests.asker import asker, found
from tiexin.search.verify import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return cast.stage()


def said(name):
    out = StringIO()
    call_command(name, stdout=out)
    return out.getvalue().splitlines()


def complaints():
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("search_verify", stdout=out)
    assert error.value.returncode == 1
    return [*out.getvalue().splitlines(), str(error.value)]


def test_what_actions_wrote_is_what_would_be_built(stage):
    assert said("search_verify") == ["全部一致"]


def test_rebuilding_says_how_much(stage):
    count = SearchRow.objects.count()
    SearchRow.objects.all().delete()
    assert said("search_rebuild") == [f"已建立 {count} 条索引"]
    assert said("search_verify") == ["全部一致"]


def test_verify_names_what_is_missing_too_many_different_and_wordless(stage):
    org, worker = SearchRow.objects.get(kind="org", thing_id=stage.city.pk), stage.worker.pk
    SearchRow.objects.filter(kind="worker", thing_id=worker).delete()
    SearchRow.objects.filter(pk=org.pk).update(text="别的", note="别的")
    SearchRow.objects.create(kind="visit", thing_id=99, page_id=99, org=stage.city, title="没有", text="没有")
    SearchRow.objects.create(kind="ghost", thing_id=98, page_id=98, org=stage.city, title="没有", text="没有")
    assert complaints() == [
        f"单位 {stage.city.pk}：note、text 与记录不一致",
        f"职工 {worker}：没有索引",
        "走访 99：记录已不在",
        "ghost 98：没有这一类",
        "ghost 98：缺少词",
        "visit 99：缺少词",
        "共 6 处不一致，可运行 tiexin search rebuild",
    ]
    said("search_rebuild")
    assert said("search_verify") == ["全部一致"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="FTS5 is an index itself")
def test_verify_misses_an_index_that_a_killed_rebuild_left_away(stage):
    index.run(connection, index.WITHOUT)
    assert complaints()[0] == "词的索引不在，检索会很慢"
    said("search_rebuild")
    assert said("search_verify") == ["全部一致"]


def alter(before, after):
    with connection.schema_editor() as editor:
        editor.alter_field(SearchRow, before, after)


@pytest.mark.django_db(transaction=True)
@pytest.mark.house  # migrations make the table of words
def test_words_outlive_what_is_done_to_tables():
    """SQLite remakes a table for a changed column; `tiexin demo --reset` drops what Django knows and migrates."""
    orgs.set_installation(demo=True, clock=cast.TODAY, note="")
    org = cast.org("凤凰县总工会", "county", None)
    old, new = SearchRow._meta.get_field("note"), models.CharField(max_length=300, blank=True)
    new.set_attributes_from_name("note")
    alter(old, new)
    alter(new, old)
    assert found(asker(org), "凤凰") == [("org", org.pk)]
    tables.clear()
    assert (SearchRow.objects.count(), found(asker(org), "凤凰"), differences()) == (0, [], [])
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM search_words")
        assert cursor.fetchone() == (0,)
        cursor.execute("DELETE FROM orgs_installation")


def test_kinds_are_in_the_order_in_which_they_are_shown():
    assert [kind.label for kind in KINDS.values()] == [
        "单位",
        "干部",
        "企业",
        "职工",
        "诉求",
        "知识",
        "以往答复",
        "走访",
        "条款",
    ]
