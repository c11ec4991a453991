from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from tiexin.draws.rules import Item
    from tiexin.orgs.models import Org


class DrawsConfig(AppConfig):
    name = "tiexin.draws"
    label = "draws"
    verbose_name = "抽签"

    def ready(self) -> None:
        """Let employers be drawn, and draws be named in the trail."""
        from tiexin.draws import kinds
        from tiexin.evidence import names

        kinds.register(kinds.Kind("employers", "企业", _employers))
        names.register("draws.draw", _names, "draws.see")


def _employers(place: "Org", day: date, since: date | None) -> "Iterator[tuple[int, Item]]":
    from tiexin.draws import employers

    return employers.rows(place, day, since)


def _names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.draws.models import Draw

    return dict(Draw.objects.filter(pk__in=list(ids)).values_list("pk", "title"))
