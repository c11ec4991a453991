"""From the words of a command line or an upload to a loaded pack."""

import pytest

from tiexin.core.documents.source import MAX_BYTES
from tiexin.core.refusal import Refused
from tiexin.duties.models import Clause, Plan
from tiexin.plans import reading
from tiexin.plans.reading import read_bytes, read_pack
from tiexin.plans.tests import small

PACK = small.text(small.OWN["C3"])


def errors(found):
    return [problem for problem in found.loaded.problems if problem.level == "error"]


def test_a_pack_that_ships_is_read_by_its_name():
    found = read_pack("ningxia-f2f", 2012, None)
    assert found.loaded.pack.pack == "ningxia-f2f"
    assert (errors(found), found.loaded.year, found.document) == ([], 2012, b"")
    assert "ningxia-f2f" in reading.shipped()


def test_a_file_is_read_with_its_document(tmp_path):
    pack, document = tmp_path / "p.yaml", tmp_path / "原文.txt"
    pack.write_text("\ufeff" + PACK)
    document.write_text(small.DOCUMENT)
    found = read_pack(str(pack), None, document)
    assert (found.text, found.document, found.document_name) == (PACK, small.DOCUMENT.encode(), "原文.txt")
    assert (errors(found), found.loaded.pack.title) == ([], "走访方案")


@pytest.mark.parametrize("name", ["none", "", "../pack", "/"])
def test_a_pack_that_is_not_there_is_refused_with_what_ships(name):
    with pytest.raises(Refused, match=r"也没有叫.*的内置方案；内置：.*ningxia-f2f"):
        read_pack(name, None, None)


def test_a_document_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match="没有这个文件") as refusal:
        read_pack("ningxia-f2f", None, tmp_path / "none.txt")
    assert refusal.value.field == "document"


@pytest.mark.parametrize(
    ("document", "said"),
    [(b"x" * (reading.MAX_DOCUMENT + 1), "原文超过 5 MB"), ("原文".encode("gb18030"), "原文应为 UTF-8 编码的纯文本")],
)
def test_a_document_that_cannot_be_read_is_refused_beside_its_field(document, said):
    with pytest.raises(Refused) as refusal:
        read_bytes(PACK.encode(), None, document, "原文.txt")
    assert (str(refusal.value), refusal.value.field) == (said, "document")


def test_a_sentence_that_is_not_in_the_document_is_an_error():
    found = read_bytes(PACK.encode(), None, small.DOCUMENT.replace("原文C3", "别的话").encode(), "原文.txt")
    assert [(problem.line, problem.rule) for problem in errors(found)] == [(15, "quote")]
    assert found.loaded.pack is None


def test_a_file_that_is_too_large_is_one_problem(tmp_path):
    large = tmp_path / "large.yaml"
    large.write_bytes(b"a: b\n" * (MAX_BYTES // 5 + 1))
    assert ["文件超过 2 MB" in str(problem) for problem in read_pack(str(large), None, None).loaded.problems] == [True]


def test_reminders_about_the_plan_itself_come_once_and_do_not_stop_it():
    found = read_bytes(small.text(small.BELOW["C1"], small.OWN["C3"]).encode(), None)
    said = [problem.message for problem in found.loaded.problems]
    assert len(said) == len(set(said)) == 1
    assert "不知道 C3 有几个责任者" in said[0]
    assert [owed.id for owed in found.loaded.duties] == ["C1", "C3"]


@pytest.mark.parametrize(
    ("old", "new", "model", "column"),
    [
        ("clause: C3", "clause: {}", Clause, "code"),
        ("reading: 同一企业只算一家", "reading: {}", Clause, "reading"),
        ("title: 县级走访企业", "title: {}", Clause, "title"),
        ("title: 二、工作要求", "title: {}", Clause, "section"),
        ("title: 走访方案", "title: {}", Plan, "title"),
        ("number: 宁工发〔2012〕1号", "number: {}", Plan, "number"),
    ],
)
def test_what_the_tables_cannot_hold_is_an_error_of_the_file(old, new, model, column):
    length = model._meta.get_field(column).max_length
    assert old in PACK
    long = read_bytes(PACK.replace(old, new.format("长" * (length + 1)), 1).encode(), None)
    assert ["太长" in problem.message for problem in errors(long)] == [True]
    assert all(problem.line and problem.accepted for problem in errors(long))
