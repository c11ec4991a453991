"""Who may read the name and the words of whoever asked, and how that is promised to them."""

from collections.abc import Mapping
from typing import Any

READERS = {
    "part": "经办和回访的人",
    "unit": "负责单位办诉求的人",
    "lead": "负责单位和上级工会的领导和办公室",
}


def readers(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Who reads matters of a service, by its data."""
    return tuple(said.get("readers") or (("part",) if said.get("sealed") else READERS))


def see(said: Mapping[str, Any]) -> str:
    """The promise to whoever asks: exactly what `cases.reading` holds, and what the service adds."""
    who, more = "、".join(READERS[each] for each in readers(said)), said.get("see", "")
    read = f"姓名、电话和说的话，只有{who}看得到"
    others = f"{READERS['lead']}，为了指派人办，" if said.get("sealed") else "其他能看诉求的工会干部"
    shown = f"{others}只看得到是什么事项、谁在办、办到哪一步、什么期限"
    return "；".join(filter(None, [read, shown, more]))
