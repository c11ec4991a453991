"""Clauses that are not counted: each kind is parsed, asks for its keys, and becomes a typed item."""

import pytest

from tiexin.plans.fields import Amount
from tiexin.plans.pack import LISTS
from tiexin.plans.tests.desk import pack, read, refused

pytestmark = pytest.mark.once

# list → (a right member, item kinds that it becomes in file order)
RIGHT = {
    "about": ("{clause: C1, quote: 文号, states: number}", ["about"]),
    "duties": (
        "{clause: C1, quote: 十家, of: {population: unions}, do: {measure: visit}, unit: 次}",
        ["tally"],
    ),
    "organs": (
        "{clause: C1, quote: 领导小组, name: 领导小组, posts: [{clause: C2, quote: 组长, post: 组长}],"
        " tasks: [{clause: C3, quote: 指导}], group_count: {clause: C4, quote: 内设1个组, count: 1},"
        " groups: [{name: 甲, posts: [{clause: C5, quote: 组长, post: 组长, count: 2}],"
        " tasks: [{clause: C6, quote: 起草, papers: 文件}]}]}",
        ["organ", "post", "organ_task", "group_count", "post", "organ_task"],
    ),
    "teams": (
        "{name: 组, of: {population: teams}, size: {clause: C1, quote: 五人, about: 5人},"
        " led_by: {clause: C2, quote: 带队, post: 领导}, goes_to: {clause: C3, quote: 企业, places: 企业},"
        " groups: [{clause: C4, quote: 电业, number: 1, leader: 组长, departments: 室, city: 市, unions: 电业}]}",
        ["team_size", "team_leader", "team_places", "team"],
    ),
    "milestones": ("{clause: C1, quote: 启动, event: 单位启动, by: 3-1}", ["milestone"]),
    "checklists": (
        "{name: 场所, tag: place, points: [{clause: C1, quote: 车间, value: 车间}]}",
        ["check"],
    ),
    "focus": ("{clause: C1, quote: 改制, org: 某市总工会, employer_tag: 改制企业}", ["focus"]),
    "documents": ("{clause: C1, quote: 日志, of: {population: teams}, papers: 日志}", ["document"]),
    "tasks": ("{clause: C1, quote: 宣传, who: 各单位}", ["task"]),
    "draws": ("{clause: C1, quote: 抽取, of: {population: teams}, frame: 企业}", ["draw"]),
    "ladders": ("{name: 路径, steps: [{clause: C1, quote: 解决, level: 企业}]}", ["rung"]),
    "norms": ("{clause: C1, quote: 不走过场}", ["norm"]),
    "programmes": ("{clause: C1, quote: 送温暖, name: 送温暖, members: C1}", ["programme"]),
    "offers": ("{clause: C1, quote: 疗休养, name: 疗休养, quota: {total: 400}}", ["offer"]),
    "scoring": (
        "{clause: C1, quote: 考核, name: 考核, indicators: [{name: 满意率, points: 100}],"
        " permit: {basis: 办法, active: true}}",
        ["scoring"],
    ),
    "clocks": ("{clause: C1, quote: 限时办结, name: 时限, starts: 受理, limit: 15个工作日}", ["clock"]),
    "reactions": (
        "{clause: C1, quote: 督办, name: 督办, clock: 时限, steps: [{late: 1天, action: 提醒}]}",
        ["reaction"],
    ),
    "second_handling": (
        "{clause: C1, quote: 重办, name: 重办, first: 时限, when: 不满意, limit: 5天}",
        ["second_handling"],
    ),
    "quorums": ("{clause: C1, quote: 到会, body: 职代会, present: 2/3}", ["quorum"]),
    "decisions": ("{clause: C1, quote: 另定, what: 人数, body: 筹备组}", ["decision"]),
    "references": (
        "{clause: C1, quote: 低保, name: 低保, unit: 元, values: [{year: 2012, value: 330}]}",
        ["reference"],
    ),
}
CLOCK = "clocks: [{clause: C99, quote: 办结, name: 时限, starts: 受理, limit: 15天}]\n"
READINGS = "readings: {5人: 5..5}\n"

# list → (needed keys, keys that may stay away)
NEEDED = {
    "about": ["clause", "quote", "states"],
    "organs": ["clause", "quote", "name"],
    "milestones": ["clause", "quote", "event"],
    "checklists": ["name", "tag", "points"],
    "focus": ["clause", "quote"],
    "documents": ["clause", "quote", "of", "papers"],
    "tasks": ["clause", "quote"],
    "draws": ["clause", "quote", "of", "frame"],
    "ladders": ["name", "steps"],
    "norms": ["clause", "quote"],
    "teams": ["name", "of"],
    "duties": ["clause", "quote", "of", "unit"],
    "programmes": ["clause", "quote", "name", "members"],
    "offers": ["clause", "quote", "name"],
    "scoring": ["clause", "quote", "name"],
    "clocks": ["clause", "quote", "name", "starts", "limit"],
    "reactions": ["clause", "quote", "name", "clock", "steps"],
    "second_handling": ["clause", "quote", "name", "first", "when", "limit"],
    "quorums": ["clause", "quote", "body"],
    "decisions": ["clause", "quote", "what", "body"],
    "references": ["clause", "quote", "name", "unit", "values"],
}


