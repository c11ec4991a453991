from django.db import migrations

from tiexin.calendars import seed
from tiexin.core.tables import given


@given
def fill(apps, schema_editor):
    """The years known when the product was made; later ones are published by people."""
    years, days = (apps.get_model("calendars", name) for name in ("CalendarYear", "DayKind"))
    years.objects.bulk_create(years(**row) for row in seed.years())
    days.objects.bulk_create((days(**row) for row in seed.days()), batch_size=150)


class Migration(migrations.Migration):
    dependencies = [("calendars", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
