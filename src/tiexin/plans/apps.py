from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "tiexin.plans"
    label = "plans"
    verbose_name = "方案"

    def ready(self) -> None:
        """Let the worker take up publications whose job was lost."""
        from tiexin.duties import worker

        worker.RESUMERS.append(_resume)


def _resume() -> None:
    from tiexin.plans import tasks

    tasks.resume()
