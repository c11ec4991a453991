"""How many of everything there are in a province, and which hangs where; plain numbers, nothing is drawn by chance.

Everything is numbered; where a thing belongs follows from its number, so that the same share gives the same rows.
"""

from dataclasses import dataclass

CITIES, COUNTIES, INDUSTRIES = 14, 170, 10
TOWNS, ENTERPRISES = 2_300, 80_992
OFFICERS, PAIRS, EMPLOYERS, WORKERS = 59_000, 290_000, 82_000, 2_950_000
MET_TOGETHER = 4  # workers met in one visit
CONTACTS = 2_742_500  # of pairs, over nine or ten months
WHOLE = 100  # percent


@dataclass(frozen=True)
class Shape:
    """The numbers of a province at `share` percent; cities, counties and industries are always all there."""

    share: float = WHOLE

    def _part(self, whole: int) -> int:
        return max(1, round(whole * self.share / WHOLE))

    @property
    def towns(self) -> int:
        """Units of towns, each under a county."""
        return max(COUNTIES, self._part(TOWNS))

    @property
    def enterprises(self) -> int:
        """Basic unions, each under a town; every third also under an industry's union of its city."""
        return self._part(ENTERPRISES)

    @property
    def officers(self) -> int:
        """People who work for a union."""
        return max(2 * COUNTIES, self._part(OFFICERS))

    @property
    def employers(self) -> int:
        """Enterprises; the first ones have a union each, the rest share one."""
        return self._part(EMPLOYERS)

    @property
    def workers(self) -> int:
        """Workers, each met once."""
        return self._part(WORKERS) // MET_TOGETHER * MET_TOGETHER

    @property
    def visits(self) -> int:
        """Visits on which they were met."""
        return self.workers // MET_TOGETHER

    @property
    def pairs(self) -> int:
        """Officers and the workers whom they keep in touch with."""
        return self._part(PAIRS)

    @property
    def contacts(self) -> int:
        """Contacts of pairs."""
        return self._part(CONTACTS)

    @property
    def facts(self) -> int:
        """A talk for each worker, a visit for each entry of visits, a contact for each of contacts."""
        return self.workers + self.visits + self.contacts

    # ids: national, province, cities, counties, towns, industries, industries of cities, enterprises
    @property
    def first_city(self) -> int:
        """The id of the first city's union; the nation's has 1, the province's 2."""
        return 3

    @property
    def first_county(self) -> int:
        """The id of the first county's union."""
        return self.first_city + CITIES

    @property
    def first_town(self) -> int:
        """The id of the first town's union."""
        return self.first_county + COUNTIES

    @property
    def first_industry(self) -> int:
        """The id of the first industry's union."""
        return self.first_town + self.towns

    @property
    def first_local(self) -> int:
        """The id of the first industry's union of a city."""
        return self.first_industry + INDUSTRIES

    @property
    def first_enterprise(self) -> int:
        """The id of the first basic union."""
        return self.first_local + INDUSTRIES * CITIES

    @property
    def units(self) -> int:
        """How many units there are."""
        return self.first_enterprise + self.enterprises - 1
