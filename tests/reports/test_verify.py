"""Every rule is proven by breaking it: raw SQL around the guards, and the rule that notices is the only one asserted."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from shop.notifications.models import MailMessage
from shop.reports.invariants import INVARIANTS
from shop.reports.models import ScheduledCheck
from shop.reports.operations import verify_nightly
from shop.reports.verify import find_breaks
from tests.factories.catalog import make_product
from tests.factories.orders import make_order

_WITHDRAWAL = (
    "INSERT INTO fulfilment_withdrawal (public_id, status, name, email, order_number, goods, statement, is_proven,"
    " tracking_number, close_note, refund_minor, declared_at, updated_at, refund_due_on)"
    " VALUES ('wdr_1', 'acknowledged', 'Ada', 'ada@example.com', '1', '', 'I withdraw.', true, '', '', 0, now(), now(),"
)
BREAK = {
    "stock.movements": "UPDATE inventory_stocklevel SET on_hand = on_hand + 1",
    "stock.allocations": "DELETE FROM orders_allocation",
    "stock.never_oversold": "UPDATE inventory_stocklevel SET on_hand = 0",
    "stock.stranded": "UPDATE orders_order SET status = 'cancelled'",
    "stock.line_units": "UPDATE orders_orderline SET quantity_cancelled = 1",
    "stock.bundles": "INSERT INTO catalog_bundlecomponent (bundle_id, component_id, quantity)"
    " SELECT min(id), max(id), 1 FROM catalog_variant",
    "orders.totals": "UPDATE orders_orderline SET total_minor = total_minor + 1",
    "orders.line_units": "UPDATE orders_orderline SET quantity_returned = 1",
    "orders.parcels": "UPDATE orders_orderline SET quantity_fulfilled = 1",
    "orders.held": "UPDATE orders_orderline SET quantity_held = 1",
    "orders.delivered": "UPDATE orders_orderline SET quantity_fulfilled = 1, quantity_delivered = 1",
    "orders.states": "UPDATE orders_order SET placed_at = NULL",
    "orders.fulfilment_status": "UPDATE orders_order SET fulfilment_status = 'fulfilled'",
    "orders.payment_status": "UPDATE orders_order SET payment_status = 'overpaid'",
    "orders.overdue": "UPDATE orders_order SET status = 'pending', payment_deadline = now() - interval '2 hours'",
    "orders.timeline": "DELETE FROM orders_orderevent",
    "orders.cart_once": "DROP INDEX cart_bought_once; UPDATE orders_order SET cart_key = 5",
    "orders.channel": "UPDATE channels_channel SET currency = 'USD'",
    "returns.units": "UPDATE orders_orderline SET quantity_returning = 1",
    "withdrawals.receipt": f"{_WITHDRAWAL} current_date)",
    "withdrawals.overdue": f"{_WITHDRAWAL} current_date - 1)",
    "credits.totals": "UPDATE orders_order SET credited_minor = 5",
    "credits.limit": "UPDATE orders_order SET credited_minor = total_minor + 1",
    "credits.tax": "INSERT INTO payments_creditnote (order_id, public_id, kind, reason, shipping_minor, allowance_minor,"
    " tax_minor, total_minor, currency, actor_label, created_at)"
    " SELECT id, 'crn_' || id, 'refund', '', 0, 0, 0, total_minor, 'EUR', '', now() FROM orders_order;"
    " UPDATE orders_order SET credited_minor = total_minor",
    "payments.transactions": "UPDATE payments_payment SET fee_minor = 5",
    "payments.refunds": "UPDATE payments_payment SET refunded_minor = 5",
    "payments.paid_means_order": "UPDATE orders_order SET status = 'expired'",
    "payments.currency": "UPDATE payments_payment SET currency = 'USD'",
    "payments.doubt": "UPDATE orders_order SET status = 'expired'; UPDATE payments_payment SET status = 'created'",
    "payments.refunds_booked": "INSERT INTO payments_paymenttransaction (payment_id, kind, source, amount_minor, currency,"
    " provider_ref, created_at) SELECT id, 'refund', 'x' || id, 5, currency, '', now() FROM payments_payment",
    "payments.refunds_failed": "INSERT INTO payments_refund (payment_id, public_id, amount_minor, currency, reason, status,"
    " provider_ref, failure, created_at, updated_at) SELECT id, 'ref_' || id, 5, currency, '', 'failed', '', '', now(),"
    " now() FROM payments_payment",
    "payments.review": "UPDATE payments_payment SET review = 'Expected 43.90, got 1.00'",
    "ledger.balanced": "UPDATE ledger_entry SET amount_minor = amount_minor + 1 WHERE account = 'receivable'",
    "ledger.sales": "UPDATE orders_order SET total_minor = total_minor + 1, subtotal_minor = subtotal_minor + 1",
    "ledger.money": "UPDATE payments_payment SET captured_minor = captured_minor - 1",
    "ledger.credits": "UPDATE orders_order SET credited_minor = 5",
    "ledger.receivable": "UPDATE payments_payment SET disputed_minor = 5, status = 'lost'",
    "ledger.held": "UPDATE payments_payment SET authorised_minor = captured_minor + 5, status = 'authorised'",
    "outbox.owed": "DELETE FROM notifications_mailmessage",
    "outbox.late": "UPDATE notifications_mailmessage SET parked_at = now()",
    "inbox.late": "INSERT INTO payments_providerevent (provider, event_id, kind, reference, payload, outcome, tries,"
    " next_try_at, failure, received_at) VALUES ('x', 'evt', 'k', '', '{}', 'parked', 9, now(), '', now())",
}
ATTENTION = {
    "withdrawals.overdue", "orders.overdue", "outbox.late", "inbox.late", "payments.refunds_failed", "payments.review",
    "stock.bundles",
}  # fmt: skip


@pytest.fixture
def orders(channel):
    """Two paid orders: one whole, one with another product."""
    make_product(skus=("MUG",), stock=10)
    make_product("Bowl", skus=("BOWL",), stock=10, price_minor=1000)
    now = timezone.now()  # their mails have not waited for hours by the database's clock
    return [make_order(("MUG", 2), now=now).order, make_order(("BOWL", 1), ("MUG", 1), now=now).order]


def run_unguarded(sql):
    """Run SQL as somebody who may do everything: no triggers, no constraints."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # deferred checks would hold the tables
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c'"
            " AND connamespace = 'public'::regnamespace AND conrelid <> 0"
        )
        for table, name in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_nothing_is_broken_in_a_shop_that_sold(orders):
    assert find_breaks().findings == ()


