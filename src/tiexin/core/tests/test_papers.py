"""What a file is, by its content alone; what is refused; how a kept paper is named."""

import io
import zipfile

import pytest

from tiexin.core import papers
from tiexin.core.refusal import Refused

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
STREAM = "WordDocument".encode("utf-16-le")


def packed(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


WORD = ("[Content_Types].xml", "word/document.xml")
TAKEN = {
    "pdf": (b"%PDF-1.7 ...", ".pdf", "application/pdf"),
    "png": (b"\x89PNG\r\n\x1a\n...", ".png", "image/png"),
    "jpeg": (b"\xff\xd8\xff\xe0...", ".jpg", "image/jpeg"),
    "doc": (OLE + b"..." + STREAM, ".doc", "application/msword"),
    "docx": (packed(*WORD), ".docx", papers.DOCX),
}
REFUSED = {
    "nothing": (b"", "是空的"),
    "text": (b"hello", "不是 PDF"),
    "program": (b"MZ\x90\x00", "不是 PDF"),
    "page": (b"<!doctype html><script>", "不是 PDF"),
    "old workbook": (OLE + "Workbook".encode("utf-16-le"), "不是 PDF"),
    "workbook": (packed("[Content_Types].xml", "xl/workbook.xml"), "不是 PDF"),
    "archive": (packed("a.txt"), "不是 PDF"),
    "torn archive": (packed(*WORD)[:-30], "不是 PDF"),
    "macros": (packed(*WORD, "word/vbaProject.bin"), "不是 PDF"),
    "old macros": (OLE + STREAM + "_VBA_PROJECT".encode("utf-16-le"), "不是 PDF"),
    "pdf further in": (b" %PDF-1.7", "不是 PDF"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_kind_is_told_by_the_content(name):
    content, suffix, mime = TAKEN[name]
    assert papers.check(content) == papers.Paper(suffix, mime)


@pytest.mark.parametrize("name", REFUSED)
def test_all_else_is_refused(name):
    content, why = REFUSED[name]
    with pytest.raises(Refused, match=why) as refusal:
        papers.check(content)
    assert (refusal.value.field, refusal.value.clause) == ("file", papers.RULE)


def test_size_is_held_to_the_byte(monkeypatch):
    monkeypatch.setattr(papers, "MOST_BYTES", 8)
    assert papers.check(b"%PDF-123") == papers.PDF
    with pytest.raises(Refused, match="文件超过"):
        papers.check(b"%PDF-1234")


@pytest.mark.parametrize(
    ("number", "upload", "name"),
    [
        ("宁工发〔2012〕12号", "scan0001.PDF", "宁工发〔2012〕12号.pdf"),
        ("", "通知.docx", "通知.pdf"),
        ("  ", "通知", "通知.pdf"),
        ("", ".pdf", ".pdf.pdf"),
        ("宁工/办 12:3", "a.pdf", "宁工-办 12-3.pdf"),
        ("", "字" * 200 + ".pdf", "字" * 110 + ".pdf"),
    ],
)
def test_a_paper_is_named_by_its_number(number, upload, name):
    assert papers.named(number, upload, papers.PDF) == name
