"""A return from the request to the money: what is restocked, what is paid."""

from datetime import timedelta

import pytest

from shop.core.actor import By
from shop.core.errors import InvalidInput
from shop.fulfilment.models import Return
from shop.fulfilment.operations import ReceivedUnits, close_settled, receive_return
from shop.inventory.models import StockLevel, StockMovement
from shop.ledger.models import Entry
from shop.notifications.models import MailMessage
from shop.orders.models import Order, OrderEvent
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import CreditNote, Refund, TestCharge
from shop.payments.providers.base import ProviderUnavailable
from shop.payments.providers.test import TestProvider
from tests.concurrency.threads import all_at_once
from tests.factories.catalog import make_product
from tests.factories.orders import NOW
from tests.factories.returns import approve, make_return, make_sent_order, receive, settlement
from tests.factories.shop import make_channel
from tests.fulfilment.returns.looking import counts


def kinds(order):
    return list(OrderEvent.objects.filter(order=order, kind__startswith="return.").values_list("kind", flat=True))


@pytest.mark.django_db
def test_a_return_goes_its_way_in_two_forms_and_leaves_every_state_in_the_timeline(order, staff_actor):
    return_ = make_return(order, 2)
    assert (return_.status, return_.kind, counts(order)) == ("requested", "return", [(3, 2, 0), (1, 0, 0)])

    approve(return_, staff_actor, instructions="Use the label.")
    done = receive(return_, staff_actor)

    assert (done.status, done.refund_minor, counts(order)) == ("refunded", 3800, [(3, 0, 2), (1, 0, 0)])
    assert kinds(order) == [
        "return.requested", "return.approved", "return.received", "return.inspected", "return.refunded",
    ]  # fmt: skip
    note = CreditNote.objects.get()
    assert (note.kind, note.total_minor, list(done.notes.all())) == ("return", 3800, [note])
    assert (Refund.objects.get().status, Refund.objects.get().note) == ("succeeded", note)
    assert TestCharge.objects.get().refunded_minor == 3800
    order.refresh_from_db()
    assert (order.fulfilment_status, order.payment_status) == ("partially_returned", "partially_refunded")
    mails = MailMessage.objects.filter(dedupe_key__contains=":return_").order_by("pk")
    assert [mail.dedupe_key.split(":")[1] for mail in mails] == [
        "return_requested",
        "return_approved",
        "return_settled",
    ]

    assert close_settled(now=NOW) == 1
    assert Return.objects.get().status == "closed"
    assert close_settled(now=NOW) == 0


@pytest.mark.django_db
def test_all_of_an_order_comes_back(order, staff_actor):
    return_ = make_return(order, 3, 1)
    approve(return_, staff_actor)
    receive(return_, staff_actor, settlement=settlement(shipping=0))
    order.refresh_from_db()
    assert order.fulfilment_status == "returned"
    assert order.credited_minor == 8100


@pytest.mark.django_db
def test_goods_are_restocked_when_they_are_inspected_and_fit(order, staff_actor):
    return_ = make_return(order, 2, 1)
    approve(return_, staff_actor)
    assert StockLevel.objects.get(variant__sku="MUG").on_hand == 7
    mug, bowl = return_.lines.all()

    receive(
        return_, staff_actor, received={mug.pk: ReceivedUnits(2), bowl.pk: ReceivedUnits(1, "damaged", restock=False)}
    )

    on_hand = dict(StockLevel.objects.values_list("variant__sku", "on_hand"))
    assert on_hand == {"MUG": 9, "BOWL": 9}
    moved = StockMovement.objects.get(kind="return")
    assert (moved.on_hand, moved.order_line_key, moved.note) == (2, mug.order_line_id, f"Return {return_}")
    assert list(return_.lines.values_list("quantity_restocked", "condition")) == [(2, "new"), (0, "damaged")]


