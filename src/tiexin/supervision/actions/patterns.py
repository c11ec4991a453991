"""Every write about records that are seldom so: their authors are asked, and say their word."""

from datetime import date

from django.db import transaction

from tiexin.core.actions import insert
from tiexin.core.journal import Act
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer, Org
from tiexin.supervision import pattern_queries, patterns, rules
from tiexin.supervision.models import Oddity
from tiexin.supervision.sheets import day_after


@transaction.atomic
def look_for_oddities(unit: Org, *, by: Officer, on: date) -> list[Oddity]:
    """Look through the records of a unit and those below it; ask the authors of what is seldom so and was not asked."""
    found = {hit.key: hit for hit in pattern_queries.found_in(unit, on)}
    known = set(Oddity.objects.filter(key__in=list(found)).values_list("key", flat=True))
    due = day_after(on, patterns.limits().reply)
    made = insert(
        Oddity(
            org=unit,
            kind=hit.kind,
            author_id=hit.author,
            visits=list(hit.visits),
            told=hit.told,
            key=key,
            on=on,
            due=due,
        )
        for key, hit in found.items()
        if key not in known
    )
    for each in made:
        record(Act("ask_oddity", each, by, on, unit.pk))
    return made


@transaction.atomic
def explain_oddity(oddity: Oddity, text: str, *, by: Officer, on: date) -> Oddity:
    """Let the author say how it was; what was wrong they void or mend themselves. Refused to others and twice."""
    oddity = Oddity.objects.select_for_update(of=("self",)).get(pk=oddity.pk)
    patterns.check_reply(oddity.state, oddity.author_id, by.pk)
    rules.check_text(text, "text", "当时的情况")
    oddity.state, oddity.reply = "explained", text.strip()
    oddity.save(update_fields=["state", "reply"])
    record(Act("explain_oddity", oddity, by, on, oddity.org_id))
    return oddity
