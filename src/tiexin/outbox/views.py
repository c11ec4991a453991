"""消息: what one was told, opened one by one or all at once, and how one wants to be reached."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tiexin.core.days import naive
from tiexin.core.pages import page_of
from tiexin.core.refusal import Refused
from tiexin.core.skin import attempt, form_page, posted
from tiexin.orgs.asking import me, today, who
from tiexin.orgs.scope import may, needs
from tiexin.outbox import actions, queries, rules
from tiexin.outbox.actions import NewPreferences
from tiexin.outbox.forms import MessageFilter, PreferenceForm, TextFilter
from tiexin.outbox.gateways import ways
from tiexin.outbox.models import Message, Way


@needs("messages.see")
@require_safe
def messages_of_mine(request: HttpRequest) -> HttpResponse:
    """What I was told, the newest first."""
    form, mine = MessageFilter(request), Message.objects.of(me(request))
    pager = page_of(form.narrowed(mine).order_by("-id"), request)
    return render(
        request,
        "tiexin/outbox/messages.html",
        {"form": form, "pager": pager, "sees_texts": may(request, "messages.resend")},
    )


@needs("messages.see")
@require_POST
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a message of mine as read and go where it leads."""
    found = get_object_or_404(Message.objects.of(me(request)), pk=pk)
    actions.mark_read(found, **who(request))
    return redirect(found.url or "messages")


@needs("messages.see")
@require_POST
def all_read(request: HttpRequest) -> HttpResponse:
    """Mark all of mine as read."""
    count = actions.mark_all_read(**who(request))
    messages.success(request, f"{count}条消息已标为已读" if count else "没有未读的消息")
    return redirect("messages")


@needs("messages.resend")
@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """Texts of the units within reach that did not go: why, and whether one may send them again."""
    form = TextFilter(request)
    found = form.narrowed(Message.objects.for_request(request).unsent())
    pager = page_of(
        found.defer("title", "body", "phone", "account").select_related("org", "officer").order_by("-id"), request
    )
    for row in pager.rows:
        row.not_again = rules.not_again(row.state, row.kind, naive(row.told).date(), today(request))
    return render(request, "tiexin/outbox/texts.html", {"form": form, "pager": pager})


@needs("messages.resend")
@require_POST
def text_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a text anew; a second press says that it was done."""
    found = get_object_or_404(Message.objects.for_request(request).texts(), pk=pk)
    try:
        actions.send_text_again(found, **who(request))
        messages.success(request, "会再发一次；还不成，仍列在这里")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("texts")


@needs("messages.see")
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Say how I want to be reached."""
    kept = queries.preference_of(me(request))
    form = PreferenceForm(posted(request), kept=kept)
    if form.is_valid():
        new = NewPreferences(**form.cleaned_data)
        if attempt(form, lambda: actions.set_preferences(new, **who(request))):
            messages.success(request, "已保存")
            return redirect("messages")
    shut = kept.way not in (Way.NONE, *ways())
    return form_page(request, "tiexin/outbox/settings.html", form, limits=rules.limits(), shut=shut)
