"""The demo's knowledge base: what is shipped and what a region wrote, one expired, one doubted, some in vain."""

import pytest

from tiexin.boards.demo import answers
from tiexin.cases.knowledge.models import Knowledge, KnowledgeMiss, KnowledgeRemark
from tiexin.cases.knowledge.norms import shipped
from tiexin.cases.queries import backstop
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
DAY = answers.DAY


@pytest.fixture
def region():
    yield c.stage()
    calendar.forget()


def test_a_region_has_what_is_shipped_and_what_it_wrote(region):
    assert answers.write_down() == len(shipped()) + len(answers.OWN) + 1
    rows = Knowledge.objects.filter(org=region.province)
    assert rows.count() == Knowledge.objects.count()
    assert set(rows.values_list("officer", flat=True)) == {backstop(region.province, answers.FIRST).pk}
    states = {state: rows.filter(state=state).count() for state in ("draft", "published", "retired")}
    assert states == {"draft": 1, "published": len(shipped()) + len(answers.OWN), "retired": 0}


def test_some_expired_meanwhile_and_some_wait_for_an_answer(region):
    answers.write_down()
    later = answers.FIRST + 60 * DAY
    expired = Knowledge.objects.expired(later).order_by("valid_until").values_list("question", flat=True)
    assert list(expired) == ["春节慰问怎么报名", "今年助学什么时候报名"]
    assert Knowledge.objects.expired(answers.FIRST).count() == 0
    first, *rest = KnowledgeRemark.objects.order_by("pk").values_list("answer", flat=True)
    assert (first, set(rest) <= {""}) == ("right", True)


def test_what_was_searched_for_in_vain_is_counted(region):
    answers.write_down()
    found = KnowledgeMiss.objects.order_by("-count", "pk").values_list("words", "count", "last")
    assert list(found) == [
        ("高温津贴", 3, answers.FIRST + 4 * DAY),
        ("异地就医 报销", 1, answers.FIRST + DAY),
        ("公积金 提取", 1, answers.FIRST + 3 * DAY),
    ]


def test_without_an_office_nothing_is_written(db):
    c.units()
    assert answers.write_down() == 0
    assert Knowledge.objects.count() == 0
