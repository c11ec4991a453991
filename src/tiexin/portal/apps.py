from collections.abc import Iterable
from datetime import date

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "tiexin.portal"
    label = "portal"
    verbose_name = "职工自助"

    def ready(self) -> None:
        """Let the trail name accounts by their number alone; what has run out is thrown away once a day."""
        from tiexin.duties import worker
        from tiexin.evidence import names

        names.register("portal.portalaccount", _names)
        worker.DAILY.append(_sweep)


def _names(ids: Iterable[int]) -> dict[int, str]:
    """Never a phone."""
    return {pk: f"职工网上账号 {pk}" for pk in ids}


def _sweep(day: date) -> None:
    from tiexin.portal.actions.sweeping import sweep

    sweep(on=day)
