from datetime import date
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from tiexin.orgs.models import Officer
    from tiexin.orgs.organs import Holding, HoldingQuerySet


class OrgsConfig(AppConfig):
    name = "tiexin.orgs"
    label = "orgs"
    verbose_name = "组织"

    def ready(self) -> None:
        """Let requests know along with the installation whether anybody is away; let seats be handed over."""
        from tiexin.orgs import absences, calendar, orphans

        calendar.along("absences", absences.any_now)
        orphans.register(orphans.Held("holding", "组织机构职务", _holdings, _told, _seat_on, "seat__organ__org"))


def _holdings(day: date) -> "HoldingQuerySet":
    from tiexin.orgs.organs import Holding

    return Holding.objects.present().select_related("seat__organ__org").order_by("pk")


def _told(holding: "Holding") -> str:
    return f"{holding.seat.organ}{holding.seat}（{holding.seat.organ.org}）"


def _seat_on(holding: "Holding", officer: "Officer", by: "Officer | None", on: date) -> "Holding":
    from tiexin.orgs.actions import organs

    return organs.replace_holder(holding, officer, organs.Sitting(on), by=by, on=on)
