"""Variants and products are taken off sale, archived or deleted."""

import pytest
from django.urls import reverse

from shop.catalog.models import OptionValue, Product, Variant
from shop.inventory.models import StockLevel, StockMovement
from shop.search.models import ProductDocument
from tests.backoffice.product_page.form import errors_of, give, save, url_of, variant_forms
from tests.factories.catalog import make_product
from tests.factories.forms import form_data
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db


def remove_url(product, sku):
    return reverse("admin:catalog_variant_remove", args=[product.pk, product.variants.get(sku=sku).pk])


def test_a_tick_in_the_form_removes_no_stored_variant(staff, mug):
    save(staff, mug, **{"variants-0-DELETE": "on"})

    assert list(Variant.objects.values_list("sku", "status")) == [("RUST", "active"), ("LAKE", "active")]
    assert StockMovement.objects.count() == 2


def test_a_variant_with_a_past_is_archived_after_asking_and_comes_back(staff, mug):
    make_order(("RUST", 1))

    page = markup(staff.get(remove_url(mug, "RUST")))
    assert "1 order line" in page
    assert "3 stock movements" in page
    assert 'name="delete"' not in page
    refused = staff.post(remove_url(mug, "RUST"), {"delete": "1"})
    assert (refused.status_code, Variant.objects.count()) == (409, 2)
    assert staff.post(remove_url(mug, "RUST"), {"archive": "1"}).status_code == 302

    assert Variant.objects.get(sku="RUST").status == "archived"
    assert StockMovement.objects.filter(level__variant__sku="RUST").count() == 3
    page = staff.get(url_of(mug))
    assert [form.instance.sku for form in variant_forms(page)] == ["LAKE"]
    archived = staff.get(url_of(mug) + "?archived=1")
    assert [form.instance.sku for form in variant_forms(archived)] == ["RUST"]
    data = form_data(archived) | {"variants-0-status": "active", "_save": "1"}
    assert staff.post(url_of(mug) + "?archived=1", data).status_code == 302
    assert Variant.objects.get(sku="RUST").status == "active"


def test_a_variant_without_a_past_is_deleted_after_saying_what_goes(staff, channel):
    product = make_product("Lamp", skus=["LAMP-A", "LAMP-B"], stock=0)

    page = markup(staff.get(remove_url(product, "LAMP-A")))
    assert "1 price" in page
    assert Variant.objects.count() == 2
    staff.post(remove_url(product, "LAMP-A"), {"delete": "1"})

    assert list(Variant.objects.values_list("sku", flat=True)) == ["LAMP-B"]


def test_a_single_variant_is_taken_off_sale_on_the_page(staff, mug, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        save(staff, mug, **{"variants-0-status": "hidden"})

    assert Variant.objects.get(sku="RUST").status == "hidden"
    assert [entry["sku"] for entry in ProductDocument.objects.get().data["variants"]] == ["LAKE"]
    assert StockLevel.objects.get(variant__sku="RUST").on_hand == 10


def test_an_archived_variant_does_not_come_back_beside_its_twin(staff, mug):
    staff.post(remove_url(mug, "RUST"), {"archive": "1"})
    value = OptionValue.objects.get(value="Rust")
    twin = Variant.objects.create(product=mug, sku="RUST-2", options_key=str(value.pk))
    twin.option_values.add(value)

    data = form_data(staff.get(url_of(mug) + "?archived=1")) | {"variants-0-status": "active", "_save": "1"}
    answer = staff.post(url_of(mug) + "?archived=1", data)

    assert "Two variants have the same options" in errors_of(answer)
    assert Variant.objects.get(sku="RUST").status == "archived"


def test_a_product_with_a_past_is_archived_by_its_button_and_others_are_deleted(staff, mug):
    page = markup(staff.get(url_of(mug)))
    delete = reverse("admin:catalog_product_delete", args=[mug.pk])
    assert ">Archive</a>" in page
    assert ">Delete</a>" not in page
    assert "2 stock movements" in markup(staff.get(delete))
    assert staff.post(delete, {"post": "yes"}).status_code == 200
    assert staff.post(delete, {"delete": "1"}).status_code == 409
    assert staff.post(delete, {"archive": "1"}).status_code == 302
    mug.refresh_from_db()
    assert mug.status == "archived"
    assert not ProductDocument.objects.exists()

    lamp = make_product("Lamp", skus=["LAMP-A", "LAMP-B"], stock=0)
    assert ">Delete</a>" in markup(staff.get(url_of(lamp)))
    delete = reverse("admin:catalog_product_delete", args=[lamp.pk])
    asked = markup(staff.get(delete))
    assert ("2 variants" in asked, "2 prices" in asked, "your account may not" in asked.lower()) == (True, True, False)
    assert staff.post(delete, {"delete": "1"}).url == reverse("admin:catalog_product_changelist")
    assert list(Product.objects.values_list("slug", flat=True)) == ["dock-mug"]


def test_who_may_change_products_but_not_delete_them_can_archive(mug, clerk, client):
    give(clerk, "view_product", "change_product")
    client.force_login(clerk)
    lamp = make_product("Lamp", skus=["LAMP-A"], stock=0)
    delete = reverse("admin:catalog_product_delete", args=[lamp.pk])

    assert 'name="delete"' not in markup(client.get(delete))
    assert client.post(delete, {"delete": "1"}).status_code == 403
    assert client.post(remove_url(lamp, "LAMP-A"), {"delete": "1"}).status_code == 403
    assert client.post(delete, {"archive": "1"}).status_code == 302
    assert Product.objects.get(pk=lamp.pk).status == "archived"
