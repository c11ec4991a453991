"""Every write of the outbox; what rooms above call, and what readers do with their messages."""

from tiexin.outbox.actions.again import give_up_texts, send_text_again
from tiexin.outbox.actions.reading import (
    NewPreferences,
    end_calendar,
    mark_all_read,
    mark_read,
    mark_told,
    renew_calendar,
    set_preferences,
)
from tiexin.outbox.actions.telling import call_off, tell_officer, tell_officers, tell_phone, tell_phones

__all__ = [
    "NewPreferences",
    "call_off",
    "end_calendar",
    "give_up_texts",
    "mark_all_read",
    "mark_read",
    "mark_told",
    "renew_calendar",
    "send_text_again",
    "set_preferences",
    "tell_officer",
    "tell_officers",
    "tell_phone",
    "tell_phones",
]
