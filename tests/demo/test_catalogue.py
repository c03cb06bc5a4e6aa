"""The sample catalogue keeps its promises: enough, varied, consistent, and nothing said twice."""

from __future__ import annotations

import re
from collections import Counter
from typing import get_args

import pytest

from shop.catalog.html import sanitise_html
from shop.demo.catalogue import categories, products
from shop.demo.catalogue._build import Material
from shop.demo.catalogue._makers import Country
from shop.demo.catalogue.content import PAGES
from shop.demo.catalogue.home import ANNOUNCEMENT, HERO
from shop.demo.catalogue.series import _FIRST, _SECOND, _series_name
from shop.demo.pictures.palette import MATERIALS, PALETTE, SHAPES
from shop.demo.pictures.scene import Scene
from shop.imports.records import ProductRecord

PRODUCTS = products()
VARIANTS = [variant for product in PRODUCTS for variant in product.variants]
CLICHES = re.compile(
    r"\b(timeless|perfect|stunning|elevate|must-have|curated|beautiful|ideal|unique|luxur\w+|artisan\w*|effortless\w*|"
    r"exquisite|premium|iconic|discover|seamless\w*)\b",
    re.IGNORECASE,
)


def plain(product: ProductRecord) -> str:
    return re.sub(r"<[^>]+>", " ", product.description_html)


def sentences(product: ProductRecord) -> set[str]:
    parts = re.split(r"(?<=[.!?])\s+|<[^>]+>", product.description_html)
    return {part.strip().casefold() for part in parts if part.strip()}


def sold_out(product: ProductRecord) -> bool:
    return all(variant.quantity == 0 for variant in product.variants)


def test_there_are_at_least_130_products_and_none_is_there_twice():
    assert len(PRODUCTS) >= 130
    for names in ([p.handle for p in PRODUCTS], [p.name for p in PRODUCTS], [v.sku for v in VARIANTS]):
        assert [name for name, count in Counter(names).items() if count > 1] == []


def test_handles_and_skus_are_fit_for_addresses_and_for_people():
    assert [p.handle for p in PRODUCTS if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", p.handle)] == []
    assert [v.sku for v in VARIANTS if not re.fullmatch(r"HAL-[A-Z]{6}(-[A-Z0-9]{1,10}){0,2}", v.sku)] == []


def test_the_first_product_is_the_ripple_tumbler_of_the_api_examples():
    first = PRODUCTS[0]
    assert (first.handle, first.category_path) == ("ripple-tumbler", ("Table", "Cups and mugs"))
    assert [(v.sku, v.price_minor, v.options) for v in first.variants] == [
        ("HAL-RIPTUM-RUST", 2400, (("Glaze", "Rust"),)),
        ("HAL-RIPTUM-SAND", 2400, (("Glaze", "Sand"),)),
        ("HAL-RIPTUM-LAKE", 2400, (("Glaze", "Lake"),)),
        ("HAL-RIPTUM-INK", 2400, (("Glaze", "Ink"),)),
    ]
    assert all(v.quantity for v in first.variants)
    assert first.swatches[("Glaze", "Rust")] == PALETTE["rust"]


def test_categories_have_two_levels_and_none_is_empty():
    paths = [record.path for record in categories()]
    roots = [path for path in paths if len(path) == 1]
    leaves = [path for path in paths if len(path) == 2]
    assert len(paths) == len(set(paths)) == len(roots) + len(leaves)
    assert len(roots) >= 8
    assert all(sum(leaf[:1] == root for leaf in leaves) >= 2 for root in roots)
    assert {product.category_path for product in PRODUCTS} == set(leaves)
    assert all(paths.index(leaf[:1]) < paths.index(leaf) for leaf in leaves)


def test_category_descriptions_are_one_or_two_sentences():
    for record in categories():
        assert 1 <= len(re.findall(r"[.!?](?:\s|$)", record.description)) <= 2, record.path


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.handle)
def test_a_description_has_60_to_140_words_and_survives_the_sanitiser(product: ProductRecord):
    assert 60 <= len(plain(product).split()) <= 140
    assert sanitise_html(product.description_html) == product.description_html
    assert CLICHES.findall(plain(product)) == []


def test_no_two_products_share_a_sentence():
    seen = Counter(sentence for product in PRODUCTS for sentence in sentences(product))
    assert [sentence for sentence, count in seen.items() if count > 1] == []


def test_no_page_of_text_shares_a_paragraph_with_another():
    blocks = Counter(
        block for page in PAGES for block in page.body.split("\n\n") if not block.startswith(("#", "*", ">"))
    )
    assert [block for block, count in blocks.items() if count > 1] == []


def test_materials_and_countries_come_from_short_lists():
    assert {p.attributes["Material"] for p in PRODUCTS} == set(get_args(Material))
    assert {p.attributes["Made in"] for p in PRODUCTS} == set(get_args(Country))
    assert len(get_args(Material)) <= 20
    assert all(len(value) <= 60 for p in PRODUCTS for value in p.attributes.values())


def test_most_products_offer_a_choice_of_two_to_five_variants():
    assert max(len(p.variants) for p in PRODUCTS) <= 5
    assert 0.55 <= sum(len(p.variants) > 1 for p in PRODUCTS) / len(PRODUCTS) <= 0.7
    assert sum(len(p.variants) == 1 for p in PRODUCTS) >= 25
    assert sum(len(p.variants[0].options) == 2 for p in PRODUCTS) >= 5


def test_variants_of_a_product_have_the_same_options_and_different_values():
    for product in PRODUCTS:
        names = {tuple(name for name, _ in variant.options) for variant in product.variants}
        values = {variant.options for variant in product.variants}
        assert len(names) == 1, product.handle
        assert len(values) == len(product.variants), product.handle


