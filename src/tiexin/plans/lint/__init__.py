"""Reading a pack as a careful editor would. A rule is one small pure function: a draft in, findings out.

Rules get the draft as `Seen`: what many of them need is worked out once, so that a long pack is read in seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from tiexin.core.documents.problems import Problem, has_errors, in_order
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
    load,
    names,
    notes,
    offers,
    promises,
    quoted,
    shapes,
    sums,
    targets,
    units,
    votes,
)
from tiexin.plans.lint.seen import Seen, Sizes, seen, unknown

Rule = Callable[[Seen], Iterator[Problem]]

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
    targets.weights_sum,
)

# What a careful editor would ask the author about; the pack loads all the same.
WARNINGS: tuple[Rule, ...] = (
    sums.floors_below_total,
    sums.floors_without_size,
    sums.total_without_share,
    sums.counts_match_lists,
    sums.parameters_differ,
    targets.larger_than_there_is,
    targets.held_or_shown,
    levels.higher_owes_less,
    levels.before_kickoff,
    limits.without_number,
    limits.year_end,
    limits.how_often,
    units.units_mixed,
    units.parts_mixed,
    units.total_in_another_unit,
    units.persons_and_households,
    units.month_without_conversion,
    shapes.same_shape,
    shapes.same_number,
    promises.above_the_norm,
    notes.shared_talk,
    load.too_heavy,
    ids.without_heading,
    anchors.unpublished,
    assessment.weights_without_sheet,
    assessment.switched_off,
)

# What an author should know; nothing to mend.
NOTES: tuple[Rule, ...] = (
    notes.not_recorded_yet,
    notes.empty_denominators,
    notes.parameters,
)


class HasDraft(Protocol):
    """What `lint` needs of a loaded pack."""

    @property
    def draft(self) -> Draft:
        """What was read."""

    @property
    def problems(self) -> list[Problem]:
        """What loading found."""


def run(rules: Iterable[Rule], draft: Draft, sizes: Sizes = unknown) -> list[Problem]:
    """Apply rules to a draft."""
    read = seen(draft, sizes)
    return [problem for rule in rules for problem in rule(read)]


def lint(loaded: HasDraft, sizes: Sizes = unknown) -> list[Problem]:
    """Return every error, and for a pack without errors every warning and note about the plan itself, by line.

    `sizes` tells how many members a population has today, for those who can look into the registers.
    """
    if has_errors(loaded.problems):
        return in_order(loaded.problems)
    return in_order([*loaded.problems, *run((*WARNINGS, *NOTES), loaded.draft, sizes)])
