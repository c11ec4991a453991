from collections.abc import Iterable
from functools import partial

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "tiexin.cases"
    label = "cases"
    verbose_name = "诉求"

    def ready(self) -> None:
        """Let the trail name matters."""
        from tiexin.evidence import names

        names.register("cases.case", _names, "cases.see")
        for thing in ("cases.line", "cases.linejoin", "cases.seat", "cases.shift", "cases.call"):
            names.register(thing, partial(_hotline_names, thing))


def _names(ids: Iterable[int]) -> dict[int, str]:
    """The number alone: a title may say what somebody suffers from."""
    from tiexin.cases.models import Case

    return {case.pk: case.number for case in Case.objects.filter(pk__in=list(ids)).only("on")}


def _hotline_names(thing: str, ids: Iterable[int]) -> dict[int, str]:
    """Lines, seats and shifts by their own names; a call by the number that the telephone system gave it."""
    from django.apps import apps

    rows = apps.get_model(thing)._default_manager.filter(pk__in=list(ids))
    if thing in NAMED_WITH:
        rows = rows.select_related(*NAMED_WITH[thing])
    return {row.pk: str(row) for row in rows}


NAMED_WITH = {"cases.linejoin": ("line", "org"), "cases.shift": ("officer",)}
