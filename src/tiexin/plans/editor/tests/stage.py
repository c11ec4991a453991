"""A cast with a draft, and the pages of it."""

from tiexin.orgs.tests import cast as c
from tiexin.plans.actions import drafts as actions
from tiexin.plans.actions.drafts import Written
from tiexin.plans.editor.tests.hand import DOCUMENT, TEXT
from tiexin.plans.models import PackDraft

HTMX = {"HX-Request": "true"}


def begun(cast: c.Cast, text: str = TEXT, document: str = DOCUMENT, **more: object) -> PackDraft:
    """A draft of the city, begun by its office."""
    who = cast.people["city_office"]
    return actions.start_draft(more.pop("org", cast.city), Written(text, document, **more), by=who, on=c.TODAY)


def edited(draft: PackDraft, old: str, new: str, by: object = None) -> PackDraft:
    """Somebody else changes the text meanwhile."""
    draft.refresh_from_db()
    assert old in draft.text
    return actions.write_draft(draft, Written(draft.text.replace(old, new)), draft.revision, by=by, on=c.TODAY)


def url(draft: PackDraft, tail: str = "") -> str:
    """The address of a page of a draft."""
    return f"/plans/drafts/{draft.pk}/{tail}"
