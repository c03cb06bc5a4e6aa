"""A buyer withdraws from the contract, and it counts from then on (Directive 2011/83/EU, Articles 9 to 11a)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from shop.channels.queries import get_default_channel
from shop.core.actor import GUEST, SYSTEM, Actor
from shop.core.errors import DomainError, InvalidInput, NotFound
from shop.core.idempotency import Claim, claim_key
from shop.core.ids import new_id
from shop.fulfilment.emails import queue_withdrawal_mail
from shop.fulfilment.models import Withdrawal
from shop.fulfilment.queries import LIVE, local
from shop.fulfilment.rules import refund_due_on
from shop.fulfilment.steps.progress import lock_orders, lock_withdrawal, move_withdrawal
from shop.fulfilment.steps.withdraw import attach, give_way, statement_of
from shop.notifications.tasks import wake_delivery
from shop.orders.models import Order, OrderLine
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import Refund

from .pay_back import pay_back

MATCH_TIME = timedelta(minutes=10)  # how long we look for the order of a declaration ourselves
HOURLY_LIMIT = 5  # declarations to one address: nobody needs more, and nobody else shall fill a mailbox
_LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)
_LENGTHS = {"name": 120, "order_number": 40, "goods": 1000}


class NothingToWithdraw(DomainError):
    """The order has nothing to withdraw from: it was not placed, or everything came back or was cancelled."""

    code = "nothing_to_withdraw"
    kind = "conflict"
    default_message = "There is nothing left in this order that you could withdraw from."


class TooManyDeclarations(DomainError):
    """The same address has declared several times within the hour."""

    code = "too_many_declarations"
    kind = "limited"
    default_message = "We have your declarations of the last hour already. Please look into your mailbox."
    retry_after = 3600


def declare_withdrawal(
    *,
    order_id: int,
    name: str,
    email: str,
    units: Mapping[int, int] | None,
    actor: Actor,
    now: datetime,
    version: int | None = None,
    claim: Claim | None = None,
) -> Withdrawal:
    """Withdraw from units of an order ({order line id: units}; None: from all of it), sent or not.

    For somebody whose order it is (the caller has seen to that). The receipt is mailed at once. What was not sent is
    cancelled and paid back at once, the rest is paid back when it is here. A repeated key (`claim`) returns the first
    declaration. `version` is the order's as the buyer saw it; a later one is refused. Locks the orders, their payments,
    then stock.

    Raises: NotFound, StaleVersion, InvalidInput, NothingToWithdraw, NotReturnable, KeyInProgress, KeyReused,
    AlreadyAnswered.
    """
    name, email = _check_contact(name, email)
    public_id = new_id("wdr")
    refunds: list[Refund] = []
    with transaction.atomic(durable=True):
        if (made := claim_key(claim=claim, result=public_id, now=now)) is not None:
            return Withdrawal.objects.get(public_id=made)
        orders = lock_orders(order_id=order_id, version=version)
        order = orders[order_id]
        give_way(order=order, actor=actor, now=now)
        units = _check_units(order, units)
        declared = _write(
            public_id, name, email, order_number=str(order.number), goods="", statement=statement_of(order, units),
            is_proven=True, now=now,
        )  # fmt: skip
        refunds = attach(orders=orders, order=order, declared=declared, units=units, actor=actor, now=now)
        queue_withdrawal_mail(declared=declared, template="receipt", now=now)
    pay_back(refunds=refunds, orders=orders.values(), now=now)
    transaction.on_commit(wake_delivery, robust=True)
    declared.refresh_from_db()
    return declared


def declare_without_login(
    *, name: str, email: str, order_number: str, goods: str, now: datetime, claim: Claim | None = None
) -> Withdrawal:
    """Take down a withdrawal of somebody of whom we know nothing else, and mail the receipt to the address given.

    Which order it is about is found out later (`match_withdrawals`), so that the answer tells nobody which orders
    exist. It is effective all the same. The same declaration sent again within the hour is the first one.

    Raises: InvalidInput, TooManyDeclarations, KeyInProgress, KeyReused, AlreadyAnswered.
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
        if recent.count() >= HOURLY_LIMIT:
            raise TooManyDeclarations
        statement = f"I hereby withdraw from my contract: order {order_number}.\n{goods or 'All goods of this order.'}"
        declared = _write(
            public_id, name, email, order_number=order_number, goods=goods, statement=statement, is_proven=False,
            now=now,
        )  # fmt: skip
        _acknowledge(None, declared, GUEST, now)
        queue_withdrawal_mail(declared=declared, template="receipt", now=now)
    transaction.on_commit(wake_delivery, robust=True)
    return declared


def match_withdrawals(*, now: datetime, limit: int = 20) -> int:
    """Find the orders of new declarations by number and e-mail; returns how many were found. The worker calls this.

    What fits nothing stays for staff to look at.
    """
    waiting = Withdrawal.objects.filter(order=None, declared_at__gt=now - MATCH_TIME).exclude(status="closed")
    found = 0
    for declared in waiting.order_by("pk")[:limit]:
        order = _find_order(declared.order_number)
        if order is not None and order.email.lower() == declared.email.lower():
            found += _assign(declared.pk, order.pk, SYSTEM, now)
    return found


