"""The closure table follows a changed link; whatever counts below is marked to be counted anew."""

from datetime import date

from django.db import connection

from tiexin.core.refusal import Refused
from tiexin.orgs import restructuring as rules
from tiexin.orgs.models import Org, OrgLink, Tree, Under
from tiexin.orgs.rules import check_sides
from tiexin.orgs.structure import Recount

GRAFT = (
    "INSERT INTO orgs_under (tree, ancestor_id, org_id, depth) "
    "SELECT a.tree, a.ancestor_id, s.org_id, a.depth + s.depth + 1 FROM orgs_under a JOIN orgs_under s "
    "ON s.tree = a.tree WHERE a.tree = %s AND a.org_id = %s AND s.ancestor_id = %s"
)


def locked(*units: Org) -> list[Org]:
    """Read the units again, with everything above them locked: two changes of one tree wait for each other."""
    ids = [unit.pk for unit in units]
    above = Under.objects.filter(org__in=ids).values("ancestor")
    held = {org.pk: org for org in Org.objects.select_for_update().filter(pk__in=above).order_by("pk")}
    return [held[pk] for pk in ids]


def parent_of(org: Org, tree: str) -> OrgLink | None:
    """Return the open link of a unit in a tree."""
    return OrgLink.objects.select_related("parent").filter(tree=tree, child=org, until=None).first()


def ids_below(org: Org, tree: str) -> set[int]:
    """Return the ids of the unit and everything below it in a tree."""
    return {org.pk, *Under.objects.filter(tree=tree, ancestor=org).values_list("org_id", flat=True)}


def relink(org: Org, parent: Org | None, tree: str, since: date) -> Org | None:
    """Hang a unit with all that is below it under another one (or under none); return the former parent."""
    link = parent_of(org, tree)
    rules.check_since_link(since, link.since if link else None)
    if link is not None:
        link.until = since
        link.save(update_fields=["until"])
    former = _above(org, tree)
    below = Under.objects.filter(tree=tree, ancestor=org).values("org")
    Under.objects.filter(tree=tree, ancestor__in=former, org__in=below).delete()
    if parent is not None:
        _graft(org, parent, tree, since)
    _mark(org, former ^ _above(org, tree))
    return link.parent if link else None


def _above(org: Org, tree: str) -> set[int]:
    return set(Under.objects.filter(tree=tree, org=org, depth__gt=0).values_list("ancestor_id", flat=True))


def _graft(org: Org, parent: Org, tree: str, since: date) -> None:
    check_sides(org, parent, "parent")
    if parent.pk in ids_below(org, tree):
        raise Refused(f"“{parent}”是“{org}”的下级，不能反过来作它的上级", clause=rules.RULE, field="parent")
    OrgLink.objects.create(tree=tree, child=org, parent=parent, since=since)
    for unit in (parent, org):
        Under.objects.get_or_create(tree=tree, ancestor=unit, org=unit, depth=0)
    with connection.cursor() as cursor:
        cursor.execute(GRAFT, [tree, parent.pk, org.pk])


def _mark(org: Org, nodes: set[int]) -> None:
    """Nodes that count the unit before or after, but not both; the same in both trees is only counted once more."""
    Recount.objects.bulk_create(Recount(node_id=node, root=org) for node in sorted(nodes))


def trees_of(org: Org) -> list[str]:
    """Return the trees in which the unit has a parent."""
    return [tree for tree in Tree.values if parent_of(org, tree)]
