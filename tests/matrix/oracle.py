"""What should happen, from the table of roles and the parent pointers alone; it knows nothing of `scope.py`."""

from dataclasses import dataclass

from tests.matrix.found import Page
from tiexin.orgs.roles import ROLES

TERRITORY = {
    "city": "province",
    "other_city": "province",
    "industry": "province",
    "county": "city",
    "closed": "city",
    "enterprise": "county",
    "other_county": "other_city",
}
INDUSTRY = {"enterprise": "industry"}
PLACES = ("province", *TERRITORY)


@dataclass(frozen=True)
class Person:
    """Somebody with one role at one place, or (`role` empty) with an account and nothing else."""

    role: str = ""
    at: str = ""

    def __str__(self) -> str:
        return f"{self.role}@{self.at}" if self.role else "nobody"


@dataclass(frozen=True)
class Sample:
    """A row made under a place. A visit may have two owners: who did the work, and where it was done."""

    model: str
    pk: int
    owners: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.model}@{'+'.join(self.owners)}"


OWN = {  # the author alone, those of the team, the person named
    *("visit-mend", "mend_visit", "stay-day", "pledge", "check-reply", "oddity-explain"),
    *("case-take", "case-return", "case-claim", "case-recuse", "case-call-back", "recheck"),
    *("take_case", "return_case", "claim_case", "recuse_case", "call_case_back"),
    *("crisis-deed", "crisis-follow-up", "case-phone", "case-phoned"),
    *("case-members", "case-member-slips"),  # of matters of many: the matrix has one of its own behind each person
    *("slot-drop", "case-appointment", "appointment-move", "appointment-cancel", "appointment-close", "letter-new"),
    *("case-take", "case-return", "case-claim", "case-recuse", "case-call-back", "case-lead-mine"),
    "message-open",
    *("example-consent", "assessment-fill", "assessment-word", "assessment-appeal"),
}
OFFICE = {  # nobody here did it: the office that sends out, and whoever leads where a matter stands
    "visit-void": "visits.void",
    "stay-begin": "teams.manage",
    **dict.fromkeys(
        ("case-slip", "case-note", "case-relate", "case-step", "case-offer", "case-drop-offer"), "cases.lead"
    ),
    **dict.fromkeys(("case-unit-pick", "case-officer-pick", "case-helper", "case-helper-drop"), "cases.lead"),
    "case-classify": "cases.lead",
    **dict.fromkeys(("note_case", "step_case", "offer_case", "drop_case_offer"), "cases.lead"),
    **dict.fromkeys(("add_case_helper", "classify_case"), "cases.lead"),
    **dict.fromkeys(("stop_case_clock", "resume_case_clock", "extend_case_clock"), "cases.lead"),
    "callscore": "hotline.lead",
    **dict.fromkeys(("case-exclude", "letters-of-case"), "cases.lead"),
    **dict.fromkeys(("case-paper-new", "case-paper-drop", "case-paper-tell", "case-link", "case-unlink"), "cases.lead"),
    **dict.fromkeys(("case-report", "case-coordinate"), "cases.lead"),
    **dict.fromkeys(("case-judge", "case-mandate", "mandate-sign", "mandate-withdraw"), "cases.lead"),
    **dict.fromkeys(("case-errand", "errand-answer", "errand-extend", "letter-answer", "case-stage"), "cases.lead"),
    **dict.fromkeys(("list_letters", "letter-delivered", "deliver_a_letter", "answer_a_letter"), "cases.lead"),
    **dict.fromkeys(("case-speaker", "case-speaker-pick", "speaker-end"), "cases.lead"),
    **dict.fromkeys(("member-answer", "member-strike"), "cases.lead"),
    **dict.fromkeys(("clock-stop", "clock-resume", "clock-extend", "delay-decide"), "cases.lead"),
    **dict.fromkeys(("clock-ask-stop", "clock-ask-extend"), "cases.lead"),
    **dict.fromkeys(("knowledge-edit", "knowledge-publish", "knowledge-retire"), "knowledge.manage"),
}
WORDS = {"case-paper", "case-letter", "mandate"}  # what stands in it tells who asked, and what they said
ABOVE = {"exclusion-decide", "report-note", "report-pass", "report-end", "example-decide", "example-publish"}
NAMED_BELOW = {"org", "agent"}  # an agent may carry a matter of any unit below, so the names are offered there
SPEAKS_DOWN = {"plan", "duty", "clause", "knowledge"}  # a plan is read by everybody below its issuer, too


def under(place: str, top: str) -> bool:
    """Whether `place` is `top` or hangs below it in one of the two trees."""
    return top in line(place, TERRITORY) or top in line(place, INDUSTRY)


