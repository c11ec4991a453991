"""Which of the three parts of C097–C099 an officer played on a visit: read from what was recorded, asked of nobody."""

from collections import Counter
from collections.abc import Collection, Iterable

PARTS = {"lecturer": "政策宣讲员", "collector": "民情收集员", "mediator": "矛盾纠纷调解员"}
LECTURES = "service"  # the method of handing out material, legal aid and consultation
EXPLAINED = "explained"  # a problem whose reasons were explained to the workers
NOTHING = "withdrawn"


def parts_played(methods: Collection[str], problems: Iterable[tuple[str, bool]], opinions: int) -> list[str]:
    """The parts in words, in the source's order.

    `problems` are (state, whether it is a conflict of labour relations) of those heard on the visit and `opinions` how
    many were noted; what was withdrawn counts for nothing.
    """
    heard = [(state, dispute) for state, dispute in problems if state != NOTHING]
    played = {
        "lecturer": LECTURES in methods or any(state == EXPLAINED for state, _ in heard),
        "collector": bool(heard) or opinions > 0,
        "mediator": any(dispute for _, dispute in heard),
    }
    return [label for part, label in PARTS.items() if played[part]]


def summed(visits: Iterable[list[str]]) -> list[tuple[str, int]]:
    """How often each part was played over several visits, in the source's order; those never played are left out."""
    found = Counter(label for played in visits for label in played)
    return [(label, found[label]) for label in PARTS.values() if found[label]]
