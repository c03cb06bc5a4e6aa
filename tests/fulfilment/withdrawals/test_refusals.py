"""What a withdrawal may not do; nobody can reject it."""

import pytest

from shop.core.actor import GUEST, By
from shop.core.errors import Forbidden, InvalidInput, StaleVersion
from shop.fulfilment.models import Return, Withdrawal
from shop.fulfilment.operations import (
    Inspection,
    NothingToWithdraw,
    announce_goods,
    assign_withdrawal,
    cancel_return,
    close_withdrawal,
    match_withdrawals,
)
from shop.fulfilment.rules import WITHDRAWAL_TRANSITIONS
from shop.inventory.models import StockLevel
from shop.notifications.models import MailMessage
from shop.orders.models import OrderEvent
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import CreditNote, TestCharge
from tests.concurrency.threads import all_at_once
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.returns import make_return
from tests.factories.shop import make_channel
from tests.fulfilment.withdrawals.declaring import counts, declare, handle, say


@pytest.mark.django_db
@pytest.mark.parametrize("count", [-1, 0, 3, 10**9, 2**63])
def test_odd_quantities_are_refused(sent, count):
    with pytest.raises((InvalidInput, NothingToWithdraw)):
        declare(sent, {sent.lines.get().pk: count})
    assert counts(sent) == [(2, 0, 0, 0)]


@pytest.mark.django_db
def test_nothing_is_withdrawn_from_twice(sent):
    declare(sent)
    with pytest.raises(NothingToWithdraw):
        declare(sent)


@pytest.mark.django_db
def test_a_return_that_was_not_sent_gives_way(sent):
    return_ = make_return(sent, 2)
    declare(sent)
    assert Return.objects.get(pk=return_.pk).status == "cancelled"
    assert counts(sent) == [(2, 0, 2, 0)]


@pytest.mark.django_db
def test_without_login_a_return_gives_way_only_to_what_covers_its_goods(sent, staff_actor):
    """Whoever knows number and e-mail address may have typed it: the buyer must not lose the return for nothing."""
    return_ = make_return(sent, 2)
    withdrawal = say(order_number=str(sent.number), goods="one of the mugs")
    assert match_withdrawals(now=NOW) == 1
    assert (Return.objects.get().status, counts(sent)) == ("requested", [(2, 0, 2, 0)])
    line = sent.lines.get()
    with pytest.raises(InvalidInput):  # staff end the return first
        handle(withdrawal, staff_actor, inspections={line.pk: Inspection(withdrawn=1)})
    cancel_return(return_id=return_.pk, by=By(staff_actor, NOW))
    assert (
        handle(withdrawal, staff_actor, inspections={line.pk: Inspection(withdrawn=1, received=1)}).refund_minor == 1900
    )

    other = make_return(sent, 1)
    say(order_number=str(sent.number))  # all goods, those of the return too
    assert match_withdrawals(now=NOW) == 1
    assert (Return.objects.get(pk=other.pk).status, counts(sent)) == ("cancelled", [(2, 0, 1, 1)])


@pytest.mark.django_db
def test_staff_cannot_reject_and_close_only_what_fits_nothing_or_is_paid(sent, staff_actor):
    withdrawal, stray = declare(sent), say(order_number="999999")
    with pytest.raises(ForbiddenTransition):
        close_withdrawal(withdrawal_id=withdrawal.pk, note="No", by=By(staff_actor, NOW))
    with pytest.raises(InvalidInput):
        close_withdrawal(withdrawal_id=stray.pk, note=" ", by=By(staff_actor, NOW))
    close_withdrawal(withdrawal_id=stray.pk, note="No such order.", by=By(staff_actor, NOW))
    stray.refresh_from_db()
    assert stray.status == "closed"

    handle(withdrawal, staff_actor, inspections={})
    close_withdrawal(withdrawal_id=withdrawal.pk, note="Never arrived.", by=By(staff_actor, NOW))
    assert counts(sent) == [(2, 0, 0, 0)]


@pytest.mark.django_db
def test_staff_close_what_somebody_else_declared_and_the_order_goes_on(goods, staff_actor):
    order = make_order(("MUG", 2)).order
    forged = say(order_number=str(order.number))
    assert match_withdrawals(now=NOW) == 1
    order.refresh_from_db()
    assert order.status == "on_hold"

    close_withdrawal(withdrawal_id=forged.pk, note="The buyer called: it was not her.", by=By(staff_actor, NOW))

    forged.refresh_from_db()
    order.refresh_from_db()
    assert (forged.status, order.status, counts(order)) == ("closed", "placed", [(0, 0, 0, 0)])


@pytest.mark.django_db
def test_what_staff_have_acted_on_is_not_forged(sent, staff_actor):
    withdrawal = say(order_number=str(sent.number))
    assert match_withdrawals(now=NOW) == 1
    handle(withdrawal, staff_actor, inspections={sent.lines.get().pk: Inspection(received=1)}, refund=False)
    with pytest.raises(ForbiddenTransition):
        close_withdrawal(withdrawal_id=withdrawal.pk, note="No", by=By(staff_actor, NOW))


@pytest.mark.django_db
def test_only_staff_with_the_right_act_on_it(sent, staff_actor):
    withdrawal = declare(sent)
    with pytest.raises(Forbidden):
        handle(withdrawal, GUEST)
    with pytest.raises(Forbidden):
        close_withdrawal(withdrawal_id=withdrawal.pk, note="x", by=By(GUEST, NOW))
    with pytest.raises(Forbidden):
        assign_withdrawal(withdrawal_id=withdrawal.pk, order_number="1", by=By(GUEST, NOW))
    with pytest.raises(StaleVersion):
        handle(withdrawal, staff_actor, version=withdrawal.version - 1)


ACTIONS = {
    "announce": (
        {"acknowledged"},
        lambda withdrawal, actor: announce_goods(withdrawal_id=withdrawal.pk, tracking_number="1", by=By(actor, NOW)),
    ),
    "refund": ({"acknowledged", "proof_of_sending", "goods_back"}, handle),
    "close": (
        {"refunded"},
        lambda withdrawal, actor: close_withdrawal(withdrawal_id=withdrawal.pk, note="x", by=By(actor, NOW)),
    ),
}


@pytest.mark.drawn
@pytest.mark.django_db
@pytest.mark.breaks_rules
@pytest.mark.parametrize("state", [state for state in WITHDRAWAL_TRANSITIONS if state != "declared"])
@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_in_every_state(sent, staff_actor, state, action):
    withdrawal = declare(sent)
    Withdrawal.objects.filter(pk=withdrawal.pk).update(status=state)
    allowed, act = ACTIONS[action]
    before = (Withdrawal.objects.values().get(), counts(sent), OrderEvent.objects.count(), MailMessage.objects.count())
    if state in allowed:
        assert act(withdrawal, staff_actor).status != state
        return
    with pytest.raises(ForbiddenTransition):
        act(withdrawal, staff_actor)
    after = (Withdrawal.objects.values().get(), counts(sent), OrderEvent.objects.count(), MailMessage.objects.count())
    assert after == before
    assert not CreditNote.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_parallel_declarations_withdraw_and_refund_once():
    make_channel()
    make_product(skus=["MUG"], price_minor=1900, stock=10)
    order = make_order(("MUG", 2)).order

    def ask(_index):
        try:
            return declare(order)
        except NothingToWithdraw:
            return None

    assert [type(each) for each in all_at_once(8, ask) if each is not None] == [Withdrawal]
    assert TestCharge.objects.get().refunded_minor == 4290
    assert StockLevel.objects.get().allocated == 0
