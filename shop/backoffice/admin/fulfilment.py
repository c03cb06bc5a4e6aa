"""Returns and withdrawals: lists to find what waits, a page each to act."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import Tone, amount, chip, reader_locale, when
from shop.backoffice.filters import StateFilter, TabFilter
from shop.backoffice.search import matching_returns, matching_withdrawals
from shop.backoffice.site import site
from shop.core.formats import format_date
from shop.fulfilment.models import Return, Withdrawal

from .base import ReadOnly, StaffAdmin

_RETURN: dict[str, Tone] = {
    "requested": "warn",
    "received": "warn",
    "refunded": "ok",
    "exchanged": "ok",
    "closed": "ok",
}
_WITHDRAWAL: dict[str, Tone] = {
    "acknowledged": "warn",
    "proof_of_sending": "warn",
    "goods_back": "warn",
    "closed": "ok",
}


class ReturnTabs(TabFilter):
    title = _("status")
    parameter_name = "state"
    states = (
        ("requested", _("To review")),
        ("expected", _("In transit")),
        ("settled", _("Settled")),
        ("ended", _("Ended")),
    )
    _groups = {
        "requested": ["requested"],
        "expected": ["approved", "in_transit", "received", "inspected"],
        "settled": ["refunded", "exchanged", "credited", "closed"],
        "ended": ["rejected", "cancelled"],
    }

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(status__in=self._groups[value])


class KindFilter(StateFilter):
    title = _("type")
    parameter_name = "kind"
    states = Return.Kind.choices

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(kind=value)


class WithdrawalTabs(TabFilter):
    title = _("status")
    parameter_name = "state"
    states = (
        ("open", _("To refund")),
        ("overdue", _("Overdue")),
        ("unknown", _("Order unknown")),
        ("settled", _("Settled")),
    )

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        settled = ["refunded", "closed"]
        if value == "settled":
            return rows.filter(status__in=settled)
        waiting = rows.exclude(status__in=settled)
        if value == "overdue":
            return waiting.filter(refund_due_on__lt=timezone.localdate())
        return waiting.filter(order=None) if value == "unknown" else waiting


@admin.register(Return, site=site)
class ReturnAdmin(ReadOnly, StaffAdmin[Return]):
    heading, noun, plural = _("Returns"), _("return"), _("returns")
    list_display = ("number", "order_", "kind", "state", "goods", "asked")
    list_display_links = ("number",)
    list_filter = (ReturnTabs, KindFilter)
    search_fields = ("tracking_number",)
    search_help_text = _("Return, tracking or order number, name or email")
    actions = None
    ordering = ("-pk",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Return], search_term: str
    ) -> tuple[QuerySet[Return], bool]:
        return (matching_returns(queryset, search_term) if search_term.strip() else queryset), False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Return]:
        return super().get_queryset(request).prefetch_related("order", "lines__order_line")

    @admin.display(description=_("Return"), ordering="pk")
    def number(self, return_: Return) -> SafeString:
        return format_html("<strong>{}</strong>", return_)

    @admin.display(description=_("Order"))
    def order_(self, return_: Return) -> SafeString:
        return format_html("{} <small>{}</small>", return_.order, return_.order.email)

    @admin.display(description=_("Status"), ordering="status")
    def state(self, return_: Return) -> SafeString:
        return chip(return_.get_status_display(), _RETURN.get(return_.status, ""))

    @admin.display(description=_("Items"))
    def goods(self, return_: Return) -> str:
        return ", ".join(f"{line.quantity} × {line.order_line.name}" for line in return_.lines.all())

    @admin.display(description=_("Requested"), ordering="created_at")
    def asked(self, return_: Return) -> SafeString:
        return when(return_.created_at)


@admin.register(Withdrawal, site=site)
class WithdrawalAdmin(ReadOnly, StaffAdmin[Withdrawal]):
    """What must be paid back first stands first; what is settled comes last."""

    heading, noun, plural = _("Withdrawals"), _("withdrawal"), _("withdrawals")
    list_display = ("number", "who", "order_", "state", "due", "credited", "declared")
    list_display_links = ("number",)
    list_filter = (WithdrawalTabs,)
    search_fields = ("email", "name", "order_number")
    search_help_text = _("Number, name, email or order number")
    actions = None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Withdrawal], search_term: str
    ) -> tuple[QuerySet[Withdrawal], bool]:
        return (matching_withdrawals(queryset, search_term) if search_term.strip() else queryset), False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Withdrawal]:
        """Return withdrawals with their orders, which are fetched for one page: sorting all of them stays cheap."""
        return super().get_queryset(request).prefetch_related("order")

    def get_ordering(self, request: HttpRequest) -> Any:
        settled = Case(When(status__in=["refunded", "closed"], then=Value(1)), default=Value(0))
        return [settled, "refund_due_on", "-pk"]

    @admin.display(description=_("Withdrawal"), ordering="pk")
    def number(self, withdrawal: Withdrawal) -> SafeString:
        return format_html("<strong>{}</strong>", withdrawal)

    @admin.display(description=_("Name"), ordering="name")
    def who(self, withdrawal: Withdrawal) -> SafeString:
        return format_html("{} <small>{}</small>", withdrawal.name, withdrawal.email)

    @admin.display(description=_("Order"))
    def order_(self, withdrawal: Withdrawal) -> SafeString:
        if withdrawal.order is None:
            return chip(gettext("Unknown: %(number)s") % {"number": withdrawal.order_number}, "bad")
        url = reverse("admin:orders_order_change", args=[withdrawal.order.pk])
        return format_html('<a href="{}">{}</a>', url, withdrawal.order)

    @admin.display(description=_("Status"), ordering="status")
    def state(self, withdrawal: Withdrawal) -> SafeString:
        return chip(withdrawal.get_status_display(), _WITHDRAWAL.get(withdrawal.status, ""))

    @admin.display(description=_("Refund due"), ordering="refund_due_on")
    def due(self, withdrawal: Withdrawal) -> SafeString | str:
        day = format_date(withdrawal.refund_due_on, reader_locale(), "medium")
        if withdrawal.status in ("refunded", "closed"):
            return "–"
        return (
            chip(gettext("Overdue: %(day)s") % {"day": day}, "bad")
            if withdrawal.refund_due_on < timezone.localdate()
            else day
        )

    @admin.display(description=_("Credited"))
    def credited(self, withdrawal: Withdrawal) -> str:
        return amount(withdrawal.refund_minor, withdrawal.order.currency) if withdrawal.order else "–"

    @admin.display(description=_("Received"), ordering="declared_at")
    def declared(self, withdrawal: Withdrawal) -> SafeString:
        return when(withdrawal.declared_at)
