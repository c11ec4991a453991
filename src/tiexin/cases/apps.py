from collections.abc import Iterable

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "tiexin.cases"
    label = "cases"
    verbose_name = "诉求"

    def ready(self) -> None:
        """Let the trail name matters."""
        from tiexin.evidence import names

        names.register("cases.case", _names, "cases.see")


def _names(ids: Iterable[int]) -> dict[int, str]:
    """The number alone: a title may say what somebody suffers from."""
    from tiexin.cases.models import Case

    return {case.pk: case.number for case in Case.objects.filter(pk__in=list(ids)).only("on")}
