"""What became of the problems that the demo's visits heard: some in every state, most still to be done."""

from datetime import timedelta

from tiexin.boards.demo.pace import TODAY
from tiexin.visits.actions import announcements, opinions, proposals
from tiexin.visits.actions import problems as actions
from tiexin.visits.actions.joining import Joining, join_problem
from tiexin.visits.actions.problems import Step, Telling
from tiexin.visits.announcements import Announcement
from tiexin.visits.matters import Voice
from tiexin.visits.models import Problem, Visit
from tiexin.visits.opinion_rules import SOURCE_OF
from tiexin.visits.proposals import Proposal

ENTERPRISE = ("solve", "企业班子开会研究，当月兑现，已在车间公示")
GOVERNMENT = ("raise", "企业自己解决不了，书面报告当地党委政府，并请人社部门一起商量")
WON = ("solve", "政府协调会定了办法，人社部门督促落实，职工确认属实")
EXPLAINED = ("explain", "企业眼下没有这个能力，已到班组把原因和打算讲清楚，以后接着争取")
POLICY = ("propose", "好几家企业都有，建议主管部门出台统一办法，作为提案提交")
ENDS = (  # what becomes of one problem of eight in turn; of the others nothing yet
    (ENTERPRISE,),
    (GOVERNMENT,),
    (EXPLAINED,),
    (),
    (GOVERNMENT, WON),
    (POLICY,),
    (),
    (),
)
PROPOSALS = (
    ("设立困难企业欠薪应急周转金", "人民政府", "走访的几家困难企业都有拖欠工资的问题，单靠企业一时解决不了。"),
    ("工伤认定时限提前告知", "人力资源和社会保障部门", "几家企业的职工反映工伤认定要跑好几趟，不知道要等多久。"),
)
HEARD: tuple[tuple[str, str, str, dict[str, str]], ...] = (  # what was said, how it ended
    ("食堂夜班没有热饭，希望留个灶", "", "", {}),
    ("建议工会组织一次技能比武", "answered", "已列入本季度计划，下月报名", {}),
    ("班车能不能多停一站", "suggested", "请公司考虑在生活区加一站", {"unit": "公司综合部"}),
    ("希望车间装几台饮水机", "problem", "几个班组都提，要和公司一起商量", {"question": "hope"}),
    ("建议取消班前会", "set_aside", "班前会是安全规定，已当面说明，改为十分钟以内", {}),
)
ROUNDS = 4
GAP = timedelta(days=6)  # between two steps
TOLD = 3  # of so many problems with a result one is not told yet


def see_to() -> None:
    """Take the steps, by who owns each problem, on days of the demo; and tell most of those who raised one."""
    found = Problem.objects.unsolved().select_related("visit", "owner").order_by("pk")
    for number, problem in enumerate(found):
        steps = ENDS[number % len(ENDS)]
        for count, (move, text) in enumerate(steps, 1):
            day = min(TODAY, problem.visit.on + count * GAP)
            actions.move_problem(problem, Step(move, text), by=problem.owner, on=day)
        if steps and steps[-1][0] in ("solve", "explain") and number % TOLD:
            _tell(problem)
    _join()
    _propose()
    _hear()
    _announce()


def _announce() -> None:
    """Some visits to come: confirmed, moved by the enterprise, waiting; and what an enterprise answers to a problem."""
    for number, problem in enumerate(
        Problem.objects.unsolved().select_related("owner__org", "visit").order_by("-pk")[:9]
    ):
        who, day = problem.owner, TODAY + (number + 3) * timedelta(days=1)
        said = {"day": day, "purpose": "回访反映的问题办得怎样", "employer_id": problem.visit.employer_id}
        made = announcements.announce_visit(Announcement(org=who.org, owner=who, **said), by=who, on=TODAY)
        if number % 3:
            answer = announcements.Said(day + (number % 3 - 1) * timedelta(days=2), "办公室", "办公室")
            announcements.answer_announcement(made, answer, by=who, on=TODAY)
            reply = announcements.Reply("公司已经着手办理，月底前给职工答复", "办公室", TODAY)
            announcements.reply_to_problem(problem, reply, by=who, on=TODAY)


def _hear() -> None:
    """What was said in some of the visits should be better: in every end, some told, some still open."""
    visits = Visit.objects.filter(voided=None, talks__isnull=False).select_related("author", "org")
    for number, visit in enumerate(visits.distinct().order_by("-pk")[: len(HEARD) * ROUNDS]):
        text, end, said, more = HEARD[number % len(HEARD)]
        source = SOURCE_OF[visit.talks.order_by("pk")[0].role]
        made = opinions.add_opinion(visit, opinions.Heard(text, source), by=visit.author, on=TODAY)
        if end:
            made = opinions.settle_opinion(made, opinions.Settling(end, said, **more), by=visit.author, on=TODAY)
        if made.untold and number % TOLD:
            opinions.tell_giver(made, "phone", TODAY, by=visit.author, on=TODAY)


def _propose() -> None:
    """What is common to the problems at policy is asked of bodies: one answered and in effect, one waiting."""
    found = list(Problem.objects.filter(state="policy").select_related("owner__org").order_by("org_id", "pk"))
    for (title, body, text), problem in zip(PROPOSALS, (found[0], found[-1]), strict=True):
        who, sent = problem.owner, TODAY - 2 * GAP
        same = [each for each in found if each.org_id == problem.org_id][:5]
        new = Proposal(org=who.org, owner=who, title=title, text=text, body=body, sent=sent)
        made = proposals.send_proposal(new, same, by=who, on=TODAY)
        if problem is found[0]:
            said = proposals.Answer("同意会同人社、财政部门研究，列入本季度议题", "accepted", TODAY - GAP)
            proposals.answer_proposal(made, said, by=who, on=TODAY)
            done = proposals.Effect("困难企业职工欠薪应急周转金已经设立", TODAY, "政办发〔2012〕30号")
            proposals.record_effect(made, done, by=who, on=TODAY)


def _join() -> None:
    """Two problems that nobody did anything about yet turn out to be the same matter."""
    first, second = Problem.objects.filter(state="open").select_related("owner").order_by("pk")[:2]
    join_problem(second, Joining(first, "两次走访说的是同一件事，合在一起办"), by=second.owner, on=TODAY)


def _tell(problem: Problem) -> None:
    voices = Voice.objects.filter(problem=problem).values_list("pk", flat=True)
    actions.tell_workers(problem, Telling(list(voices), TODAY, "face"), by=problem.owner, on=TODAY)
