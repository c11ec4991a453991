"""Photos are drawn anew: a plain, small picture is kept, without what a camera wrote into it, where and when."""

import io
import warnings

from tiexin.core.refusal import Refused

RULE = "照片规则：照片重新画过再存，不留拍摄地点和设备信息"
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
EDGE = 1600  # pixels of the longer side
QUALITY = 80
READ = ("JPEG", "PNG", "WEBP")


def redraw(content: bytes) -> bytes:
    """Return the picture as a fresh JPEG of at most 1600 pixels; refuse what is too large or is no picture."""
    from PIL import Image, ImageOps  # a web process that sees no photo does without

    if len(content) > MOST_BYTES:
        raise Refused(f"照片超过 {MOST_BYTES // 1024 // 1024} MB", clause=RULE, field="photo")
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=READ) as read:
            warnings.simplefilter("error")
            _check_pixels(*read.size)
            upright = ImageOps.exif_transpose(read).convert("RGB")
    except (OSError, ValueError, SyntaxError, EOFError, Warning, Image.DecompressionBombError) as error:
        raise Refused("这不是照片，或者已经损坏，没有保存", clause=RULE, field="photo") from error
    upright.thumbnail((EDGE, EDGE))
    plain = Image.frombytes("RGB", upright.size, upright.tobytes())  # pixels and nothing else
    drawn = io.BytesIO()
    plain.save(drawn, "JPEG", quality=QUALITY, optimize=True)
    return drawn.getvalue()


def _check_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Refused("照片太大，请缩小后再选", clause=RULE, field="photo")
