"""Stripe by its hosted page (Checkout): the buyer leaves the shop to pay, and card data never comes near it.

An attempt of ours is one Checkout Session, named in `client_reference_id` and in the metadata of session and intent.
Its `reference` is the session's id until money moves, and the intent's id from then on. Nothing that an event says is
believed: it only makes us read the session or intent again.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import stripe
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stripe.checkout import Session
from stripe.params import PaymentIntentCaptureParams, RefundListParams
from stripe.params.checkout import SessionCreateParams

from shop.core.errors import InvalidInput
from shop.core.money import Money
from shop.payments.models import Payment

from .base import (
    EventNotice,
    InvalidSignature,
    MethodChoice,
    PaymentProvider,
    PaymentRequest,
    PaymentResult,
    RefundResult,
    Sighting,
)
from .stripe_client import (
    client,
    disputes_of,
    find_session,
    find_session_or_intent,
    intent_of,
    once,
    our_refund,
    refunds_of,
    talking,
    unless_too_late,
    with_capture,
)
from .stripe_objects import (
    ExpectedPayment,
    NotChargeable,
    contradiction,
    facts_of,
    from_stripe,
    metadata_of,
    read_intent,
    read_session,
    seen_refund,
    seen_refunds,
    to_stripe,
)

log = logging.getLogger("shop.payments.stripe")

TOLERANCE = 300  # seconds that a webhook's signature is good for
KEY_LIFE = timedelta(hours=20)  # Stripe forgets keys after 24
SESSION_TIME = timedelta(minutes=36)  # Stripe wants 30 by its own clock, and clocks are wrong by some minutes
_EXPAND = ["data.payment_intent"]
_UNUSABLE = _("This payment method cannot be used for this order. You have not been charged.")
_LOCALES = (
    "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA", "hr", "hu", "id",
    "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl", "sv", "th", "tr",
    "vi", "zh", "zh-HK", "zh-TW",
)  # fmt: skip


class StripeProvider(PaymentProvider):
    """See the module."""

    code = "stripe"
    label = _("Card and more")
    payment_time = timedelta(minutes=40)  # the goods are kept until the session is over
    is_manual = False
    is_on_account = False
    methods = (MethodChoice("checkout", _("Card and more"), _("Pay on Stripe's secure page, then return here.")),)

    def start(self, request: PaymentRequest) -> PaymentResult:
        """Open a Checkout Session, or look at the one that an earlier call opened."""
        payment = _payment(request.attempt_id)
        # By the same key Stripe would describe it as it was when it was opened.
        if payment.provider_ref and (known := self.fetch(request.attempt_id)) is not None:
            return known
        try:
            params = _session_params(request, payment)
            with talking():
                session = once(
                    payment.public_id,
                    lambda key: _open_session(params, key),
                    lambda: find_session(payment),
                    is_old=timezone.now() - payment.created_at > KEY_LIFE,
                )
                return _result_of(payment, session)
        except (NotChargeable, stripe.InvalidRequestError) as error:
            log.error("Stripe cannot take %s: %s", payment.public_id, _why(error))  # noqa: TRY400 - no trace: no content
            return PaymentResult("failed", "", failure=str(_UNUSABLE), is_refusal=True)

    def fetch(self, attempt_id: str) -> PaymentResult | None:
        """Read session, intent, charge, fee, refunds and disputes anew."""
        payment = _payment(attempt_id)
        with talking():
            found = find_session_or_intent(payment)
            return None if found is None else _result_of(payment, found)

    def cancel(self, attempt_id: str) -> PaymentResult | None:
        """End the session, or release the money that is held; says so when it was paid meanwhile."""
        payment = _payment(attempt_id)
        with talking():
            found = find_session_or_intent(payment)
            intent = intent_of(found)
            if isinstance(found, Session) and found.status == "open":
                unless_too_late(lambda: client().v1.checkout.sessions.expire(found.id))
            elif intent is not None and intent.status == "requires_capture":
                unless_too_late(lambda: client().v1.payment_intents.cancel(intent.id))
            elif found is None:
                return None
            return self.fetch(attempt_id)

    def capture(self, *, attempt_id: str, capture_id: str, amount: Money, final: bool) -> PaymentResult:
        """Take held money, all or a part. Which captures were made stands in the intent's metadata."""
        payment = _payment(attempt_id)
        refusal = gettext("Stripe has no authorised amount for this payment.")
        with talking():
            intent = intent_of(find_session_or_intent(payment))
            if intent is not None and intent.status == "requires_capture":
                refusal = _capture(intent.id, capture_id, amount, final=final)
            elif intent is not None and capture_id in metadata_of(intent):
                refusal = ""
        result = self.fetch(attempt_id) or PaymentResult("processing", payment.provider_ref)
        return replace(result, failure=refusal) if refusal else result

    def refund(self, *, attempt_id: str, refund_id: str, amount: Money) -> RefundResult:
        """Give money back once for each `refund_id`, which stands in the refund's metadata.

        What was made by it before is only looked at: whatever became of it, nothing is sent a second time.
        """
        payment = _payment(attempt_id)
        with talking():
            intent = intent_of(find_session_or_intent(payment))
            if intent is None:
                return RefundResult("failed", failure=gettext("Stripe does not know this payment."))
            if (made := our_refund(intent.id, refund_id)) is not None:
                return _refund_result(made)
            metadata = {"attempt": attempt_id, "refund": refund_id, "shop": settings.SITE_URL}
            try:
                refund = once(
                    refund_id,
                    lambda key: client().v1.refunds.create(
                        {"payment_intent": intent.id, "amount": to_stripe(amount), "metadata": metadata},
                        {"idempotency_key": key},
                    ),
                    lambda: our_refund(intent.id, refund_id),
                )
            except (NotChargeable, stripe.CardError, stripe.InvalidRequestError) as error:
                return RefundResult("failed", failure=_why(error))
        return _refund_result(refund)

    def read_event(self, *, body: bytes, headers: Mapping[str, str]) -> EventNotice:
        """Verify the signature over the raw body with each secret that is valid now."""
        signature = headers.get("Stripe-Signature", "")
        if not any(_is_signed(body, signature, secret) for secret in settings.STRIPE.webhook_secrets):
            raise InvalidSignature
        try:
            event = json.loads(body)
            facts = facts_of(event)
            event_id, kind = str(event["id"]), str(event["type"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InvalidInput(gettext("This is not a Stripe event.")) from error
        return EventNotice(event_id, kind, str(facts["attempt"] or facts["intent"]), facts)

    def check_event(self, payload: Mapping[str, object], payment: Payment) -> str:
        """Compare account, mode, currency, amount and ids with the payment."""
        return contradiction(payload, payment, is_live=_is_live(), account=settings.STRIPE.account)

    def list_since(self, since: datetime) -> Iterable[Sighting]:
        """List sessions, and then disputes, of this shop."""
        with talking():
            yield from _sessions_since(int(since.timestamp()))
            yield from _disputes_since(int(since.timestamp()))

    def list_refunds(self, since: datetime) -> Iterable[Sighting]:
        """List refunds of this shop, also those that were made at Stripe's own desk."""
        listed: RefundListParams = {"created": {"gte": int(since.timestamp())}, "limit": 100, "expand": _EXPAND}
        with talking():
            for refund in client().v1.refunds.list(listed).auto_paging_iter():
                if (seen := seen_refunds([refund])) and (intent := _ours(refund)) is not None:
                    yield Sighting(metadata_of(intent).get("attempt", ""), intent.id, refund=seen[0])


def _payment(attempt_id: str) -> Payment:
    return Payment.objects.select_related("order").get(public_id=attempt_id)


def _is_live() -> bool:
    return bool(settings.STRIPE.secret_key.startswith(("sk_live_", "rk_live_")))


def _session_params(request: PaymentRequest, payment: Payment) -> SessionCreateParams:
    """Describe the session. Only when it ends depends on when it is asked for: with another moment under its key
    Stripe refuses, and the session of the first is looked for.
    """
    metadata = {"attempt": request.attempt_id, "order": str(request.order_number), "shop": settings.SITE_URL}
    name = f"Order #{request.order_number}"
    here = settings.SITE_URL + request.return_url
    language = payment.order.locale.replace("_", "-")
    return {
        "mode": "payment",
        "client_reference_id": request.attempt_id,
        "metadata": metadata,
        "payment_intent_data": {
            "metadata": metadata,
            "description": name,
            "capture_method": settings.STRIPE.capture,
        },
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": request.amount.currency.lower(),
                    "unit_amount": to_stripe(request.amount),  # what was ordered, frozen, tax and delivery inside
                    "product_data": {"name": name},
                },
            }
        ],
        "adaptive_pricing": {"enabled": False},  # what is charged is what was ordered, in the order's currency
        "customer_email": payment.order.email,
        "locale": next((one for one in (language, language.partition("-")[0]) if one in _LOCALES), "auto"),
        "success_url": here,
        "cancel_url": f"{here}?cancel=1",
        "expires_at": int((timezone.now() + SESSION_TIME).timestamp()),
    }


