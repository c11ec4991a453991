"""The words that headings and cells are known by, every one of them, and the limits of a cell on both sides."""

from datetime import time, timedelta

import pytest
from django.db import DataError

from tiexin.core.refusal import Refused
from tiexin.orgs.tests import cast as c
from tiexin.registry import columns, tasks
from tiexin.registry.actions import imports
from tiexin.registry.forms import ColumnsForm
from tiexin.registry.models import Employer, ImportRun
from tiexin.registry.tests.books import firm, saved, started
from tiexin.registry.vocabulary import EMPLOYER_KINDS, ROLES

CODE = c.credit_code(7)
WORDS = [(kind, name, word) for kind, each in columns.FIELDS.items() for name, f in each.items() for word in f.known_by]


@pytest.mark.parametrize(("kind", "name", "word"), WORDS, ids=str)
def test_every_usual_heading_finds_its_field_and_no_other(kind, name, word):
    alone = {} if columns.FIELDS[kind][name].asked else {name: 1}
    for head in (
        word,
        f" {word} ",
        f"{word}*",
        f"{word}＊",
        f"{word}：",
        f"{word}（必填）",
        f"{word}(18)",
        word[0] + " " + word[1:],
    ):
        assert columns.guess(kind, ["序号", head], {}) == alone


@pytest.mark.parametrize("kind", columns.FIELDS)
def test_each_column_is_guessed_for_one_field_and_the_first_of_two_alike(kind):
    heads = [field.label for field in columns.FIELDS[kind].values()]
    found = columns.guess(kind, heads + [f"{head}（二）" for head in heads], {})
    wanted = {name: place for place, (name, f) in enumerate(columns.FIELDS[kind].items()) if not f.asked}
    assert found == wanted


def test_what_a_unit_called_a_column_that_is_gone_is_not_guessed_otherwise():
    heads = ["企业名称", "信用代码", "企业类型"]
    assert columns.guess("employer", heads, {"name": "全称"}) == {"credit_code": 1, "kind": 2}


@pytest.mark.parametrize("word", columns.KIND_WORDS)
def test_every_word_for_a_kind_is_read(word):
    read = columns.EMPLOYER["kind"].read
    assert (read(f" {word}　", "类型"), read(columns.KIND_WORDS[word], "类型")) == (columns.KIND_WORDS[word],) * 2
    assert columns.KIND_WORDS[word] in EMPLOYER_KINDS


@pytest.mark.parametrize("word", columns.ROLE_WORDS)
def test_every_word_for_a_role_is_read(word):
    assert columns.WORKER["role"].read(word, "身份") == columns.ROLE_WORDS[word]
    assert columns.ROLE_WORDS[word] in ROLES


def test_unknown_word_names_what_may_be_said():
    with pytest.raises(Refused) as caught:
        columns.EMPLOYER["kind"].read("皇" * 30, "类型")
    seven = "国有企业、集体企业、非公企业、外商投资企业、股份制企业、事业单位、两新组织"
    assert caught.value.message == f"“类型”不认识“{'皇' * 20}”，可填：{seven}"


@pytest.mark.parametrize(
    ("cell", "read"),
    [(10**15 - 1, "9" * 15), (0, "0"), (-7, "-7"), (1.5, "1.5"), (2.0, "2"), ("a\x00b\ufeff", "ab"), ("0012", "0012")],
)
def test_numbers_and_unseen_signs_become_text(cell, read):
    assert columns.text(cell, "名称") == read


@pytest.mark.parametrize("cell", [10**15, -(10**15), 1e15])
def test_number_that_has_lost_digits_is_refused(cell):
    with pytest.raises(Refused, match="末几位已经丢失"):
        columns.text(cell, "名称")


@pytest.mark.parametrize("cell", [time(8, 30), timedelta(hours=1)])
def test_hours_are_not_text(cell):
    with pytest.raises(Refused) as caught:
        columns.text(cell, "名称")
    assert caught.value.message == "“名称”是日期，应为文字"


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("0", 0),
        ("9999999", 9_999_999),
        ("３２０名", 320),
        ("1 200", 1200),
        ("１，２００", 1200),
        ("", None),
        ("　", None),
    ],
)
def test_numbers_of_people_are_read(cell, read):
    assert columns.whole(cell, "人数") == read


@pytest.mark.parametrize("name", ["name", "industry", "org"])
def test_longest_text_is_taken_and_one_more_is_not(name):
    most = columns.EMPLOYER[name].most
    at = {key: place for place, key in enumerate(columns.EMPLOYER)}
    row = {**dict(zip(at, firm(1), strict=True)), name: "字" * most}
    assert columns.clean("employer", at, list(row.values()))[name] == "字" * most
    with pytest.raises(Refused, match=f"超过 {most} 个字"):
        columns.clean("employer", at, list({**row, name: "字" * (most + 1)}.values()))


def test_form_offers_every_heading_and_none():
    run = ImportRun(kind="worker", heads=["姓名", "单位"], columns={"name": 0})
    form = ColumnsForm(run)
    assert list(form.fields) == list(columns.WORKER)
    assert form.fields["team"].choices == [("", "表里没有"), ("0", "姓名"), ("1", "单位")]
    assert [form[name].value() for name in ("name", "employer")] == ["0", ""]
    assert list(ColumnsForm(ImportRun(kind="employer", heads=[])).fields) == [*columns.EMPLOYER, "update"]
    assert ColumnsForm(run, {"name": "0", "employer": "2"}).errors.keys() == {"employer"}


@pytest.mark.django_db
def test_trouble_in_the_database_ends_the_run_without_telling_the_log(monkeypatch, caplog):
    cast = c.stage()
    run, before = started(cast, [firm(1, "保密厂")]), Employer.objects.count()

    def trouble(*_, **__):
        raise DataError("value too long: 保密厂")

    monkeypatch.setattr(imports, "finish", trouble)
    tasks.run_import.func(run.pk)
    run.refresh_from_db()
    assert (run.state, run.error, run.added) == ("failed", "数据库出错，没有导入任何一行，请再导入一次", 0)
    assert (Employer.objects.count(), caplog.messages) == (before, [f"import {run.pk}: DataError"])


@pytest.mark.django_db
def test_long_names_of_files_and_headings_are_cut():
    cast = c.stage()
    content = saved(["企业名称", "长" * 80], ["甲", "乙"])
    upload = imports.Upload(cast.city, "employer", "册" * 200 + ".xlsx", content)
    run = imports.take_workbook(upload, by=None, on=c.TODAY)
    assert (run.name, run.heads, run.about) == ("册" * 120, ["企业名称", "长" * 60], 1)
