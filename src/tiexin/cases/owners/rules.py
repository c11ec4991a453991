"""Which kinds of matter may be given to one person of a unit. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from tiexin.cases.catalogue import catalogue
from tiexin.core.refusal import Refused


def kinds() -> dict[str, str]:
    """Kinds by name, in words: all but what is under seal, of which whoever leads hears alone."""
    return {name: service.label for name, service in catalogue().items() if not service.sealed}


def check_kinds(said: Sequence[str]) -> None:
    """Refuse none at all, one that is unknown or under seal, one twice."""
    known = kinds()
    if not said:
        raise Refused("请选择事项", field="kinds")
    if len(set(said)) != len(said) or any(name not in known for name in said):
        raise Refused("请从列出的事项里选", field="kinds")