def _open_session(params: SessionCreateParams, key: str) -> Session:
    """Make the session; with a clock that is wrong by more than we left room for, it ends when Stripe says (a day).

    The order lapses by our clock in any case, and ends the session then.
    """
    try:
        return client().v1.checkout.sessions.create(params, {"idempotency_key": key})
    except stripe.InvalidRequestError as error:
        if error.param != "expires_at":
            raise
        log.error("Stripe does not take the end of a session: is the clock of this machine right?")  # noqa: TRY400
    later: SessionCreateParams = {**params}
    del later["expires_at"]
    return client().v1.checkout.sessions.create(later, {"idempotency_key": f"{key}:clock"})


def _result_of(payment: Payment, found: Session | stripe.PaymentIntent) -> PaymentResult:
    expected = ExpectedPayment(payment.public_id, Money(payment.amount_minor, payment.currency), _is_live())
    intent = intent_of(found)
    charge = intent.latest_charge if intent is not None else None
    moved = charge if isinstance(charge, stripe.Charge) else None
    # One that the bank sent back does not count in `amount_refunded`, so what we know of is looked for as well.
    has_refunds = moved is not None and (moved.amount_refunded or payment.refunded_minor)
    refunds = refunds_of(intent.id) if intent is not None and has_refunds else []
    disputes = disputes_of(intent.id) if intent is not None and moved is not None and moved.disputed else []
    if isinstance(found, Session):
        return read_session(found, expected, refunds=refunds, disputes=disputes)
    return read_intent(found, expected, refunds=refunds, disputes=disputes)


