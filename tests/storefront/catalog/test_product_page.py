"""The product page: live price and stock, a link for every variant, data for search engines."""

from __future__ import annotations

import json
import re

import pytest
from django.db import transaction

from shop.catalog.models import Media, OptionType, OptionValue, Product, Variant
from shop.inventory.models import StockLevel
from shop.pricing.models import Price
from shop.search.models import ProductDocument
from shop.search.steps import refresh_documents
from tests.factories.catalog import make_category, make_product
from tests.pages import markup


@pytest.fixture
def lamp(channel):
    """A lamp in rust and sand, each small and large; there is no large sand, and small sand is sold out."""
    product = make_product("Cone lamp", skus=("RUST-S",), category=make_category("Lamps"), vendor="Tresvale & Sons")
    colour = OptionType.objects.create(product=product, name="Colour")
    size = OptionType.objects.create(product=product, name="Size", position=1)
    rust = OptionValue.objects.create(option=colour, value="Rust", swatch="#aa3322")
    sand = OptionValue.objects.create(option=colour, value="Sand", position=1)
    small = OptionValue.objects.create(option=size, value="Small")
    large = OptionValue.objects.create(option=size, value="Large", position=1)
    first = product.variants.get()
    first.option_values.set([rust, small])
    Variant.objects.filter(pk=first.pk).update(options_key="1")
    location = StockLevel.objects.get().location
    for key, sku, values, price, stock in (
        ("2", "RUST-L", [rust, large], 2900, 3),
        ("3", "SAND-S", [sand, small], 1900, 0),
    ):
        variant = Variant.objects.create(product=product, sku=sku, options_key=key, position=int(key))
        variant.option_values.set(values)
        Price.objects.create(variant=variant, currency="EUR", amount_minor=price)
        StockLevel.objects.create(variant=variant, location=location, on_hand=stock)
    with transaction.atomic():
        refresh_documents(product_ids=[product.pk])
    return product


def page(client, query=""):
    answer = client.get(f"/p/cone-lamp/{query}")
    assert answer.status_code == 200
    return markup(answer)


def options(html):
    """(value, address, sold out, chosen) of each option link."""
    pattern = r'class="option( is-out)?" id="[^"]+" href="([^"]+)"( aria-current="true")? hx-get.*?<span>(\w+)</span>'
    return [(name, link, bool(out), bool(chosen)) for out, link, chosen, name in re.findall(pattern, html)]


def test_links_each_value_to_the_variant_that_differs_in_nothing_else(lamp, client):
    assert options(page(client)) == [
        ("Rust", "/p/cone-lamp/?v=RUST-S", False, True),
        ("Sand", "/p/cone-lamp/?v=SAND-S", True, False),
        ("Small", "/p/cone-lamp/?v=RUST-S", False, True),
        ("Large", "/p/cone-lamp/?v=RUST-L", False, False),
    ]


def test_marks_a_combination_that_does_not_exist_and_leads_to_one_that_does(lamp, client):
    assert options(page(client, "?v=SAND-S"))[2:] == [
        ("Small", "/p/cone-lamp/?v=SAND-S", True, True),
        ("Large", "/p/cone-lamp/?v=RUST-L", True, False),
    ]


def test_shows_the_chosen_variant(lamp, client):
    html = page(client, "?v=RUST-L")

    assert '<input type="hidden" name="sku" value="RUST-L">' in html
    assert 'name="quantity" value="1" min="1" max="3"' in html
    assert "Only 3 left" in html
    assert '<p id="status" class="vh" role="status">Rust, Large: €29.00. Only 3 left</p>' in html
    assert "<title>Cone lamp, Rust, Large · Halden</title>" in html
    assert '<link rel="canonical" href="http://testserver/p/cone-lamp/">' in html


def test_falls_back_to_a_variant_in_stock_when_the_address_names_none_or_nonsense(lamp, client):
    StockLevel.objects.filter(variant__sku="RUST-S").update(on_hand=0)

    for query in ("", "?v=NOPE", "?v=%00"):
        assert '<input type="hidden" name="sku" value="RUST-L">' in page(client, query)


def test_offers_no_button_for_what_is_sold_out(lamp, client):
    html = page(client, "?v=SAND-S")

    assert '<span class="status status-bad">Sold out</span>' in html
    assert '<form class="inline-form" action="/back-in-stock/" method="post"' in html
    assert "add-button" not in html
    assert "buybar" not in html


