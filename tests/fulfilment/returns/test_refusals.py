"""What of an order may be returned, by whom, and in which state."""

import pytest

from shop.core.actor import GUEST, By
from shop.core.errors import Forbidden, InvalidInput, NotFound, StaleVersion
from shop.core.idempotency import Claim, KeyReused
from shop.fulfilment.models import Return
from shop.fulfilment.operations import (
    NotReturnable,
    ReceivedUnits,
    ReturnItem,
    announce_return,
    approve_return,
    cancel_return,
    move_parcel,
    reject_return,
    request_return,
)
from shop.fulfilment.rules import RETURN_TRANSITIONS
from shop.notifications.models import MailMessage
from shop.orders.models import OrderEvent
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import CreditNote
from tests.concurrency.threads import all_at_once
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.returns import approve, make_return, make_sent_order, receive
from tests.factories.shop import make_channel
from tests.fulfilment.returns.looking import counts

HUGE = (10**9, 2**31, 2**63)


@pytest.mark.django_db
def test_damaged_goods_are_never_restocked(order, staff_actor):
    return_ = make_return(order, 1)
    approve(return_, staff_actor)
    line = return_.lines.get()
    with pytest.raises(InvalidInput) as refused:
        receive(return_, staff_actor, received={line.pk: ReceivedUnits(1, "damaged", restock=True)})
    assert refused.value.fields == {f"restock_{line.pk}": "Damaged items cannot be restocked."}
    assert counts(order)[0] == (3, 1, 0)


@pytest.mark.django_db
def test_what_has_not_arrived_is_not_settled(order, staff_actor):
    return_ = make_return(order, 1)
    approve(return_, staff_actor)
    with pytest.raises(InvalidInput):
        receive(return_, staff_actor, received={})
    assert Return.objects.get().status == "approved"


@pytest.mark.django_db
@pytest.mark.parametrize("count", [-1, 0])
def test_refuses_counts_below_one(order, count):
    with pytest.raises(InvalidInput):
        request_return(
            order_id=order.pk, items=[ReturnItem(order.lines.first().pk, count, "other")], comment="", by=By(GUEST, NOW),
        )  # fmt: skip
    assert not Return.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [4, *HUGE])
def test_refuses_more_than_was_sent(order, count):
    with pytest.raises(NotReturnable):
        make_return(order, count)
    assert not Return.objects.exists()


@pytest.mark.django_db
def test_refuses_odd_requests(order, channel):
    other = make_sent_order(("MUG", 1))
    own, foreign = order.lines.first().pk, other.lines.get().pk

    def ask(*items, comment=""):
        return request_return(order_id=order.pk, items=items, comment=comment, by=By(GUEST, NOW))

    for items, comment in [
        ((), ""),
        ((ReturnItem(foreign, 1, "other"),), ""),
        ((ReturnItem(own, 1, "other"), ReturnItem(own, 1, "other")), ""),
        ((ReturnItem(own, 1, "because"),), ""),
        ((ReturnItem(own, 1, "other", "NOPE"),), ""),
        ((ReturnItem(own, 1, "other"),), "x" * 1001),
    ]:
        with pytest.raises(InvalidInput):
            ask(*items, comment=comment)
    assert not Return.objects.exists()
    assert counts(order)[0] == (3, 0, 0)


@pytest.mark.django_db
def test_what_was_not_sent_cannot_be_returned(channel):
    make_product(skus=["MUG"], price_minor=1900, stock=10)
    with pytest.raises(NotReturnable):
        make_return(make_order(("MUG", 1)).order, 1)


@pytest.mark.django_db
def test_units_in_a_return_are_free_again_when_it_ends(order, staff_actor):
    first = make_return(order, 3)
    with pytest.raises(NotReturnable):
        make_return(order, 1)
    reject_return(return_id=first.pk, reason="Too late", by=By(staff_actor, NOW))
    second = make_return(order, 3)
    cancel_return(return_id=second.pk, by=By(GUEST, NOW))
    assert make_return(order, 3).status == "requested"


