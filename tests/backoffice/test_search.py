"""Staff find orders, returns, products, customers and settings by whatever they have at hand."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.accounts.models import Address, User
from shop.backoffice.finding import digits_of
from shop.backoffice.line_rows import find_products
from shop.backoffice.search import (
    about_variants,
    matching_orders,
    matching_products,
    matching_returns,
    matching_users,
    matching_withdrawals,
)
from shop.catalog.models import Product, Variant
from shop.channels.models import ContentPage
from shop.core.folding import fold
from shop.fulfilment.models import Fulfilment, Return
from shop.fulfilment.models.withdrawals import Withdrawal
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from shop.payments.models import Payment, StatementLine
from shop.pricing.models import TaxRate
from shop.shipping.models import Zone
from tests.factories.catalog import make_product
from tests.factories.orders import ADDRESS, make_order
from tests.factories.returns import make_return, make_sent_order
from tests.pages import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client, manager):
    client.force_login(manager)
    return client


@pytest.fixture
def orders(channel):
    """One order that everything is known about, among others of the same buyer and of somebody else."""
    make_product("Mug", skus=["HAL-MUG-1"])
    channel.countries = [*channel.countries, "GB"]
    channel.save()
    Zone.objects.update(countries=channel.countries)
    TaxRate.objects.create(country="GB", rate=Decimal("0.20"))
    there = replace(
        ADDRESS,
        country="GB",
        full_name="Zoë O'Neil-Smith",
        company="Mill & Sons",
        postcode="SW1A 1AA",
        city="Leeds",
        phone="+49 (0)170 123 45 67",
    )
    other = make_order(("HAL-MUG-1", 1)).order
    order = make_sent_order(("HAL-MUG-1", 1), email="zoe.oneil@example.com", shipping_address=there)
    Fulfilment.objects.filter(order=order).update(tracking_number="JJD00012345678")
    Payment.objects.filter(order=order).update(provider_ref="pi_3AbC9")
    return order, other


def found(text):
    return set(matching_orders(Order.objects.all(), text).values_list("pk", flat=True))


@pytest.mark.parametrize(
    "text",
    ["zoe.oneil@example.com", "ONEIL@", "zoë", "smith", "Smith zo", "sons mill", "SW1A 1AA", "sw1a1aa", "1aa sw1a",
     "leeds smith", "Leeds, Smith", "+49 170 1234567", "0170 1234567", "01701234567", "JJD00012345678", "jjd0001", "JJD 0001 2345 678",
     "pi_3AbC9", "pi_3Ab", "smith hal-mug", "HAL-MUG-1 leeds"],
)  # fmt: skip
def test_an_order_is_found_by_any_of_it_in_any_order_of_words(orders, text):
    assert found(text) == {orders[0].pk}


@pytest.mark.parametrize("text", ["O'Neil", "o’neil", "'O'Neil-Smith'", "Z O'Neil", "Smith Z", "z smith o'n"])
def test_names_with_apostrophes_and_initials_are_found(orders, text):
    assert found(text) == {orders[0].pk}
    assert found(f"{text} nobody") == found("z o") == set()


def test_what_both_have_finds_both_and_what_none_has_finds_none(orders):
    assert found("example.com") == found("hal-mug") == {order.pk for order in orders}
    assert found("smith berlin") == found("xyzzy") == found("pi_9") == found("%") == found("''") == set()


def test_an_order_is_found_by_its_number_among_words(orders):
    assert found(f"#{orders[0].number}") == found(f"{orders[0].number} smith") == {orders[0].pk}
    assert found(f"{orders[0].number} lovelace") == set()


def test_a_return_is_found_by_its_number_everywhere(staff, orders):
    return_ = make_return(orders[0], 1)
    page = f"/admin/fulfilment/return/{return_.pk}/change/"
    assert staff.get(f"/admin/search/?q=r{return_.pk}")["Location"] == page
    assert page in markup(staff.get(f"/admin/fulfilment/return/?q=R{return_.pk}"))
    assert page not in markup(staff.get(f"/admin/fulfilment/return/?q=R{return_.pk + 1}"))
    assert page in markup(staff.get("/admin/fulfilment/return/?q=smith+leeds"))
    assert found(f"R{return_.pk}") == {orders[0].pk}
    results = staff.get("/admin/search/?q=smith").context["results"]
    assert (results.orders, results.returns) == ([orders[0]], [return_])


def test_products_are_found_by_words_in_any_order_and_the_beginning_of_a_code(channel):
    mug = make_product("Blue mug", skus=["HAL-1"], vendor="Tresvale")
    Variant.objects.update(barcode="4006381333931")
    make_product("Blue bowl", skus=["HAX-2"])
    for text in ("mug blue", "tresvale MUG", "hal-", "blue hal-1", "4006381"):
        assert list(matching_products(Product.objects.all(), text)) == [mug], text


def test_customers_are_found_by_name_postcode_and_phone(shopper):
    shopper.first_name, shopper.last_name = "Grace", "Hopper"
    shopper.save()
    Address.objects.create(
        user=shopper,
        full_name="Grace Hopper",
        line1="1",
        city="Arlington",
        postcode="22201",
        country="US",
        phone="703 555 0199",
    )
    for text in ("hopper grace", "shopper@", "22201", "703-555-0199", "arlington hopper"):
        assert type(shopper).objects.filter(matching_users(text)).get() == shopper, text


@pytest.mark.parametrize(
    ("text", "place", "url"),
    [("time zone", "Time zone", "/admin/channels/channel/"), ("tax rates", "Tax rates", "/admin/pricing/taxrate/"),
     ("return addr", "Return address", "/admin/channels/channel/"), ("deliv", "Delivery", "/admin/shipping/zone/")],
)  # fmt: skip
def test_settings_are_found_by_name(staff, channel, text, place, url):
    pages = {page.label: page.url for page in staff.get(f"/admin/search/?q={text}").context["results"].pages}
    assert pages[place].startswith(url)


def test_who_may_not_see_something_does_not_find_it(client, clerk, orders):
    return_ = make_return(orders[0], 1)
    client.force_login(clerk)
    results = client.get("/admin/search/?q=smith").context["results"]
    assert (results.orders, results.returns, results.customers, results.products) == ([orders[0]], [], [], [])
    assert client.get("/admin/search/?q=time+zone").context["results"].pages == []
    assert client.get(f"/admin/search/?q=R{return_.pk}").status_code == 200


@pytest.mark.parametrize(
    ("word", "digits"),
    [
        ("+491701234567", "491701234567"),
        ("0170/1234567", "1701234567"),
        ("(030)12345", "3012345"),
        ("1042", ""),
        ("mug", ""),
        ("12a45678", ""),
    ],
)
def test_phone_numbers_are_told_from_words(word, digits):
    assert digits_of(word) == digits


NAMES = (
    "Ödön Müller-Straße",
    "ÖDÖN MÜLLER-STRASSE",
    "odon muller-strasse",
    "o\u0308don mu\u0308ller-strasse",
    "strasse ödon",
)


@pytest.mark.parametrize("stored", ["Ödön Müller-Straße", "odon muller-strasse", "O\u0308DÖN MU\u0308LLER-STRASSE"])
def test_staff_find_names_whatever_the_accents_at_every_search(channel, client, shopper, stored):
    there = replace(ADDRESS, full_name=stored, company="Łódź Ærø", city="São Paulo")
    make_product(f"{stored} mug", skus=["HAL-1"], vendor="Café Ångström")
    make_product("Bowl", skus=["HAL-2"])
    order = make_sent_order(("HAL-1", 1), shipping_address=there)
    return_ = make_return(order, 1)
    shopper.first_name, shopper.last_name = stored.split(maxsplit=1)
    shopper.save()
    withdrawal = {"name": stored, "order_number": "x", "email": "a@b.example"}
    assert client.post("/api/v1/withdrawals/", withdrawal, content_type="application/json").status_code == 202
    for text in NAMES:
        assert found(text) == {order.pk}, text
        assert [mug.slug for mug in matching_products(Product.objects.all(), text)] == [
            order.lines.get().variant.product.slug
        ]
        assert type(shopper).objects.filter(matching_users(text)).get() == shopper, text
        assert matching_returns(Return.objects.all(), text).get() == return_
        assert matching_withdrawals(Withdrawal.objects.all(), text).get().name == stored
        assert [level.variant.sku for level in StockLevel.objects.filter(about_variants(text, prefix="variant__"))] == [
            "HAL-1"
        ]
        assert [match.sku for match in find_products(text, now=order.created_at)] == ["HAL-1"]
    for text in ("lodz aero", "SAO PAULO", "sãó"):
        assert found(text) == {order.pk}, text
    assert [mug.vendor for mug in matching_products(Product.objects.all(), "cafe angstrom")] == ["Café Ångström"]


def test_every_list_with_a_search_folds_what_it_looks_in(staff, channel):
    ContentPage.objects.create(kind="help", slug="x", title="Größen", body="")
    StatementLine.objects.create(
        fingerprint="1", booked_on="2026-11-01", amount_minor=100, currency="EUR", payer="MÜLLER ÖDÖN",
        purpose="Danke 100%", imported_at=datetime(2026, 11, 2, tzinfo=UTC),
    )  # fmt: skip
    for path, text, shown in (
        ("channels/contentpage", "grossen", True), ("channels/contentpage", "grosxen", False),
        ("payments/statementline", "odon muller", True), ("payments/statementline", "100%", True),
        ("payments/statementline", "100\uff05", True), ("payments/statementline", "1%0", False),
        ("payments/statementline", "\\", False),
    ):  # fmt: skip
        html = markup(staff.get(f"/admin/{path}/", {"q": text}))
        assert ("Größen" in html or "MÜLLER" in html) == shown, (path, text)


def test_postgresql_folds_as_the_shop_does():
    """Every letter of the scripts that have capitals or accents, but those whose case is more than one letter's."""
    letters = [chr(code) for code in (*range(0x20, 0x530), *range(0x1E00, 0x2000)) if chr(code).isprintable()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT letter, core_folded(letter) FROM unnest(%s::text[]) AS letter", [letters])
        other = {letter for letter, folded in cursor.fetchall() if folded != fold(letter)}
    assert {letter for letter in other if unicodedata.name(letter)[:5] in ("LATIN", "CYRIL")} <= set("ŉſǰẖẗẘẙẚẛẞ")
    assert sorted(letter for letter in other if unicodedata.name(letter)[:5] not in ("LATIN", "CYRIL", "GREEK")) == [
        "\u0345",
        "\u034f",
    ]


def test_every_question_is_answered_by_an_index(orders):
    """With the sequential scan forbidden, a plan that still has one has no index to use."""
    with CaptureQueriesContext(connection) as captured:
        found("smith 0170123456 jjd0001 pi_3Ab 1042")
        list(matching_products(Product.objects.all(), "mug hal-1"))
        list(User.objects.filter(matching_users("smith leeds")))
        list(matching_withdrawals(Withdrawal.objects.all(), "smith leeds"))
        list(StockLevel.objects.filter(about_variants("mug blue", prefix="variant__")))
    asked = [query["sql"] for query in captured if "UNION ALL" in query["sql"] or "core_folded" in query["sql"]]
    assert len(asked) >= 6
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for sql in asked:
            cursor.execute(f"EXPLAIN {sql}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert re.findall("Seq Scan on ([a-z_]+)", plan) == []


def test_orders_are_looked_up_once_for_themselves_and_their_returns(staff, orders):
    with CaptureQueriesContext(connection) as queries:
        assert staff.get("/admin/search/", {"q": "lovelace"}).status_code == 200

    looked_up = [each for each in queries if "orders_orderaddress" in each["sql"] and "@@" in each["sql"]]
    assert len(looked_up) == 1


def test_lists_count_to_a_limit_and_say_so(staff, orders, monkeypatch):
    monkeypatch.setattr("shop.backoffice.paging.COUNT_LIMIT", 1)
    html = markup(staff.get("/admin/orders/order/"))
    assert '<p class="muted num">1+ orders</p>' in html or "1+ order" in html
