from django.db import migrations, models
from django.db.models import F


def step_back(apps, schema_editor):
    """Who stepped back before has no other part in that matter any more, however they came to it."""
    Part = apps.get_model("cases", "Part")
    for part in Part.objects.filter(role="owner", until__isnull=False).exclude(reason=""):
        rest = Part.objects.filter(case=part.case_id, officer=part.officer_id, until=None).exclude(role="recused")
        rest.update(until=part.until)
        said = {"case_id": part.case_id, "officer_id": part.officer_id, "role": "recused", "until": None}
        Part.objects.get_or_create(**said, defaults={"since": part.until})
    for part in Part.objects.filter(role="recused", until=None, case__lead=F("officer")):
        apps.get_model("cases", "Case").objects.filter(pk=part.case_id).update(lead=None)


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_agency")]

    operations = [
        migrations.AlterField(
            model_name="part",
            name="role",
            field=models.CharField(
                choices=[
                    ("first", "首接"),
                    ("owner", "承办"),
                    ("helper", "协办"),
                    ("lead", "包案"),
                    ("caller", "回访"),
                    ("reader", "知情"),
                    ("agent", "代理"),
                    ("recused", "回避"),
                ],
                max_length=8,
                verbose_name="身份",
            ),
        ),
        migrations.RunPython(step_back, migrations.RunPython.noop),
    ]
