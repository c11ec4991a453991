"""Of a search without result nothing is kept that looks like a name; a plain question is kept as it was asked."""

from importlib import import_module

import pytest
from django.apps import apps

from tiexin.cases.knowledge import norms, rules, searching
from tiexin.cases.knowledge.models import KnowledgeMiss
from tiexin.cases.knowledge.naming import names_somebody, unknown
from tiexin.cases.tests.knowledge_scene import stage
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

PEOPLE = (
    "马秀兰",
    "李小红欠薪",
    "张伟工伤",
    "拖欠马秀兰工资",
    "请问李师傅",
    "老板王大山不给钱",
    "高建国",
    "钱学森",
    "何小兰欠薪",
    "安康",
    "欧阳明",
    "司马懿",
    "小张",
    "老马",
    "买买提·艾山",
    "工资 马秀兰",
)
FIRMS = (
    "宁夏宝丰能源集团",
    "宁夏电力公司",
    "我在宝丰公司上班",
    "红星厂欠薪",
    "银川市第一中学",
    "沙坡头煤矿",
    "和平酒店",
    "神华宁煤公司不发工资",
)
PLAIN = (
    "工伤认定",
    "高温津贴",
    "高温津贴怎么发",
    "马上离职",
    "包工头欠薪",
    "押金不退",
    "年终奖不发",
    "竞业限制",
    "公司不发工资",
    "劳务公司拖欠",
    "拖欠工资的公司",
    "工厂倒闭",
    "公积金怎么提",
    "试用期被辞退",
    "饭店打工",
    "金秋助学",
    "严重违纪",
    "关于年假",
    "任何人",
    "宁夏最低工资",
    "集体合同",
    "vpn怎么装",
    "",
)


def named(typed):
    return names_somebody(typed, rules.missed(typed), norms.naming())


@pytest.mark.parametrize("typed", [*PEOPLE, *FIRMS])
def test_what_looks_like_a_name_is_one(typed):
    assert named(typed) is True


@pytest.mark.parametrize("typed", PLAIN)
def test_a_plain_question_names_nobody(typed):
    assert named(typed) is False


def test_the_words_of_the_house_are_known_without_a_list():
    naming = norms.naming()
    assert [word for word in ("拖欠", "仲裁", "心理") if word in naming.texts] == ["拖欠", "仲裁", "心理"]
    assert list(unknown("拖欠马秀兰工资", naming)) == [2, 3, 4]


def test_the_questions_that_are_shipped_name_nobody():
    assert [each.question for each in norms.shipped() if named(each.question)] == []


@pytest.mark.django_db
def test_a_name_that_no_register_knows_is_not_listed(client):
    cast = stage()
    client = c.enter(client, cast.clerk)
    for typed in ("马秀兰", "李小红欠薪", "宁夏宝丰能源集团", "押金不退"):
        assert "没有查到" in client.get("/knowledge/", {"q": typed}).content.decode()
    assert list(KnowledgeMiss.objects.values_list("words", "count")) == [("押金不退", 1)]
    assert searching.names() is norms.naming()
    calendar.forget()


@pytest.mark.django_db
def test_names_that_were_listed_before_are_forgotten():
    cast = stage()
    for words in ("马秀兰", "押金不退", "宁夏宝丰能源集团"):
        KnowledgeMiss.objects.create(org=cast.county, words=words, last=c.TODAY)
    import_module("tiexin.cases.migrations.0028_waiting_beside_matters").forget_names(apps, None)
    assert list(KnowledgeMiss.objects.values_list("words", flat=True)) == ["押金不退"]
    calendar.forget()
