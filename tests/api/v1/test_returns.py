"""Returns and withdrawals over the JSON API: by token, by the order's link, and for nobody else."""

import pytest

from shop.core.actor import Actor
from shop.fulfilment.models import Return, Withdrawal
from shop.notifications.models import MailMessage
from shop.orders.models import OrderLine
from shop.orders.queries import order_token
from shop.payments.models import CreditNote
from tests.api.conftest import places
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.factories.returns import make_sent_order

pytestmark = pytest.mark.django_db
ITEM = {"sku": "MUG", "quantity": 1, "reason": "not_liked"}
SAID = {"name": "Ada Lovelace", "order_number": "1042", "email": "ada@example.com"}
ODD = [-1, 0, 1.5, 10**9, 2**63, True, "１", "1", None, ["1"]]


@pytest.fixture
def order(channel, shopper):
    make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=100)
    actor = Actor(kind="customer", user_id=shopper.pk, label=shopper.email)
    return make_sent_order(("MUG", 3), actor=actor, email=shopper.email)


def link(order):
    return {"Order_Token": order_token(order)}


def keyed(key="k1", **headers):
    return {"Idempotency_Key": key, **headers}


def test_a_customer_asks_lists_reads_and_cancels(customer, order):
    made = customer.post(f"orders/{order.public_id}/returns/", {"items": [ITEM], "comment": "No"}, **keyed())
    assert made.status_code == 201
    body = made.json()
    assert (body["status"], body["kind"], body["comment"], body["refund"]["amount"]) == (
        "requested", "return", "No", "0.00",
    )  # fmt: skip
    assert body["lines"] == [
        {"sku": "MUG", "name": "Dock mug", "quantity": 1, "quantity_received": 0, "reason": "not_liked",
         "wanted_sku": None}
    ]  # fmt: skip
    assert customer.get(made["Location"]).json() == body
    assert customer.get(f"orders/{order.public_id}/returns/").json() == {"results": [body], "next": None}
    gone = customer.post(f"{made['Location']}cancel/")
    assert (gone.status_code, gone.json()["status"]) == (200, "cancelled")
    assert customer.post(f"{made['Location']}cancel/", Idempotency_Key="k9").json()["code"] == "forbidden_transition"


def test_a_guest_with_the_orders_token_withdraws(api, order):
    made = api.post(f"orders/{order.public_id}/withdrawals/", {}, **keyed(**link(order)))
    assert made.status_code == 201
    body = made.json()
    assert (body["status"], body["lines"][0]["quantity"]) == ("acknowledged", 3)
    assert "3 × Dock mug" in body["statement"]
    assert api.get(made["Location"], **link(order)).json() == body
    assert len(api.get(f"orders/{order.public_id}/withdrawals/", **link(order)).json()["results"]) == 1
    again = api.post(f"orders/{order.public_id}/withdrawals/", {}, **keyed("k2", **link(order)))
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_withdraw")


def test_what_was_not_sent_is_paid_back_at_once(api, order):
    open_order = make_order(("MUG", 2)).order
    items = {"items": [{"sku": "MUG", "quantity": 1}]}
    body = api.post(f"orders/{open_order.public_id}/withdrawals/", items, **keyed(**link(open_order))).json()
    assert (body["status"], body["refund"], body["lines"][0]["quantity_cancelled"]) == (
        "refunded", {"amount": "19.00", "currency": "EUR"}, 1,
    )  # fmt: skip


def test_without_login_the_answer_is_the_same_for_every_order(api, order):
    right = api.post("withdrawals/", SAID | {"order_number": str(order.number), "email": order.email})
    wrong = api.post("withdrawals/", SAID)
    assert (right.status_code, list(right.json())) == (wrong.status_code, list(wrong.json())) == (202, ["received_at"])
    assert Withdrawal.objects.filter(order=None).count() == MailMessage.objects.filter(
        dedupe_key__endswith=":receipt"
    ).count() == 2  # fmt: skip
    for number in range(3, 9):
        last = api.post("withdrawals/", SAID | {"order_number": str(number)})
    assert (last.status_code, last.json()["code"]) == (429, "too_many_withdrawals")
    assert 3540 <= int(last["Retry-After"]) <= 3600


