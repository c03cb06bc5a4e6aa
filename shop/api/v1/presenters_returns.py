"""How returns and withdrawals look in version 1."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from shop.api.common.answers import timestamp
from shop.api.common.money import amount
from shop.fulfilment.models import Return, Withdrawal
from shop.fulfilment.queries import return_path, withdrawal_path


def present_return(back: Return) -> dict[str, Any]:
    """Return a return, from what is loaded or two queries."""
    return {
        "id": back.public_id,
        "number": str(back),
        "kind": back.kind,
        "status": back.status,
        "comment": back.comment,
        "instructions": back.instructions,
        "refusal": back.refusal,
        "lines": [
            {
                "sku": row.order_line.sku,
                "name": row.order_line.name,
                "quantity": row.quantity,
                "quantity_received": row.quantity_received,
                "reason": row.reason,
                "wanted_sku": row.wanted_sku or None,
            }
            for row in back.lines.all()
        ],
        "refund": amount(back.refund_minor, back.order.currency),
        "replacement": back.replacement.public_id if back.replacement else None,
        "created_at": timestamp(back.created_at),
        "url": settings.SITE_URL + return_path(back),
    }


def present_withdrawal(declared: Withdrawal) -> dict[str, Any]:
    """Return a withdrawal from an order, from what is loaded or two queries."""
    assert declared.order is not None, "a withdrawal is read below its order"
    return {
        "id": declared.public_id,
        "number": str(declared),
        "status": declared.status,
        "statement": declared.statement,
        "declared_at": timestamp(declared.declared_at),
        "refund_due_on": declared.refund_due_on,
        "lines": [
            {
                "sku": row.order_line.sku,
                "name": row.order_line.name,
                "quantity": row.quantity,
                "quantity_cancelled": row.quantity_cancelled,
                "quantity_received": row.quantity_received,
                "exemption": row.exemption or None,
            }
            for row in declared.lines.all()
        ],
        "refund": amount(declared.refund_minor, declared.order.currency),
        "url": settings.SITE_URL + withdrawal_path(declared),
    }
