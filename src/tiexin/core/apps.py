from django import forms
from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "tiexin.core"
    label = "core"
    verbose_name = "工具"

    def ready(self) -> None:
        """Say what is missing as people say it: Django's own words name the field “这个字段”."""
        forms.Field.default_error_messages = {"required": "请填写"}
        for chosen in (forms.ChoiceField, forms.ModelChoiceField, forms.BooleanField):
            chosen.default_error_messages = {**getattr(chosen, "default_error_messages", {}), "required": "请选择"}
