"""Disputes: a bank takes money back, and gives it back when the shop wins."""

from __future__ import annotations

from datetime import datetime

from shop.ledger.models import Entry, Journal
from shop.ledger.steps import Posting
from shop.payments.models import Payment, PaymentTransaction
from shop.payments.providers.base import PaymentResult
from shop.payments.rules import PAYMENT_TRANSITIONS

from .noted import Noted
from .sums import money_account

_Account = Entry.Account
_Kind = PaymentTransaction.Kind
_Status = Payment.Status


def note_dispute(noted: Noted, result: PaymentResult, now: datetime) -> None:
    """Book a dispute as far as the snapshot tells of it: taken back, perhaps in several parts, then won or lost.

    What was taken waits in the account `chargebacks`. Won, it comes back from there; lost, the buyer owes it again,
    because they have the goods.
    """
    payment = noted.payment
    if not result.dispute or payment.status == result.dispute:
        return
    is_open = payment.status == _Status.DISPUTED and result.dispute != "won"
    if is_open or payment.status in (_Status.CAPTURED, _Status.WON):
        _take_back(noted, result, now)
    if result.dispute in PAYMENT_TRANSITIONS[payment.status]:
        _decide(noted, result.dispute, now)


def _take_back(noted: Noted, result: PaymentResult, now: datetime) -> None:
    payment = noted.payment
    told = min(result.disputed.amount_minor if result.disputed else payment.captured_minor, payment.captured_minor)
    amount = told - payment.disputed_minor
    if amount <= 0:
        return
    key = f"chargeback:{payment.public_id}:{_count(payment, _Kind.CHARGEBACK) + 1}"
    payment.status, payment.disputed_minor = _Status.DISPUTED, told
    noted.add(_Kind.CHARGEBACK, key, amount, now=now)
    amounts = {_Account.CHARGEBACKS: amount, money_account(payment): -amount}
    noted.postings.append(Posting(Journal.Kind.CHARGEBACK, key, amounts))
    noted.events.append(("payment.disputed", f"The buyer's bank took {noted.says(amount)} back"))


def _decide(noted: Noted, outcome: str, now: datetime) -> None:
    payment, amount = noted.payment, noted.payment.disputed_minor
    payment.status = _Status(outcome)
    if payment.status == _Status.WON:
        key = f"chargeback_won:{payment.public_id}:{_count(payment, _Kind.CHARGEBACK_WON) + 1}"
        payment.disputed_minor = 0
        noted.add(_Kind.CHARGEBACK_WON, key, amount, now=now)
        amounts = {money_account(payment): amount, _Account.CHARGEBACKS: -amount}
        noted.postings.append(Posting(Journal.Kind.CHARGEBACK_WON, key, amounts))
        noted.events.append(("payment.won", f"Dispute won: {noted.says(amount)} came back"))
    else:
        amounts = {_Account.RECEIVABLE: amount, _Account.CHARGEBACKS: -amount}
        noted.postings.append(Posting(Journal.Kind.CHARGEBACK, f"chargeback_lost:{payment.public_id}", amounts))
        noted.events.append(("payment.lost", f"Dispute lost: {noted.says(amount)} is owed again"))


def _count(payment: Payment, kind: PaymentTransaction.Kind) -> int:
    return PaymentTransaction.objects.filter(payment=payment, kind=kind).count()
