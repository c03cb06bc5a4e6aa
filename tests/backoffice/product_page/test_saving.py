"""The product page: one form over catalogue, prices, stock and pictures."""

import pytest

from shop.catalog.models import Product, Variant
from shop.inventory.models import StockLevel
from shop.pricing.models import Price
from shop.search.models import ProductDocument
from tests.backoffice.product_page.form import ADD, give, picture, save, url_of
from tests.factories.forms import form_data
from tests.pages import markup

pytestmark = pytest.mark.django_db


def test_saving_without_a_change_changes_nothing(staff, mug):
    before = list(Variant.objects.values()), list(Price.objects.values()), list(StockLevel.objects.values())

    answer = save(staff, mug)

    assert answer.status_code == 302
    assert before == (list(Variant.objects.values()), list(Price.objects.values()), list(StockLevel.objects.values()))


def test_price_and_stock_are_edited_on_the_page_exactly(staff, mug, django_capture_on_commit_callbacks):
    changes = {"variants-0-price": "19,99", "variants-0-compare_at": "25", "variants-0-on_hand": "12"}

    with django_capture_on_commit_callbacks(execute=True):
        save(staff, mug, **changes)

    price = Price.objects.get(variant__sku="RUST")
    assert (price.amount_minor, price.compare_at_minor) == (1999, 2500)
    assert StockLevel.objects.get(variant__sku="RUST").on_hand == 12
    assert StockLevel.objects.get(variant__sku="LAKE").on_hand == 10
    document = ProductDocument.objects.get(product=mug)
    assert (document.price_minor, document.on_sale) == (1900, True)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"variants-0-price": "19.999"}, "at most 2 decimal places"),
        ({"variants-0-price": "-1"}, "Enter an amount"),
        ({"variants-0-compare_at": "19.00"}, "must be above the price"),
        ({"variants-0-sku": "LAKE"}, "SKU"),
        ({"attributes": "Oak"}, "a name, a colon and a value"),
        ({"options-0-values": "Rust\nRust"}, "listed twice"),
    ],
)
def test_a_wrong_value_is_told_and_nothing_is_saved(staff, mug, changes, told):
    answer = save(staff, mug, name="Other", **changes)

    assert answer.status_code in (200, 422)
    assert told in markup(answer)
    assert Product.objects.get().name == "Dock mug"


def test_a_barcode_with_a_wrong_check_digit_is_kept_and_told(staff, mug):
    save(staff, mug, **{"variants-0-barcode": "4006381333930", "variants-1-barcode": "SHELF-7"})
    html = markup(staff.get(url_of(mug)))
    told = "The barcode 4006381333930 is not a valid GTIN, which would end with 1. It is saved, but not shared"
    assert (told in html, html.count("is not a valid GTIN")) == (True, 1)
    assert list(mug.variants.order_by("position").values_list("barcode", flat=True)) == ["4006381333930", "SHELF-7"]
    save(staff, mug, **{"variants-0-weight_grams": "5"})
    assert "is not a valid GTIN" not in markup(staff.get(url_of(mug)))


def test_descriptions_are_cleaned_on_saving(staff, mug):
    text = '<p onclick="x()">Good <script>alert(1)</script><b hx-get="/x">mug</b></p><a href="javascript:1">x</a>'

    save(staff, mug, description=text)

    assert Product.objects.get().description.startswith("<p>Good <b>mug</b></p><a")
    assert "javascript" not in Product.objects.get().description


def test_a_product_is_made_in_one_go(staff, channel):
    data = form_data(staff.get(ADD)) | {
        "name": "Tide plate", "status": "active", "attributes": "Material: Oak\nCare: By hand",
        "variants-0-sku": "TIDE", "variants-0-price": "24", "variants-0-on_hand": "7",
        "new_pictures": picture("green"),
    }  # fmt: skip

    answer = staff.post(ADD, data)

    product = Product.objects.get()
    assert answer.status_code == 302
    assert (product.slug, product.attributes) == ("tide-plate", {"Material": "Oak", "Care": "By hand"})
    variant = product.variants.get()
    assert (variant.sku, variant.options_key, variant.track_stock) == ("TIDE", "", True)
    assert variant.prices.get().amount_minor == 2400
    assert variant.stock_levels.get().on_hand == 7
    assert product.media.count() == 1

    staff.post(ADD, data | {"variants-0-sku": "TIDE-2", "new_pictures": ""})
    assert Product.objects.filter(slug="tide-plate-2").exists()


def test_people_who_may_only_look_can_save_nothing(channel, mug, clerk, client):
    give(clerk, "view_product")
    client.force_login(clerk)

    page = client.get(url_of(mug))
    answer = client.post(url_of(mug), {"name": "Other", "variants-0-price": "1"})

    assert page.status_code == 200
    assert 'name="_save"' not in markup(page)
    assert answer.status_code == 403
    assert Product.objects.get().name == "Dock mug"
