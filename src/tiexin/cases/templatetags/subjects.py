"""What a matter is about, in the head of a form about it."""

from django import template
from django.http import HttpRequest

from tiexin.cases.models import Case
from tiexin.cases.reading import look

register = template.Library()


@register.simple_tag(takes_context=True)
def subject(context: template.Context, case: Case) -> str:
    """Its title as far as whoever looks may read it."""
    request: HttpRequest = context["request"]
    if not case.reads:
        look(request, [case])
    return case.subject
