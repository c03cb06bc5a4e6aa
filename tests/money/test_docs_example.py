"""The worked example in docs/ledger.md is what the shop books."""

from pathlib import Path

import pytest

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import capture_payment, settle_payment
from shop.core.actor import By
from shop.core.money import Money
from shop.fulfilment.operations import CreditLine, refund_order
from shop.ledger.models import Entry
from shop.ledger.queries import balances_of, ledger_of
from shop.payments.operations import write_off
from tests.factories.orders import NOW, make_order

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[2] / "docs" / "ledger.md"


@pytest.fixture
def order(bank, mug, staff_actor):
    """Two mugs at 19.00 and delivery at 4.90: held, taken, one mug given back, an allowance, the rest taken back."""
    placed = make_order(("MUG", 2), payment=PaymentChoice("bank", "hold"))
    order, charge = placed.order, bank.charges[placed.payment.public_id]
    capture_payment(order_id=order.pk, by=By(staff_actor, NOW))
    charge.fee = 88
    settle_payment(payment_id=placed.payment.pk, now=NOW)
    line = order.lines.get().pk
    refund_order(order_id=order.pk, lines={line: CreditLine(1)}, by=By(staff_actor, NOW))
    refund_order(order_id=order.pk, allowance=Money(500, "EUR"), by=By(staff_actor, NOW))
    charge.dispute, charge.disputed = "open", 1890
    settle_payment(payment_id=placed.payment.pk, now=NOW)
    charge.dispute = "lost"
    settle_payment(payment_id=placed.payment.pk, now=NOW)
    write_off(order_id=order.pk, reason="Lost", by=By(staff_actor, NOW))
    return order


def test_the_worked_example_is_what_is_booked(order):
    expected = []
    for line in ledger_of(order_id=order.pk):
        side = f"{Money(abs(line.amount.amount_minor), 'EUR')}"
        debit, credit = (side, "") if line.amount.amount_minor > 0 else ("", side)
        cells = (line.source.partition(":")[0], line.account, debit, credit)
        expected.append(f"| {' | '.join(cells)} |".replace("|  |", "| |"))
    page = [line for line in PAGE.read_text().splitlines() if line.count("|") == 5]
    assert [line for line in page if line.partition(" | ")[0][2:] in _sources()] == expected
    left = {account: minor for account, minor in balances_of(order_id=order.pk).items() if minor}
    assert [line for line in page if line.startswith("| left")] == [
        f"| left | {account} | {Money(minor, 'EUR')} | |"
        if minor > 0
        else f"| left | {account} | | {Money(-minor, 'EUR')} |"
        for account, minor in left.items()
    ]


def _sources():
    return {"sale", "authorise", "capture", "fee", "credit", "refund", "chargeback", "chargeback_lost", "release"}


def test_every_account_is_explained():
    text = PAGE.read_text()
    assert [account for account in Entry.Account.values if f"`{account}`" not in text] == []
