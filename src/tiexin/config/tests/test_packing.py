import gzip

import pytest
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory

from tiexin.config.packing import PackingMiddleware

LONG = "职工之家" * 200


def answer(response, takes="gzip"):
    asked = RequestFactory().get("/", headers={"accept-encoding": takes})
    return PackingMiddleware(lambda request: response)(asked)


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "text/plain", "application/json"])
def test_text_goes_packed_and_reads_the_same(kind):
    found = answer(HttpResponse(LONG, content_type=kind))
    assert (found["Content-Encoding"], gzip.decompress(found.content).decode()) == ("gzip", LONG)
    assert len(found.content) < len(LONG.encode()) / 4


def test_who_does_not_take_it_packed_gets_it_plain():
    found = answer(HttpResponse(LONG), takes="identity")
    assert (found.has_header("Content-Encoding"), found.content.decode()) == (False, LONG)


def test_workbook_is_not_packed_again():
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert not answer(HttpResponse(LONG, content_type=kind)).has_header("Content-Encoding")


def test_file_that_streams_is_left_alone(tmp_path):
    (tmp_path / "a.png").write_bytes(b"\x89PNG" * 500)
    found = answer(FileResponse((tmp_path / "a.png").open("rb"), content_type="image/png"))
    assert (found.has_header("Content-Encoding"), b"".join(found)) == (False, b"\x89PNG" * 500)
