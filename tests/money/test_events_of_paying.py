"""Which events and mails each operation about paying writes; and no operation that writes some is missing."""

from __future__ import annotations

import ast
import inspect
import re
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import CodeType, FunctionType

import pytest

import shop
from shop.checkout import operations as checkout
from shop.checkout.inputs import LineInput
from shop.checkout.operations.begin_payment import begin_payment
from shop.fulfilment import operations as fulfilment
from shop.fulfilment.operations.follow_up import follow_up
from shop.inventory import operations as inventory
from shop.inventory.models import BackInStockRequest
from shop.payments import operations as payments
from shop.payments.models import Payment, ProviderEvent, StatementLine
from shop.reports import operations as reports
from tests.factories.orders import ADDRESS, NOW, PAYMENT_TIME, make_order
from tests.factories.stock import set_level
from tests.money.timeline import ASK, BUYER, HOLD, INVOICE, PAY, STAFF, TRANSFER, does, euros

pytestmark = pytest.mark.django_db
WRITERS = {"add_event", "event_rows", "queue_message"}


def what_writes(function, seen):
    """Return which writers of events and mails a function can reach before it is followed up."""
    function, found = inspect.unwrap(function), set()
    if function in seen:
        return found
    seen.add(function)
    for name in names_in(function.__code__):
        used = function.__globals__.get(name)
        if isinstance(used, FunctionType) and used.__module__.startswith("shop."):
            found |= {used.__name__} & WRITERS or (set() if used is follow_up else what_writes(used, seen))
    return found


def names_in(code):
    inner = (const for const in code.co_consts if isinstance(const, CodeType))
    return set(code.co_names).union(*map(names_in, inner))


