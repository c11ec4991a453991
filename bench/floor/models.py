"""Three tables: a note, a person met, a remark heard."""

from django.conf import settings
from django.db import models


class Note(models.Model):
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    on = models.DateField()
    text = models.CharField(max_length=4000)

    def __str__(self) -> str:
        return self.text


class Person(models.Model):
    note = models.ForeignKey(Note, models.PROTECT)
    name = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.name


class Remark(models.Model):
    note = models.ForeignKey(Note, models.PROTECT)
    text = models.CharField(max_length=500)

    def __str__(self) -> str:
        return self.text
