"""Limits in time: “限时”, “年内”, “每年” say how long, until when, how often."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiexin.core.documents.problems import Problem, choices
from tiexin.plans.clause import Clause
from tiexin.plans.duty import TARGETS, Duty
from tiexin.plans.items import Milestone
from tiexin.plans.lint.seen import Seen, stated
from tiexin.plans.readings import candidates_text

_LIMIT = re.compile(r"限时|适时|及时|尽快|定期")
_YEAR_END = re.compile(r"(?<!半)年内|年底前?|年末")
_SAYS_WHEN = ("from_", "to", "by", "before", "within", "after", "festival", "limit")
_EVERY = {
    "每年": "year",
    "每半年": "half-year",
    "每季度": "quarter",
    "每月": "month",
    "每半月": "half-month",
    "每周": "week",
    "每天": "day",
    "每日": "day",
}
_OFTEN = re.compile("|".join(_EVERY))


def without_number(draft: Seen) -> Iterator[Problem]:
    """A sentence that sets a limit in time says how long, or how it is read here (trap T8)."""
    for path, clause, _ in draft.clauses:
        vague = _LIMIT.search(clause.quote)
        if not (vague or isinstance(clause, Milestone)) or clause.reading or _bound(clause):
            continue
        word = f"“{vague[0]}”" if vague else "时间"
        said = f"{clause.ident} 的{word}没有日期或期限，只能看发生了几次。数从法律或本地规定来。"
        accepted = ("by", "within", "from", "to", "reading")
        yield draft.problem("warning", path, "limit-without-number", said + choices(accepted), accepted)


def year_end(draft: Seen) -> Iterator[Problem]:
    """“年内” means a last day, of a year that is known (trap T11)."""
    for path, clause, _ in draft.clauses:
        found = _YEAR_END.search(clause.quote)
        if not found or (clause.reading and draft.year):
            continue
        if not (_dated(clause) or clause.reading):
            said = f"{clause.ident} 的“{found[0]}”没有写明最迟哪天。请写 by: 12-31，或在 reading 写明读法。"
            yield draft.problem("warning", path, "year-end", said, ("by: 12-31", "reading"))
        elif draft.year is None and draft.head:
            said = f"{clause.ident} 的“{found[0]}”是哪一年，还不知道：方案的年份写作 {draft.head.year}"
            said = f"{said}（{candidates_text(draft.head.year)}）。载入时请给出年份，在此之前这一项没有期限。"
            yield draft.problem("warning", path, "year-end", said)


def how_often(draft: Seen) -> Iterator[Problem]:
    """A sentence that says “每月” is counted by the month (trap T7)."""
    for path, duty, definition in stated(draft):
        said = {_EVERY[word] for word in _OFTEN.findall(duty.quote)}
        if said and definition.per not in said and not duty.reading:
            words = "、".join(word for word in _EVERY if word in duty.quote and _EVERY[word] in said)
            text = f"{duty.ident} 的原文说“{words}”，per 却不是。请写 per: {words}，或在 reading 写明读法。"
            yield draft.problem("warning", path, "period-differs", text, (f"per: {words}", "reading"))


def _dated(clause: Clause) -> bool:
    per = clause.per if isinstance(clause, Duty) else ""
    return per == "year" or any(getattr(clause, name, None) for name in _SAYS_WHEN)


def _bound(clause: Clause) -> bool:
    return any(getattr(clause, name, None) for name in (*_SAYS_WHEN, *TARGETS))
