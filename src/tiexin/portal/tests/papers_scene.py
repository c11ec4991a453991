"""Papers of whoever asked, for their tests: files, who brings them, where they are fetched."""

import re
from contextlib import contextmanager

from django.core.files.uploadedfile import SimpleUploadedFile

from tiexin.cases.actions.papers import NewFile, add_paper
from tiexin.orgs.tests import cast as c
from tiexin.portal.tokens import handle_of

PDF = b"%PDF-1.4 1 0 obj<</Type/Page>>endobj\nstartxref\n9\n%%EOF three months"
SCRIPT = "<script>alert(1)</script>"


@contextmanager
def unchanged():
    """Fail when the body leaves a row more or less, but for the tries that are counted."""
    before = c.rows()
    yield
    after = c.rows()
    assert {name for name in after if after[name] != before[name]} <= {"portal.Tally"}


def file(content=PDF, name="工资条.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


def officer_paper(case, cast, content=PDF + b" of the union", *, told=False, name="会议记录.pdf"):
    return add_paper(case, NewFile(content, name, told), by=cast.author, on=c.TODAY)


def address(case, thing):
    return handle_of(case.key) + handle_of(thing.key)


def fetched(client, case, paper):
    return client.get(f"/my/papers/{address(case, paper)}/")


def links(client, page):
    return re.findall(r'href="(/my/(?:papers|letters)/\w+/)"', client.get(page).content.decode())


def errors(response):
    return {name: list(said) for name, said in response.context["form"].errors.items()}
