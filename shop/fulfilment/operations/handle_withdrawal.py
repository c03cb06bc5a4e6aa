"""Staff act on a withdrawal: goods are back, money goes back, an exemption is recorded. Nobody can reject one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.core.actor import By
from shop.core.errors import DomainError, InvalidInput
from shop.core.money import Money
from shop.fulfilment.emails import queue_withdrawal_mail
from shop.fulfilment.models import GROUNDS, PERIOD_OVER, Condition, Withdrawal, WithdrawalLine
from shop.fulfilment.steps.progress import lock_payments_of, lock_withdrawal, move_withdrawal
from shop.fulfilment.steps.returned_units import claim_units, put_away, receive_units, unclaim_units
from shop.fulfilment.steps.withdraw import cancel_unsent, credit_rows, end_hold, finish
from shop.orders.models import Order, OrderLine
from shop.orders.rules import ForbiddenTransition
from shop.orders.steps import lock_stock_of, release_units

from .follow_up import follow_up

_Status = Withdrawal.Status


class OrderUnknown(DomainError):
    """Nobody has said yet which order the declaration is about."""

    code = "order_unknown"
    title = _("Order unknown")
    kind = "conflict"
    default_message = _("First assign this withdrawal to an order.")


@dataclass(frozen=True, slots=True)
class Inspection:
    """What staff found about a line. `withdrawn` counts only where the declaration did not say which goods.

    `exemption` is a legal ground (models.GROUNDS) with a note of what proves it; `deduction` is the value that goods
    lost because they were handled more than in a shop (Article 14(2)).
    """

    received: int = 0
    condition: str = Condition.NEW
    restock: bool = True
    deduction: Money | None = None
    exemption: str = ""
    exemption_note: str = ""
    withdrawn: int = 0


def handle_withdrawal(
    *,
    withdrawal_id: int,
    inspections: Mapping[int, Inspection],
    refund: bool,
    by: By,
    shipping: Money | None = None,
    location_id: int | None = None,
    version: int | None = None,
) -> Withdrawal:
    """Book what came back ({order line id: Looked}), cancel what was not sent, and with `refund` pay it all back.

    The refund may come before the goods, for proof of sending or for good will; goods that arrive later are booked the
    same way. `shipping` says how much of the delivery is given back, None what the law asks for. Exempt lines stay with
    the buyer and are not paid back. Locks the orders, their payments, then stock levels.
    Needs fulfilment.handle_return, with a refund orders.refund_order too.
    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, OrderUnknown, InvalidInput, NotReturnable.
    """
    by.require("fulfilment.handle_return")
    if refund:
        by.require("orders.refund_order")
    with transaction.atomic(durable=True):
        orders, withdrawal = lock_withdrawal(withdrawal_id=withdrawal_id, version=version)
        if withdrawal.order_id is None:
            raise OrderUnknown
        if withdrawal.status == _Status.CLOSED or (refund and withdrawal.status == _Status.REFUNDED):
            raise ForbiddenTransition(
                gettext("This withdrawal already has the status “%(status)s”.")
                % {"status": withdrawal.get_status_display()}
            )
        order = orders[withdrawal.order_id]
        lock_payments_of(orders)
        rows = _withdrawal_lines(order, withdrawal, inspections)
        _check_inspections(withdrawal, rows, inspections)
        _exempt(rows, inspections, by)
        plain = [row for row in rows if not row.exemption]
        freed = cancel_unsent(order=order, rows=plain, by=by)
        fit = _record_inspections(order, rows, inspections, by.now)
        if _has_all_arrived(withdrawal, rows, inspections):
            move_withdrawal(
                order=order, withdrawal=withdrawal, target=_Status.GOODS_BACK, message=gettext("Items returned"), by=by,
            )  # fmt: skip
        if refund:
            credit_rows(
                orders=orders, order=order, withdrawal=withdrawal, rows=rows, only_cancelled=False, shipping=shipping,
                by=by,
            )  # fmt: skip
            finish(order=order, withdrawal=withdrawal, rows=rows, by=by)
            queue_withdrawal_mail(withdrawal=withdrawal, template="settled", now=by.now)
        Withdrawal.objects.filter(pk=withdrawal.pk).update(updated_at=by.now)  # a form shown before is out of date
        if freed and any(fit.values()):
            lock_stock_of(order_ids=[order.pk])  # all at once and by key, because two steps follow
        release_units(units=freed, by=by)
        put_away(
            restocked=fit,
            location_id=location_id,
            note=gettext("Withdrawal %(withdrawal)s") % {"withdrawal": withdrawal},
            by=by,
        )
    follow_up(order_ids=orders, now=by.now)
    withdrawal.refresh_from_db()
    return withdrawal


def close_withdrawal(*, withdrawal_id: int, note: str, by: By, version: int | None = None) -> Withdrawal:
    """Close, saying why, what fits no order, what is paid back and whose goods never came, or what is forged.

    Whoever knows number and email address of an order can declare without login. As long as nothing has followed from
    that, staff close it when the buyer says that it was somebody else. Any other cannot be closed by hand.
    Locks the orders, then the withdrawal. Needs fulfilment.handle_return.
    Raises: Forbidden, NotFound, StaleVersion, ForbiddenTransition, InvalidInput without a note.
    """
    by.require("fulfilment.handle_return")
    if not (note := note.strip()[:300]):
        raise InvalidInput(fields={"note": gettext("Enter a reason.")})
    with transaction.atomic(durable=True):
        orders, withdrawal = lock_withdrawal(withdrawal_id=withdrawal_id, version=version)
        order = orders.get(withdrawal.order_id or 0)
        if order is not None and withdrawal.status != _Status.REFUNDED and not withdrawal.may_be_forged:
            raise ForbiddenTransition(
                gettext("A withdrawal must be refunded before it is closed. It cannot be rejected.")
            )
        if order is not None:
            rows = withdrawal.lines.all()
            unclaim_units(units={row.order_line_id: row.awaited for row in rows if row.awaited})
            end_hold(order=order, withdrawal=withdrawal, now=by.now)
        move_withdrawal(
            order=order,
            withdrawal=withdrawal,
            target=_Status.CLOSED,
            message=gettext("Closed: %(note)s") % {"note": note},
            by=by,
            close_note=note,
        )
    withdrawal.refresh_from_db()
    return withdrawal


def _withdrawal_lines(
    order: Order, withdrawal: Withdrawal, inspections: Mapping[int, Inspection]
) -> list[WithdrawalLine]:
    """Return the lines; where the declaration named goods in words, write those that staff chose."""
    rows = list(withdrawal.lines.select_related("order_line"))
    if rows:
        return rows
    wanted = {pk: each.withdrawn for pk, each in inspections.items() if each.withdrawn}
    lines = {line.pk: line for line in OrderLine.objects.filter(order=order)}
    left = {pk: line.open_quantity + line.returnable_quantity for pk, line in lines.items()}
    problems = {
        f"withdrawn_{pk}": gettext("This is more than there are.")
        for pk, count in wanted.items()
        if not 0 < count <= left.get(pk, 0)
    }
    if problems or not wanted:
        raise InvalidInput(gettext("Choose which items the withdrawal is about."), fields=problems)
    for pk, count in sorted(wanted.items()):
        sent = max(0, count - lines[pk].open_quantity)
        if sent:
            claim_units(units={pk: sent})
        rows.append(WithdrawalLine(owner=withdrawal, order_line=lines[pk], quantity=count, quantity_claimed=sent))
    return WithdrawalLine.objects.bulk_create(rows)


def _check_inspections(
    withdrawal: Withdrawal, rows: list[WithdrawalLine], inspections: Mapping[int, Inspection]
) -> None:
    grounds = dict(GROUNDS)
    problems = {}
    for row in rows:
        found, key = inspections.get(row.order_line_id, Inspection()), row.order_line_id
        if not 0 <= found.received <= row.awaited:
            problems[f"received_{key}"] = gettext("This is more than are still expected.")
        if found.condition not in Condition.values:
            problems[f"condition_{key}"] = gettext("Choose a condition.")
        if found.restock and found.received and found.condition == Condition.DAMAGED:
            problems[f"restock_{key}"] = gettext("Damaged items cannot be restocked.")
        if found.exemption and found.exemption not in grounds:
            problems[f"exemption_{key}"] = gettext("Choose a legal ground.")
        elif found.exemption == PERIOD_OVER and withdrawal.period_ended_on is None:
            problems[f"exemption_{key}"] = gettext("The withdrawal period was not over when this was declared.")
        elif found.exemption and (row.quantity_credited or row.quantity_received or found.received):
            problems[f"exemption_{key}"] = gettext("This has already been returned or refunded.")
        elif found.exemption and not found.exemption_note.strip():
            problems[f"exemption_note_{key}"] = gettext("Enter what proves it. The buyer reads this.")
    if problems:
        raise InvalidInput(fields=problems)


def _exempt(rows: list[WithdrawalLine], inspections: Mapping[int, Inspection], by: By) -> None:
    """Record exemptions: those goods stay with the buyer, and what was not sent yet will be sent."""
    for row in rows:
        found = inspections.get(row.order_line_id, Inspection())
        if not found.exemption or row.exemption:
            continue
        if row.quantity_claimed:
            unclaim_units(units={row.order_line_id: row.quantity_claimed})
        row.exemption, row.quantity_claimed = found.exemption, 0
        WithdrawalLine.objects.filter(pk=row.pk).update(
            exemption=found.exemption,
            exemption_note=found.exemption_note.strip()[:300],
            exemption_by=by.actor.label[:254],
            quantity_claimed=0,
        )


def _record_inspections(
    order: Order, rows: list[WithdrawalLine], inspections: Mapping[int, Inspection], now: datetime
) -> dict[int, int]:
    """Count what arrived and note deductions; answers the units that can be sold again, by order line."""
    arrived: dict[int, int] = {}
    fit: dict[int, int] = {}
    for row in rows:
        found = inspections.get(row.order_line_id)
        if found is None:
            continue
        row.deduction_minor = row.deduction_minor if found.deduction is None else found.deduction.amount_minor
        row.quantity_received += found.received
        row.quantity_restocked += found.received if found.restock else 0
        if found.received:
            row.condition = found.condition
            arrived[row.order_line_id] = found.received
            fit[row.order_line_id] = found.received if found.restock else 0
        WithdrawalLine.objects.filter(pk=row.pk).update(
            deduction_minor=row.deduction_minor,
            quantity_received=row.quantity_received,
            quantity_restocked=row.quantity_restocked,
            condition=row.condition,
        )
    if arrived:
        receive_units(order=order, received=arrived, now=now)
    return fit


def _has_all_arrived(withdrawal: Withdrawal, rows: list[WithdrawalLine], inspections: Mapping[int, Inspection]) -> bool:
    """Tell whether the last goods have arrived now; after the refund only the timeline says so."""
    if not any(found.received for found in inspections.values()) or any(row.awaited for row in rows):
        return False
    return withdrawal.status in (_Status.ACKNOWLEDGED, _Status.PROOF_OF_SENDING)
