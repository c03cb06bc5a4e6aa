"""Changing the status of many products: shown first, all that match, undone; and what keeps one from being sold."""

import re

import pytest
from django.urls import reverse

from shop.backoffice.views import product_status
from shop.backoffice.views.product_status import missing_to_sell
from shop.catalog.models import Product, Variant
from shop.inventory.models import StockLevel
from shop.payments.models import StatementLine
from shop.pricing.models import Price
from shop.search.models import ProductDocument
from tests.factories.catalog import make_product
from tests.factories.stock import make_bundle
from tests.pages import markup

pytestmark = pytest.mark.django_db

LIST = "/admin/catalog/product/"


@pytest.fixture
def staff(channel, manager, client):
    client.force_login(manager)
    return client


def statuses():
    return dict(Product.objects.order_by("name").values_list("name", "status"))


def run(staff, action, *products, query="", **more):
    chosen = [product.pk for product in products]
    return staff.post(LIST + query, {"action": action, "_selected_action": chosen, "index": "0", **more})


def hidden(page):
    """What the page that asks would send."""
    data = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', markup(page)):
        if name != "csrfmiddlewaretoken":
            data.setdefault(name, []).append(value)
    return data


def page_of(staff, product):
    return markup(staff.get(reverse("admin:catalog_product_change", args=[product.pk])))


def test_an_action_shows_first_what_it_changes_and_leaves_the_others_out(staff, channel):
    draft = make_product("Lamp", skus=["LAMP"], status="draft")
    active = make_product("Mug", skus=["MUG"])

    asked = run(staff, "publish", draft, active)

    assert asked.status_code == 200
    html = markup(asked)
    assert "Publish: 1 product?" in html
    assert ("Lamp</a> <small>currently draft" in html, "Mug</a>" in html) == (True, False)
    assert statuses() == {"Lamp": "draft", "Mug": "active"}
    assert staff.post(LIST, hidden(asked)).status_code == 302
    assert statuses() == {"Lamp": "active", "Mug": "active"}
    assert ProductDocument.objects.filter(product=draft).exists()
    assert "1 product published." in markup(staff.get(LIST))
    assert run(staff, "publish", draft, active).status_code == 302
    assert "already published" in markup(staff.get(LIST))


def test_it_is_undone_as_far_as_nobody_changed_it_since(staff, channel):
    lamp = make_product("Lamp", skus=["LAMP"], status="draft")
    mug = make_product("Mug", skus=["MUG"])
    cup = make_product("Cup", skus=["CUP"])
    staff.post(LIST, hidden(run(staff, "archive", lamp, mug, cup)))
    assert set(statuses().values()) == {"archived"}
    assert not ProductDocument.objects.exists()
    Product.objects.filter(pk=cup.pk).update(status="draft")
    (undo,) = re.findall(r'href="([^"]+/undo/[0-9]+/)"', markup(staff.get(LIST)))

    asked = markup(staff.get(undo))
    assert "1 product: draft" in asked
    assert "1 product: active" in asked
    assert "1 has been changed again since" in asked
    assert staff.post(undo).status_code == 302

    assert statuses() == {"Cup": "draft", "Lamp": "draft", "Mug": "active"}
    assert ProductDocument.objects.filter(product=mug).exists()
    assert "There is nothing to undo" in markup(staff.get(undo))
    assert staff.get("/admin/catalog/product/undo/1/").status_code == 404


def test_all_that_match_are_taken_without_ticking_any(staff, channel):
    for n in range(53):
        Product.objects.create(name=f"Lamp {n:02}", slug=f"lamp-{n}", status="draft")
    make_product("Mug", skus=["MUG"], status="draft")

    assert "Select all 53 matches" in markup(staff.get(LIST + "?q=lamp"))
    asked = run(staff, "archive", query="?q=lamp", select_across="1")
    assert "Archive: 53 products?" in markup(asked)
    assert "and 33 more" in markup(asked)
    assert staff.post(LIST + "?q=lamp", hidden(asked)).status_code == 302

    assert Product.objects.filter(status="archived").count() == 53
    assert statuses()["Mug"] == "draft"


