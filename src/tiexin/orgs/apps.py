from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "tiexin.orgs"
    label = "orgs"
    verbose_name = "组织"
