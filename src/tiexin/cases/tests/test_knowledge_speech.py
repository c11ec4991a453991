"""How callers ask: what is looked for, what says the same, what is only near; and who still sees what."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.actions import knowledge as actions
from tiexin.cases.knowledge import speech
from tiexin.cases.knowledge.models import Knowledge, KnowledgeMiss
from tiexin.cases.knowledge.norms import shipped
from tiexin.cases.knowledge.norms import speech as said
from tiexin.cases.tests.knowledge_scene import DAY, enter, published, stage, written
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.search.words import MOST_WORDS

pytestmark = pytest.mark.django_db
LEAVE = "怀孕、产假、哺乳期间能不能辞退"
TRIAL = "试用期最长可以约定多久"
WAGES = "单位拖欠工资，可以怎么要"
# what is asked → the entry shipped that stands first, and the one named as near when none answers exactly
QUESTIONS = {
    "产假": (LEAVE, None),
    "产假几天": (None, LEAVE),  # no entry shipped tells how long it is
    "产假多少天": (None, LEAVE),
    "产假多久": (None, LEAVE),
    "年休假几天": ("年休假有几天", None),
    "年假有多少天？": ("年休假有几天", None),
    "加班费怎么算": ("单位天天加班不给加班费，怎么办", None),  # it says who pays, not how much
    "被辞退赔多少钱": ("被辞退了，经济补偿怎么算", None),
    "公司不签合同": ("没有签合同，算不算单位的职工", None),
    "试用期被辞退": (None, TRIAL),  # no entry shipped tells both; worker's own 解除 in another is not 辞退
    "试用期多久": (TRIAL, None),
    "欠薪": (WAGES, None),
    "老板不发工资": (WAGES, None),  # not 工伤养伤期间发不发工资, in which the same characters stand
    "怎么加入工会": ("哪些人可以参加工会，单位不让参加怎么办", None),
    "工伤怎么认定": ("工伤认定由谁申请、多长时间", None),
    "公司把我开除了": ("单位违法辞退，可以要什么", None),
    "怀孕了被开除": (LEAVE, None),
    "公积金提取": (None, None),
    "天气怎么样": (None, None),
    "异地就医 报销": (None, None),
}


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def look(client, **asked):
    return client.get("/knowledge/", asked)


def exact(response):
    return [r.row.title for group in response.context["box"].groups for r in group.results]


def near(response):
    found = response.context["near"]
    return [r.row.title for r in found.results] if found else []


def first(titles):
    return titles[0] if titles else None


# ── the words ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("请问拖欠工资怎么办？", ["拖欠工资"]),
        ("拖欠 工资", ["拖欠", "工资"]),
        ("产假几天", ["产假", "几天"]),
        ("年休假有几天", ["年休假", "几天"]),
        ("老板不发工资", ["不发工资"]),
        ("公司把我辞退了，赔多少钱", ["辞退", "赔多少钱"]),
        ("怀孕了被开除", ["怀孕", "被开除"]),
        ("公司", ["公司"]),
        ("公司法", ["公司法"]),
        ("公司几天", ["公司几天"]),
        ("王 工资", ["王", "工资"]),
        ("的", ["的"]),
        ("我的", ["我的"]),
        ("怎么办？", []),
        ("请问呢", []),
        ("，。", []),
        ("", []),
    ],
)
def test_a_question_becomes_the_words_that_say_something(typed, words):
    assert speech.words_of(typed, said()) == words


@pytest.mark.once
@given(st.text("请问怎么办产假几天公司老板不发工资欠薪的了 ，？a1\0", max_size=80))
def test_words_are_few_differ_and_are_never_empty(typed):
    words = speech.words_of(typed, said())
    assert (len(words) <= MOST_WORDS, len(set(words)) == len(words), all(words)) == (True, True, True)
    assert set(said().asking) & set(words) == set()
    assert all(speech.any_of(word, said())[0] == word and speech.pieces(word, said()) for word in words)


@pytest.mark.once
def test_what_says_the_same_goes_both_ways_and_says_where_it_is_from():
    assert "系统建议，可改" in said().source
    for line in said().same:
        assert {frozenset(speech.any_of(word, said())) for word in line} == {frozenset(line)}
    assert speech.any_of("产假", said()) == ("产假",)
    assert speech.any_of("几天", said())[0] == "几天"
    assert set(said().days["told"]) < set(speech.any_of("多久", said()))
    listed = [word for line in said().same for word in line]
    assert len(listed) == len(set(listed))
    assert set(listed) & {*said().asking, *said().empty, *said().days["asked"]} == set()


@pytest.mark.once
def test_the_part_that_is_shared_counts_words_and_pieces():
    assert speech.shared("试用期最长多久", ["试用期", "被辞退"], said()) == 0.5
    assert speech.shared("单位开除职工", ["被辞退"], said()) == 1
    assert speech.shared("高温作业", ["高温津贴"], said()) == pytest.approx(1 / 3)
    assert speech.shared("没有", ["高温津贴", "欠薪"], said()) == 0
    assert [speech.in_title(title, ["不发工资"], said()) for title in ("发不发工资", "老板不发工资", "欠薪")] == [
        0,
        1,
        1,
    ]


# ── what callers ask ────────────────────────────────────────────────────────────────────────────────────


def test_what_callers_ask_is_answered_first_or_said_not_to_be_exact(cast, client):
    actions.seed_knowledge(cast.province, cast.keeper, shipped(), on=c.TODAY)
    client = enter(cast, client, "clerk")
    pages = {typed: look(client, q=typed) for typed in QUESTIONS}
    assert {typed: (first(exact(page)), first(near(page))) for typed, page in pages.items()} == QUESTIONS
    noted = set(KnowledgeMiss.objects.values_list("words", flat=True))
    assert noted == {typed.replace("？", "") for typed, (found, _) in QUESTIONS.items() if found is None}


def test_what_is_near_is_said_to_be_not_exactly_that_and_is_short(cast, client):
    actions.seed_knowledge(cast.province, cast.keeper, shipped(), on=c.TODAY)
    page = look(enter(cast, client, "clerk"), q="试用期被辞退")
    text = page.content.decode()
    assert ("没有查到" in text, "这些不是正好问这件事的" in text) == (True, True)
    assert near(page) == [TRIAL, "单位违法辞退，可以要什么", "被辞退了，经济补偿怎么算"]
    assert "这些不是正好问这件事的" not in look(client, q="欠薪").content.decode()
    assert "这些不是正好问这件事的" not in look(client, q="公积金提取").content.decode()


def test_entries_with_the_words_in_their_question_stand_first(cast, client):
    asked = published(cast, question="欠薪找谁")
    longer = published(cast, question="老板拖欠工资跑了找谁要")
    body = published(cast, question="支付令是什么", answer="拖欠工资的可以申请。")
    assert exact(look(enter(cast, client), q="老板不发工资")) == [each.question for each in (asked, longer, body)]


def test_days_are_found_where_they_are_told(cast, client):
    published(cast, question="产假怎么休", answer="九十八天，难产的加十五天。")
    page = look(enter(cast, client), q="产假几天")
    assert (exact(page), near(page), KnowledgeMiss.objects.count()) == (["产假怎么休"], [], 0)


# ── who sees what ───────────────────────────────────────────────────────────────────────────────────────


def test_what_is_near_is_only_what_one_may_read_and_answer_by(cast, client):
    there = published(cast, question="产假怎么休", answer="按规定休")
    expired = published(cast, question="产假旧规定", answer="按规定休", valid_until=c.TODAY)
    Knowledge.objects.filter(pk=expired.pk).update(valid_until=c.TODAY - DAY)
    gone = published(cast, question="产假停用的", answer="按规定休")
    actions.retire_knowledge(gone, "合并", by=cast.keeper, on=c.TODAY)
    written(cast, question="产假草稿", answer="按规定休")
    seen = {who: near(look(enter(cast, client, who), q="产假几天")) for who in ("keeper", "clerk", "above", "far")}
    assert seen == {"keeper": [there.question], "clerk": [there.question], "above": [there.question], "far": []}


def test_what_is_near_is_of_the_service_that_was_chosen(cast, client):
    published(cast, question="产假怎么休", answer="按规定休", kind="legal_aid")
    general = published(cast, question="产假找谁", answer="按规定休", kind="")
    client = enter(cast, client, "clerk")
    assert near(look(client, q="产假几天", kind="dispute")) == [general.question]
    assert KnowledgeMiss.objects.count() == 0  # narrowed: it may stand elsewhere
    assert len(near(look(client, q="产假几天"))) == 2
    assert list(KnowledgeMiss.objects.values_list("words", "count")) == [("产假几天", 1)]


def test_machines_are_given_only_what_is_exact(cast, client):
    published(cast, question="产假怎么休", answer="按规定休")
    client = enter(cast, client, "clerk")
    found = [client.get("/api/knowledge", {"q": typed}).json()["total"] for typed in ("产假", "产假几天")]
    assert found == [1, 0]


def test_what_is_near_costs_the_same_however_many(cast, client):
    client = enter(cast, client, "clerk")
    counts = []
    for more in (1, 30):
        for number in range(more):
            published(cast, question=f"产假{more}问{number}", answer="按规定休")
        look(client, q="产假几天")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(near(look(client, q="产假几天"))) == min(more, 3)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 34