def test_what_matches_is_asked_anew_when_it_is_not_what_was_shown(staff, channel):
    for n in range(3):
        Product.objects.create(name=f"Lamp {n}", slug=f"lamp-{n}", status="draft")
    asked = hidden(run(staff, "archive", query="?q=lamp", select_across="1"))
    Product.objects.create(name="Lamp 9", slug="lamp-9", status="draft")

    again = staff.post(LIST + "?q=lamp", asked)

    assert "Archive: 4 products?" in markup(again)
    assert set(statuses().values()) == {"draft"}


def test_as_many_others_are_not_what_was_shown(staff, channel):
    make_product("Lamp one", skus=["L1"])
    leaves = make_product("Lamp two", skus=["L2"])
    asked = hidden(run(staff, "archive", query="?q=lamp", select_across="1"))
    Product.objects.filter(pk=leaves.pk).update(name="Mug")
    make_product("Lamp three", skus=["L3"])

    again = staff.post(f"{LIST}?q=lamp", asked)

    assert again.status_code == 200
    assert "Lamp three</a>" in markup(again)
    assert set(statuses().values()) == {"active"}
    assert staff.post(f"{LIST}?q=lamp", hidden(again)).status_code == 302
    assert statuses() == {"Lamp one": "archived", "Lamp three": "archived", "Mug": "active"}


def test_more_than_can_be_written_at_once_is_refused(staff, channel, monkeypatch):
    monkeypatch.setattr(product_status, "MOST", 2)
    for n in range(3):
        Product.objects.create(name=f"Lamp {n}", slug=f"lamp-{n}", status="draft")

    assert run(staff, "archive", select_across="1").status_code == 302
    assert "more than 2 products" in markup(staff.get(LIST))
    assert set(statuses().values()) == {"draft"}


def test_what_a_product_lacks_is_said_on_its_page_and_before_publishing(staff, channel):
    bare = Product.objects.create(name="Bare", slug="bare", status="active")
    off = make_product("Off", skus=["H"])
    Variant.objects.filter(sku="H").update(status="hidden")
    unpriced = make_product("Unpriced", skus=["U"])
    Price.objects.filter(variant__sku="U").delete()
    uncounted = make_product("Uncounted", skus=["C"], stock=0)
    StockLevel.objects.filter(variant__sku="C").delete()
    fine = make_product("Fine", skus=["F"], stock=0)
    make_product("Part", skus=["P"])
    bundle = make_product("Set", skus=["SET"])
    make_bundle("SET", P=1)

    assert missing_to_sell(Product.objects.all()) == {
        bare.pk: "it has no variant yet",
        off.pk: "all of its variants are hidden or archived",
        unpriced.pk: "no variant on sale has a price",
        uncounted.pk: "it has no stock location yet",
    }
    for product in (fine, bundle):
        assert "not on sale yet" not in page_of(staff, product)
    assert "Published, but not on sale yet:</strong> it has no variant yet." in page_of(staff, bare)
    Product.objects.update(status="draft")
    asked = markup(run(staff, "publish", bare, fine))
    assert "1 of them will not be on sale yet." in asked
    assert "Bare: it has no variant yet" in asked


def test_amounts_and_dates_of_a_statement_line_are_written_as_people_read_them(staff, channel, now):
    line = StatementLine.objects.create(
        fingerprint="x", booked_on=now.date(), amount_minor=3500, currency="EUR", payer="Ada", imported_at=now
    )

    page = markup(staff.get(reverse("admin:payments_statementline_change", args=[line.pk])))

    assert "23 Nov 2026, €35.00" in page
    assert "3500" not in page
    assert "23 Nov 2026, 10:00" in page  # Berlin's clock, and no "a.m."
