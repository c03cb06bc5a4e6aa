"""Every state with every action: what a table does not list is refused, and not a row changes."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.apps import apps
from django.db import connection, transaction

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import capture_payment, mark_paid, release_payment
from shop.checkout.steps import apply_result
from shop.core.actor import By
from shop.core.errors import http_status
from shop.core.money import Money
from shop.fulfilment.operations import cancel_order, refund_order, release_order, ship_order
from shop.orders.locks import lock_order
from shop.orders.models import Order
from shop.orders.operations import hold_order
from shop.orders.rules import TRANSITIONS, ForbiddenTransition, check_transition
from shop.orders.steps import change_status
from shop.payments.models import Payment, PaymentTransaction, Refund
from shop.payments.operations import confirm_refund, write_off
from shop.payments.providers.base import PaymentResult, RefundResult
from shop.payments.rules import PAYMENT_TRANSITIONS, REFUND_TRANSITIONS
from shop.payments.steps import record_refund_result
from tests.factories.orders import NOW, make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def _books_are_right_afterwards():
    """Not here: states are set by hand."""


def euros(minor):
    return Money(minor, "EUR")


def all_rows():
    """A fingerprint of each table."""
    part = "SELECT '{0}', count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{0}\" t"
    tables = [model._meta.db_table for model in apps.get_models()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(part.format(table) for table in tables))
        return sorted(cursor.fetchall())


def set_order(order, status):
    placed = NOW if status in ("placed", "on_hold", "closed") else None
    Order.objects.filter(pk=order.pk).update(status=status, placed_at=placed)


# --- orders ------------------------------------------------------------------------------------------------------

ALIVE = {"placed", "on_hold", "closed"}
ACTIONS = {
    "cancel": ({"pending", "placed", "on_hold"}, lambda order, actor: cancel_order(
        order_id=order.pk, by=By(actor, NOW), reason="")),
    "cancel units": ({"placed", "on_hold"}, lambda order, actor: cancel_order(
        order_id=order.pk, quantities={order.lines.get().pk: 1}, by=By(actor, NOW), reason="")),
    "ship": ({"placed"}, lambda order, actor: ship_order(order_id=order.pk, by=By(actor, NOW))),
    "hold": ({"placed"}, lambda order, actor: hold_order(order_id=order.pk, reason="Ask", by=By(actor, NOW))),
    "release": ({"on_hold"}, lambda order, actor: release_order(order_id=order.pk, by=By(actor, NOW))),
    "refund": (ALIVE, lambda order, actor: refund_order(
        order_id=order.pk, allowance=euros(100), by=By(actor, NOW))),
    "write off": (ALIVE, lambda order, actor: write_off(order_id=order.pk, reason="", by=By(actor, NOW))),
    "capture": (ALIVE, lambda order, actor: capture_payment(order_id=order.pk, by=By(actor, NOW))),
}  # fmt: skip


@pytest.mark.drawn
@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("status", Order.Status.values)
@pytest.mark.breaks_rules
def test_every_action_on_an_order_in_every_state(bank, mug, staff_actor, status, action):
    order = make_order(("MUG", 2), payment=PaymentChoice("bank", "hold")).order
    set_order(order, status)
    if action == "write off":  # never while money is held
        Payment.objects.update(status="voided")
    allowed, act = ACTIONS[action]
    before = all_rows()

    if status in allowed:
        act(order, staff_actor)
        assert all_rows() != before
        return
    with pytest.raises(ForbiddenTransition) as refusal:
        act(order, staff_actor)
    assert http_status(refusal.value) == 409
    assert all_rows() == before


@contextmanager
def undone():
    """Take everything back that happens here."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("status", Order.Status.values)
@pytest.mark.breaks_rules
def test_every_change_of_an_orders_status_follows_the_table(mug, status):
    order = make_order(("MUG", 1)).order
    set_order(order, status)
    before = all_rows()
    for target in Order.Status.values:
        order.refresh_from_db()
        if target in TRANSITIONS[status]:
            with undone():
                check_transition(status, target)
                change_status(order=order, target=Order.Status(target), now=NOW)
                assert Order.objects.get().status == target
            continue
        with pytest.raises(ForbiddenTransition):
            change_status(order=order, target=Order.Status(target), now=NOW)
    assert all_rows() == before


def test_a_change_of_status_that_somebody_else_made_first_is_refused_without_a_lock(mug):
    order = make_order(("MUG", 1)).order
    Order.objects.update(status="on_hold")
    before = all_rows()
    with pytest.raises(ForbiddenTransition):
        change_status(order=order, target=Order.Status.CLOSED, now=NOW)
    assert all_rows() == before


# --- payments ----------------------------------------------------------------------------------------------------

