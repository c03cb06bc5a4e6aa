"""A buyer withdraws from the contract, and it counts from then on (Directive 2011/83/EU, Articles 9 to 11a)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.channels.queries import get_default_channel
from shop.core.actor import GUEST, By
from shop.core.contact import is_blank, normal_email
from shop.core.errors import DomainError, InvalidInput
from shop.core.idempotency import Claim, claim_key
from shop.core.ids import new_id
from shop.core.limits import TooManyAttempts, count_attempt, two_dimensions
from shop.fulfilment.emails import queue_withdrawal_mail
from shop.fulfilment.models import Withdrawal
from shop.fulfilment.queries import LIVE, withdrawable_lines
from shop.fulfilment.rules import refund_due_on
from shop.fulfilment.steps.progress import lock_orders, lock_withdrawal, move_withdrawal
from shop.fulfilment.steps.withdraw import attach, give_way, statement_of
from shop.orders.models import Order

from .follow_up import follow_up

HOURLY_LIMIT = 5  # declarations of one client to one address: nobody needs more
ADDRESS_LIMIT = 30  # of everybody to one address: nobody else shall fill a mailbox, nor keep its owner from declaring
CLIENT_LIMIT = 100  # of one network address
_LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)
_LENGTHS = {"name": 120, "order_number": 40, "goods": 1000}


class NothingToWithdraw(DomainError):
    """The order has nothing to withdraw from: it was not placed, or everything came back or was cancelled."""

    code = "nothing_to_withdraw"
    title = _("Nothing to withdraw")
    kind = "conflict"
    default_message = _("There is nothing left in this order to withdraw from.")


class TooManyWithdrawals(DomainError):
    """The same address has declared several times within the hour."""

    code = "too_many_withdrawals"
    title = _("Too many withdrawals")
    kind = "limited"
    default_message = _("We have already received your withdrawals of the last hour. Please check your inbox.")


def declare_withdrawal(
    *,
    order_id: int,
    name: str,
    email: str,
    units: Mapping[int, int] | None,
    by: By,
    declared_at: datetime | None = None,
    version: int | None = None,
    claim: Claim | None = None,
) -> Withdrawal:
    """Withdraw from units of an order ({order line id: units}; None: from all of it), sent or not.

    For somebody whose order it is (the caller has seen to that), or by staff with fulfilment.handle_return who take
    down what was said or written, in time if it was sent off in time: then `declared_at` may lie before now
    (Directive 2011/83/EU, Article 11(1) and (2)). The receipt is mailed at once. What was not sent is
    cancelled and paid back at once, the rest is paid back when it is here. A repeated key (`claim`) returns the first
    declaration. `version` is the order's as the buyer saw it; a later one is refused. Locks the orders, their payments,
    then stock.

    Raises: Forbidden, NotFound, StaleVersion, InvalidInput, NothingToWithdraw, NotReturnable, KeyInProgress, KeyReused,
    AlreadyAnswered.
    """
    if by.actor.is_staff:
        by.require("fulfilment.handle_return")
    name, email = _check_contact(name, email)
    declared_at = _check_time(declared_at, by)
    public_id = new_id("wdr")
    with transaction.atomic(durable=True):
        if (made := claim_key(claim=claim, result=public_id, now=by.now)) is not None:
            return Withdrawal.objects.get(public_id=made)
        orders = lock_orders(order_id=order_id, version=version)
        order = orders[order_id]
        _check_order(order, declared_at)
        give_way(order=order, by=by)
        units = _check_units(order, units)
        withdrawal = _write_withdrawal(
            public_id, name, email, order_number=str(order.number), goods="", statement=statement_of(order, units),
            is_proven=True, now=declared_at,
        )  # fmt: skip
        attach(orders=orders, order=order, withdrawal=withdrawal, units=units, by=by)
        queue_withdrawal_mail(withdrawal=withdrawal, template="receipt", now=by.now)
    follow_up(order_ids=orders, now=by.now)
    withdrawal.refresh_from_db()
    return withdrawal


def declare_without_login(
    *,
    name: str,
    email: str,
    order_number: str,
    goods: str,
    now: datetime,
    client: str = "",
    claim: Claim | None = None,
) -> Withdrawal:
    """Take down a withdrawal of somebody of whom we know nothing else, and mail the receipt to the address given.

    Which order it is about is found out later (`match_withdrawals`), so that the answer tells nobody which orders
    exist. It is effective all the same. The same declaration sent again within the hour is the first one. `client` is
    the network address that declares; it is counted by, and not kept.

    Raises: InvalidInput, TooManyWithdrawals, KeyInProgress, KeyReused, AlreadyAnswered.
    """
    name, email = _check_contact(name, email)
    order_number, goods = order_number.strip().lstrip("#").strip(), goods.strip()
    _check_lengths(order_number=order_number, goods=goods)
    public_id = new_id("wdr")
    with transaction.atomic(durable=True):
        if (made := claim_key(claim=claim, result=public_id, now=now)) is not None:
            return Withdrawal.objects.get(public_id=made)
        recent = Withdrawal.objects.filter(email=email, declared_at__gt=now - timedelta(hours=1), is_proven=False)
        same = recent.filter(order_number=order_number, goods=goods, name=name).first()
        if same is not None:
            return same
        _count_withdrawal(email, client, now)
        withdraws = gettext("I hereby withdraw from my contract: order %(number)s.") % {"number": order_number}
        statement = "\n".join([withdraws, goods or gettext("All goods of this order.")])
        withdrawal = _write_withdrawal(
            public_id, name, email, order_number=order_number, goods=goods, statement=statement, is_proven=False,
            now=now,
        )  # fmt: skip
        _acknowledge(None, withdrawal, By(GUEST, now))
        queue_withdrawal_mail(withdrawal=withdrawal, template="receipt", now=now)
    return withdrawal


def _count_withdrawal(email: str, client: str, now: datetime) -> None:
    limits = two_dimensions(
        "withdraw", account=email, client=client, pair=HOURLY_LIMIT, one_account=ADDRESS_LIMIT, one_client=CLIENT_LIMIT
    )
    try:
        count_attempt(limits=limits, now=now)
    except TooManyAttempts as error:
        raise TooManyWithdrawals(retry_after=error.retry_after) from error


def announce_goods(*, withdrawal_id: int, tracking_number: str, by: By) -> Withdrawal:
    """Note the proof that the buyer has sent the goods: the refund may not wait any longer (Article 13(3)).

    Locks the orders, then the withdrawal. Raises: NotFound, ForbiddenTransition.
    """
    number = tracking_number.strip()[:80]
    if not number:
        raise InvalidInput(fields={"tracking_number": gettext("Enter the tracking number.")})
    with transaction.atomic(durable=True):
        orders, withdrawal = lock_withdrawal(withdrawal_id=withdrawal_id)
        order = orders.get(withdrawal.order_id or 0)
        move_withdrawal(
            order=order, withdrawal=withdrawal, target=Withdrawal.Status.PROOF_OF_SENDING,
            message=gettext("Items sent back, %(number)s") % {"number": number}, by=by, tracking_number=number,
        )  # fmt: skip
    withdrawal.refresh_from_db()
    return withdrawal


def _check_order(order: Order, declared_at: datetime) -> None:
    """Refuse what cannot be withdrawn from. Raises: NothingToWithdraw, InvalidInput for a day before the order."""
    if order.placed_at is None or order.status not in LIVE:
        raise NothingToWithdraw
    channel = get_default_channel()
    if channel.day_of(declared_at) < channel.day_of(order.placed_at):
        raise InvalidInput(fields={"declared_on": gettext("The order was placed after this day.")})


def _check_units(order: Order, units: Mapping[int, int] | None) -> dict[int, int]:
    left = {line.pk: count for line, count in withdrawable_lines(order)}
    if units is None:
        units = left
    elif any(count < 1 for count in units.values()):
        raise InvalidInput(fields={"items": gettext("Enter numbers of 1 or more.")})
    elif any(count > left.get(pk, 0) for pk, count in units.items()):
        raise NothingToWithdraw(gettext("This is more than is left in this order to withdraw from."))
    if not units:
        raise NothingToWithdraw
    return dict(units)


def _check_time(declared_at: datetime | None, by: By) -> datetime:
    """Return when it was declared; only staff may name a time, and none that is still to come."""
    if declared_at is None or by.actor.kind not in ("staff", "system"):
        return by.now
    if declared_at > by.now:
        raise InvalidInput(fields={"declared_on": gettext("This day is in the future.")})
    return declared_at


def _write_withdrawal(
    public_id: str,
    name: str,
    email: str,
    *,
    order_number: str,
    goods: str,
    statement: str,
    is_proven: bool,
    now: datetime,
) -> Withdrawal:
    return Withdrawal.objects.create(
        public_id=public_id,
        name=name,
        email=email,
        order_number=order_number,
        goods=goods,
        statement=f"{statement}\n{name}, {email}",
        is_proven=is_proven,
        declared_at=now,
        refund_due_on=refund_due_on(get_default_channel().day_of(now)),
        updated_at=now,
    )


def _acknowledge(order: Order | None, withdrawal: Withdrawal, by: By) -> None:
    move_withdrawal(
        order=order, withdrawal=withdrawal, target=Withdrawal.Status.ACKNOWLEDGED, message=gettext("Receipt emailed"),
        by=by,
    )  # fmt: skip


def _check_contact(name: str, email: str) -> tuple[str, str]:
    name = name.strip()
    _check_lengths(name=name)
    try:
        return name, normal_email(email)
    except ValueError as error:
        raise InvalidInput(fields={"email": str(error)}) from error


def _check_lengths(**values: str) -> None:
    problems = {
        field: gettext("Enter at most %(lengths)s characters.") % {"lengths": _LENGTHS[field]}
        for field, text in values.items()
        if len(text) > _LENGTHS[field]
    }
    problems |= {
        field: gettext("Fill this in.") for field, text in values.items() if is_blank(text) and field != "goods"
    }
    # The receipt goes to whatever address was typed: it must not carry a stranger's links there.
    problems |= {field: gettext("Remove web addresses.") for field, text in values.items() if _LINK.search(text)}
    problems |= {field: gettext("Enter plain text only.") for field, text in values.items() if "\x00" in text}
    if problems:
        raise InvalidInput(fields=problems)
