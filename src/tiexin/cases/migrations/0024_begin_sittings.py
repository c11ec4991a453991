from django.db import migrations
from django.utils.timezone import now


def begin_sittings(apps, schema_editor):
    """Whoever sits there now: since when is not known, so what came before is credited to nobody."""
    Seat, Sitting = (apps.get_model('cases', name) for name in ('Seat', 'Sitting'))
    taken = Seat.objects.exclude(officer=None).order_by('pk')
    Sitting.objects.bulk_create(Sitting(seat=seat, officer_id=seat.officer_id, since=now()) for seat in taken)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0023_hotline_mends'),
    ]

    operations = [
        migrations.RunPython(begin_sittings, migrations.RunPython.noop),
    ]
