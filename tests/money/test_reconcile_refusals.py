"""Comparing with a provider: what is not ours is left alone, and one that stops answering ends the run."""

from datetime import timedelta

import pytest

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import reconcile
from shop.payments.models import Payment, ReconciliationItem, Refund
from shop.payments.providers.base import ProviderUnavailable
from tests.factories.bank import Charge
from tests.factories.orders import NOW, make_order

pytestmark = pytest.mark.django_db
SINCE = NOW - timedelta(hours=1)


def test_a_refund_of_a_payment_that_is_not_ours_changes_nothing(bank, mug):
    make_order(("MUG", 1), payment=PaymentChoice("bank", "pay"))
    bank.charges["of another shop"] = Charge(2390, "EUR", "captured", captured=2390, elsewhere=2390)

    result = reconcile(provider="bank", since=SINCE, now=NOW)

    assert (result.seen, result.repaired, result.failure) == (1, 0, "")
    assert (Payment.objects.get().refunded_minor, Refund.objects.count(), ReconciliationItem.objects.count()) == (
        0,
        0,
        0,
    )


def test_a_provider_that_stops_answering_is_not_asked_about_the_rest(bank, mug, monkeypatch):
    placed = [make_order(("MUG", 1), payment=PaymentChoice("bank", "pay")) for _ in range(2)]
    for charge in bank.charges.values():
        charge.elsewhere = 900
    asked = []

    def go_away(attempt_id):
        asked.append(attempt_id)
        raise ProviderUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(bank, "fetch", go_away)
        result = reconcile(provider="bank", since=SINCE, now=NOW)

    assert asked == [placed[0].payment.public_id]
    assert (result.seen, result.repaired) == (1, 0)
    assert result.failure.startswith("The provider did not answer: ")
    assert set(Payment.objects.values_list("refunded_minor", flat=True)) == {0}
    assert reconcile(provider="bank", since=SINCE, now=NOW).repaired == 2
    assert set(Payment.objects.values_list("refunded_minor", flat=True)) == {900}
