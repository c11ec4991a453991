"""The published years, and the days that are other than their weekday says."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

COUNTRY = ""  # the jurisdiction of the whole country; "64" is 宁夏 and so on, by division code


class DayType(models.TextChoices):
    WORK = "work", "照常上班"
    OFF = "off", "放假"
    MAKE_UP = "make-up", "调休上班"


class CalendarYear(models.Model):
    """A year whose days off and make-up days are published, with the document that says so."""

    jurisdiction = models.CharField("地区", max_length=6, blank=True)
    year = models.PositiveSmallIntegerField("年份")
    document = models.CharField("依据的文件", max_length=200)
    published = models.DateField("印发日期", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["jurisdiction", "year"], name="calendar_year_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year}年"


class DayKind(models.Model):
    """One day that is other than its weekday; a place's row goes before the country's."""

    jurisdiction = models.CharField("地区", max_length=6, blank=True)
    day = models.DateField("日期")
    kind = models.CharField("是什么日子", max_length=8, choices=DayType.choices)
    name = models.CharField("名称", max_length=40, blank=True)
    source = models.CharField("依据", max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["jurisdiction", "day"], name="calendar_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.get_kind_display()}"