@pytest.mark.django_db
def test_a_parcel_may_come_in_parts_and_what_never_comes_stays_with_the_buyer(order, staff_actor):
    return_ = make_return(order, 3)
    approve(return_, staff_actor)
    line = return_.lines.get()

    part = receive(return_, staff_actor, received={line.pk: ReceivedUnits(1)}, settlement=None)
    assert (part.status, counts(order)[0]) == ("received", (3, 2, 1))
    assert not CreditNote.objects.exists()

    done = receive(return_, staff_actor, received={line.pk: ReceivedUnits(1)})
    assert (done.status, done.refund_minor, counts(order)[0]) == ("refunded", 3800, (3, 0, 2))


@pytest.mark.django_db
def test_a_line_of_which_nothing_came_is_said_with_a_zero_and_stays_with_the_buyer(order, staff_actor):
    return_ = make_return(order, 2, 1)
    approve(return_, staff_actor)
    mug, bowl = return_.lines.all()

    done = receive(return_, staff_actor, received={mug.pk: ReceivedUnits(2), bowl.pk: ReceivedUnits(0)})

    assert (done.status, done.refund_minor, counts(order)) == ("refunded", 3800, [(3, 0, 2), (1, 0, 0)])
    assert list(return_.lines.values_list("quantity_received", "quantity_restocked")) == [(2, 2), (0, 0)]


@pytest.mark.django_db
def test_a_return_raises_the_version_of_its_own_order_only(order, staff_actor):
    other = make_sent_order(("BOWL", 1))
    return_ = make_return(order, 1)
    before = dict(Order.objects.values_list("pk", "version"))

    approve(return_, staff_actor, now=NOW + timedelta(hours=1))

    assert dict(Order.objects.values_list("pk", "version")) == before | {order.pk: before[order.pk] + 1}
    assert Order.objects.get(pk=other.pk).updated_at == NOW


@pytest.mark.django_db
def test_the_way_back_is_deducted_and_delivery_given_back_where_staff_say_so(order, staff_actor):
    return_ = make_return(order, 1)
    approve(return_, staff_actor)
    done = receive(return_, staff_actor, settlement=settlement(deduction=500))
    assert (done.refund_minor, done.deduction_minor) == (1400, 500)

    other = make_return(order, 1)
    approve(other, staff_actor)
    with pytest.raises(InvalidInput) as refused:
        receive(other, staff_actor, settlement=settlement(deduction=1901))
    assert "deduction" in refused.value.fields


@pytest.mark.django_db
def test_books_and_payment_agree_after_a_return(order, staff_actor):
    return_ = make_return(order, 2)
    approve(return_, staff_actor)
    receive(return_, staff_actor)
    sums = {}
    for account, amount in Entry.objects.values_list("account", "amount_minor"):
        sums[account] = sums.get(account, 0) + amount
    assert sums[Entry.Account.RECEIVABLE] == 0
    assert sum(sums.values()) == 0


@pytest.mark.django_db
def test_a_failed_refund_keeps_the_return_open(order, staff_actor, monkeypatch):
    return_ = make_return(order, 1)
    approve(return_, staff_actor)

    def down(*_args, **_values):
        raise ProviderUnavailable

    monkeypatch.setattr(TestProvider, "refund", down)
    assert receive(return_, staff_actor).status == "refunded"
    assert close_settled(now=NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_a_return_is_settled_once_however_many_submit(staff_actor):
    make_channel()
    make_product(skus=["MUG"], price_minor=1900, stock=10)
    order = make_sent_order(("MUG", 3))
    return_ = make_return(order, 2)
    approve(return_, staff_actor)
    lines = {line.pk: ReceivedUnits(2) for line in return_.lines.all()}

    def book(_index):
        try:
            return receive_return(
                return_id=return_.pk, received=lines, settlement=settlement(), by=By(staff_actor, NOW)
            )
        except (ForbiddenTransition, InvalidInput):
            return None

    assert [type(each) for each in all_at_once(6, book) if each is not None] == [Return]
    assert counts(order) == [(3, 0, 2)]
    assert TestCharge.objects.get().refunded_minor == 3800
    assert StockLevel.objects.get().on_hand == 9
