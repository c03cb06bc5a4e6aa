"""Buying without a mouse, the focus in sight at every step."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from shop.orders.models import Order

pytestmark = pytest.mark.browser

# What shows the focus may be drawn on the element, on its label (radio buttons, cards) or on the field around it.
_FOCUS = """async () => {
  await Promise.allSettled(document.getAnimations().map(animation => animation.finished));
  const element = document.activeElement;
  if (element === document.body) return "nothing is focused";
  const ringed = node => [null, "::after"].some(part => {
    const {outlineStyle, outlineWidth} = getComputedStyle(node, part);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
  const around = [element, element.closest("label, .card, .stepper, .search, li")].filter(Boolean);
  const box = element.getBoundingClientRect();
  const name = element.outerHTML.slice(0, 120);
  if (!around.some(ringed)) return "no visible focus: " + name;
  if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) return "out of sight: " + name;
  const at = document.elementFromPoint(box.left + box.width / 2, Math.min(box.top + box.height / 2, innerHeight - 1));
  if (at && !element.contains(at) && !at.contains(element) && !at.closest("label")?.contains(element))
    return `hidden behind ${at.outerHTML.slice(0, 80)}: ${name}`;
  return "";
}"""


def tab_to(page: Page, goal: Locator) -> None:
    """Press Tab until `goal` has the focus; every stop on the way must show where the focus is."""
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(_FOCUS) == ""
        if goal.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{goal} is not reached by Tab")


def type_into(page: Page, label: str, text: str) -> None:
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.type(text)


@pytest.mark.drawn
@pytest.mark.parametrize("width", [390, 1360])
def test_a_purchase_by_keyboard_alone(width, new_page):
    page = new_page(width=width)
    page.goto("/c/table/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Dock mug"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Dock mug")).to_be_visible()
    tab_to(page, page.get_by_role("link", name="Sand"))
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text("Sand: €19.00. In stock")
    tab_to(page, page.get_by_role("button", name="Increase quantity"))
    page.keyboard.press("Space")
    expect(page.get_by_label("Quantity")).to_have_value("2")
    tab_to(page, page.locator("#add-button"))
    page.keyboard.press("Enter")

    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_role("heading", name="Added to your cart")).to_be_focused()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(page.locator("#add-button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(drawer.get_by_role("heading", name="Added to your cart")).to_be_focused()
    tab_to(page, drawer.get_by_role("button", name="Decrease quantity of Dock mug"))
    page.keyboard.press("Space")
    expect(drawer.get_by_label("Quantity of Dock mug")).to_have_value("3")
    expect(page.locator("#status")).to_have_text("Cart: 3 items, €61.90")
    expect(drawer.get_by_role("button", name="Decrease quantity of Dock mug")).to_be_focused()
    tab_to(page, drawer.get_by_role("link", name="Checkout"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Checkout")).to_be_visible()
    type_into(page, "Email", "ada@example.com")
    type_into(page, "Full name", "Ada Lovelace")
    type_into(page, "Address", "Torstraße 1")
    type_into(page, "Postcode", "10119")
    type_into(page, "City", "Berlin")
    tab_to(page, page.get_by_role("radio", name="Standard"))
    page.keyboard.press("ArrowDown")
    expect(page.locator("#status")).to_have_text("Express: €12.00. Total €69.00")
    expect(page.get_by_role("radio", name="Express")).to_be_focused()
    tab_to(page, page.get_by_label("Test card that succeeds"))
    tab_to(page, page.get_by_role("button", name="Order with obligation to pay · €69.00"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Thank you for your order")).to_be_visible()
    assert Order.objects.get().total_minor == 6900
