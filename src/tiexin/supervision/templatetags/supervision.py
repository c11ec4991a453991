"""What pages of scores say with: points that are kept in hundredths."""

from django import template

register = template.Library()


@register.filter
def points(hundredths: int | None) -> str:
    """Write hundredths as points: 5950 → 59.5; nothing known is a dash."""
    return "—" if hundredths is None else f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
