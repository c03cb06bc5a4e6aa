"""Every kind of page, looked at by axe and by ruler: on phones and desktops, in light and dark."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from shop.accounts.models import User
from shop.catalog.models import Category, Product
from shop.checkout.inputs import PaymentChoice
from shop.core.actor import Actor
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.orders.queries import order_path
from tests.browser import overflow, violations
from tests.drawn import drawn
from tests.factories.orders import make_order

from .steps import PASSWORD, go_to_checkout, log_in, log_in_as_staff, pay_by

pytestmark = pytest.mark.browser
PAYS, ASKS = PaymentChoice("test", "success"), PaymentChoice("test", "challenge")

CACHED = [
    "/", "/c/", "/c/table/", "/c/table/mugs/", "/c/table/?f.material=Clay&f.material=Tin", "/c/table/?min=999",
    "/p/dock-mug/", "/p/dock-mug/?v=SAND", "/p/field-bowl/", "/p/reading-lamp/", "/search/", "/search/?q=mug",
    "/search/?q=qqqqq", "/search/?q=reading+lmap", "/help/returns/", "/legal/terms/",
]  # fmt: skip
ENTRANCE = [
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/order/",
]
ACCOUNT = [
    "/account/", "/account/orders/", "/account/addresses/", "/account/addresses/new/", "/account/email/",
    "/account/password/change/", "/account/sessions/", "/account/logout/",
]  # fmt: skip
STAFF = [
    "/admin/", "/admin/search/?q=mug", "/admin/orders/order/", "/admin/orders/order/add/", "/admin/catalog/product/",
    "/admin/catalog/product/add/", "/admin/catalog/category/", "/admin/inventory/stocklevel/", "/admin/accounts/user/",
    "/admin/channels/channel/", "/admin/channels/contentpage/", "/admin/shipping/zone/", "/admin/pricing/taxrate/",
    "/admin/notifications/mailmessage/", "/admin/auth/group/add/",
]  # fmt: skip


LOOKS = [(width, theme) for width in (390, 1360) for theme in ("light", "dark")]


def problems(page: Page) -> list[str]:
    """Return what is wrong with the page as it stands: measured at three widths, judged as it looks in one of four ways.

    Which one is drawn; every night it is all of them.
    """
    found: list[str] = []
    judged = drawn(LOOKS, 1)
    for width in (320, 390, 1360):
        page.set_viewport_size({"width": width, "height": 800})
        if too_wide := overflow(page):
            found.append(f"{page.url} at {width}: {too_wide} pixels too wide")
        for theme in (theme for at, theme in judged if at == width):
            page.emulate_media(color_scheme=theme)
            found += [f"{page.url} at {width} in {theme}: {each}" for each in violations(page)]
    return found


def visit(page: Page, paths: list[str]) -> list[str]:
    """Open pages one after another and return what is wrong with them; of many, half are drawn."""
    found: list[str] = []
    for path in drawn(paths, max(4, len(paths) // 2)):
        page.goto(path)
        found += problems(page)
    return found


@pytest.mark.parametrize("part", [0, 1])
def test_browsing_pages_are_sound_and_set_no_cookie(part, new_page):
    page = new_page()
    assert visit(page, CACHED[part::2]) == []
    assert page.context.cookies() == []


def test_browsing_pages_may_be_kept_by_shared_caches(new_page, live_server):
    page = new_page(script=False)
    page.context.add_cookies([{"name": "cart", "value": "secret", "url": live_server.url}])
    for path in CACHED:
        answer = page.request.get(path)
        assert (path, answer.status, answer.headers.get("set-cookie")) == (path, 200, None)
        assert answer.headers["cache-control"].startswith("public"), path


def test_missing_pages_are_sound(new_page):
    page = new_page(forgive=("404 GET",))
    assert visit(page, ["/nowhere/", "/p/never-was/"]) == []


def test_entrances_are_sound_with_and_without_errors(new_page):
    page = new_page(forgive=("422 POST",))
    found = visit(page, ENTRANCE)
    for path, button in (
        ("/account/login/", "Log in"),
        ("/account/signup/", "Create account"),
        ("/order/", "Email me a link"),
    ):
        page.goto(path)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("alert").filter(has_text="There is a problem")).to_be_focused()
        found += problems(page)
    assert found == []


def test_cart_and_drawer_are_sound(new_page):
    page = new_page()
    found = visit(page, ["/cart/"])
    page.goto("/p/dock-mug/")
    page.locator("#add-button").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found += problems(page)
    found += visit(page, ["/cart/", "/cart/?added=RUST"])
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    found += problems(page)
    assert found == []


def test_checkout_order_and_bank_are_sound(new_page):
    page = new_page(forgive=("422 POST",))
    go_to_checkout(page, "dock-mug", script=True)
    found = problems(page)
    pay_by(page, "Test card that succeeds")
    expect(page.get_by_role("alert").filter(has_text="There is a problem")).to_be_focused()
    found += problems(page)
    paid, asked = (make_order(("GLASS", 1), payment=choice, now=timezone.now()) for choice in (PAYS, ASKS))
    found += visit(page, [order_path(paid.order), order_path(asked.order), asked.payment.redirect_url])
    assert found == []


def test_the_checkout_asks_a_new_guest_for_eight_things_at_most(script, new_page):
    page = new_page(script=script)
    go_to_checkout(page, "dock-mug", script=script)
    fields = page.locator("#checkout-form").locator("input:not([type=radio]):visible, select:visible")
    groups = page.locator("#checkout-form fieldset:has([type=radio]:visible)")
    assert fields.count() + groups.count() <= 8


def test_account_pages_are_sound(new_page):
    user = User.objects.create_user("ada", "ada@example.com", PASSWORD)
    page = new_page()
    log_in(page, "ada@example.com")
    found = visit(page, ACCOUNT)
    make_order(("RUST", 2), actor=Actor(kind="customer", user_id=user.pk, label=user.email), now=timezone.now())
    found += visit(page, ["/account/", "/account/orders/", f"/account/orders/{Order.objects.get().public_id}/"])
    assert found == []


@pytest.mark.parametrize("part", [0, 1])
def test_staff_pages_are_sound(part, new_page):
    page = new_page()
    order = make_order(("RUST", 2), now=timezone.now()).order
    log_in_as_staff(page)
    own = f"/admin/orders/order/{order.pk}"
    mug, table = Product.objects.get(slug="dock-mug"), Category.objects.get(slug="table")
    edit = [
        f"{own}/change/", f"{own}/ship/", f"{own}/refund/", f"{own}/cancel/",
        f"/admin/catalog/product/{mug.pk}/change/", f"/admin/catalog/product/{mug.pk}/history/",
        f"/admin/catalog/product/{mug.pk}/delete/", f"/admin/catalog/category/{table.pk}/change/",
        f"/admin/notifications/mailmessage/{MailMessage.objects.get().pk}/change/",
    ]  # fmt: skip
    assert visit(page, [*STAFF, *edit][part::2]) == []
