"""The door by phone: a code is sent, typed, and opens an account that is made the first time. Never an officer's."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare

from tiexin.cases.models import Case
from tiexin.core.actions import insert
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.core.sealed import blind_index, seal, unseal
from tiexin.evidence.actions import record
from tiexin.outbox.actions import tell_phone
from tiexin.outbox.rules import News, check_phone
from tiexin.portal import queries, rules
from tiexin.portal.actions.counting import count_try
from tiexin.portal.models import PhoneCode, PortalAccount, PortalMatter, PortalSession
from tiexin.portal.tokens import code_hash, hash_of, new_digits, new_token

INDEX = "portal.phone"


@transaction.atomic
def send_code(phone: str, *, on: date) -> str:
    """Send a code to a phone; returns the ticket for the browser that asked.

    A number that had enough codes gets no more, and nobody is told: the ticket looks like any other. Refused is only
    what is no mobile number at all.
    """
    digits, ticket, code = check_phone(phone), new_token(), new_digits()
    counts = {kind: count_try(kind, digits, on=on) for kind in ("number_hour", "number_day")}
    if any(count > rules.limits().pace[kind].most for kind, count in counts.items()):
        return ticket
    made = PhoneCode(ticket_hash=hash_of(ticket), code_hash=code_hash(ticket, code))
    made.phone_sealed = seal(digits, f"portal.code:{made.key}")
    made.phone_index = blind_index(digits, INDEX)
    made.until = moment(on) + rules.limits().code
    insert([made])
    minutes = int(rules.limits().code.total_seconds() // 60)
    body = f"{minutes}分钟内有效。不是您本人要的，请不要理会，也不要告诉别人"
    news = News("code", f"验证码{code}", f"portal/code/{made.pk}", body=body, urgent=True)
    tell_phone(digits, queries.house(on), news, on=on)
    return ticket


@transaction.atomic
def enter_code(ticket: str, digits: str, *, on: date) -> str:
    """Try a code; returns the token of a new session, "" for a wrong, late, used or never sent one: all alike."""
    at = moment(on)
    found = PhoneCode.objects.select_for_update().filter(ticket_hash=hash_of(ticket)).first()
    right = constant_time_compare(found.code_hash if found else "", code_hash(ticket, digits))
    if found is None:
        return ""
    holds = rules.code_holds(found.until, at, found.tries, used=found.used is not None)
    found.tries = min(found.tries + 1, rules.limits().tries)
    found.used = at if holds and right else found.used
    found.save(update_fields=["tries", "used"])
    if not (holds and right):
        return ""
    token = new_token()
    session = PortalSession(account=_account(found, on), token_hash=hash_of(token), until=at + rules.limits().session)
    insert([session])
    return token


def _account(code: PhoneCode, on: date) -> PortalAccount:
    """The account of a phone, made the first time."""
    known = PortalAccount.objects.filter(phone_index=code.phone_index).first()
    if known is not None:
        return known
    made = PortalAccount(phone_index=bytes(code.phone_index), since=on)
    phone = unseal(bytes(code.phone_sealed), f"portal.code:{code.key}")
    made.phone_sealed = seal(phone, f"portal.phone:{made.key}")
    try:
        insert([made])  # no savepoint: pressed twice at once, one of the two is refused as a whole
    except IntegrityError as error:
        raise Refused("刚才已经登录了，请刷新页面", clause="一次录入：一个号码一个账号") from error
    record(Act("open_portal_account", made, None, on, queries.house(on).pk))
    return made


@transaction.atomic
def leave(token: str) -> None:
    """Log out: the session is gone, whoever holds its cookie."""
    PortalSession.objects.filter(token_hash=hash_of(token)).delete()


@transaction.atomic
def keep_matter(account: PortalAccount, case: Case, *, on: date) -> None:
    """Let an account hold a matter whose code was typed in it, or that was asked through it; twice is once."""
    PortalMatter.objects.get_or_create(account=account, case=case, defaults={"since": on})
