"""Bodies: nobody is missing from the count, no band of sizes twice or never."""

from __future__ import annotations

from collections.abc import Iterator

from tiexin.core.documents.problems import Problem
from tiexin.core.documents.source import Keys
from tiexin.plans.bodies import Quorum, Reference
from tiexin.plans.draft import Draft


def larger_than_body(draft: Draft) -> Iterator[Problem]:
    """A quorum is not larger than the body; it is said once, as a part or as a number."""
    for path, body in _bodies(draft):
        if body.present and body.present_count:
            said = "到会人数写了两种。present（几分之几）和 present_count（几人）只写一个。"
            yield draft.problem("error", (*path, "present_count"), "quorum", said, ("present", "present_count"))
        if body.members and (body.present_count or 0) > body.members:
            said = f"应到 {body.members} 人，却要 {body.present_count} 人到会才能开。"
            yield draft.problem("error", (*path, "present_count"), "quorum", said, (str(body.members),))


def seats(draft: Draft) -> Iterator[Problem]:
    """Bands of size follow one another by one; only the last is open."""
    for path, body in _bodies(draft):
        for index, band in enumerate(body.seats[1:], start=1):
            before, at = body.seats[index - 1], (*path, "seats", index)
            if before.to is None:
                yield draft.problem("error", at, "bands", "上一档没有写到几人，这一档接不上。只有最后一档可以不写 to。")
            elif band.from_ != before.to + 1:
                word = "重叠" if band.from_ <= before.to else "空档"
                said = f"上一档到 {before.to} 人，这一档从 {band.from_} 人起，中间有{word}。"
                yield draft.problem("error", at, "bands", said, (f"from: {before.to + 1}",))


def series_once(draft: Draft) -> Iterator[Problem]:
    """A reference series has one number for a place and a year."""
    for path, series in draft.parts.get("references", []):
        seen = set()
        for index, one in enumerate(series.values if isinstance(series, Reference) else ()):
            if (one.place, one.year) in seen:
                said = f"{one.place}{one.year} 年已经有数，这里又写了一次。"
                yield draft.problem("error", (*path, "values", index), "series-twice", said)
            seen.add((one.place, one.year))


def _bodies(draft: Draft) -> Iterator[tuple[Keys, Quorum]]:
    for path, body in draft.parts.get("quorums", []):
        if isinstance(body, Quorum):
            yield path, body
