"""Caps that a plan enforces, as rows beside the facts: what `evidence` asks before it records."""

from __future__ import annotations

from typing import Any

from tiexin.duties.cells import expand
from tiexin.duties.definition import Definition
from tiexin.duties.models import Duty, PlanVersion, Term
from tiexin.duties.populations import POPULATIONS
from tiexin.evidence.models import Limit
from tiexin.plans.enforcing import only_shown


def caps(version: PlanVersion) -> list[Limit]:
    """The (unsaved) limits of a version's duties that warn or refuse."""
    duties = Duty.objects.filter(clause__version=version).exclude(definition__enforce="measure")
    found = [cap(duty) for duty in duties.select_related("clause__version__plan").order_by("id")]
    return [limit for limit in found if limit is not None]


def cap(duty: Duty) -> Limit | None:
    """One duty's limit, if it is a cap that can be held when something is recorded."""
    definition = Definition.model_validate(duty.definition)
    if definition.enforce == "measure" or only_shown(definition) or definition.do is None:
        return None
    cells = [(cell.level, cell.rank, cell.high) for cell in expand(definition) if cell.high is not None]
    terms = list(Term.objects.filter(duty=duty, subject=None).order_by("start").values_list("start", "end"))
    if not cells or not terms:
        return None
    column = POPULATIONS[definition.of.population].fact_column
    return Limit(
        duty_id=duty.id,
        measure=definition.do.measure,
        where=definition.do.where,
        count=definition.do.count,
        column="at_org_id" if column == "by_org_id" and definition.basis == "at" else column,
        members=_members(duty, definition, cells, terms),
        start=min(start for start, _ in terms),
        end=max(end for _, end in terms),
        high=max(high for _, _, high in cells),
        refuses=definition.enforce == "refuse",
        clause=duty.clause.code,
        quote=duty.clause.quote,
    )


def _members(duty: Duty, definition: Definition, cells: list[Any], terms: list[Any]) -> dict[str, Any]:
    """Who is capped, at what, when: plain values, since nothing below knows plans."""
    return {
        "of": definition.of.where,
        "unless": definition.of.unless,
        "issuer": duty.clause.version.plan.issuer_id,
        "below": definition.counted == "below",
        "without": definition.do.unless if definition.do else {},
        "cells": [list(cell) for cell in cells],
        "terms": [[str(start), str(end)] for start, end in terms],
    }
