from typing import Any

from django.db import migrations, models

ANSWERED = {"replied": "", "review_answered": "upheld", "second_review_answered": "final"}


def say_reviewed(apps: Any, editor: Any) -> None:
    """What was reviewed before results were asked for stands as it was: its answer is reviewed no more."""
    case, step = apps.get_model("cases", "Case"), apps.get_model("cases", "CaseStep")
    reviewed = step.objects.filter(event="review_answered").values("case")
    for found in case.objects.filter(pk__in=reviewed).only("pk").iterator(chunk_size=500):
        last = step.objects.filter(case=found.pk, event__in=ANSWERED).order_by("-pk").values_list("event", flat=True)[0]
        case.objects.filter(pk=found.pk).update(review=ANSWERED[last])


class Migration(migrations.Migration):
    dependencies = [("cases", '0025_unclear_steps')]

    operations = [
        migrations.AddField("case", "review", models.CharField("复查到哪一步", max_length=8, blank=True, default="")),
        migrations.RunPython(say_reviewed, migrations.RunPython.noop),
    ]
