"""What the shop asks of a payment provider. Another provider is one file beside this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from shop.core.errors import DomainError
from shop.core.money import Money

ResultStatus = Literal["requires_action", "processing", "captured", "failed", "cancelled"]


class ProviderUnavailable(DomainError):
    """The provider did not answer; whether money moved is not known and will be asked again."""

    code = "payment_provider_unavailable"
    kind = "unavailable"
    default_message = "The payment is being checked. Please do not pay again."


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """An attempt to pay. `attempt_id` is ours and makes a repeated request the same attempt at the provider."""

    attempt_id: str
    amount: Money
    method: str
    return_url: str
    order_number: int


@dataclass(frozen=True, slots=True)
class PaymentResult:
    """What the provider says about an attempt. `captured` is what was really paid, in its own currency."""

    status: ResultStatus
    reference: str
    captured: Money | None = None
    redirect_url: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class RefundResult:
    """What the provider says about a refund."""

    succeeded: bool
    reference: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class MethodChoice:
    """A way to pay that the checkout offers."""

    code: str
    label: str
    hint: str = ""


class PaymentProvider(Protocol):
    """Every call is made outside of transactions, may be repeated, and may raise ProviderUnavailable."""

    @property
    def code(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def methods(self) -> tuple[MethodChoice, ...]: ...

    def start(self, request: PaymentRequest) -> PaymentResult:
        """Begin the attempt; beginning it again returns the same attempt."""
        ...

    def fetch(self, attempt_id: str) -> PaymentResult | None:
        """Return the present state of an attempt, or None when the provider never heard of it."""
        ...

    def cancel(self, attempt_id: str) -> PaymentResult | None:
        """End an attempt that was not paid; returns its final state, which may be captured."""
        ...

    def refund(self, *, attempt_id: str, refund_id: str, amount: Money) -> RefundResult:
        """Give money back; a repeated `refund_id` is the same refund."""
        ...
