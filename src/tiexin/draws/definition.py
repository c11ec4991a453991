"""The rules of a draw as they are kept, checked when a draw is opened."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

BY = {"kind": "企业类型", "city": "市", "focus": "重点对象", "method": "走访方式", "unit": "登记单位"}


class Rules(BaseModel):
    """How is drawn: strata, how many of each, constraints, and how many of each may be arranged by the place.

    `since` is the first day of what may be drawn, for kinds that happen on a day; it stands in the frozen rules only
    where it was said, so that what was frozen before there were such kinds keeps its hash.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: list[Literal["kind", "city", "focus", "method", "unit"]] = Field(default_factory=list, max_length=3)
    each: int = Field(ge=1, le=200)
    distressed: bool = False
    distinct: bool = False
    arranged: int = Field(default=0, ge=0, le=200)
    since: str = Field(default="", pattern=r"^(\d{4}-\d{2}-\d{2})?$")

    @model_serializer(mode="wrap")
    def _plain(self, plain: SerializerFunctionWrapHandler):  # type: ignore[no-untyped-def] # noqa: ANN202 - hides the keys
        values: dict[str, Any] = plain(self)
        return values if self.since else {name: value for name, value in values.items() if name != "since"}

    @property
    def first(self) -> date | None:
        """The first day of what may be drawn, if it was said."""
        return date.fromisoformat(self.since) if self.since else None
