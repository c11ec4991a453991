from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "tiexin.registry"
    label = "registry"
    verbose_name = "名册"
