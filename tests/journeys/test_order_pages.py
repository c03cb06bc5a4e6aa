"""The pages of an order's life after the checkout, looked at by axe and by ruler; and one order walked from end to end."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from shop.checkout.inputs import LineInput
from shop.checkout.operations import save_draft, send_draft
from shop.core.actor import SYSTEM, By
from shop.fulfilment.operations import EditInput, edit_order, move_parcel, prepare_parcels, ship_order
from shop.orders.models import Order
from shop.orders.operations import add_note, hold_order
from shop.orders.queries import order_path, pay_path
from tests.factories.orders import ADDRESS, make_order

from .steps import log_in_as_staff
from .test_pages import problems, visit

pytestmark = pytest.mark.browser


def waiting_order() -> Order:
    now = timezone.now()
    draft = save_draft(
        email="ada@example.com", lines=[LineInput("RUST", 2)], shipping_address=ADDRESS, by=By(SYSTEM, now)
    )
    return send_draft(order_id=draft.pk, by=By(SYSTEM, now))


def test_paying_by_link_is_sound(new_page):
    page = new_page(forgive=("422 POST",))
    order = waiting_order()
    found = visit(page, [order_path(order), pay_path(order)])
    page.get_by_text("Test card that is declined").click()
    page.get_by_role("button", name="Order with obligation to pay").click()
    expect(page.get_by_role("alert").filter(has_text="Nothing has been paid")).to_be_focused()
    found += problems(page)
    changed = make_order(("RUST", 2), now=timezone.now()).order
    edit_order(order_id=changed.pk, edit=EditInput(add={"BOWL": 1}), by=By(SYSTEM, timezone.now()))
    found += visit(page, [order_path(changed), pay_path(changed)])
    assert found == []


@pytest.mark.parametrize("part", [0, 1])
def test_staff_pages_of_an_order_are_sound(part, new_page):
    now = timezone.now()
    order = make_order(("RUST", 3), ("BOWL", 1), now=now).order
    rust, bowl = order.lines.all()
    [sent] = ship_order(order_id=order.pk, quantities={rust.pk: 1}, by=By(SYSTEM, now))
    [lost] = ship_order(order_id=order.pk, quantities={rust.pk: 1}, by=By(SYSTEM, now))
    move_parcel(parcel_id=lost.pk, target="lost", by=By(SYSTEM, now))
    [packed] = prepare_parcels(order_id=order.pk, quantities={bowl.pk: 1}, is_packed=True, by=By(SYSTEM, now))
    add_note(order_id=order.pk, text="Rang twice.\nNobody there.", by=By(SYSTEM, now))
    edit_order(order_id=order.pk, edit=EditInput(add={"GLASS": 1}), by=By(SYSTEM, now))
    held = make_order(("RUST", 1), email="b@example.com", now=now).order
    hold_order(order_id=held.pk, reason="Fraud check", by=By(SYSTEM, now))
    free = make_order(("RUST", 1), email="c@example.com", now=now).order
    draft = save_draft(email="d@example.com", lines=[LineInput("RUST", 1)], by=By(SYSTEM, now))
    page = new_page()
    log_in_as_staff(page)
    own, parcels = f"/admin/orders/order/{order.pk}", f"/admin/orders/order/{order.pk}/parcels"
    paths = [
        f"{own}/change/", f"{own}/prepare/", f"{own}/hold/", f"{own}/cancel/", f"{own}/refund/",
        f"{parcels}/{packed.pk}/send/", f"{parcels}/{packed.pk}/slip/", f"{parcels}/{sent.pk}/tracking/",
        f"{parcels}/{sent.pk}/problem/", f"{parcels}/{lost.pk}/resend/", f"/admin/orders/order/{held.pk}/change/",
        f"/admin/orders/order/{free.pk}/edit/", f"/admin/orders/order/{draft.pk}/draft/",
        f"/admin/orders/order/{waiting_order().pk}/change/",
    ]  # fmt: skip
    assert visit(page, paths[part::2]) == []


def test_staff_change_an_order_and_the_buyer_pays_the_difference(script, new_page):
    page = new_page(script=script)
    order = make_order(("RUST", 2), now=timezone.now()).order
    log_in_as_staff(page)
    page.goto(f"/admin/orders/order/{order.pk}/change/")
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Find a product").fill("bowl")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("button", name="Add Field bowl").click()
    page.get_by_role("button", name="Preview changes").last.click()
    expect(page.get_by_text("a link to pay")).to_contain_text("€24.50")
    page.get_by_role("button", name="Update order and request €24.50").click()
    expect(page.get_by_text("An order change is awaiting payment of €24.50")).to_be_visible()

    buyer = new_page(script=script)
    buyer.goto(order_path(order))
    buyer.get_by_role("link", name="Pay €24.50").click()
    buyer.get_by_text("Test card that succeeds").click()
    buyer.get_by_role("button", name="Order with obligation to pay · €24.50").click()
    expect(buyer.get_by_role("heading", name="Thank you for your order")).to_be_visible()

    _send_everything(page, order)


def _send_everything(page: Page, order: Order) -> None:
    page.goto(f"/admin/orders/order/{order.pk}/change/")
    page.get_by_role("link", name="Ship parcel").click()
    page.get_by_role("button", name="Ship parcel").click()
    expect(page.get_by_text("shipped. We've emailed ada@example.com")).to_be_visible()
    page.get_by_role("button", name="Mark as delivered").click()
    expect(page.get_by_text("Delivered").first).to_be_visible()
    order.refresh_from_db()
    assert (order.status, order.fulfilment_status) == ("closed", "delivered")
