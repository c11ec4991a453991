from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "tiexin.boards"
    label = "boards"
    verbose_name = "看板"

    def ready(self) -> None:
        """Let the worker take up imports whose job was lost: `registry` stands below the worker."""
        from tiexin.duties import worker

        worker.RESUMERS.append(_resume)


def _resume() -> None:
    from tiexin.registry import tasks

    tasks.resume()
