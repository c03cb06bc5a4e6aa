"""The example of docs/payment-provider.md works as it stands, against a bank of thirty lines."""

import hmac
import importlib
import json
import re
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import PaymentDeclined, process_events, reconcile, settle_payment
from shop.config.env import PROVIDERS
from shop.core.money import Money
from shop.orders.models import Order
from shop.payments.models import Payment
from shop.payments.providers import _load, get_provider
from shop.payments.providers.base import PaymentProvider, PaymentRequest, ProviderUnavailable
from tests.factories.catalog import make_product
from tests.factories.orders import make_order

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "payment-provider.md"
EXAMPLE = ROOT / "docs" / "examples" / "smallbank.py"


class Bank:
    """PUT makes what is not there, GET reads it. Where `status` is set, it is the answer to all but what it `reads`."""

    def __init__(self):
        self.rows, self.status, self.reads, self.garbled = {}, 0, False, False

    def answer(self, method, path, sent):
        if self.status and (method != "GET" or not self.reads):
            return self.status, {"error": "no"}
        path, _, query = path.removeprefix("/payments").strip("/").partition("?")
        name, _, rest = path.partition("/")
        if query:
            assert re.fullmatch(r"since=\d{4}-\d\d-\d\dT.*%2B00%3A00", query)
            return 200, {"payments": [{"id": name, **row} for name, row in self.rows.items()]}
        if method == "PUT" and not rest:
            if self.rows.get(name, {}).get("state") == "captured":
                return 409, {"error": "paid"}
            self.rows.setdefault(name, {**sent, "state": "requires_action", "paid": "0", "page": f"https://pay/{name}"})
        return (200, self.rows[name]) if name in self.rows else (404, None)

    def pays(self, name, amount):
        self.rows[name] |= {"state": "captured", "paid": amount}


class Desk(BaseHTTPRequestHandler):
    def do_GET(self):
        bank = self.server.bank
        sent = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or "null")
        status, value = bank.answer(self.command, self.path, sent)
        body = b"<html>oops" if bank.garbled else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_PUT = do_POST = do_GET  # noqa: N815 - http.server names them so

    def log_message(self, *_args):
        pass


@pytest.fixture
def bank(settings, channel, monkeypatch):
    monkeypatch.syspath_prepend(EXAMPLE.parent)
    (line,) = re.findall(r"^PAYMENT_PROVIDERS=(.*)$", GUIDE.read_text(), re.MULTILINE)
    assert line == "stripe,smallbank=my_shop.smallbank.SmallBank"
    settings.PAYMENT_PROVIDERS = ["smallbank"]
    path = "smallbank.SmallBank"
    settings.PAYMENT_PROVIDER_CLASSES = {**settings.PAYMENT_PROVIDER_CLASSES, "smallbank": path}
    with ThreadingHTTPServer(("127.0.0.1", 0), Desk) as server:
        server.bank = Bank()
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        monkeypatch.setattr(importlib.import_module("smallbank"), "URL", f"http://127.0.0.1:{server.server_port}")
        make_product(skus=["MUG"], price_minor=1900, stock=9)
        yield server.bank
        server.shutdown()
        thread.join()
    _load.cache_clear()


@pytest.fixture
def placed(bank):
    return make_order(("MUG", 1), payment=PaymentChoice("smallbank", "page"), now=timezone.now())


def test_the_guide_leads_to_the_example_that_is_checked_and_run():
    code = EXAMPLE.read_text()
    (most,) = re.findall(rf"\(examples/{EXAMPLE.name}\): (\d+) lines of a class", GUIDE.read_text())
    assert "docs/examples" in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]["files"]
    body = code[code.index("class SmallBank") :]
    assert len([line for line in body.splitlines() if line.strip()]) == int(most)


