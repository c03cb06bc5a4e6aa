"""What is sold out, comes later or is made of others: asked for by shoppers, booked by staff, with and without script."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from shop.accounts.models import User
from shop.catalog.models import Product, Variant
from shop.inventory.models import BackInStockRequest, Location, StockLevel, Transfer
from shop.inventory.operations import notify_back_in_stock, request_back_in_stock
from shop.inventory.queries import waiting_path
from shop.notifications.models import MailMessage
from tests.factories.stock import make_bundle, set_level

from .steps import PASSWORD, log_in, log_in_as_staff
from .test_pages import problems, visit

pytestmark = pytest.mark.browser


def test_who_finds_it_sold_out_is_told_and_can_stop(script, new_page):
    page = new_page(script=script)
    page.goto("/p/reading-lamp/")
    page.get_by_label("Email", exact=True).fill("ada@example.com")
    page.get_by_role("button", name="Notify me").click()
    expect(page.get_by_text("We will email you once")).to_be_visible()
    if script:
        expect(page).to_have_url(re.compile("/p/reading-lamp/"))
        expect(page.locator("#waiting [data-focus]")).to_be_focused()
    request_back_in_stock(sku="LAMP", email="eve@example.com", locale="en_IE", now=timezone.now())

    set_level("LAMP", on_hand=1)
    assert notify_back_in_stock(now=timezone.now()) == 2
    link = re.search(r"(/back-in-stock/\S+)", MailMessage.objects.get(recipient="ada@example.com").text)[1]
    page.goto(link)
    expect(page.get_by_text("You have no alerts")).to_be_visible()

    set_level("LAMP", on_hand=0)
    request_back_in_stock(sku="LAMP", email="ada@example.com", locale="en_IE", now=timezone.now())
    page.goto(link)
    page.get_by_role("button", name="Cancel alert").click()
    expect(page.get_by_role("status").filter(has_text="We will not email you about this.")).to_be_visible()
    assert not BackInStockRequest.objects.filter(notified_at=None).exists()


def test_a_customer_finds_the_address_filled_in(new_page):
    User.objects.create_user("ada", "ada@example.com", PASSWORD)
    page = new_page(forgive=("422 POST",))
    log_in(page, "ada@example.com")
    set_level("SAND", on_hand=0)
    page.goto("/p/dock-mug/?v=RUST")
    page.get_by_role("link", name="Sand").click()

    expect(page.get_by_label("Email", exact=True)).to_have_value("ada@example.com")
    page.get_by_label("Email", exact=True).fill("nonsense")
    page.get_by_role("button", name="Notify me").click()
    expect(page.get_by_text("Enter an email address, such as")).to_be_visible()
    assert problems(page) == []


def later(days: int) -> date:
    return timezone.now().date() + timedelta(days=days)


def make_everything() -> None:
    """A pre-order, a back-order, few left, and a bundle."""
    Product.objects.filter(slug="glass-mug").update(released_on=later(12))
    set_level("LAMP", backorder_limit=5, expected_on=later(17))
    make_bundle("BOWL", RUST=2, SPOON=1)


def test_pages_about_stock_are_sound(new_page):
    make_everything()
    set_level("SAND", on_hand=0)
    page = new_page()
    for slug, button in (("glass-mug", "Pre-order"), ("reading-lamp", "Back-order"), ("field-bowl", "Add to cart")):
        page.goto(f"/p/{slug}/")
        expect(page.locator("#add-button")).to_have_text(button)
        page.locator("#add-button").click()
        expect(page.get_by_role("dialog")).to_be_visible()
    request_back_in_stock(sku="SAND", email="ada@example.com", locale="en_IE", now=timezone.now())
    link = waiting_path(request_id=BackInStockRequest.objects.get().pk)

    found = visit(page, [
        "/p/glass-mug/", "/p/reading-lamp/", "/p/field-bowl/", "/p/dock-mug/?v=SAND", "/c/", "/cart/", "/checkout/",
        "/back-in-stock/?sku=SAND", "/back-in-stock/?sku=SAND&sent=1", link, f"{link}?stopped=1",
    ])  # fmt: skip
    assert found == []


def scan(page: Page, *codes: str) -> None:
    for code in codes:
        page.get_by_label("Scan or type").fill(code)
        page.get_by_label("Scan or type").press("Enter")
        expect(page.get_by_label("Scan or type")).to_have_value("")
        expect(page.get_by_label("Scan or type")).to_be_focused()


def test_staff_receive_count_move_and_bundle(script, new_page):
    Location.objects.create(code="shop", name="Shop floor", priority=1)
    page = new_page(script=script)
    log_in_as_staff(page, "/admin/inventory/stocklevel/")

    page.get_by_role("link", name="Receive stock").click()
    scan(page, "RUST", "RUST", "GLASS")
    page.get_by_label("Delivery note").fill("DN 17")
    page.get_by_role("button", name="Receive").click()
    expect(page.get_by_role("status").first).to_contain_text("3 units of 2 SKUs received at")

    level = StockLevel.objects.get(variant__sku="RUST")
    page.goto(f"/admin/inventory/stocklevel/{level.pk}/change/")
    expect(page.get_by_text("DN 17")).to_be_visible()
    page.get_by_label("Counted").check()
    page.get_by_label("Units", exact=True).fill("11")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Counted: -1")
    page.get_by_label("Safety stock").fill("2")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved")

    page.goto("/admin/inventory/transfer/add/")
    scan(page, "RUST", "RUST", "RUST")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="→ Shop floor").click()
    page.get_by_label("Received of RUST").fill("2")
    page.get_by_role("button", name="Receive at").click()
    expect(page.get_by_role("status").first).to_contain_text("1 unit is recorded as lost")

    bowl = Variant.objects.get(sku="BOWL")
    StockLevel.objects.filter(variant=bowl).update(on_hand=0)  # a bundle has no stock of its own
    page.goto(f"/admin/catalog/product/{bowl.product_id}/change/")
    page.locator("summary", has_text="about BOWL").click()
    page.get_by_role("link", name="Make it a bundle").click()
    scan(page, "GLASS", "GLASS", "SPOON")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="2 available")).to_be_visible()

    assert dict(StockLevel.objects.filter(variant__sku="RUST").values_list("location__code", "on_hand")) == {
        "main": 8, "shop": 2,
    }  # fmt: skip


def test_staff_pages_about_stock_are_sound(new_page):
    make_everything()
    shop_floor = Location.objects.create(code="shop", name="Shop floor", priority=1)
    transfer = Transfer.objects.create(
        source=Location.objects.get(code="main"), target=shop_floor, sent_at=timezone.now()
    )
    rust = StockLevel.objects.get(variant__sku="RUST")
    transfer.lines.create(variant=rust.variant, sku="RUST", quantity=2)
    bowl = Variant.objects.get(sku="BOWL")
    page = new_page(forgive=("422 POST",))
    log_in_as_staff(page)

    found = visit(page, [
        "/admin/inventory/stocklevel/?stock=low", f"/admin/inventory/stocklevel/{rust.pk}/change/",
        "/admin/inventory/stockmovement/", f"/admin/inventory/stockmovement/?level={rust.pk}",
        "/admin/inventory/transfer/", f"/admin/inventory/transfer/{transfer.pk}/change/",
        f"/admin/catalog/product/{bowl.product_id}/bundle/{bowl.pk}/",
    ])  # fmt: skip
    page.goto("/admin/inventory/stocklevel/receive/")
    scan(page, "RUST", "NOPE")
    found += problems(page)
    page.goto("/admin/inventory/transfer/add/")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert").filter(has_text="at least one item")).to_be_focused()
    found += problems(page)
    assert found == []