def test_prices_lie_between_4_and_420_euros_and_a_fifth_is_reduced():
    assert min(v.price_minor for v in VARIANTS) >= 400
    assert max(v.price_minor for v in VARIANTS) == 42000
    assert [v.sku for v in VARIANTS if v.compare_at_minor is not None and v.compare_at_minor <= v.price_minor] == []
    reduced = [p for p in PRODUCTS if any(v.compare_at_minor for v in p.variants)]
    assert 0.17 <= len(reduced) / len(PRODUCTS) <= 0.23


def test_some_things_are_sold_out_or_nearly_so():
    quantities = [v.quantity or 0 for v in VARIANTS if v.quantity is not None]
    assert sum(sold_out(p) for p in PRODUCTS) == 9  # the lantern is sold before it is there
    assert sum(v.quantity == 0 for p in PRODUCTS if not sold_out(p) for v in p.variants) >= 12
    assert sum(1 <= quantity <= 4 for quantity in quantities) >= 10
    assert max(quantities) <= 120
    assert all(v.weight_grams > 0 for v in VARIANTS)


def test_a_dozen_are_bestsellers_a_dozen_are_new_and_those_can_be_bought():
    best = [p for p in PRODUCTS if "bestseller" in p.tags]
    new = [p for p in PRODUCTS if "new" in p.tags]
    assert (10 <= len(best) <= 14, 10 <= len(new) <= 14) == (True, True)
    assert [p.handle for p in (*best, *new) if sold_out(p)] == []
    assert list(PRODUCTS[-len(new) :]) == new  # the newest by id


def test_every_picture_can_be_drawn_and_is_described():
    pictures = [picture for product in PRODUCTS for picture in product.pictures]
    assert len(pictures) <= 312
    assert len({picture.key for picture in pictures}) == len(pictures)
    for picture in pictures:
        scene = Scene.parse(picture.key)
        assert scene.key == picture.key
        assert set(scene.shape.split("+")) <= set(SHAPES)
        assert set(scene.colours) <= PALETTE.keys()
        assert scene.material in MATERIALS
    alts = Counter(picture.alt for picture in pictures)
    assert [alt for alt, count in alts.items() if count > 1 or len(alt) > 90 or not alt] == []


def test_each_variant_shows_a_picture_of_its_own_product_in_its_own_colour():
    for product in PRODUCTS:
        keys = {picture.key for picture in product.pictures}
        for variant in product.variants:
            assert variant.picture_key in keys
            own = [value.lower() for option, value in variant.options if (option, value) in product.swatches]
            drawn = Scene.parse(variant.picture_key).colours
            if product.handle == "ridged-soap-dish":  # the soap on it is drawn first
                drawn = drawn[::-1]
            assert list(drawn[: len(own)]) == own, product.handle


def test_a_product_is_drawn_in_one_form_whatever_its_colour():
    for product in PRODUCTS:
        scenes = [Scene.parse(picture.key) for picture in product.pictures]
        assert len({(scene.shape, scene.seed) for scene in scenes}) == 1, product.handle


def test_a_short_list_still_shows_the_whole_shop():
    assert products(1)[0].handle == "ripple-tumbler"
    assert {p.category_path[:1] for p in products(10)} == {
        record.path for record in categories() if len(record.path) == 1
    }
    assert {p.category_path for p in products(40)} == {record.path for record in categories() if len(record.path) == 2}


def test_asking_for_none_gives_none():
    assert products(0) == ()


def test_ten_thousand_products_are_made_up_the_same_each_time():
    many = products(10_000)
    assert many == products(10_000)
    assert many[: len(PRODUCTS)] == PRODUCTS
    assert len({p.handle for p in many}) == len({p.name for p in many}) == 10_000
    skus = [v.sku for p in many for v in p.variants]
    assert len(set(skus)) == len(skus)
    assert {picture.key for p in many for picture in p.pictures} == {k.key for p in PRODUCTS for k in p.pictures}
    assert all(v.price_minor >= 400 and (v.compare_at_minor or 10**9) > v.price_minor for p in many for v in p.variants)
    assert max(map(len, skus)) <= 40


def test_every_series_has_a_name_and_a_sku_of_its_own():
    names = [_series_name(number) for number in range(len(_FIRST) * len(_SECOND))]
    assert len({f"{first[:3]}{second[:3]}".upper() for first, second in names}) == len(names)


def test_more_products_than_there_are_names_for_is_refused():
    with pytest.raises(ValueError, match="can be named"):
        products(1_000_000)


def test_pages_of_text_are_found_once_each_and_say_that_they_are_samples():
    assert len({(page.kind, page.slug) for page in PAGES}) == len(PAGES)
    assert {page.slug for page in PAGES} >= {
        "about", "delivery", "returns", "withdrawal", "terms", "privacy", "cookies", "imprint", "accessibility",
        "contact", "faq", "size-guide",
    }  # fmt: skip
    for page in PAGES:
        if page.slug != "size-guide":
            assert re.search("sample|invented", page.body, re.IGNORECASE), page.slug
        assert not page.body.startswith("# "), "the title is the page's heading"


def test_links_between_pages_lead_somewhere():
    addresses = {f"/{page.kind}/{page.slug}/" for page in PAGES}
    links = {link for page in PAGES for link in re.findall(r"\]\((/[^)]*)\)", page.body)}
    assert links <= addresses
    assert HERO.link.strip("/").split("/")[1] in {record.path[0].lower() for record in categories()}


def test_the_home_page_speaks_briefly():
    assert len(HERO.headline.split()) <= 6
    assert len(HERO.text) <= 200
    assert len(ANNOUNCEMENT) <= 160