@pytest.mark.parametrize("path", [*PROVIDERS.values(), "smallbank.SmallBank"])
def test_a_provider_that_lacks_a_method_cannot_be_made(path, bank):
    provider = import_string(path)
    assert PaymentProvider in provider.__mro__
    for name in ("methods", "is_on_account", "cancel", "list_refunds"):
        half = type("Half", (provider,), {name: getattr(PaymentProvider, name)})
        with pytest.raises(TypeError, match=f"abstract method '{name}'"):
            half()


def test_a_payment_from_the_order_to_the_refund(bank, placed):
    assert placed.payment.redirect_url == f"https://pay/{placed.payment.public_id}"
    bank.pays(placed.payment.public_id, "23.90")
    assert settle_payment(payment_id=placed.payment.pk, now=timezone.now()).status == "placed"
    provider = get_provider("smallbank")
    refund = {"attempt_id": placed.payment.public_id, "amount": Money(100, "EUR")}
    assert provider.refund(refund_id="ref_1", **refund).status == "succeeded"


def test_a_webhook(bank, placed, client):
    bank.pays(placed.payment.public_id, "23.90")
    event = {"id": "1", "kind": "paid", "payment": placed.payment.public_id, "currency": "EUR"}
    body = json.dumps(event).encode()
    signature = hmac.new(b"from-the-environment", body, "sha256").hexdigest()
    for header, status in (("wrong", 400), (signature, 200)):
        answer = client.post(
            "/callbacks/smallbank/", body, content_type="application/json", headers={"Bank-Signature": header}
        )
        assert answer.status_code == status
    process_events(now=timezone.now())
    assert Order.objects.get().status == "placed"


@pytest.mark.parametrize("status", [401, 403, 408, 429, 500, 503])
def test_a_bank_that_is_away(bank, placed, status):
    bank.status = status
    assert settle_payment(payment_id=placed.payment.pk, now=timezone.now()).status == "pending"
    assert reconcile(provider="smallbank", since=timezone.now(), now=timezone.now()).failure != ""


def test_an_answer_that_cannot_be_read_is_no_answer(bank, placed):
    bank.garbled = True
    assert settle_payment(payment_id=placed.payment.pk, now=timezone.now()).status == "pending"


@pytest.mark.parametrize("status", [400, 402, 404, 405, 409, 410, 422, 451])
def test_a_bank_that_refuses_to_begin(bank, status):
    bank.status, bank.reads = status, True
    with pytest.raises(PaymentDeclined):
        make_order(("MUG", 1), payment=PaymentChoice("smallbank", "page"), now=timezone.now())

    payment = Payment.objects.get()
    assert (payment.status, payment.order.status) == ("failed", "cancelled")


@pytest.mark.parametrize("status", [400, 402, 404, 409, 422])
def test_a_refusal_of_the_bank_does_not_stop_the_shop(bank, placed, status):
    provider, attempt = get_provider("smallbank"), placed.payment.public_id
    bank.status = status
    refused = provider.refund(attempt_id=attempt, refund_id="ref_1", amount=Money(100, "EUR"))
    assert (refused.status, refused.failure) == ("failed", "The bank refused.")
    with pytest.raises(ProviderUnavailable):
        list(provider.list_since(timezone.now()))


def test_beginning_again_what_was_paid_meanwhile_says_so(bank, placed):
    bank.pays(placed.payment.public_id, "23.90")
    again = PaymentRequest(placed.payment.public_id, Money(2390, "EUR"), "page", "https://shop.example/", 1)
    begun = get_provider("smallbank").start(again)
    assert (begun.status, begun.captured) == ("captured", Money(2390, "EUR"))


def test_the_comparison_of_the_books(bank, placed):
    bank.pays(placed.payment.public_id, "23.90")
    assert reconcile(provider="smallbank", since=timezone.now(), now=timezone.now()).repaired == 1


def test_a_wrong_amount_pays_nothing(bank, placed):
    bank.rows[placed.payment.public_id] |= {"amount": "1.00"}
    bank.pays(placed.payment.public_id, "1.00")
    assert settle_payment(payment_id=placed.payment.pk, now=timezone.now()).status == "pending"
    assert Payment.objects.get().review == "The bank asks for 1.00"
