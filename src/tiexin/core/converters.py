"""URL converters named after models: the permission matrix finds pages and makes their objects by these names."""

from django.urls.converters import IntConverter, get_converters, register_converter


def register(*names: str) -> None:
    """Make `<name:pk>` a positive whole number that stands for a row of the model of that name."""
    for name in names:
        if name not in get_converters():
            register_converter(type(f"{name.title()}Converter", (IntConverter,), {"regex": "[1-9][0-9]{0,17}"}), name)
