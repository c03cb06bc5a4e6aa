"""The example of docs/payment-provider.md works as it stands there, against a bank of thirty lines."""

import hmac
import json
import re
from pathlib import Path

import pytest
from django.utils import timezone

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import process_events, reconcile, settle_payment
from shop.core.money import Money
from shop.orders.models import Order
from shop.payments.models import Payment
from shop.payments.providers import _load, get_provider
from tests.factories.catalog import make_product
from tests.factories.orders import make_order

pytestmark = pytest.mark.django_db
GUIDE = Path(__file__).parents[2] / "docs" / "payment-provider.md"


class Bank:
    """PUT makes what is not there, GET reads it, anything else is refused."""

    def __init__(self):
        self.rows, self.is_away = {}, False

    def request(self, method, url, *, json=None, timeout):
        assert timeout == 10
        path = url.removeprefix("https://pay.smallbank.example/payments").strip("/")
        name, _, rest = path.partition("/")
        if self.is_away:
            return Answer(503, None)
        if method == "PUT" and not rest:
            self.rows.setdefault(name, {**json, "state": "requires_action", "paid": "0", "page": f"https://pay/{name}"})
        if path.startswith("?since="):
            return Answer(200, {"payments": [{"id": name, **row} for name, row in self.rows.items()]})
        return Answer(200, self.rows[name]) if name in self.rows else Answer(404, None)

    def pays(self, name, amount):
        self.rows[name] |= {"state": "captured", "paid": amount}


class Answer:
    def __init__(self, status, value):
        self.status_code, self.value, self.ok = status, value, status < 400

    def json(self):
        return self.value


@pytest.fixture
def bank(settings, channel, monkeypatch, tmp_path):
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    (tmp_path / "smallbank_of_the_guide.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    (line,) = re.findall(r"^PAYMENT_PROVIDERS=(.*)$", GUIDE.read_text(), re.MULTILINE)
    assert line == "stripe,smallbank=my_shop.smallbank.SmallBank"
    settings.PAYMENT_PROVIDERS = ["smallbank"]
    path = "smallbank_of_the_guide.SmallBank"
    settings.PAYMENT_PROVIDER_CLASSES = {**settings.PAYMENT_PROVIDER_CLASSES, "smallbank": path}
    bank = Bank()
    monkeypatch.setattr("requests.request", bank.request)
    make_product(skus=["MUG"], price_minor=1900, stock=9)
    yield bank
    _load.cache_clear()


@pytest.fixture
def placed(bank):
    return make_order(("MUG", 1), payment=PaymentChoice("smallbank", "page"), now=timezone.now())


def test_it_is_about_sixty_lines():
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    body = code[code.index("class SmallBank") :]
    assert len([line for line in body.splitlines() if line.strip()]) <= 67


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


def test_a_bank_that_is_away(bank, placed):
    bank.is_away = True
    assert settle_payment(payment_id=placed.payment.pk, now=timezone.now()).status == "pending"
    assert reconcile(provider="smallbank", since=timezone.now(), now=timezone.now()).failure != ""


def test_the_comparison_of_the_books(bank, placed):
    bank.pays(placed.payment.public_id, "23.90")
    assert reconcile(provider="smallbank", since=timezone.now(), now=timezone.now()).repaired == 1


def test_a_wrong_amount_pays_nothing(bank, placed):
    bank.rows[placed.payment.public_id] |= {"amount": "1.00"}
    bank.pays(placed.payment.public_id, "1.00")
    assert settle_payment(payment_id=placed.payment.pk, now=timezone.now()).status == "pending"
    assert Payment.objects.get().review == "The bank asks for 1.00"
