from django.db import migrations

SHOW = "UPDATE search_searchrow SET page_id = thing_id WHERE kind = 'officer'"


class Migration(migrations.Migration):
    """Officers were shown among the people of their unit."""

    dependencies = [("search", "0002_words")]
    operations = [migrations.RunSQL(SHOW, migrations.RunSQL.noop)]
