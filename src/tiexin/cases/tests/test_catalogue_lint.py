"""The lint of the catalogue: the shipped files are clean, and each fault has its line, its column and a sentence."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tiexin.cases.catalogue_lint import lint, lint_files, shipped
from tiexin.cases.tests.catalogue_faults import MORE

pytestmark = pytest.mark.once

GOOD = """\
service: lost_card
order: 200
label: 补办服务卡
short: 服务卡丢了
function: ""
sources:
  - {clause: C142}
who: 会员本人
askers: [self, group]
see: 负责单位里管服务卡的人
classes: {ordinary: 一般, urgent: 急用}
fields:
  kind: {label: 哪一种卡, type: choice, choices: {plain: 普通, gold: 荣誉}}
needs:
  - {label: 登报声明}
owners:
  - {level: county, title: 服务}
clocks:
  contact:
    label: 联系职工
    starts: [registered]
    met_by: [contacted, accepted, refused]
    length: {amount: 3, unit: workday}
    source: {clause: C138, note: 本系统建议，可改}
  conclude:
    label: 补好
    starts: [accepted]
    met_by: [replied]
    length: {amount: 60, unit: day}
    by_class: {urgent: {amount: 5, unit: workday}}
    extend: {length: {amount: 30, unit: day}, source: {law: 信访工作条例, article: 第34条}}
    stops: {reasons: {papers: 等材料}, most: 10, source: {clause: C138, note: 本系统建议，可改}}
    source: {law: 信访工作条例, article: 第34条}
  call_back:
    label: 回访
    starts: [replied]
    met_by: [called_back]
    length: {amount: 7, unit: workday}
    source: {clause: C138, note: 本系统建议，可改}
  redo:
    label: 再补
    starts: [redone, reopened]
    met_by: [replied]
    length: {amount: 5, unit: workday}
    source: {clause: C139, note: 本系统建议，可改}
  unsolved:
    label: 没有补好的
    starts: [unsolved]
    met_by: [redone, closed]
    length: {amount: 5, unit: workday}
    source: {clause: C139, note: 本系统建议，可改}
letters:
  note: {label: 告知书, at: replied, source: {law: 信访工作条例, article: 第32条}}
outcomes:
  recovered: {label: 退回多少钱, type: money}
  result: {label: 结果, type: choice, choices: {made: 补好了, no: 不能补}, unhelped: [no]}
not_a_case:
  other: {label: 不是本会的卡, say: 请找发卡的地方, send_to: "", source: {clause: C142}}
jurisdictions:
  "33":
    clocks:
      conclude: {amount: 30, extend: 15, most: 5, by_class: {urgent: 3}, source: {law: 某条例, article: 第5条}}
