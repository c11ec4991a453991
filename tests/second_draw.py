"""A second implementation of docs/draw.md, written from that document alone: it shares no code with the product.

It imports nothing of it either. `wrong(file)` names what does not follow: frame, promise, seed, picks, replacements.
"""

import hashlib
import json
from itertools import groupby


def digest(*parts):
    return hashlib.sha256("|".join(parts).encode("utf-8")).hexdigest()


def compact(value):
    """JSON by hand, as the document tells it."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{compact(key)}:{compact(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(compact, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


class Lot:
    """The order of all who take part, by layer."""

    def __init__(self, file):
        self.file = file
        self.rules = file["frozen"]["rules"]
        there = [row for row in file["frozen"]["items"] if self.takes_part(row)]
        there.sort(key=lambda row: (self.layer(row), digest(file["seed"], row["id"])))
        self.layers = {name: list(rows) for name, rows in groupby(there, self.layer)}

    def takes_part(self, row):
        if row["excluded"] != "":
            return False
        return row["values"]["distressed"] == "是" if self.rules["distressed"] else True

    def layer(self, row):
        return " / ".join([row["values"][feature] for feature in self.rules["by"]])

    def picks(self):
        result = []
        for name in sorted(self.layers):
            asked = [row for row in self.layers[name] if row["arranged_by"] != ""]
            rest = [row for row in self.layers[name] if row["arranged_by"] == ""]
            result += [(name, row["id"], how) for row, how in self.enough(asked, rest)]
        return result

    def enough(self, asked, rest):
        taken, types = [], []
        for how, rows in (("arranged", asked), ("random", rest)):
            for row in rows:
                if len(taken) == self.rules["each"]:
                    return taken
                if self.rules["distinct"] and row["values"]["kind"] in types:
                    continue
                types.append(row["values"]["kind"])
                taken.append((row, how))
        return taken

    def replacements(self):
        now = {pick["id"]: pick["stratum"] for pick in self.file["picks"]}
        gone, result = set(now), []
        for change in self.file["replacements"]:
            del now[change["instead_of"]]
            rows = self.layers[change["stratum"]]
            types = [row["values"]["kind"] for row in rows if row["id"] in now]
            free = (
                row["id"]
                for row in rows
                if row["id"] not in gone and not (self.rules["distinct"] and row["values"]["kind"] in types)
            )
            came = next(free, None)
            result.append(came)
            gone.add(came)
            now[came] = change["stratum"]
        return result


def seed(file):
    said = [part["words"] for part in file["parts"]]
    return "|".join(said) if said else file["published"]["value"]


def wrong(file):
    """Name what of a published file does not follow from the rest."""
    found = []
    if digest(compact(file["frozen"])) != file["frame_hash"]:
        found.append("frame")
    if any(digest(part["salt"], part["words"]) != part["commitment"] for part in file["parts"]):
        found.append("promise")
    if seed(file) != file["seed"]:
        found.append("seed")
    lot = Lot(file)
    if lot.picks() != [(pick["stratum"], pick["id"], pick["how"]) for pick in file["picks"]]:
        found.append("picks")
    if lot.replacements() != [change["id"] for change in file["replacements"]]:
        found.append("replacements")
    return found
