from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "tiexin.core"
    label = "core"
    verbose_name = "工具"

    def ready(self) -> None:
        """Say what is missing or wrong as people say it."""
        from tiexin.core.plain_errors import speak_plainly

        speak_plainly()
