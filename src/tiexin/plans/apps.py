from collections.abc import Collection
from dataclasses import replace
from datetime import date

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "tiexin.plans"
    label = "plans"
    verbose_name = "方案"

    def ready(self) -> None:
        """Let the worker take up lost publications, and send plans to new units; let sentences in force be found."""
        from tiexin.duties import fold, worker
        from tiexin.plans import findable
        from tiexin.search.kinds import Kind, register

        worker.RESUMERS.append(_resume)
        worker.DAILY.append(_send)
        fold.FOLLOWERS.append(_follow)
        hint = "方案原句中的几个字、条款号"
        kind = Kind(findable.KIND, "条款", "plans.see", "plan", "quote", hint, findable.clauses)
        register(replace(kind, speaks_down=True, anchor="c"))  # every sentence has its place on the plan's page


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
