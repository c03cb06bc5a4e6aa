"""Reading what Stripe says: amounts, sessions, intents, charges and events, as values of ours. No network here.

Facts: https://docs.stripe.com/currencies (minor units and their exceptions), https://docs.stripe.com/api (objects, in
the version that the SDK pins), https://docs.stripe.com/disputes/withdrawing (what a dispute's states mean).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from django.utils.translation import gettext, gettext_lazy
from stripe import Charge, Dispute, PaymentIntent, Refund
from stripe.checkout import Session

from shop.core.money import Money, exponent
from shop.payments.models import Payment

from .base import PaymentResult, RefundStatus, ResultStatus, SeenRefund

# Where Stripe's unit is not the one of ISO 4217: two became whole without changing the API, one is taken as whole.
_DECIMALS = {"ISK": 2, "UGX": 2, "MGA": 0}
_LAST_DIGIT_ZERO = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})  # three decimals, of which Stripe takes two

DECLINED = gettext_lazy("Your bank declined the payment. You have not been charged.")
_DECLINES = {
    "expired_card": gettext_lazy("Your card has expired. You have not been charged."),
    "incorrect_cvc": gettext_lazy("The card's security code is incorrect. You have not been charged."),
    "incorrect_number": gettext_lazy("The card number is incorrect. You have not been charged."),
    "insufficient_funds": gettext_lazy("Your card or account has insufficient funds. You have not been charged."),
    "payment_intent_authentication_failure": gettext_lazy(
        "Your bank could not confirm that it was you. You have not been charged."
    ),
}


class NotChargeable(ValueError):
    """Stripe cannot take exactly this amount in this currency."""


def _factors(currency: str) -> tuple[int, int]:
    """Return by what to multiply and to divide our unit to have Stripe's."""
    shift = _DECIMALS.get(currency, exponent(currency)) - exponent(currency)
    return int(10 ** max(shift, 0)), int(10 ** max(-shift, 0))


def to_stripe(amount: Money) -> int:
    """Return an amount in Stripe's unit, exactly. Raises: NotChargeable, never rounds."""
    up, down = _factors(amount.currency)
    value, rest = divmod(amount.amount_minor * up, down)
    if rest or (amount.currency in _LAST_DIGIT_ZERO and value % 10):
        raise NotChargeable(f"{amount} {amount.currency}")
    return value


def from_stripe(value: int, currency: str) -> Money:
    """Return an amount of Stripe's as money. Raises: NotChargeable for a fraction of our smallest unit."""
    currency = currency.upper()
    up, down = _factors(currency)
    minor, rest = divmod(value * down, up)
    if rest:
        raise NotChargeable(f"{value} {currency}")
    return Money(minor, currency)


@dataclass(frozen=True, slots=True)
class ExpectedPayment:
    """What an object at Stripe must say to be about an attempt of ours (R11)."""

    attempt_id: str
    amount: Money
    is_live: bool

    def problem_of(self, *, attempt_id: str | None, amount: int | None, currency: str | None, livemode: bool) -> str:
        """Say what contradicts us, or ""."""
        if attempt_id != self.attempt_id:
            known = {"attempt": attempt_id or "–"}
            return gettext("Stripe says that this payment belongs to “%(attempt)s”.") % known
        if livemode is not self.is_live:
            if self.is_live:
                return gettext("Stripe says that this payment was made in test mode.")
            return gettext("Stripe says that this payment was made in live mode.")
        if amount != to_stripe(self.amount) or (currency or "").upper() != self.amount.currency:
            return gettext("Stripe says %(said)s in its smallest unit, the order says %(asked)s.") % {
                "said": f"{amount} {(currency or '').upper()}",
                "asked": f"{self.amount} {self.amount.currency}",
            }
        return ""


def read_session(
    session: Session, expected: ExpectedPayment, *, refunds: Sequence[Refund], disputes: Sequence[Dispute]
) -> PaymentResult:
    """Return the state of a Checkout Session whose intent and charge are expanded."""
    intent = session.payment_intent
    problem = expected.problem_of(
        attempt_id=session.client_reference_id,
        amount=session.amount_total,
        currency=session.currency,
        livemode=session.livemode,
    )
    if problem:
        return PaymentResult("processing", session.id, problem=problem)
    if isinstance(intent, PaymentIntent) and (session.status == "complete" or intent.status in _BEYOND_SESSION):
        return read_intent(intent, expected, refunds=refunds, disputes=disputes)
    failure = _failure_of(intent) if isinstance(intent, PaymentIntent) else ""
    if session.status == "expired":
        return PaymentResult("cancelled", session.id, failure=failure)
    return PaymentResult("requires_action", session.id, redirect_url=session.url or "")


