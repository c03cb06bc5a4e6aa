"""The pictures of the shop itself: the home page's and one for each of its large categories."""

from __future__ import annotations

from shop.demo.pictures.scene import Scene

_CATEGORIES = {
    "Table": Scene("jug+bowl+tumbler", ("chalk", "rust", "lake"), "", 1),
    "Kitchen": Scene("board+pot+grinder", ("oak", "pine", "walnut"), "", 0),
    "Lighting": Scene("table-lamp+lantern+candle", ("pine", "charcoal", "cream"), "", 1),
    "Desk": Scene("pencil-cup+notebook+desk-tray", ("chalk", "rust", "oak"), "", 0),
    "Textiles": Scene("cushion+basket+blanket", ("ochre", "sand", "oat"), "", 2),
    "Bath": Scene("basket+towel+soap", ("sand", "sky", "rose"), "", 0),
    "Home": Scene("vase+stool+basket", ("sand", "oak", "linen"), "", 3),
    "Garden": Scene("planter+watering-can", ("terracotta", "pine"), "", 2),
    "Cleaning": Scene("broom+basket+brush", ("oak", "sand", "walnut"), "", 0),
    "Out and about": Scene("umbrella+bag", ("pine", "linen"), "", 0),
}


def hero_scene() -> Scene:
    """Return the home page's large picture: landscape, calm and dark on the left, where its words stand."""
    return Scene("hero", ("pine",))


def hero_portrait_scene() -> Scene:
    """Return the same table for phones: portrait, calm and dark at the top."""
    return Scene("hero-portrait", ("pine",))


def editorial_scene() -> Scene:
    """Return the band picture: a row of thrown ware in morning light, twice as wide as high."""
    return Scene("editorial", ("sand",))


def category_scene(path: tuple[str, ...]) -> Scene:
    """Return the tile of a category by its path; subcategories share the one of their root.

    A category that the demo does not know is shown as a still life of its own, the same each time.
    """
    return _CATEGORIES.get(path[0]) or Scene("vase+bowl+mug", ("oat", "rust", "lake"), "", sum(map(ord, path[0])))
