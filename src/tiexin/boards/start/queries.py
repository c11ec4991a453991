"""Whether anything is founded: asked by every request, so the answer yes is kept for good by each process."""

from tiexin.orgs.models import Org

KNOWN: set[str] = set()


def founded() -> bool:
    """Tell whether this installation has a unit; costs a statement only as long as it has none."""
    if not KNOWN and Org.objects.exists():
        KNOWN.add("founded")
    return bool(KNOWN)
