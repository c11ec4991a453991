"""Who may read the name and the words of whoever asked, and how that is promised to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tiexin.cases.models import Case

READERS = {
    "part": "经办和回访的人",
    "unit": "负责单位办诉求的人",
    "lead": "负责单位和上级工会的领导和办公室",
}


EXCEPT = "；例外："  # what stands behind it holds for some answers alone


def readers(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Who reads matters of a service, by its data."""
    return tuple(said.get("readers") or (("part",) if said.get("sealed") else READERS))


def see(said: Mapping[str, Any]) -> str:
    """The promise to whoever asks: exactly what `cases.reading` holds, and what the service adds.

    Where an answer seals a matter, what the service adds is the exception for that answer.
    """
    who, sealed = "、".join(READERS[each] for each in readers(said)), bool(said.get("sealed"))
    more = said.get("see", "")
    if more and said.get("seal_if") and not sealed:
        return f"{_promise(who, sealed=sealed)}{EXCEPT}{more}"
    return "；".join(filter(None, [_promise(who, sealed=sealed), more]))


def _promise(who: str, *, sealed: bool) -> str:
    read = f"姓名、电话和说的话，只有{who}看得到"
    others = f"{READERS['lead']}，为了指派人办，" if sealed else "其他能看诉求的工会干部"
    return f"{read}；{others}只看得到是什么事项、谁在办、办到哪一步、什么期限"


def withheld(case: Case) -> bool:
    """Whether those who lead rule a matter without reading it: it is under seal, or the catalogue leaves them out."""
    return case.sealed or "lead" not in case.service.readers


def of(case: Case) -> str:
    """The same of one matter, under seal or not."""
    service = case.service
    if not case.sealed or service.sealed:
        return service.see.partition(EXCEPT)[0]
    told = "、被告知的领导" if service.script else ""
    return _promise(f"{READERS['part']}{told}", sealed=True)
