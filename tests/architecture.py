"""The rules of docs/architecture.md as functions: from a source to a list of complaints.

`test_architecture.py` runs them over the package, and feeds each of them a small bad source.
"""

import ast
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "tiexin"

ROWS = (
    ("config",),
    ("boards", "portal"),
    ("supervision",),
    ("plans", "papers"),
    ("visits", "activities"),
    ("links", "rights", "retreats"),
    ("cases", "benefits"),
    ("aid",),
    ("draws",),
    ("duties",),
    ("evidence",),
    ("registry",),
    ("outbox", "search", "calendars", "atlas"),
    ("orgs",),
    ("core",),
)
HEIGHT = {app: len(ROWS) - row for row, apps in enumerate(ROWS) for app in apps} | {"__main__": len(ROWS) + 1}
VAGUE = frozenset({"util", "utils", "helper", "helpers", "common", "misc"})
_VERBS = (
    "save",
    "create",
    "bulk_create",
    "update",
    "bulk_update",
    "delete",
    "get_or_create",
    "update_or_create",
)
WRITES = frozenset([*_VERBS, *(f"a{verb}" for verb in _VERBS)])
# Worker-only modules of `duties` that move many rows at once and belong to no single action.
BULK_WRITERS = (
    "duties/fold.py",
    "duties/seen.py",
    "duties/run.py",
    "duties/gauging.py",
    "duties/agree.py",
    "duties/retree.py",
    "duties/build.py",
    "duties/reach.py",
    "duties/periods.py",
    "duties/closing.py",
    "duties/weeks.py",
)
IBIS_MODULES = ("duties/relations", "duties/compile")
RELATIONS = frozenset({"ForeignKey", "OneToOneField", "ManyToManyField", "get_model"})
SQL_WRITE = re.compile(
    r"\s*(INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|REPLACE\s+INTO|TRUNCATE)\b", re.I
)
MARK = re.compile(r"\b(TODO|FIXME)\b")

LONGEST_FILE, MEDIAN_FILE = 400, 90
LONGEST_FUNCTION, MEDIAN_FUNCTION = 40, 8
MOST_PARAMETERS = 6
LONGEST_TEMPLATE = 150
LEAST_TESTS, MOST_TESTS = 1.2, 2.0

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file: its place inside the package (`visits/actions.py`) and its text."""

    place: str
    text: str = field(repr=False)

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def imports(self) -> list[tuple[ast.AST, str]]:
        return list(imported(self))

    @cached_property
    def parts(self) -> list[str]:
        return self.place.removesuffix(".py").split("/")

    @property
    def app(self) -> str:
        return self.parts[0]

    @property
    def is_test(self) -> bool:
        return "tests" in self.parts

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.parts

    @property
    def is_command(self) -> bool:
        return self.parts[1:3] == ["management", "commands"]

    def called(self, *names: str) -> bool:
        """Say whether this is one of an app's modules, or lies in the folder of that name."""
        return len(self.parts) > 1 and self.parts[1] in names

    @cached_property
    def lines(self) -> int:
        return sum(1 for line in self.text.splitlines() if line.strip())

    def at(self, node: ast.AST, complaint: str) -> str:
        return f"{self.place}:{getattr(node, 'lineno', 1)} {complaint}"


def sources(package: Path = PACKAGE) -> list[Source]:
    """Read every Python file of the package."""
    return [Source(str(path.relative_to(package)), path.read_text()) for path in sorted(package.rglob("*.py"))]


