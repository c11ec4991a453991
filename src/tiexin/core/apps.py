from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "tiexin.core"
    label = "core"
    verbose_name = "工具"
