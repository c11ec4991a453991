"""From file to plan: the year is asked for, days are computed, everything becomes an item."""

from datetime import date

import pytest

from tiexin.core.documents.problems import Problem, choices, has_errors, in_order, meant
from tiexin.duties.populations import POPULATIONS as REGISTERED
from tiexin.plans.lint import lint
from tiexin.plans.loader import load
from tiexin.plans.tests.desk import DUTY, HEAD, POPULATIONS, Owers, duties, duty, only, pack, read, refused

pytestmark = pytest.mark.once

ORGAN = """\
organs:
  - clause: C5
    quote: 活动领导小组
    name: 领导小组
    posts: [{clause: C6, quote: 副组长, post: 副组长, count: 5}]
    group_count: {clause: C7, quote: 内设1个组, count: 1}
    groups:
      - name: 协调组
        tasks: [{clause: C8, quote: 起草文件, papers: 文件, sent_to: [省委]}]
"""


def test_a_masked_year_is_asked_for_and_never_guessed():
    loaded = read(pack(), year=None)
    problem = only(loaded.problems)
    assert (problem.level, problem.line, problem.rule) == ("warning", 5, "year-unknown")
    assert problem.accepted == tuple(str(year) for year in range(2010, 2020))
    assert "2010–2019" in problem.message
    assert loaded.pack is not None
    owed = loaded.duties[0]
    assert (loaded.year, owed.start, owed.end, owed.due, owed.period) == (None, None, None, None, None)


@pytest.mark.parametrize("year", [2009, 2020, 12, 0, -1])
def test_a_year_that_the_document_contradicts_is_refused(year):
    problem = refused(read(pack(), year=year))
    assert (problem.line, problem.column, problem.path, problem.rule) == (5, 7, "year", "year")
    assert str(year) in problem.message
    assert problem.accepted[0] == "2010"


@pytest.mark.parametrize("year", [2010, 2012, 2019])
def test_a_year_within_the_mask_gives_days(year):
    owed = read(pack(), year=year).duties[0]
    assert owed.period == (date(year, 2, 20), date(year, 6, 30))
    assert owed.due == date(year, 6, 30)


def test_a_known_year_needs_no_parameter_and_takes_no_other():
    head = HEAD.replace("201*", "2012")
    assert read(pack(head=head), year=None).year == 2012
    assert read(pack(head=head), year=2012).problems == []
    assert refused(read(pack(head=head), year=2013)).accepted == ("2012",)


def test_a_day_that_the_given_year_lacks_is_refused():
    assert read(duties(duty(by="2-29")), year=2012).duties[0].due == date(2012, 2, 29)
    problem = refused(read(duties(duty(by="2-29")), year=2013))
    assert (problem.line, problem.rule) == (14, "day-impossible")
    assert "2013" in problem.message


def test_the_last_day_of_february_follows_the_year():
    head = HEAD.replace("2-20", "2月底") + "readings: {2月底: 2月最后一天}\n"
    assert [read(pack(head=head), year=year).duties[0].start for year in (2011, 2012)] == [
        date(2011, 2, 28),
        date(2012, 2, 29),
    ]


def test_a_year_beside_a_day_must_be_the_plans_own():
    head = HEAD.replace("issued: 2-13", "issued: 2012年2月13日")
    assert read(pack(head=head), year=2012).problems == []
    assert refused(read(pack(head=head), year=2013)).path == "issued"
    masked = HEAD.replace("issued: 2-13", "issued: 201*年2月13日")
    assert read(pack(head=masked), year=2013).problems == []


def test_a_duty_may_begin_before_the_campaign_and_fall_due_before_its_end():
    owed = read(duties(duty(from_="2-13", by="3月1日至3月10日"))).duties[0]
    assert owed.period == (date(2012, 2, 13), date(2012, 6, 30))
    assert owed.due == date(2012, 3, 10)


def test_a_yearly_duty_is_due_at_the_end_of_the_year():
    assert read(duties(duty(per="每年"))).duties[0].due == date(2012, 12, 31)
    assert read(duties(duty(per="每年", by="5-1"))).duties[0].due == date(2012, 5, 1)


def test_items_are_flat_typed_and_in_the_order_of_the_document():
    text = pack(DUTY.replace("C1", "C10") + ORGAN + "norms:\n  - {clause: C9, quote: 不走过场}\n")
    loaded = read(text)
    assert loaded.problems == []
    assert [(item.id, item.kind, item.line) for item in loaded.items] == [
        ("C5", "organ", 16),
        ("C6", "post", 19),
        ("C7", "group_count", 20),
        ("C8", "organ_task", 23),
        ("C9", "norm", 25),
        ("C10", "tally", 9),
    ]


def test_an_item_carries_the_keys_of_its_kind_and_what_it_stands_in():
    items = {item.id: item for item in read(pack(ORGAN)).items}
    assert items["C5"].data == {"name": "领导小组"}
    assert items["C6"].data == {"post": "副组长", "count": 5, "in": ["领导小组"]}
    assert items["C8"].data == {"papers": ["文件"], "sent_to": ["省委"], "in": ["领导小组", "协调组"]}


