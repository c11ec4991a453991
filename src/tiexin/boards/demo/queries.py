"""What kind of installation this is."""

from django.db import connection

from tiexin.orgs.models import Account, Installation, Org


def has_tables() -> bool:
    """Tell whether the product's tables are there at all."""
    return Org._meta.db_table in connection.introspection.table_names()


def is_demo() -> bool:
    """Tell whether this is a demo."""
    return has_tables() and Installation.objects.filter(demo=True).exists()


def is_empty() -> bool:
    """Tell whether nobody has entered anything yet."""
    return not has_tables() or not (Org.objects.exists() or Account.objects.exists())
