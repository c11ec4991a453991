"""Every write of announced visits: announced, answered by the enterprise, cancelled, visited; replies to problems."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer
from tiexin.visits import announcement_rules as rules
from tiexin.visits.actions.steps import locked
from tiexin.visits.announcements import Announcement, AnnouncementStep, ProblemReply
from tiexin.visits.models import Problem, Visit


@transaction.atomic
def announce_visit(new: Announcement, *, by: Officer, on: date) -> Announcement:
    """Announce a (unsaved) visit: refused for a day that has passed or lies too far ahead, and without a purpose."""
    rules.check_day(new.day, on)
    rules.check_text(new.purpose, "purpose", "为什么去", rules.PURPOSE)
    rules.check_words(new.contact, "contact", rules.NAME)
    new.purpose, new.contact, new.state = new.purpose.strip(), new.contact.strip(), "announced"
    new.save(force_insert=True)
    _note("announce_visit", new, "", new.purpose, by, on)
    return new


def _note(verb: str, announced: Announcement, said_by: str, text: str, by: Officer, on: date) -> None:
    _step(announced, said_by, text, record(Act(verb, announced, by, on, announced.org_id)))


def _step(announced: Announcement, said_by: str, text: str, entry: Entry) -> None:
    now = {"state": announced.state, "day": announced.day}
    AnnouncementStep.objects.create(announcement=announced, entry=entry, said_by=said_by, text=text.strip(), **now)


def _locked(announced: Announcement) -> Announcement:
    found: Announcement = (
        Announcement.objects.select_for_update(of=("self",)).select_related("org", "employer").get(pk=announced.pk)
    )
    rules.check_standing(found.state)
    return found


@dataclass(frozen=True)
class Said:
    """What the enterprise says to an announcement: the day that suits it, whom to ask for, and who said so."""

    day: date
    said_by: str
    contact: str = ""
    text: str = ""


@transaction.atomic
def answer_announcement(announced: Announcement, new: Said, *, by: Officer, on: date) -> Announcement:
    """Confirm or move an announced visit for the enterprise: by its own union, or as an officer was told.

    Refused, with nothing written: visited or cancelled already, a day that has passed, nobody who said it.
    """
    announced = _locked(announced)
    rules.check_day(new.day, on)
    rules.check_text(new.said_by, "said_by", "企业谁说的", rules.NAME)
    rules.check_words(new.contact, "contact", rules.NAME)
    rules.check_words(new.text, "text", rules.TEXT)
    verb = "confirm_visit" if new.day == announced.day else "ask_another_day"
    announced.day, announced.state = new.day, "confirmed"
    announced.contact = new.contact.strip() or announced.contact
    announced.save(update_fields=["day", "state", "contact"])
    _note(verb, announced, new.said_by.strip(), new.text, by, on)
    return announced


@transaction.atomic
def cancel_announcement(announced: Announcement, reason: str, *, by: Officer, on: date) -> Announcement:
    """Cancel an announced visit that was not made, with a reason."""
    announced = _locked(announced)
    check_reason(reason, "取消")
    announced.state = "cancelled"
    announced.save(update_fields=["state"])
    _note("cancel_announcement", announced, "", reason, by, on)
    return announced


def link(visit: Visit, announced: int | None, entry: Entry) -> None:
    """Say that a visit was the announced one, where it went to that enterprise after all."""
    if announced is None:
        return
    standing = Announcement.objects.select_for_update(of=("self",)).standing()
    found = standing.filter(pk=announced, employer=visit.employer_id, org=visit.org_id).first()
    if found is None:
        return
    found.state, found.visit = "visited", visit
    found.save(update_fields=["state", "visit"])
    _step(found, "", "", entry)


def let_go(visit: Visit, entry: Entry) -> int | None:
    """Before a visit is voided: what was announced is to be made again; returns which one."""
    found = Announcement.objects.select_for_update(of=("self",)).filter(visit=visit).first()
    if found is None:
        return None
    found.state, found.visit = "confirmed", None
    found.save(update_fields=["state", "visit"])
    _step(found, "", "走访作废", entry)
    return found.pk


@dataclass(frozen=True)
class Reply:
    """What the enterprise answers to a problem, who said it, and on which day."""

    text: str
    said_by: str
    day: date


@transaction.atomic
def reply_to_problem(problem: Problem, new: Reply, *, by: Officer, on: date) -> ProblemReply:
    """Keep the enterprise's answer beside a problem found there; whoever owns it takes the steps.

    Refused, with nothing written: a problem that was joined or withdrawn, words or name missing, a day to come or
    before it was found.
    """
    problem = locked(problem, None)
    if problem.state in ("joined", "withdrawn"):
        raise Refused(f"问题“{problem.get_state_display()}”，不再答复")
    rules.check_text(new.text, "text", "怎么答复的", rules.TEXT)
    rules.check_text(new.said_by, "said_by", "企业谁答复的", rules.NAME)
    rules.check_said(new.day, problem.visit.on, on)
    entry = record(Act("reply_problem", problem, by, on, problem.org_id))
    said = {"said_by": new.said_by.strip(), "day": new.day, "text": new.text.strip()}
    return ProblemReply.objects.create(problem=problem, entry=entry, **said)
