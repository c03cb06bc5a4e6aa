"""Goods on their way between two locations."""

import pytest

from shop.core.actor import Actor, By
from shop.core.errors import Forbidden, InvalidInput, NotFound
from shop.core.idempotency import Claim
from shop.inventory.models import Location, StockLevel, StockMovement
from shop.inventory.operations import StockTooLow, TransferClosed, cancel_transfer, receive_transfer, send_transfer
from shop.inventory.queries import units_of
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order

pytestmark = pytest.mark.django_db
RIGHTS = frozenset({"inventory.add_transfer", "inventory.change_transfer"})
KEEPER = Actor("staff", label="keeper@example.com", permissions=RIGHTS)


@pytest.fixture
def mug(channel):
    return make_product(skus=["MUG"], stock=10).variants.get()


@pytest.fixture
def shops(channel):
    return Location.objects.get(), Location.objects.create(code="shop", name="Shop", priority=5)


def send(mug, shops, units=4, **values):
    values = {"by": By(KEEPER, NOW)} | values
    return send_transfer(source_id=shops[0].pk, target_id=shops[1].pk, units={mug.pk: units}, **values)


def on_hand() -> dict[str, int]:
    return dict(StockLevel.objects.values_list("location__code", "on_hand"))


def test_goods_on_the_way_are_nowhere_until_they_are_received(mug, shops):
    transfer = send(mug, shops, note="Van 2")
    assert (on_hand(), units_of(variant_ids=[mug.pk])[mug.pk]) == ({"main": 6}, 6)

    receive_transfer(transfer_id=transfer.pk, by=By(KEEPER, NOW))

    assert (on_hand(), units_of(variant_ids=[mug.pk])[mug.pk]) == ({"main": 6, "shop": 4}, 10)
    rows = StockMovement.objects.filter(transfer=transfer).values_list("kind", "on_hand", "note")
    assert list(rows) == [("transfer_out", -4, "Van 2"), ("transfer_in", 4, "Van 2")]
    transfer.refresh_from_db()
    assert (transfer.status, transfer.closed_at, transfer.lines.get().quantity_received) == ("received", NOW, 4)


def test_what_did_not_arrive_is_lost_and_written_down(mug, shops):
    transfer = send(mug, shops)
    line = transfer.lines.get()
    receive_transfer(transfer_id=transfer.pk, received={line.pk: 3}, by=By(KEEPER, NOW))
    assert on_hand() == {"main": 6, "shop": 3}
    line.refresh_from_db()
    assert (line.quantity, line.quantity_received) == (4, 3)


def test_a_transfer_of_which_nothing_arrived_is_lost_whole(mug, shops):
    transfer = send(mug, shops)
    line = transfer.lines.get()
    receive_transfer(transfer_id=transfer.pk, received={line.pk: 0}, by=By(KEEPER, NOW))
    assert (on_hand(), units_of(variant_ids=[mug.pk])[mug.pk]) == ({"main": 6, "shop": 0}, 6)
    line.refresh_from_db()
    assert (line.transfer.status, line.quantity_received) == ("received", 0)


def test_a_cancelled_transfer_comes_back(mug, shops):
    cancel_transfer(transfer_id=send(mug, shops).pk, by=By(KEEPER, NOW))
    assert on_hand() == {"main": 10}


def test_a_transfer_ends_once(mug, shops):
    transfer = send(mug, shops)
    receive_transfer(transfer_id=transfer.pk, by=By(KEEPER, NOW))
    for end in (receive_transfer, cancel_transfer):
        with pytest.raises(TransferClosed):
            end(transfer_id=transfer.pk, by=By(KEEPER, NOW))
    assert on_hand() == {"main": 6, "shop": 4}


def test_what_orders_hold_stays(mug, shops):
    make_order(("MUG", 7))
    with pytest.raises(StockTooLow, match="You can remove at most 3"):
        send(mug, shops)
    send(mug, shops, 3)
    assert on_hand() == {"main": 7}


def test_odd_transfers_are_refused(mug, shops):
    for units in (0, -1, 1_000_001):
        with pytest.raises(InvalidInput):
            send(mug, shops, units)
    with pytest.raises(InvalidInput):
        send(mug, (shops[0], shops[0]))
    transfer = send(mug, shops)
    line = transfer.lines.get().pk
    for received in ({line: 5}, {line: -1}, {line + 1: 1}):
        with pytest.raises(InvalidInput):
            receive_transfer(transfer_id=transfer.pk, received=received, by=By(KEEPER, NOW))
    with pytest.raises(NotFound):
        receive_transfer(transfer_id=transfer.pk + 1, by=By(KEEPER, NOW))


def test_only_who_may_does(mug, shops):
    with pytest.raises(Forbidden):
        send(mug, shops, by=By(Actor("staff", permissions=frozenset({"inventory.change_transfer"})), NOW))
    transfer = send(mug, shops)
    for end in (receive_transfer, cancel_transfer):
        with pytest.raises(Forbidden):
            end(transfer_id=transfer.pk, by=By(Actor("staff"), NOW))


def test_a_form_that_was_sent_twice_makes_one_transfer(mug, shops):
    first, second = (send(mug, shops, claim=Claim("staff:1", "key", "same", keeps_answer=False)) for _ in range(2))
    assert (first.pk, on_hand()) == (second.pk, {"main": 6})
