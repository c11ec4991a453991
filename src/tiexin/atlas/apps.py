from django.apps import AppConfig


class AtlasConfig(AppConfig):
    name = "tiexin.atlas"
    label = "atlas"
    verbose_name = "地图边界"
