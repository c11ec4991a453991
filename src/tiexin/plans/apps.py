from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "tiexin.plans"
    label = "plans"
    verbose_name = "方案"
