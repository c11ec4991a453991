"""Which caps can be held when something is recorded, and why the others can only be shown. Pure."""

from __future__ import annotations

from tiexin.duties.definition import Definition
from tiexin.duties.rules import has_own_terms

CAPPED = ("at_most", "exactly", "between", "about")


def only_shown(definition: Definition) -> str:
    """Say why a duty cannot stop or warn about a record; empty when it can."""
    if definition.kind != "tally":
        return "它不是一个累计的数"
    if definition.target not in CAPPED:
        return "它没有上限"
    if has_own_terms(definition.per):
        return "它按各自的期间算"
    if definition.counted == "below" and definition.of.population != "unions":
        return "“含下级”的上限只能是工会的"
    return ""
