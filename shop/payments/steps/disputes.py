"""Disputes: a bank takes money back, and gives it back when the shop wins."""

from __future__ import annotations

from datetime import datetime

from shop.ledger.models import Entry, Journal
from shop.ledger.steps import Posting
from shop.payments.models import Payment, PaymentTransaction
from shop.payments.providers.base import PaymentResult
from shop.payments.rules import PAYMENT_TRANSITIONS

from .snapshot_changes import SnapshotChanges
from .sums import money_account

_Account = Entry.Account
_Kind = PaymentTransaction.Kind
_Status = Payment.Status


_ANEW = "The bank decided anew about a dispute that was lost. Look at the provider, and book it."


def note_dispute(noted: SnapshotChanges, result: PaymentResult, now: datetime) -> None:
    """Book disputes as far as the snapshot tells of them: taken back, perhaps in several parts, then won or lost.

    What was taken waits in the account `chargebacks`. Won, it comes back from there, also while another dispute is
    open. When none is open any more, the buyer owes what was lost again, because they have the goods; but no more than
    had not been given back to them before.
    """
    payment = noted.payment
    if not result.dispute:
        return
    told = min(result.disputed.amount_minor if result.disputed else payment.captured_minor, payment.captured_minor)
    if payment.status == _Status.LOST:
        if result.dispute == "won" or told > payment.disputed_minor:
            payment.review = _ANEW
        return
    if payment.status == result.dispute:
        return
    is_open = payment.status == _Status.DISPUTED and result.dispute != "won"
    if is_open or payment.status in (_Status.CAPTURED, _Status.WON):
        _take_back(noted, told - payment.disputed_minor, now)
    if is_open:
        _give_back(noted, payment.disputed_minor - told, now)
    if result.dispute in PAYMENT_TRANSITIONS[payment.status]:
        payment.status = _Status(result.dispute)
        if payment.status == _Status.WON:
            _give_back(noted, payment.disputed_minor, now)
        else:
            _lose(noted)


def _take_back(noted: SnapshotChanges, amount: int, now: datetime) -> None:
    payment = noted.payment
    if amount <= 0:
        return
    key = f"chargeback:{payment.public_id}:{_count(payment, _Kind.CHARGEBACK) + 1}"
    payment.status = _Status.DISPUTED
    payment.disputed_minor += amount
    noted.add(_Kind.CHARGEBACK, key, amount, now=now)
    amounts = {_Account.CHARGEBACKS: amount, money_account(payment): -amount}
    noted.postings.append(Posting(Journal.Kind.CHARGEBACK, key, amounts))
    noted.events.append(("payment.disputed", f"The buyer's bank took {noted.says(amount)} back"))


def _give_back(noted: SnapshotChanges, amount: int, now: datetime) -> None:
    payment = noted.payment
    if amount <= 0:
        return
    key = f"chargeback_won:{payment.public_id}:{_count(payment, _Kind.CHARGEBACK_WON) + 1}"
    payment.disputed_minor -= amount
    noted.add(_Kind.CHARGEBACK_WON, key, amount, now=now)
    amounts = {money_account(payment): amount, _Account.CHARGEBACKS: -amount}
    noted.postings.append(Posting(Journal.Kind.CHARGEBACK_WON, key, amounts))
    noted.events.append(("payment.won", f"Dispute won: {noted.says(amount)} came back"))


def _lose(noted: SnapshotChanges) -> None:
    payment, again = noted.payment, noted.payment.lost_minor
    amount = payment.disputed_minor
    amounts = {_Account.RECEIVABLE: again, _Account.WRITE_OFFS: amount - again, _Account.CHARGEBACKS: -amount}
    noted.postings.append(Posting(Journal.Kind.CHARGEBACK, f"chargeback_lost:{payment.public_id}", amounts))
    text = f"Dispute lost: {noted.says(again)} is owed again"
    if amount > again:
        text += f", {noted.says(amount - again)} had gone back before and is lost"
    noted.events.append(("payment.lost", text))


def _count(payment: Payment, kind: PaymentTransaction.Kind) -> int:
    return PaymentTransaction.objects.filter(payment=payment, kind=kind).count()
