"""What a shopper does, in the way that is open to them with and without JavaScript."""

from __future__ import annotations

import re
from types import MappingProxyType

from playwright.sync_api import Page, expect

from shop.accounts.models import User

PASSWORD = "correct horse battery"
ADDRESS = MappingProxyType(
    {"Full name": "Ada Lovelace", "Address": "Torstraße 1", "Postcode": "10119", "City": "Berlin"}
)


def put_into_cart(page: Page, slug: str, *, script: bool) -> None:
    """Add one unit of a product and go to the cart's page."""
    page.goto(f"/p/{slug}/")
    page.get_by_role("button", name="Add to cart").first.click()
    if script:
        expect(page.get_by_role("dialog")).to_be_visible()
        page.goto("/cart/")
    expect(page).to_have_url(re.compile("/cart/"))


def go_to_checkout(page: Page, slug: str, *, script: bool) -> None:
    """Add one unit of a product and go to the checkout."""
    put_into_cart(page, slug, script=script)
    page.get_by_role("link", name="Go to checkout").click()
    expect(page.get_by_role("heading", name="Checkout")).to_be_visible()


def fill_in_address(page: Page, *, email: str = "ada@example.com") -> None:
    page.get_by_label("Email", exact=True).fill(email)
    for label, value in ADDRESS.items():
        page.get_by_label(label, exact=True).fill(value)


def pay_by(page: Page, method: str) -> None:
    """Choose a way to pay by its name and order."""
    page.get_by_label(method).check()
    page.get_by_role("button", name=re.compile("Order with obligation to pay")).click()


def log_in(page: Page, email: str, *, password: str = PASSWORD) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email", exact=True).fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Log in")).to_have_count(0)


def log_in_as_staff(page: Page, path: str = "/admin/") -> None:
    """Open a staff page and log in where it asks for it."""
    User.objects.create_superuser("manager", "manager@example.com", PASSWORD)
    page.goto(path)
    page.get_by_label("Email", exact=True).fill("manager@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile(f"{path}$"))