def test_the_tables_name_every_list():
    assert set(RIGHT) == set(NEEDED) == set(LISTS)


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_member_becomes_its_items(name):
    member, kinds = RIGHT[name]
    loaded = read(pack(f"{READINGS}{name}:\n  - {member}\n{'' if name == 'clocks' else CLOCK}"))
    assert loaded.problems == []
    assert [item.kind for item in loaded.items if item.id != "C99"] == kinds
    assert all(item.line >= 10 and item.quote and item.title for item in loaded.items)


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_is_right(name):
    loaded = read(pack(f"{name}: []\n"))
    assert (loaded.problems, loaded.items) == ([], [])


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_member_names_all_its_needed_keys_at_once(name):
    loaded = read(pack(f"{name}:\n  - {{}}\n"))
    assert loaded.pack is None
    missing = [problem.path.rpartition(".")[2] for problem in loaded.problems]
    assert sorted(missing) == sorted(NEEDED[name])
    assert {(problem.line, problem.column) for problem in loaded.problems} == {(9, 5)}
    assert all(f"缺少 {key}" in problem.message for key, problem in zip(missing, loaded.problems, strict=True))


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("wrong", ["甲", "1", "[]", "true"])
def test_a_member_that_is_no_mapping_is_refused(name, wrong):
    problem = refused(read(pack(f"{name}:\n  - {wrong}\n")))
    assert (problem.line, problem.column, problem.path) == (9, 5, f"{name}[1]")


@pytest.mark.parametrize("name", LISTS)
def test_an_unknown_key_is_refused_in_every_list(name):
    member = RIGHT[name][0]
    more = member.replace("{", "{zzz: 1, ", 1)
    loaded = read(pack(f"{READINGS}{name}:\n  - {more}\n{'' if name == 'clocks' else CLOCK}"))
    assert [problem.path.rpartition(".")[2] for problem in loaded.problems] == ["zzz"]
    assert "不认识键 zzz" in loaded.problems[0].message


@pytest.mark.parametrize(
    ("text", "path", "word"),
    [
        (
            "organs:\n  - {clause: C1, quote: 甲, name: 乙, posts: [{clause: C2, quote: 丙}]}\n",
            "posts[C2].post",
            "职务",
        ),
        ("organs:\n  - {clause: C1, quote: 甲, name: 乙, groups: [{posts: []}]}\n", "groups[1].name", "组名"),
        ("ladders:\n  - {name: 甲, steps: [{clause: C1, quote: 乙}]}\n", "steps[C1].level", "推动到哪一级"),
        ("teams:\n  - {name: 甲, of: {population: teams}, size: {clause: C1, quote: 乙}}\n", "size.about", "约数"),
    ],
)
def test_a_key_missing_deep_inside_is_named_by_its_path(text, path, word):
    problem = refused(read(pack(text)))
    assert problem.path.endswith(path)
    assert f"（{word}" in problem.message


@pytest.mark.parametrize(
    ("key", "wrong"),
    [("number", "一"), ("number", "0"), ("departments", "[]"), ("leader", "[]"), ("unions", "{}")],
)
def test_a_row_of_the_roster_is_checked(key, wrong):
    row = {"clause": "C4", "quote": "电业", "number": "1", "leader": "组长"}
    row |= {"departments": "室", "city": "市", "unions": "电业", key: wrong}
    flow = ", ".join(f"{name}: {value}" for name, value in row.items())
    problem = refused(read(pack(f"teams:\n  - {{name: 组, of: {{population: teams}}, groups: [{{{flow}}}]}}\n")))
    assert problem.line == 9
    assert key in problem.path


def test_one_value_may_stand_for_a_list_of_one():
    loaded = read(pack("documents:\n  - {clause: C1, quote: 日志, of: {population: teams}, papers: 日志, count: 1}\n"))
    assert loaded.pack.documents[0].papers == ["日志"]
    assert loaded.pack.documents[0].count == Amount(n=1)


def test_numbers_are_taken_as_text_where_text_is_meant():
    loaded = read(pack("norms:\n  - {clause: 12, quote: 2012, title: 3}\n"))
    item = loaded.items[0]
    assert (item.id, item.quote, item.title) == ("12", "2012", "3")


def test_blanks_around_a_value_do_not_count():
    assert read(pack('norms:\n  - {clause: " C1 ", quote: " 甲 "}\n')).items[0].quote == "甲"


def test_a_point_with_its_own_clause_keeps_its_own_id():
    text = "checklists:\n  - name: 场所\n    tag: place\n    points: [{id: 我, clause: C1, quote: 车间, value: 车间}]\n"
    assert read(pack(text)).items[0].id == "我"
