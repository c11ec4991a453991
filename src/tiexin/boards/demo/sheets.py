"""Two small papers of the demo, made by code: a page of words as a PDF, and a picture of a broken radiator."""

import io

FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[5 0 R]>>",
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 6 0 R>>",
    b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
    b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
)
SIZE, TOP, LEFT, STEP = (595, 842), 760, 72, 28  # of a page of A4, in points


def pdf(lines: tuple[str, ...]) -> bytes:
    """One page of words; the typeface is one that every reader of PDF has for Chinese."""
    shown = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -{STEP} Td" for line in lines)
    words = f"BT /F1 16 Tf {LEFT} {TOP} Td {shown} ET".encode()
    page = (
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {SIZE[0]} {SIZE[1]}]/Contents 7 0 R/Resources<</Font<</F1 4 0 R>>>>>>"
    )
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page.encode(),
        *FONT,
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(words), words),
    )
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return made + head + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(made))


def photo() -> bytes:
    """A radiator below a window, drawn with a few lines."""
    from PIL import Image, ImageDraw

    drawn = Image.new("RGB", (640, 420), "#e8e2d6")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((180, 30, 460, 180), fill="#bcd3e0", outline="#6b5b45", width=8)
    pen.line((320, 30, 320, 180), fill="#6b5b45", width=6)
    for left in range(150, 490, 34):
        pen.rounded_rectangle((left, 220, left + 26, 370), 10, fill="#f7f5f0", outline="#8c8477", width=3)
    pen.line((490, 350, 600, 350), fill="#8c8477", width=10)
    kept = io.BytesIO()
    drawn.save(kept, "JPEG", quality=70)
    return kept.getvalue()
