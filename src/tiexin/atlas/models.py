"""A boundary file as far as it is kept: its approval, and one outline for each place of which a union speaks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Boundary(models.Model):
    """A boundary file that was loaded; nothing of it is shown without its 审图号."""

    name = models.CharField("图名", max_length=80)
    approval = models.CharField("审图号", max_length=40)
    loaded = models.DateField("装载日期")
    withdrawn = models.DateField("撤下日期", null=True)

    def __str__(self) -> str:
        return self.name


class Outline(models.Model):
    """One place's outline on the one plane of all (`rules.plane`): a path, its box, and where its name stands."""

    boundary = models.ForeignKey(Boundary, models.PROTECT, related_name="outlines", db_index=False)
    region = models.CharField("区划代码", max_length=12, db_index=True)
    path = models.TextField()
    left = models.IntegerField()
    top = models.IntegerField()
    right = models.IntegerField()
    bottom = models.IntegerField()
    name_x = models.IntegerField()
    name_y = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["boundary", "region"], name="outline_once_in_a_boundary"),
        ]

    def __str__(self) -> str:
        return self.region
