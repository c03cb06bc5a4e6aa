"""The address that Stripe reports to: quick, deaf to strangers, and silent about orders (T5)."""

import json
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from stripe import WebhookSignature

from shop.orders.models import Order
from shop.payments.models import ProviderEvent
from tests.payments.stripe.conftest import buy, keys, shop, stripe, work  # noqa: F401 - fixtures
from tests.payments.stripe_double.server import SECRET, signed

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/callbacks/stripe/"


def post(client, body, headers, **more):
    return client.post(URL, body, content_type="application/json", headers=headers, **more)


@pytest.fixture
def news(stripe, buy):  # noqa: F811
    """The events of a payment."""
    placed = buy()
    stripe.act("pay", stripe.session_of(placed.payment.public_id)["id"])
    return stripe.news()


def test_a_true_event_is_stored_and_acknowledged_before_anything_is_done(client, news):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = post(client, *signed(news[0]))
    assert (answer.status_code, answer.content) == (200, b"")
    assert len([one for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "SELECT"))]) == 1
    assert Order.objects.get().status == "pending"
    work()
    assert Order.objects.get().status == "placed"


def test_the_same_event_is_stored_once_and_acknowledged_each_time(client, news):
    assert [post(client, *signed(news[0])).status_code for _ in range(3)] == [200, 200, 200]
    assert ProviderEvent.objects.count() == 1


def test_an_acknowledgement_costs_one_statement_however_much_is_waiting(client, stripe, db):  # noqa: F811
    thing = {"id": "pi_1", "object": "payment_intent", "amount": 1, "currency": "eur", "metadata": {"attempt": "pay_x"}}
    counts = []
    for _ in range(50):
        with CaptureQueriesContext(connection) as queries:
            answer = post(client, *signed(stripe.act("tell", "payment_intent.succeeded", thing)))
        assert answer.status_code == 200
        counts.append(len(queries))
    assert counts == [counts[0]] * 50
    assert ProviderEvent.objects.filter(outcome="waiting").count() == 50


def _forgeries():
    event = {"id": "evt_x", "object": "event", "type": "payment_intent.succeeded", "data": {"object": {}}}
    body, headers = signed(event)
    yield "no signature", body, {}
    yield "another secret", *signed(event, "whsec_other")
    yield "ten minutes old", *signed(event, at=time.time() - 600)
    yield "of tomorrow", *signed(event, at=time.time() + 86_400)
    yield "two hours ahead", *signed(event, at=time.time() + 7200)
    yield "only v0", body, {"Stripe-Signature": headers["Stripe-Signature"].replace("v1=", "v0=")}
    yield "re-serialised", json.dumps(json.loads(body), indent=1).encode(), headers
    yield "no time", body, {"Stripe-Signature": headers["Stripe-Signature"].split(",")[1]}
    yield "nonsense", body, {"Stripe-Signature": "t=x,v1=,,=="}
    yield "not utf-8", b"\xff\xfe", headers


@pytest.mark.parametrize(("body", "headers"), [pytest.param(b, h, id=name) for name, b, h in _forgeries()])
def test_a_forgery_is_refused_with_nothing_stored_and_nothing_said(client, stripe, db, body, headers):  # noqa: F811
    answer = post(client, body, headers)
    assert (answer.status_code, answer.content) == (400, b"")
    assert ProviderEvent.objects.count() == 0


@pytest.mark.parametrize("wrong", ["\\u0000", "\\ud800", "x\\udfff", None, "1e999", "NaN", "-Infinity", "9" * 5000])
@pytest.mark.parametrize("where", ["id", "type", "attempt", "amount"])
def test_a_signed_event_that_no_database_can_keep_is_a_400(client, stripe, db, where, wrong):  # noqa: F811
    """A bug at the provider, or its key in wrong hands: no 500, nothing stored."""
    if (wrong is None) or (where in ("id", "type", "attempt") and wrong[:1] not in "\\x"):
        wrong = "\\u0000"
    quoted = f'"{wrong}"' if wrong[0] in "\\x" else wrong
    values = {"id": '"evt_1"', "type": '"payment_intent.succeeded"', "attempt": '"pay_x"', "amount": "1"} | {
        where: quoted
    }
    body = (
        '{"id": %(id)s, "type": %(type)s, "data": {"object": {"id": "pi_1", "object": "payment_intent",'
        ' "amount": %(amount)s, "currency": "eur", "metadata": {"attempt": %(attempt)s}}}}' % values
    )
    header = WebhookSignature.generate_signature_header(body, SECRET, timestamp=int(time.time()))
    answer = post(client, body.encode(), {"Stripe-Signature": header})
    assert (answer.status_code, answer.content) == (400, b"")
    assert ProviderEvent.objects.count() == 0


def test_a_signature_a_minute_ahead_of_our_clock_is_good(client, news):
    assert post(client, *signed(news[0], at=time.time() + 60)).status_code == 200


def test_a_body_of_two_megabytes_is_refused_unread(client, stripe, db):  # noqa: F811
    assert post(client, b"x" * 2_000_000, {"Stripe-Signature": "t=1,v1=x"}).status_code == 413


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_other_verbs_are_refused(client, stripe, db, method):  # noqa: F811
    assert getattr(client, method)(URL).status_code == 405


@pytest.mark.parametrize(
    ("path", "status"), [("/callbacks/nobody/", 404), ("/callbacks/test/", 400), ("/callbacks/bank_transfer/", 400)]
)
def test_providers_without_webhooks_take_none(client, stripe, db, path, status):  # noqa: F811
    assert client.post(path, b"{}", content_type="application/json").status_code == status


def test_it_needs_neither_cookie_nor_csrf_token_and_sets_no_session(stripe, news):  # noqa: F811
    from django.test import Client

    answer = post(Client(enforce_csrf_checks=True), *signed(news[0]))
    assert (answer.status_code, answer.cookies) == (200, {})
