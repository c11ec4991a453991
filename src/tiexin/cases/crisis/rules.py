"""A crisis by its kind: how it is called in a list, which words are said first. Pure."""

from collections.abc import Mapping
from typing import Any

from tiexin.cases.catalogue import Script, Service

KIND = "crisis"


def occasion(case: int) -> str:
    """By what the messages about a crisis are found again."""
    return f"case/{case}/crisis"


def title_of(service: Service, kind: str) -> str:
    """A line that says which kind it is; of a kind under seal nothing but that there is something."""
    if service.seals({"kind": kind}):
        return service.label
    kinds: Mapping[str, str] = next(each.choices for each in service.fields if each.name == "kind")
    return f"{service.label}：{kinds.get(kind, kind)}"


def script_of(service: Service, details: Mapping[str, Any], sealed: bool) -> Script | None:
    """The words for its kind; what is under seal is of a kind that is sealed."""
    known = {each.name for each in service.script}
    told = details.get("kind")
    kinds = service.seal_if.get("kind", ()) if sealed and told not in known else (told,)
    return next((each for each in service.script if each.name in kinds), None)
