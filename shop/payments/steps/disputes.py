"""Disputes: a bank takes money back, and gives it back when the shop wins."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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


_ANEW = _("The bank changed its decision about a lost dispute. Check it with the provider and record it.")


def record_dispute(changes: SnapshotChanges, result: PaymentResult, now: datetime) -> None:
    """Book disputes as far as the snapshot tells of them: taken back, perhaps in several parts, then won or lost.

    What was taken waits in the account `chargebacks`. Won, it comes back from there, also while another dispute is
    open. When none is open any more, the buyer owes what was lost again, because they have the goods; but no more than
    had not been given back to them before.
    """
    payment = changes.payment
    if not result.dispute:
        return
    disputed_minor = min(
        result.disputed.amount_minor if result.disputed else payment.captured_minor, payment.captured_minor
    )
    if payment.status == _Status.LOST:
        if result.dispute == "won" or disputed_minor > payment.disputed_minor:
            payment.review = str(_ANEW)
        return
    if payment.status == result.dispute:
        return
    is_open = payment.status == _Status.DISPUTED and result.dispute != "won"
    if is_open or payment.status in (_Status.CAPTURED, _Status.WON):
        _open_chargeback(changes, disputed_minor - payment.disputed_minor, now)
    if is_open:
        _win_chargeback(changes, payment.disputed_minor - disputed_minor, now)
    if result.dispute in PAYMENT_TRANSITIONS[payment.status]:
        payment.status = _Status(result.dispute)
        if payment.status == _Status.WON:
            _win_chargeback(changes, payment.disputed_minor, now)
        else:
            _lose_chargeback(changes)


def _open_chargeback(changes: SnapshotChanges, amount: int, now: datetime) -> None:
    payment = changes.payment
    if amount <= 0:
        return
    key = f"chargeback:{payment.public_id}:{_count_transactions(payment, _Kind.CHARGEBACK) + 1}"
    payment.status = _Status.DISPUTED
    payment.disputed_minor += amount
    changes.add(_Kind.CHARGEBACK, key, amount, now=now)
    amounts = {_Account.CHARGEBACKS: amount, money_account(payment): -amount}
    changes.postings.append(Posting(Journal.Kind.CHARGEBACK, key, amounts))
    changes.events.append(
        ("payment.disputed", gettext("Chargeback of %(amount)s by the buyer's bank") % {"amount": changes.says(amount)})
    )


def _win_chargeback(changes: SnapshotChanges, amount: int, now: datetime) -> None:
    payment = changes.payment
    if amount <= 0:
        return
    key = f"chargeback_won:{payment.public_id}:{_count_transactions(payment, _Kind.CHARGEBACK_WON) + 1}"
    payment.disputed_minor -= amount
    changes.add(_Kind.CHARGEBACK_WON, key, amount, now=now)
    amounts = {money_account(payment): amount, _Account.CHARGEBACKS: -amount}
    changes.postings.append(Posting(Journal.Kind.CHARGEBACK_WON, key, amounts))
    changes.events.append(
        ("payment.won", gettext("Dispute won: %(amount)s returned to us") % {"amount": changes.says(amount)})
    )


def _lose_chargeback(changes: SnapshotChanges) -> None:
    payment, again = changes.payment, changes.payment.lost_minor
    amount = payment.disputed_minor
    amounts = {_Account.RECEIVABLE: again, _Account.WRITE_OFFS: amount - again, _Account.CHARGEBACKS: -amount}
    changes.postings.append(Posting(Journal.Kind.CHARGEBACK, f"chargeback_lost:{payment.public_id}", amounts))
    text = gettext("Dispute lost: %(owed)s is owed again")
    if amount > again:
        text = gettext("Dispute lost: %(owed)s is owed again, %(lost)s had been refunded before and is lost")
    said = text % {"owed": changes.says(again), "lost": changes.says(amount - again)}
    changes.events.append(("payment.lost", said))


def _count_transactions(payment: Payment, kind: PaymentTransaction.Kind) -> int:
    return PaymentTransaction.objects.filter(payment=payment, kind=kind).count()
