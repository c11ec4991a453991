"""Addresses of pages by their name, composed once: Django looks through all patterns of a name at every call.

    address("case", 7)

`reverse` stays the only description; where a page's address has whole numbers in it, its text is kept with gaps.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import NoReverseMatch, URLResolver, get_resolver, get_script_prefix, get_urlconf, reverse

NAMES = 1000  # kept; the one not asked for longest goes first
BEYOND = 10**18  # no row has such a number, and no address
MARK = 7_305_418_002_000_000  # stands for the first number while the text is composed; the others follow it


def address(name: str, *numbers: Any) -> str:
    """The address of a page by its name and the numbers in it, as `reverse` has it, which raises what it raises."""
    if any(type(each) is not int or not 0 < each < BEYOND for each in numbers):
        return reverse(name, args=numbers)
    try:
        text = _text(get_resolver(get_urlconf()), get_script_prefix(), name, len(numbers))
    except NoReverseMatch:  # of a number that has to be small, such as a year
        return reverse(name, args=numbers)
    return text % numbers if numbers else text


@lru_cache(maxsize=NAMES)
def _text(resolver: URLResolver, prefix: str, name: str, gaps: int) -> str:
    """The address with gaps for numbers; `resolver` and `prefix` only decide whether it is still the same one."""
    marks = [MARK + each for each in range(gaps)]
    text = reverse(name, args=marks)
    if not gaps:
        return text
    text = text.replace("%", "%%")
    for mark in marks:
        text = text.replace(str(mark), "%d", 1)
    return text
