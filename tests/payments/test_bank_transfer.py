"""Paying by transfer and invoice: what buyers are told, and what a bank statement does."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.utils import timezone

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import (
    assign_line,
    expire_orders,
    ignore_line,
    import_statement,
    mark_paid,
    pay_order,
    settle_open_payments,
)
from shop.config.env import BankAccount
from shop.core.actor import Actor, By
from shop.core.errors import Forbidden
from shop.core.money import Money
from shop.notifications.composing import write_out
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.orders.queries import order_path
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import Payment, PaymentTransaction, StatementLine
from shop.payments.providers import get_provider
from shop.payments.statements import creditor_reference
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db
STAFF = Actor(kind="staff", label="manager", permissions=frozenset({"payments.mark_paid"}))
TRANSFER, INVOICE = PaymentChoice("bank_transfer"), PaymentChoice("invoice")


@pytest.fixture(autouse=True)
def account(settings, channel):
    settings.PAYMENT_PROVIDERS = ["bank_transfer", "invoice", "test"]
    settings.BANK_ACCOUNT = BankAccount("Halden GmbH", "DE89370400440532013000", "COBADEFFXXX", "A bank", 7, 14)
    make_product(skus=["MUG"], price_minor=1900, stock=9)


def statement(*rows):
    """A bank's export of (amount, purpose)."""
    lines = [f"23.11.2026;{amount};Ada Lovelace;{purpose}" for amount, purpose in rows]
    return "\n".join(["Buchungstag;Betrag;Auftraggeber;Verwendungszweck", *lines]).encode()


def read(*rows):
    return import_statement(data=statement(*rows), by=By(STAFF, NOW))


def test_who_chooses_a_transfer_again_is_told_the_day_until_which_the_order_waits(client):
    order = make_order(("MUG", 1), payment=TRANSFER).order
    for days, choice in ((5, PaymentChoice("test", "challenge")), (6, TRANSFER)):
        pay_order(order_id=order.pk, payment=choice, now=NOW + timedelta(days=days))
    order.refresh_from_db()
    assert order.payment_deadline == NOW + timedelta(days=7)
    page = markup(client.get(order_path(order)))
    assert ("30 November 2026" in page, "6 December 2026" in page) == (True, False)
    mail = MailMessage.objects.filter(dedupe_key__contains=":transfer:").last()
    assert "Pay by: 30 November 2026" in mail.text


@pytest.mark.parametrize("end", ["cancelled", "expired"])
def test_who_has_paid_a_part_of_an_order_that_ends_is_not_told_that_nothing_was_charged(client, end):
    placed = make_order(("MUG", 1), payment=TRANSFER)
    mark_paid(
        payment_id=placed.payment.pk, amount=Money(900, "EUR"), reference="SEPA 1", booked_on=NOW.date(), by=By(STAFF, NOW),
    )  # fmt: skip
    path = order_path(placed.order)
    if end == "cancelled":
        answer = client.post(f"{path}cancel/", {"version": Order.objects.get().version}, follow=True)
    else:
        expire_orders(now=NOW + timedelta(days=7))
        answer = client.get(path)
    assert Order.objects.get().status == end
    page = markup(answer)
    told = ("€9.00 is being refunded to you" in page, "not been charged" in page, "No money was taken" in page)
    assert told == (True, False, False)


def test_an_order_by_transfer_waits_a_week_with_its_goods_and_tells_where_to_pay(client):
    placed = make_order(("MUG", 1), payment=TRANSFER)
    reference = creditor_reference(placed.order.number)

    assert (placed.order.status, placed.payment.status) == ("pending", "requires_action")
    assert placed.order.payment_deadline == NOW + timedelta(days=7)
    page = markup(client.get(order_path(placed.order)))
    for text in (reference, "DE89 3704 0044 0532 0130 00", "Halden GmbH", "COBADEFFXXX", "€23.90", "30 November 2026"):
        assert text in page
    assert 'hx-trigger="every' not in page.split("order-status")[1].split(">")[0]
    mail = MailMessage.objects.get()
    assert (mail.subject, reference in mail.text, reference in mail.html) == (
        f"#{placed.order.number} Please transfer €23.90", True, True
    )  # fmt: skip


