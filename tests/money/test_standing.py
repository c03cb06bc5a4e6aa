"""One account of an order's money and one plan of a credit: what any page says is what the books say and what is sent."""

import random
import re
from contextlib import suppress
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.api.v1.presenters import present_order
from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import capture_payment, settle_payment
from shop.core.actor import By
from shop.core.errors import DomainError
from shop.core.money import Money
from shop.fulfilment.operations import CreditLine, cancel_order, preview_refund, refund_order, retry_refund
from shop.fulfilment.operations.refund_order import Amounts
from shop.ledger.queries import balances_of
from shop.orders.models import Order, OrderLine
from shop.payments.models import CreditNote, Payment, Refund
from shop.payments.operations import write_off
from shop.payments.queries import standing
from shop.payments.rules import AmountChanged, CreditPart, EarlierCredit, plan_credit, worth_of_units
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db
PAY, HOLD = PaymentChoice("bank", "pay"), PaymentChoice("bank", "hold")


def euros(minor):
    return Money(minor, "EUR")


@pytest.fixture
def desk(manager):
    client = Client()
    client.force_login(manager)
    return client


def said(page, label):
    """The amount beside a label of a page, in cents; None where it does not stand there."""
    found = re.search(rf"<dt>{label}</dt><dd>−?([^<]*)</dd>", page)
    return None if found is None else int(re.sub(r"\D", "", found.group(1)))


def agree_everywhere(desk, order):
    """Staff's page, its write-off, JSON and the operation's account say what the books say."""
    order = Order.objects.get(pk=order.pk)
    money = standing(order)
    under_way = sum(
        Refund.objects.filter(payment__order=order).exclude(status="succeeded").values_list("amount_minor", flat=True)
    )
    assert money.owed.amount_minor == balances_of(order_id=order.pk).get("receivable", 0) + under_way
    page = markup(desk.get(f"/admin/orders/order/{order.pk}/change/"))
    if money.owed.amount_minor < 0:
        assert (said(page, "Due"), said(page, "Overpaid")) == (None, money.overpaid.amount_minor)
    else:
        assert (said(page, "Due"), said(page, "Overpaid")) == (money.due.amount_minor, None)
    offered = re.search(r">Write off ([^<]*)<", page)
    assert (int(re.sub(r"\D", "", offered.group(1))) if offered else 0) == money.to_write_off.amount_minor
    assert present_order(order)["due"]["amount"] == str(money.due.decimal)
    return money


def test_after_a_refund_and_a_lost_dispute_every_page_says_what_the_books_say(bank, mug, desk, staff_actor):
    placed = make_order(("MUG", 2), payment=PAY)
    line = placed.order.lines.get().pk
    refund_order(order_id=placed.order.pk, lines={line: CreditLine(1)}, by=By(staff_actor, NOW))
    charge = bank.charges[placed.payment.public_id]
    for charge.dispute, due in (("open", 0), ("lost", 2390)):
        charge.disputed = 4290
        order = settle_payment(payment_id=placed.payment.pk, now=NOW)
        assert agree_everywhere(desk, order).due == euros(due)
    page = markup(desk.get(f"/admin/orders/order/{order.pk}/change/"))
    assert ">Write off €23.90<" in page

    form = desk.get(f"/admin/orders/order/{order.pk}/write_off/")
    assert "Write off €23.90</button>" in markup(form)
    values = {name: form.context["form"][name].value() for name in form.context["form"].fields}
    assert desk.post(f"/admin/orders/order/{order.pk}/write_off/", values | {"reason": "Lost"}).status_code == 302
    assert CreditNote.objects.get(kind="write_off").total_minor == 2390
    assert agree_everywhere(desk, order).due == euros(0)


def test_nothing_is_written_off_while_money_is_held_or_when_the_page_said_another_amount(bank, mug, desk, staff_actor):
    held = make_order(("MUG", 1), payment=HOLD).order
    with pytest.raises(DomainError, match="still authorised"):
        write_off(order_id=held.pk, reason="x", by=By(staff_actor, NOW))
    placed = make_order(("MUG", 2), payment=PAY)
    charge = bank.charges[placed.payment.public_id]
    charge.dispute, charge.disputed = "lost", 4290
    settle_payment(payment_id=placed.payment.pk, now=NOW)
    with pytest.raises(AmountChanged):
        write_off(order_id=placed.order.pk, reason="x", by=By(staff_actor, NOW), expected=euros(4200))
    assert not CreditNote.objects.exists()


