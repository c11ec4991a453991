"""Which files are taken with a matter: told by what they hold, never by how they are called. Pure; numbers are data."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tiexin.core import pictures
from tiexin.core.refusal import Refused

DATA = Path(__file__).parents[1] / "data" / "papers.yaml"
RULE = "材料规则：只看内容认文件，程序、网页、压缩包不收；照片重新画过再存"
MB = 1024 * 1024
STEM = 80  # characters of a name before its ending
MACROS = ("vbaproject.bin", "_VBA_PROJECT")


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken: how it begins, what must stand in it, how it is handed out."""

    name: str
    label: str
    suffix: str
    mime: str
    begins: tuple[bytes, ...]
    at: int = 0
    first: bytes = b""  # how the file itself begins, where `begins` stands further in
    has: str = ""  # a stream that an old Word file must hold
    part: str = ""  # a part that a packed file must hold
    picture: bool = False


@dataclass(frozen=True)
class Limits:
    """The numbers of `data/papers.yaml`; sizes in bytes."""

    most: int
    files: int
    total: int
    unpacked: int
    parts: int


@cache
def _said() -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return read


@cache
def limits() -> Limits:
    """How large, how many."""
    said = _said()
    sizes = (said["most_mb"] * MB, said["most_files"], said["most_total_mb"] * MB)
    return Limits(*sizes, said["most_unpacked_mb"] * MB, said["most_parts"])


def _hex(begins: list[str]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(each) for each in begins)


@cache
def kinds() -> Mapping[str, Kind]:
    """The kinds that are taken, by name."""
    return {name: _kind(name, said) for name, said in _said()["kinds"].items()}


def _kind(name: str, said: Mapping[str, Any]) -> Kind:
    return Kind(name, **{**said, "begins": _hex(said["begins"]), "first": bytes.fromhex(said.get("first", ""))})


def check_size(size: int) -> None:
    """Refuse an empty file, and one that is too large."""
    if not size:
        raise Refused("这个文件是空的", clause=RULE, field="file")
    if size > limits().most:
        raise Refused(f"这个文件有{size / MB:,.0f}MB，一份最多{limits().most // MB}MB", clause=RULE, field="file")


def check_room(there: int, size: int, more: int) -> None:
    """Refuse one more file where there are enough: `there` files of `size` bytes in all, and one of `more` bytes."""
    if there >= limits().files:
        raise Refused(f"一件诉求最多{limits().files}份材料，已经有{there}份", clause=RULE, field="file")
    if size + more > limits().total:
        raise Refused(f"一件诉求的材料一共最多{limits().total // MB}MB", clause=RULE, field="file")


def kind_of(content: bytes) -> Kind:
    """Tell what a file is by its content; refuse what is not taken, saying why."""
    for kind in kinds().values():
        if content.startswith(kind.first) and content.startswith(kind.begins, kind.at) and _is_whole(content, kind):
            return kind
    for said in _said()["refused"]:
        if content.startswith(_hex(said["begins"]), said.get("at", 0)):
            raise Refused(said["say"], clause=RULE, field="file")
    head = content[:200].lstrip()
    raise Refused(
        _said()["refused"][1]["say"] if head.startswith(b"<") else _said()["other"], clause=RULE, field="file"
    )


def _is_whole(content: bytes, kind: Kind) -> bool:
    if kind.has:
        return kind.has.encode("utf-16-le") in content and MACROS[1].encode("utf-16-le") not in content
    return not kind.part or _is_packed(content, kind.part)


def _is_packed(content: bytes, part: str) -> bool:
    """Whether a packed file is that document, without macros; it is never unpacked, only its list is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    names = {each.filename for each in entries}
    if not {"[Content_Types].xml", part} <= names:
        return False
    if len(entries) > limits().parts or sum(each.file_size for each in entries) > limits().unpacked:
        raise Refused("这个文件展开以后太大，没有保存", clause=RULE, field="file")
    if any(name.lower().endswith(MACROS[0]) for name in names):
        raise Refused("带宏的文件不收，请另存成不带宏的", clause=RULE, field="file")
    return True


def read(content: bytes) -> tuple[Kind, bytes]:
    """Return what a file is, and the content to be kept: a picture is drawn anew."""
    check_size(len(content))
    kind = kind_of(content)
    _check_opens(kind, content)
    if not kind.picture:
        return kind, content
    try:
        return kind, pictures.redraw(content)
    except Refused as refusal:
        raise Refused(str(refusal), clause=RULE, field="file") from refusal


PAGES = re.compile(rb"/Type\s*/Pages?\b|/ObjStm\b")  # newer files keep their pages packed in streams of objects
TAIL = 2048  # bytes from the end within which a PDF says that it ends
BROKEN = "这个文件打不开，像是坏了或者没有传完，请重新存一份再传"


def _check_opens(kind: Kind, content: bytes) -> None:
    """Refuse a document that only begins like one: without its end, without a page, with parts that cannot be read."""
    whole = True
    if kind.name == "pdf":
        whole = b"%%EOF" in content[-TAIL:] and b"startxref" in content and PAGES.search(content) is not None
    elif kind.part:
        whole = _part_reads(content, kind.part)
    if not whole:
        raise Refused(BROKEN, clause=RULE, field="file")


def _part_reads(content: bytes, part: str) -> bool:
    """Whether the part that makes it a document begins as XML; no more than its beginning is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as whole, whole.open(part) as read:
            head = read.read(64)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, RuntimeError, EOFError):
        return False
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def clean_name(name: str, kind: Kind) -> str:
    """Return the name under which a file is kept: no path, no hidden or turning signs, the ending of its kind."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" and sign not in ':*?"<>|')
    before, dot, _ = plain.rpartition(".")
    stem = " ".join((before if dot else plain).split()).strip(". ")
    return f"{stem[:STEM].strip() or '材料'}{kind.suffix}"