def test_an_item_of_a_duty_keeps_the_clerks_words():
    item = read(duties(duty(at_least="10", by="3-1", title="走访", reading="按家数"))).items[0]
    assert (item.kind, item.title, item.reading, item.strength) == ("tally", "走访", "按家数", "must")
    assert item.data["of"] == {"population": "各级工会", "where": {"level": ["市级"]}}
    assert item.data["by"] == "3-1"
    assert item.data["at_least"]["n"] == 10


def test_a_title_defaults_to_the_sentence():
    assert read(duties(duty())).items[0].title == "不少于10家"


def test_sections_give_each_item_its_heading():
    head = HEAD + "sections:\n  - {title: 一、要求, clauses: C1..C9}\n  - {title: 二、组织, clauses: C10}\n"
    loaded = read(pack("duties:\n" + duty(clause="C9") + duty(clause="C10"), head))
    assert [item.section for item in loaded.items] == ["一、要求", "二、组织"]


def test_only_readings_that_something_relies_on_are_reported():
    head = HEAD + "readings: {3月初: 3-1..3-10, 年内: 6-30}\nconversions: {month: 30天}\n"
    loaded = read(pack("duties:\n" + duty(by="3月初"), head))
    assert loaded.readings == {"3月初": "3-1..3-10", "month": "30天"}


POINTS = """\
checklists:
  - name: 场所
    tag: place
    clause: C2
    quote: 车间、班组
    points: [{value: 车间}, {value: 班组}, {clause: C3, quote: 企业, value: 企业}]
"""


def test_points_of_a_list_share_its_clause_and_are_told_apart_by_value():
    items = read(pack(POINTS)).items
    assert [(item.id, item.clause, item.quote) for item in items] == [
        ("C2-车间", "C2", "车间、班组"),
        ("C2-班组", "C2", "车间、班组"),
        ("C3", "C3", "企业"),
    ]
    assert [item.data for item in items] == [{"value": value, "in": ["场所"]} for value in ("车间", "班组", "企业")]


def test_bytes_text_and_file_load_alike(tmp_path):
    path = tmp_path / "demo.yaml"
    path.write_text(pack(), encoding="utf-8")
    assert read(path).items == read(pack()).items == read(pack().encode()).items


def test_populations_default_to_the_registered_ones(monkeypatch):
    monkeypatch.setitem(REGISTERED, "choirs", Owers("合唱团"))
    text = duties(duty(of="{population: 合唱团}"))
    assert load(text, year=2012).duties[0].definition.of.population == "choirs"
    assert refused(read(text)).rule == "unknown-name"


def test_a_quote_is_looked_up_only_when_a_document_is_attached():
    assert read(pack()).problems == []
    assert read(pack(), document="要求走访企业数不少于\n10家。").problems == []


def test_a_quote_that_the_document_lacks_is_refused_with_the_nearest_words():
    problem = refused(read(pack(), document="市一级走访企业数不少于１０家"))
    assert (problem.line, problem.column, problem.path, problem.rule) == (10, 12, "duties[C1].quote", "quote")
    assert problem.accepted == ("走访企业数不少于１０家",)


def test_a_quote_of_boiler_plate_is_refused():
    document = "正文\n友情提示:走访企业数不少于10家"
    problem = refused(read(pack(), document=document))
    assert (problem.line, problem.rule) == (10, "quote-boiler")
    assert "第 2 行" in problem.message


def test_lint_of_a_broken_pack_gives_its_errors_and_no_warnings():
    loaded = read(duties(duty(at_lest="1")))
    assert lint(loaded) == loaded.problems
    assert has_errors(loaded.problems)


def test_problems_come_once_and_in_order():
    late, early = Problem("error", 9, 1, "b", "乙"), Problem("warning", 2, 5, "a", "甲")
    assert in_order([late, early, late]) == [early, late]
    assert not has_errors([early])


def test_a_problem_reads_as_a_sentence():
    assert str(Problem("error", 3, 7, "title", "太长。")) == "第 3 行第 7 列 错误：太长。"
    assert str(Problem("warning", 0, 0, "", "空的。")) == "整个文件 提醒：空的。"


def test_many_choices_are_cut_in_the_sentence_only():
    words = tuple(f"词{n}" for n in range(20))
    assert choices(words).endswith("词11 等 20 种。")
    assert choices(()) == ""


@pytest.mark.parametrize(("word", "hint"), [("at_lest", "您是不是要写 at_least？"), ("zzz", ""), ("", "")])
def test_the_nearest_word_is_offered_only_when_near(word, hint):
    assert meant(word, ["at_least", "at_most"]) == hint


def test_the_tests_populations_are_those_of_the_language():
    assert set(POPULATIONS) == {"unions", "officers", "teams"}
