"""How the portal's pages name a matter."""

from django import template

from tiexin.cases.models import Case
from tiexin.portal.rules import NAMES, to_you

register = template.Library()
register.filter("to_you", to_you)


@register.filter
def called(case: Case) -> str:
    """The kind of a matter in the words in which it was chosen: some services have a name of the office."""
    return NAMES.get(case.kind, case.what)
