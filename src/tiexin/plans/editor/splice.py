"""Changing one place of a pack's text; every character outside that place stays as its author wrote it.

Each change is read back: an answer that would not say exactly what was meant is refused instead of written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from functools import wraps
from typing import Any

from tiexin.core.documents.source import MAX_BYTES, Keys, Step
from tiexin.core.refusal import Refused
from tiexin.plans.editor import write
from tiexin.plans.editor.script import Script, script
from tiexin.plans.editor.spans import BREAK, Member, Node, after_break, at, line_end, line_start, newline, spans
from tiexin.plans.pack import LISTS, Pack
from tiexin.plans.said import surface

ORDER = tuple(surface(Pack))  # the head, then the lists, as the manual has them
BLOCKS = ("duties", "organs", "teams", "ladders", "checklists")  # lists whose members are never one line
BROKEN = "文本里还有写错的格式，表单暂时不能改。请先在“文本”里按提示改好。"
FULL = f"方案超过 {MAX_BYTES // 1_000_000} MB，没有保存"
BY_HAND = "这一处的写法特殊，表单改不了，原文没有动。请在“文本”里改。"


def readable(text: str) -> dict[str, Any]:
    """Return the values of a text; refused unless it reads cleanly, for only then its places are known."""
    source = script(text).source
    if source.problems or not isinstance(source.value, dict):
        raise Refused(BROKEN, field="text")
    return source.value


def look(value: Any, path: Keys) -> Any:
    """Return what stands at a path; KeyError or IndexError when nothing does."""
    for step in path:
        value = value[step]
    return value


def along(value: Any, path: Keys) -> Any:
    """Return a copy to be changed at `path`; what lies beside the path is shared with the original."""
    copied = place = copy(value)
    for step in path:
        try:
            place[step] = copy(place[step])
        except (LookupError, TypeError):
            break
        place = place[step]
    return copied


def _checked(meant: Callable[..., None]) -> Callable[[Callable[..., str]], Callable[..., Script]]:
    """Let a change of the text through only when it reads as the same change of the values would."""

    def decorate(change: Callable[..., str]) -> Callable[..., Script]:
        @wraps(change)
        def careful(text: str, path: Keys, *words: Any) -> Script:
            old = script(text)
            wanted = along(readable(old), path)
            try:
                meant(wanted, path, *words)
                answer = script(change(old, path, *words))
            except (LookupError, ValueError, TypeError, AttributeError) as error:
                raise Refused(BY_HAND, field="text") from error
            return _meaning(answer if answer != old else old, wanted)

        return careful

    return decorate


def _meaning(answer: Script, wanted: Any) -> Script:
    """Return the text when it says what is wanted, else refuse it."""
    source = answer.source
    if source.problems or source.value != wanted:
        full = any(problem.rule == "size" for problem in source.problems)
        raise Refused(FULL if full else BY_HAND, field="text")
    return answer


def _append(value: Any, path: Keys, new: Any) -> None:
    look(value, path[:-1]).setdefault(path[-1], []).append(new)


def _set(value: Any, path: Keys, name: str, new: Any) -> None:
    look(value, path)[name] = new


def _take(value: Any, path: Keys) -> None:
    holder = look(value, path[:-1])
    if len(holder) == 1 and len(path) > 1:
        _take(value, path[:-1])
    else:
        del holder[path[-1]]


def _replace(value: Any, path: Keys, new: dict[str, Any]) -> None:
    if path:
        look(value, path[:-1])[path[-1]] = new
        return
    lists = {name: member for name, member in value.items() if name in LISTS}
    value.clear()
    value.update(new, **lists)


@_checked(_append)
def append(text: Script, path: Keys, value: Any) -> str:
    """Put a value at the end of the list at `path`; a list that is missing is begun at its place."""
    holder, name = at(text.tree, path[:-1]), path[-1]
    if name not in holder.members:
        return _new_key(text, holder, str(name), [value])
    found = holder.members[name].node
    if found.flow:
        return _append_flow(text, found, value) if found.members else _new_value(text, holder, str(name), [value])
    lines = write.item(value, block=name in BLOCKS, column=found.column)
    return _insert(text, found.end, [""] * _spaced(text, found) + lines)


@_checked(_set)
def set_key(text: Script, path: Keys, name: str, value: Any) -> str:
    """Write a key of the mapping at `path` (the head is `()`): in place, or new where the manual has it."""
    holder = at(text.tree, path)
    return (_new_value if name in holder.members else _new_key)(text, holder, name, value)


@_checked(_take)
def drop(text: Script, path: Keys) -> str:
    """Take away the key or the list member at `path`; a list goes with its last member."""
    holder = at(text.tree, path[:-1])
    alone = len(holder.members) == 1 and len(path) > 1
    return drop(text, path[:-1]) if alone else _drop(text, holder, path[-1])


@_checked(_replace)
def replace(text: Script, path: Keys, value: dict[str, Any]) -> str:
    """Make the mapping at `path` say `value`, key by key, so that its comments and the order of its keys stay.

    At `()` it is the head: the lists of items are not touched.
    """
    old, node = look(readable(text), path), at(text.tree, path)
    if not path:
        value = {**value, **{name: member for name, member in old.items() if name in LISTS}}
    if value == old:
        return text
    if not node.flow:
        return _rewritten(text, node, old, value)
    if not path:
        return _one_by_one(text, old, value)
    merged = {name: value[name] for name in (*old, *value) if name in value}
    return text[: node.start] + write.in_line(merged) + text[node.end :]


def replace_head(text: str, head: dict[str, Any]) -> Script:
    """Make the head say `head`, key by key; the lists of items are not touched."""
    return replace(text, (), head)


def _rewritten(text: str, holder: Node, old: dict[str, Any], new: dict[str, Any]) -> str:
    """Change many keys from the last to the first: what is found once stays true for all that stands above."""
    root, order = holder.column == 0, list(holder.members)
    behind: dict[Step | None, list[str]] = {}
    for name in (name for name in new if name not in old):
        place = _before(order, name, root)
        anchor = next((key for key in reversed(order[: place + 1]) if key in old), None)
        order.insert(place + 1, name)
        behind.setdefault(anchor, []).append(name)
    for key in reversed(holder.members):
        member = holder.members[key]
        lines = [
            line for name in _ordered(behind.get(key, ()), order) for line in _lines(name, new[name], holder.column)
        ]
        text = _insert(text, max(member.end, member.node.end), lines) if lines else text
        if key not in new:
            text = _drop(text, holder, key)
        elif old[str(key)] != new[str(key)]:
            text = _new_value(text, holder, str(key), new[str(key)])
    for name in reversed(_ordered(behind.get(None, ()), order)):
        text = _first_key(text, holder, name, new[name])
    return text


def _ordered(names: Iterable[str], order: list[Step]) -> list[str]:
    return sorted(names, key=order.index)


def _one_by_one(text: str, old: dict[str, Any], new: dict[str, Any]) -> str:
    """Change the keys of a text in braces, whose commas move with each of them."""
    for name in (name for name in new if name not in old or old[name] != new[name]):
        text = (_new_value if name in old else _new_key)(text, spans(text), name, new[name])
    for name in (name for name in old if name not in new):
        text = _drop(text, spans(text), name)
    return text


def _drop(text: str, holder: Node, key: Step) -> str:
    members = list(holder.members.values())
    place = list(holder.members).index(key)
    member, following = members[place], members[place + 1 : place + 2]
    if holder.flow:
        return _drop_flow(text, members, place)
    start = member.start if holder.shape == "map" else text.rindex("-", 0, member.start)
    if not text[line_start(text, start) : start].strip():
        last = line_end(text, max(member.end, member.node.end))
        return text[: line_start(text, start)] + text[after_break(text, last) :]
    # the first key of `- clause: …`: the next one moves up to the dash
    return text[:start] + text[following[0].start :]


def _drop_flow(text: str, members: list[Member], place: int) -> str:
    if place + 1 < len(members):
        return text[: members[place].start] + text[members[place + 1].start :]
    start = members[place - 1].node.end if place else members[0].start
    return text[:start] + text[members[place].node.end :]


def _append_flow(text: str, node: Node, value: Any) -> str:
    last = node.members[len(node.members) - 1].node
    return f"{text[: last.end]}, {write.in_line(value)}{text[last.end :]}"


def _new_value(text: str, holder: Node, name: str, value: Any) -> str:
    """Put another value behind a key: what hangs under it goes, a comment behind it on the line stays."""
    member = holder.members[name]
    old, colon = member.node, text.index(":", member.end) + 1
    if holder.flow:
        return text[: old.start] + write.in_line(value) + text[old.end :]
    lines = _lines(name, value, holder.column)
    same_line = not BREAK.search(text, colon, old.start) and text[old.start] not in "|>"
    if len(lines) == 1:
        said = lines[0].removeprefix(f"{' ' * holder.column}{write.scalar(name)}:")
        return text[:colon] + (text[colon : old.start] + said.lstrip() if same_line else said) + text[old.end :]
    head = text[:colon] + (text[old.end : line_end(text, old.end)] if same_line else "")
    tail = text[line_end(text, old.end) :] if same_line else text[old.end :]
    return _insert(head + tail, len(head), lines[1:])


def _new_key(text: str, holder: Node, name: str, value: Any) -> str:
    if holder.flow:
        return _new_key_flow(text, holder, f"{write.scalar(name, flow=True)}: {write.in_line(value)}")
    root, known = holder.column == 0, list(holder.members)
    place = _before(known, name, root)
    if place < 0:
        return _first_key(text, holder, name, value)
    before = holder.members[known[place]]
    gap = [""] if root and name in LISTS else []
    return _insert(text, max(before.end, before.node.end), gap + _lines(name, value, holder.column))


def _first_key(text: str, holder: Node, name: str, value: Any) -> str:
    first, lines = next(iter(holder.members.values())).start, _lines(name, value, holder.column)
    return text[:first] + newline(text).join(lines).lstrip() + newline(text) + " " * holder.column + text[first:]


def _lines(name: str, value: Any, column: int) -> list[str]:
    if name not in BLOCKS or column:
        return write.key(name, value, column)
    members = (line for member in value for line in write.item(member, block=True, column=column + 2))
    return [f"{' ' * column}{name}:", *members]


def _new_key_flow(text: str, holder: Node, said: str) -> str:
    last = holder.last
    place = last.node.end if last else holder.start + 1
    return f"{text[:place]}{', ' if last else ''}{said}{text[place:]}"


def _before(known: list[Step], name: str, root: bool) -> int:
    """The place among `known` of the key behind which a new one belongs; -1 when it comes first."""
    keys: dict[Step, Any] = dict.fromkeys((*known, name))
    order = [key for key in (*ORDER, *keys) if key in keys] if root else list(write.in_order(keys))  # type: ignore[arg-type]
    place = list(dict.fromkeys(order)).index(name)
    return known.index(order[place - 1]) if place else -1


def _spaced(text: str, node: Node) -> bool:
    """Tell whether a list keeps a blank line between its last two members."""
    members = list(node.members.values())[-2:]
    between = BREAK.split(text[members[0].node.end : members[-1].start]) if len(members) == 2 else []
    return any(not line.strip() for line in between[1:-1])


def _insert(text: str, place: int, lines: list[str]) -> str:
    """Put lines behind the line of a place."""
    end, cut = line_end(text, place), newline(text)
    return text[:end] + "".join(cut + line for line in lines) + text[end:]
