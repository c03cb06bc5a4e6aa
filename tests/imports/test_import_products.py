"""The operation: what it writes, that it writes it once, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shop.catalog.images import StoredImage
from shop.catalog.models import Category, Media, OptionType, OptionValue, Product, Variant
from shop.core.actor import GUEST, SYSTEM, Actor, By
from shop.core.errors import Forbidden, NotFound
from shop.imports import operations
from shop.imports.operations import ImportReport, import_products
from shop.imports.records import Notice, PictureRecord, ProductRecord, RejectedRecord, VariantRecord
from shop.inventory.models import Location, StockLevel, StockMovement
from shop.pricing.models import Price
from shop.search.models import ProductDocument, StaleProduct
from tests.factories.catalog import make_product
from tests.factories.stock import assert_stock_adds_up, make_bundle

pytestmark = pytest.mark.usefixtures("channel")

FRONT = StoredImage(path="p/aa/front", width=1280, height=960, widths=(320, 1280), tint=3)
BACK = StoredImage(path="p/bb/back", width=640, height=480, widths=(320, 640), tint=5)
STORED = {"front.jpg": FRONT, "back.jpg": BACK, "front-again.jpg": FRONT}


def variant(sku: str = "MUG", price: int = 1900, **values: object) -> VariantRecord:
    return VariantRecord(**{"sku": sku, "price_minor": price, "quantity": 5, "options": (), "line": 3, **values})


def sized(sku: str, size: str, **values: object) -> VariantRecord:
    return variant(sku, options=(("Size", size),), **values)


def product(*variants: VariantRecord, handle: str = "mug", **values: object) -> ProductRecord:
    return ProductRecord(**{"handle": handle, "name": "Mug", "variants": variants or (variant(),), "line": 2, **values})


@pytest.fixture
def run(now):
    def run_import(*records: ProductRecord, **values: object) -> ImportReport:
        values = {"currency": "EUR", "by": By(SYSTEM, now + timedelta(days=400)), **values}
        return import_products(records=records, **values)

    return run_import


def tallies(report: ImportReport) -> tuple[int, ...]:
    """Products created, changed, unchanged; variants created, changed, unchanged."""
    return tuple(getattr(t, n) for t in (report.products, report.variants) for n in ("created", "changed", "unchanged"))


def written(context: CaptureQueriesContext) -> list[str]:
    return [q["sql"] for q in context if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


FULL = product(
    sized("MUG-S", "Small", compare_at_minor=2400, weight_grams=350, barcode="4006381333931", picture_key="back.jpg"),
    sized("MUG-L", "Large", price=2900, quantity=0, backorder=True),
    sized("MUG-X", "Huge", quantity=None),
    description_html="<h1>Hi</h1><script>x</script>",
    vendor="Halden",
    category_path=("Table", "Mugs"),
    tags=("blue", "new"),
    attributes={"Material": "Stoneware"},
    swatches={("Size", "Small"): "#c65f43"},
    pictures=(PictureRecord("front.jpg", "A mug"), PictureRecord("front-again.jpg"), PictureRecord("back.jpg")),
    seo_title="Mug!",
    seo_description="A mug.",
)


def test_writes_everything_that_a_record_says(run):
    report = run(FULL, pictures=STORED)
    assert tallies(report) == (1, 0, 0, 3, 0, 0)
    assert (report.refusals, report.notices) == ([], [])
    mug = Product.objects.get()
    assert (mug.slug, mug.name, mug.vendor, mug.status) == ("mug", "Mug", "Halden", "active")
    assert mug.description == "<h2>Hi</h2>"
    assert (mug.tags, mug.attributes) == (["blue", "new"], {"Material": "Stoneware"})
    assert (mug.seo_title, mug.seo_description, mug.tax_class) == ("Mug!", "A mug.", "standard")
    assert (mug.category.name, mug.category.slug, mug.category.parent.name) == ("Mugs", "mugs", "Table")
    assert list(mug.options.values_list("name", "position")) == [("Size", 0)]
    values = OptionValue.objects.order_by("position").values_list("value", "swatch")
    assert list(values) == [("Small", "#c65f43"), ("Large", ""), ("Huge", "")]
    media = list(mug.media.values_list("path", "alt", "position", "width", "height", "widths", "tint"))
    assert media == [
        ("p/aa/front", "A mug", 0, 1280, 960, [320, 1280], 3),
        ("p/bb/back", "Mug", 1, 640, 480, [320, 640], 5),
    ]
    small, large, huge = mug.variants.all()
    assert (small.sku, small.barcode, small.weight_grams, small.track_stock) == ("MUG-S", "4006381333931", 350, True)
    assert small.options_key == str(OptionValue.objects.get(value="Small").pk)
    assert [v.value for v in small.option_values.all()] == ["Small"]
    assert (small.media.path, large.media) == ("p/bb/back", None)
    prices = Price.objects.order_by("variant__position").values_list("currency", "amount_minor", "compare_at_minor")
    assert list(prices) == [("EUR", 1900, 2400), ("EUR", 2900, None), ("EUR", 1900, None)]
    stock = StockLevel.objects.order_by("variant__position").values_list("variant__sku", "on_hand", "backorder_limit")
    assert list(stock) == [("MUG-S", 5, 0), ("MUG-L", 0, 1_000_000)]
    assert not huge.track_stock


def test_the_search_documents_are_ready_at_once(run):
    run(FULL, product(variant("CUP"), handle="cup", status="draft"), pictures=STORED)
    document = ProductDocument.objects.get()
    assert (document.product.slug, document.price_minor, document.in_stock) == ("mug", 1900, True)
    assert [entry["sku"] for entry in document.data["variants"]] == ["MUG-S", "MUG-L", "MUG-X"]
    assert StaleProduct.objects.count() == 0


def test_a_second_run_writes_nothing_and_says_so(run):
    run(FULL, pictures=STORED)
    before = Product.objects.get().updated_at
    with CaptureQueriesContext(
        connection,
    ) as context:
        report = run(FULL, pictures=STORED)
    assert tallies(report) == (0, 0, 1, 0, 0, 3)
    assert written(context) == []
    assert Product.objects.get().updated_at == before


def test_what_the_source_does_not_know_stays_as_the_shop_has_it(run):
    run(FULL, pictures=STORED)
    Media.objects.filter(path="p/bb/back").update(alt="The back of the mug")
    bare = replace(
        FULL,
        category_path=None,
        attributes=None,
        swatches={},
        variants=tuple(replace(v, picture_key="") for v in FULL.variants),
    )
    with CaptureQueriesContext(connection) as context:
        assert tallies(run(bare)) == (0, 0, 1, 0, 0, 3)
        assert tallies(run(bare, pictures=STORED)) == (0, 0, 1, 0, 0, 3)
    assert written(context) == []
    assert Media.objects.get(path="p/bb/back").alt == "The back of the mug"
    assert Product.objects.get().category.name == "Mugs"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Cup"),
        ("vendor", "Other"),
        ("tags", ("green",)),
        ("status", "draft"),
        ("seo_title", ""),
        ("description_html", "<p>New</p>"),
        ("category_path", ("Cups",)),
        ("attributes", {"Material": "Glass"}),
        ("swatches", {("Size", "Small"): "#000000"}),
        ("pictures", tuple(reversed(FULL.pictures))),
        ("pictures", (PictureRecord("front.jpg", "Another alt"), PictureRecord("back.jpg"))),
    ],
)
def test_a_changed_product_is_changed_once(run, now, field, value):
    run(FULL, pictures=STORED)
    changed = replace(FULL, **{field: value})
    assert tallies(run(changed, pictures=STORED)) == (0, 1, 0, 0, 0, 3)
    assert Product.objects.get().updated_at == now + timedelta(days=400)
    assert tallies(run(changed, pictures=STORED)) == (0, 0, 1, 0, 0, 3)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("price_minor", 1800),
        ("compare_at_minor", 0),
        ("compare_at_minor", 9900),
        ("weight_grams", 1),
        ("barcode", ""),
        ("quantity", 6),
        ("tracked", False),
        ("backorder", True),
        ("options", (("Size", "Tiny"),)),
        ("picture_key", "front.jpg"),
    ],
)
def test_a_changed_variant_is_changed_once_and_alone(run, field, value):
    run(FULL, pictures=STORED)
    changed = replace(FULL, variants=(replace(FULL.variants[0], **{field: value}), *FULL.variants[1:]))
    assert tallies(run(changed, pictures=STORED)) == (0, 1, 0, 0, 1, 2)
    assert StaleProduct.objects.count() == 0
    assert tallies(run(changed, pictures=STORED)) == (0, 0, 1, 0, 0, 3)


def test_a_changed_price_is_in_the_search_document(run):
    run(product(variant(price=1900)))
    run(product(variant(price=1500, compare_at_minor=1900)))
    document = ProductDocument.objects.get()
    assert (document.price_minor, document.on_sale) == (1500, True)
    assert Price.objects.count() == 1


def test_stock_alone_does_not_count_as_a_change_of_the_product(run):
    run(product(variant(quantity=5)))
    before = Product.objects.get().updated_at
    run(product(variant(quantity=0)))
    assert Product.objects.get().updated_at == before
    assert ProductDocument.objects.get().in_stock is False


def test_prices_in_another_currency_stand_beside(run):
    run(product(variant(price=1900)))
    run(product(variant(price=2100)), currency="USD")
    assert sorted(Price.objects.values_list("currency", "amount_minor")) == [("EUR", 1900), ("USD", 2100)]


def test_variants_may_swap_their_options(run):
    run(product(sized("A", "S"), sized("B", "M")))
    assert tallies(run(product(sized("A", "M"), sized("B", "S")))) == (0, 1, 0, 0, 2, 0)
    assert dict(Variant.objects.values_list("sku", "option_values__value")) == {"A": "M", "B": "S"}
    keys = {v.sku: v.options_key for v in Variant.objects.all()}
    ids = dict(OptionValue.objects.values_list("value", "pk"))
    assert keys == {"A": str(ids["M"]), "B": str(ids["S"])}


def test_a_renamed_option_leaves_nothing_behind(run):
    run(product(sized("A", "S"), sized("B", "M")))
    run(product(variant("A", options=(("Taille", "S"),)), variant("B", options=(("Taille", "M"),))))
    assert list(OptionType.objects.values_list("name", flat=True)) == ["Taille"]
    assert OptionValue.objects.count() == 2


def test_a_variant_is_known_by_its_options_when_its_sku_is_new(run):
    run(product(sized("A", "S"), sized("B", "M")))
    known = Variant.objects.get(sku="B").pk
    assert tallies(run(product(sized("A", "S"), sized("NEW", "M")))) == (0, 1, 0, 0, 1, 1)
    assert Variant.objects.get(pk=known).sku == "NEW"


def test_what_only_the_shop_has_is_kept(run):
    run(FULL, pictures=STORED)
    report = run(replace(FULL, variants=FULL.variants[:1], pictures=()), pictures=STORED)
    assert Variant.objects.count() == 3
    assert Media.objects.count() == 2
    assert OptionValue.objects.count() == 3
    assert report.notices == [Notice(2, "mug", "kept, although they are not in the file: MUG-L, MUG-X")]


def test_options_of_a_variant_that_the_file_does_not_know_are_refused(run):
    run(product(sized("A", "S"), sized("B", "M")))
    report = run(product(sized("A", "M")))
    assert report.refusals == [
        RejectedRecord(3, "mug", 'the variant "B" in the shop has the options that "A" has in the file')
    ]
    assert dict(Variant.objects.values_list("sku", "option_values__value")) == {"A": "S", "B": "M"}


def test_a_sku_of_another_product_is_kept_as_a_code_and_one_is_derived(run):
    make_product("Dock mug", skus=("TAKEN",))
    records = [product(sized("TAKEN", "S"), sized("FREE", "M"))]

    report = run(*records)

    assert (report.refusals, report.notices) == (
        [], [Notice(3, "mug", 'the SKU "TAKEN" belongs to "dock-mug"; this one became "MUG-S"')],
    )  # fmt: skip
    found = Variant.objects.order_by("sku").values_list("sku", "source_sku", "product__slug")
    assert list(found) == [("FREE", "", "mug"), ("MUG-S", "TAKEN", "mug"), ("TAKEN", "", "dock-mug")]
    assert tallies(run(*records)) == (0, 0, 1, 0, 0, 2)
    assert tallies(run(product(sized("TAKEN", "S", price=100), sized("FREE", "M")))) == (0, 1, 0, 0, 1, 1)


def test_a_derived_sku_is_found_again_by_that_of_the_source_when_the_options_change(run):
    make_product("Dock mug", skus=("TAKEN",))
    run(product(sized("TAKEN", "S")))

    run(product(sized("TAKEN", "Small")))

    variant = Variant.objects.get(product__slug="mug")
    assert (variant.sku, variant.source_sku) == ("MUG-S", "TAKEN")
    assert [value.value for value in variant.option_values.all()] == ["Small"]


def test_two_records_are_never_the_same_variant(run):
    second = sized("MUG-M", "M", source_sku="A")
    run(product(second))

    assert run(product(sized("A", "S"), second)).refusals == []

    found = Variant.objects.order_by("sku").values_list("sku", "source_sku", "option_values__value")
    assert list(found) == [("A", "", "S"), ("MUG-M", "A", "M")]


def test_of_two_records_that_the_source_calls_the_same_the_second_is_refused(run):
    run(product(sized("MUG-M", "M", source_sku="A")))

    report = run(product(variant("X", options=None, source_sku="A"), variant("Y", 100, options=None, source_sku="A")))

    assert report.refusals == [RejectedRecord(3, "mug", 'another row is also the variant "MUG-M" in the shop')]
    assert Price.objects.get().amount_minor == 1900


def test_what_a_record_does_not_say_stays_as_it_is(run):
    run(FULL, pictures=STORED)
    Product.objects.update(status="draft")
    before = Product.objects.values().get(), list(Variant.objects.values()), list(Price.objects.values())
    stock = list(StockLevel.objects.values())

    said = ProductRecord(handle="mug", name=None, variants=tuple(VariantRecord(v.sku) for v in FULL.variants))
    report = run(said)

    assert tallies(report) == (0, 0, 1, 0, 0, 3)
    assert (report.refusals, report.notices) == ([], [])
    assert before == (Product.objects.values().get(), list(Variant.objects.values()), list(Price.objects.values()))
    assert stock == list(StockLevel.objects.values())


def test_a_price_list_changes_prices_alone(run):
    run(FULL, pictures=STORED)
    Product.objects.update(status="draft")
    before = Product.objects.values("status", "description", "vendor", "tags").get()

    report = run(ProductRecord(handle="mug", name="Mug", variants=(VariantRecord("MUG-L", 3500),)))

    assert tallies(report) == (0, 1, 0, 0, 1, 0)
    assert dict(Price.objects.values_list("variant__sku", "amount_minor"))["MUG-L"] == 3500
    assert Product.objects.values("status", "description", "vendor", "tags").get() == before
    large = Variant.objects.get(sku="MUG-L")
    assert (large.track_stock, large.weight_grams, large.position, large.options_key != "") == (True, 0, 1, True)
    assert StockLevel.objects.get(variant=large).backorder_limit == 1_000_000


def test_a_price_above_the_former_one_ends_the_sale_and_says_so(run):
    run(product(variant(price=1900, compare_at_minor=2400)))

    report = run(product(VariantRecord("MUG", 2500)))

    assert Price.objects.values_list("amount_minor", "compare_at_minor").get() == (2500, None)
    assert [notice.message for notice in report.notices] == [
        "the former price is not above the price any more; it was left out"
    ]


def test_a_stock_list_changes_counts_alone_and_keeps_the_limit_of_back_orders(run):
    run(product(variant(quantity=5)))
    StockLevel.objects.update(backorder_limit=20)

    run(product(VariantRecord("MUG", quantity=8), name=None))

    assert StockLevel.objects.values_list("on_hand", "backorder_limit").get() == (8, 20)
    assert Price.objects.get().amount_minor == 1900


def test_a_tracker_without_a_count_keeps_what_is_there_and_says_what_is_unknown(run):
    run(product(variant(quantity=5)))

    report = run(
        product(
            VariantRecord("MUG", 1900, tracked=True), VariantRecord("NEW", 900, options=(("Size", "L"),), tracked=True)
        )
    )

    assert StockLevel.objects.get(variant__sku="MUG").on_hand == 5
    new = Variant.objects.get(sku="NEW")
    assert (new.track_stock, new.stock_levels.count()) == (True, 0)
    assert [notice.message for notice in report.notices] == ["count of NEW unknown; none can be sold"]


def test_counts_of_several_locations_go_where_they_lie(run):
    east = Location.objects.create(code="east", name="East", priority=9)
    run(product(variant(quantity=5)))

    run(product(VariantRecord("MUG", counts=(("east", 4), ("main", 2)))))
    assert dict(StockLevel.objects.values_list("location__code", "on_hand")) == {"main": 2, "east": 4}

    run(product(VariantRecord("MUG", counts=(("east", 0),))))
    assert dict(StockLevel.objects.values_list("location__code", "on_hand")) == {"main": 2, "east": 0}
    assert StockLevel.objects.get(location=east).movements.count() == 2
    assert_stock_adds_up()


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (ProductRecord("new", None, (VariantRecord("N", 100),), line=2), "the shop has no such product, and no row has a title"),
        (ProductRecord("new", "New", (VariantRecord("N"),)), "the price is missing"),
        (ProductRecord("mug", None, (VariantRecord("N", 100),)),
         'the shop has no variant "N" of this product, and the file has no options to make one'),
    ],
)  # fmt: skip
def test_what_is_new_must_say_what_a_product_cannot_be_without(run, record, reason):
    run(product(sized("MUG-S", "S")))

    report = run(record)

    assert [refusal.reason for refusal in report.refusals] == [reason]
    assert (Product.objects.count(), Variant.objects.count()) == (1, 1)


def test_categories_whose_names_share_a_slug_are_two(run):
    names = ("Café", "Cafe", "C/D", "C-D", "כוסות", "צלחות")
    for number, name in enumerate(names):
        run(product(variant(str(number)), handle=str(number), category_path=(name,)))
    run(product(variant("0"), handle="0", category_path=("CAFÉ",)))

    assert sorted(Category.objects.values_list("name", flat=True)) == sorted(names)
    assert len(set(Category.objects.values_list("slug", flat=True))) == len(names)
    Category.objects.filter(name="Café").update(name="Coffee bar")
    run(product(variant("0"), handle="0", category_path=("Café",)))
    assert Product.objects.get(slug="0").category.name == "Coffee bar"


def test_a_product_that_was_made_by_hand_is_found_by_its_handle(run):
    make_product("Mug", skus=("MUG",), price_minor=100, stock=1)
    assert tallies(run(product())) == (0, 1, 0, 0, 1, 0)
    assert Price.objects.get().amount_minor == 1900
    assert tallies(run(product())) == (0, 0, 1, 0, 0, 1)


@pytest.mark.breaks_rules
def test_what_orders_hold_is_neither_sold_again_nor_invented(run):
    run(product(variant(quantity=5)))
    StockLevel.objects.update(allocated=4)
    report = run(product(variant(quantity=1)))
    level = StockLevel.objects.get()
    assert (level.on_hand, level.allocated, level.available) == (1, 4, 0)
    assert report.notices == [Notice(3, "mug", "3 more are allocated to orders than there are; no more can be sold")]
    assert tallies(run(product(variant(quantity=1)))) == (0, 0, 1, 0, 0, 1)
    run(product(variant(quantity=9)))
    level.refresh_from_db()
    assert (level.on_hand, level.backorder_limit, level.available) == (9, 0, 5)


def test_every_count_of_an_import_is_a_movement_that_somebody_signed(run):
    run(product(variant(quantity=5)))
    run(product(variant(quantity=5, backorder=True)))
    run(product(variant(quantity=3)))
    rows = StockMovement.objects.values_list("kind", "on_hand", "note", "actor_kind")
    assert list(rows) == [("receive", 5, "Import", "system"), ("adjust", -2, "Import", "system")]
    assert_stock_adds_up()


def test_stock_at_other_locations_is_left_alone(run):
    east = Location.objects.create(code="east", name="East", priority=9)
    run(product(variant(quantity=5)))
    run(product(variant(quantity=7)), location_code="east")
    run(product(variant(quantity=8)))
    assert dict(StockLevel.objects.values_list("location__code", "on_hand")) == {"main": 8, "east": 7}
    assert StockLevel.objects.filter(location=east).count() == 1


def test_a_bundle_gets_no_stock_of_its_own(run):
    make_product("Cup", skus=["CUP"])
    run(product(variant(quantity=0)))
    make_bundle("MUG", CUP=2)
    report = run(product(variant(quantity=7)))
    assert [notice.message for notice in report.notices] == ["MUG is a bundle: its parts are counted"]
    assert StockLevel.objects.get(variant__sku="MUG").on_hand == 0


def test_a_shop_without_a_location_gets_one(run):
    Location.objects.all().delete()
    run(product())
    assert StockLevel.objects.get().location.code == "main"


def test_an_unknown_location_is_refused(run):
    with pytest.raises(NotFound, match='The location "moon" does not exist'):
        run(product(), location_code="moon")
    assert not Product.objects.exists()


def test_categories_are_found_by_place_and_slug(run):
    table = Category.objects.create(name="Table", slug="table", description="Kept")
    run(
        product(category_path=("TABLE", "Mugs")),
        product(variant("B"), handle="b", category_path=("Mugs",)),
        product(variant("C"), handle="c", category_path=("Table",)),
    )
    paths = sorted((c.parent.name if c.parent else "", c.name) for c in Category.objects.all())
    assert paths == [("", "Mugs"), ("", "Table"), ("Table", "Mugs")]
    assert Product.objects.get(slug="c").category == table


def test_a_dry_run_tells_what_would_happen_and_changes_nothing(run):
    run(product())
    Location.objects.create(code="east", name="East")
    report = run(product(variant(price=100)), product(variant("B"), handle="b", category_path=("X",)), dry_run=True)
    assert tallies(report) == (1, 1, 0, 1, 1, 0)
    assert Product.objects.count() == 1
    assert Price.objects.get().amount_minor == 1900
    assert not Category.objects.exists()
    assert StaleProduct.objects.count() == 0


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (product(name="x" * 201), "the title is longer than 200 characters"),
        (product(handle="x" * 201), "the handle is longer than 200 characters"),
        (product(description_html="x" * 200_001), "the description is longer than 200,000 characters"),
        (product(variant("x" * 256)), "the SKU is longer than 255 characters"),
        (product(sized("A", "x" * 256)), "an option's value is longer than 255 characters"),
        (product(variant(options=(("x" * 61, "S"),))), "an option's name is longer than 60 characters"),
    ],
)
def test_what_does_not_fit_is_refused_and_the_others_are_imported(run, record, reason):
    report = run(record, product(variant("OK"), handle="ok"))
    assert [refusal.reason for refusal in report.refusals] == [reason]
    assert list(Product.objects.values_list("slug", flat=True)) == ["ok"]


def test_what_is_only_told_is_cut_with_a_notice(run):
    long = "word " * 100
    report = run(
        product(
            variant(barcode="9" * 41),
            vendor=long,
            seo_title=long,
            seo_description=long,
            tags=("fine", "x" * 61),
            pictures=(PictureRecord("front.jpg", long),),
        ),
        pictures=STORED,
    )
    mug = Product.objects.get()
    assert len(mug.vendor) <= 120
    assert mug.vendor.endswith("word…")
    assert mug.tags == ["fine"]
    assert len(mug.media.get().alt) <= 200
    assert mug.variants.get().barcode == ""
    assert len(report.notices) == 6
    assert report.refusals == []


def test_a_handle_twice_is_refused_the_second_time(run):
    report = run(product(variant("A")), product(variant("B"), line=9))
    assert report.refusals == [RejectedRecord(9, "mug", "the handle was already used by an earlier product")]


def test_one_product_that_the_database_refuses_does_not_cost_the_batch(run):
    records = [product(variant(f"S{n}"), handle=f"p{n}") for n in range(5)]
    records[2] = product(variant("S2", quantity=2**40), handle="p2")
    report = run(*records)
    assert tallies(report) == (4, 0, 0, 4, 0, 0)
    assert [(refusal.handle, refusal.reason[:24]) for refusal in report.refusals] == [
        ("p2", "the database refused it:")
    ]
    assert Product.objects.count() == 4
    assert ProductDocument.objects.count() == 4


def test_batches_tell_their_progress(run, monkeypatch):
    monkeypatch.setattr(operations, "_PRODUCTS_PER_BATCH", 2)
    told = []
    run(
        *(product(variant(f"S{n}"), handle=f"p{n}") for n in range(5)),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert Product.objects.count() == 5


def test_the_number_of_statements_does_not_grow_with_the_products(run):
    def count(prefix: str, products: int) -> int:
        records = [replace(FULL, handle=f"{prefix}{n}", variants=tuple(
            replace(v, sku=f"{prefix}{n}{v.sku}") for v in FULL.variants)) for n in range(products)]  # fmt: skip
        with CaptureQueriesContext(connection) as context:
            run(*records, pictures=STORED)
        return len(context)

    count("warm", 1)
    assert count("a", 40) == count("b", 2)


@pytest.mark.parametrize("actor", [GUEST, Actor(kind="staff", permissions=frozenset({"catalog.add_product"}))])
def test_only_who_may_change_products_may_import(run, actor):
    with pytest.raises(Forbidden):
        run(product(), by=By(actor, timezone.now()))
    assert not Product.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_owns_its_transactions(run, channel):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        run(product())