def imported(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Yield every dotted name that a file imports, relative imports resolved."""
    package = ["tiexin", *source.parts[:-1]]
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node, f"{module}.{alias.name}") for alias in node.names)


def named_models(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Yield `tiexin.<app>` for every model that a relation or `get_model` names by text."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and _name(node.func) in RELATIONS and node.args:
            first = node.args[0]
            text = first.value if isinstance(first, ast.Constant) else ""
            app = str(text).split(".")[0]
            if app in HEIGHT:
                yield node, f"tiexin.{app}"


def upward(source: Source) -> list[str]:
    """Imports point down only; tests may import anything, code never a test."""
    if source.is_test:
        return []
    found = []
    for node, name in [*source.imports, *named_models(source)]:
        root, app, *rest = [*name.split("."), ""]
        if root != "tiexin" or (app == source.app and "tests" not in rest):
            continue
        if "tests" in rest:
            found.append(source.at(node, f"code imports a test: {name}"))
        elif app in HEIGHT and HEIGHT[app] >= HEIGHT.get(source.app, 0):
            found.append(source.at(node, f"{source.app} must not import {app}: imports point down only"))
    return found


def receivers(source: Source) -> list[str]:
    """No signals between our apps; only `evidence` puts its triggers back with `post_migrate`."""
    allowed = {"django.db.models.signals.post_migrate"} if source.app == "evidence" else set()
    return [
        source.at(node, f"signal: {name}; make an explicit call down the order")
        for node, name in source.imports
        if (".signals." in name or name.startswith("django.dispatch") or name.endswith(".signals"))
        and name not in allowed
    ]


def save_overrides(source: Source) -> list[str]:
    """A model has no `save` of its own: writes are in actions."""
    return [
        source.at(item, f"{node.name} overrides {item.name}()")
        for node in source.nodes
        if isinstance(node, ast.ClassDef)
        for item in node.body
        if isinstance(item, Function) and item.name in ("save", "asave", "delete", "adelete")
    ]


def sloppy(source: Source) -> list[str]:
    """No star imports, no broad excepts, no marks of unfinished work, no vague file names."""
    found = [f"{source.place}: a vague name"] if VAGUE & set(source.parts) else []
    for number, line in enumerate(source.text.splitlines(), 1):
        if MARK.search(line):
            found.append(f"{source.place}:{number} a mark of unfinished work")
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            found.append(source.at(node, "star import"))
        if isinstance(node, ast.ExceptHandler) and _broad(node.type):
            found.append(source.at(node, "broad except"))
    return found


def _broad(caught: ast.expr | None) -> bool:
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(kind is None or _name(kind) in ("Exception", "BaseException") for kind in kinds)


def ibis(source: Source) -> list[str]:
    """Ibis is for the worker: its own modules, and each app's populations.py (imported late)."""
    if source.place.startswith(IBIS_MODULES) or source.called("populations") or source.is_test:
        return []
    return [
        source.at(node, "imports ibis: only duties/relations, duties/compile and populations.py may")
        for node, name in source.imports
        if name.split(".")[0] == "ibis"
    ]


def writes(source: Source) -> list[str]:
    """Every write is in `actions`; the worker's bulk modules are named above."""
    free = source.is_test or source.is_migration or source.called("actions") or source.place in BULK_WRITERS
    if free:
        return []
    found = [
        source.at(node, f"writes outside actions: {ast.unparse(node)[:60]}")
        for node in source.nodes
        if isinstance(node, ast.Call) and _is_write(node)
    ]
    return found + [
        source.at(node, "writes by SQL outside actions")
        for node in source.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL_WRITE.match(node.value)
    ]


def _is_write(call: ast.Call) -> bool:
    """Tell a write of the ORM from `dict.update({…})`, `storage.save(name, file)` or `cache.delete(key)`."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return False
    owner, verb = ast.unparse(call.func.value).lower(), call.func.attr
    if "session" in owner or "messages" in owner or owner.startswith("super("):
        return False
    if any(word.arg == "commit" for word in call.keywords):
        return False  # a form that hands over an unsaved row
    if verb in ("update", "aupdate"):
        return bool(call.keywords) and not call.args
    return not (verb in ("save", "delete", "asave", "adelete") and call.args)


FORBIDDEN = {
    "rules": ("django.db", "django.http", "django.utils.timezone", "django.shortcuts"),
    "actions": ("django.http", "django.shortcuts", "django.template", "tiexin.orgs.scope"),
    "models": ("django.shortcuts", "tiexin.*.actions"),
    "forms": ("tiexin.*.actions", "django.db.transaction", "django.shortcuts"),
    "queries": ("tiexin.*.actions", "django.shortcuts", "django.template"),
}


def out_of_place(source: Source) -> list[str]:
    """Each file of an app keeps to its kind."""
    found = []
    for kind, names in FORBIDDEN.items():
        if source.called(kind) and not source.is_test:
            found += [source.at(n, f"{kind} must not import {x}") for n, x in source.imports if _among(x, names)]
    if source.called("rules"):
        found += [source.at(n, f"rules must not {what}") for n, what in _impure(source.nodes)]
    if source.is_command:
        shallow = ("tiexin.*.models", "tiexin.*.forms", "tiexin.*.views", "tiexin.*.api")
        found += [
            source.at(n, f"a command calls actions and queries, not {x}")
            for n, x in source.imports
            if _among(x, shallow)
        ]
    return found


def _among(name: str, patterns: tuple[str, ...]) -> bool:
    words = name.split(".")
    for pattern in patterns:
        wanted = pattern.split(".")
        if len(words) >= len(wanted) and all(w in ("*", v) for w, v in zip(wanted, words, strict=False)):
            return True
    return False


def _impure(nodes: list[ast.AST]) -> Iterator[tuple[ast.AST, str]]:
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            yield node, "query"
        if isinstance(node, ast.Call) and _name(node.func) in ("today", "now", "local_today"):
            yield node, "look at the clock"


def _name(node: ast.AST | None) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


RULES = (upward, receivers, save_overrides, sloppy, ibis, writes, out_of_place)


def functions(source: Source) -> list[Function]:
    """Return every function and method of a file."""
    return [node for node in source.nodes if isinstance(node, Function)]


def length(function: Function) -> int:
    """Return a function's lines, its docstring among them, its decorators not."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def parameters(function: Function) -> int:
    """Return how many things a caller can pass; `self` is not one."""
    given = function.args
    named = [item.arg for item in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    own = bool(named) and named[0] in ("self", "cls")
    return len(named) - own + (given.vararg is not None) + (given.kwarg is not None)


def too_big(found: list[Source]) -> list[str]:
    """Name every file, function and signature over the budget, and the medians."""
    over = [f"{s.place}: {n} lines > {LONGEST_FILE}" for s in found if (n := len(s.text.splitlines())) > LONGEST_FILE]
    code = [source for source in found if not source.is_test]
    for source in code:
        for item in functions(source):
            if (n := length(item)) > LONGEST_FUNCTION:
                over.append(source.at(item, f"{item.name}: {n} lines > {LONGEST_FUNCTION}"))
            if (n := parameters(item)) > MOST_PARAMETERS:
                over.append(source.at(item, f"{item.name}: {n} parameters > {MOST_PARAMETERS}"))
    return over + _medians(code)


def _medians(code: list[Source]) -> list[str]:
    files = [len(source.text.splitlines()) for source in code if source.parts[-1] != "__init__"]
    bodies = [length(item) for source in code for item in functions(source)]
    over = []
    if files and (middle := statistics.median(files)) > MEDIAN_FILE:
        over.append(f"median file: {middle:g} lines > {MEDIAN_FILE}")
    if bodies and (middle := statistics.median(bodies)) > MEDIAN_FUNCTION:
        over.append(f"median function: {middle:g} lines > {MEDIAN_FUNCTION}")
    return over


def ratio(code: int, tests: int) -> str:
    """Say what is wrong with so many lines of tests for so many lines of code, if anything."""
    value = tests / code
    if LEAST_TESTS <= value <= MOST_TESTS:
        return ""
    more = round(LEAST_TESTS * code - tests) if value < LEAST_TESTS else round(tests - MOST_TESTS * code)
    wanted = f"{more} lines of tests are missing" if value < LEAST_TESTS else f"{more} lines of tests are too many"
    return f"tests : code = {tests} : {code} = {value:.2f}, wanted {LEAST_TESTS}–{MOST_TESTS}: {wanted}"
