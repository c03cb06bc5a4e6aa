"""Bank transfer and invoice: nobody but the bank's statement says what came in, so staff do, or its import.

Its records are our own rows. Buyers write a creditor reference (ISO 11649, "RF18 …") made of the order's number with
check digits, so that a slip of the pen is found out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from stdnum import iban

from shop.core.errors import InvalidInput
from shop.core.money import Money
from shop.payments.models import Payment
from shop.payments.statements import creditor_reference

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


@dataclass(frozen=True, slots=True)
class Instructions:
    """What a buyer needs to pay by transfer. `amount` is what is still missing, `due_at` when at the latest."""

    holder: str
    iban: str
    bic: str
    bank: str
    reference: str
    amount: Money
    due_at: datetime

    @property
    def iban_in_groups(self) -> str:
        """The IBAN in groups of four, as it is printed and typed."""
        return iban.format(self.iban)


class ManualProvider(PaymentProvider):
    """What bank transfer and invoice have in common."""

    code: str
    label: StrOrPromise
    methods: tuple[MethodChoice, ...]
    is_manual = True
    begins_as: ResultStatus

    @property
    def is_on_account(self) -> bool:
        """Whether the goods go out first."""
        return self.begins_as == "accepted"

    @property
    def payment_time(self) -> timedelta:
        """How long the goods wait for the money."""
        raise NotImplementedError

    def start(self, request: PaymentRequest) -> PaymentResult:
        """Wait for the money."""
        return PaymentResult(self.begins_as, request.attempt_id)

    def fetch(self, attempt_id: str) -> PaymentResult | None:
        """Nobody to ask: the answer is what we know."""
        return None

    def cancel(self, attempt_id: str) -> PaymentResult | None:
        """End the attempt; money that comes in later is assigned by staff."""
        payment = Payment.objects.get(public_id=attempt_id)
        if payment.captured_minor:
            taken = Money(payment.captured_minor, payment.currency)
            return PaymentResult("captured", payment.provider_ref, captured=taken)
        return PaymentResult("cancelled", payment.provider_ref)

    def capture(self, *, attempt_id: str, capture_id: str, amount: Money, final: bool) -> PaymentResult:
        """Never called: nothing is authorised."""
        raise NotImplementedError

    def refund(self, *, attempt_id: str, refund_id: str, amount: Money) -> RefundResult:
        """Leave it to staff, who transfer the money back."""
        return RefundResult("sent")

    def read_event(self, *, body: bytes, headers: Mapping[str, str]) -> EventNotice:
        """Refuse: banks send no webhooks."""
        raise InvalidInput

    def check_event(self, payload: Mapping[str, object], payment: Payment) -> str:
        """Never called: there are no webhooks."""
        return ""

    def list_since(self, since: datetime) -> Iterable[Sighting]:
        """List nothing: the statement's import does the comparison."""
        return ()

    def list_refunds(self, since: datetime) -> Iterable[Sighting] | None:
        """Say nothing: people send refunds."""
        return None

    def instructions(self, payment: Payment) -> Instructions:
        """Return what the buyer must know to pay; `payment.order` is read."""
        account = settings.BANK_ACCOUNT
        return Instructions(
            holder=account.holder,
            iban=account.iban,
            bic=account.bic,
            bank=account.bank,
            reference=creditor_reference(payment.order.number),
            amount=Money(payment.amount_minor - payment.captured_minor, payment.currency),
            due_at=self._due_at(payment),
        )

    def _due_at(self, payment: Payment) -> datetime:
        """Return until when the money is waited for: the order's own deadline, where it waits."""
        order, usual = payment.order, payment.created_at + self.payment_time
        if self.is_on_account or order.awaits_confirmation:
            return usual
        return order.payment_deadline if order.status == order.Status.PENDING else usual


class BankTransferProvider(ManualProvider):
    """The order waits for the money."""

    code = "bank_transfer"
    label = _("Bank transfer")
    begins_as = "requires_action"
    methods = (
        MethodChoice("", _("Bank transfer"), _("We send you our bank details, and ship once your payment arrives.")),
    )

    @property
    def payment_time(self) -> timedelta:
        """By default seven days."""
        return timedelta(days=settings.BANK_ACCOUNT.transfer_days)


class InvoiceProvider(ManualProvider):
    """The goods go out first."""

    code = "invoice"
    label = _("Invoice")
    begins_as = "accepted"
    methods = (MethodChoice("", _("Invoice"), _("Receive your items first and pay afterwards.")),)

    @property
    def payment_time(self) -> timedelta:
        """By default fourteen days."""
        return timedelta(days=settings.BANK_ACCOUNT.invoice_days)
