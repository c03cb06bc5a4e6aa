"""A payment provider for tests, in memory: it holds money, takes it in parts, gives it back, disputes it, and fails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from shop.core.errors import InvalidInput
from shop.core.money import Money
from shop.payments.models import Payment
from shop.payments.providers.base import (
    EventNotice,
    MethodChoice,
    PaymentRequest,
    PaymentResult,
    ProviderUnavailable,
    RefundResult,
    SeenRefund,
    Sighting,
)

_STATUS = {"pay": "captured", "hold": "authorised", "ask": "requires_action", "decline": "failed"}


@dataclass
class Charge:
    """An attempt in the bank's books, in minor units. Tests write to it as the bank would."""

    amount: int
    currency: str
    status: str
    captured: int = 0
    fee: int | None = None
    dispute: str = ""
    disputed: int = 0
    elsewhere: int = 0  # refunded at the bank's own desk
    problem: str = ""
    expires_at: datetime | None = None
    captures: dict[str, int] = field(default_factory=dict)
    refunds: dict[str, int] = field(default_factory=dict)
    returned: dict[str, str] = field(default_factory=dict)  # which of them came back, and why


class FakeBank:
    """The provider "bank". One lock makes each call atomic, as a bank's own database would."""

    code = "bank"
    label = "Bank"
    payment_time = timedelta(minutes=30)
    is_manual = False
    is_on_account = False
    methods = tuple(MethodChoice(code, code) for code in _STATUS)

    def __init__(self) -> None:
        self._lock = Lock()
        self.reset()

    def reset(self) -> None:
        self.charges: dict[str, Charge] = {}
        self.is_down = False
        self.refuses_refunds = ""
        self.refund_status = "succeeded"
        self.calls: list[str] = []

    @contextmanager
    def _open(self, call: str):
        with self._lock:
            self.calls.append(call)
            if self.is_down:
                raise ProviderUnavailable
            yield

    def start(self, request: PaymentRequest) -> PaymentResult:
        with self._open("start"):
            status = _STATUS[request.method or "pay"]
            charge = self.charges.setdefault(
                request.attempt_id, Charge(request.amount.amount_minor, request.amount.currency, status)
            )
            if charge.status == "captured" and not charge.captured:
                charge.captured = charge.amount
            return self._result(request.attempt_id)

    def fetch(self, attempt_id: str) -> PaymentResult | None:
        with self._open("fetch"):
            return self._result(attempt_id) if attempt_id in self.charges else None

    def cancel(self, attempt_id: str) -> PaymentResult | None:
        with self._open("cancel"):
            charge = self.charges.get(attempt_id)
            if charge is None:
                return None
            ends = {"requires_action": "cancelled", "authorised": "voided"}  # a debit on its way cannot be ended
            charge.status = ends.get(charge.status, charge.status)
            return self._result(attempt_id)

    def capture(self, *, attempt_id: str, capture_id: str, amount: Money, final: bool) -> PaymentResult:
        with self._open("capture"):
            charge = self.charges[attempt_id]
            fits = charge.captured + amount.amount_minor <= charge.amount
            if capture_id not in charge.captures and charge.status == "authorised" and fits:
                charge.captures[capture_id] = amount.amount_minor
                charge.captured += amount.amount_minor
                if final or charge.captured == charge.amount:
                    charge.status = "captured"
            return self._result(attempt_id)

    def refund(self, *, attempt_id: str, refund_id: str, amount: Money) -> RefundResult:
        with self._open("refund"):
            charge = self.charges[attempt_id]
            if self.refuses_refunds:
                return RefundResult("failed", failure=self.refuses_refunds)
            back = sum(minor for key, minor in charge.refunds.items() if key not in charge.returned) + charge.elsewhere
            if refund_id not in charge.refunds and back + amount.amount_minor > charge.captured:
                return RefundResult("failed", failure="More than was paid.")
            charge.refunds[refund_id] = amount.amount_minor
            seen = next(one for one in self._refunds(charge) if one.ours == refund_id)
            return RefundResult(seen.status, seen.reference, seen.failure)

    def read_event(self, *, body: bytes, headers: Mapping[str, str]) -> EventNotice:
        raise InvalidInput

    def check_event(self, payload: Mapping[str, object], payment: Payment) -> str:
        return ""

    def list_since(self, since: datetime) -> Iterable[Sighting]:
        return ()

    def list_refunds(self, since: datetime) -> Iterable[Sighting]:
        with self._open("list_refunds"):
            return [
                Sighting(attempt_id, f"tx_{attempt_id}", refund=seen)
                for attempt_id, charge in self.charges.items()
                for seen in self._refunds(charge)
            ]

    def _refunds(self, charge: Charge) -> list[SeenRefund]:
        made = [
            SeenRefund(
                f"re_{key}", Money(minor, charge.currency), "failed" if key in charge.returned else self.refund_status,
                key, charge.returned.get(key, ""),
            )
            for key, minor in charge.refunds.items()
        ]  # fmt: skip
        if charge.elsewhere:
            made.append(SeenRefund("re_desk", Money(charge.elsewhere, charge.currency), "succeeded"))
        return made

    def _result(self, attempt_id: str) -> PaymentResult:
        charge = self.charges[attempt_id]
        held = charge.status in ("authorised", "voided", "expired") or bool(charge.captures)
        return PaymentResult(
            status=charge.status,
            reference=f"tx_{attempt_id}",
            authorised=Money(charge.amount, charge.currency) if held else None,
            captured=Money(charge.captured, charge.currency) if charge.captured else None,
            refunds=tuple(self._refunds(charge)),
            fee=None if charge.fee is None else Money(charge.fee, charge.currency),
            dispute=charge.dispute,
            disputed=Money(charge.disputed, charge.currency) if charge.dispute else None,
            redirect_url="/bank/" if charge.status == "requires_action" else "",
            failure="Declined." if charge.status == "failed" else "",
            problem=charge.problem,
            expires_at=charge.expires_at,
        )
