"""Made-up products for load tests: a written product under the name of a series, with a short text and other prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from shop.demo.catalogue._build import sku_code, slug
from shop.demo.pictures.scene import Scene
from shop.imports.records import ProductRecord, VariantRecord

# Three letters of each word go into the SKU, so no two of a list begin alike.
_FIRST = (
    "Early", "Late", "Quiet", "Long", "Upper", "Lower", "North", "South", "East", "West", "First", "Old", "Grey",
    "Pale", "Still", "Open", "Inner", "Outer", "Near", "Far", "Wild", "Bright", "Broad", "Plain", "Deep", "Clear",
    "Winter", "Summer", "Autumn", "High", "Fair", "Warm",
)  # fmt: skip
_SECOND = (
    "Harbour", "Orchard", "Meadow", "Ferry", "Quarry", "Chapel", "Weir", "Heron", "Thistle", "Barley", "Alder",
    "Bracken", "Cove", "Dune", "Estuary", "Fallow", "Gorse", "Hazel", "Isle", "Juniper", "Knoll", "Larch",
    "Marsh", "Nettle", "Osier", "Pebble", "Reed", "Sorrel", "Tarn", "Upland", "Valley", "Willow",
)  # fmt: skip
_THINGS = {"cup-saucer": "cup and saucer"}
_USES = (
    "Meant for every day and easy to put away.",
    "The proportions are taken from an older piece and slightly enlarged.",
    "A plain form, finished with care where the hand touches it.",
    "It goes with the other things of its series and stands well alone.",
    "Small differences between two pieces come from the work by hand.",
    "Drawn for small rooms, though nobody has complained in large ones.",
    "The first batch was made for a café and is still in use there.",
)
_PERSONAL_TAGS = {"bestseller", "new", "gift"}


def more_products(written: Sequence[ProductRecord], *, count: int) -> Iterator[ProductRecord]:
    """Yield `count` further products, each modelled on the first written product of one shape.

    Raises: ValueError when there are not enough names.
    """
    models: dict[str, ProductRecord] = {}
    for record in written:
        shape = Scene.parse(record.pictures[0].key).shape
        if "+" not in shape:  # a bundle is not one thing
            models.setdefault(shape, record)
    shapes = list(models)
    if count > (names := len(_FIRST) * len(_SECOND) * len(shapes)):
        raise ValueError(f"At most {names + len(written)} products can be named.")
    for number in range(max(count, 0)):
        series, place = divmod(number, len(shapes))
        yield _make(models[shapes[place]], shapes[place], _series_name(series), Random(number))  # noqa: S311 - no secret


def _series_name(number: int) -> tuple[str, str]:
    """Return a different pair of words for each number below their product, changing both words every time."""
    turn, first = divmod(number, len(_FIRST))
    return _FIRST[first], _SECOND[(turn + first) % len(_SECOND)]


def _make(model: ProductRecord, shape: str, series: tuple[str, str], chance: Random) -> ProductRecord:
    name = f"{' '.join(series)} {_THINGS.get(shape, shape.replace('-', ' '))}"
    stem = f"HAL-{series[0][:3]}{series[1][:3]}-{sku_code(shape)}".upper()
    factor = chance.uniform(0.75, 1.3)
    country = (model.attributes or {})["Made in"]
    text = f"<p>From the {' '.join(series)} series by {model.vendor}, made in {country}. {chance.choice(_USES)}</p>"
    return replace(
        model,
        handle=slug(name),
        name=name,
        variants=tuple(_series_variant(variant, stem, factor, chance) for variant in model.variants),
        description_html=text,
        tags=tuple(tag for tag in model.tags or () if tag not in _PERSONAL_TAGS),
        pictures=tuple(
            replace(picture, alt=(picture.alt or "").replace(model.name or "", name))
            for picture in model.pictures
            if Scene.parse(picture.key).view == "main"
        ),
    )


def _series_variant(variant: VariantRecord, stem: str, factor: float, chance: Random) -> VariantRecord:
    price = max(round((variant.price_minor or 0) * factor / 100), 4) * 100
    return replace(
        variant,
        sku="-".join([stem, *(sku_code(value) for _, value in variant.options or ())]),
        price_minor=price,
        compare_at_minor=None if factor > 0.85 else round(price * 1.25 / 100) * 100,
        quantity=chance.choice((0, 3, 8, 14, 25, 40, 60, 90)),
    )
