"""What staff may not do about an order's money, and how they are told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.core.actor import By
from shop.core.errors import DomainError
from shop.core.money import Money
from shop.fulfilment.operations import refund_order
from shop.orders.models import Order
from shop.payments.models import CreditNote, Payment, Refund
from shop.payments.operations import write_off
from shop.payments.rules import CreditLine
from tests.backoffice.order_money.buying import buy, page_of
from tests.factories.orders import NOW
from tests.pages import markup

pytestmark = pytest.mark.django_db


def test_nothing_is_offered_to_be_written_off_that_is_paid_held_or_disputed(desk, bank, held, staff_actor):
    paid = buy("bank", "pay")
    Payment.objects.filter(pk=paid.payment.pk).update(status="disputed", disputed_minor=4290)
    for placed in (held, paid):
        assert "Write off" not in markup(desk.get(f"{page_of(placed.order)}change/"))
    Payment.objects.filter(pk=paid.payment.pk).update(status="captured", disputed_minor=0)


def test_a_refused_write_off_is_told_with_its_status(desk, underpaid, staff_actor):
    write_off(order_id=underpaid.pk, reason="", by=By(staff_actor, timezone.now()))
    underpaid.refresh_from_db()
    answer = desk.post(f"{page_of(underpaid)}write_off/", {"version": underpaid.version, "reason": "x"})
    assert (answer.status_code, "Nothing is owed." in markup(answer)) == (422, True)


def test_a_refund_of_a_provider_that_answers_itself_is_not_confirmed_by_hand(desk, bank, staff_actor):
    bank.refund_status = "sent"
    order = buy("bank", "pay").order
    refund = refund_order(order_id=order.pk, allowance=Money(500, "EUR"), by=By(staff_actor, timezone.now())).refunds[0]
    address = f"{page_of(order)}refunds/{refund.pk}/confirm/"
    html = markup(desk.get(f"{page_of(order)}change/"))
    assert (address in html, f"re_{refund.public_id}" in html) == (False, True)
    assert "Refund</span>" in html
    assert desk.post(address, {"version": Order.objects.get().version}).status_code == 409
    assert Refund.objects.get().status == "sent"


def test_who_may_not_touch_money_is_refused_and_offered_nothing(client, clerk, held, going_back, staff_actor):
    Payment.objects.filter(pk=held.payment.pk).update(review="Look", expires_at=timezone.now() + timedelta(hours=1))
    back_order = going_back.payment.order
    client.force_login(clerk)
    addresses = [
        f"{page_of(held.order)}write_off/",
        f"{page_of(held.order)}payments/{held.payment.pk}/release/",
        f"{page_of(held.order)}payments/{held.payment.pk}/review/",
        f"{page_of(back_order)}refunds/{going_back.pk}/confirm/",
    ]
    html = "".join(markup(client.get(f"{page_of(order)}change/")) for order in (held.order, back_order))
    for address in addresses:
        assert client.get(address).status_code == 403
        assert client.post(address, {"version": held.order.version, "seen": "Look", "reason": "x"}).status_code == 403
    assert [word in html for word in ("Write off", "Release auth", "Mark as reviewed", "Mark as refunded")] == [
        False
    ] * 4
    assert "<strong>Needs review.</strong> Look" in html
    assert (Payment.objects.get(pk=held.payment.pk).status, Refund.objects.get().status) == ("authorised", "sent")


def test_a_payment_or_refund_of_another_order_is_not_found(desk, held, going_back):
    other = going_back.payment.order
    for address in (
        f"{page_of(other)}payments/{held.payment.pk}/release/",
        f"{page_of(other)}payments/{held.payment.pk}/review/",
        f"{page_of(held.order)}refunds/{going_back.pk}/confirm/",
    ):
        assert desk.post(address, {"version": 1, "seen": "x"}).status_code == 404


def sent_and_refused(desk, order, **fields):
    """Press "Show what goes back": the page's answer, and what the operation says to the same wish."""
    order.refresh_from_db()
    answer = desk.post(f"{page_of(order)}refund/", {"version": order.version, **fields})
    return answer.status_code, " ".join(answer.context["form"].non_field_errors())


@pytest.mark.parametrize("named", ["units", "delivery", "allowance"])
def test_an_order_that_was_never_placed_is_not_shown_a_credit(desk, bank, staff_actor, named):
    order = buy("bank", "ask").order
    assert (order.status, order.placed_at) == ("pending", None)
    line = order.lines.get()
    form = {"units": {f"line_{line.pk}": 1}, "delivery": {"shipping": "1.00"}, "allowance": {"allowance": "1.00"}}[
        named
    ]
    page = markup(desk.get(f"{page_of(order)}refund/"))
    assert "This order was never placed and nothing was paid, so there is nothing to credit or refund." in page
    assert 'name="allowance"' not in page

    wish = {"lines": {}} | {
        "units": {"lines": {line.pk: CreditLine(1)}},
        "delivery": {"shipping": Money(100, "EUR")},
        "allowance": {"allowance": Money(100, "EUR")},
    }[named]
    with pytest.raises(DomainError) as refused:
        refund_order(order_id=order.pk, by=By(staff_actor, NOW), **wish)
    assert sent_and_refused(desk, order, **form) == (409, refused.value.message)
    assert refused.value.message == "Nothing is owed for an order that was never placed."
    assert not CreditNote.objects.exists()


def test_where_nothing_is_owed_back_the_page_says_so_at_once(desk, bank, staff_actor):
    order = buy("bank", "pay").order
    with pytest.raises(DomainError) as refused:
        refund_order(order_id=order.pk, by=By(staff_actor, NOW))
    assert sent_and_refused(desk, order) == (422, refused.value.message)
    assert refused.value.message == "Nothing was paid beyond what is owed."


def test_an_old_refund_page_says_first_that_it_is_old(desk, bank):
    order = buy("bank", "pay").order
    answer = desk.post(f"{page_of(order)}refund/", {"version": order.version - 1})
    assert (answer.status_code, "version" in answer.context["form"].errors) == (412, True)
