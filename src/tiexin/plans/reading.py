"""From the words of a command line or an upload to a loaded pack."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tiexin.core.documents.source import MAX_BYTES
from tiexin.core.refusal import Refused
from tiexin.core.workdays import Calendar
from tiexin.plans.burden import Estimate
from tiexin.plans.lint import lint
from tiexin.plans.lint.load import burden
from tiexin.plans.lint.seen import Sizes, seen, unknown
from tiexin.plans.loader import PACKS, Loaded, load
from tiexin.plans.pack import Pack

SAMPLES = PACKS.parent / "samples"
MAX_DOCUMENT = 5 * 1024 * 1024


@dataclass(frozen=True)
class Found:
    """A loaded pack, its text, its document's bytes, and what its duties cost (None for a pack with errors)."""

    loaded: Loaded
    text: str
    document: bytes = b""
    document_name: str = ""
    burden: Estimate | None = None


def nobody_knows(_: Pack) -> Sizes:
    """The sizes of somebody who has no registers at hand."""
    return unknown


def read_pack(
    name: str,
    year: int | None,
    document: Path | None,
    sizes: Callable[[Pack], Sizes] = nobody_knows,
    calendar: Calendar | None = None,
) -> Found:
    """Read a pack by file name, by the name of one that ships or of a sample; `Refused` when there is no such file."""
    path = Path(name) if Path(name).exists() else {**known(SAMPLES), **known(PACKS)}.get(name)
    if path is None or not path.is_file():
        said = f"没有这个文件，也没有叫“{name}”的内置方案；内置：{'、'.join(shipped())}"
        raise Refused(f"{said}；示例：{'、'.join(sorted(known(SAMPLES)))}")
    if document is not None and not document.is_file():
        raise Refused(f"没有这个文件：{document}", field="document")
    attached = document.read_bytes() if document else b""
    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)  # one byte too many is enough to be refused
    return read_bytes(raw, year, attached, document.name if document else "", sizes, calendar)


def read_bytes(
    raw: bytes,
    year: int | None,
    document: bytes = b"",
    document_name: str = "",
    sizes: Callable[[Pack], Sizes] = nobody_knows,
    calendar: Calendar | None = None,
) -> Found:
    """Load and lint a pack from bytes, with its document when one is attached and the sizes of populations."""
    if len(document) > MAX_DOCUMENT:
        raise Refused(f"原文超过 {MAX_DOCUMENT // 1024 // 1024} MB", field="document")
    try:
        text = document.decode("utf-8-sig") if document else None
    except UnicodeDecodeError as error:
        raise Refused("原文应为 UTF-8 编码的纯文本", field="document") from error
    loaded = load(raw, year=year, document=text, calendar=calendar)
    cost = None
    if loaded.pack is not None:
        counted = sizes(loaded.pack)
        loaded.problems[:] = lint(loaded, counted)
        cost = burden(seen(loaded.draft, counted))
    return Found(loaded, raw.decode("utf-8-sig", errors="replace"), document, document_name, cost)


def shipped() -> list[str]:
    """Names of the packs that come with the product."""
    return sorted(known(PACKS))


def known(folder: Path) -> dict[str, Path]:
    """The packs of a folder by their names."""
    return {path.stem: path for path in folder.glob("*.yaml")}
