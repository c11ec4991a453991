"""Whether rows of a workbook fit what the registry knows: read a batch at a time, the same for preview and run."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from tiexin.core import sealed
from tiexin.core.refusal import Refused
from tiexin.registry import columns, rules
from tiexin.registry.columns import SHEET
from tiexin.registry.importing import Book, Reach
from tiexin.registry.models import Employer, ImportLine, ImportRun, Worker

KEPT = ("name", "kind", "industry", "headcount", "org_id")  # what a run may change of an employer


@dataclass
class Checked:
    """What became of a batch: good lines, and for each other row why."""

    lines: list[ImportLine] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    refused: list[tuple[int, Sequence[Any], str]] = field(default_factory=list)


class Checker:
    """Checks batches of one run; remembers what the file has said already."""

    def __init__(self, run: ImportRun, day: date) -> None:
        self.run, self.day = run, day
        self.reach = Reach(run, day)
        self.said: dict[Any, int] = {}
        self.teams: dict[int, dict[str, set[str]]] = {}  # employer → name → teams, each employer read once
        self.book = run.what.book(run, day) if run.what.book else None

    def remember(self) -> None:
        """Take up what staged lines have said, after a worker was killed."""
        for line in self.run.lines.order_by("row").iterator():
            self.said[line.credit_code or _who(line)] = line.row

    def check(self, rows: Iterable[tuple[int, Sequence[Any]]]) -> Checked:
        """Check a batch of (row number, cells)."""
        done, read = Checked(), []
        for number, row in rows:
            try:
                read.append((number, row, columns.clean(self.run.kind, self.run.columns, row)))
            except Refused as refusal:
                done.refused.append((number, row, str(refusal)))
        known = self._known(read)
        for number, row, values in read:
            try:
                known.judge(number, values, done)
            except Refused as refusal:
                done.refused.append((number, row, str(refusal)))
        done.refused.sort(key=lambda item: item[0])
        return done

    def once(self, key: Any, number: int, what: str) -> None:
        """Refuse what an earlier row of the file has said."""
        first = self.said.setdefault(key, number)
        if first != number:
            raise Refused(f"与第 {first} 行{what}", clause=SHEET)

    def _known(self, read: list[Any]) -> _Employers | _Workers | _Rows:
        if self.book is not None:
            return _Rows(self, self.book)
        return self._employers(read) if self.run.kind == "employer" else self._workers(read)

    def _employers(self, read: list[Any]) -> _Employers:
        codes = [values["credit_code"] for _, _, values in read]
        there = {employer.credit_code: employer for employer in Employer.objects.filter(credit_code__in=codes)}
        own = set(Employer.objects.filter(credit_code__in=codes, org__in=self.reach.ids).values_list("pk", flat=True))
        return _Employers(self, there, own)

    def _workers(self, read: list[Any]) -> _Workers:
        said = {values["employer"] for _, _, values in read}
        codes = {code for code in (columns.narrow(word, "") for word in said) if rules.is_credit_code(code)}
        names = {word for word in said if columns.narrow(word, "") not in codes}  # no index begins with the name
        mine: QuerySet[Employer] = Employer.objects.filter(org__in=self.reach.ids)
        homes: dict[str, set[int]] = {}
        named = mine.filter(Q(name__in=names) | Q(credit_code__in=codes))
        unions: dict[int, int] = {}
        for pk, name, code, org in named.values_list("pk", "name", "credit_code", "org_id"):
            homes.setdefault(name, set()).add(pk)
            homes.setdefault(code, set()).add(pk)
            unions[pk] = org
        ids = [_index(values["identity"]) for _, _, values in read if values["identity"]]
        everybody = Worker.objects.filter(identity_index__in=ids).values_list("identity_index", flat=True)
        self._read_teams(set().union(*homes.values()) - self.teams.keys())
        return _Workers(self, homes, {bytes(each) for each in everybody if each}, unions, self.teams)

    def _read_teams(self, employers: set[int]) -> None:
        self.teams |= {pk: {} for pk in employers}
        rows = Worker.objects.filter(employer__in=employers).values_list("employer_id", "name", "team")
        for home, name, team in rows.iterator():
            self.teams[home].setdefault(name, set()).add(team)


def _index(identity: str) -> bytes:
    return sealed.blind_index(identity, "worker.identity")


def _who(line: ImportLine) -> Any:
    return bytes(line.identity_index) if line.identity_index else (line.employer_id, line.name, line.team)


@dataclass
class _Rows:
    """Rows that are looked at one by one: the preview of what each would do."""

    checker: Checker
    book: Book

    def judge(self, number: int, values: dict[str, Any], done: Checked) -> None:
        if self.book.is_new(values):
            done.lines.append(ImportLine(run=self.checker.run, row=number))
        else:
            done.same.append(number)


@dataclass
class _Employers:
    checker: Checker
    there: dict[str, Employer]
    own: set[int]

    def judge(self, number: int, values: dict[str, Any], done: Checked) -> None:
        code, run = values["credit_code"], self.checker.run
        self.checker.once(code, number, "信用代码相同")
        line = ImportLine(run=run, row=number, org_id=self.checker.reach.unit(values["org"], "所属工会"))
        for name in ("name", "credit_code", "kind", "industry", "headcount"):
            setattr(line, name, values[name])
        old = self.there.get(code)
        if old is None:
            done.lines.append(line)
            return
        if old.pk not in self.own:
            raise Refused("这家单位已登记在别的工会名下，不在您的范围内", clause=SHEET)
        line.target = old.pk
        _keep(line, old, bool(values["org"]))
        if run.update and any(getattr(line, name) != getattr(old, name) for name in KEPT):
            done.lines.append(line)
        else:
            done.same.append(number)


def _keep(line: ImportLine, old: Employer, moved: bool) -> None:
    """An empty cell takes nothing away."""
    line.industry = line.industry or old.industry
    line.headcount = old.headcount if line.headcount is None else line.headcount
    line.org_id = line.org_id if moved else old.org_id


@dataclass
class _Workers:
    checker: Checker
    homes: dict[str, set[int]]
    ids: set[bytes]
    unions: dict[int, int]  # of each employer
    teams: dict[int, dict[str, set[str]]]

    def judge(self, number: int, values: dict[str, Any], done: Checked) -> None:
        line = ImportLine(
            run=self.checker.run, row=number, key=uuid.uuid4(), employer_id=self._home(values["employer"])
        )
        line.name, line.team, line.role = values["name"], values["team"], values["role"] or "front_line"
        line.org_id, line.joined = self.unions.get(line.employer_id or 0), self._joined(values["joined"])
        if identity := values["identity"]:
            line.identity_index = _index(identity)
            line.identity_sealed = sealed.seal(identity, f"worker.identity:{line.key}")
        if phone := values["phone"]:
            line.phone_sealed = sealed.seal(phone, f"worker.phone:{line.key}")
            line.phone_index = sealed.blind_index(phone, "worker.phone")
            line.phone_tail = sealed.blind_index(phone[-4:], "worker.phone_tail")
        alike = "身份证号相同" if identity else "同单位同班组同名；如不是同一人，请补班组或身份证号"
        self.checker.once(_who(line), number, alike)
        if self._known(line):
            done.same.append(number)
        else:
            done.lines.append(line)

    def _known(self, line: ImportLine) -> bool:
        """One met before is the same person: by the number, else by name and team (or no team) there."""
        if line.identity_index:
            return line.identity_index in self.ids
        there = self.teams[line.employer_id or 0].get(line.name, set())
        return bool(there) and (line.team in there or "" in there or not line.team)

    def _joined(self, day: date | None) -> date | None:
        if day is not None and day > self.checker.day:
            raise Refused("入会日期还没有到", clause=SHEET)
        return day

    def _home(self, said: str) -> int:
        found = self.homes.get(said) or self.homes.get(columns.narrow(said, ""), set())
        if len(found) != 1:
            why = "有几家同名的单位" if found else "范围内没有单位"
            raise Refused(f"{why}“{said[:40]}”，可改填统一社会信用代码", clause=SHEET)
        return next(iter(found))