def test_every_operation_that_writes_events_or_mails_is_driven():
    writing = set()
    for module in walk_packages(shop.__path__, "shop."):
        if re.fullmatch(r"shop\.\w+\.operations(\.\w+)?", module.name):
            for name, function in inspect.getmembers(import_module(module.name), inspect.isfunction):
                is_own = function.__module__ == module.name and not inspect.isgeneratorfunction(function)
                if is_own and not name.startswith("_") and what_writes(function, set()):
                    writing.add(name)
    trees = [ast.parse(path.read_text()) for path in Path(__file__).parent.glob("test_events_of_*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    driven = {ast.unparse(call.args[0]).rpartition(".")[2] for call in calls if ast.unparse(call.func) == "does"}
    assert len(writing) > 55
    assert writing == driven


BASKET = {"email": "ada@example.com", "shipping_address": ADDRESS, "lines": [LineInput("MUG", 2)]}


def pays(bank, placed):
    charge = bank.charges[placed.payment.public_id]
    charge.status, charge.captured = "captured", charge.amount


def test_an_order_that_is_paid_at_once(bank, mug):
    does(checkout.place_order, "order.created payment.captured order.placed", "placed", **BASKET, payment=PAY, by=BUYER)


def test_an_order_whose_buyer_comes_back_from_the_bank(bank, mug):
    placed = does(checkout.place_order, "order.created", "", **BASKET, payment=ASK, by=BUYER)
    does(checkout.settle_payment, "", "", payment_id=placed.payment.pk, now=NOW)
    pays(bank, placed)
    does(checkout.settle_payment, "payment.captured order.placed", "placed", payment_id=placed.payment.pk, now=NOW)
    does(checkout.settle_payment, "", "", payment_id=placed.payment.pk, now=NOW)


def test_attempts_that_come_to_nothing(bank, mug):
    placed = make_order(("MUG", 1), payment=ASK)
    does(checkout.abandon_payment, "payment.cancelled order.cancelled", "", payment_id=placed.payment.pk, now=NOW)
    placed = make_order(("MUG", 1), payment=ASK)
    does(
        fulfilment.cancel_unpaid_order,
        "order.cancelled payment.cancelled",
        "cancelled",
        order_id=placed.order.pk,
        by=BUYER,
    )
    does(payments.end_payment, "", "", payment_id=placed.payment.pk, now=NOW)
    make_order(("MUG", 1), payment=ASK)
    does(checkout.expire_orders, "order.expired", "", now=NOW + PAYMENT_TIME)


def test_an_order_that_is_paid_while_nobody_listens(bank, mug):
    placed = make_order(("MUG", 1), payment=ASK)
    pays(bank, placed)
    does(checkout.settle_open_payments, "payment.captured order.placed", "placed", now=NOW + timedelta(minutes=2))
    placed = make_order(("MUG", 1), payment=ASK)
    pays(bank, placed)
    does(begin_payment, "payment.captured order.placed", "placed", order=placed.order, payment=placed.payment, now=NOW)


def test_a_draft(bank, mug, channel):
    draft = does(checkout.save_draft, "order.drafted", "", **BASKET, by=STAFF)
    does(checkout.send_draft, "order.link_sent", "pay", order_id=draft.pk, by=STAFF)
    does(checkout.mail_pay_link, "order.link_sent", "pay", order_id=draft.pk, by=STAFF)
    does(checkout.pay_order, "payment.captured order.placed", "placed", order_id=draft.pk, payment=PAY, now=NOW)
    does(checkout.discard_draft, "order.cancelled", "", order_id=checkout.save_draft(**BASKET, by=STAFF).pk, by=STAFF)


def test_a_guest_who_has_not_shown_that_they_read_their_mail(bank, mug):
    placed = does(checkout.place_order, "order.created", "confirm", **BASKET, payment=INVOICE, by=BUYER)
    does(
        checkout.confirm_order,
        "order.confirmed order.placed",
        "placed",
        order_id=placed.order.pk,
        by=BUYER,
        client="192.0.2.1",
    )


def test_a_transfer(bank, mug):
    placed = make_order(("MUG", 2), payment=TRANSFER)
    paid = {"payment_id": placed.payment.pk, "booked_on": NOW.date(), "by": STAFF}
    does(checkout.mark_paid, "payment.marked payment.captured", "", amount=euros(1000), reference="a", **paid)
    does(
        checkout.mark_paid,
        "payment.marked payment.captured order.placed",
        "placed",
        amount=euros(3290),
        reference="b",
        **paid,
    )


def test_a_bank_statement(bank, mug):
    named = make_order(("MUG", 1), payment=TRANSFER).order
    unnamed = make_order(("MUG", 1), payment=TRANSFER)
    head = "Buchungstag;Betrag;Währung;Auftraggeber;Verwendungszweck"
    rows = f"23.11.2026;23,90;EUR;Ada;{named.number}\n23.11.2026;23,90;EUR;Bob;thanks"
    does(
        checkout.import_statement,
        "payment.marked payment.captured order.placed",
        "placed",
        data=f"{head}\n{rows}\n".encode(),
        by=STAFF,
    )
    line = StatementLine.objects.get(payer="Bob")
    does(
        checkout.assign_line,
        "payment.marked payment.captured order.placed",
        "placed",
        line_id=line.pk,
        payment_id=unnamed.payment.pk,
        by=STAFF,
    )


def test_money_that_is_held(bank, mug):
    placed = make_order(("MUG", 2), payment=HOLD)
    Payment.objects.update(expires_at=NOW + timedelta(hours=1))
    does(checkout.warn_of_ending_authorisations, "payment.expiring", "", now=NOW)
    does(payments.close_review, "payment.reviewed", "", payment_id=placed.payment.pk, by=STAFF)
    does(checkout.capture_payment, "capture.requested payment.captured", "", order_id=placed.order.pk, by=STAFF)
    placed = make_order(("MUG", 2), payment=HOLD)
    does(checkout.release_payment, "release.requested payment.voided", "", payment_id=placed.payment.pk, by=STAFF)
    does(payments.write_off, "order.written_off", "", order_id=placed.order.pk, reason="Gone", by=STAFF)


def test_a_provider_whose_books_differ(bank, mug, settings):
    settings.PAYMENT_PROVIDERS = ("bank",)
    placed = make_order(("MUG", 2), payment=PAY)
    charge = bank.charges[placed.payment.public_id]
    charge.elsewhere = 100
    does(checkout.reconcile, "refund.succeeded refund.elsewhere", "", provider="bank", since=NOW, now=NOW)
    fulfilment.refund_order(order_id=placed.order.pk, allowance=euros(300), by=STAFF)
    charge.returned = dict.fromkeys(charge.refunds, "closed account")
    does(checkout.reconcile_due, "refund.failed", "", now=NOW + timedelta(hours=1))


def test_news_of_a_provider(bank, mug):
    placed = make_order(("MUG", 2), payment=ASK)
    pays(bank, placed)
    ProviderEvent.objects.create(
        provider="bank", event_id="1", kind="paid", payload={}, reference=placed.payment.public_id, next_try_at=NOW,
        received_at=NOW
    )  # fmt: skip
    does(checkout.process_events, "payment.captured order.placed", "placed", now=NOW)


def test_mails_about_stock(bank, mug, manager):
    variant = mug.variants.get()
    BackInStockRequest.objects.create(variant=variant, email="a@example.com", created_at=NOW)
    does(inventory.notify_back_in_stock, "", "back-in-stock", now=NOW)
    set_level("MUG", low_stock_at=10)
    does(inventory.send_low_stock_digest, "", "low-stock", now=NOW)


def test_mails_about_broken_rules(bank, mug, manager):
    make_order(("MUG", 2), payment=PAY)
    Payment.objects.update(fee_minor=5)
    does(reports.verify_nightly, "", "verify", now=NOW)
    does(reports.verify_shop, "", "verify", now=NOW + timedelta(days=1))
    Payment.objects.update(fee_minor=0)
