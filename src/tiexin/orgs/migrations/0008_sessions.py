from datetime import UTC

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import migrations, models

OLD = "django_session"


def move(apps, editor):
    """Who has logged in stays so: each row of Django's own table goes beside its account, and that table goes."""
    database = editor.connection
    if OLD not in database.introspection.table_names():
        return
    Account, Session = apps.get_model("orgs", "Account"), apps.get_model("orgs", "Session")
    accounts = set(Account.objects.values_list("pk", flat=True))
    with database.cursor() as cursor:
        cursor.execute(f"SELECT session_key, session_data, expire_date FROM {OLD}")
        for key, data, until in cursor.fetchall():
            number = SessionStore().decode(data).get(SESSION_KEY)  # the same name, the same salt
            if number is not None and int(number) in accounts:
                if until.tzinfo is None:  # as SQLite keeps moments
                    until = until.replace(tzinfo=UTC)
                Session.objects.create(session_key=key, session_data=data, expire_date=until, account_id=int(number))
    editor.execute(f"DROP TABLE {OLD}")


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0007_under_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'abstract': False,
            },
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
