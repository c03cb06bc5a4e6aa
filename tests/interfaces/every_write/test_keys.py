"""Every POST and mutation has one effect for each Idempotency-Key, also those that come later."""

from uuid import uuid4

import pytest

from shop.core.models import IdempotencyRecord
from tests.interfaces.every_write.walk import (
    BODIES,
    INPUTS,
    KEYED,
    MUTATIONS,
    ON_ORDERS,
    ORDER_MUTATIONS,
    errors,
    everything,
    posts,
)

pytestmark = pytest.mark.django_db

NEEDS_NO_KEY = {
    "/api/v1/users/register/", "/api/v1/withdrawals/", "/api/v1/back-in-stock/",
    "declareWithdrawal", "requestBackInStock",
}  # fmt: skip


def test_the_examples_are_all_there_is():
    assert sorted(BODIES) == KEYED
    assert sorted(INPUTS) == MUTATIONS
    assert ON_ORDERS
    assert ORDER_MUTATIONS


@pytest.mark.parametrize("path", KEYED)
def test_a_post_has_one_effect_and_one_answer(scene, path):
    key = str(uuid4())
    first = scene.post(path, key)
    after = everything()
    again = [scene.post(path, key) for _ in range(2)]

    assert first.status_code in (200, 201, 202)
    assert [(answer.content, answer["Idempotency-Replayed"]) for answer in again] == [(first.content, "true")] * 2
    assert everything() == after


@pytest.mark.parametrize("path", KEYED)
def test_a_post_documents_its_key(path):
    [key] = [one for one in posts()[path]["parameters"] if one["name"] == "Idempotency-Key"]

    assert (key["in"], key["required"]) == ("header", path not in NEEDS_NO_KEY)
    assert {400, 409, 422} <= {int(status) for status in posts()[path]["responses"]}


@pytest.mark.parametrize("path", sorted(set(KEYED) - NEEDS_NO_KEY))
def test_a_post_that_may_move_money_does_nothing_without_a_key(scene, path):
    before = everything()

    answer = scene.post(path, None)

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_required")
    assert everything() == before


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_has_one_effect_and_one_answer(scene, name):
    key = str(uuid4())
    first = scene.mutate(name, key)
    after = everything()
    again = [scene.mutate(name, key) for _ in range(2)]

    assert errors(first) == []
    assert [(answer.content, answer["Idempotency-Replayed"]) for answer in again] == [(first.content, "true")] * 2
    assert everything() == after


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_does_nothing_with_an_odd_key_or_none(scene, name):
    before = everything()

    for odd in ("", "with blank", "x" * 256):
        assert errors(scene.mutate(name, odd)) == [("invalid_input", "idempotencyKey")]
    if name not in NEEDS_NO_KEY:
        assert errors(scene.mutate(name, None)) == [("idempotency_key_required", "")]
    assert everything() == before
    assert not IdempotencyRecord.objects.exists()
