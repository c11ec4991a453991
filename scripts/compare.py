"""The kept pictures beside fresh ones: which pages look different now. Run by `make screenshots ARGS=compare`."""

import base64
import html
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ALIKE = 0.004  # share of points that may differ: the same page packed twice differs in a few
DIFFERS = 40  # of 255: what an eye sees as another colour; packing moves colours by less
SCALE = 4  # points of the screen in one that is compared, each way
COMPARE = """
async ([kept, fresh, scale, differs]) => {
  const draw = async (data) => {
    const picture = await createImageBitmap(await (await fetch('data:image/webp;base64,' + data)).blob());
    const canvas = new OffscreenCanvas(Math.ceil(picture.width / scale), Math.ceil(picture.height / scale));
    const pen = canvas.getContext('2d');
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return {size: [picture.width, picture.height], data: pen.getImageData(0, 0, canvas.width, canvas.height).data};
  };
  const [one, two] = [await draw(kept), await draw(fresh)];
  if (String(one.size) !== String(two.size)) return {sizes: [one.size, two.size], share: 1};
  let other = 0;
  for (let i = 0; i < one.data.length; i += 4)
    if ([0, 1, 2].some((c) => Math.abs(one.data[i + c] - two.data[i + c]) > differs)) other += 1;
  return {sizes: [one.size, two.size], share: other / (one.data.length / 4)};
}
"""


class Difference(NamedTuple):
    """A picture that looks different now; a share of 1 with no sizes: it is missing or new."""

    name: str
    share: float
    sizes: list[list[int]]

    def __str__(self) -> str:
        if not self.sizes:
            return f"{self.name}: 只有一边有 · there on one side only"
        if self.sizes[0] != self.sizes[1]:
            return f"{self.name}: 大小 {self.sizes[0]} → {self.sizes[1]}"
        return f"{self.name}: {self.share:.1%} 的画面不同"


def differences(page: Any, kept: Path, fresh: Path) -> Iterator[Difference]:
    """Compare the pictures of two folders, in the browser, which can read them."""
    page.goto("about:blank")
    names = {file.name for folder in (kept, fresh) for file in folder.glob("*.webp")}
    for name in sorted(names):
        both = [folder / name for folder in (kept, fresh)]
        if not all(file.exists() for file in both):
            yield Difference(name, 1.0, [])
            continue
        data = [base64.b64encode(file.read_bytes()).decode() for file in both]
        found = page.evaluate(COMPARE, [*data, SCALE, DIFFERS])
        if found["share"] > ALIKE:
            yield Difference(name, found["share"], found["sizes"])


def report(found: list[Difference], kept: Path, fresh: Path) -> str:
    """A page with the two pictures of each difference side by side, the worst first."""
    rows = [
        f"<h2>{html.escape(str(each))}</h2><div><img src='{kept / each.name}'><img src='{fresh / each.name}'></div>"
        for each in sorted(found, key=lambda each: -each.share)
    ]
    style = "img{width:48%;vertical-align:top;border:1px solid #ccc;margin:2px}"
    head = (
        f"<!doctype html><html lang='zh-Hans'><meta charset='utf-8'><title>变了样的页面</title><style>{style}</style>"
    )
    return head + f"<h1>{len(found)} 张变了样：左边是留存的，右边是现在的</h1>" + "".join(rows)
