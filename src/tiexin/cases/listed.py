"""What the box above the list finds: a number, a whole phone number, a name, a title, an enterprise.

A name, a phone and a title are found only where the person reads them; what is sealed is found by its number alone.
"""

from __future__ import annotations

import re

from django.db.models import Q
from django.http import HttpRequest

from tiexin.cases import asking, reading
from tiexin.core.sealed import blind_index
from tiexin.registry.models import Employer, Worker

NUMBER = re.compile(r"(\d{4})-(\d{7,18})", re.ASCII)


def typed(request: HttpRequest, text: str) -> Q:
    """The condition of what was typed; a number and a phone are looked up, never compared with every row."""
    if number := NUMBER.fullmatch(text):
        return Q(pk=int(number[2]), on__year=int(number[1]))
    read = reading.reads(request), ~reading.unnamed(request), Q(sealed=False)
    if asking.PHONE.fullmatch(narrow := text.replace(" ", "")):
        return Q(*read, phone_index=blind_index(narrow, "worker.phone"))
    name = Q(name=text) | Q(worker__in=Worker.objects.filter(name=text).values("pk"))
    firms = Employer.objects.filter(name__contains=text).values("pk")
    return Q(Q(title__contains=text) | name, *read) | Q(employer__in=firms, sealed=False)
