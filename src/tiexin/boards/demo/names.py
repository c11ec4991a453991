"""Names of people and enterprises that nobody bears: drawn from syllables, each once."""

from collections.abc import Callable, Iterator
from random import Random

COMMON = "马杨王李张刘陈丁白金何田周赵吴郭孙黄罗"
OTHERS = "韩冯许苏朱贾沈魏高林宋段姚邹石任方汪袁曹薛范孟秦江史侯邵龙万钱汤尹黎易常武贺赖龚文"
FIRST = "宁思彦振润沛佩承景汝芸致修怀启敬守惠静若清雅向克立维绍延兆育秋逸慕知予以昭"
SECOND = "恒芳舟岚澄禾朗蓉岩谦航茹诚萍川颖峻宜远萱钧岭娥澜牧棠柏霖苗辰樱堂溪琪稳"
BRAND = "朔垣沐禾岱澜隆祺嘉塬润岭恒垚瑞渠泓朗丰坤辰昱峁泽茂源"

Draw = Callable[[], str]


class Names:
    """A well of names that never gives the same one twice."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.given: set[str] = set()

    def person(self) -> str:
        """Return the name of a person: a surname and two syllables."""
        return self._new(lambda: self._surname() + self.rng.choice(FIRST) + self.rng.choice(SECOND))

    def people(self, count: int) -> list[str]:
        """Return the names of `count` people."""
        return [self.person() for _ in range(count)]

    def firm(self, place: str, ending: str) -> str:
        """Return the name of an enterprise: place, two syllables, trade."""
        return self._new(lambda: f"{place}{''.join(self.rng.sample(BRAND, 2))}{ending}")

    def _surname(self) -> str:
        return self.rng.choice(COMMON if self.rng.random() < 0.65 else OTHERS)

    def _new(self, draw: Draw) -> str:
        name = next(name for name in _forever(draw) if name not in self.given)
        self.given.add(name)
        return name


def _forever(draw: Draw) -> Iterator[str]:
    while True:
        yield draw()
