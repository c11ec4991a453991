"""How texts and what is typed are compared: the one meaning of “found”, in plain Python.

A query is some words parted by blanks, and all must match. A word matches where it stands in the text, character
by character, or where it begins one of the tokens: a name by sound, its initials, a code. Several words that say the
same stand together as a tuple, of which one must match.
"""

import unicodedata
from collections.abc import Iterable, Sequence

LONGEST = 60  # characters of a query that are read
MOST_WORDS = 8
MOST_TEXT = 6000  # characters of a thing that are indexed
Word = str | tuple[str, ...]  # a word, or several of which one must match


def plain(text: str) -> str:
    """Fold widths and cases and make every blank a space; each character for itself, so that places can be told."""
    return "".join(map(folded, text))


def folded(character: str) -> str:
    """Return what one character becomes; NUL, which a database cannot keep, becomes nothing."""
    if character == "\0":
        return ""
    if character.isspace():
        return " "
    return "".join(" " if c.isspace() else c for c in unicodedata.normalize("NFKC", character).lower())


def asked(typed: str) -> list[str]:
    """Return the words of a query; none when there is nothing to look for."""
    return list(dict.fromkeys(plain(typed[:LONGEST]).split()))[:MOST_WORDS]


def said(word: str) -> bool:
    """Tell whether a word may be the beginning of a sound or a code: letters or digits, perhaps among characters."""
    return word.isalnum() and any(c.isascii() for c in word)


def any_of(word: Word) -> tuple[str, ...]:
    """Return the words of which one must match."""
    return (word,) if isinstance(word, str) else word


def matches(text: str, sounds: str, words: Iterable[Word]) -> bool:
    """Tell whether a row is found; the databases must answer the same."""
    return all(any(_stands(text, sounds, each) for each in any_of(word)) for word in words)


def _stands(text: str, sounds: str, word: str) -> bool:
    return word in text or (said(word) and f" {word}" in sounds)


def bigrams(word: str) -> Sequence[str]:
    """Return a text's pairs of neighbouring characters; of a single one itself."""
    return [word[at : at + 2] for at in range(len(word) - 1)] or list(word)