def test_takes_price_and_stock_from_their_own_tables_not_from_the_snapshot(lamp, client):
    page(client)
    Price.objects.filter(variant__sku="RUST-S").update(amount_minor=1500, compare_at_minor=2000)
    StockLevel.objects.filter(variant__sku="RUST-S").update(on_hand=1)

    html = page(client)

    assert '<span><span class="vh">Now</span> €15.00</span> <s><span class="vh">Was</span> €20.00</s>' in html
    assert "Only 1 left" in html


def test_says_when_it_arrives_and_what_that_costs(lamp, client):
    html = page(client)

    assert re.search(r"<strong>Arrives \w{3} \d+ – \w{3} \d+ \w{3}</strong> <span>Standard</span>", html)
    assert "<strong>€4.90 delivery</strong> <span>Free from €60.00</span>" in html


def test_answers_410_with_alternatives_when_no_longer_sold(lamp, client):
    other = make_product("Desk lamp", skus=("DESK",), category=lamp.category)
    Product.objects.filter(pk=lamp.pk).update(status="archived")

    answer = client.get("/p/cone-lamp/")

    assert answer.status_code == 410
    assert "This product is no longer available" in markup(answer)
    assert f'<a href="/p/{other.slug}/">Desk lamp</a>' in markup(answer)
    assert answer["Cache-Control"] == "private, no-cache"


def test_hides_a_draft(lamp, client):
    Product.objects.filter(pk=lamp.pk).update(status="draft")

    assert client.get("/p/cone-lamp/").status_code == 404


def test_is_410_without_any_price_in_the_shops_currency(lamp, client):
    Price.objects.all().delete()

    assert client.get("/p/cone-lamp/").status_code == 410


def test_only_a_gtin_is_told_to_search_engines_as_one(lamp, client):
    for sku, barcode in (("RUST-S", "4006381333931"), ("RUST-L", "4006381333930"), ("SAND-S", "SHELF-7")):
        Variant.objects.filter(sku=sku).update(barcode=barcode)
    group, _ = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page(client))[1])
    assert [one.get("gtin") for one in group["hasVariant"]] == ["4006381333931", None, None]


def test_describes_every_variant_to_search_engines(lamp, client):
    text = re.search(r'<script type="application/ld\+json">(.*?)</script>', page(client))[1]
    group, breadcrumb = json.loads(text)

    assert group["@type"] == "ProductGroup"
    assert group["variesBy"] == ["https://schema.org/color", "https://schema.org/size"]
    assert [(one["color"], one["size"]) for one in group["hasVariant"]] == [
        ("Rust", "Small"), ("Rust", "Large"), ("Sand", "Small")
    ]  # fmt: skip
    assert [(one["sku"], one["offers"]["price"], one["offers"]["availability"]) for one in group["hasVariant"]] == [
        ("RUST-S", "19.00", "https://schema.org/InStock"),
        ("RUST-L", "29.00", "https://schema.org/LimitedAvailability"),
        ("SAND-S", "19.00", "https://schema.org/OutOfStock"),
    ]
    assert group["hasVariant"][1]["offers"]["url"] == "http://testserver/p/cone-lamp/?v=RUST-L"
    assert [step["name"] for step in breadcrumb["itemListElement"]] == ["Home", "Lamps"]
    offer = group["hasVariant"][0]["offers"]
    assert offer["hasMerchantReturnPolicy"] == {
        "@type": "MerchantReturnPolicy",
        "applicableCountry": ["DE", "AT", "FR"],
        "returnPolicyCategory": "https://schema.org/MerchantReturnFiniteReturnWindow",
        "merchantReturnDays": 14,
        "returnMethod": "https://schema.org/ReturnByMail",
        "returnFees": "https://schema.org/ReturnFeesCustomerResponsibility",
        "refundType": "https://schema.org/FullRefund",
    }
    assert [(way["shippingRate"], way["shippingDestination"]) for way in offer["shippingDetails"]] == [
        ({"@type": "MonetaryAmount", "value": value, "currency": "EUR"},
         {"@type": "DefinedRegion", "addressCountry": "DE"})
        for value in ("4.90", "12.00")
    ]  # fmt: skip
    for way in offer["shippingDetails"]:
        days = way["deliveryTime"]["transitTime"]
        assert 0 < days["minValue"] <= days["maxValue"] < 14


