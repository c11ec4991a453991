"""Every step of a draw, in its turn: one person at a time, each step with its entry."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db import transaction

from tiexin.core.actions import insert
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.draws import pairing, rules
from tiexin.draws.definition import BY, Rules
from tiexin.draws.kinds import KINDS, Kind
from tiexin.draws.models import Draw, FrameItem, How, Pick, SeedPart, State
from tiexin.draws.queries import frame_of, items_of, rules_of
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer, Org

LARGEST = 20_000  # of a frame: a file that a stranger can still open


@dataclass(frozen=True)
class NewDraw:
    """A draw as it is opened: whose, what for, from where, by which rules."""

    org: Org
    title: str
    place: Org
    rules: Rules
    kind: str = "employers"
    basis: str = ""
    beside: Draw | None = None


@transaction.atomic
def open_draw(new: NewDraw, *, by: Officer | None, on: date) -> Draw:
    """Open a draw and fill its frame with everything of its kind in the place as of today.

    Refused: a place beyond the unit, rules that contradict one another, a frame without or with too many rows.
    """
    rules.check_rules(new.rules)
    check_kind(new.kind, new.rules, on)
    pairing.check_beside(new.kind, new.rules, new.beside, new.org.pk)
    if not Org.objects.under(new.org).filter(pk=new.place.pk).exists():
        raise Refused("范围应在抽签单位之内", field="place")
    plain = {
        "title": new.title.strip(),
        "kind": new.kind,
        "basis": new.basis.strip(),
        "opened": on,
        "beside": new.beside,
    }
    draw = Draw.objects.create(org=new.org, place=new.place, rules=new.rules.model_dump(), **plain)
    _fill(draw, on)
    record(Act("open_draw", draw, by, on, draw.org_id))
    return draw


def check_kind(name: str, how: Rules, on: date) -> Kind:
    """Refuse a kind that nobody registered, strata that it does not have, and a first day that it needs or has not."""
    kind = KINDS.get(name)
    if kind is None:
        raise Refused("请选择抽什么", field="kind")
    if strange := [BY[by] for by in how.by if by not in kind.by]:
        raise Refused(f"{kind.label}不能按{'、'.join(strange)}分层", field="by")
    if how.distressed and "focus" not in kind.by:
        raise Refused(f"{kind.label}没有经营困难的标记", field="distressed")
    if kind.dated and how.first is None:
        raise Refused(f"请写从哪天起的{kind.label}", field="since")
    if how.first is not None and (not kind.dated or how.first > on):
        raise Refused("起始的日子还没有到" if kind.dated else f"{kind.label}不分日子，不填起始的日子", field="since")
    return kind


def _fill(draw: Draw, on: date) -> None:
    kind = KINDS[draw.kind]
    found = list(islice(kind.rows(draw.place, on, rules_of(draw).first), LARGEST + 1))
    if not found:
        raise Refused(f"{draw.place}没有{'可抽' if kind.dated else '在册'}的{kind.label}", field="place")
    if len(found) > LARGEST:
        raise Refused(f"超过{LARGEST:,}{kind.counter}，请缩小范围", field="place")
    insert(
        FrameItem(draw=draw, thing_id=pk, key=item.key, label=item.label, values=dict(item.values))
        for pk, item in found
    )


@transaction.atomic
def exclude_item(item: FrameItem, reason: str, *, by: Officer | None, on: date) -> FrameItem:
    """Leave one out of the draw, with a reason that is published; refused once the frame is frozen."""
    draw = _locked(item.draw_id)
    _check_open(draw)
    item.refresh_from_db()
    if not reason.strip():
        raise Refused("请写排除的理由", clause=rules.PROOF, field="reason")
    if item.excluded:
        raise Refused(f"{item.label}已经排除了", clause=rules.PROOF)
    item.excluded, item.arranged_by, item.arranged_why = reason.strip(), "", ""
    item.save(update_fields=["excluded", "arranged_by", "arranged_why"])
    record(Act("exclude_item", draw, by, on, draw.org_id))
    return item


@transaction.atomic
def arrange_item(item: FrameItem, who: str, why: str, *, by: Officer | None, on: date) -> FrameItem:
    """Let the place have one visited without lot: who asked and why are published; refused once frozen."""
    draw = _locked(item.draw_id)
    _check_open(draw)
    item.refresh_from_db()
    for text, field in ((who, "arranged_by"), (why, "reason")):
        if not text.strip():
            raise Refused("请写清谁安排、为什么", clause=rules.CITY, field=field)
    item.arranged_by, item.arranged_why = who.strip(), why.strip()
    rules.check_arranged(rules_of(draw), items_of([item])[0])
    item.save(update_fields=["arranged_by", "arranged_why"])
    record(Act("arrange_item", draw, by, on, draw.org_id))
    return item


@transaction.atomic
def freeze_draw(draw: Draw, *, by: Officer | None, on: date) -> Draw:
    """Freeze rules and frame and keep their hash; nothing of them can be changed from here on."""
    draw = _locked(draw.pk)
    _check_open(draw)
    items = items_of(draw.items.all())
    rules.check_frame(rules_of(draw), items)
    draw.frame_hash = rules.sha256(rules.canonical(rules.frozen(rules_of(draw), items)))
    draw.state, draw.frozen = State.FROZEN, on
    draw.save(update_fields=["frame_hash", "state", "frozen"])
    record(Act("freeze_draw", draw, by, on, draw.org_id))
    return draw


@transaction.atomic
def commit_seed(draw: Draw, words: str, *, by: Officer, on: date) -> SeedPart:
    """Agree on one's part of the seed: only its hash is kept; with the second person's the seed is agreed."""
    draw = _locked(draw.pk)
    rules.check_state(draw.state, [State.FROZEN], _late(draw))
    givers = list(draw.parts.values_list("giver", flat=True))
    words, salt = words.strip(), secrets.token_hex(16)
    rules.check_part(words, by.pk, givers)
    part = SeedPart.objects.create(draw=draw, giver=by, salt=salt, commitment=rules.commitment(salt, words))
    if len(givers) + 1 == rules.PARTS:
        draw.state = State.COMMITTED
        draw.save(update_fields=["state"])
    record(Act("commit_seed", draw, by, on, draw.org_id))
    return part


@transaction.atomic
def promise_value(draw: Draw, what: str, known_on: date, *, by: Officer | None, on: date) -> Draw:
    """Agree on a value that others will publish on a later day; refused once somebody has given a part."""
    draw = _locked(draw.pk)
    rules.check_state(draw.state, [State.FROZEN], _late(draw))
    if draw.parts.exists():
        raise Refused("已经有人约定了种子，不能改用公开的数", clause=rules.PROOF)
    if not what.strip():
        raise Refused("请写清是哪里公布的什么数", clause=rules.PROOF, field="what")
    rules.check_promised(known_on, on)
    draw.published_what, draw.published_on, draw.state = what.strip(), known_on, State.COMMITTED
    draw.save(update_fields=["published_what", "published_on", "state"])
    record(Act("promise_value", draw, by, on, draw.org_id))
    return draw


@transaction.atomic
def reveal_seed(draw: Draw, words: str, *, by: Officer, on: date) -> SeedPart:
    """Make one's part public; it must be what was agreed. Refused before both are agreed and after the draw."""
    draw = _locked(draw.pk)
    rules.check_state(draw.state, [State.COMMITTED], _early(draw))
    part = draw.parts.filter(giver=by).first()
    if part is None:
        raise Refused("您没有约定种子", clause=rules.PROOF)
    if part.words:
        raise Refused("您的种子已经公开", clause=rules.PROOF)
    rules.check_revealed(part.salt, words.strip(), part.commitment)
    part.words = words.strip()
    part.save(update_fields=["words"])
    record(Act("reveal_seed", draw, by, on, draw.org_id))
    return part


