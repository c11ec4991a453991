"""Every write of the outlines."""

from datetime import date

from django.db import transaction

from tiexin.atlas import queries, rules
from tiexin.atlas.models import Boundary, Outline
from tiexin.core import journal
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.orgs.models import Officer


@transaction.atomic
def load_boundary(name: str, approval: str, document: bytes, *, by: Officer, on: date) -> Boundary:
    """Keep the outlines of a boundary file for the places that have a territorial union; nothing else of it.

    Refused, with nothing written: without a 审图号 (map law), what is no GeoJSON of polygons with division codes,
    what is too large, and a file none of whose places has a union.
    """
    said = rules.check_approval(approval)
    if not name.strip():
        raise Refused("请写明图名和来源", field="name")
    geometries = rules.read(document)
    known = queries.regions()
    kept = {code: geometry for code, geometry in geometries.items() if code in known}
    if not kept:
        raise Refused("文件里的地区都没有对应的地方工会：请核对 adcode 和单位的行政区划代码", field="file")
    made = Boundary.objects.create(name=name.strip(), approval=said, loaded=on)
    Outline.objects.bulk_create((_outline(made, each) for each in rules.drawn(kept)), batch_size=50)
    journal.write(Act("load_boundary", made, by, on, by.org_id))
    return made


def _outline(boundary: Boundary, each: rules.Drawn) -> Outline:
    left, top, right, bottom = each.box
    return Outline(
        boundary=boundary,
        region=each.region,
        path=each.path,
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        name_x=each.name[0],
        name_y=each.name[1],
    )


@transaction.atomic
def withdraw_boundary(boundary: Boundary, *, by: Officer, on: date) -> Boundary:
    """Show a boundary file no longer; it stays readable that it was shown. Refused when it is withdrawn already."""
    locked = Boundary.objects.select_for_update().get(pk=boundary.pk)
    if locked.withdrawn:
        raise Refused("这份边界已经撤下", field="withdraw")
    locked.withdrawn = on
    locked.save(update_fields=["withdrawn"])
    journal.write(Act("withdraw_boundary", locked, by, on, by.org_id))
    return locked