@pytest.mark.django_db
def test_a_rejection_needs_a_reason_and_tells_it(order, staff_actor):
    return_ = make_return(order, 1)
    with pytest.raises(InvalidInput):
        reject_return(return_id=return_.pk, reason=" ", by=By(staff_actor, NOW))
    reject_return(return_id=return_.pk, reason="It was personalised.", by=By(staff_actor, NOW))
    assert "It was personalised." in MailMessage.objects.get(dedupe_key__contains="return_rejected").text


@pytest.mark.django_db
def test_only_staff_with_the_right_handle_returns(order, staff_actor):
    return_ = make_return(order, 1)
    with pytest.raises(Forbidden):
        approve(return_, GUEST)
    with pytest.raises(Forbidden):
        reject_return(return_id=return_.pk, reason="x", by=By(GUEST, NOW))
    approve(return_, staff_actor)
    with pytest.raises(Forbidden):
        receive(return_, GUEST)
    with pytest.raises(NotFound):
        approve_return(return_id=return_.pk + 1, instructions="", by=By(staff_actor, NOW))


@pytest.mark.django_db
def test_a_form_of_an_older_version_changes_nothing(order, staff_actor):
    return_ = make_return(order, 1)
    approve(return_, staff_actor, version=return_.version)
    with pytest.raises(StaleVersion):
        receive(return_, staff_actor, version=return_.version)
    assert Return.objects.get().status == "approved"


@pytest.mark.django_db
def test_the_same_key_is_the_same_return(order):
    claim = lambda fingerprint: Claim("user:1", "key", fingerprint, keeps_answer=False)  # noqa: E731
    first, again = (make_return(order, 2, claim=claim("a")) for _ in range(2))
    assert first == again
    with pytest.raises(KeyReused):
        make_return(order, 1, claim=claim("b"))
    assert counts(order)[0] == (3, 2, 0)


STATES = list(RETURN_TRANSITIONS)
ACTIONS = {
    "approve": ({"requested"}, approve),
    "reject": ({"requested"}, lambda return_, actor: reject_return(return_id=return_.pk, reason="no", by=By(actor, NOW))),
    "announce": (
        {"approved"}, lambda return_, actor: announce_return(return_id=return_.pk, tracking_number="1", by=By(actor, NOW)),
    ),
    "receive": ({"approved", "in_transit", "received"}, receive),
    "cancel": ({"requested", "approved"}, lambda return_, actor: cancel_return(return_id=return_.pk, by=By(actor, NOW))),
}  # fmt: skip


@pytest.mark.drawn
@pytest.mark.django_db
@pytest.mark.breaks_rules
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_in_every_state(order, staff_actor, state, action):
    return_ = make_return(order, 2)
    Return.objects.filter(pk=return_.pk).update(status=state)
    allowed, act = ACTIONS[action]
    before = (Return.objects.values().get(), counts(order), OrderEvent.objects.count(), MailMessage.objects.count())
    if state in allowed:
        assert act(return_, staff_actor).status != state
        assert OrderEvent.objects.count() > before[2]
        return
    with pytest.raises(ForbiddenTransition):
        act(return_, staff_actor)
    after = (Return.objects.values().get(), counts(order), OrderEvent.objects.count(), MailMessage.objects.count())
    assert after == before
    assert not CreditNote.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_parallel_requests_never_bring_back_more_than_was_sent():
    make_channel()
    make_product(skus=["MUG"], price_minor=1900, stock=10)
    order = make_sent_order(("MUG", 3))

    def ask(_index):
        try:
            return make_return(order, 2)
        except NotReturnable:
            return None

    made = all_at_once(8, ask)
    assert [type(each) for each in made if each is not None] == [Return]
    assert counts(order) == [(3, 2, 0)]


@pytest.mark.django_db
def test_a_parcel_does_not_come_back_twice(order, staff_actor):
    make_return(order, 1)
    parcel = order.fulfilments.get()
    with pytest.raises(ForbiddenTransition):
        move_parcel(parcel_id=parcel.pk, target="returned_to_sender", by=By(staff_actor, NOW))
    assert counts(order)[0] == (3, 1, 0)