def read_intent(
    intent: PaymentIntent, expected: ExpectedPayment, *, refunds: Sequence[Refund], disputes: Sequence[Dispute]
) -> PaymentResult:
    """Return the state of a PaymentIntent whose charge is expanded, as totals."""
    problem = expected.problem_of(
        attempt_id=metadata_of(intent).get("attempt"),
        amount=intent.amount,
        currency=intent.currency,
        livemode=intent.livemode,
    )
    if problem:
        return PaymentResult("processing", intent.id, problem=problem)
    charge = intent.latest_charge if isinstance(intent.latest_charge, Charge) else None
    held = charge if charge is not None and charge.status == "succeeded" else None
    dispute, disputed = _disputed(disputes)
    return PaymentResult(
        status=_status_of(intent, held),
        reference=intent.id,
        authorised=_money(held.amount, held) if held and intent.capture_method == "manual" else None,
        captured=_money(intent.amount_received, intent) if intent.amount_received else None,
        refunds=seen_refunds(refunds) if held else None,
        fee=_fee(held, disputes) if held else None,
        dispute=dispute,
        disputed=_money(disputed, intent) if disputes else None,
        failure=_failure_of(intent),
        expires_at=_capture_before(held),
    )


def metadata_of(thing: PaymentIntent | Charge | Refund | Session) -> Mapping[str, str]:
    """Return the metadata as a plain dict (the SDK's objects have no `get`)."""
    return {} if thing.metadata is None else thing.metadata.to_dict()


_BEYOND_SESSION = ("processing", "requires_capture", "succeeded")


def _status_of(intent: PaymentIntent, held: Charge | None) -> ResultStatus:
    match intent.status:
        case "succeeded":
            return "captured"
        case "requires_capture":
            return "authorised"
        case "canceled":
            if held is None:
                return "cancelled"
            return "expired" if intent.cancellation_reason == "automatic" else "voided"
        case "requires_payment_method":
            return "failed"  # its session is complete: the buyer cannot try another card there
        case _:
            return "processing"


def _failure_of(intent: PaymentIntent) -> str:
    if (error := intent.last_payment_error) is None or intent.status in _BEYOND_SESSION:
        return ""
    details = error.to_dict()
    codes = [details.get("decline_code"), details.get("code")]
    return str(next((_DECLINES[code] for code in codes if code in _DECLINES), DECLINED))


def _money(value: int, thing: PaymentIntent | Charge) -> Money:
    return from_stripe(value, thing.currency)


def seen_refunds(refunds: Sequence[Refund]) -> tuple[SeenRefund, ...]:
    """Return what went back, or is on its way, or came back; `refunds` are the newest first.

    What a partial capture releases is listed too, but never moved: it has no transaction.
    """
    moved = [one for one in refunds if one.status != "succeeded" or one.balance_transaction]
    return tuple(seen_refund(one) for one in reversed(moved))


def seen_refund(refund: Refund) -> SeenRefund:
    """Return a refund of Stripe's in our words."""
    status: RefundStatus = "sent"
    failure = ""
    match refund.status:
        case "succeeded":
            status = "succeeded"
        case "failed" | "canceled":
            status = "failed"
            reason = (refund.failure_reason or gettext("no reason given")).replace("_", " ")
            failure = gettext("The bank sent the refund back: %(reason)s") % {"reason": reason}
        case _:
            pass
    amount = from_stripe(refund.amount, refund.currency)
    return SeenRefund(refund.id, amount, status, metadata_of(refund).get("refund", ""), failure)


