"""Lines of a bank statement that cannot be booked on the payment that they seem to be for: they stay open, and say why."""

import pytest

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import RecordedElsewhere, assign_line, import_statement, mark_paid
from shop.config.env import BankAccount
from shop.core.actor import Actor, By
from shop.core.errors import NotFound
from shop.core.money import Money
from shop.ledger.models import Entry
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import Payment, PaymentTransaction, StatementLine
from shop.payments.statements import creditor_reference
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order

pytestmark = pytest.mark.django_db
STAFF = By(Actor(kind="staff", label="manager", permissions=frozenset({"payments.mark_paid"})), NOW)
TRANSFER = PaymentChoice("bank_transfer")


@pytest.fixture(autouse=True)
def account(settings, channel):
    settings.PAYMENT_PROVIDERS = ["bank_transfer", "invoice", "test"]
    settings.BANK_ACCOUNT = BankAccount("Halden GmbH", "DE89370400440532013000", "COBADEFFXXX", "A bank", 7, 14)
    make_product(skus=["MUG"], price_minor=1900, stock=9)


def read(*rows):
    """Import a bank's export of (amount, purpose)."""
    lines = [f"23.11.2026;{amount};Ada Lovelace;{purpose}" for amount, purpose in rows]
    text = "\n".join(["Buchungstag;Betrag;Auftraggeber;Verwendungszweck", *lines])
    return import_statement(data=text.encode(), by=STAFF)


def paid_elsewhere(payment, line):
    """Let the name under which a line would be booked stand for another amount already."""
    mark_paid(
        payment_id=payment.pk, amount=Money(100, "EUR"), reference=f"statement line {line.pk}", booked_on=NOW.date(),
        by=STAFF,
    )  # fmt: skip


def books():
    return list(PaymentTransaction.objects.values_list("source", "amount_minor")), Entry.objects.count()


def test_a_line_is_not_booked_on_a_payment_that_does_not_exist():
    read(("5,00", "Spende"))
    with pytest.raises(NotFound):
        assign_line(line_id=StatementLine.objects.get().pk, payment_id=0, by=STAFF)
    line = StatementLine.objects.get()
    assert (line.state, line.payment_id, books()) == ("open", None, ([], 0))


def test_a_line_that_was_being_booked_on_one_payment_is_not_booked_on_another():
    """The process was killed between noting what the line is for and booking it."""
    one, two = (make_order(("MUG", 1), payment=TRANSFER).payment for _ in range(2))
    read(("23,90", "no number"))
    line = StatementLine.objects.get()
    StatementLine.objects.update(payment=one)

    with pytest.raises(ForbiddenTransition, match="already"):
        assign_line(line_id=line.pk, payment_id=two.pk, by=STAFF)

    line.refresh_from_db()
    assert (line.state, line.payment_id, books()) == ("open", one.pk, ([], 0))
    assign_line(line_id=line.pk, payment_id=one.pk, by=STAFF)
    assert list(Payment.objects.order_by("pk").values_list("captured_minor", flat=True)) == [2390, 0]


def test_a_line_whose_booking_is_refused_is_free_for_another_payment():
    one, two = (make_order(("MUG", 1), payment=TRANSFER).payment for _ in range(2))
    read(("23,90", "no number"))
    line = StatementLine.objects.get()
    paid_elsewhere(one, line)
    before = books()

    with pytest.raises(RecordedElsewhere):
        assign_line(line_id=line.pk, payment_id=two.pk, by=STAFF)

    line.refresh_from_db()
    assert (line.state, line.payment_id, books()) == ("open", None, before)


def test_a_line_that_is_clear_but_refused_stays_open_with_the_reason():
    """It names one order that awaits exactly its amount."""
    other = make_order(("MUG", 2), payment=TRANSFER)
    row = ("23,90", creditor_reference(other.order.number + 1))  # of the next order
    read(row)
    line = StatementLine.objects.get()
    paid_elsewhere(other.payment, line)
    order = make_order(("MUG", 1), payment=TRANSFER).order
    assert order.number == other.order.number + 1
    before = books()

    again = read(row)

    line.refresh_from_db()
    assert (again.booked, again.open) == (0, 1)
    assert (line.state, line.payment_id, books()) == ("open", None, before)
    assert line.note == "This transfer has already been recorded for another payment or with another amount."