def test_a_product_that_nobody_may_return_says_so(channel, client):
    make_product("Dock mug", withdrawal_exempt="16(c)")

    text = re.search(r'<script type="application/ld\+json">(.*?)</script>', markup(client.get("/p/dock-mug/")))[1]
    policy = json.loads(text)[0]["offers"]["hasMerchantReturnPolicy"]
    assert policy["returnPolicyCategory"] == "https://schema.org/MerchantReturnNotPermitted"


def test_each_variant_has_its_picture_and_links_elsewhere_look_right(lamp, client):
    for position, sku in enumerate(("RUST-S", "RUST-L")):
        made = Media.objects.create(
            product=lamp, path=f"p/{position}", alt="Lamp", width=960, height=1200, widths=[640, 960], position=position
        )
        Variant.objects.filter(sku=sku).update(media=made)
    with transaction.atomic():
        refresh_documents(product_ids=[lamp.pk])
    html = page(client)
    group = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])[0]

    assert [one.get("image") for one in group["hasVariant"]] == [
        "http://testserver/media/p/0/960.jpg", "http://testserver/media/p/1/960.jpg", None
    ]  # fmt: skip
    graph = dict(re.findall(r'<meta property="(?:og|product):([\w:]+)" content="([^"]*)">', html))
    assert graph["site_name"] == "Halden"
    assert (graph["title"], graph["type"], graph["url"]) == ("Cone lamp", "product", "http://testserver/p/cone-lamp/")
    assert (graph["image"], graph["image:width"]) == ("http://testserver/media/p/0/960.jpg", "960")
    assert (graph["price:amount"], graph["price:currency"]) == ("19.00", "EUR")


def test_lets_no_text_end_the_data_block(channel, client):
    make_product("</script><script>alert(1)</script>", slug="evil")

    html = markup(client.get("/p/evil/"))

    assert "<script>alert" not in html
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert data[0]["name"] == "</script><script>alert(1)</script>"
    assert data[0]["@type"] == "Product"


def test_shows_a_product_that_the_sweep_has_not_reached(lamp, client):
    swept = page(client)
    ProductDocument.objects.all().delete()

    assert page(client) == swept


def test_shows_the_picture_of_the_chosen_variant_first_and_names_every_picture(lamp, client):
    for position, (path, alt) in enumerate((("a", "A lamp at night"), ("b", ""))):
        made = Media.objects.create(
            product=lamp, path=path, alt=alt, width=960, height=1200, widths=[640, 960], position=position
        )
        Variant.objects.filter(sku="RUST-L").update(media=made)
    with transaction.atomic():
        refresh_documents(product_ids=[lamp.pk])

    def pictures(query):
        strip = page(client, query).split("gallery-strip")[1].split("</ul>")[0]
        return re.findall(r'<img src="([^"]+)"[^>]* alt="([^"]*)" (\w+)', strip)

    night = ("/media/a/640.jpg", "A lamp at night")
    other = ("/media/b/640.jpg", "Cone lamp")
    assert pictures("?v=RUST-S") == [(*night, "fetchpriority"), (*other, "loading")]
    assert pictures("?v=RUST-L") == [(*other, "fetchpriority"), (*night, "loading")]


def test_links_to_everything_of_the_brand(lamp, client):
    assert 'href="/c/?f.brand=Tresvale%20%26%20Sons"' in page(client)


def test_does_not_count_what_is_not_counted(channel, client):
    make_product("Cone lamp", skus=("ANY",), stock=None)

    assert 'max="99"' in page(client)
    assert "left</span>" not in page(client)


def test_what_engines_are_told_of_a_description_is_what_is_read(channel, client):
    make_product(
        "Tea", skus=["TEA"], description="<p>Salt &amp; pepper&nbsp;mug</p><ul><li>Blue</li><li>5 cm</li></ul>"
    )
    html = markup(client.get("/p/tea/"))
    for name in ('name="description"', 'property="og:description"'):
        assert f'<meta {name} content="Salt &amp; pepper mug Blue 5 cm">' in html
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert data[0]["description"] == "Salt & pepper mug Blue 5 cm"
