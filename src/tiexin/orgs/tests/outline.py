"""The outline of a page as a screen reader meets it: headings, controls and their names, ids, tables."""

from collections import Counter
from html.parser import HTMLParser

VOID = {"input", "img", "br", "hr", "meta", "link", "use", "path", "rect"}
CONTROLS = {"input", "select", "textarea"}


class Outline(HTMLParser):
    """Collects what the tests ask about; `problems` says what is wrong."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.headings: list[str] = []
        self.labelled: set[str] = set()
        self.controls: list[tuple[str, dict[str, str], bool]] = []
        self.forms: list[tuple[dict[str, str], set[str]]] = []
        self.names: list[tuple[str, str]] = []  # (tag, text) of links, buttons and summaries
        self._open: list[tuple[str, dict[str, str]]] = []
        self._said: dict[int, str] = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids[found["id"]] += 1
        if tag == "label" and "for" in found:
            self.labelled.add(found["for"])
        if tag == "form":
            self.forms.append((found, set()))
        if tag in CONTROLS and found.get("type") != "hidden":
            self.controls.append((tag, found, any(each == "label" for each, _ in self._open)))
        if tag == "input" and found.get("name") == "csrfmiddlewaretoken" and self.forms:
            self.forms[-1][1].add("csrf")
        if "aria-label" in found and self._open:
            self._say(found["aria-label"])
        if tag not in VOID:
            self._open.append((tag, found))
            self._said[len(self._open)] = found.get("aria-label", "")

    def handle_data(self, data):
        self._say(data)

    def _say(self, text):
        for depth in range(1, len(self._open) + 1):
            self._said[depth] += text

    def handle_endtag(self, tag):
        while self._open and tag not in VOID:
            depth = len(self._open)
            each, _ = self._open.pop()
            said = self._said.pop(depth).strip()
            if each in ("a", "button", "summary"):
                self.names.append((each, said))
            if each in ("h1", "h2", "h3"):
                self.headings.append(f"{each}: {said}")
            if each == tag:
                return

    @property
    def problems(self) -> list[str]:
        """Name everything that would leave somebody without eyes or mouse outside."""
        found = [f"id twice: {name}" for name, times in self.ids.items() if times > 1]
        if sum(each.startswith("h1") for each in self.headings) != 1:
            found.append(f"one h1 wanted: {self.headings}")
        found += [f"empty heading: {each}" for each in self.headings if each.endswith(": ")]
        found += [f"{tag} without a name" for tag, said in self.names if not said]
        for tag, attrs, inside in self.controls:
            if not (inside or attrs.get("id") in self.labelled or attrs.get("aria-label")):
                found.append(f"{tag} without a label: {attrs}")
        for attrs, inside in self.forms:
            if attrs.get("method", "get").lower() == "post" and "csrf" not in inside:
                found.append(f"form without a token: {attrs}")
        return found
