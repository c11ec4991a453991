"""What is done once in a run of the tests leaves every client and every answer as it was."""

from types import SimpleNamespace

import pytest
from django.template import Context, RequestContext, engines
from django.test import Client, RequestFactory

from tests import quick

pytestmark = pytest.mark.once


def test_static_files_are_looked_for_once_and_every_client_has_them():
    calls = []

    def look(self):
        calls.append(self)
        self.files["/static/a"] = 1

    again = quick.once(look)
    one, two, other = (SimpleNamespace(static_prefix=prefix, max_age=60, files={}) for prefix in ("/s/", "/s/", "/t/"))
    for each in (one, two, other):
        again(each)
    assert calls == [one, other]
    assert one.files == two.files == other.files == {"/static/a": 1}
    assert one.files is not two.files


@pytest.mark.parametrize("_", "ab")
def test_a_static_file_is_served_to_each_client(_):
    answer = Client().get("/static/tiexin/dist/icons.svg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")


def test_the_context_of_the_page_is_kept_and_those_of_its_parts_are_not():
    page, part = (engines["django"].from_string(text).template for text in ("page", "part"))
    store, context = {}, RequestContext(RequestFactory().get("/"), {"rows": [1]})
    with context.bind_template(page):
        quick.pages(store, None, None, page, context)
        context["rows"] = [2]
        quick.pages(store, None, None, part, context)
    quick.pages(store, None, None, part, Context({"widget": 1}))
    assert store["templates"] == [page, part, part]
    assert [each["rows"] for each in store["context"]] == [[2]]
