from django.apps import AppConfig


class BoardsConfig(AppConfig):
    name = "tiexin.boards"
    label = "boards"
    verbose_name = "看板"
