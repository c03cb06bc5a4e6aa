"""Declined cards, declarations and waiting lists: nobody is stopped by what others do (docs/adr/0014)."""

import json

import pytest
from django.test import Client

from shop.fulfilment.models import Withdrawal
from shop.inventory.models import BackInStockRequest
from shop.payments.queries import CLIENT_LIMIT, DECLINE_LIMIT
from tests.factories.catalog import make_product
from tests.threats.doors import DONE, DOORS, NAMES
from tests.threats.one_address.doing import ELSEWHERE, HOME, OFFICE

pytestmark = pytest.mark.django_db

every_door = pytest.mark.parametrize("door", DOORS, ids=NAMES)


@pytest.mark.drawn
@every_door
def test_many_declined_cards_behind_one_address_stop_nobody_else(door):
    tries = [door.buy(pay="test:decline", email=f"{number}@example.com") for number in range(12)]

    assert 429 not in tries
    assert door.buy(email="new@example.com") == DONE


@pytest.mark.drawn
@every_door
def test_who_paid_from_here_before_is_not_stopped_by_the_declines_of_others(door):
    assert door.buy(email="ada@example.com") == DONE
    for number in range(CLIENT_LIMIT):
        door.buy(pay="test:decline", email=f"{number}@example.com")
    assert door.buy(email="new@example.com") == 429

    assert door.buy(email="Ada@example.com") == DONE
    assert [door.buy(pay="test:decline", email="ada@example.com") for _ in range(6)][DECLINE_LIMIT:] == [429]


@every_door
def test_strangers_cannot_stop_an_address_from_buying(door):
    for _ in range(DECLINE_LIMIT + 1):
        door.buy(pay="test:decline", email="ada@example.com", peer=ELSEWHERE)
    assert door.buy(email="ada@example.com", peer=ELSEWHERE) == 429

    assert door.buy(email="ada@example.com", peer=HOME) == DONE


def declare(number, peer=OFFICE, email="ada@example.com", **headers):
    body = {"name": "Ada", "email": email, "order_number": str(number)}
    return Client(REMOTE_ADDR=peer).post("/api/v1/withdrawals/", json.dumps(body), "application/json", headers=headers)


def declare_by_page(number, peer=OFFICE, email="ada@example.com"):
    form = {"name": "Ada", "email": email, "order_number": str(number), "confirm": "1"}
    return Client(REMOTE_ADDR=peer).post("/withdraw/", form)


def declare_by_graphql(number, peer=OFFICE, email="ada@example.com"):
    query = "mutation($input: DeclareWithdrawalInput!) { declareWithdrawal(input: $input) { userErrors { code } } }"
    values = {"name": "Ada", "email": email, "orderNumber": str(number)}
    body = {"query": query, "variables": {"input": values}}
    return Client(REMOTE_ADDR=peer).post("/graphql/", json.dumps(body), "application/json")


@pytest.mark.parametrize("way", [declare, declare_by_page, declare_by_graphql])
def test_declarations_of_a_stranger_keep_nobody_from_withdrawing(way):
    answers = [way(number, ELSEWHERE) for number in range(6)]

    assert 3540 <= int(answers[-1]["Retry-After"]) <= 3600
    assert Withdrawal.objects.count() == 5
    way(99, HOME)
    assert Withdrawal.objects.filter(order_number="99").exists()


def test_many_withdraw_behind_one_address():
    assert {declare(1, email=f"{number}@example.com").status_code for number in range(40)} == {202}


def test_many_wait_behind_one_address():
    make_product("Wall", skus=["WALL"], stock=0)
    for number in range(30):
        body = {"sku": "WALL", "email": f"{number}@example.com"}
        answer = Client(REMOTE_ADDR=OFFICE).post("/api/v1/back-in-stock/", json.dumps(body), "application/json")
        assert answer.status_code == 202
    assert BackInStockRequest.objects.count() == 30
