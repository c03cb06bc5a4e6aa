"""Stock that is typed on the product page."""

import pytest
from django.db.models import F

from shop.catalog.models import Product
from shop.inventory.models import Location, StockLevel, StockMovement
from shop.pricing.models import Price
from tests.backoffice.product_page.form import ADD, errors_of, give, save, url_of
from tests.factories.forms import form_data
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db


def test_what_was_sold_while_the_page_was_open_stays_sold(staff, mug):
    data = form_data(staff.get(url_of(mug)))
    StockLevel.objects.filter(variant__sku="RUST").update(on_hand=F("on_hand") - 3)

    staff.post(url_of(mug), data | {"name": "New name"})
    assert StockLevel.objects.get(variant__sku="RUST").on_hand == 7

    data["_shown"] = form_data(staff.get(url_of(mug)))["_shown"]
    staff.post(url_of(mug), data | {"variants-0-on_hand": "15"})  # five more arrived
    assert StockLevel.objects.get(variant__sku="RUST").on_hand == 12


def test_less_than_orders_hold_is_refused(staff, mug):
    make_order(("RUST", 4))

    answer = save(staff, mug, **{"variants-0-on_hand": "3"})

    assert "4 of them are allocated to orders." in markup(answer)
    assert StockLevel.objects.get(variant__sku="RUST").on_hand == 10


def test_who_may_not_change_stock_changes_none_on_the_product_page(mug, clerk, client):
    give(clerk, "view_product", "change_product", "add_product")
    client.force_login(clerk)

    page = client.get(url_of(mug))
    answer = save(client, mug, **{"variants-0-on_hand": "99", "variants-0-price": "21"})

    assert "You do not have permission to change stock" in markup(page)
    assert answer.status_code == 302
    assert Price.objects.get(variant__sku="RUST").amount_minor == 2100
    assert StockLevel.objects.get(variant__sku="RUST").on_hand == 10
    new = form_data(client.get(ADD)) | {"name": "Bowl", "variants-0-sku": "BOWL", "variants-0-on_hand": "5"}
    assert client.post(ADD, new).status_code == 302
    assert StockLevel.objects.get(variant__sku="BOWL").on_hand == 0
    give(clerk, "change_stocklevel")
    save(client, mug, **{"variants-0-on_hand": "99"})
    assert StockLevel.objects.get(variant__sku="RUST").on_hand == 99


def test_a_count_is_signed_by_who_typed_it(staff, mug, manager):
    save(staff, mug, **{"variants-0-on_hand": "12"})
    movement = StockMovement.objects.last()
    assert (movement.kind, movement.on_hand, movement.actor_user_key) == ("adjust", 2, manager.pk)
    assert (movement.actor_label, movement.note) == (manager.email, "Product page")


def test_variants_get_stock_at_the_first_location_only(staff, mug):
    second = Location.objects.create(code="b", name="Second", priority=1)
    StockLevel.objects.create(variant=mug.variants.get(sku="RUST"), location=second, on_hand=99)

    save(staff, mug, **{"variants-0-on_hand": "11"})

    assert StockLevel.objects.get(variant__sku="RUST", location=second).on_hand == 99
    assert StockLevel.objects.get(variant__sku="RUST", location__code="main").on_hand == 11


def test_a_count_is_not_lost_where_the_shop_has_no_location(staff, channel):
    Location.objects.all().delete()
    new = {
        "name": "Bowl",
        "slug": "bowl",
        "status": "active",
        "variants-0-sku": "BOWL",
        "variants-0-price": "5",
        "variants-0-on_hand": "5",
    }
    answer = staff.post(ADD, form_data(staff.get(ADD)) | new)
    assert "There is no location yet" in errors_of(answer)
    assert not Product.objects.exists()
    answer = staff.post(ADD, form_data(staff.get(ADD)) | new | {"variants-0-on_hand": "0"})
    assert answer.status_code == 302
