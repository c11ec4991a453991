from collections.abc import Collection
from datetime import date

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "tiexin.plans"
    label = "plans"
    verbose_name = "方案"

    def ready(self) -> None:
        """Let the worker take up publications whose job was lost, and send plans to units that are new."""
        from tiexin.duties import fold, worker

        worker.RESUMERS.append(_resume)
        worker.DAILY.append(_send)
        fold.FOLLOWERS.append(_follow)


def _resume() -> None:
    from tiexin.plans import tasks

    tasks.resume()


def _follow(things: Collection[tuple[str, int]]) -> None:
    """Units were founded or changed: they get what is addressed to them."""
    from tiexin.orgs.calendar import today

    if units := {pk for kind, pk in things if kind == "orgs.org"}:
        _send(today(), units)


def _send(day: date, units: Collection[int] | None = None) -> None:
    from tiexin.plans.actions.dispatching import send_to_new

    send_to_new(units, on=day)
