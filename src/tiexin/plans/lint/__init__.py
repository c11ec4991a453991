"""Reading a pack as a careful editor would. A rule is one small pure function: a draft in, findings out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from tiexin.plans.draft import Draft
from tiexin.plans.lint import (
    anchors,
    assessment,
    between,
    cells,
    dates,
    duty_words,
    ids,
    late,
    levels,
    limits,
    names,
    offers,
    quoted,
    sums,
    votes,
)
from tiexin.plans.problems import Problem, has_errors, in_order

Rule = Callable[[Draft], Iterator[Problem]]

# Anything found here stands in the way of loading.
ERRORS: tuple[Rule, ...] = (
    names.populations,
    names.measures,
    names.events,
    names.checklist_tags,
    names.focus_tags,
    duty_words.left_out,
    duty_words.each_value,
    duty_words.by_kind,
    duty_words.belonging,
    duty_words.pooled,
    cells.one_row_each,
    cells.vague_rows,
    anchors.known,
    anchors.circular,
    between.items,
    between.clocks,
    between.sheets,
    between.series,
    between.names_twice,
    offers.places,
    offers.too_many_reserved,
    offers.costs,
    offers.bands,
    offers.caps,
    offers.matrix,
    offers.days,
    assessment.points,
    assessment.deductions,
    late.steps_in_order,
    votes.larger_than_body,
    votes.seats,
    votes.series_once,
    ids.used_twice,
    ids.constraints_exist,
    dates.unread,
    dates.impossible,
    dates.wrong_year,
    dates.backwards,
    dates.outside,
    dates.approximate,
    quoted.not_in_document,
)

# What a careful editor would ask the author about; the pack loads all the same.
WARNINGS: tuple[Rule, ...] = (
    sums.floors_below_total,
    sums.floors_without_size,
    sums.counts_match_lists,
    levels.higher_owes_less,
    levels.before_kickoff,
    limits.without_number,
    limits.units_mixed,
    limits.month_without_conversion,
    ids.without_heading,
    anchors.unpublished,
    assessment.weights_without_sheet,
    assessment.switched_off,
)


class HasDraft(Protocol):
    """What `lint` needs of a loaded pack."""

    @property
    def draft(self) -> Draft:
        """What was read."""

    @property
    def problems(self) -> list[Problem]:
        """What loading found."""


def run(rules: Iterable[Rule], draft: Draft) -> list[Problem]:
    """Apply rules to a draft."""
    return [problem for rule in rules for problem in rule(draft)]


def lint(loaded: HasDraft) -> list[Problem]:
    """Return every error, and for a pack without errors every warning about the plan itself, by line."""
    if has_errors(loaded.problems):
        return in_order(loaded.problems)
    return in_order([*loaded.problems, *run(WARNINGS, loaded.draft)])
