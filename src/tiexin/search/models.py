"""What is found: one row per findable thing.

Beside it stands `search_words`, which is no model: an FTS5 table on SQLite, a `tsvector` with a GIN index on
PostgreSQL (`migrations/0002_words.py`), filled by `actions` and read by `queries` under the row's id.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tiexin.orgs.models import Org


class SearchRow(models.Model):
    """A thing's words. `text` and `sounds` are what is searched: `words.plain` of title and body, and tokens."""

    kind = models.CharField(max_length=12)
    thing_id = models.BigIntegerField()
    page_id = models.BigIntegerField()
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False)
    also = models.ForeignKey(Org, models.PROTECT, null=True, related_name="+", db_index=False)
    weight = models.IntegerField(default=0)
    title = models.CharField(max_length=200)
    note = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    text = models.TextField()
    sounds = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "thing_id"], name="found_once")]
        # the keys without an index of their own begin one of these
        indexes: ClassVar = [
            models.Index(fields=["kind", "-weight", "-thing_id"], name="found_first"),
            models.Index(fields=["org", "kind"], name="found_of_org"),
            models.Index(fields=["also", "kind"], name="found_also", condition=models.Q(also__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_id}"
