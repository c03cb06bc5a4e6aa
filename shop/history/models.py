"""What was changed, by whom and why; written by triggers alone."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.core.models import BaseModel

# Tables that each order writes: what happens to the others is rare among them.
BUSY = ("orders_order", "orders_orderline", "payments_payment", "fulfilment_fulfilment")


class HistoryEntry(BaseModel):
    """One change of one row. `changes` is {column: [old, new]} of an update, and the whole row of an insert or delete.

    The actor is empty for a change from outside the shop (psql, another program). Keys of users and rows are plain
    numbers, because an entry outlives what it tells of. `at` is when the row was written (UTC), not its commit.
    """

    class Operation(models.TextChoices):
        INSERT = "insert", _("Created")
        UPDATE = "update", _("Changed")
        DELETE = "delete", _("Deleted")

    table_name = models.CharField(_("table"), max_length=63)
    row_id = models.BigIntegerField(_("row"))
    parent_id = models.BigIntegerField(_("parent row"), null=True)
    operation = models.CharField(_("operation"), max_length=6, choices=Operation.choices)
    changes: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("changes"))
    actor_kind = models.CharField(_("kind of actor"), max_length=10, null=True)
    actor_label = models.CharField(_("actor"), max_length=254, null=True)
    actor_user_id = models.BigIntegerField(_("actor ID"), null=True)
    reason = models.CharField(_("reason"), max_length=300, null=True)
    request_id = models.CharField(_("request ID"), max_length=64, null=True)
    transaction_id = models.BigIntegerField(_("transaction"))
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("history entry")
        verbose_name_plural = _("history entries")
        ordering = ["-id"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["table_name", "row_id", "id"], name="history_row"),
            models.Index(fields=["table_name", "parent_id", "id"], condition=~Q(parent_id=None), name="history_parent"),
            models.Index(fields=["actor_user_id", "id"], condition=~Q(actor_user_id=None), name="history_actor"),
            models.Index(fields=["id"], condition=Q(actor_kind="staff"), name="history_staff"),
            models.Index(fields=["id"], condition=Q(actor_kind="customer"), name="history_customer"),
            models.Index(fields=["id"], condition=Q(actor_kind="guest"), name="history_guest"),
            models.Index(fields=["id"], condition=Q(actor_kind=None), name="history_outside"),
            models.Index(fields=["table_name", "id"], condition=~Q(table_name__in=BUSY), name="history_quiet_tables"),
            models.Index(fields=["at"], name="history_at"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.table_name} {self.row_id}"
