"""T13 and T14 by GraphQL: an order is its buyer's alone, in every field that names one."""

import pytest

from shop.fulfilment.models import Return
from shop.graphql.schema import schema
from shop.orders.queries import order_token
from tests.drawn import drawn
from tests.interfaces.every_write.walk import INPUTS
from tests.threats.orders_of_others.tokens import ask, everything, odd_tokens, read

pytestmark = pytest.mark.django_db


def _takes_order(field):
    if "input" in field.args:
        return "orderId" in field.args["input"].type.of_type.fields
    return "orderId" in field.args or ("id" in field.args and "orderToken" in field.args)


QUERIES = sorted(name for name, field in schema._schema.query_type.fields.items() if _takes_order(field))


WRITES = sorted(name for name, field in schema._schema.mutation_type.fields.items() if _takes_order(field))


def write(name, order_id, token, user=None):
    kind = schema._schema.mutation_type.fields[name].args["input"].type
    values = {**INPUTS[name], "orderId": order_id, "orderToken": token}
    if "returnId" in kind.of_type.fields:
        values["returnId"] = Return.objects.get().public_id
    query = f"mutation($input: {kind}) {{ {name}(input: $input) {{ userErrors {{ code field message }} }} }}"
    return ask(query, {"input": values}, user)


def test_the_walk_knows_every_field_that_names_an_order():
    assert QUERIES == ["order", "returns", "withdrawals"]
    assert WRITES == ["cancelOrder", "cancelReturn", "payOrder", "requestReturn", "withdraw"]


@pytest.mark.parametrize("name", QUERIES)
def test_t13_by_graphql_the_order_of_somebody_else_is_null(order, foreign, other_shopper, manager, name):
    for user in (other_shopper, manager):
        for order_id in (order.public_id, str(order.number), str(order.pk), "ord_0", "\x00"):
            assert read(name, order_id, "", user) == {"data": {name: None}}
            assert read(name, order_id, order_token(foreign), user) == {"data": {name: None}}
    assert read(name, order.public_id, "").get("data") in (None, {name: None})


@pytest.mark.parametrize("name", QUERIES)
def test_t14_by_graphql_an_odd_token_reads_nothing(order, foreign, name):
    for token in drawn(odd_tokens(order, foreign)[1:], 6):
        assert read(name, order.public_id, token) == {"data": {name: None}}, token


@pytest.mark.parametrize("name", WRITES)
def test_t13_by_graphql_nobody_writes_to_the_order_of_somebody_else(order, foreign, other_shopper, manager, name):
    before, missing = everything(), write(name, "ord_0", "", other_shopper)
    assert [error["code"] for error in missing["data"][name]["userErrors"]] == ["not_found"]

    for user in (other_shopper, manager, None):
        for order_id in (order.public_id, str(order.number), str(order.pk)):
            for token in ("", order_token(foreign)):
                assert write(name, order_id, token, user) == missing
    assert everything() == before


@pytest.mark.parametrize("name", WRITES)
def test_t14_by_graphql_an_odd_token_writes_nothing(order, foreign, name):
    before = everything()

    for token in drawn(odd_tokens(order, foreign), 6):
        errors = write(name, order.public_id, token)["data"][name]["userErrors"]
        assert [error["code"] for error in errors] == ["not_found"], token
    assert everything() == before
