"""Learning from closed matters with scikit-learn: in the worker and in commands alone, never in a web process.

Runs of one to three characters, weighed by how rare they are, and a linear model for each question. What it says
later is a sum of weights that anybody can add up; no object of the library is kept.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tiexin.cases.learning.norms import Limits
from tiexin.cases.learning.rules import Model, Question, grams, guess, plain


@dataclass(frozen=True)
class Example:
    """One closed matter: its words, and the answer to each question."""

    text: str
    answers: dict[str, str]


@dataclass(frozen=True)
class Measure:
    """How well one question is answered on what was held out: all of it, and where the model is sure enough."""

    macro_f1: float
    classes: int
    asked: int
    spoke: int
    right: int


def learn(examples: Sequence[Example], limits: Limits) -> Model:
    """Learn every question from examples; a question with fewer than two answers common enough is left out."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [plain(each.text, limits.read) for each in examples]
    made = TfidfVectorizer(analyzer=grams, sublinear_tf=True, min_df=2, max_features=limits.features)
    matrix = made.fit_transform(texts)
    runs = {str(run): int(at) for run, at in made.vocabulary_.items()}
    names = sorted({name for each in examples for name in each.answers})
    questions = {name: _question(matrix, [each.answers.get(name, "") for each in examples], limits) for name in names}
    kept = {name: question for name, question in questions.items() if question is not None}
    return Model(runs, array("f", made.idf_.tolist()), kept)


def _question(matrix: Any, labels: Sequence[str], limits: Limits) -> Question | None:
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    counts = Counter(label for label in labels if label)
    common = {label for label, count in counts.items() if count >= limits.least_of_class}
    rows = [at for at, label in enumerate(labels) if label in common]
    if len(common) < 2:
        return None
    with threadpool_limits(1):  # the threads of its arithmetic wait for each other in circles, beside web processes
        fitted = LogisticRegression(C=20.0, max_iter=400).fit(matrix[rows], [labels[at] for at in rows])
    weights, bias = fitted.coef_.tolist(), fitted.intercept_.tolist()
    if len(weights) == 1:  # of two answers the library keeps one row
        weights, bias = [[-each for each in weights[0]], weights[0]], [-bias[0], bias[0]]
        weights, bias = [[each / 2 for each in row] for row in weights], [each / 2 for each in bias]
    return Question([str(each) for each in fitted.classes_], [array("f", row) for row in weights], bias)


def measure(examples: Sequence[Example], limits: Limits) -> dict[str, Measure]:
    """Learn from the older part of examples (in the order of time) and ask about the newest part, held out."""
    held = len(examples) // limits.held_out
    older, newest = examples[: len(examples) - held], examples[len(examples) - held :]
    model = learn(older, limits)
    return {name: _measured(model, name, newest, limits) for name in model.questions}


def _measured(model: Model, name: str, newest: Sequence[Example], limits: Limits) -> Measure:
    from sklearn.metrics import f1_score

    known = set(model.questions[name].classes)
    asked = [each for each in newest if each.answers.get(name) in known]
    if not asked:
        return Measure(0.0, len(known), 0, 0, 0)
    said = [guess(model, name, each.text, limits.read) for each in asked]
    wanted = [each.answers[name] for each in asked]
    named = [each.name if each else "" for each in said]
    score = f1_score(wanted, named, average="macro", labels=sorted(set(wanted)), zero_division=0)
    sure = [at for at, each in enumerate(said) if each and each.confidence >= limits.confidence]
    right = sum(named[at] == wanted[at] for at in sure)
    return Measure(round(float(score), 4), len(known), len(asked), len(sure), right)
