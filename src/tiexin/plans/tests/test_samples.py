"""Three packs to learn from: each fits on a page, is right, and says exactly what its sentences say."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from tiexin.duties.definition import Clock, Definition, Do, Of
from tiexin.plans.lint import lint
from tiexin.plans.loader import load
from tiexin.plans.tests.desk import POPULATIONS

pytestmark = pytest.mark.once

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = ["congress-rule", "hotline-standard", "recuperation-quota"]


def sample(name: str):
    return load(SAMPLES / f"{name}.yaml", populations=POPULATIONS)


def data(name: str) -> dict[str, object]:
    return {item.id: dict(item.data) for item in sample(name).items}


def definitions(name: str) -> dict[str, Definition]:
    return {owed.id: owed.definition for owed in sample(name).duties}


def test_these_are_the_samples():
    assert sorted(path.stem for path in SAMPLES.glob("*.yaml")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_right_short_and_says_that_it_is_one(name):
    loaded = sample(name)
    assert [str(problem) for problem in lint(loaded) if problem.level != "info"] == []
    assert len((SAMPLES / f"{name}.yaml").read_text(encoding="utf-8").splitlines()) <= 40
    assert "（示例）" in loaded.pack.title


def test_samples_are_shipped():
    project = tomllib.loads((Path(__file__).parents[4] / "pyproject.toml").read_text(encoding="utf-8"))
    assert "plans/samples/*.yaml" in project["tool"]["setuptools"]["package-data"]["tiexin"]


# --- a benefit with a quota ------------------------------------------------------


def test_the_quota_notice_has_a_meeting_a_paper_before_it_and_a_benefit():
    loaded = sample("recuperation-quota")
    assert [(item.id, item.kind) for item in loaded.items] == [
        ("第一条", "milestone"),
        ("第二条", "tally"),
        ("第三条", "offer"),
    ]
    assert data("recuperation-quota")["第一条"]["resolved"] == {
        "from": "2012-05-10",
        "to": "2012-05-10",
        "time": "09:00",
    }


def test_the_list_is_due_ten_working_days_before_the_meeting():
    owed = sample("recuperation-quota").duties[0]
    assert owed.due == date(2012, 4, 25)  # 28 April was worked, 29 April to 1 May were off
    assert owed.definition == Definition(
        kind="tally",
        of=Of(population="unions", where={"level": ["city"]}, unless=[{"kind": ["industry"]}]),
        do=Do(measure="document_filed", where={"document": ["matters"]}),
        target="exactly",
        low=1,
        high=1,
        unit="item",
    )


def test_the_benefit_says_places_groups_people_and_money():
    assert data("recuperation-quota")["第三条"] == {
        "name": "职工疗休养",
        "who": "一线职工",
        "quota": {
            "total": 400,
            "percent": {"n": 5, "unit": "percent"},
            "rounding": "half-up",
            "reserved": 10,
            "vacant": {"then": "return", "at": "9-30", "to": "省总工会统筹"},
            "allocation": {
                "source": "附表",
                "rows": [
                    {"unit": "甲市总工会", "places": 206, "people": 4110},
                    {"unit": "乙市总工会", "places": 184, "people": 3689},
                ],
            },
        },
        "batches": {"count": 10, "size": 40, "minimum": 20, "too_few": "merge", "maximum": 45, "too_many": "split"},
        "frequency": {"per": "每2年", "cover": "每5年"},
        "duration": "5天",
        "eligible": {"at": "3-1", "conditions": ["在职会员", "身体适宜"], "service": "1年"},
        "priority": [
            {"by": "劳模", "order": "yes"},
            {"by": "职业危害岗位", "order": "yes"},
            {"by": "工龄", "order": "high"},
        ],
        "classes": [{"classes": ["一线职工", "劳模"], "at_least": {"n": 80, "unit": "percent"}}],
        "costs": [
            {"payer": "省总工会", "fraction": {"n": 60, "unit": "percent"}, "up_to": "2000元"},
            {"payer": "单位", "fixed": "300元"},
            {"payer": "个人", "remainder": True},
        ],
        "caps": [
            {"name": "疗休养费", "most": "3000元", "includes": ["食宿费", "体检费"], "excludes": ["往返交通费"]},
        ],
        "limits": [{"category": "省外", "most": "5天"}],
        "unused": {"then": "carried", "for": "1年"},
    }


# --- a service standard ----------------------------------------------------------


def test_the_standard_is_a_response_a_rate_and_what_belongs_to_their_clock():
    loaded = sample("hotline-standard")
    assert [(item.id, item.kind) for item in loaded.items] == [
        ("第一条", "response"),
        ("第二条", "rate"),
        ("第三条", "clock"),
        ("第四条", "reaction"),
        ("第五条", "second_handling"),
        ("第六条", "scoring"),
    ]


def test_each_request_is_answered_within_three_working_days():
    unions = {"level": ["city", "county"]}
    assert definitions("hotline-standard") == {
        "第一条": Definition(
            kind="response",
            of=Of(population="unions", where=unions, unless=[{"kind": ["direct"]}]),
            over=Do(measure="problem_found"),
            do=Do(measure="deed_done"),
            clock=Clock(days=3, working=True, same="worker"),
            target="at_least",
            low=100,
            weight=40,
            unit="item",
        ),
        "第二条": Definition(
            kind="rate",
            of=Of(population="unions", where=unions),
            do=Do(measure="satisfaction_answer", where={"answer": ["satisfied"]}, count="sum"),
            over=Do(measure="satisfaction_answer", unless={"role": ["manager"]}, count="sum"),
            target="at_least",
            low=98,
            unit="person-time",
        ),
    }


def test_the_clock_its_ladder_the_second_time_and_the_sheet():
    said = data("hotline-standard")
    assert said["第三条"] == {
        "name": "办结时限",
        "starts": "收到诉求",
        "limit": "15个工作日",
        "extension": {"limit": "10个工作日", "by": "分管领导"},
        "suspension": {"because": ["等待鉴定", "等待补正材料"], "most": "30天"},
        "silence": "consent",
        "members": ["第一条"],
    }
    assert said["第四条"]["steps"] == [
        {"late": "1天", "action": "提醒承办人", "within": "1个工作日"},
        {"late": "5天", "action": "通报单位负责人"},
        {"late": "15天", "action": "提交主席办公会"},
    ]
    assert said["第五条"] == {
        "name": "二次办理",
        "first": "办结时限",
        "when": "回访不满意",
        "limit": "5个工作日",
        "handler": "上一级工会",
    }
    assert said["第六条"]["indicators"] == [
        {
            "name": "满意率",
            "points": 60,
            "item": "第二条",
            "deduct": {
                "points": "0.5",
                "below": {"n": 98, "unit": "percent"},
                "most": "20",
            },
            "minimum": 10,
            "excluded": ["无法联系的"],
        }
    ]


# --- a rule of a congress --------------------------------------------------------


def test_the_rule_has_bodies_a_later_number_duties_and_days():
    loaded = sample("congress-rule")
    assert [(item.id, item.kind) for item in loaded.items] == [
        ("第一条", "quorum"),
        ("第二条", "quorum"),
        ("第三条", "decision"),
        ("第四条", "tally"),
        ("第五条", "tally"),
        ("第六条@领导", "tally"),
        ("第六条@中层", "tally"),
        ("第七条", "tally"),
        ("第八条", "milestone"),
        ("第九条", "milestone"),
    ]


def test_seats_quorum_and_votes():
    said = data("congress-rule")
    assert said["第一条"] == {
        "body": "职工代表大会",
        "present": "三分之二",
        "vote": {"part": "过半数", "base": "all"},
        "seats": [
            {"from": 1, "to": 100, "seats": 30},
            {"from": 101, "to": 1000, "seats": 60},
            {"from": 1001, "seats": 100},
        ],
        "classes": [
            {"classes": ["一线职工", "班组长"], "at_least": {"n": 50, "unit": "percent"}},
            {"classes": ["企业管理人员"], "at_most": {"n": 20, "unit": "percent"}},
        ],
    }
    assert said["第二条"]["present_count"] == 6
    assert said["第三条"] == {"what": "特邀代表人数", "body": "筹备组", "by": "6-30", "members": ["第一条"]}


def test_cycles_cadences_and_a_common_number():
    found = definitions("congress-rule")
    short = {name: (each.per, each.length, each.low) for name, each in found.items()}
    assert short == {
        "第四条": ("event-year", 1, 1),
        "第五条": ("cycle", 3, 1),
        "第六条@领导": ("year", 1, 30),
        "第六条@中层": ("half-year", 1, 30),
        "第七条": ("campaign", 1, 100),
    }
    assert found["第七条"].of == Of(population="unions", where={"level": ["enterprise"]})
    assert (found["第七条"].pool, found["第七条"].strength) == ("officers", "strive")
    assert found["第六条@领导"].of.where == {"level": ["enterprise"], "rank": ["leader"]}


def test_the_meeting_follows_the_festival_and_the_paper_goes_before_the_meeting():
    said = data("congress-rule")
    assert said["第九条"]["resolved"] == {"from": "2012-01-29", "to": "2012-02-27"}
    assert said["第八条"]["resolved"] == {"to": "2012-01-14"}