def act(order, charge, dice, actor):
    """Do one thing at random, which may be refused, and hear the bank's news."""
    line, cents = dice.choice(list(OrderLine.objects.filter(order=order))), euros(dice.randint(1, 900))
    who = {"order_id": order.pk, "by": By(actor, NOW)}

    def come_back():
        if left := [key for key in charge.refunds if key not in charge.returned]:
            charge.returned[dice.choice(left)] = "closed account"

    def send_again():
        for refund in Refund.objects.filter(status="failed"):
            retry_refund(refund_id=refund.pk, by=By(actor, NOW))

    def disputed(state, minor):
        charge.dispute, charge.disputed = state, minor

    dice.choice([
        lambda: refund_order(lines={line.pk: CreditLine(dice.randint(1, 2))}, **who),
        lambda: refund_order(allowance=cents, **who),
        lambda: refund_order(shipping=euros(100), **who),
        lambda: cancel_order(quantities={line.pk: 1}, reason="", **who),
        lambda: write_off(reason="x", **who),
        lambda: setattr(charge, "elsewhere", charge.elsewhere or cents.amount_minor),
        come_back,
        send_again,
        lambda: disputed("open", dice.randint(1, charge.captured or 1)),
        lambda: disputed("lost", charge.disputed) if charge.dispute else None,
        lambda: disputed("won", charge.disputed) if charge.dispute else None,
        lambda: capture_payment(**who),
    ])()  # fmt: skip
    settle_payment(payment_id=Payment.objects.get(order=order).pk, now=NOW)


@pytest.mark.drawn
@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_all_say_what_the_books_say(bank, mug, desk, staff_actor, seed):
    dice = random.Random(seed)
    make_product("Bowl", skus=["BOWL"], price_minor=999, stock=10)
    placed = make_order(("MUG", 3), ("BOWL", 2), payment=dice.choice([PAY, PAY, HOLD]))
    charge = bank.charges[placed.payment.public_id]
    for _ in range(7):
        with suppress(DomainError):
            act(placed.order, charge, dice, staff_actor)
        agree_everywhere(desk, placed.order)


# --- a desk refund and a full dispute


@pytest.mark.parametrize("in_turn", [True, False])
def test_a_desk_refund_and_a_full_dispute_end_alike_whether_seen_in_turn_or_in_one_answer(bank, mug, desk, in_turn):
    placed = make_order(("MUG", 2), payment=PAY)
    charge = bank.charges[placed.payment.public_id]
    charge.elsewhere = 1900
    if in_turn:
        settle_payment(payment_id=placed.payment.pk, now=NOW)
    charge.dispute, charge.disputed = "lost", 4290
    for minutes in (0, 1):
        order = settle_payment(payment_id=placed.payment.pk, now=NOW + timedelta(minutes=minutes))
    payment, books = Payment.objects.get(), balances_of(order_id=order.pk)
    assert (payment.refunded_minor, payment.disputed_minor, payment.status, payment.review) == (1900, 4290, "lost", "")
    assert (books["receivable"], books["write_offs"], books["clearing"]) == (1900 + 2390, 1900, -1900)
    assert agree_everywhere(desk, order).due == euros(4290)


# --- the plan of a credit


@pytest.mark.parametrize("cents", [94, 1, 33, 100])
def test_what_the_refund_page_shows_is_credited_and_goes_back_to_the_cent(mug, desk, staff_actor, cents):
    order = make_order(("MUG", 3)).order
    line = order.lines.get()
    refund_order(order_id=order.pk, lines={line.pk: CreditLine(0, euros(cents))}, by=By(staff_actor, NOW))
    address = f"/admin/orders/order/{order.pk}/refund/"
    shown = []
    for _ in range(3):
        version = Order.objects.get(pk=order.pk).version
        page = desk.post(address, {"version": version, f"line_{line.pk}": 1})
        form = page.context["form"]
        (text,) = re.findall(r"Refund €([\d.]+)</button>", markup(page))
        shown.append(int(text.replace(".", "")))
        values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
        assert desk.post(address, values).status_code == 302
        assert (CreditNote.objects.last().total_minor, Refund.objects.last().amount_minor) == (shown[-1], shown[-1])
    assert sum(shown) == 5700 - cents