def assign_withdrawal(
    *, withdrawal_id: int, order_number: str, actor: Actor, now: datetime, version: int | None = None
) -> Withdrawal:
    """Say which order a declaration is about. Locks the orders, then the withdrawal. Needs fulfilment.handle_return.

    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, InvalidInput for an unknown number.
    """
    actor.require("fulfilment.handle_return")
    order = _find_order(order_number)
    if order is None or order.placed_at is None:
        raise InvalidInput(fields={"order_number": "There is no such order."})
    if not Withdrawal.objects.filter(pk=withdrawal_id).exists():
        raise NotFound
    _assign(withdrawal_id, order.pk, actor, now, version=version, strict=True)
    return Withdrawal.objects.get(pk=withdrawal_id)


def announce_goods(*, withdrawal_id: int, tracking_number: str, actor: Actor, now: datetime) -> Withdrawal:
    """Note the proof that the buyer has sent the goods: the refund may not wait any longer (Article 13(3)).

    Locks the orders, then the withdrawal. Raises: NotFound, ForbiddenTransition.
    """
    number = tracking_number.strip()[:80]
    if not number:
        raise InvalidInput(fields={"tracking_number": "Enter the number of the parcel."})
    with transaction.atomic(durable=True):
        orders, declared = lock_withdrawal(withdrawal_id=withdrawal_id)
        order = orders.get(declared.order_id or 0)
        move_withdrawal(
            order=order, declared=declared, target=Withdrawal.Status.PROOF_OF_SENDING,
            message=f"Goods were sent back, {number}", actor=actor, now=now, tracking_number=number,
        )  # fmt: skip
    declared.refresh_from_db()
    return declared


def _assign(
    withdrawal_id: int, order_id: int, actor: Actor, now: datetime, *, version: int | None = None, strict: bool = False
) -> bool:
    with transaction.atomic(durable=True):
        orders = lock_orders(order_id=order_id)
        _, declared = lock_withdrawal(withdrawal_id=withdrawal_id, version=version)
        order = orders[order_id]
        if declared.order_id is not None or declared.status == Withdrawal.Status.CLOSED:
            if strict:
                raise ForbiddenTransition("This declaration belongs to an order already, or is closed.")
            return False
        if order.placed_at is None or order.status not in LIVE:
            if strict:
                raise NothingToWithdraw
            return False
        units: Mapping[int, int] = {}
        if not declared.goods:  # goods in words are for staff to choose; a return of them stands until then
            give_way(order=order, actor=actor, now=now)
            units = _everything(order)
        attach(orders=orders, order=order, declared=declared, units=units, actor=actor, now=now)
    return True


def _find_order(number: str) -> Order | None:
    digits = number.strip().lstrip("#").strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        return None
    return Order.objects.filter(number=int(digits)).first()


def _everything(order: Order) -> dict[int, int]:
    lines = OrderLine.objects.filter(order=order)
    counts = {line.pk: line.open_quantity + line.returnable_quantity for line in lines}
    return {pk: count for pk, count in counts.items() if count}


def _check_units(order: Order, units: Mapping[int, int] | None) -> dict[int, int]:
    if order.placed_at is None or order.status not in LIVE:
        raise NothingToWithdraw
    left = _everything(order)
    if units is None:
        units = left
    elif any(count < 1 for count in units.values()):
        raise InvalidInput(fields={"items": "Enter numbers from 1."})
    elif any(count > left.get(pk, 0) for pk, count in units.items()):
        raise NothingToWithdraw("More is named than is left in this order to withdraw from.")
    if not units:
        raise NothingToWithdraw
    return dict(units)


def _write(
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
        refund_due_on=refund_due_on(local(now, get_default_channel()).date()),
        updated_at=now,
    )


def _acknowledge(order: Order | None, declared: Withdrawal, actor: Actor, now: datetime) -> None:
    move_withdrawal(
        order=order, declared=declared, target=Withdrawal.Status.ACKNOWLEDGED, message="Receipt was mailed",
        actor=actor, now=now,
    )  # fmt: skip


def _check_contact(name: str, email: str) -> tuple[str, str]:
    name, email = name.strip(), email.strip()
    _check_lengths(name=name)
    try:
        validate_email(email)
    except ValidationError:
        raise InvalidInput(fields={"email": "Enter an e-mail address such as name@example.com."}) from None
    if len(email) > 254:
        raise InvalidInput(fields={"email": "Use at most 254 characters."})
    return name, email


def _check_lengths(**values: str) -> None:
    problems = {
        field: f"Use at most {_LENGTHS[field]} characters."
        for field, text in values.items()
        if len(text) > _LENGTHS[field]
    }
    problems |= {field: "Fill this in." for field, text in values.items() if not text and field != "goods"}
    # The receipt goes to whatever address was typed: it must not carry a stranger's links there.
    problems |= {field: "Leave out web addresses." for field, text in values.items() if _LINK.search(text)}
    problems |= {field: "Use plain text." for field, text in values.items() if "\x00" in text}
    if problems:
        raise InvalidInput(fields=problems)