def test_every_rule_has_a_test_that_breaks_it():
    assert sorted(BREAK) == sorted(rule.code for rule in INVARIANTS)
    assert {rule.code for rule in INVARIANTS if rule.is_attention} == ATTENTION


@pytest.mark.breaks_rules
@pytest.mark.parametrize("code", sorted(BREAK))
def test_a_broken_rule_is_found(orders, code):
    run_unguarded(BREAK[code])

    found = {finding.code: finding for finding in find_breaks().findings}

    assert code in found
    assert found[code].count >= 1
    assert len(found[code].examples[0]) == 3


@pytest.mark.breaks_rules
def test_a_line_that_holds_too_little_is_found_as_well(orders):
    """Also where level and movements agree, so that no other rule sees that the line's units are sold twice."""
    run_unguarded(
        "UPDATE orders_allocation SET quantity = 1 WHERE quantity = 2;"
        " UPDATE inventory_stocklevel SET allocated = allocated - 1 WHERE allocated = 3;"
        " UPDATE inventory_stockmovement SET allocated = 1, reserved = -reserved / 2 WHERE allocated = 2"
    )
    assert "stock.line_units" in {finding.code for finding in find_breaks().findings}


@pytest.mark.breaks_rules
def test_the_command_says_what_is_broken_and_exits_with_one(orders):
    run_unguarded("UPDATE orders_orderline SET total_minor = total_minor + 1 WHERE sku = 'BOWL'")
    out = StringIO()

    with pytest.raises(CommandError) as stopped:
        call_command("verify", stdout=out)

    number = orders[1].number
    assert stopped.value.returncode == 1
    assert f"    order {number}: should be 2901/3391/541, is 2900/3390/541" in out.getvalue()


def test_the_command_prints_json(orders):
    out = StringIO()

    call_command("verify", "--json", stdout=out)

    printed = json.loads(out.getvalue())
    assert (printed["ok"], printed["rules"], printed["findings"]) == (True, len(INVARIANTS), [])


@pytest.mark.breaks_rules
def test_the_worker_checks_once_a_day_and_tells_the_owner(orders, manager, now):
    run_unguarded("UPDATE orders_orderline SET total_minor = total_minor + 1 WHERE sku = 'BOWL'")

    assert (verify_nightly(now=now), verify_nightly(now=now)) == (1, 0)

    check = ScheduledCheck.objects.get()
    mail = MailMessage.objects.get(recipient=manager.email)
    assert (check.broken, check.findings[0]["code"]) == (1, "orders.totals")
    assert mail.subject == "Halden: 1 check failed"
    assert f"/admin/reports/scheduledcheck/{check.pk}/change/" in mail.text
