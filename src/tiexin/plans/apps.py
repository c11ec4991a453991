from dataclasses import replace

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "tiexin.plans"
    label = "plans"
    verbose_name = "方案"

    def ready(self) -> None:
        """Let the worker take up publications whose job was lost, and sentences in force be found."""
        from tiexin.duties import worker
        from tiexin.plans import findable
        from tiexin.search.kinds import Kind, register

        worker.RESUMERS.append(_resume)
        hint = "方案原句中的几个字、条款号"
        kind = Kind(findable.KIND, "条款", "plans.see", "plan", "quote", hint, findable.clauses)
        register(replace(kind, speaks_down=True, anchor="c"))  # every sentence has its place on the plan's page


def _resume() -> None:
    from tiexin.plans import tasks

    tasks.resume()
