from datetime import timedelta

from django.db import migrations

DAYS = 30  # what the limits said when problems began to have an owner


def own(apps, schema_editor):
    """Problems written down before: owned by who heard them, with their first step and one voice without a name."""
    problem, entry = apps.get_model("visits", "Problem"), apps.get_model("evidence", "Entry")
    step, voice = apps.get_model("visits", "ProblemStep"), apps.get_model("visits", "Voice")
    rows = problem.objects.filter(org=None).select_related("visit").order_by("pk")
    for row in rows.iterator(chunk_size=500):
        visit = row.visit
        trail = entry.objects.filter(thing="visits.visit", thing_id=visit.pk)
        written, voiding = trail.get(verb="record_visit"), trail.filter(verb="void").first()
        row.org_id, row.owner_id = visit.org_id, visit.author_id
        row.due = written.on + timedelta(days=DAYS)
        now = {"org_id": row.org_id, "owner_id": row.owner_id, "due": row.due, "problem": row}
        step.objects.create(entry=written, was="", state="open", text="", **now)
        voice.objects.create(problem=row, visit=visit)
        if voiding is not None:
            row.state, row.closed = "withdrawn", voiding.on
            said = f"走访作废：{visit.void_reason}"
            step.objects.create(entry=voiding, was="open", state="withdrawn", text=said, **now)
        row.save()


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0010_problem_paths"),
    ]

    operations = [
        migrations.RunPython(own, migrations.RunPython.noop),
    ]
