"""Which files are taken: told by their content; what must never be kept is refused in a sentence."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tiexin.cases.papers import rules
from tiexin.core.refusal import Refused

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def picture(kind="JPEG", **more):
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(drawn, kind, **more)
    return drawn.getvalue()


def packed(*names, size=10):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, b"<" * size)
    return made.getvalue()


TAKEN = {
    "pdf": b"%PDF-1.4\n1 0 obj<</Type/Page>>endobj\nstartxref\n9\n%%EOF\n",
    "jpg": picture(),
    "png": picture("PNG"),
    "webp": picture("WEBP"),
    "doc": OLE + "WordDocument".encode("utf-16-le"),
    "docx": packed("word/document.xml"),
    "xlsx": packed("xl/workbook.xml"),
    "mp3": b"ID3\x03 talk",
    "m4a": b"\0\0\0 ftypM4A talk",
    "amr": b"#!AMR\n talk",
    "wav": b"RIFF\0\0\0\0WAVE talk",
    "mp4": b"\0\0\0 ftypisom film",
}
BOMB = packed("word/document.xml", size=120 * rules.MB)
REFUSED = {
    "empty": (b"", "这个文件是空的"),
    "program": (b"MZ\x90\0 this program", "这是程序，不收"),
    "linux": (b"\x7fELF", "这是程序，不收"),
    "script": (b"#!/bin/sh\nrm", "这是程序，不收"),
    "html": (b"<html><script>alert(1)</script>", "网页和矢量图可能带着程序，不收；请打印成 PDF 或者拍成照片"),
    "svg": (b"\xef\xbb\xbf<svg onload=alert(1)>", "网页和矢量图可能带着程序，不收；请打印成 PDF 或者拍成照片"),
    "late html": (b"  \r\n <!doctype html>", "网页和矢量图可能带着程序，不收；请打印成 PDF 或者拍成照片"),
    "zip": (packed("a.txt"), "压缩包不收，请把里面的文件一份一份地传"),
    "broken zip": (b"PK\x03\x04 not a zip", "压缩包不收，请把里面的文件一份一份地传"),
    "rar": (b"Rar!\x1a\x07", "压缩包不收，请把里面的文件一份一份地传"),
    "bomb": (BOMB, "这个文件展开以后太大，没有保存"),
    "macros": (packed("word/document.xml", "word/vbaProject.bin"), "带宏的文件不收，请另存成不带宏的"),
    "old macros": (
        OLE + "WordDocument_VBA_PROJECT".encode("utf-16-le"),
        "这种旧格式只收不带宏的 Word；表格请另存成 xlsx",
    ),
    "iphone": (b"\0\0\0 ftypheic", "这种苹果手机照片（HEIC）打不开，请存成 jpg 再传"),
    "words": ("三个月没有发".encode(), "认不出这是什么文件，没有保存；收 PDF、照片、Word、Excel、录音和录像"),
    "no picture": (b"\xff\xd8\xff not a picture", "这不是照片，或者已经损坏，没有保存"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_is_told_by_its_content(name):
    kind, content = rules.read(TAKEN[name])
    assert kind.name == name
    assert content == TAKEN[name] or kind.picture


def test_every_kind_of_the_data_is_tried():
    assert sorted(TAKEN) == sorted(rules.kinds())


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_taken_is_refused_in_a_sentence(name):
    content, said = REFUSED[name]
    with pytest.raises(Refused) as caught:
        rules.read(content)
    assert (str(caught.value.args[0]).split("（")[0].startswith(said[:8]), caught.value.field) == (True, "file")
    assert said in str(caught.value)


def test_many_parts_are_too_many():
    with pytest.raises(Refused, match="展开以后太大"):
        rules.read(packed("word/document.xml", *(f"word/{n}.xml" for n in range(rules.limits().parts))))


def test_a_picture_keeps_nothing_of_where_it_was_taken():
    noted = Image.Exif()
    noted[0x010E] = "Yinchuan dormitory 7"
    taken = picture(exif=noted)
    assert b"Yinchuan dormitory 7" in taken
    kind, kept = rules.read(taken)
    assert (kind.mime, len(Image.open(io.BytesIO(kept)).getexif())) == ("image/jpeg", 0)
    assert b"Yinchuan dormitory 7" not in kept


@pytest.mark.parametrize(
    ("size", "fits"), [(1, True), (10 * rules.MB, True), (10 * rules.MB + 1, False), (2**30, False)]
)
def test_ten_megabytes_and_not_one_byte_more(size, fits):
    if fits:
        rules.check_size(size)
        return
    with pytest.raises(Refused, match="一份最多10MB") as caught:
        rules.check_size(size)
    assert caught.value.field == "file"


def test_a_matter_has_room_for_so_many():
    most = rules.limits()
    rules.check_room(most.files - 1, most.total - 1, 1)
    for there in ((most.files, 0, 1), (0, most.total, 1)):
        with pytest.raises(Refused):
            rules.check_room(*there)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("工资条.pdf", "工资条.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\我的文档\\合同.doc", "合同.pdf"),
        ("工资\u202efdp.exe", "工资fdp.pdf"),
        ('a"b<c>\r\nd.pdf', "abcd.pdf"),
        (".pdf", "材料.pdf"),
        ("", "材料.pdf"),
        ("长" * 300, "长" * 80 + ".pdf"),
    ],
)
def test_names_are_cleaned_and_end_as_their_kind(said, kept):
    assert rules.clean_name(said, rules.kinds()["pdf"]) == kept


@given(st.text(max_size=200))
def test_no_name_leads_anywhere(said):
    made = rules.clean_name(said, rules.kinds()["jpg"])
    assert made.endswith(".jpg") and len(made) <= 84
    assert not set('/\\:*?"<>|\r\n\0\u202e') & set(made)
    assert not made.startswith(".")


@given(st.binary(min_size=1, max_size=300))
def test_whatever_comes_is_taken_or_refused(content):
    try:
        kind, kept = rules.read(content)
    except Refused as refusal:
        assert refusal.field == "file"
    else:
        assert kind.name in rules.kinds() and kept


# ── files that only begin like what they say ─────────────────────────────────────────────────────────────

WHOLE = TAKEN["pdf"]


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4 fake",
        WHOLE.replace(b"%%EOF", b""),
        WHOLE.replace(b"startxref", b""),
        WHOLE.replace(b"/Type/Page", b"/Type/Font"),
        WHOLE + b" " * rules.TAIL,  # cut off or with something behind it
        packed("word/document.xml", size=0),
        packed("xl/workbook.xml", size=0),
        TAKEN["docx"].replace(b"PK\x03\x04", b"PK\x03\x05", 2)[:4] + TAKEN["docx"][4:-40],
    ],
    ids=["fake", "no end", "no table", "no page", "tail", "empty word", "empty excel", "cut zip"],
)
def test_what_only_begins_like_a_document_is_not_kept(content):
    with pytest.raises(Refused) as caught:
        rules.read(content)
    assert caught.value.field == "file"


@pytest.mark.parametrize("page", [b"/Type/Page", b"/Type /Pages", b"/Type\n/Page>>", b"/ObjStm"])
def test_a_whole_pdf_is_kept_as_it_is(page):
    content = b"%PDF-1.7\n" + page + b"\nstartxref\n9\n%%EOF\n"
    assert rules.read(content) == (rules.kinds()["pdf"], content)


def test_the_refusal_says_what_to_do():
    with pytest.raises(Refused) as caught:
        rules.read(b"%PDF-1.4 fake")
    assert str(caught.value).startswith(rules.BROKEN) and "重新存一份再传" in rules.BROKEN


@pytest.mark.parametrize("name", ["docx", "xlsx"])
def test_a_document_whose_main_part_is_no_text_is_not_kept(name):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", b"<x/>")
        archive.writestr(rules.kinds()[name].part, b"\x7fELF")
    with pytest.raises(Refused, match="打不开"):
        rules.read(made.getvalue())