def _capture(intent_id: str, capture_id: str, amount: Money, *, final: bool) -> str:
    """Capture once; returns why it was refused, or ""."""
    try:
        params: PaymentIntentCaptureParams = {
            "amount_to_capture": to_stripe(amount),
            "metadata": {capture_id: str(amount)},
        }
        if not final:
            params["final_capture"] = False
        once(
            capture_id,
            lambda key: client().v1.payment_intents.capture(intent_id, params, {"idempotency_key": key}),
            lambda: with_capture(intent_id, capture_id),
        )
    except (NotChargeable, stripe.CardError, stripe.InvalidRequestError) as error:
        return _why(error)
    return ""


def _refund_result(refund: stripe.Refund) -> RefundResult:
    seen = seen_refund(refund)
    return RefundResult(seen.status, seen.reference, seen.failure)


def _why(error: Exception) -> str:
    if isinstance(error, stripe.StripeError):
        said = error.user_message
    else:
        said = gettext("Stripe cannot transfer %(amount)s.") % {"amount": error}
    return (said or gettext("Stripe refused the request."))[:300]


def _is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Tell whether the body was signed with this secret, within the tolerance before or after now.

    The SDK refuses old signatures alone: one of tomorrow could be sent again until then.
    """
    try:
        is_right = bool(stripe.WebhookSignature.verify_header(body, signature, secret, TOLERANCE))
    except (stripe.SignatureVerificationError, UnicodeError, ValueError, OverflowError):
        return False
    moments = [part.partition("=")[2] for part in signature.split(",") if part.partition("=")[0].strip() == "t"]
    return is_right and all(moment.isdecimal() and int(moment) <= time.time() + TOLERANCE for moment in moments)


def _sessions_since(moment: int) -> Iterable[Sighting]:
    listed = client().v1.checkout.sessions.list({"created": {"gte": moment}, "limit": 100, "expand": _EXPAND})
    for session in listed.auto_paging_iter():
        if metadata_of(session).get("shop") == settings.SITE_URL and session.client_reference_id:
            intent = intent_of(session)
            taken = from_stripe(intent.amount_received, intent.currency) if intent and intent.amount_received else None
            yield Sighting(session.client_reference_id, intent.id if taken and intent else session.id, taken)


def _disputes_since(moment: int) -> Iterable[Sighting]:
    listed = client().v1.disputes.list({"created": {"gte": moment}, "limit": 100, "expand": _EXPAND})
    for dispute in listed.auto_paging_iter():
        if (intent := _ours(dispute)) is not None:
            yield Sighting(metadata_of(intent).get("attempt", ""), intent.id)


def _ours(move: stripe.Refund | stripe.Dispute) -> stripe.PaymentIntent | None:
    """Return the expanded intent of a refund or dispute if it is of this shop; others may use the same account."""
    intent = move.payment_intent
    is_ours = isinstance(intent, stripe.PaymentIntent) and metadata_of(intent).get("shop") == settings.SITE_URL
    return intent if is_ours else None  # type: ignore[return-value]  # the line above says so
