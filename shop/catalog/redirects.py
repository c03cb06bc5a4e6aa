"""Where an old address leads today. Chains are followed, loops end nowhere."""

from __future__ import annotations

from urllib.parse import unquote

from django.utils.encoding import iri_to_uri

from shop.core.shown import shows

from .models import OldCategoryName, Product, Redirect
from .queries import CategoryNode, CategoryTree, category_tree

MAX_STEPS = 10
MAX_DEPTH = 20
MAX_PATH = Redirect._meta.get_field("path").max_length or 0


def find_new_address(*, path: str) -> str | None:
    """Return the address that took the place of one that nothing has any more, or None: a few queries by key.

    `path` is as it is typed, decoded. Of a category that was moved, everything below it is found, too.
    """
    if "\x00" in path:  # no column holds it, so nothing ever had this address
        return None
    shows("redirects", "tree")
    seen = {path}
    current, tree = path, category_tree()
    for _ in range(MAX_STEPS):
        following, is_last = _step(current, tree)
        if following is None or following in seen:
            return None
        if is_last:
            return following
        seen.add(following)
        current = unquote(following.partition("?")[0])
    return None


def is_in_use(*, path: str) -> bool:
    """Tell whether a product or a category has this address now."""
    return path.startswith(("/p/", "/c/")) and not _is_old(path, category_tree())


def keep_addresses_below(*, category_id: int) -> None:
    """Let the addresses below a category that is about to be deleted lead to what was there and moved away."""
    tree = category_tree()
    node = tree.by_id.get(category_id)
    names = OldCategoryName.objects.filter(parent=category_id).exclude(category=category_id)
    pairs = ((name.slug, tree.by_id.get(name.category_id)) for name in names)
    if node is not None:
        rows = (Redirect(path=unquote(f"{node.url}{slug}/"), target=moved.url) for slug, moved in pairs if moved)
        Redirect.objects.bulk_create((row for row in rows if len(row.path) <= MAX_PATH), ignore_conflicts=True)


def find_category(*, path: str, tree: CategoryTree) -> int | None:
    """Return the id of the category that has, or once had, this path below /c/."""
    node = tree.by_path.get(path)
    if node is None and (address := find_new_address(path=f"/c/{path}/")):
        node = tree.by_path.get(unquote(address).removeprefix("/c/").strip("/"))
    return node.id if node else None


def _step(path: str, tree: CategoryTree) -> tuple[str | None, bool]:
    """Return the next address, and whether something has it now."""
    row = Redirect.objects.select_related("product").filter(path__in={path, f"{path.rstrip('/')}/"}).first()
    if row is not None and row.product is not None:
        is_draft = row.product.status == Product.Status.DRAFT
        return (None if is_draft else row.product.get_absolute_url()), True
    if row is not None:
        return row.target, not _is_old(row.target, tree)
    if not path.startswith("/c/"):
        return None, True
    node = _category_once_at(path.removeprefix("/c/").strip("/"), tree)
    if node is not None:
        return node.url, True
    below = _below_another(path)
    return below, below is not None and not _is_old(below, tree)


def _below_another(path: str) -> str | None:
    """Return where a path leads whose beginning is an old address: what was below it is below the new one."""
    parts = path.strip("/").split("/")[:MAX_DEPTH]
    beginnings = ["/" + "/".join(parts[:count]) + "/" for count in range(2, len(parts))]
    rows = Redirect.objects.filter(path__in=beginnings, target__startswith="/c/")
    row = max(rows, key=lambda row: len(row.path), default=None)
    return f"{row.target.partition('?')[0].rstrip('/')}/{path[len(row.path) :]}" if row else None


def _category_once_at(path: str, tree: CategoryTree) -> CategoryNode | None:
    """Read a path name by name: below each category the one that is called so, or that was last called so.

    Both are tried, for what took the name later may have nothing of the rest below it: a query by key for each name
    below each category that the path may mean.
    """
    reached: list[CategoryNode | None] = [None]  # in the order in which they are meant
    for slug in path.split("/")[:MAX_DEPTH]:
        following: dict[int, CategoryNode] = {}
        for node in reached:
            following |= {child.id: child for child in (node.children if node else tree.roots) if child.slug == slug}
            names = OldCategoryName.objects.filter(parent_id=node.id if node else None, slug=slug)
            old = tree.by_id.get(names.values_list("category_id", flat=True).first() or 0)
            if old is not None:
                following.setdefault(old.id, old)
        reached = list(following.values())
    return reached[0] if reached else None


def _is_old(target: str, tree: CategoryTree) -> bool:
    """Tell whether staff's target became an old address itself: a product or category that was renamed since."""
    path = unquote(target.partition("?")[0].partition("#")[0])
    if path.startswith("/p/"):
        return not Product.objects.filter(slug=path[3:].strip("/")).exclude(status=Product.Status.DRAFT).exists()
    if path.startswith("/c/"):
        return path[3:].strip("/") not in tree.by_path and path != "/c/"
    return Redirect.objects.filter(path=path).exists()


def with_query(address: str, query: str) -> str:
    """Return the address as a link, with what was asked for behind the old one."""
    if query and "?" not in address:
        address = f"{address}?{query}"
    return iri_to_uri(address)