@transaction.atomic
def publish_value(draw: Draw, value: str, *, by: Officer | None, on: date) -> Draw:
    """Write down the value that was published; refused before its day and a second time."""
    draw = _locked(draw.pk)
    rules.check_state(draw.state, [State.COMMITTED], _early(draw))
    if draw.published_value:
        raise Refused("公布的值已经写下，不能再改", clause=rules.PROOF)
    rules.check_published(draw.published_on, value.strip(), on)
    draw.published_value = value.strip()
    draw.save(update_fields=["published_value"])
    record(Act("publish_value", draw, by, on, draw.org_id))
    return draw


@transaction.atomic
def run_draw(draw: Draw, *, by: Officer | None, on: date) -> Draw:
    """Draw: the same frame and seed always give the same. Refused when the frame is not the frozen one."""
    draw = _locked(draw.pk)
    rules.check_state(draw.state, [State.COMMITTED], "已经抽过签" if draw.drawn else "种子还没有约定，不能抽签")
    seed = _seed(draw)
    how, rows = rules_of(draw), list(draw.items.all())
    items = items_of(rows)
    rules.check_unchanged(rules.sha256(rules.canonical(rules.frozen(how, items))), draw.frame_hash)
    by_key = {row.key: row for row in rows}
    insert(
        Pick(draw=draw, item=by_key[one.key], stratum=one.stratum, place=place, how=one.how)
        for place, one in enumerate(rules.choose(how, seed, items), 1)
    )
    draw.seed, draw.state, draw.drawn = seed, State.DRAWN, on
    draw.save(update_fields=["seed", "state", "drawn"])
    record(Act("run_draw", draw, by, on, draw.org_id))
    return draw


