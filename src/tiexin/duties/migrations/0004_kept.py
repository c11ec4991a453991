from django.db import migrations, models

from tiexin.duties.known import digest, movers


def name(apps, schema_editor):
    """Duties and slices that were compiled before: what moves them, and a name for what a process may keep."""
    for duty in apps.get_model("duties", "Duty").objects.exclude(sql_all="").iterator():
        duty.moved_by = movers(duty.definition)
        duty.digest = digest(duty.definition, duty.sql_all, duty.sql_some)
        duty.save(update_fields=["moved_by", "digest"])
    for piece in apps.get_model("duties", "Slice").objects.iterator():
        piece.digest = digest(piece.hash, piece.sql_all, piece.sql_some)
        piece.save(update_fields=["digest"])


class Migration(migrations.Migration):
    dependencies = [("duties", "0003_weeks")]

    operations = [
        migrations.AddField("duty", "digest", models.CharField(default="", max_length=32)),
        migrations.AddField("duty", "moved_by", models.CharField(default="", max_length=160)),
        migrations.AddField("slice", "digest", models.CharField(default="", max_length=32)),
        migrations.RunPython(name, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            "duty", models.Index(fields=["built", "clause", "digest", "moved_by"], name="duty_kept")
        ),
    ]
