"""Officers who change their home unit."""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from tiexin.core import findable as found
from tiexin.core import journal
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs import actions, findable
from tiexin.orgs.absences import Absence
from tiexin.orgs.actions import absences
from tiexin.orgs.models import Officer, Org, Post
from tiexin.orgs.rules import check_sides
from tiexin.orgs.structure import FormerHome

HOME = "人事规则：一个干部同一天只有一个所在单位"


def home_since(officer: Officer) -> date:
    """Return the day from which the officer has worked at the present home unit."""
    last = officer.former_homes.order_by("-until").first()
    return last.until if last else officer.since


@transaction.atomic
def transfer_officer(
    officer: Officer, org: Org, *, since: date, by: Officer | None, on: date, end_posts: bool = False
) -> Officer:
    """Let an officer work at another unit from a day on; both units' trails tell it.

    `end_posts` ends the posts at the former home from today on; all others stay, and new ones are granted by the
    security administrator. Refused, with nothing written: a day to come, a day before the present home began (two homes
    at once), somebody who has left, a unit that does not exist that day.
    """
    officer = Officer.objects.select_for_update(of=("self",)).select_related("org").get(pk=officer.pk)
    _check(officer, org, since, on)
    began, former = home_since(officer), officer.org
    if since > began:
        FormerHome.objects.create(officer=officer, org=former, since=began, until=since)
    officer.org = org
    officer.save(update_fields=["org"])
    if end_posts:
        _end(officer.posts.filter(org=former, until=None), by, on)
    found.announce(findable.of_officer(officer))
    journal.write(Act("transfer_out", officer, by, on, former.pk))
    journal.write(Act("transfer_in", officer, by, on, org.pk))
    return officer


def _check(officer: Officer, org: Org, since: date, on: date) -> None:
    check_sides(officer.org, org, "org")
    if since > on:
        raise Refused("调动日期还没有到", field="since")
    if officer.org_id == org.pk:
        raise Refused(f"{officer}已在“{org}”", field="org")
    if officer.until is not None:
        raise Refused(f"{officer}已于{zh_date(officer.until)}离任", field="officer")
    if not org.is_open(since):
        raise Refused(f"“{org}”在{zh_date(since)}不存在", field="org")
    began = home_since(officer)
    if since < began:
        raise Refused(f"{officer}自{zh_date(began)}起在“{officer.org}”，不能同时在两个单位", clause=HOME, field="since")


def _end(posts: QuerySet[Post], by: Officer | None, on: date) -> None:
    for post in posts.order_by("pk"):
        actions.end_post(post, by=by, on=max(on, post.since))


@transaction.atomic
def leave_office(officer: Officer, until: date, *, by: Officer | None, on: date) -> Officer:
    """Let an officer leave on a day: posts and standing in for others end, what was held waits for a successor.

    Refused, with nothing written: a day to come or before the present home began, somebody who has left.
    """
    officer = Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)
    if officer.until is not None:
        raise Refused(f"{officer}已于{zh_date(officer.until)}离任", field="until")
    if until > on:
        raise Refused("离任日期还没有到", field="until")
    if until <= home_since(officer):
        raise Refused(f"{officer}自{zh_date(home_since(officer))}起在现单位，离任应在这之后", field="until")
    officer.until = until
    officer.save(update_fields=["until"])
    _end(Post.objects.filter(officer=officer, until=None), by, on)
    for absence in Absence.objects.during(on, date.max).filter(Q(deputy=officer) | Q(officer=officer)).order_by("pk"):
        absences.return_early(absence, by=by, on=on)
    journal.write(Act("leave", officer, by, on, officer.org_id))
    return officer