def _seed(draw: Draw) -> str:
    words = [part.words for part in draw.parts.order_by("pk")] or [draw.published_value]
    if not all(words):
        raise Refused("种子还没有全部公开，不能抽签", clause=rules.PROOF)
    return rules.seed_of(words)


@transaction.atomic
def replace_pick(pick: Pick, reason: str, *, by: Officer | None, on: date) -> Pick:
    """Put the next of the stratum's order in the place of one that cannot be visited, with a reason."""
    draw = _locked(pick.draw_id)
    if not reason.strip():
        raise Refused("请写更换的理由", clause=rules.PROOF, field="reason")
    picks = list(draw.picks.select_related("item").order_by("place"))
    replaced = {each.replaces_id for each in picks}
    if pick.pk in replaced:
        raise Refused("已经换过了", clause=rules.PROOF)
    used = {each.item.key for each in picks}
    standing = {each.item.key for each in picks if each.pk not in replaced and each.pk != pick.pk}
    how, frame = rules_of(draw), frame_of(draw)
    found = rules.substitute(how, rules.ordered(how, draw.seed, frame)[pick.stratum], used, standing)
    if found is None:
        raise Refused("这一层没有候补了", clause=rules.PROOF)
    item = draw.items.get(key=found.key)
    plain = {"stratum": pick.stratum, "place": len(picks) + 1, "how": How.REPLACEMENT, "reason": reason.strip()}
    made = Pick.objects.create(draw=draw, item=item, replaces=pick, **plain)
    record(Act("replace_pick", draw, by, on, draw.org_id))
    return made


@transaction.atomic
def cancel_draw(draw: Draw, reason: str, *, by: Officer | None, on: date) -> Draw:
    """Give a draw up before anything was drawn, with a reason; what was done so far stays readable."""
    draw = _locked(draw.pk)
    if not reason.strip():
        raise Refused("请写取消的理由", clause=rules.PROOF, field="reason")
    going = [State.PREPARING, State.FROZEN, State.COMMITTED]
    rules.check_state(draw.state, going, "已经抽过签或已取消，不能取消")
    draw.state, draw.cancelled = State.CANCELLED, reason.strip()
    draw.save(update_fields=["state", "cancelled"])
    record(Act("cancel_draw", draw, by, on, draw.org_id))
    return draw


def _locked(pk: int) -> Draw:
    """Two officers may press at once: the second waits and sees what the first has done."""
    return Draw.objects.select_for_update(of=("self",)).get(pk=pk)


def _check_open(draw: Draw) -> None:
    rules.check_state(draw.state, [State.PREPARING], "抽样框已经封存，不能再改")


def _late(draw: Draw) -> str:
    return "请先封存抽样框" if draw.state == State.PREPARING else "种子已经约定，不能再给"


def _early(draw: Draw) -> str:
    return "已经抽过签，不能再公开种子" if draw.drawn else "两份种子都约定后才能公开"