"""

# name → (what stands in the good file, what is written instead, rule, path, words of the sentence)
FAULTS = {
    "unknown key": ("who: 会员本人", "whom: 会员本人", "unknown-key", "whom", "您是不是要写 who？"),
    "missing key": ("short: 服务卡丢了\n", "", "missing", "", "缺少 short"),
    "key of a clock": ("    label: 补好", "    lable: 补好", "unknown-key", "clocks.conclude.lable", "label"),
    "anchor": ("order: 200", "order: &o 200", "anchor", "order", "&o"),
    "alias": ("order: 200", "order: *o", "alias", "order", "*o"),
    "merge": ("order: 200", "<<: {order: 200}", "merge", "", "<<"),
    "text as number": ("label: 补办服务卡", "label: 12", "text", "label", "文字"),
    "too long": ("label: 补办服务卡", f"label: {'长' * 21}", "long", "label", "20"),
    "no number": ("order: 200", "order: 十", "number", "order", "整数"),
    "zero": ("length: {amount: 60,", "length: {amount: 0,", "number", "clocks.conclude.length.amount", "1 至"),
    "not true": ("classes: {ord", "sealed: 是\nclasses: {ord", "yes", "sealed", "true"),
    "unit": ("unit: day}\n    by", "unit: week}\n    by", "word", "clocks.conclude.length.unit", "工作日"),
    "list": ("askers: [self, group]", "askers: self", "list", "askers", "列表"),
    "empty list": ("askers: [self, group]", "askers: []", "list", "askers", "至少一项"),
    "asker": ("askers: [self, group]", "askers: [self, aunt]", "word", "askers[2]", "aunt"),
    "mapping": (
        "outcomes:\n  recovered: {label: 退回多少钱, type: money}\n  result: {label: 结果, type: choice, "
        "choices: {made: 补好了, no: 不能补}, unhelped: [no]}",
        "outcomes: 无",
        "mapping",
        "outcomes",
        "分项",
    ),
    "function": ('function: ""', "function: cards", "word", "function", "legal_aid"),
    "level": ("level: county", "level: village", "word", "owners[1].level", "village"),
    "event": ("starts: [accepted]", "starts: [acepted]", "word", "clocks.conclude.starts[1]", "accepted"),
    "event of a letter": ("at: replied", "at: answered", "word", "letters.note.at", "answered"),
    "clause": ("  - {clause: C142}", "  - {clause: C999}", "clause", "sources[C999].clause", "C999"),
    "source without anything": ("  - {clause: C142}", "  - {note: 听说}", "no-source", "sources[1]", "出处"),
    "law without article": ("article: 第32条", "note: 大概", "article", "letters.note.source", "第几条"),
    "article alone": (
        "{law: 信访工作条例, article: 第32条}",
        "{clause: C142, article: 第32条}",
        "article",
        "letters.note.source",
        "哪部法",
    ),
    "article in words": ("article: 第32条", "article: 32", "text", "letters.note.source.article", "文字"),
    "article otherwise": ("article: 第32条", "article: 三十二", "article", "letters.note.source.article", "第23条"),
    "a number nobody stands for": (
        "    length: {amount: 7, unit: workday}\n    source: {clause: C138, note: 本系统建议，可改}",
        "    length: {amount: 7, unit: workday}\n    source: {clause: C138}",
        "own",
        "clocks.call_back.source",
        "本系统建议",
    ),
    "stop nobody stands for": (
        "most: 10, source: {clause: C138, note: 本系统建议，可改}",
        "most: 10, source: {clause: C138}",
        "own",
        "clocks.conclude.stops.source",
        "本系统建议",
    ),
    "group of none": (
        "askers: [self, group]",
        "askers: [self]\ngroup_from: 5\ngroup_source: {clause: C142}",
        "group",
        "group_from",
        "group",
    ),
    "group without source": (
        "askers: [self, group]",
        "askers: [self, group]\ngroup_from: 5",
        "no-source",
        "group_from",
        "group_source",
    ),
    "contact elsewhere": (
        "met_by: [contacted, accepted, refused]",
        "met_by: [replied]",
        "always",
        "clocks.contact",
        "contact",
    ),
    "no call back": ("  call_back:\n    label: 回访", "  callback:\n    label: 回访", "missing", "clocks", "call_back"),
    "done again without a clock": ("[redone, reopened]", "[reopened]", "again", "clocks", "redone"),
    "opened again without a clock": ("[redone, reopened]", "[redone]", "again", "clocks", "reopened"),
    "not solved without a clock": ("starts: [unsolved]", "starts: [replied]", "again", "clocks", "unsolved"),
    "review that is not": (
        "starts: [accepted]",
        "starts: [accepted, review_asked]",
        "never",
        "clocks.conclude.starts[2]",
        "review_asked",
    ),
    "never met": (
        "    starts: [accepted]\n    met_by: [replied]",
        "    starts: [accepted]\n    met_by: [refused]",
        "unmet",
        "clocks.conclude.met_by",
        "refused",
    ),
    "hours from the next day": (
        "{amount: 60, unit: day}",
        "{amount: 6, unit: hour, first: next}",
        "first",
        "clocks.conclude.length.first",
        "moment",
    ),
    "days from the moment": (
        "{amount: 60, unit: day}",
        "{amount: 6, unit: day, first: moment}",
        "first",
        "clocks.conclude.length.first",
        "next",
    ),
    "extended by hours": (
        "{amount: 30, unit: day}",
        "{amount: 30, unit: hour}",
        "extend",
        "clocks.conclude.extend.length.unit",
        "小时",
    ),
    "no ordinary": (
        "classes: {ordinary: 一般, urgent: 急用}",
        "classes: {plain: 一般, urgent: 急用}",
        "ordinary",
        "classes",
        "ordinary",
    ),
    "class": (
        "by_class: {urgent: {amount: 5",
        "by_class: {hard: {amount: 5",
        "class-key",
        "clocks.conclude.by_class.hard",
        "urgent",
    ),
    "class of a place": (
        "by_class: {urgent: 3}",
        "by_class: {hard: 3}",
        "class-key",
        "jurisdictions.33.clocks.conclude.by_class.hard",
        "urgent",
    ),
    "choice of nothing": (", choices: {plain: 普通, gold: 荣誉}", "", "choices", "fields.kind", "choices"),
    "choice of one": ("{plain: 普通, gold: 荣誉}", "{plain: 普通}", "choices", "fields.kind", "两个以上"),
    "choices of a text": (
        "type: choice, choices: {plain: 普通",
        "type: text, choices: {plain: 普通",
        "choices",
        "fields.kind",
        "choice",
    ),
    "no help that is no choice": ("unhelped: [no]", "unhelped: [moon]", "unhelped", "outcomes.result", "没有帮上"),
    "no help at all": ("unhelped: [no]", "unhelped: [no, made]", "unhelped", "outcomes.result", "不能全是"),
    "no help of a question": (
        "choices: {plain: 普通, gold: 荣誉}",
        "choices: {plain: 普通, gold: 荣誉}, unhelped: [gold]",
        "unknown-key",
        "fields.kind.unhelped",
        "unhelped",
    ),
    "money that is text": ("type: money", "type: text", "recovered", "outcomes.recovered", "money"),
    "asks the name": ("  kind: {label: 哪一种卡", "  name: {label: 哪一种卡", "known-key", "fields.name", "不再问"),
    "asks by another name": ("{label: 哪一种卡", "{label: 您的手机号", "known-key", "fields.kind", "不再问"),
    "asks for a paper": ("label: 登报声明", "label: 身份证复印件", "known", "needs[1]", "不让职工再带"),
    "sealed questions": ("classes: {ord", "sealed: true\nclasses: {ord", "sealed", "fields", "封存"),
    "seals by no answer": (
        "classes: {ord",
        "seal_if: {kind: [moon]}\nclasses: {ord",
        "seal-if",
        "seal_if.kind[1]",
        "moon",
    ),
    "script of nothing": (
        "classes: {ord",
        "script: {gone: {label: 甲, lines: [乙], source: {clause: C142}}}\nclasses: {ord",
        "script-key",
        "script.gone",
        "plain",
    ),
    "place": ('"33":', '"99":', "unknown-key", "jurisdictions.99", "33 浙江"),
    "place changes words": (
        "conclude: {amount: 30,",
        "conclude: {label: 快办,",
        "unknown-key",
        "jurisdictions.33.clocks.conclude.label",
        "amount",
    ),
    "place without source": (
        ", source: {law: 某条例, article: 第5条}",
        "",
        "missing",
        "jurisdictions.33.clocks.conclude",
        "source",
    ),
    "place without number": (
        "{amount: 30, extend: 15, most: 5, by_class: {urgent: 3}, source",
        "{source",
        "override-key",
        "jurisdictions.33.clocks.conclude",
        "数",
    ),
    "clock of a place": (
        "      conclude: {amount",
        "      finish: {amount",
        "clock-key",
        "jurisdictions.33.clocks.finish",
        "conclude",
    ),
    "place extends what is not": (
        "      conclude: {amount: 30, extend: 15, most: 5, by_class: {urgent: 3},",
        "      contact: {amount: 1, extend: 15,",
        "override-key",
        "jurisdictions.33.clocks.contact.extend",
        "extend",
    ),
    **MORE,
    "name too long": ("  kind: {label", f"  {'k' * 25}: {{label", "long-key", f"fields.{'k' * 25}", "24"),
}


def test_the_shipped_files_have_no_finding():
    found = lint_files(shipped())
    assert len(found) == 14
    assert [(path.name, str(problem)) for path, problems in found for problem in problems] == []


def test_the_good_file_has_no_finding():
    assert lint(GOOD) == []


@pytest.mark.parametrize(("there", "instead", "rule", "path", "word"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_found_where_it_stands(there, instead, rule, path, word):
    assert GOOD.count(there) >= 1, there
    found = [problem for problem in lint(GOOD.replace(there, instead, 1)) if problem.rule == rule]
    assert [problem.path for problem in found] == [path]
    assert word in f"{found[0].message}{found[0].accepted}"
    assert found[0].level == "error"


ALONE = "see: 只给管服务卡的人看"


@pytest.mark.parametrize(
    ("see", "more"),
    [
        (ALONE, "readers: [part]"),
        (ALONE, "readers: [part, unit]"),
        (ALONE, "seal_if: {kind: [gold]}"),
        ("see: 急用的，同时告知安全管理员", "tell: {urgent: security}"),
        ("see: 发卡的单位只看到姓名", "reviewed: false"),  # says what somebody else gets, not who alone reads
    ],
)
def test_a_promise_that_a_rule_keeps_has_no_finding(see, more):
    assert lint(GOOD.replace("see: 负责单位里管服务卡的人", f"{see}\n{more}")) == []


def test_a_promise_that_a_seal_keeps_has_no_finding():
    fields = "fields:\n  kind: {label: 哪一种卡, type: choice, choices: {plain: 普通, gold: 荣誉}}\n"
    sealed = GOOD.replace("see: 负责单位里管服务卡的人", f"{ALONE}\nsealed: true")
    assert lint(sealed.replace(fields, "")) == []


def test_a_clock_that_binds_whoever_asks_is_none_for_what_is_done_again():
    text = GOOD.replace("    starts: [redone, reopened]", "    holder: asker\n    starts: [redone, reopened]")
    said = [problem.message for problem in lint(text) if problem.rule == "again"]
    assert [word for word in ("redone", "reopened") if any(word in each for each in said)] == ["redone", "reopened"]


@pytest.mark.parametrize(
    ("there", "instead", "line", "column"),
    [
        ("who: 会员本人", "whom: 会员本人", 8, 1),
        ("starts: [accepted]", "starts: [acepted]", 27, 14),
        ("level: county", "level: village", 17, 13),
        ("article: 第32条", "article: 三十二", 53, 66),
        ("by_class: {urgent: {amount: 5", "by_class: {hard: {amount: 5", 30, 16),
    ],
)
def test_a_finding_has_its_line_and_column(there, instead, line, column):
    text = GOOD.replace(there, instead, 1)
    first = next(each for each in lint(text) if each.rule != "missing")
    assert (first.line, first.column) == (line, column)


@pytest.mark.parametrize("text", ["", "- 甲\n", "一句话\n", "a: [1\n", "service:\n"])
def test_what_is_no_service_is_refused_without_raising(text):
    assert lint(text)


def test_words_that_yaml_takes_for_truth_stay_words():
    text = GOOD.replace("{plain: 普通, gold: 荣誉}", "{yes: 是, no: 否, on: 开}")
    assert lint(text) == []


def test_two_files_do_not_share_a_name_or_a_place_in_the_order(tmp_path):
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(GOOD)
    found = dict(lint_files(sorted(tmp_path.glob("*.yaml"))))
    assert [problem.path for problem in found[tmp_path / "one.yaml"]] == []
    assert [problem.path for problem in found[tmp_path / "two.yaml"]] == ["service", "order"]
    assert "one.yaml" in found[tmp_path / "two.yaml"][0].message


def run(*files):
    out = StringIO()
    try:
        call_command("cases_check", *files, stdout=out)
    except CommandError as error:
        return out.getvalue().splitlines(), error.returncode
    return out.getvalue().splitlines(), 0


def test_the_command_says_that_all_is_well():
    assert run() == (["没有错误：14 项服务"], 0)


def test_the_command_names_file_line_and_column(tmp_path):
    file = tmp_path / "card.yaml"
    file.write_text(GOOD.replace("who: 会员本人", "whom: 会员本人"))
    lines, code = run(str(file))
    assert code == 1
    assert [line.split("：")[0] for line in lines] == ["card.yaml 第 1 行第 1 列 错误", "card.yaml 第 8 行第 1 列 错误"]


def test_the_command_says_when_there_is_no_such_file(tmp_path):
    lines, code = run(str(tmp_path / "gone.yaml"))
    assert (code, len(lines)) == (1, 1)
    assert "打不开" in lines[0]
