"""Beside a form that is filled in: open matters of the same people, entries that answer the words."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases import near
from tiexin.cases.tests import knowledge_scene as scene
from tiexin.cases.tests.case_scene import registered
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

PHONE = "13812345678"
QUESTIONS = (
    "单位拖欠工资怎么要",
    "没有签劳动合同怎么办",
    "加班费怎么算",
    "高温津贴什么时候发",
    "工伤认定要什么材料",
)


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def like(cast, client, kind="dispute", who="clerk", **said):
    return c.enter(client, getattr(cast, who)).post(
        f"/cases/new/like/?kind={kind}", said, headers={"HX-Request": "true"}
    )


def found(answer):
    return [each.question for each in answer.context["entries"]], [each.title for each in answer.context["same"]]


# ── which texts are near ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("拖欠三个月工资", [0]),
        ("老板一直拖欠工资，也没签劳动合同", [1, 0]),
        ("没有劳动合同", [1]),
        ("工伤要认定", [4]),
        ("工资", []),  # one pair is chance
        ("高温天不发津贴", [3]),
        ("", []),
        ("abc 123 ！？", []),
        ("宿舍没有暖气", []),
    ],
)
def test_texts_that_share_pairs_of_characters_are_near(words, places):
    assert near.nearest(words, QUESTIONS) == places


def test_at_most_three_are_near_the_first_written_first():
    assert near.nearest("拖欠工资", ["拖欠工资"] * 5) == [0, 1, 2]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [("工资", {"工资"}), ("工", set()), ("工1资", set()), ("欠工资", {"欠工", "工资"}), ("工资、工资", {"工资"})],
)
def test_pairs_are_of_chinese_characters_alone(text, pairs):
    assert near.pairs(text) == pairs


@given(
    st.text(alphabet="工资拖欠没有合同，a1", max_size=30), st.lists(st.text(alphabet="工资拖欠没有合同", max_size=12))
)
def test_nearest_never_names_a_text_that_shares_less_than_one_left_out(words, texts):
    asked = near.pairs(words)
    shared = [len(asked & near.pairs(text)) for text in texts]
    chosen = near.nearest(words, texts)
    assert len(chosen) == len(set(chosen)) <= near.SHOWN
    assert all(shared[place] >= near.LEAST for place in chosen)
    left = [count for place, count in enumerate(shared) if place not in chosen and count >= near.LEAST]
    assert not left or min(shared[place] for place in chosen) >= max(left)


# ── entries ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_valid_entries_of_the_service_or_of_all_answer(cast, client):
    scene.published(cast)
    scene.published(cast, kind="", question="拖欠工资找谁")
    scene.published(cast, kind="petition", question="信访说拖欠工资的")
    scene.published(cast, question="从前拖欠工资的", valid_until=c.TODAY)
    scene.written(cast, question="草稿：拖欠工资")
    answer = like(cast, client, title="拖欠工资", text="三个月")
    assert found(answer) == (["单位拖欠工资怎么要", "拖欠工资找谁", "从前拖欠工资的"], [])
    assert "知识里答过这样的" in answer.text
    assert found(like(cast, client, kind="petition", title="拖欠工资"))[0] == ["拖欠工资找谁", "信访说拖欠工资的"]


@pytest.mark.django_db
def test_entries_of_elsewhere_and_for_nobody_are_not_offered(cast, client):
    scene.published(cast)
    far = c.enter(client, c.officer("窗远", cast.other_county, "window"))
    answer = far.post("/cases/new/like/?kind=dispute", {"title": "拖欠工资"})
    assert (found(answer), "单位拖欠工资怎么要" in answer.text) == (([], []), False)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["", "nothing", "dispute\0", "../"])
def test_without_a_service_nothing_stands_beside(cast, client, kind):
    scene.published(cast)
    answer = like(cast, client, kind=kind, title="拖欠工资")
    assert (answer.status_code, "entries" in answer.context, "单位拖欠工资怎么要" in answer.text) == (200, False, False)


# ── open matters of the same people ─────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_the_same_phone_worker_or_employer_is_said_before_a_second_one_is_registered(cast, client):
    registered(cast, phone=PHONE, title="工资没发")
    firm = c.employer(cast.county, "宁夏凤凰机械有限公司")
    registered(cast, employer=firm, kind="dispute", title="同厂的争议")
    registered(cast, employer=firm, kind="petition", title="同厂的信访")
    assert found(like(cast, client, phone=" 138 1234 5678 "))[1] == ["工资没发"]
    assert found(like(cast, client, employer=str(firm.pk)))[1] == ["同厂的争议"]
    assert found(like(cast, client, phone=PHONE, employer=str(firm.pk)))[1] == ["同厂的争议", "工资没发"]
    text = re.sub(r"\s+", " ", like(cast, client, phone=PHONE).text)
    assert "先看看是不是一件事" in text
    assert PHONE not in text


@pytest.mark.django_db
@pytest.mark.parametrize("phone", ["", "1381234567", "１３８１２３４５６７８", "x" * 99, "13812345678\0", "9" * 4000])
def test_what_is_no_known_number_finds_nobody(cast, client, phone):
    registered(cast, phone=PHONE, title="工资没发")
    assert found(like(cast, client, phone=phone))[1] == []


@pytest.mark.django_db
@pytest.mark.parametrize("pk", ["0", "-1", "x", "9" * 30, "1.5", "1\0"])
def test_what_is_no_row_finds_nothing(cast, client, pk):
    assert found(like(cast, client, worker=pk, employer=pk)) == ([], [])


@pytest.mark.django_db
def test_matters_out_of_reach_and_sealed_ones_are_not_said(cast, client):
    registered(cast, phone=PHONE, title="县里的")
    registered(cast, phone=PHONE, kind="counselling", title="睡不着")
    far = c.enter(client, c.officer("窗远", cast.other_county, "window"))
    answer = far.post("/cases/new/like/?kind=dispute", {"phone": PHONE})
    assert (found(answer), "县里的" in answer.text) == (([], []), False)
    other = c.enter(client, c.officer("窗同", cast.county, "window"))
    assert found(other.post("/cases/new/like/?kind=dispute", {"phone": PHONE}))[1] == ["县里的"]


@pytest.mark.django_db
def test_a_sealed_service_says_nothing_of_others(cast, client):
    registered(cast, phone=PHONE, title="工资没发")
    assert found(like(cast, client, kind="counselling", phone=PHONE))[1] == []


@pytest.mark.django_db
def test_it_costs_the_same_among_many(cast, client):
    registered(cast, phone=PHONE, title="第一件")
    scene.published(cast)
    said = {"title": "拖欠工资", "phone": PHONE}
    like(cast, client, **said)
    with CaptureQueriesContext(connection) as before:
        client.post("/cases/new/like/?kind=dispute", said)
    for number in range(4):
        registered(cast, phone=PHONE, title=f"第{number}件")
        scene.published(cast, question=f"拖欠工资第{number}问")
    with CaptureQueriesContext(connection) as after:
        client.post("/cases/new/like/?kind=dispute", said)
    assert len(after) == len(before)


@pytest.mark.django_db
def test_the_form_asks_when_it_opens_and_at_every_change(cast, client):
    page = c.enter(client, cast.clerk).get("/cases/new/?kind=dispute").text
    assert 'hx-post="/cases/new/like/?kind=dispute"' in page
    assert 'hx-trigger="load, change from:closest form delay:200ms"' in page
