"""Every worker who is known already is looked after by the union of the employer."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    employers = apps.get_model("registry", "Employer").objects.filter(pk=OuterRef("employer"))
    workers = apps.get_model("registry", "Worker").objects.filter(org=None)
    workers.update(org=Subquery(employers.values("org")[:1]))


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_people")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
