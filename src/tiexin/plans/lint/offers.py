"""Benefits that add up: places, groups, shares of cost, bands, matrices."""

from __future__ import annotations

from collections.abc import Iterator

from tiexin.core.documents.problems import Problem, choices, sentence
from tiexin.core.documents.source import Keys
from tiexin.plans.draft import Draft
from tiexin.plans.offers import Cost, Offer, Quota
from tiexin.plans.quantities import ROUNDING, fen, rounded
from tiexin.plans.readings import WHEN_SHAPES


def places(draft: Draft) -> Iterator[Problem]:
    """The total of places is what the groups hold and what the table shares out."""
    for path, offer in _offers(draft):
        quota, batches = offer.quota, offer.batches
        if not quota:
            continue
        held = batches.count * batches.size if batches else None
        if quota.total is not None and held is not None and held != quota.total:
            said = f"{batches.count} 批 × {batches.size} 人 = {held} 人，" if batches else ""
            said = f"{said}与总名额 {quota.total} 不符。"
            yield draft.problem("error", (*path, "batches"), "places", said, (str(quota.total),))
        yield from _table(draft, (*path, "quota"), quota)


def _table(draft: Draft, path: Keys, quota: Quota) -> Iterator[Problem]:
    rows = quota.allocation.rows if quota.allocation else []
    given = sum(row.places for row in rows)
    if rows and quota.total is not None and given + quota.reserved != quota.total + quota.carried:
        held = f"分配表合计 {given}，机动 {quota.reserved}，共 {given + quota.reserved}"
        said = f"{held}；总名额 {quota.total}，结转 {quota.carried}，共 {quota.total + quota.carried}：两边不符。"
        yield draft.problem("error", (*path, "allocation"), "places", said)
    for index, row in enumerate(rows):
        if quota.percent and quota.rounding and row.people is not None:
            due = rounded(row.people, quota.percent.n, quota.rounding)
            if due != row.places:
                by = f"{row.people} 人的 {quota.percent.n}%，{ROUNDING[quota.rounding]}是 {due} 个"
                said = f"{row.unit}：{by}，表里写 {row.places} 个。"
                yield draft.problem(
                    "error", (*path, "allocation", "rows", index, "places"), "places", said, (str(due),)
                )


def too_many_reserved(draft: Draft) -> Iterator[Problem]:
    """No more places are kept back than there are."""
    for path, offer in _offers(draft):
        quota = offer.quota
        if quota and quota.total is not None and quota.reserved > quota.total + quota.carried:
            said = f"机动 {quota.reserved} 个，比总名额 {quota.total + quota.carried} 个还多。"
            yield draft.problem("error", (*path, "quota", "reserved"), "places", said)


def costs(draft: Draft) -> Iterator[Problem]:
    """Shares of cost make up the whole, and only one payer pays what is left."""
    for path, offer in _offers(draft):
        if offer.costs and (said := _unpaid(offer.costs)):
            yield draft.problem("error", (*path, "costs"), "costs", said, ("fraction", "remainder: true"))


def _unpaid(payers: list[Cost]) -> str:
    shares = sum(cost.fraction.n for cost in payers if cost.fraction)
    rest = [cost.payer for cost in payers if cost.remainder]
    if len(rest) > 1:
        return f"“其余”只能由一家出，这里写了 {'、'.join(rest)}。"
    if shares > 100:
        return f"各家出的百分比合计 {shares}%，超过 100%。"
    capped = any(cost.up_to or cost.fixed or cost.actual for cost in payers)
    if not rest and shares != 100 and (shares or not capped):
        return f"各家出的百分比合计 {shares}%，还有 {100 - shares}% 没有人出。请补一家，或写 remainder: true。"
    return ""


def bands(draft: Draft) -> Iterator[Problem]:
    """Bands of cost follow one another without gap or overlap; only the last is open."""
    for path, offer in _offers(draft):
        for index, band in enumerate(offer.bands):
            at: Keys = (*path, "bands", index)
            before = offer.bands[index - 1] if index else None
            if band.to is not None and (fen(band.to) or 0) <= (fen(band.from_) or 0):
                yield draft.problem("error", at, "bands", f"这一档从 {band.from_} 到 {band.to}，先后颠倒。")
            elif before and before.to is None:
                yield draft.problem("error", at, "bands", "上一档没有写到多少，这一档接不上。只有最后一档可以不写 to。")
            elif before and before.to and fen(before.to) != fen(band.from_):
                word = "重叠" if (fen(before.to) or 0) > (fen(band.from_) or 0) else "空档"
                said = f"上一档到 {before.to}，这一档从 {band.from_} 起，中间有{word}。"
                yield draft.problem("error", at, "bands", said, (f"from: {before.to}",))


def caps(draft: Draft) -> Iterator[Problem]:
    """Nothing is both counted into a cap and left out of it."""
    for path, offer in _offers(draft):
        for index, cap in enumerate(offer.caps):
            both = [name for name in cap.includes if name in cap.excludes]
            if both:
                said = f"“{both[0]}”又算在内，又不算在内。"
                yield draft.problem("error", (*path, "caps", index), "caps", said)


def matrix(draft: Draft) -> Iterator[Problem]:
    """A matrix of amounts asks the same questions in each line and answers each case once."""
    for path, offer in _offers(draft):
        seen: list[dict[str, str]] = []
        for index, line in enumerate(offer.amounts):
            at: Keys = (*path, "amounts", index, "when")
            if seen and set(line.when) != set(seen[0]):
                said = f"每一行要写同样的几样：{'、'.join(seen[0])}。"
                yield draft.problem("error", at, "matrix", said, tuple(seen[0]))
            elif line.when in seen:
                said = f"“{' · '.join(line.when.values())}”已经定过数，这里又定了一次。"
                yield draft.problem("error", at, "matrix", said)
            seen.append(line.when)


def days(draft: Draft) -> Iterator[Problem]:
    """The days on which places fall back and conditions are judged can be read."""
    for path, offer in _offers(draft):
        vacant = offer.quota.vacant.at if offer.quota and offer.quota.vacant else ""
        judged = offer.eligible.at if offer.eligible else ""
        for at, phrase in ((("quota", "vacant", "at"), vacant), (("eligible", "at"), judged)):
            if phrase and draft.readings.window(phrase) is None:
                said = f"“{phrase}”是哪天没有写明。请写成日期，或在 readings 里加一行，如“{phrase}: 3-1..3-10”。"
                said = sentence(said, choices(WHEN_SHAPES))
                yield draft.problem("error", (*path, *at), "day-unread", said, WHEN_SHAPES)


def _offers(draft: Draft) -> Iterator[tuple[Keys, Offer]]:
    for path, offer in draft.parts.get("offers", []):
        if isinstance(offer, Offer):
            yield path, offer