RESULTS = {
    "requires_action": PaymentResult("requires_action", "x"),
    "processing": PaymentResult("processing", "x"),
    "authorised": PaymentResult("authorised", "x", authorised=euros(4290)),
    "captured": PaymentResult("captured", "x", captured=euros(4290)),
    "failed": PaymentResult("failed", "x"),
    "cancelled": PaymentResult("cancelled", "x"),
    "voided": PaymentResult("voided", "x"),
    "expired": PaymentResult("expired", "x"),
    "disputed": PaymentResult("captured", "x", captured=euros(4290), dispute="open", disputed=euros(4290)),
    "won": PaymentResult("captured", "x", captured=euros(4290), dispute="won", disputed=euros(4290)),
    "lost": PaymentResult("captured", "x", captured=euros(4290), dispute="lost", disputed=euros(4290)),
}
TAKEN = {"captured", "disputed", "won", "lost"}


def reachable(status, target):
    """Where a payment ends that hears of `target`: news may skip states, never go back."""
    if target in ("disputed", "won", "lost"):
        if status == "lost" or (status == "disputed" and target == "disputed"):
            return status
        return "won" if status == "won" and target == "won" else target
    if status in ("created", "requires_action", "processing"):
        target = {"voided": "cancelled", "expired": "cancelled"}.get(target, target)
    if status == "authorised":
        target = {"failed": "voided", "cancelled": "voided"}.get(target, target)
    return target if target in PAYMENT_TRANSITIONS[status] else status


@pytest.mark.drawn
@pytest.mark.parametrize("status", Payment.Status.values)
@pytest.mark.breaks_rules
def test_every_news_about_a_payment_in_every_state(bank, mug, status):
    placed = make_order(("MUG", 2), payment=PaymentChoice("bank", "pay" if status in TAKEN else "ask"))
    held = 4290 if status in ("authorised", "voided", "expired") else 0
    disputed = 4290 if status in ("disputed", "lost") else 0
    Payment.objects.update(status=status, authorised_minor=held, disputed_minor=disputed, provider_ref="x")
    before = PaymentTransaction.objects.count()

    for news, result in RESULTS.items():
        with undone():
            for _ in range(2):
                _, payment = apply_result(payment=placed.payment, result=result, now=NOW)
            assert (news, payment.status) == (news, reachable(status, news))
            assert Payment.objects.get().status == payment.status
            if payment.status == status:
                assert PaymentTransaction.objects.count() == before
            assert payment.captured_minor == (4290 if status in TAKEN or payment.status in TAKEN else 0)


@pytest.mark.drawn
@pytest.mark.parametrize("status", [status for status in Payment.Status.values if status != "authorised"])
@pytest.mark.parametrize("action", ["capture", "release"])
@pytest.mark.breaks_rules
def test_only_held_money_is_captured_or_released(bank, mug, staff_actor, status, action):
    placed = make_order(("MUG", 2), payment=PaymentChoice("bank", "pay" if status in TAKEN else "hold"))
    Payment.objects.update(status=status)
    before = all_rows()
    with pytest.raises(ForbiddenTransition):
        if action == "capture":
            capture_payment(order_id=placed.order.pk, by=By(staff_actor, NOW))
        else:
            release_payment(payment_id=placed.payment.pk, by=By(staff_actor, NOW))
    assert all_rows() == before


def test_money_is_marked_as_paid_only_where_people_book_it(mug, staff_actor):
    placed = make_order(("MUG", 2))
    before = all_rows()
    with pytest.raises(ForbiddenTransition):
        mark_paid(payment_id=placed.payment.pk, amount=euros(1), reference="x", booked_on=date(2026, 11, 23),
                  by=By(staff_actor, NOW))  # fmt: skip
    assert all_rows() == before


# --- refunds -----------------------------------------------------------------------------------------------------


@pytest.mark.drawn
@pytest.mark.parametrize("news", ["sent", "succeeded", "failed"])
@pytest.mark.parametrize("status", Refund.Status.values)
def test_every_news_about_a_refund_in_every_state(bank, mug, staff_actor, status, news):
    bank.refund_status = "succeeded" if status == "succeeded" else "sent"
    order = make_order(("MUG", 2), payment=PaymentChoice("bank", "pay")).order
    refund = refund_order(order_id=order.pk, allowance=euros(100), by=By(staff_actor, NOW)).refunds[0]
    Refund.objects.update(status=status)
    before = all_rows()

    with transaction.atomic():
        changed = record_refund_result(
            order=lock_order(order_id=order.pk), refund=refund, result=RefundResult(news, failure=""), now=NOW
        )

    allowed = news in REFUND_TRANSITIONS[status]
    assert changed is allowed
    assert Refund.objects.get().status == (news if allowed else status)
    assert (all_rows() == before) is not allowed


@pytest.mark.parametrize("status", Refund.Status.values)
@pytest.mark.breaks_rules
def test_only_staffs_own_transfers_are_confirmed_by_staff(bank, mug, staff_actor, status):
    order = make_order(("MUG", 2), payment=PaymentChoice("bank", "pay")).order
    refund = refund_order(order_id=order.pk, allowance=euros(100), by=By(staff_actor, NOW)).refunds[0]
    Refund.objects.update(status=status)
    before = all_rows()
    with pytest.raises(ForbiddenTransition):
        confirm_refund(refund_id=refund.pk, by=By(staff_actor, NOW))
    assert all_rows() == before
