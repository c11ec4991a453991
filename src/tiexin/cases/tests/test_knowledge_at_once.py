"""Two people at the same moment: one question is written once, published once, doubted once; every miss is counted.

On PostgreSQL only: SQLite lets one writer in at a time, and its test database in memory cannot wait.
"""

import pytest
from django.db import connection

from tiexin.cases.actions import knowledge as actions
from tiexin.cases.knowledge.models import Knowledge, KnowledgeMiss, KnowledgeRemark, KnowledgeVersion
from tiexin.cases.tests.knowledge_scene import published, said, stage, written
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import at_once, one_wins
from tiexin.search.models import SearchRow

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


@pytest.fixture
def cast(transactional_db):
    return stage()


def test_one_question_is_written_by_one_of_two(cast):
    refused = one_wins(*(lambda: written(cast) for _ in range(3)))
    assert [each.field for each in refused] == ["question", "question"]
    assert (Knowledge.objects.count(), KnowledgeVersion.objects.count()) == (1, 1)


def test_an_entry_is_published_once(cast):
    entry = written(cast)
    refused = one_wins(*(lambda: actions.publish_knowledge(entry, by=cast.keeper, on=c.TODAY) for _ in range(2)))
    assert "不能发布" in str(refused[0])
    assert Entry.objects.filter(verb="publish_knowledge").count() == 1


def test_two_changes_leave_two_versions_and_the_later_is_found(cast):
    entry = published(cast)
    change = lambda words: actions.change_knowledge(entry, said(cast, answer=words), by=cast.keeper, on=c.TODAY)  # noqa: E731
    assert at_once(lambda: change("甲的"), lambda: change("乙的")) == [None, None]
    entry.refresh_from_db()
    kept = list(entry.versions.order_by("number").values_list("number", "answer"))
    assert [number for number, _ in kept] == [1, 2, 3]
    assert {kept[1][1], kept[2][1]} == {"甲的", "乙的"}
    assert entry.answer == kept[2][1]
    assert SearchRow.objects.get(kind="knowledge").body.startswith(entry.answer)


def test_one_person_says_so_once(cast):
    entry = published(cast)
    refused = one_wins(*(lambda: actions.remark_knowledge(entry, "不对", by=cast.clerk, on=c.TODAY) for _ in range(2)))
    assert "还在等负责人答复" in str(refused[0])
    assert KnowledgeRemark.objects.count() == 1


def test_a_remark_is_answered_once(cast):
    remark = actions.remark_knowledge(published(cast), "不对", by=cast.clerk, on=c.TODAY)
    answer = lambda words: actions.answer_remark(remark, "right", words, by=cast.keeper, on=c.TODAY)  # noqa: E731
    refused = one_wins(lambda: answer("甲"), lambda: answer("乙"))
    assert "已经答复过" in str(refused[0])
    assert Entry.objects.filter(verb="answer_remark").count() == 1


def test_every_search_in_vain_is_counted(cast):
    miss = lambda: actions.note_miss(cast.county, "高温津贴", on=c.TODAY)  # noqa: E731
    assert at_once(miss, miss, miss, miss) == [None] * 4
    assert list(KnowledgeMiss.objects.values_list("words", "count")) == [("高温津贴", 4)]