def test_a_key_has_one_effect_and_one_answer(customer, order):
    path = f"orders/{order.public_id}/returns/"
    first, again = (customer.post(path, {"items": [ITEM]}, **keyed()) for _ in range(2))
    assert (first.content, again["Idempotency-Replayed"]) == (again.content, "true")
    other = customer.post(path, {"items": [ITEM | {"quantity": 2}]}, **keyed())
    assert other.json()["code"] == "idempotency_key_reused"
    assert Return.objects.count() == 1


@pytest.mark.parametrize("kind", ["returns", "withdrawals"])
@pytest.mark.parametrize("quantity", ODD)
def test_odd_quantities_are_refused(customer, order, kind, quantity):
    item = ITEM if kind == "returns" else {"sku": "MUG"}
    answer = customer.post(f"orders/{order.public_id}/{kind}/", {"items": [item | {"quantity": quantity}]}, **keyed())
    assert (answer.status_code, places(answer)) == (422, {"/items/0/quantity"})
    assert list(OrderLine.objects.values_list("quantity_returning", flat=True)) == [0]


def test_more_than_there_is_conflicts_and_changes_nothing(customer, order):
    path = f"orders/{order.public_id}"
    assert customer.post(f"{path}/returns/", {"items": [ITEM | {"quantity": 4}]}, **keyed()).status_code == 409
    many = {"items": [{"sku": "MUG", "quantity": 4}]}
    assert customer.post(f"{path}/withdrawals/", many, **keyed()).status_code == 409
    unknown = customer.post(f"{path}/returns/", {"items": [ITEM | {"sku": "NOPE"}]}, **keyed())
    assert places(unknown) == {"/items/0/sku"}
    assert not Return.objects.exists()
    assert not CreditNote.objects.exists()


@pytest.mark.parametrize("extra", [{"refund": "100.00"}, {"status": "refunded"}, {"user_id": 1}])
def test_nothing_else_can_be_said(customer, order, extra):
    answer = customer.post(f"orders/{order.public_id}/returns/", {"items": [ITEM], **extra}, **keyed())
    assert answer.status_code == 422
    assert not Return.objects.exists()


def test_other_peoples_orders_look_like_missing_ones(customer, stranger, api, order):
    made = customer.post(f"orders/{order.public_id}/returns/", {"items": [ITEM]}, **keyed()).json()
    other = make_sent_order(("MUG", 1))
    own, token = f"orders/{order.public_id}", order_token(order)

    def body(answer):
        return {name: value for name, value in answer.json().items() if name != "request_id"}

    missing = body(stranger.get("orders/ord_nope/returns/"))
    for caller, headers in (
        (stranger, {}), (api, {}), (api, link(other)), (api, {"Order_Token": ""}), (api, {"Order_Token": "null"}),
        (api, {"Order_Token": order.public_id}), (api, {"Order_Token": token[:-1]}), (stranger, {"Order_Token": "x"}),
    ):  # fmt: skip
        for method, path, sent in (
            ("GET", f"{own}/returns/", None), ("GET", f"{own}/returns/{made['id']}/", None),
            ("GET", f"{own}/withdrawals/", None), ("POST", f"{own}/returns/", {"items": [ITEM]}),
            ("POST", f"{own}/returns/{made['id']}/cancel/", None), ("POST", f"{own}/withdrawals/", {}),
        ):  # fmt: skip
            answer = caller.send(method, path, sent, **keyed("z", **headers))
            assert (path, headers, answer.status_code, body(answer)) == (path, headers, 404, missing)
    foreign = f"orders/{other.public_id}/returns/{made['id']}/"
    assert api.get(foreign, **link(other)).status_code == 404
    assert (Return.objects.count(), Withdrawal.objects.count()) == (1, 0)