def _disputed(disputes: Sequence[Dispute]) -> tuple[Literal["", "open", "won", "lost"], int]:
    """Return where disputes stand, and what they took. An inquiry (`warning_…`) or a prevented one takes nothing."""
    states: dict[Literal["open", "won", "lost"], list[int]] = {"open": [], "lost": [], "won": []}
    for one in disputes:
        match one.status:
            case "won" | "lost":
                states[one.status].append(one.amount)
            case "needs_response" | "under_review" | "appeal_needs_response" | "appeal_under_review":
                states["open"].append(one.amount)
    for state, amounts in states.items():
        if amounts:
            return state, sum(states["open"]) + sum(states["lost"]) or sum(amounts)
    return "", 0


def _fee(charge: Charge, disputes: Sequence[Dispute]) -> Money | None:
    """Add up what Stripe kept, in the currency of the account, which may be another than the buyer's."""
    booked = [] if charge.balance_transaction is None else [charge.balance_transaction]
    moves = [*booked, *(move for one in disputes for move in one.balance_transactions)]
    fees = [(move.fee, move.currency) for move in moves if not isinstance(move, str)]
    currencies = {currency for _, currency in fees}
    if len(currencies) != 1:
        return None
    return from_stripe(sum(fee for fee, _ in fees), currencies.pop())


def _capture_before(charge: Charge | None) -> datetime | None:
    details = charge.payment_method_details.to_dict() if charge and charge.payment_method_details else {}
    moment = details.get(details.get("type", ""), {}).get("capture_before")
    return datetime.fromtimestamp(moment, UTC) if moment and charge and not charge.captured else None


# --- events: what is kept of a body, and what in it may contradict us -------------------------------------------

_SAYS_PAID = ("checkout.session.async_payment_succeeded", "payment_intent.succeeded")
_KINDS = ("checkout.session.", "payment_intent.", "charge.", "refund.")


def facts_of(event: Mapping[str, Any]) -> dict[str, object]:
    """Return what is kept of an event: ids, amounts, mode and account, nothing about the buyer."""
    thing = event["data"]["object"]
    metadata = thing.get("metadata") or {}
    kind = event["type"]
    is_about_payment = kind.startswith(_KINDS)
    paid_session = kind == "checkout.session.completed" and thing.get("payment_status") == "paid"
    return {
        "created": event.get("created"),
        "livemode": event.get("livemode"),
        "account": event.get("account") or "",
        "object": thing.get("object"),
        "id": thing.get("id"),
        "attempt": (thing.get("client_reference_id") or metadata.get("attempt") or "") if is_about_payment else "",
        "intent": (thing["id"] if thing.get("object") == "payment_intent" else thing.get("payment_intent")) or "",
        "amount": thing.get("amount_total", thing.get("amount")),
        "currency": thing.get("currency"),
        "says_paid": kind in _SAYS_PAID or paid_session,
    }


def contradiction(facts: Mapping[str, Any], payment: Payment, *, is_live: bool, account: str) -> str:
    """Say what in an event contradicts a payment that was just read anew, or ""."""
    currency = (facts["currency"] or "").upper()
    is_whole = facts["object"] in ("checkout.session", "payment_intent", "charge")
    known, held = payment.provider_ref, payment.captured_minor + payment.authorised_minor
    said = facts["intent"] if known.startswith("pi_") else facts["id"] if facts["object"] == "checkout.session" else ""
    mode = gettext("An event came from test mode.") if is_live else gettext("An event came from live mode.")
    checks = (
        ((facts["account"] or "") == account, gettext("An event came from another account (%(account)s).")),
        (facts["livemode"] is is_live, mode),
        (
            currency == payment.currency,
            gettext("An event named the currency “%(currency)s”, but the order is in %(own)s."),
        ),
        (
            not is_whole or facts["amount"] == to_stripe(Money(payment.amount_minor, payment.currency)),
            gettext("An event named the amount %(amount)s %(currency)s in Stripe's unit, which was not requested."),
        ),
        (not (known and said) or said == known, gettext("An event named %(said)s, but the payment is %(known)s.")),
        (
            not facts["says_paid"] or held,
            gettext("An event said that %(id)s was paid, but Stripe has no payment for it."),
        ),
    )
    values = {
        "account": facts["account"] or "–", "currency": currency, "own": payment.currency, "amount": facts["amount"],
        "said": said, "known": known, "id": facts["id"],
    }  # fmt: skip
    return next((problem % values for is_right, problem in checks if not is_right), "")
