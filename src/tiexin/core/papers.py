"""What kind of paper a file is, told by its content: its name may say anything."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from tiexin.core.refusal import Refused

RULE = "文件规则：只存 PDF、Word（doc、docx）和图片（jpg、png），不存带宏的文件"
MOST_BYTES = 10 * 1024 * 1024
OLE, STREAM = bytes.fromhex("d0cf11e0a1b11ae1"), "WordDocument".encode("utf-16-le")
MACROS = "_VBA_PROJECT".encode("utf-16-le")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Paper:
    """A kind of file: how its name ends, and its type for the browser."""

    suffix: str
    mime: str


PDF, DOC, WORD = Paper(".pdf", "application/pdf"), Paper(".doc", "application/msword"), Paper(".docx", DOCX)
PNG, JPEG = Paper(".png", "image/png"), Paper(".jpg", "image/jpeg")
BEGINS = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))


def check(content: bytes) -> Paper:
    """Return what the content is; refuse an empty or too large file, and what is no paper."""
    if not content:
        raise Refused("这个文件是空的", clause=RULE, field="file")
    if len(content) > MOST_BYTES:
        raise Refused(f"文件超过 {MOST_BYTES // 1024 // 1024} MB", clause=RULE, field="file")
    found = next((paper for begin, paper in BEGINS if content.startswith(begin)), None) or _word(content)
    if found is None:
        raise Refused("这不是 PDF、Word 或图片，没有保存", clause=RULE, field="file")
    return found


def _word(content: bytes) -> Paper | None:
    if content.startswith(OLE):
        return DOC if STREAM in content and MACROS not in content else None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    whole = {"[Content_Types].xml", "word/document.xml"} <= names
    return WORD if whole and not any(name.endswith("vbaProject.bin") for name in names) else None


def named(number: str, upload: str, paper: Paper) -> str:
    """Return the name of a kept file: its document number if it has one, else as it was called."""
    stem = (number.strip() or upload.rpartition(".")[0] or upload).translate({ord(sign): "-" for sign in '/\\:*?"<>|'})
    return f"{stem[:110]}{paper.suffix}"
