"""Make the floor's tables and one logged-in person; print the session: `python -m bench.floor.prepare`."""

import os

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"
    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command

    from bench.client import session_of

    call_command("migrate", verbosity=0)  # Django's own tables first: ours refer to them
    call_command("migrate", run_syncdb=True, verbosity=0)
    print(session_of(User.objects.get_or_create(username="author")[0]))
