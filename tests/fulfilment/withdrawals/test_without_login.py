"""A withdrawal that is declared by anybody, without login, counts at once."""

from datetime import timedelta

import pytest

from shop.core.actor import By
from shop.core.errors import InvalidInput
from shop.fulfilment.models import Withdrawal
from shop.fulfilment.operations import (
    Inspection,
    OrderUnknown,
    TooManyWithdrawals,
    assign_withdrawal,
    handle_withdrawal,
    match_withdrawals,
)
from shop.notifications.models import MailMessage
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import CreditNote
from tests.factories.orders import NOW, make_order
from tests.factories.returns import make_sent_order
from tests.fulfilment.withdrawals.declaring import counts, handle, say


@pytest.mark.django_db
def test_a_stranger_to_the_shop_declares_and_gets_a_receipt_at_once(goods):
    withdrawal = say(order_number="#4711", goods="The blue one")
    mail = MailMessage.objects.get()
    assert (withdrawal.status, withdrawal.order_id, mail.recipient) == ("acknowledged", None, "ada@example.com")
    assert "We received this declaration on 23 November 2026 at 10:00:00 (Europe/Berlin)." in mail.text
    assert "I hereby withdraw from my contract: order 4711.\nThe blue one\nAda Lovelace, ada@example.com" in mail.text


@pytest.mark.django_db
def test_number_and_mail_find_the_order_and_staff_have_the_last_look(goods, staff_actor):
    order = make_order(("MUG", 2)).order
    withdrawal = say(order_number=str(order.number), email="ADA@example.com")
    assert match_withdrawals(now=NOW) == 1
    assert match_withdrawals(now=NOW) == 0

    withdrawal.refresh_from_db()
    order.refresh_from_db()
    assert (withdrawal.order, withdrawal.is_proven, withdrawal.status, order.status) == (
        order,
        False,
        "acknowledged",
        "on_hold",
    )
    assert counts(order) == [(0, 0, 0, 0)]  # anybody may have typed this: nothing is cancelled yet
    assert not CreditNote.objects.exists()

    done = handle(withdrawal, staff_actor)
    order.refresh_from_db()
    assert (done.status, done.refund_minor, order.status) == ("refunded", 4290, "cancelled")


@pytest.mark.django_db
def test_another_mail_or_number_finds_nothing_and_staff_match_by_hand(goods, staff_actor):
    order = make_sent_order(("MUG", 2))
    withdrawal = say(order_number=str(order.number), email="eve@example.com")
    say(order_number="999999")
    assert match_withdrawals(now=NOW) == 0
    with pytest.raises(OrderUnknown):
        handle_withdrawal(withdrawal_id=withdrawal.pk, inspections={}, refund=True, by=By(staff_actor, NOW))
    with pytest.raises(InvalidInput):
        assign_withdrawal(withdrawal_id=withdrawal.pk, order_number="x", by=By(staff_actor, NOW))
    assign_withdrawal(withdrawal_id=withdrawal.pk, order_number=f"#{order.number}", by=By(staff_actor, NOW))
    with pytest.raises(ForbiddenTransition):
        assign_withdrawal(withdrawal_id=withdrawal.pk, order_number=str(order.number), by=By(staff_actor, NOW))
    assert counts(order) == [(2, 0, 2, 0)]


@pytest.mark.django_db
def test_goods_named_in_words_are_chosen_by_staff(sent, staff_actor):
    withdrawal = say(order_number=str(sent.number), goods="one of the mugs")
    match_withdrawals(now=NOW)
    line = sent.lines.get()
    with pytest.raises(InvalidInput):
        handle(withdrawal, staff_actor, inspections={})
    for key, count in ((line.pk, 3), (line.pk, -1), (line.pk + 1, 1)):  # the last is of no line of this order
        with pytest.raises(InvalidInput) as refused:
            handle(withdrawal, staff_actor, inspections={key: Inspection(withdrawn=count)})
        assert refused.value.fields == {f"withdrawn_{key}": "This is more than there are."}
    done = handle(withdrawal, staff_actor, inspections={line.pk: Inspection(withdrawn=1, received=1)})
    assert (done.status, done.refund_minor, counts(sent)) == ("refunded", 1900, [(2, 0, 0, 1)])


@pytest.mark.django_db
def test_the_same_declaration_twice_is_one_and_a_mailbox_is_not_flooded(goods):
    assert say() == say()
    for number in range(2, 6):
        say(order_number=str(number))
    with pytest.raises(TooManyWithdrawals):
        say(order_number="6")
    assert MailMessage.objects.count() == 5
    assert say(order_number="6", now=NOW + timedelta(hours=2)).order_number == "6"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [{"name": ""}, {"name": "x" * 121}, {"email": "ada"}, {"order_number": " "}, {"order_number": "9" * 41},
     {"goods": "x" * 1001}, {"name": "a\x00b"}, {"goods": "\x00"}],
)  # fmt: skip
def test_odd_declarations_are_refused(goods, values):
    with pytest.raises(InvalidInput):
        say(**values)
    assert not Withdrawal.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["٣", "1e3", "-1", "9" * 40, "x"])
def test_odd_numbers_are_kept_as_typed_and_find_nothing(goods, number):
    say(order_number=number)
    assert match_withdrawals(now=NOW) == 0
