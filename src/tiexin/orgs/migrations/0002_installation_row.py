from django.db import migrations

from tiexin.core.tables import given


@given
def make(apps, schema_editor):
    """An installation knows itself from the start: what is read along with its row needs a row."""
    apps.get_model("orgs", "Installation").objects.get_or_create(id=1)


class Migration(migrations.Migration):

    dependencies = [
        ("orgs", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(make, migrations.RunPython.noop),
    ]
