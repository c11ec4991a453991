"""What a view may call: the functions of the package that can be reached from it by the names in its code."""

from collections.abc import Callable, Iterator
from dis import get_instructions
from inspect import getmodule, unwrap
from itertools import chain
from types import CodeType, FunctionType, ModuleType
from typing import Any

PACKAGE = "tiexin"
ATTRIBUTE = {"LOAD_ATTR", "LOAD_METHOD"}


def reached(view: Callable[..., Any]) -> set[Callable[..., Any]]:
    """Return every function that the view names, by itself or in a module, and those that these name in turn."""
    waiting, seen = [unwrap(view)], set[Callable[..., Any]]()
    while waiting:
        each = waiting.pop()
        if each not in seen:
            seen.add(each)
            waiting += _called(each)
    return seen


def _called(function: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    if isinstance(function, FunctionType):
        for name, attribute in _names(function.__code__):
            thing = function.__globals__.get(name)
            thing = getattr(thing, attribute, None) if isinstance(thing, ModuleType) else thing
            yield from _functions(thing)


def _names(code: CodeType) -> Iterator[tuple[str, str]]:
    """Every global that the code loads, with the attribute taken of it at once, if any."""
    steps = list(get_instructions(code))
    for step, then in zip(steps, chain(steps[1:], [None]), strict=True):
        if step.opname == "LOAD_GLOBAL":
            yield str(step.argval), str(then.argval) if then and then.opname in ATTRIBUTE else ""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)


def _functions(thing: Any) -> Iterator[Callable[..., Any]]:
    """Return the function itself, or those of a class, when it is the package's own."""
    if not callable(thing) or not getattr(getmodule(unwrap(thing)), "__name__", "").startswith(PACKAGE):
        return
    if isinstance(thing, type):
        yield from (each for each in vars(thing).values() if isinstance(each, FunctionType))
    else:
        yield unwrap(thing)