def test_an_invoice_is_placed_at_once_and_told_in_its_mail():
    placed = make_order(("MUG", 1), payment=INVOICE)
    assert (placed.order.status, placed.order.payment_status) == ("placed", "unpaid")
    mail = MailMessage.objects.get()
    write_out(mail)
    assert "How to pay your invoice" in mail.text
    assert "and paid" not in mail.text
    assert "7 December 2026" in mail.text


def test_nobody_is_asked_about_a_transfer_and_it_lapses_after_a_week():
    make_order(("MUG", 1), payment=TRANSFER)
    assert settle_open_payments(now=NOW + timedelta(days=3)) == 0
    expire_orders(now=NOW + timedelta(days=7))
    assert Order.objects.get().status == "expired"


def test_a_statement_books_what_it_names_and_pays_what_waits():
    transfer = make_order(("MUG", 1), payment=TRANSFER)
    invoice = make_order(("MUG", 2), payment=INVOICE)

    result = read(
        ("23,90", creditor_reference(transfer.order.number)),
        ("42,90", f"Bestellung {invoice.order.number} vielen Dank"),
        ("-99,00", "Strom"),
    )

    assert (result.new, result.booked, result.open, result.outgoing) == (2, 2, 0, 1)
    assert set(Order.objects.values_list("status", "payment_status")) == {("placed", "paid")}
    line = StatementLine.objects.get(amount_minor=2390)
    assert (line.state, line.payment_id, line.booked_on) == ("booked", transfer.payment.pk, date(2026, 11, 23))


def test_the_same_file_again_changes_nothing():
    placed = make_order(("MUG", 1), payment=TRANSFER)
    row = ("23,90", creditor_reference(placed.order.number))
    read(row, ("5,00", "Spende"))
    again = read(row, ("5,00", "Spende"))
    assert (again.new, again.known, again.booked, again.open) == (0, 2, 0, 1)
    assert PaymentTransaction.objects.filter(kind="capture").count() == 1
    assert StatementLine.objects.count() == 2


@pytest.mark.parametrize(
    ("amount", "purpose", "note"),
    [
        ("23,80", "RF", "#{n} is awaiting €23.90"),
        ("24,00", "{n}", "#{n} is awaiting €23.90"),
        ("23,90", "no number", "No order paid by bank transfer found"),
        ("23,90", "999999", "No order paid by bank transfer found"),
    ],
)
def test_what_is_not_beyond_doubt_waits_for_staff(amount, purpose, note):
    number = make_order(("MUG", 1), payment=TRANSFER).order.number
    text = creditor_reference(number) if purpose == "RF" else purpose.format(n=number)
    assert read((amount, text)).open == 1
    assert StatementLine.objects.get().note == note.format(n=number)
    assert Payment.objects.get().captured_minor == 0


def test_two_orders_in_one_reference_wait_for_staff():
    one, two = (make_order(("MUG", 1), payment=TRANSFER).order.number for _ in range(2))
    assert read(("23,90", f"{one} {two}")).open == 1


def test_a_note_that_is_too_long_for_a_line_is_cut():
    make_product("Card", skus=["CARD"], price_minor=100, stock=None)
    buyers = [f"ada{number}@example.com" for number in range(14)]
    numbers = [make_order(("CARD", 1), payment=TRANSFER, email=buyer).order.number for buyer in buyers]
    assert read(("1,00", " ".join(str(number) for number in numbers))).open == 1
    assert StatementLine.objects.get().note == "; ".join(f"#{n} is awaiting €5.90" for n in numbers)[:300]


def test_a_card_payment_is_never_paid_by_a_statement():
    placed = make_order(("MUG", 1), payment=PaymentChoice("test", "challenge"))
    assert read(("23,90", creditor_reference(placed.order.number))).open == 1
    assert StatementLine.objects.get().note == "No order paid by bank transfer found"


def test_staff_assign_a_line_by_hand_once():
    placed = make_order(("MUG", 1), payment=TRANSFER)
    read(("23,90", "for the mug"))
    line = StatementLine.objects.get()

    assign_line(line_id=line.pk, payment_id=placed.payment.pk, by=By(STAFF, NOW))

    assert (Order.objects.get().status, StatementLine.objects.get().state) == ("placed", "booked")
    for again in (
        lambda: assign_line(line_id=line.pk, payment_id=placed.payment.pk, by=By(STAFF, NOW)),
        lambda: ignore_line(line_id=line.pk, reason="", by=By(STAFF, timezone.now())),
    ):
        with pytest.raises(ForbiddenTransition):
            again()


