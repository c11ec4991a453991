from django.db import migrations

from tiexin.core.tables import given

# The index beside the rows. Django does not know it, so nothing that Django remakes takes it away; a demo that is
# made anew leaves it behind, and it is dropped here before it comes again.
SQLITE = [
    "DROP TABLE IF EXISTS search_words",
    "CREATE VIRTUAL TABLE search_words USING fts5(kind, chars, sounds, content='', tokenize='ascii')",
]
POSTGRESQL = [
    "DROP TABLE IF EXISTS search_words",
    "CREATE TABLE search_words (row_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    # without a list of what waits: a search would have to read it
    "CREATE INDEX search_words_found ON search_words USING gin (words) WITH (fastupdate = off)",
]


@given
def make(apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def drop(apps, editor):
    editor.execute("DROP TABLE IF EXISTS search_words")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
