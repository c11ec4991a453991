"""Facts share sets of tags instead of carrying seventy rows a visit; indexes that no read uses go."""

import hashlib
from itertools import groupby

import django.db.models.deletion
from django.db import migrations, models

PART = 300
FACT_TRIGGER = "evidence_fact_update"  # put back after the migration by `guards.install`


def gather(apps, schema_editor):
    """Make the sets of the tags that facts carry, and name each fact's set on it."""
    connection = schema_editor.connection
    on = "" if connection.vendor == "sqlite" else " ON evidence_fact"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS {FACT_TRIGGER}{on}")
        cursor.execute("SELECT fact_id, key, value FROM evidence_facttag ORDER BY fact_id, key, value")
        sets = {}
        for fact, rows in groupby(cursor.fetchall(), key=lambda row: row[0]):
            sets.setdefault(tuple(row[1:] for row in rows), []).append(fact)
        for tags, facts in sets.items():
            _keep(cursor, tags, facts)
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the tables change next, with no check left over


def _keep(cursor, tags, facts):
    text = "\n".join(f"{key}={value}" for key, value in tags)
    pk = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1
    cursor.execute("INSERT INTO evidence_tagset (id) VALUES (%s)", [pk])
    for key, value in tags:
        cursor.execute("INSERT INTO evidence_tag (set_id, key, value) VALUES (%s, %s, %s)", [pk, key, value])
    for part in (facts[first : first + PART] for first in range(0, len(facts), PART)):
        marks = ", ".join(["%s"] * len(part))
        cursor.execute(f"UPDATE evidence_fact SET tag_set_id = %s WHERE id IN ({marks})", [pk, *part])


def _plain(to, **more):
    """A foreign key without an index of its own."""
    return models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to=to, **more)


class Migration(migrations.Migration):

    dependencies = [
        ("evidence", "0002_language"),
        ("orgs", "0001_initial"),
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="TagSet",
            fields=[("id", models.BigIntegerField(primary_key=True, serialize=False))],
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("set", _plain("evidence.tagset", related_name="tags")),
                ("key", models.CharField(max_length=20)),
                ("value", models.CharField(max_length=32)),
            ],
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(fields=("set", "key", "value"), name="tag_once_in_a_set"),
        ),
        migrations.AddField("fact", "tag_set", _plain("evidence.tagset", null=True, related_name="facts")),
        migrations.RunPython(gather),
        migrations.DeleteModel("FactTag"),
        migrations.RemoveIndex("fact", "fact_by_worker"),
        migrations.AlterField("entry", "org", _plain("orgs.org", related_name="+")),
        migrations.AlterField("fact", "by_org", _plain("orgs.org", related_name="+")),
        migrations.AlterField("fact", "employer", _plain("registry.employer", null=True, related_name="+")),
        migrations.AlterField("fact", "officer", _plain("orgs.officer", null=True, related_name="+")),
        migrations.AlterField("fact", "worker", _plain("registry.worker", null=True, related_name="+")),
        migrations.AlterField("fact", "voided_by", _plain("evidence.entry", null=True, related_name="voided_facts")),
        migrations.AddIndex(
            "fact",
            models.Index(
                condition=models.Q(("worker__isnull", False)), fields=["measure", "worker", "on"], name="fact_by_worker"
            ),
        ),
        migrations.AddIndex(
            "fact",
            models.Index(condition=models.Q(("voided_by__isnull", False)), fields=["voided_by"], name="fact_voided"),
        ),
    ]
