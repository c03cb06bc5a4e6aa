"""Carrying out what was booked: the calls to the provider, each outside of a transaction and safe to repeat."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from shop.core.actor import By
from shop.core.errors import Busy, NotFound, StaleVersion
from shop.core.money import Money
from shop.core.rounds import for_each
from shop.orders.locks import lock_order
from shop.orders.queries import waiting_change
from shop.orders.rules import ForbiddenTransition
from shop.orders.steps import add_event

from .locks import lock_payments
from .models import CreditNote, Payment, Refund
from .providers import UnknownProvider, get_provider, unknown_provider_result
from .providers.base import PaymentResult, ProviderUnavailable, RefundResult
from .queries import standing
from .rules import AmountChanged, NothingToCredit, match_refunds
from .steps import (
    OPEN,
    close_when_done,
    issue_credit_note,
    record_refund_result,
    record_snapshot,
    refresh_payment_status,
    refund_excess,
)

log = logging.getLogger("shop.payments")

TRY_AGAIN_AFTER = timedelta(seconds=60)  # a provider that did not answer is asked again
ASK_AFTER = timedelta(minutes=10)  # how a refund on its way is getting on


def carry_out_refund(*, refund_id: int, now: datetime) -> Refund:
    """Ask the provider to give the money of a booked refund back, and note the answer.

    Any number of calls are the same refund, there as here. What the provider refuses, or a bank returns, is kept as
    failed, with its reason, until staff send it again. Where nobody knows whether it arrived, or the answer cannot be
    noted because others hold the order, the state stays and the sweep asks again. Locks the order. Raises: NotFound.
    """
    refund = Refund.objects.select_related("payment").filter(pk=refund_id).first()
    if refund is None:
        raise NotFound
    if refund.status in (Refund.Status.SUCCEEDED, Refund.Status.FAILED):
        return refund
    result = _ask_provider(refund)
    with suppress(Busy), transaction.atomic(durable=True):
        order = lock_order(order_id=refund.payment.order_id)
        if isinstance(result, str):
            _touch(refund, now, failure=result)
        elif not record_refund_result(order=order, refund=refund, result=result, now=now):
            _touch(refund, now)
    refund.refresh_from_db()
    return refund


def end_payment(*, payment_id: int, now: datetime) -> Payment:
    """End an attempt, or release what it holds, of an order that was cancelled. Money that came meanwhile goes back.

    One that cannot be ended any more (a debit on its way) goes on being asked about by a periodic job. One whose
    provider is not set up any more is over, and flagged for staff.

    Locks the order. Raises: NotFound, ProviderUnavailable.
    """
    payment = Payment.objects.filter(pk=payment_id).first()
    if payment is None:
        raise NotFound
    try:
        result = get_provider(payment.provider).cancel(payment.public_id)
        is_gone = False
    except UnknownProvider:
        result, is_gone = unknown_provider_result(payment), True
    if result is None and payment.status not in OPEN:
        return payment
    with transaction.atomic(durable=True):
        order = lock_order(order_id=payment.order_id)
        answer = result or PaymentResult("cancelled", "")  # the provider never heard of it
        changes = record_snapshot(order=order, payment_id=payment.pk, result=answer, now=now)
        changes.write(now=now)
        if is_gone:  # nobody would ever say more, and staff close what is flagged once
            attempt = Payment.objects.filter(pk=payment.pk, status__in=OPEN, captured_minor=0)
            attempt.update(status=Payment.Status.CANCELLED, updated_at=now)
        refresh_payment_status(order=order, now=now, payments=changes.payments)
        reason = gettext("Paid after the order was cancelled")
        refunds = refund_excess(order=order, reason=reason, now=now) if changes.captured_minor else []
    for refund in refunds:
        carry_out_refund(refund_id=refund.pk, now=now)
    return changes.payment


def confirm_refund(*, refund_id: int, by: By, version: int | None = None) -> Refund:
    """Note that staff have transferred a refund themselves (bank transfer, invoice). Locks the order.

    Needs the permission payments.mark_paid. Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition.
    """
    by.require("payments.mark_paid")
    refund = Refund.objects.select_related("payment").filter(pk=refund_id).first()
    if refund is None:
        raise NotFound
    with transaction.atomic(durable=True):
        order = lock_order(order_id=refund.payment.order_id, version=version)
        if not get_provider(refund.payment.provider).is_manual:
            raise ForbiddenTransition(
                gettext("The payment provider reports whether this refund arrived. It cannot be confirmed by hand.")
            )
        if not record_refund_result(order=order, refund=refund, result=RefundResult("succeeded"), now=by.now):
            raise ForbiddenTransition(gettext("This refund has already been confirmed."))
    return refund


def write_off(
    *,
    order_id: int,
    reason: str,
    by: By,
    expected: Money | None = None,
    version: int | None = None,
) -> CreditNote:
    """Give up what the buyer of an order still owes; its tax is corrected as well. Locks the order.

    `expected` is the amount that the actor saw. Needs the permission payments.mark_paid.
    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, NothingToCredit, AmountChanged, CreditTooHigh.
    """
    by.require("payments.mark_paid")
    with transaction.atomic(durable=True):
        order = lock_order(order_id=order_id, version=version)
        lock_payments(order_id=order.pk)
        money = standing(order)
        if waiting_change(order) is not None:
            raise ForbiddenTransition(gettext("A change to this order is awaiting payment. Undo it first, or wait."))
        if order.placed_at is not None and not money.to_write_off:
            raise NothingToCredit(
                gettext("A payment is still authorised.") if money.authorised else gettext("Nothing is owed.")
            )
        if expected is not None and expected != money.to_write_off:
            raise AmountChanged
        balance = money.due
        note = issue_credit_note(
            order=order,
            kind=CreditNote.Kind.WRITE_OFF,
            lines={},
            shipping=None,
            allowance=balance,
            reason=reason,
            by=by,
        )
        text = gettext("%(balance)s written off: %(reason)s") if reason else gettext("%(balance)s written off")
        text %= {"balance": balance.format(order.locale), "reason": reason}
        add_event(order=order, kind="order.written_off", message=text, by=by)
        close_when_done(order=order, now=by.now)
    return note


def close_review(*, payment_id: int, by: By, seen: str | None = None) -> Payment:
    """Note that staff have looked at a flagged payment; with `seen`, only as long as nothing else is wrong by now.

    Locks the order. Needs the permission payments.mark_paid. Raises: Forbidden, NotFound, StaleVersion.
    """
    by.require("payments.mark_paid")
    payment = Payment.objects.filter(pk=payment_id).first()
    if payment is None:
        raise NotFound
    with transaction.atomic(durable=True):
        order = lock_order(order_id=payment.order_id)
        flagged = Payment.objects.filter(pk=payment_id).exclude(review="")
        if seen is not None and flagged.exclude(review=seen).exists():
            raise StaleVersion
        if flagged.update(review="", updated_at=by.now):
            add_event(order=order, kind="payment.reviewed", message=gettext("Payment reviewed"), by=by)
    payment.refresh_from_db()
    return payment


def sweep_refunds(*, now: datetime, limit: int = 20) -> int:
    """Carry on with refunds that never reached the provider or are still on their way; returns how many.

    A killed process leaves a refund that was never asked for: it is carried out at once.
    """
    never = Q(status=Refund.Status.REQUESTED, failure="")
    again = Q(status=Refund.Status.REQUESTED, updated_at__lte=now - TRY_AGAIN_AFTER)
    on_its_way = Q(status=Refund.Status.SENT, updated_at__lte=now - ASK_AFTER)
    waiting = Refund.objects.filter(never | again | on_its_way).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[:limit])
    return for_each(ids, lambda refund_id: carry_out_refund(refund_id=refund_id, now=now))


def _ask_provider(refund: Refund) -> RefundResult | str:
    """Return the provider's answer, or why there was none: then nobody knows whether it arrived.

    One that is on its way is looked at, where the provider lists refunds; it may have been sent by somebody else.
    """
    amount = Money(refund.amount_minor, refund.currency)
    attempt_id = refund.payment.public_id
    try:
        provider = get_provider(refund.payment.provider)
        if refund.status == Refund.Status.SENT:
            standing = provider.fetch(attempt_id)
            if standing is not None and standing.refunds is not None:
                pairs, _ = match_refunds([refund], standing.refunds)
                found = [RefundResult(seen.status, seen.reference, seen.failure) for _, seen in pairs]
                return found[0] if found else gettext("The provider does not list this refund.")
        return provider.refund(attempt_id=attempt_id, refund_id=refund.send_id, amount=amount)
    except (ProviderUnavailable, UnknownProvider) as error:
        return error.message


def _touch(refund: Refund, now: datetime, *, failure: str | None = None) -> None:
    values = {"updated_at": now} if failure is None else {"updated_at": now, "failure": failure[:300]}
    Refund.objects.filter(pk=refund.pk).exclude(status=Refund.Status.SUCCEEDED).update(**values)