def line(place: str, parents: dict[str, str]) -> list[str]:
    return [place, *line(parents[place], parents)] if place in parents else [place]


def holds(person: Person, permission: str) -> bool:
    return bool(person.role) and permission in ROLES[person.role].permissions


def reaches(person: Person, owners: tuple[str, ...], down: bool = False) -> bool:
    return any(under(owner, person.at) or (down and under(person.at, owner)) for owner in owners)


def told(person: Person, owners: tuple[str, ...]) -> bool:
    """Whether the person reads what somebody said in a matter: who leads there or above, who handles matters there."""
    if holds(person, "cases.lead"):
        return reaches(person, owners[:1])
    return holds(person, "cases.handle") and person.at == owners[0]


def shut(person: Person, page: Page, samples: tuple[Sample, ...]) -> bool:
    """Whether a page asks for more than its permission within reach, which nobody of the matrix has."""
    if page.name in OWN:
        return True
    if page.name in ABOVE and samples[0].model == "report":  # it went up the territory's line, not the industry's
        return person.at not in line(samples[0].owners[0], TERRITORY)[1:]
    if page.name in ABOVE:  # the unit above alone
        return person.at in samples[0].owners
    if "importrun" in page.models and not holds(person, READ_WITH["importrun"]):  # whoever may enter such rows by hand
        return True
    return page.name == "assessment" and not holds(person, "activities.judge")  # or the cadre, or an assessor


def may(person: Person, page: Page, samples: tuple[Sample, ...]) -> bool:
    """Whether the page opens for the person with these rows in its address."""
    if not holds(person, page.permission):
        return False
    if page.name in OFFICE:
        return holds(person, OFFICE[page.name]) and reaches(person, samples[0].owners[:1])
    if shut(person, page, samples) or (page.name in WORDS and not told(person, samples[0].owners)):
        return False
    if page.name == "audit-entry":  # the trail of one's own units only
        return reaches(person, samples[0].owners[:1])
    return all(reaches(person, each.owners, each.model in SPEAKS_DOWN) for each in samples)


# Who may read a sample's words: names go with any post that reaches the place, contents with a permission.
READ_WITH = {
    "visit": "visits.see",
    "problem": "visits.see",
    "deed": "visits.see",
    "activity": "activities.see",
    "case": "cases.see",
    "call": "hotline.answer",
    "callscore": "hotline.answer",
    "exclusion": "cases.see",
    "delay": "cases.see",
    "caseletter": "cases.see",
    "slot": "cases.see",
    "casepaper": "cases.see",
    "caselink": "cases.see",
    "report": "cases.see",
    "mandate": "cases.see",
    "errand": "cases.see",
    "speaker": "cases.see",
    "member": "cases.see",
    "roomcheck": "rooms.see",
    "reception": "cases.see",
    "knowledgeremark": "knowledge.manage",
    "knowledgemiss": "knowledge.manage",
    "centre": "rooms.see",
    "centrefunction": "rooms.see",
    "guidance": "activities.see",
    "example": "activities.see",
    "assessment": "activities.judge",
    "proposal": "visits.see",
    "announcement": "visits.see",
    "opinion": "visits.see",
    "stay": "teams.see",
    "material": "teams.see",
    "breach": "teams.manage",
    "staypaper": "teams.see",
    "draw": "draws.see",
    "frameitem": "draws.see",
    "inspection": "supervision.see",
    "shortcoming": "supervision.see",
    "recordcheck": "supervision.see",
    "ask": "supervision.see",
    "score": "supervision.see",
    "appeal": "supervision.see",
    "oddity": "supervision.see",
    "surveyask": "supervision.manage",
    "tag": "registry.see",
    "workergroup": "registry.see",
    "workermerge": "registry.see",
    "importrun": "registry.edit",
    "file": "evidence.see",
    "plan": "plans.see",
    "duty": "plans.see",
    "clause": "plans.see",
    "dispatch": "plans.see",
    "version": "plans.publish",
    "draft": "plans.publish",
}


# whose words name who asked; the body of an errand says what is done
SAID = {"case", "caseletter", "casepaper", "mandate", "speaker", "member"}
PRIVATE = {"message", "text"}  # read by the one it is for, who is nobody of the matrix


def may_read(person: Person, model: str, owners: tuple[str, ...]) -> bool:
    """Whether the words of a sample may stand in an answer to the person."""
    if not person.role or model in PRIVATE or (model in READ_WITH and not holds(person, READ_WITH[model])):
        return False
    if model in SAID and not told(person, owners):
        return False
    return reaches(person, owners, model in SPEAKS_DOWN | NAMED_BELOW)
