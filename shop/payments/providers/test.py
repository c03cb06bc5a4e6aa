"""The built-in test provider: a small bank of its own, for the demo, for tests and for partners' first steps.

Its records are `TestCharge` and `TestRefund`, written in its own transactions, as a real provider's would be. The
method says what happens: "success" pays at once, "decline" is declined, "challenge" asks the buyer first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext, gettext_lazy

from shop.core.errors import InvalidInput, NotFound
from shop.core.money import Money
from shop.payments.models import Payment, TestCharge, TestRefund

from .base import (
    EventNotice,
    MethodChoice,
    PaymentProvider,
    PaymentRequest,
    PaymentResult,
    RefundResult,
    ResultStatus,
    Sighting,
)

_STATUS = {"success": "captured", "decline": "failed", "challenge": "requires_action"}
_DECLINED = gettext_lazy("Your bank declined the payment. You have not been charged.")


class TestProvider(PaymentProvider):
    """See the module. `__test__` keeps pytest from taking it for a test class."""

    __test__ = False
    code = "test"
    label = gettext_lazy("Test payment")
    payment_time = timedelta(minutes=30)
    is_manual = False
    is_on_account = False
    methods = (
        MethodChoice("success", gettext_lazy("Test card that succeeds"), gettext_lazy("Nothing is charged.")),
        MethodChoice(
            "challenge",
            gettext_lazy("Test card with confirmation"),
            gettext_lazy("Asks you to confirm, like 3-D Secure."),
        ),
        MethodChoice("decline", gettext_lazy("Test card that is declined")),
    )

    def start(self, request: PaymentRequest) -> PaymentResult:
        """Book the attempt by its method; none means success."""
        status = _STATUS[request.method or "success"]
        with transaction.atomic(durable=True):
            charge, _ = TestCharge.objects.get_or_create(
                reference=request.attempt_id,
                defaults={
                    "amount_minor": request.amount.amount_minor,
                    "currency": request.amount.currency,
                    "status": status,
                    "return_url": request.return_url,
                },
            )
        return _result(charge)

    def fetch(self, attempt_id: str) -> PaymentResult | None:
        """Read the attempt."""
        charge = TestCharge.objects.filter(reference=attempt_id).first()
        return _result(charge) if charge else None

    def cancel(self, attempt_id: str) -> PaymentResult | None:
        """End an attempt that waits for the buyer."""
        with transaction.atomic(durable=True):
            TestCharge.objects.filter(reference=attempt_id, status="requires_action").update(status="cancelled")
        return self.fetch(attempt_id)

    def refund(self, *, attempt_id: str, refund_id: str, amount: Money) -> RefundResult:
        """Give money back once for each `refund_id`, never more than was paid."""
        with transaction.atomic(durable=True):
            charge = TestCharge.objects.select_for_update().filter(reference=attempt_id, status="captured").first()
            if charge is None or charge.currency != amount.currency:
                return RefundResult("failed", failure=gettext("The test bank does not know this payment."))
            known = TestRefund.objects.filter(reference=refund_id).exists()
            if not known and charge.refunded_minor + amount.amount_minor > charge.amount_minor:
                return RefundResult(
                    "failed", failure=gettext("The test bank refused the refund: it is more than was paid.")
                )
            if not known:
                TestRefund.objects.create(reference=refund_id, charge=charge, amount_minor=amount.amount_minor)
                TestCharge.objects.filter(pk=charge.pk).update(refunded_minor=F("refunded_minor") + amount.amount_minor)
        return RefundResult("succeeded", reference=f"test_{refund_id}")

    def capture(self, *, attempt_id: str, capture_id: str, amount: Money, final: bool) -> PaymentResult:
        """Never called: the test bank takes money at once."""
        raise NotImplementedError

    def read_event(self, *, body: bytes, headers: Mapping[str, str]) -> EventNotice:
        """Refuse: the test bank sends no webhooks."""
        raise InvalidInput

    def check_event(self, payload: Mapping[str, object], payment: Payment) -> str:
        """Never called: there are no webhooks."""
        return ""

    def list_since(self, since: datetime) -> Iterable[Sighting]:
        """List the attempts that the bank has recorded."""
        for charge in TestCharge.objects.filter(created_at__gte=since):
            yield Sighting(charge.reference, charge.reference, _result(charge).captured)

    def list_refunds(self, since: datetime) -> Iterable[Sighting] | None:
        """Say nothing: what the test bank gave back stays given back."""
        return None

    def answer_challenge(self, *, attempt_id: str, approve: bool) -> str:
        """Record what the buyer decided and return where they go next. Raises: NotFound."""
        with transaction.atomic(durable=True):
            waiting = TestCharge.objects.filter(reference=attempt_id, status="requires_action")
            waiting.update(status="captured" if approve else "failed")
        charge = TestCharge.objects.filter(reference=attempt_id).first()
        if charge is None:
            raise NotFound
        return charge.return_url


def _result(charge: TestCharge) -> PaymentResult:
    status: ResultStatus = charge.status  # type: ignore[assignment]  # only written from _STATUS and above
    return PaymentResult(
        status=status,
        reference=charge.reference,
        captured=Money(charge.amount_minor, charge.currency) if status == "captured" else None,
        redirect_url=f"/pay/test/{charge.reference}/" if status == "requires_action" else "",
        failure=str(_DECLINED) if status == "failed" else "",
    )