def test_another_amount_than_was_shown_is_refused_and_nothing_is_booked(mug, desk, staff_actor):
    order = make_order(("MUG", 3)).order
    line = order.lines.get().pk
    wrong = Amounts(euros(1900), euros(1899))
    with pytest.raises(AmountChanged):
        refund_order(order_id=order.pk, lines={line: CreditLine(1)}, by=By(staff_actor, NOW), expected=wrong)
    assert not CreditNote.objects.exists()
    assert not Refund.objects.exists()


def test_a_failed_refund_of_another_amount_than_the_button_said_is_not_sent(bank, mug, desk, staff_actor):
    bank.refuses_refunds = "Not today."
    order = make_order(("MUG", 2), payment=PAY).order
    refund_order(order_id=order.pk, allowance=euros(1000), by=By(staff_actor, NOW))
    bank.refuses_refunds = ""
    refund = Refund.objects.get()
    desk.post(f"/admin/orders/order/{order.pk}/refunds/{refund.pk}/retry/", {"seen": "1200"})
    assert Refund.objects.get().status == "failed"
    page = markup(desk.get(f"/admin/orders/order/{order.pk}/change/"))
    (address,) = re.findall(r'action="([^"]*/retry/)"', page)
    assert "Retry refund of €10.00" in page
    desk.post(address, {"seen": "1000"})
    assert (Refund.objects.get().status, Refund.objects.get().amount_minor) == ("succeeded", 1000)


note = st.one_of(
    st.tuples(st.integers(1, 4), st.none()),  # units, worth their share
    st.tuples(st.integers(1, 4), st.integers(0, 300)),  # units less what is kept for wear
    st.tuples(st.just(0), st.integers(1, 900)),  # a lower price
)


@settings(max_examples=300)
@given(total=st.integers(1, 20_000), quantity=st.integers(1, 9), notes=st.lists(note, max_size=8))
def test_units_are_never_worth_more_than_was_paid_for_them_and_the_last_one_takes_the_rest(total, quantity, notes):
    part, kept = CreditPart(total, 0, 0, quantity, (), 7), 0
    for units, minor in notes:
        units = min(units, part.units_left)  # noqa: PLW2901
        if units:
            worth = worth_of_units(part, units)
            less = min(minor or 0, worth)
            kept += less
            credit, line = worth - less, CreditLine(units, None if minor is None else euros(worth - less))
        else:
            credit = min(minor or 0, max(0, part.remaining_minor - kept))
            line = CreditLine(0, euros(credit))
        (share,) = plan_credit([part, CreditPart(0, 0, 0)], currency="EUR", lines={7: line}).lines
        assert share.amount == credit
        history = (*part.history, EarlierCredit(units, credit))
        part = CreditPart(total, 0, part.credited_minor + credit, quantity, history, 7)
    assert worth_of_units(part, part.units_left) == (part.remaining_minor - kept if part.units_left else 0)


def test_units_after_a_lower_price_share_it_evenly_and_wear_of_one_is_not_given_to_the_others():
    cheaper = CreditPart(5700, 0, 1900 + 400, 3, (EarlierCredit(1, 1900), EarlierCredit(0, 400)))
    assert [worth_of_units(cheaper, count) for count in (1, 2)] == [1700, 3400]
    worn = CreditPart(3800, 0, 1400, 2, (EarlierCredit(1, 1400),))
    assert worth_of_units(worn, 1) == 1900


def test_a_preview_names_what_is_wrong_before_anything_is_asked(mug):
    order = make_order(("MUG", 1)).order
    with pytest.raises(DomainError):
        preview_refund(order=order, lines={order.lines.get().pk: CreditLine(2)})
