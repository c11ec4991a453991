"""Which of the four tasks of C077 a visit served: read from how it was made and what came of its problems."""

from collections.abc import Collection

from tiexin.evidence.vocabulary import TASKS

BY_METHOD = {
    "hear": "research",
    "seminar": "research",
    "interview": "research",
    "home": "solve",  # 走访慰问: the household's difficulties are what one comes for
    "service": "publicise",
}
BY_STATE = {  # of a problem; open or withdrawn it has served nothing yet, joined it goes on as another
    "solved": "solve",
    "raised": "solve",
    "policy": "solve",
    "explained": "publicise",
}


def tasks_served(methods: Collection[str], states: Collection[str]) -> list[str]:
    """The tasks in words, in the source's order: from a visit's methods and the states of its problems.

    Whether a visit promoted the enterprise's development is never guessed: help to it is an activity of its own.
    """
    found = {*map(BY_METHOD.get, methods), *map(BY_STATE.get, states)}
    return [label for task, label in TASKS.items() if task in found]
