"""Files that pretend: a program or a page in the dress of a kind that is taken; pictures that burst."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tiexin.cases.papers import rules
from tiexin.cases.tests.test_papers_rules import OLE, TAKEN, packed, picture
from tiexin.core.refusal import Refused

PROGRAM, PAGE, PACKED = "这是程序，不收", "网页和矢量图", "压缩包不收"
STARTS = {
    "exe": b"MZ",
    "elf": b"\x7fELF",
    "java": b"\xca\xfe\xba\xbe",
    "shell": b"#!/b",
    "html": b"<!--",
    "rar": b"Rar!",
}
INSIDE = {"m4a": (4, b"ftypM4A "), "mp4": (4, b"ftypisom"), "wav": (8, b"WAVE"), "webp": (8, b"WEBP")}


def refused(content):
    with pytest.raises(Refused) as caught:
        rules.read(content)
    assert caught.value.field == "file"
    return str(caught.value)


def within(start, at, mark):
    """Something that begins as one thing and has the mark of a recording where that one has it."""
    return start.ljust(at, b" ")[:at] + mark + b" <script>alert(1)</script>"


@pytest.mark.parametrize("kind", INSIDE)
@pytest.mark.parametrize("start", STARTS)
def test_the_mark_of_a_recording_further_in_makes_no_recording(start, kind):
    said = refused(within(STARTS[start], *INSIDE[kind]))
    assert any(each in said for each in (PROGRAM, PAGE, PACKED))


@given(st.sampled_from(sorted(INSIDE)), st.binary(min_size=4, max_size=4))
def test_only_what_begins_as_a_recording_is_one(kind, start):
    at, mark = INSIDE[kind]
    right = start == b"RIFF" if at == 8 else start[:3] == b"\0\0\0"
    content = start.ljust(at, b"\0") + mark
    if kind != "webp" and right:
        assert rules.kind_of(content).name == kind
    elif not right:
        refused(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("\ufeff<html>".encode(), PAGE),
        ("\ufeff<html>".encode("utf-16-le"), PAGE),
        ("<html>".encode("utf-16-be").join([b"\xfe\xff", b""]), PAGE),
        (b"\n\t <svg/onload=alert(1)>", PAGE),
        (b"<?xml version='1.0'?><x/>", PAGE),
        (b"\x1f\x8b\x08 gz", PACKED),
        (b"7z\xbc\xaf\x27\x1c", PACKED),
        (b"\x7fELF\x02", PROGRAM),
        (b"%PD", "认不出"),
        (b"\0", "认不出"),
        (b" " * 300 + b"<html>", "认不出"),
        (b"GIF89a", "认不出"),
        (b"BM bitmap", "认不出"),
        (OLE + "Workbook".encode("utf-16-le"), "旧格式只收不带宏的 Word"),
        (packed("ppt/presentation.xml"), PACKED),
        (packed("word/document.xml")[:-30], PACKED),
    ],
)
def test_what_it_really_is_is_said(content, said):
    assert said in refused(content)


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/VBAPROJECT.BIN", "xl/vbaproject.bin", "vbaProject.bin"])
def test_macros_are_found_however_their_part_is_written(name):
    assert "带宏的文件不收" in refused(packed("word/document.xml", name))


def png_of(width, height):
    """The head of a picture that says it is so large; there are no points in it."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


@pytest.mark.parametrize(("width", "height"), [(8000, 8000), (60_000, 60_000), (2**31 - 1, 1)])
def test_a_picture_that_says_it_is_huge_is_not_unpacked(width, height):
    said = refused(png_of(width, height) + b"\0" * 40)
    assert "照片太大" in said or "这不是照片" in said


def test_a_large_photo_is_kept_small_and_upright():
    noted = Image.Exif()
    noted[0x0112] = 6  # the camera was held upright
    wide = io.BytesIO()
    Image.new("RGB", (2400, 1200), "navy").save(wide, "JPEG", exif=noted)
    _, kept = rules.read(wide.getvalue())
    assert Image.open(io.BytesIO(kept)).size == (800, 1600)


def test_words_behind_a_picture_are_gone():
    for form in ("JPEG", "PNG", "WEBP"):
        kind, kept = rules.read(picture(form) + b"<script>alert(1)</script>PK\x03\x04")
        assert (kind.picture, kept[:3], b"<script>" in kept) == (True, b"\xff\xd8\xff", False)


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_kept_is_of_the_kind_it_is_handed_out_as(name):
    """Whoever fetches a file gets the kind that was said: what is kept would be taken again, as the same."""
    kind, kept = rules.read(TAKEN[name])
    again = rules.kind_of(kept)
    assert (again.mime, again.suffix) == (kind.mime, kind.suffix)


@pytest.mark.parametrize(
    ("there", "size", "more", "said"),
    [
        (19, 0, 10 * rules.MB, None),
        (0, 90 * rules.MB, 10 * rules.MB, None),
        (0, 90 * rules.MB, 10 * rules.MB + 1, "一共最多100MB"),
        (20, 0, 1, "最多20份材料，已经有20份"),
        (25, 200 * rules.MB, 1, "最多20份材料，已经有25份"),
    ],
)
def test_the_room_of_a_matter_to_the_byte(there, size, more, said):
    if said is None:
        rules.check_room(there, size, more)
        return
    with pytest.raises(Refused, match=said) as caught:
        rules.check_room(there, size, more)
    assert caught.value.field == "file"


@given(st.text(max_size=300), st.sampled_from(sorted(TAKEN)))
def test_cleaning_a_clean_name_changes_nothing(said, kind):
    once = rules.clean_name(said, rules.kinds()[kind])
    assert rules.clean_name(once, rules.kinds()[kind]) == once
