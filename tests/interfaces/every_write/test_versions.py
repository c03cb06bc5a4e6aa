"""Every write to an order can be bound to the version that was seen."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from shop.api.common.versions import expected_version
from shop.orders.queries import order_token
from tests.api.conftest import Api
from tests.interfaces.every_write.walk import ON_ORDERS, ORDER_MUTATIONS, errors, everything, posts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ON_ORDERS)
def test_a_post_to_an_order_documents_if_match(path):
    [header] = [one for one in posts()[path]["parameters"] if one["name"] == "If-Match"]

    assert (header["in"], header["required"]) == ("header", False)
    assert 412 in {int(status) for status in posts()[path]["responses"]}


@pytest.mark.parametrize("path", ON_ORDERS)
def test_a_post_to_an_order_that_was_changed_since_is_412_and_changes_nothing(scene, path):
    thing = scene.changed(path)
    type(thing).objects.filter(pk=thing.pk).update(updated_at=timezone.now())
    key, before = str(uuid4()), everything()

    for stale in (f'"{thing.version}"', f'W/"{thing.version}"', '"0"', '"abc"'):
        refused = scene.post(path, key, If_Match=stale)
        assert (refused.status_code, refused.json()["code"]) == (412, "stale_version")
    assert scene.post(path, key, If_Match="nonsense").json()["code"] == "bad_request"
    assert everything() == before

    thing.refresh_from_db()
    seen = f'"{thing.version}"'
    done = scene.post(path, key, If_Match=seen)
    again = scene.post(path, key, If_Match=seen)
    assert (done.status_code in (200, 201), "Idempotency-Replayed" in done) == (True, False)
    assert (again.content, again["Idempotency-Replayed"]) == (done.content, "true")


@pytest.mark.parametrize("path", ON_ORDERS)
def test_of_two_posts_that_have_seen_the_same_version_one_succeeds(scene, path):
    thing = scene.changed(path)
    seen = f'"{thing.version}"'

    first, second = (scene.post(path, str(uuid4()), If_Match=seen) for _ in range(2))

    thing.refresh_from_db()
    assert (first.status_code in (200, 201), second.status_code) == (True, 412)
    assert f'"{thing.version}"' != seen


@pytest.mark.parametrize("path", ON_ORDERS)
def test_a_star_and_no_header_take_every_version(scene, path):
    assert scene.post(path, str(uuid4()), If_Match="*").status_code in (200, 201)


@pytest.mark.parametrize("name", ORDER_MUTATIONS)
def test_a_mutation_of_an_order_that_was_changed_since_changes_nothing(scene, name):
    thing = scene.changed(name)
    type(thing).objects.filter(pk=thing.pk).update(updated_at=timezone.now())
    before = everything()

    for stale in (thing.version, 0, -1):
        assert errors(scene.mutate(name, str(uuid4()), version=stale)) == [("stale_version", "")]
    assert everything() == before

    thing.refresh_from_db()
    key, seen = str(uuid4()), thing.version
    done, again = (scene.mutate(name, key, version=seen) for _ in range(2))
    assert errors(done) == []
    assert (again.content, again["Idempotency-Replayed"]) == (done.content, "true")


def test_the_versions_that_are_asked_for_can_be_read(scene):
    token = {"Order_Token": order_token(scene.sent)}
    address = f"orders/{scene.sent.public_id}/"

    of_return = Api().get(f"{address}returns/{scene.return_.public_id}/", **token)
    assert expected_version(Api().get(address, **token)["ETag"]) == scene.sent.version
    assert expected_version(of_return["ETag"]) == scene.return_.version
    query = "query($id: ID!, $token: String!) { returns(orderId: $id, orderToken: $token) { version } }"
    variables = {"id": scene.sent.public_id, "token": order_token(scene.sent)}
    seen = Client().post("/graphql/", json.dumps({"query": query, "variables": variables}), "application/json").json()
    assert seen["data"] == {"returns": [{"version": scene.return_.version}]}
