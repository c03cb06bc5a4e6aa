"""What the shop asks of a payment provider. Another provider is one file beside this one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from shop.core.errors import DomainError
from shop.core.money import Money
from shop.payments.models import Payment

# "accepted": the goods may go out before the money comes in (invoice); "authorised": the money is held for us.
ResultStatus = Literal[
    "requires_action", "processing", "accepted", "authorised", "captured", "failed", "cancelled", "voided", "expired"
]


class ProviderUnavailable(DomainError):
    """The provider did not answer; whether money moved is not known and will be asked again."""

    code = "payment_provider_unavailable"
    title = _("Payment provider unavailable")
    kind = "unavailable"
    default_message = _("The payment is being checked. Please do not pay again.")


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """An attempt to pay. `attempt_id` is ours and makes a repeated request the same attempt at the provider."""

    attempt_id: str
    amount: Money
    method: str
    return_url: str
    order_number: int


RefundStatus = Literal["sent", "succeeded", "failed"]


@dataclass(frozen=True, slots=True)
class SeenRefund:
    """A refund as the provider lists it. `reference` is its name there, `ours` the `refund_id` that we sent, if we did.

    A failed one has ended: it never comes to life again.
    """

    reference: str
    amount: Money
    status: RefundStatus
    ours: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class PaymentResult:
    """The present state of an attempt at the provider: a snapshot with totals, never an increment.

    What changed since the last snapshot is found by comparing it with our rows, so late, doubled and lost news do no
    harm. The amounts are in the currency that the provider really used. `problem` says why the snapshot must not be
    trusted (another attempt, account or mode): then nothing is booked and staff are told.
    """

    status: ResultStatus
    reference: str
    authorised: Money | None = None
    captured: Money | None = None
    refunds: tuple[SeenRefund, ...] | None = None  # all of them, oldest first; None: the provider does not say
    fee: Money | None = None
    dispute: Literal["", "open", "won", "lost"] = ""
    disputed: Money | None = None
    redirect_url: str = ""
    failure: str = ""
    is_refusal: bool = False  # failed because this payment method cannot take it, whoever pays
    problem: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefundResult:
    """What the provider says about a refund; "sent" is on its way and will be asked about again."""

    status: RefundStatus
    reference: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class EventNotice:
    """A verified webhook: its id, what it is about, and what will be stored."""

    event_id: str
    kind: str
    reference: str  # our attempt id or the provider's reference; empty when it is not about a payment
    payload: Mapping[str, object]  # no more than `check_event` needs: bodies hold buyers' names and addresses


@dataclass(frozen=True, slots=True)
class Sighting:
    """A payment that the provider lists. `captured` is what it took so far, None where the list does not say.

    In a list of refunds, `refund` is the one that it is about.
    """

    attempt_id: str
    reference: str
    captured: Money | None = None
    refund: SeenRefund | None = None


class InvalidSignature(DomainError):
    """The webhook was not signed by the provider, or too long ago."""

    code = "invalid_signature"
    title = _("Invalid signature")
    default_message = _("The signature is not valid.")


@dataclass(frozen=True, slots=True)
class MethodChoice:
    """A payment method that the checkout offers."""

    code: str
    label: StrOrPromise
    hint: StrOrPromise = ""


class PaymentProvider(Protocol):
    """Every call is made outside of transactions, may be repeated, and may raise ProviderUnavailable.

    A provider is a subclass: one that lacks a method cannot be made.
    """

    @property
    @abstractmethod
    def code(self) -> str: ...

    @property
    @abstractmethod
    def label(self) -> StrOrPromise: ...

    @property
    @abstractmethod
    def methods(self) -> tuple[MethodChoice, ...]: ...

    @property
    @abstractmethod
    def payment_time(self) -> timedelta:
        """How long stock is reserved for a buyer who pays this way, from when the attempt is begun."""
        ...

    @property
    @abstractmethod
    def is_manual(self) -> bool:
        """Whether staff say what came in (bank transfer, invoice) instead of the provider."""
        ...

    @property
    @abstractmethod
    def is_on_account(self) -> bool:
        """Whether the goods may go out before the money comes in (invoice): the order is placed as it is written."""
        ...

    @abstractmethod
    def start(self, request: PaymentRequest) -> PaymentResult:
        """Begin the attempt; beginning it again returns the same attempt.

        It may be begun minutes after the order was written, when the provider was away before: a moment that the
        provider is given counts from now, with room for a clock that is wrong by some minutes.
        """
        ...

    @abstractmethod
    def fetch(self, attempt_id: str) -> PaymentResult | None:
        """Return the present state of an attempt, or None when the provider never heard of it."""
        ...

    @abstractmethod
    def cancel(self, attempt_id: str) -> PaymentResult | None:
        """End an attempt that was not paid, or release an authorisation; returns its state, which may be captured."""
        ...

    @abstractmethod
    def capture(self, *, attempt_id: str, capture_id: str, amount: Money, final: bool) -> PaymentResult:
        """Take authorised money; a repeated `capture_id` is the same capture. `final` releases what remains."""
        ...

    @abstractmethod
    def refund(self, *, attempt_id: str, refund_id: str, amount: Money) -> RefundResult:
        """Give money back; a repeated `refund_id` is the same refund, and one that failed is never sent again."""
        ...

    @abstractmethod
    def read_event(self, *, body: bytes, headers: Mapping[str, str]) -> EventNotice:
        """Verify a webhook's raw body. Raises: InvalidSignature, InvalidInput."""
        ...

    @abstractmethod
    def check_event(self, payload: Mapping[str, object], payment: Payment) -> str:
        """Say what in a true event contradicts the payment as it is now (amount, currency, account, mode), or ""."""
        ...

    @abstractmethod
    def list_since(self, since: datetime) -> Iterable[Sighting]:
        """List what was begun or disputed at the provider since then, to be reconciled."""
        ...

    @abstractmethod
    def list_refunds(self, since: datetime) -> Iterable[Sighting] | None:
        """List the refunds made at the provider since then, as they are now; None where it does not say."""
        ...
