"""Photos of a visit: drawn anew, small, nothing of the camera left; what is no photo is refused and keeps nothing."""

import io
import secrets
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.matrix.world import rows, tables

from tiexin.core import pictures
from tiexin.core.envelopes import encode, seal_envelope
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import file_path
from tiexin.evidence.models import Entry, File
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.visits.actions import void_visit
from tiexin.visits.field import rules
from tiexin.visits.field.items import place
from tiexin.visits.field.tests.phone import phone, said, visit
from tiexin.visits.models import Visit

pytestmark = pytest.mark.django_db
GPS, MAKER, ORIENTATION = 0x8825, 0x010F, 0x0112


@pytest.fixture
def cast():
    yield c.stage()
    calendar.forget()


@pytest.fixture
def li(cast):
    return phone(cast.people["officer"])


@pytest.fixture
def number(cast, li):
    """The number of a visit that has come."""
    item = li.item("visit", visit(cast.employer))
    li.send(item)
    return item["uuid"]


def drawn(size=(400, 300), kind="JPEG", **more):
    """A picture, red on the left."""
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    content = io.BytesIO()
    picture.save(content, kind, **more)
    return content.getvalue()


def shot():
    """A photo as a camera makes it: turned on its side, with maker and place."""
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION] = "Maker of cameras", 6
    exif.get_ifd(GPS)[2] = (38.0, 28.0, 0.0)
    return drawn(exif=exif)


def post(li, content, after, **changes):
    key = changes.pop("uuid", None) or uuid.uuid4()
    sealed = seal_envelope(content, place(li.key, key), secrets.token_bytes(12))
    values = {"device": li.key, "uuid": key, "after": after, "kid": sealed.kid}
    sent = {**values, "key": encode(sealed.key), "iv": encode(sealed.iv), **changes}
    return li.client.post("/api/field/photos", {**sent, "box": SimpleUploadedFile("photo", sealed.box)})


def send(li, content, after, **changes):
    answer = post(li, content, after, **changes)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_photo_is_kept_with_its_visit_and_without_what_the_camera_wrote(li, number):
    answer = send(li, shot(), number)
    made = Visit.objects.get()
    assert (answer["state"], answer["url"]) == ("stored", f"/visits/{made.pk}/")
    kept = File.objects.get()
    assert (kept.name, kept.mime, kept.org) == ("走访照片1.jpg", "image/jpeg", made.org)
    assert (kept.entry.verb, kept.entry.thing_id, kept.entry.by) == ("add_photo", made.pk, li.owner)
    content = file_path(kept.sha256).read_bytes()
    assert b"Maker" not in content and b"Exif" not in content
    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((300, 400), {})  # upright now


def test_the_page_of_the_visit_shows_it_to_who_may_read_both(li, number):
    send(li, shot(), number)
    made, kept = Visit.objects.get(), File.objects.get()
    page = li.client.get(f"/visits/{made.pk}/").text
    assert f'href="/files/{kept.pk}/"' in page and "走访照片1.jpg" in page
    assert li.client.get(f"/files/{kept.pk}/")["Content-Type"] == "image/jpeg"


def test_a_photo_sent_again_is_kept_once(li, number):
    key = uuid.uuid4()
    first = send(li, shot(), number, uuid=key)
    assert [send(li, shot(), number, uuid=key) for _ in range(2)] == [first, first]
    assert File.objects.count() == 1


def test_a_photo_waits_for_its_visit(cast, li):
    item = li.item("visit", visit(cast.employer))
    key = uuid.uuid4()
    early = send(li, shot(), item["uuid"], uuid=key)
    assert (early["state"], early["field"], File.objects.count()) == ("waiting", "after", 0)
    li.send(item)
    assert send(li, shot(), item["uuid"], uuid=key)["state"] == "stored"


@pytest.mark.parametrize(
    "content",
    [b"", b"not a picture", b"\xff\xd8\xff\xe0", shot()[:2000], b"GIF89a" + b"0" * 100, b"%PDF-1.4", b"<svg/>"],
    ids=["empty", "words", "head", "cut", "gif", "pdf", "svg"],
)
def test_what_is_no_photo_is_refused_and_nothing_is_kept(li, number, content):
    counting = tables()
    before = rows(counting)
    answer = send(li, content, number)
    assert said(answer) == ("refused", "photo", "这不是照片，或者已经损坏，没有保存")
    assert (answer["clause"], answer["kind"]) == (pictures.RULE, "photo")
    assert rows(counting) == before


