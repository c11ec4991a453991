"""The model's file beside the data: arrays and names as JSON, found by its hash. Loading it never runs anything."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sys
from array import array
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tiexin.cases.learning.rules import Model, Question

FORMAT = 1
BROKEN = (OSError, ValueError, KeyError, TypeError)


def folder() -> Path:
    """Where models lie."""
    return Path(settings.HOME) / "learned"


def keep(model: Model) -> str:
    """Write a model's file whole or not at all; returns its hash, which is its name."""
    content = json.dumps(_said(model), ensure_ascii=False, separators=(",", ":")).encode()
    sha256 = hashlib.sha256(content).hexdigest()
    folder().mkdir(parents=True, exist_ok=True)
    part = folder() / f"{sha256}.part"
    part.write_bytes(content)
    os.replace(part, folder() / f"{sha256}.json")
    return sha256


def drop_but(sha256: str) -> None:
    """Take away the files of models before this one."""
    for path in folder().glob("*.json"):
        if path.stem != sha256:
            path.unlink(missing_ok=True)


@lru_cache(maxsize=2)
def _read(sha256: str, home: str) -> Model:
    """Read a file, or fail: what fails is not kept in mind, so that a file put back later is read."""
    content = (Path(home) / f"{sha256}.json").read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError("not what was learned")
    return _model(json.loads(content))


def load(sha256: str) -> Model | None:
    """The model of a hash; None when its file is not there, is not what was learned, or of another format."""
    try:
        return _read(sha256, str(folder())) if sha256 else None
    except BROKEN:
        return None


def forget() -> None:
    """Read files anew: for tests."""
    _read.cache_clear()


def _said(model: Model) -> dict[str, Any]:
    questions = {
        name: {
            "classes": list(each.classes),
            "weights": [_packed(row) for row in each.weights],
            "bias": list(each.bias),
        }
        for name, each in model.questions.items()
    }
    runs = sorted(model.runs, key=lambda run: model.runs[run])
    return {"format": FORMAT, "runs": runs, "idf": _packed(model.idf), "questions": questions}


def _model(said: Mapping[str, Any]) -> Model:
    if said["format"] != FORMAT:
        raise ValueError("another format")
    runs = {run: at for at, run in enumerate(said["runs"])}
    questions = {name: _question(each, len(runs)) for name, each in said["questions"].items()}
    return Model(runs, _unpacked(said["idf"], len(runs)), questions)


def _question(said: Mapping[str, Any], size: int) -> Question:
    weights = [_unpacked(row, size) for row in said["weights"]]
    if not len(weights) == len(said["classes"]) == len(said["bias"]):
        raise ValueError("a weight for every answer")
    return Question(said["classes"], weights, [float(each) for each in said["bias"]])


def _packed(numbers: array[float]) -> str:
    little = array("f", numbers)
    if sys.byteorder != "little":
        little.byteswap()
    return base64.b64encode(little.tobytes()).decode()


def _unpacked(text: str, size: int) -> array[float]:
    numbers = array("f")
    numbers.frombytes(base64.b64decode(text, validate=True))
    if len(numbers) != size:
        raise ValueError("a number for every run")
    if sys.byteorder != "little":
        numbers.byteswap()
    return numbers
