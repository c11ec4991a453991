"""Texts as runs of one to three characters, and what weights say of them: plain Python, nothing to load.

The same `grams` are used by the training, which needs scikit-learn, and by a web process, which must not load it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tiexin.cases.learning.words import chunks, lexicon

LONGEST = 3  # characters of a run
SPELT = re.compile(r"[㐀-鿿a-z]+")
SHOWN, WORD = 3, 8  # words that are shown, characters of what is shown as one


def plain(text: str, read: int) -> list[str]:
    """The stretches of a text that are read: characters and letters, folded; numbers and marks part them."""
    return SPELT.findall(unicodedata.normalize("NFKC", text[:read]).lower())


def grams(stretches: Sequence[str]) -> list[str]:
    """Every run of one to three characters within a stretch."""
    return [
        stretch[at : at + size]
        for stretch in stretches
        for size in range(1, LONGEST + 1)
        for at in range(len(stretch) - size + 1)
    ]


@dataclass(frozen=True)
class Question:
    """What is asked of a text (which service, which unit): the answers that there are, weights by run, a bias each."""

    classes: Sequence[str]
    weights: Sequence[array[float]]  # for each class one number for each run
    bias: Sequence[float]


@dataclass(frozen=True)
class Model:
    """Everything learned: the runs with what each counts, and the questions by name."""

    runs: Mapping[str, int]
    idf: array[float]
    questions: Mapping[str, Question] = field(default_factory=dict)


@dataclass(frozen=True)
class Guess:
    """The likeliest answer, how sure, and the words that weighed for it."""

    name: str
    confidence: float
    words: Sequence[str]


def vector(model: Model, stretches: Sequence[str]) -> dict[int, float]:
    """A text as weights of its runs: how often (dampened) by how rare, of length one."""
    counts = Counter(run for run in grams(stretches) if run in model.runs)
    raw = {model.runs[run]: (1 + math.log(n)) * model.idf[model.runs[run]] for run, n in counts.items()}
    length = math.sqrt(sum(value * value for value in raw.values()))
    return {at: value / length for at, value in raw.items()} if length else {}


def cosine(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    """How alike two texts are, from 0 to 1."""
    few, many = sorted((one, other), key=len)
    return sum(value * many.get(at, 0.0) for at, value in few.items())


def guess(model: Model, question: str, text: str, read: int) -> Guess | None:
    """The likeliest answer to a question about a text; None when nothing in it is known."""
    asked, stretches = model.questions.get(question), plain(text, read)
    known = vector(model, stretches)
    if asked is None or not known:
        return None
    scores = [
        bias + sum(value * weights[at] for at, value in known.items())
        for weights, bias in zip(asked.weights, asked.bias, strict=True)
    ]
    best = max(range(len(scores)), key=scores.__getitem__)
    share = 1 / sum(math.exp(score - scores[best]) for score in scores)
    names = {model.runs[run]: run for run in grams(stretches) if run in model.runs}
    weighed = {names[at]: value * asked.weights[best][at] for at, value in known.items()}
    return Guess(asked.classes[best], share, words(stretches, weighed))


def words(stretches: Sequence[str], weighed: Mapping[str, float]) -> list[str]:
    """The words in which runs that weighed stand, the heaviest first: whole words, side by side as they were said."""
    found: dict[str, float] = {}
    for stretch in stretches:
        for chunk in chunks(stretch, lexicon()):
            for said, weight in _heavy(chunk, weighed):
                found[said] = max(found.get(said, 0.0), weight)
    apart = [said for said in found if not any(said != other and said in other for other in found)]
    return sorted(apart, key=lambda said: (-found[said], said))[:SHOWN]


def _heavy(chunk: Sequence[str], weighed: Mapping[str, float]) -> list[tuple[str, float]]:
    """Words that weighed, those side by side together while they are short enough, each with its weight."""
    found: list[tuple[str, float]] = []
    was = ""
    for word in chunk:
        weight = sum(weighed.get(run, 0.0) for run in grams([word]) if len(run) > 1)
        if weight <= 0:
            was = ""
        elif was and word not in was and len(was + word) <= WORD:
            found[-1], was = (was + word, found[-1][1] + weight), was + word
        else:
            found.append((word, weight))
            was = word
    return found


def rises(recent: int, before: int, least: int, factor: int, parts: float) -> bool:
    """Whether there are enough, and clearly more than before; `parts`: how many such times the time before holds."""
    return recent >= least and recent * parts >= factor * before