def test_a_photo_of_forty_megabytes_is_refused_before_it_is_read(li, number):
    answer = post(li, b"\xff\xd8\xff" + b"0" * 40 * 1024 * 1024, number)
    assert (answer.status_code, answer.json()["message"]) == (422, "照片超过 10 MB")
    assert Entry.objects.filter(verb="add_photo").count() == 0


@pytest.mark.parametrize(("missing", "field"), [("box", "box"), ("device", "device"), ("after", "after")])
def test_an_upload_with_something_missing_is_refused(li, number, missing, field):
    sealed = seal_envelope(shot(), "nowhere", secrets.token_bytes(12))
    sent = {"device": li.key, "uuid": uuid.uuid4(), "after": number, "kid": 1, "key": encode(sealed.key)}
    sent |= {"iv": encode(sealed.iv), "box": SimpleUploadedFile("photo", sealed.box)}
    del sent[missing]
    answer = li.client.post("/api/field/photos", sent)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_the_border_of_what_is_read():
    rules.check_size(pictures.MOST_BYTES + rules.SEAL)
    with pytest.raises(Refused):
        rules.check_size(pictures.MOST_BYTES + rules.SEAL + 1)
    with pytest.raises(Refused):
        pictures.redraw(b"0" * (pictures.MOST_BYTES + 1))


def test_a_picture_that_swells_is_refused(li, number, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 400 * 300 - 1)
    answer = send(li, shot(), number)
    assert said(answer) == ("refused", "photo", "照片太大，请缩小后再选")


def test_an_envelope_of_another_phone_or_number_is_refused(li, number):
    assert send(li, shot(), number, kid=99)["field"] == "envelope"
    assert send(li, shot(), number, iv="AAAA")["field"] == "envelope"
    other = phone(li.owner)
    other.key, mine = uuid.uuid4(), li.key
    sealed = seal_envelope(shot(), place(mine, mine), secrets.token_bytes(12))
    box = SimpleUploadedFile("photo", sealed.box)
    sent = {"device": other.key, "uuid": mine, "after": number, "kid": sealed.kid, "iv": encode(sealed.iv)}
    answer = li.client.post("/api/field/photos", {**sent, "key": encode(sealed.key), "box": box}).json()
    assert (answer["state"], answer["field"]) == ("refused", "envelope")


def test_a_voided_visit_takes_no_photo_and_no_visit_takes_too_many(li, number, monkeypatch):
    monkeypatch.setattr("tiexin.visits.actions.field.PHOTOS", 1)
    assert send(li, shot(), number)["state"] == "stored"
    assert said(send(li, shot(), number)) == ("refused", "photo", "一次走访最多存1张照片")
    void_visit(Visit.objects.get(), "没去过", by=li.owner, on=c.TODAY)
    assert said(send(li, shot(), number))[2] == "这条走访已于2012年5月10日作废，照片没有保存"
    assert File.objects.count() == 1


@pytest.mark.once
@pytest.mark.parametrize("kind", pictures.READ)
def test_a_large_picture_becomes_small_and_stays_what_it_shows(kind):
    content = pictures.redraw(drawn((4000, 1000), kind))
    assert len(content) < 300 * 1024
    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1600, 400))
        left, right = picture.getpixel((200, 200)), picture.getpixel((1400, 200))
    assert (left[0] > 240, left[1] < 30) == (True, True)
    assert min(right) > 240


@pytest.mark.once
def test_a_picture_with_holes_and_one_of_a_palette_are_drawn_too():
    for mode in ("RGBA", "P", "L", "LA"):
        content = io.BytesIO()
        Image.new(mode, (10, 10)).save(content, "PNG")
        with Image.open(io.BytesIO(pictures.redraw(content.getvalue()))) as picture:
            assert (picture.mode, picture.size) == ("RGB", (10, 10))
