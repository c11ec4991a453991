"""The connection that Django makes for the engine `tiexin.core.sqlite`."""

from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

TEXTS = 2000  # kept by a process, each some kilobytes at most; the one asked for longest ago goes first


class Cursor(base.SQLiteCursorWrapper):
    """Django writes a statement's `%s` as SQLite's `?` anew at every call; the same text is written once here."""

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        """The text as SQLite takes it; of named values as Django does it."""
        if param_names is not None:
            return str(super().convert_query(query, param_names=param_names))
        return converted(query)


@lru_cache(maxsize=TEXTS)
def converted(query: str) -> str:
    """A text with a question mark for each value, and every doubled per cent sign as one."""
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection with that cursor."""

    def create_cursor(self, name: Any = None) -> Any:
        """A cursor of its own."""
        return self.connection.cursor(factory=Cursor)
