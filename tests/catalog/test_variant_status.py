"""A variant that is hidden or archived is sold at no door, at once; nothing with a past is ever deleted."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from shop.backoffice.line_rows import find_products
from shop.cart.models import CartLine
from shop.cart.operations import add_to_cart, set_quantity
from shop.cart.queries import quote_cart
from shop.catalog.models import BundleComponent, OptionType, OptionValue, Product, Variant
from shop.catalog.operations import StillNeeded, delete_product, delete_variant, set_variant_status
from shop.catalog.queries import sold_variants, uses_of
from shop.catalog.steps import SameOptions, add_missing_variants
from shop.checkout.queries import UnknownProduct
from shop.core.actor import GUEST, SYSTEM, Actor, By
from shop.core.errors import Forbidden, InvalidInput, NotFound
from shop.fulfilment.operations import EditInput, edit_order
from shop.imports.operations import import_products
from shop.imports.records import ProductRecord, VariantRecord
from shop.inventory.models import BackInStockRequest, StockLevel, StockMovement
from shop.inventory.operations import notify_back_in_stock, request_back_in_stock
from shop.inventory.queries import ON_SALE
from shop.orders.models import OrderLine
from shop.pricing.models import Price
from shop.search.models import ProductDocument
from shop.search.operations import refresh_stale
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.returns import make_return, make_sent_order
from tests.factories.stock import make_bundle, moves, set_level
from tests.pages import markup

pytestmark = pytest.mark.django_db

OFF = [Variant.Status.HIDDEN, Variant.Status.ARCHIVED]
CLERK = Actor(kind="staff", permissions=frozenset({"catalog.view_product"}))


@pytest.fixture
def mug(channel):
    product = make_product("Dock mug", skus=["RUST", "LAKE"])
    for variant in product.variants.all():
        Variant.objects.filter(pk=variant.pk).update(options_key=str(variant.option_values.get().pk))
    return product


def put(sku, status):
    changed = set_variant_status(variant_ids=[Variant.objects.get(sku=sku).pk], status=status, by=By(SYSTEM, NOW))
    refresh_stale()
    return changed


@pytest.mark.parametrize("status", OFF)
def test_pages_and_documents_leave_it_out_and_keep_the_others(mug, client, status):
    assert put("RUST", status) == 1

    page = client.get("/p/dock-mug/?v=RUST")
    assert (page.status_code, page.context["offer"].sku) == (200, "LAKE")
    assert [[link.value for link in choice.values] for choice in page.context["choices"]] == [["Lake"]]
    assert "RUST" not in str(page.context["structured"])
    document = ProductDocument.objects.get()
    assert [entry["sku"] for entry in document.data["variants"]] == ["LAKE"]
    assert ("RUST" in document.keywords, document.facets) == (False, ["glaze=Lake"])
    assert list(sold_variants().values_list("sku", flat=True)) == ["LAKE"]


@pytest.mark.parametrize("status", OFF)
def test_it_is_off_sale_before_its_document_is_made_anew(mug, client, status):
    Variant.objects.filter(sku="RUST").update(status=status)

    assert client.get("/p/dock-mug/?v=RUST").context["offer"].sku == "LAKE"
    listed = client.get(f"/api/v1/products/{mug.pk}/").json()
    assert [variant["sku"] for variant in listed["variants"]] == ["LAKE"]
    asked = client.post(
        "/graphql/",
        {"query": "{ product(id: %d) { variants { sku } } }" % mug.pk},
        content_type="application/json",
    ).json()
    assert asked["data"]["product"]["variants"] == [{"sku": "LAKE"}]


@pytest.mark.parametrize("status", OFF)
def test_a_product_of_which_nothing_is_on_sale_is_gone_from_pages_sitemap_and_apis(mug, client, status):
    assert "/p/dock-mug/" in markup(client.get("/sitemap-products.xml"))

    put("RUST", status)
    put("LAKE", status)

    assert client.get("/p/dock-mug/").status_code == 410
    assert client.get(f"/api/v1/products/{mug.pk}/").status_code == 404
    assert client.get("/api/v1/products/").json()["results"] == []
    assert "/p/dock-mug/" not in markup(client.get("/sitemap-products.xml"))
    assert client.get("/search/?q=RUST").status_code == 200  # no jump to a page that is gone
    assert client.get("/p/dock-mug/waiting/?sku=RUST").status_code == 404


@pytest.mark.parametrize("status", OFF)
def test_nobody_puts_it_into_a_cart_or_orders_it(mug, channel, status):
    cart = add_to_cart(user_id=None, token="", sku="RUST", quantity=2, now=NOW).cart
    put("RUST", status)

    with pytest.raises(NotFound, match="no longer available"):
        add_to_cart(user_id=None, token="", sku="RUST", quantity=1, now=NOW)
    with pytest.raises(NotFound, match="no longer available"):
        set_quantity(cart=cart, line_id=cart.lines.get().pk, quantity=3, now=NOW)
    set_quantity(cart=cart, line_id=cart.lines.get().pk, quantity=1, now=NOW)
    quote = quote_cart(cart=cart, channel=channel, country="DE", shipping_code="", now=NOW)
    assert quote.lines == ()
    with pytest.raises(UnknownProduct) as refused:
        make_order(("RUST", 1))
    assert refused.value.fields == {"lines.0.sku": "This SKU is not available."}
    assert OrderLine.objects.count() == 0
    assert find_products("RUST", now=NOW) == []
    assert [match.sku for match in find_products("Dock", now=NOW)] == ["LAKE"]


@pytest.mark.parametrize("status", OFF)
def test_it_is_added_to_no_order_and_is_no_exchange(mug, status, staff_actor):
    order = make_sent_order(("LAKE", 1))
    open_order = make_order(("LAKE", 1)).order
    open_order.refresh_from_db()
    put("RUST", status)

    with pytest.raises(InvalidInput):
        make_return(order, 1, wanted="RUST")
    with pytest.raises(InvalidInput) as refused:
        edit_order(
            order_id=open_order.pk, edit=EditInput(add={"RUST": 1}), version=open_order.version, by=By(staff_actor, NOW),
        )  # fmt: skip
    assert refused.value.fields == {"add_RUST": "RUST is not available."}


@pytest.mark.parametrize("status", OFF)
def test_nobody_waits_for_it_and_its_stock_calls_nobody(mug, status):
    set_level("RUST", on_hand=0)
    request_back_in_stock(sku="RUST", email="ada@example.com", locale="en_IE", now=NOW)
    put("RUST", status)
    set_level("RUST", on_hand=2)

    assert notify_back_in_stock(now=NOW) == 0
    assert list(StockLevel.objects.filter(ON_SALE).values_list("variant__sku", flat=True)) == ["LAKE"]
    set_level("RUST", on_hand=0)
    with pytest.raises(NotFound):
        request_back_in_stock(sku="RUST", email="bob@example.com", locale="en_IE", now=NOW)
    put("RUST", Variant.Status.ACTIVE)
    set_level("RUST", on_hand=2)
    assert notify_back_in_stock(now=NOW) == 1


@pytest.mark.parametrize("status", OFF)
def test_an_order_of_it_goes_on(mug, status):
    order = make_order(("RUST", 1)).order
    put("RUST", status)

    assert order.lines.get().variant.sku == "RUST"
    assert moves("RUST") == [("direct", 10, 0, 0), ("reserve", 0, 0, 1), ("allocate", 0, 1, -1)]


@pytest.mark.parametrize("status", OFF)
def test_an_import_changes_it_and_leaves_it_off_sale(mug, status):
    put("RUST", status)
    records = [
        ProductRecord(
            line=2,
            handle="dock-mug",
            name="Dock mug",
            variants=(
                VariantRecord(sku="RUST", price_minor=2500, quantity=4, line=2, options=(("Glaze", "Rust"),)),
                VariantRecord(sku="LAKE", price_minor=2500, quantity=4, line=3, options=(("Glaze", "Lake"),)),
            ),
        )
    ]

    report = import_products(records=records, currency="EUR", by=By(SYSTEM, NOW))

    assert Variant.objects.get(sku="RUST").status == status
    assert Price.objects.get(variant__sku="RUST").amount_minor == 2500
    assert "hidden or archived in the shop, and left so: RUST" in [notice.message for notice in report.notices]
    assert [entry["sku"] for entry in ProductDocument.objects.get().data["variants"]] == ["LAKE"]


def test_options_of_what_is_archived_are_free_until_it_comes_back(mug):
    put("RUST", Variant.Status.ARCHIVED)
    value = OptionValue.objects.get(value="Rust")
    twin = Variant.objects.create(product=mug, sku="RUST-2", options_key=str(value.pk))
    twin.option_values.add(value)

    with pytest.raises(SameOptions):
        put("RUST", Variant.Status.ACTIVE)

    assert Variant.objects.get(sku="RUST").status == "archived"
    put("RUST-2", Variant.Status.ARCHIVED)
    assert put("RUST", Variant.Status.ACTIVE) == 1


def test_every_combination_does_not_bring_back_what_was_archived_and_makes_2000_at_once(
    channel, django_assert_max_num_queries
):
    product = Product.objects.create(name="Poster", slug="poster")
    for name, count in (("Motif", 50), ("Size", 40)):
        axis = OptionType.objects.create(product=product, name=name)
        OptionValue.objects.bulk_create(OptionValue(option=axis, value=f"{name} {n}", position=n) for n in range(count))
    with transaction.atomic(), django_assert_max_num_queries(12):
        created = add_missing_variants(product_id=product.pk)
    assert len(created) == Variant.objects.values("sku").distinct().count() == 2000
    put(created[7].sku, Variant.Status.ARCHIVED)
    with transaction.atomic():
        assert add_missing_variants(product_id=product.pk) == []


def test_what_had_stock_or_was_ordered_is_never_deleted_by_code(mug):
    make_order(("RUST", 1))
    for sku in ("RUST", "LAKE"):
        with pytest.raises(StillNeeded, match="had stock or was ordered, so it can only be archived"):
            delete_variant(variant_id=Variant.objects.get(sku=sku).pk, by=By(SYSTEM, timezone.now()))
    with pytest.raises(StillNeeded, match="This product had stock or was ordered"):
        delete_product(product_id=mug.pk, by=By(SYSTEM, timezone.now()))
    with pytest.raises(ProtectedError), transaction.atomic():
        Variant.objects.filter(sku="LAKE").delete()

    assert Variant.objects.count() == 2
    assert StockMovement.objects.count() == 4
    assert uses_of(variants=Variant.objects.filter(sku="RUST"))[OrderLine] == 1


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM inventory_stockmovement",
        "DELETE FROM inventory_stocklevel",
        "DELETE FROM catalog_variant WHERE sku = 'RUST'",
        "DELETE FROM inventory_stocklevel WHERE variant_id IN (SELECT id FROM catalog_variant WHERE sku = 'LAKE')",
    ],
)
def test_nor_by_hand(mug, statement):
    make_order(("RUST", 1))

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert moves("LAKE") == [("direct", 10, 0, 0)]


def test_what_was_never_sold_goes_with_prices_and_cart_lines(channel):
    product = make_product("Lamp", skus=["LAMP-A", "LAMP-B"], stock=0)
    add = CartLine.objects.create
    cart = add_to_cart(user_id=None, token="", sku=_sellable(), quantity=1, now=NOW).cart
    add(cart=cart, variant=Variant.objects.get(sku="LAMP-A"), quantity=1)
    request_back_in_stock(sku="LAMP-A", email="ada@example.com", locale="en_IE", now=NOW)

    delete_variant(variant_id=Variant.objects.get(sku="LAMP-A").pk, by=By(SYSTEM, timezone.now()))

    assert list(product.variants.values_list("sku", flat=True)) == ["LAMP-B"]
    assert Price.objects.filter(variant__product=product).count() == 1
    assert (cart.lines.count(), BackInStockRequest.objects.count()) == (1, 0)
    delete_product(product_id=product.pk, by=By(SYSTEM, timezone.now()))
    assert not Product.objects.filter(pk=product.pk).exists()
    assert not OptionType.objects.filter(product_id=product.pk).exists()


def _sellable():
    make_product("Other", skus=["OTHER"])
    return "OTHER"


def test_a_part_of_a_bundle_is_not_deleted(channel):
    make_product("Mug", skus=["MUG"], stock=None)
    make_product("Set", skus=["SET"], stock=None)
    make_bundle("SET", MUG=2)

    with pytest.raises(StillNeeded, match="Remove it from the bundle first"):
        delete_variant(variant_id=Variant.objects.get(sku="MUG").pk, by=By(SYSTEM, timezone.now()))

    assert uses_of(variants=Variant.objects.filter(sku="MUG")) == {BundleComponent: 1}
    delete_variant(variant_id=Variant.objects.get(sku="SET").pk, by=By(SYSTEM, timezone.now()))
    assert uses_of(variants=Variant.objects.filter(sku="MUG")) == {}


@pytest.mark.parametrize("actor", [GUEST, CLERK])
def test_only_those_who_may_do_it(mug, actor):
    key = Variant.objects.get(sku="RUST").pk
    with pytest.raises(Forbidden):
        set_variant_status(variant_ids=[key], status=Variant.Status.HIDDEN, by=By(actor, NOW))
    with pytest.raises(Forbidden):
        delete_variant(variant_id=key, by=By(actor, timezone.now()))
    with pytest.raises(Forbidden):
        delete_product(product_id=mug.pk, by=By(actor, timezone.now()))
    assert Variant.objects.filter(status="active").count() == 2
