"""Talking to Stripe over the network: one client, clear errors, and things that are made once.

A request that makes something carries our id as its Idempotency-Key. Stripe keeps even a 500 under a key, and forgets
keys after a day. So when the answer was lost or a failure was kept, the thing is looked up by its metadata, and only
if there is none made with the key `…:2` (https://docs.stripe.com/api/idempotent_requests).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import cache

import stripe
from django.conf import settings
from stripe.checkout import Session

from shop.payments.models import Payment

from .base import ProviderUnavailable
from .stripe_objects import metadata_of

log = logging.getLogger("shop.payments.stripe")

TIMEOUT = 10  # seconds
_LOOK_BACK = timedelta(minutes=5)  # before our row was written: clocks differ
_IN_SESSION = ["payment_intent.latest_charge.balance_transaction"]
_IN_INTENT = ["latest_charge.balance_transaction"]
_LAST_TRY = 3


def client() -> stripe.StripeClient:
    """Return the client for the keys of this shop. It sends the API version that the SDK was made for."""
    keys = settings.STRIPE
    return _client(keys.secret_key, keys.api_base, keys.account)


@contextmanager
def talking() -> Iterator[None]:
    """Turn every failure of network, key or server into ProviderUnavailable; refusals pass through.

    What is logged names the request, never its content.
    """
    try:
        yield
    except (stripe.InvalidRequestError, stripe.CardError):
        raise
    except stripe.StripeError as error:
        log.warning("Stripe: %s, status %s, request %s", type(error).__name__, error.http_status, error.request_id)
        raise ProviderUnavailable from error


def once[Thing](
    key: str, make: Callable[[str], Thing], find: Callable[[], Thing | None], *, is_old: bool = False
) -> Thing:
    """Make a thing under `key`, or find what an earlier request with it made. Raises: StripeError.

    With `is_old` Stripe may have forgotten the key: the thing is looked for first.
    """
    if is_old and (found := find()) is not None:
        return found
    for number in range(2 if is_old else 1, _LAST_TRY + 1):
        try:
            return make(key if number == 1 else f"{key}:{number}")
        except stripe.StripeError as error:
            if isinstance(error, (stripe.APIConnectionError, stripe.RateLimitError)) or error.http_status == 409:
                if (found := find()) is None:
                    raise  # it may still be at work: a new key could make a second thing
                return found
            if not _is_kept(error) or number == _LAST_TRY:
                raise
            if (found := find()) is not None:
                return found
    raise AssertionError("the last try returns or raises")


def unless_too_late(end: Callable[[], object]) -> None:
    """End something at Stripe; that it has moved on meanwhile is no error, for the caller looks again."""
    with suppress(stripe.InvalidRequestError):
        end()


def find_session_or_intent(payment: Payment) -> Session | stripe.PaymentIntent | None:
    """Read what belongs to an attempt, by the reference we have or else by our name for it.

    None where this account has no such thing: it was never made, or with the keys of another account or mode.
    """
    try:
        if payment.provider_ref.startswith("pi_"):
            return client().v1.payment_intents.retrieve(payment.provider_ref, {"expand": _IN_INTENT})
        if payment.provider_ref:
            return client().v1.checkout.sessions.retrieve(payment.provider_ref, {"expand": _IN_SESSION})
    except stripe.InvalidRequestError as error:
        if error.code != "resource_missing":
            raise
        return None
    return find_session(payment)


def find_session(payment: Payment) -> Session | None:
    """Look for the session of an attempt among those made since the attempt was written."""
    since = int((payment.created_at - _LOOK_BACK).timestamp())
    sessions = client().v1.checkout.sessions
    for session in sessions.list({"created": {"gte": since}, "limit": 100}).auto_paging_iter():
        if session.client_reference_id == payment.public_id:
            return sessions.retrieve(session.id, {"expand": _IN_SESSION})
    return None


def intent_of(found: Session | stripe.PaymentIntent | None) -> stripe.PaymentIntent | None:
    """Return the expanded intent of what was found, if there is one already."""
    thing = found.payment_intent if isinstance(found, Session) else found
    return thing if isinstance(thing, stripe.PaymentIntent) else None


def refunds_of(intent_id: str) -> list[stripe.Refund]:
    """List all refunds of an intent, newest first."""
    return list(client().v1.refunds.list({"payment_intent": intent_id, "limit": 100}).auto_paging_iter())


def our_refund(intent_id: str, refund_id: str) -> stripe.Refund | None:
    """Return what was made of a refund of ours; of several the newest."""
    return next((one for one in refunds_of(intent_id) if metadata_of(one).get("refund") == refund_id), None)


def disputes_of(intent_id: str) -> list[stripe.Dispute]:
    """List all disputes about an intent."""
    return list(client().v1.disputes.list({"payment_intent": intent_id, "limit": 100}).auto_paging_iter())


def with_capture(intent_id: str, capture_id: str) -> stripe.PaymentIntent | None:
    """Return the intent if a capture of ours is noted on it."""
    intent = client().v1.payment_intents.retrieve(intent_id)
    return intent if capture_id in metadata_of(intent) else None


@cache
def _client(secret_key: str, api_base: str, account: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        secret_key,
        stripe_account=account or None,
        base_addresses={"api": api_base},
        max_network_retries=2,
        http_client=stripe.RequestsClient(timeout=TIMEOUT),
    )


def _is_kept(error: stripe.StripeError) -> bool:
    """Whether asking again with the same key would bring the same failure."""
    was_replayed = (error.headers or {}).get("idempotent-replayed") == "true"
    return was_replayed or (error.http_status or 0) >= 500 or isinstance(error, stripe.IdempotencyError)
