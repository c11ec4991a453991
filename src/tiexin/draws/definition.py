"""The rules of a draw as they are kept, checked when a draw is opened."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

BY = {"kind": "企业类型", "city": "市", "focus": "重点对象"}


class Rules(BaseModel):
    """How is drawn: strata, how many of each, constraints, and how many of each may be arranged by the place."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: list[Literal["kind", "city", "focus"]] = Field(default_factory=list, max_length=3)
    each: int = Field(ge=1, le=200)
    distressed: bool = False
    distinct: bool = False
    arranged: int = Field(default=0, ge=0, le=200)