def test_a_part_is_assigned_and_the_rest_books_itself():
    placed = make_order(("MUG", 1), payment=TRANSFER)
    read(("20,00", creditor_reference(placed.order.number)))
    assign_line(line_id=StatementLine.objects.get().pk, payment_id=placed.payment.pk, by=By(STAFF, NOW))
    assert Order.objects.get().status == "pending"

    assert read(("3,90", creditor_reference(placed.order.number))).booked == 1
    assert (Order.objects.get().status, Payment.objects.get().captured_minor) == ("placed", 2390)


def test_a_line_that_is_no_order_is_put_aside():
    read(("5,00", "Spende"))
    ignore_line(line_id=StatementLine.objects.get().pk, reason="A donation", by=By(STAFF, timezone.now()))
    assert StatementLine.objects.get().state == "ignored"
    assert read(("5,00", "Spende")).open == 0


def test_a_run_that_was_killed_between_booking_and_noting_goes_on(monkeypatch):
    placed = make_order(("MUG", 1), payment=TRANSFER)
    row = ("23,90", creditor_reference(placed.order.number))
    with monkeypatch.context() as patch:
        patch.setattr(import_module("shop.checkout.operations.import_statement"), "_close_line", _killed)
        with pytest.raises(KeyboardInterrupt):
            read(row)
    assert (Order.objects.get().status, StatementLine.objects.get().state) == ("placed", "open")
    with pytest.raises(ForbiddenTransition):  # its money is on the order already
        ignore_line(line_id=StatementLine.objects.get().pk, reason="", by=By(STAFF, timezone.now()))

    assert read(row).booked == 1

    assert StatementLine.objects.get().state == "booked"
    assert Payment.objects.get().captured_minor == 2390


def _killed(*_args):
    raise KeyboardInterrupt


def test_late_money_places_the_order_after_all():
    placed = make_order(("MUG", 1), payment=TRANSFER)
    expire_orders(now=NOW + timedelta(days=7))
    read(("23,90", creditor_reference(placed.order.number)))
    assert Order.objects.get().status == "placed"


def test_only_who_may_book_money_may_import():
    with pytest.raises(Forbidden):
        import_statement(data=statement(), by=By(Actor(kind="staff", label="clerk"), NOW))


def test_a_refund_of_a_transfer_is_left_to_people():
    result = get_provider("bank_transfer").refund(attempt_id="x", refund_id="y", amount=Money(1, "EUR"))
    assert result.status == "sent"


class Killed(BaseException):
    """What no code catches."""


def test_a_process_that_died_before_the_buyer_was_told_how_to_pay_is_made_good(monkeypatch):
    def die(*_):
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(import_module("shop.checkout.operations.begin_payment"), "start_attempt", die)
        make_order(("MUG", 1), payment=TRANSFER)
    assert Payment.objects.get().status == "created"
    assert settle_open_payments(now=NOW + timedelta(seconds=59)) == 0

    assert [settle_open_payments(now=NOW + timedelta(hours=hour)) for hour in (1, 2)] == [1, 0]

    assert Payment.objects.get().status == "requires_action"
    assert MailMessage.objects.filter(dedupe_key__contains=":transfer:").count() == 1


def test_the_transfer_that_was_given_up_for_an_invoice_does_not_make_its_money_unclear():
    placed = make_order(("MUG", 1), payment=TRANSFER)
    pay_order(order_id=placed.order.pk, payment=INVOICE, now=NOW)

    result = read(("23,90", creditor_reference(placed.order.number)))

    assert (result.booked, result.open) == (1, 0)
    assert list(Payment.objects.order_by("pk").values_list("provider", "status", "captured_minor")) == [
        ("bank_transfer", "cancelled", 0), ("invoice", "captured", 2390)
    ]  # fmt: skip
    assert Order.objects.get().payment_status == "paid"


def test_of_a_transfer_that_came_in_parts_the_page_asks_for_the_rest(client):
    placed = make_order(("MUG", 1), payment=TRANSFER, now=timezone.now())
    line = read(("10,00", creditor_reference(placed.order.number)))
    assert line.open == 1
    assign_line(line_id=StatementLine.objects.get().pk, payment_id=placed.payment.pk, by=By(STAFF, timezone.now()))

    page = markup(client.get(order_path(placed.order)))

    assert "Please transfer €13.90</h1>" in page
    assert "Choose another payment method</a>" in page
