"""Promise 5: a retry is safe. For each key five requests at once, one of which is killed, and three late ones."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models.functions import Now
from django.test import Client

from shop.api.common import idempotency
from shop.core.idempotency import store_answer
from shop.core.models import IdempotencyRecord
from shop.graphql import idempotency as graphql_idempotency
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from shop.payments.models import Payment, TestCharge
from tests.concurrency.threads import all_at_once
from tests.factories.catalog import make_product
from tests.factories.shop import make_channel

KEYS, AT_ONCE, LATE = 20, 5, 3
ADDRESS = {"full_name": "Ada Lovelace", "line1": "Torstraße 1", "city": "Berlin", "postcode": "10119", "country": "DE"}
MUTATION = """mutation($input: PlaceOrderInput!) { placeOrder(input: $input) {
  order { id number total } userErrors { code } } }"""


class Killed(Exception):
    """Stands for a process that dies between the commit of the order and its answer: nothing else may run."""


@pytest.fixture
def mugs(transactional_db):
    make_channel()
    make_product(skus=["MUG"], stock=1000)


def by_json(key):
    body = {
        "email": "ada@example.com",
        "lines": [{"sku": "MUG", "quantity": 1}],
        "shipping_address": ADDRESS,
        "payment": {"provider": "test"},
    }
    return _post("/api/v1/orders/", body, key)


def by_graphql(key):
    names = {"full_name": "fullName"}
    order = {
        "email": "ada@example.com",
        "lines": [{"sku": "MUG", "quantity": 1}],
        "shippingAddress": {names.get(name, name): value for name, value in ADDRESS.items()},
        "payment": {"provider": "test"},
    }
    return _post("/graphql/", {"query": MUTATION, "variables": {"input": order}}, key)


def _post(path, body, key):
    client = Client(raise_request_exception=False)
    return client.post(path, body, content_type="application/json", headers={"Idempotency-Key": key})


def outcome(answer):
    """Return "ordered", "wait" or "killed"."""
    if isinstance(answer, Killed) or answer.status_code == 500:
        return "killed"
    if answer.status_code == 409 or b'"idempotency_in_progress"' in answer.content:
        assert answer["Retry-After"] == "1"
        return "wait"
    assert answer.status_code in (200, 201), answer.content
    assert b'"id":' in answer.content.replace(b'"id": ', b'"id":')
    return "ordered"


@pytest.mark.drawn
@pytest.mark.parametrize("send", [by_json, by_graphql])
def test_each_key_is_one_order_with_one_answer(mugs, monkeypatch, send):
    keys = [str(uuid4()) for _ in range(KEYS)]
    killed = set()

    def die_once(*, claim, answer):
        if claim.is_leased and claim.key not in killed:
            killed.add(claim.key)
            claim.is_leased = False  # a dead process ends no lease either
            raise Killed
        return store_answer(claim=claim, answer=answer)

    for module in (idempotency, graphql_idempotency):
        monkeypatch.setattr(module, "store_answer", die_once)

    answers = {key: [] for key in keys}
    for key in keys:
        first = all_at_once(AT_ONCE, lambda _, key=key: send(key))
        assert Counter(map(outcome, first)) == {"killed": 1, "wait": AT_ONCE - 1}
        assert outcome(send(key)) == "wait", "the key is that of the dead until its lease ends"
        IdempotencyRecord.objects.filter(key=key).update(lease_until=Now() - timedelta(milliseconds=1))
        answers[key] = [send(key) for _ in range(LATE)]

    for late in answers.values():
        assert [outcome(answer) for answer in late] == ["ordered"] * LATE
        assert len({answer.content for answer in late}) == 1
        assert [answer.get("Idempotency-Replayed") for answer in late] == [None, "true", "true"]
    assert len({late[0].content for late in answers.values()}) == KEYS
    _check_books()


def test_five_at_once_without_a_kill_agree(mugs):
    answers = {str(uuid4()): [] for _ in range(KEYS)}
    for key, given in answers.items():
        given.extend(all_at_once(AT_ONCE, lambda _, key=key: by_json(key)))
        given.extend(by_json(key) for _ in range(LATE))

    for given in answers.values():
        outcomes = Counter(map(outcome, given))
        assert set(outcomes) <= {"ordered", "wait"}
        assert outcomes["ordered"] >= 1 + LATE
        assert len({answer.content for answer in given if outcome(answer) == "ordered"}) == 1
    _check_books()


def test_after_the_lease_only_one_of_many_resumes(mugs, monkeypatch):
    def die(**_values):
        raise Killed

    key = str(uuid4())
    with monkeypatch.context() as patch:
        patch.setattr(idempotency, "store_answer", die)
        patch.setattr(idempotency, "end_lease", lambda **_: None)
        by_json(key)
    IdempotencyRecord.objects.update(lease_until=Now() - timedelta(milliseconds=1))

    answers = all_at_once(8, lambda _: by_json(key))

    bodies = {answer.content for answer in answers if outcome(answer) == "ordered"}
    assert len(bodies) == 1
    assert sum(outcome(a) == "ordered" and "Idempotency-Replayed" not in a for a in answers) == 1
    assert Order.objects.count() == 1


def test_control_without_the_key_five_requests_are_five_orders(mugs):
    answers = all_at_once(AT_ONCE, lambda _: by_json(str(uuid4())))

    assert [outcome(answer) for answer in answers] == ["ordered"] * AT_ONCE
    assert Order.objects.count() == AT_ONCE


def _check_books():
    assert Order.objects.filter(status="placed").count() == Order.objects.count() == KEYS
    assert Payment.objects.filter(status="captured").count() == TestCharge.objects.count() == KEYS
    assert StockLevel.objects.get().allocated == KEYS
