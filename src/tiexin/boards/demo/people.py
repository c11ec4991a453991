"""Who works for the unions of the demo, and in what post."""

from pypinyin import lazy_pinyin

from tiexin.boards.demo import pace
from tiexin.boards.demo.names import Names
from tiexin.boards.demo.parts import Person, Unit
from tiexin.boards.demo.places import REGION

ORDINALS = "一二三四五六七八九十"
DEPARTMENTS = {  # group of the region → the departments of its row in the annex
    1: ("办公室", "财务部"),
    2: ("经济部", "宁东工会"),
    3: ("民管部", "女工部"),
    4: ("研究室", "法保部"),
    5: ("组织部", "宣教部"),
    6: ("经审办", "离退办"),
    7: ("机关党委", "纪检组"),
    8: ("督查室",),
    9: ("农林水财",),
    10: ("教科文卫",),
}
ADMINS = {"system": "系统管理员", "security": "安全管理员", "audit": "审计管理员"}
# who stands first among those a demo can be entered as
FRONT = (
    "640104.s1", "640000.g1.1", "640205.s1", "640424.s1", "640000.l1", "640104.l1", "640100.l1", "d1-1.l1", "640424.l1",
    "640000.o1", "640104.o1", "640205.o1", "640100.o1", "e1.1",
)  # fmt: skip


class People:
    """Appoints people to units; each name and log-in is given once."""

    def __init__(self, names: Names, scale: float) -> None:
        self.names, self.scale = names, scale
        self.usernames: set[str] = set()

    def everybody(self, units: list[Unit]) -> list[Person]:
        """Everyone of every unit, those worth meeting first."""
        found = [person for unit in units for person in self.of(unit)]
        region = next((unit for unit in units if unit.key == REGION), None)
        if region is not None:  # last, so that everybody else keeps their name
            found.append(self._person(f"{REGION}.window", region, "window", "12351热线坐席"))
        place = {key: number for number, key in enumerate(FRONT)}
        return sorted(found, key=lambda person: place.get(person.key, len(place)))

    def of(self, unit: Unit) -> list[Person]:
        """The people of one unit, by its level and kind."""
        if unit.key == REGION:
            return self._region(unit)
        if unit.kind == "enterprise":
            return [self._person(f"{unit.key}.1", unit, "enterprise", "企业工会主席")]
        if unit.kind in ("industry", "direct"):
            return [self._leader(unit, 1, "主席"), *self._staff(unit, 2, "工会干部")]
        if unit.level == "city":
            return [
                *self._leaders(unit, 3),
                *self._office(unit, 1),
                *self._staff(unit, self._few(11), "市总干部"),
            ]
        if unit.level == "county":
            return [*self._leaders(unit, 2), *self._office(unit, 1), *self._county(unit)]
        return [self._person(f"{unit.key}.1", unit, "officer", "工会联合会干事")] if unit.level == "township" else []

    def _few(self, count: int) -> int:
        return max(4, round(count * self.scale))

    def _region(self, unit: Unit) -> list[Person]:
        titles = [f"{'主席' if n == 0 else '副主席'}、第{sign}组带队领导" for n, sign in enumerate(ORDINALS)]
        leaders = [self._leader(unit, n, title) for n, title in enumerate(titles, 1)]
        groups = [
            self._person(f"{unit.key}.g{number}.{n}", unit, "officer", f"{names[n % len(names)]}干部")
            for number, names in DEPARTMENTS.items()
            for n in range(1, 5)
        ]
        admins = [self._person(f"{unit.key}.{role}", unit, role, title) for role, title in ADMINS.items()]
        return [
            *leaders,
            *self._office(unit, 4),
            *groups,
            *self._staff(unit, self._few(16), "调研干部"),
            *admins,
        ]

    def _county(self, unit: Unit) -> list[Person]:
        stays = 3 if pace.COUNTIES[unit.key].groups > 1 else 0
        stayers = [self._person(f"{unit.key}.s{n}", unit, "officer", "蹲点干部") for n in range(1, stays + 1)]
        rest = range(stays + 1, self._few(6) + 1)
        return [*stayers, *(self._person(f"{unit.key}.s{n}", unit, "officer", "县级工会干部") for n in rest)]

    def _leaders(self, unit: Unit, count: int) -> list[Person]:
        return [self._leader(unit, n, "主席" if n == 1 else "副主席") for n in range(1, count + 1)]

    def _leader(self, unit: Unit, number: int, title: str) -> Person:
        return self._person(f"{unit.key}.l{number}", unit, "leader", title, "leader")

    def _office(self, unit: Unit, count: int) -> list[Person]:
        titles = ["活动办公室主任", *["活动办公室工作人员"] * count][:count]
        return [
            self._person(f"{unit.key}.o{n}", unit, "office", title, "staff" if n > 1 else "middle")
            for n, title in enumerate(titles, 1)
        ]

    def _staff(self, unit: Unit, count: int, title: str) -> list[Person]:
        return [self._person(f"{unit.key}.s{n}", unit, "officer", title) for n in range(1, count + 1)]

    def _person(self, key: str, unit: Unit, role: str, title: str, rank: str = "staff") -> Person:
        name = self.names.person()
        since = max(Person.since, unit.opened)
        return Person(key, name, unit.key, role, title, self._username(name), rank, since)

    def _username(self, name: str) -> str:
        sound = "".join(lazy_pinyin(name))
        username = sound
        number = 1
        while username in self.usernames:
            number += 1
            username = f"{sound}{number}"
        self.usernames.add(username)
        return username
