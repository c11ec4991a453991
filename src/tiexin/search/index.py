"""The index beside the rows: what is put into it and how it is asked, for each database.

It only narrows; `queries` confirms every hit by the row itself, so that the meaning stays that of `words.matches`.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from tiexin.search.models import SearchRow
from tiexin.search.words import Word, any_of, bigrams, said

TABLE = "search_words"
OF = "\ue03a"  # between a kind and a token: a beginning is looked for among the tokens of its kind alone
OWN = 0xE000  # where ASCII's blanks and marks are moved to: FTS5 would drop them, and phrases would run across


# PostgreSQL's index has no list of what waits (`fastupdate`): a search would have to read it.
WITH = "CREATE INDEX IF NOT EXISTS search_words_found ON search_words USING gin (words) WITH (fastupdate = off)"
WITHOUT = "DROP INDEX IF EXISTS search_words_found"


def run(database: BaseDatabaseWrapper, statement: str) -> None:
    """Make or drop PostgreSQL's index; FTS5 is an index itself."""
    if database.vendor == "postgresql":
        with database.cursor() as cursor:
            cursor.execute(statement)


def stands(database: BaseDatabaseWrapper) -> bool:
    """Tell whether PostgreSQL's index is there: a rebuild that was killed leaves it away."""
    if database.vendor != "postgresql":
        return True
    with database.cursor() as cursor:
        cursor.execute("SELECT to_regclass('search_words_found')")
        return bool(cursor.fetchone()[0])


def sqlite_row(row: SearchRow) -> tuple[Any, ...]:
    """Return what FTS5 is given for a row: its kind, its characters parted by blanks, its tokens."""
    sounds = " ".join(f"{row.kind}{OF}{token}" for token in row.sounds.split())
    return (row.pk, row.kind, _parted(row.text), sounds)


def sqlite_query(kind: str, words: Sequence[Word]) -> str:
    """Return the MATCH expression: every word as a phrase of characters, or as the beginning of a token."""
    return " AND ".join([f"kind : {kind}", *(_sqlite_any(kind, word) for word in words)])


def _sqlite_any(kind: str, word: Word) -> str:
    found = [_sqlite_word(kind, each) for each in any_of(word)]
    return found[0] if len(found) == 1 else f"({' OR '.join(found)})"


def _sqlite_word(kind: str, word: str) -> str:
    phrase = f'chars : "{_parted(word)}"'
    return f'({phrase} OR sounds : "{kind}{OF}{word}" *)' if said(word) else phrase


def _parted(text: str) -> str:
    return " ".join(c if c.isalnum() or not c.isascii() else chr(OWN + ord(c)) for c in text)


def postgres_row(row: SearchRow) -> tuple[Any, ...]:
    """Return what the `tsvector` is made of: the kind, single characters, pairs, tokens."""
    found = {f"#{row.kind}", *row.text, *bigrams(row.text), *(f"{row.kind}{OF}{token}" for token in row.sounds.split())}
    return (row.pk, sorted(found))


def postgres_query(kind: str, words: Sequence[Word]) -> str:
    """Return the `tsquery`: all pairs of every word, or a token that begins with it."""
    return " & ".join([_quoted(f"#{kind}"), *(_postgres_any(kind, word) for word in words)])


def _postgres_any(kind: str, word: Word) -> str:
    found = [_postgres_word(kind, each) for each in any_of(word)]
    return found[0] if len(found) == 1 else f"({' | '.join(found)})"


def _postgres_word(kind: str, word: str) -> str:
    pairs = " & ".join(map(_quoted, dict.fromkeys(bigrams(word))))
    return f"(({pairs}) | {_quoted(f'{kind}{OF}{word}')}:*)" if said(word) else f"({pairs})"


def _quoted(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
