"""Money that came in by bank, what differs from the providers' records, and what they told us by webhook."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import Tone, amount, chip, when
from shop.backoffice.filters import TabFilter
from shop.backoffice.search import matching_lines
from shop.backoffice.site import site
from shop.payments.models import Payment, ProviderEvent, ReconciliationItem, StatementLine

from .base import ReadOnly, StaffAdmin


def order_link(payment: Payment | None) -> SafeString | str:
    """Return a link to the order of a payment."""
    if payment is None:
        return "–"
    url = reverse("admin:orders_order_change", args=[payment.order_id])
    return format_html('<a href="{}">#{}</a>', url, payment.order.number)


class LineTabs(TabFilter):
    title = _("status")
    parameter_name = "state"
    states = tuple((value, str(label)) for value, label in StatementLine.State.choices)

    def narrow(self, rows: QuerySet[StatementLine], value: str) -> QuerySet[StatementLine]:
        return rows.filter(state=value)


@admin.register(StatementLine, site=site)
class StatementLineAdmin(ReadOnly, StaffAdmin[StatementLine]):
    heading, noun, plural = _("Bank statements"), _("line"), _("lines")
    list_display = ("booked_on", "came_in", "payer", "purpose", "status", "order")
    list_filter = (LineTabs,)
    search_fields = ("payer", "purpose")
    search_help_text = _("Payer or reference")
    actions = None
    readonly_fields = ("came_in", "status", "order")
    fieldsets = (
        (_("Bank details"), {"fields": ("booked_on", "came_in", "payer", "purpose")}),
        (_("In the shop"), {"fields": ("status", "order", "note", "actor_label", "imported_at"), "classes": ("side",)}),
    )
    change_list_template = "admin/payments/statementline/change_list.html"
    change_form_template = "admin/payments/statementline/change_form.html"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[StatementLine], search_term: str
    ) -> tuple[QuerySet[StatementLine], bool]:
        return (matching_lines(queryset, search_term) if search_term.strip() else queryset), False

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatementLine]:
        """Return lines with their orders, which are fetched for one page: sorting all of them stays cheap."""
        return super().get_queryset(request).prefetch_related("payment__order")

    @admin.display(description=_("Amount"), ordering="amount_minor")
    def came_in(self, line: StatementLine) -> str:
        return amount(line.amount_minor, line.currency)

    @admin.display(description=_("Status"), ordering="state")
    def status(self, line: StatementLine) -> SafeString:
        tones: dict[str, Tone] = {"open": "warn", "booked": "ok"}
        return chip(line.get_state_display(), tones.get(line.state, ""))

    @admin.display(description=_("Order"))
    def order(self, line: StatementLine) -> SafeString | str:
        return order_link(line.payment)


class DifferenceTabs(TabFilter):
    title = _("status")
    parameter_name = "state"
    states = (("open", _("Open")), ("resolved", _("Resolved")))

    def narrow(self, rows: QuerySet[ReconciliationItem], value: str) -> QuerySet[ReconciliationItem]:
        return rows.filter(resolved_at__isnull=value == "open")


@admin.register(ReconciliationItem, site=site)
class ReconciliationItemAdmin(ReadOnly, StaffAdmin[ReconciliationItem]):
    heading, noun, plural = _("Discrepancies"), _("discrepancy"), _("discrepancies")
    list_display = ("found", "provider", "kind", "detail", "status", "order")
    list_filter = (DifferenceTabs,)
    list_select_related = ("payment__order",)
    search_fields = ("reference", "detail")
    search_help_text = _("Provider reference")
    actions = None
    readonly_fields = ("status", "order")
    fieldsets = (
        (_("Discrepancy"), {"fields": ("provider", "kind", "detail", "reference", "order")}),
        (_("Status"), {"fields": ("status", "found_at", "resolved_at"), "classes": ("side",)}),
    )
    change_form_template = "admin/payments/reconciliationitem/change_form.html"

    @admin.display(description=_("Found"), ordering="found_at")
    def found(self, item: ReconciliationItem) -> SafeString:
        return when(item.found_at)

    @admin.display(description=_("Status"))
    def status(self, item: ReconciliationItem) -> SafeString:
        return chip(gettext("Open"), "bad") if item.resolved_at is None else chip(gettext("Resolved"), "ok")

    @admin.display(description=_("Order"))
    def order(self, item: ReconciliationItem) -> SafeString | str:
        return order_link(item.payment)


class EventTabs(TabFilter):
    title = _("outcome")
    parameter_name = "outcome"
    states = tuple((value, str(label)) for value, label in ProviderEvent.Outcome.choices)

    def narrow(self, rows: QuerySet[ProviderEvent], value: str) -> QuerySet[ProviderEvent]:
        return rows.filter(outcome=value)


@admin.register(ProviderEvent, site=site)
class ProviderEventAdmin(ReadOnly, StaffAdmin[ProviderEvent]):
    heading, noun, plural = _("Webhook events"), _("webhook event"), _("webhook events")
    list_display = ("received", "provider", "kind", "reference", "status", "failure")
    list_filter = (EventTabs,)
    sortable_by = ()  # the newest first: there are millions of them
    search_fields = ("event_id__startswith", "reference__startswith")
    search_help_text = _("Event or payment reference of the provider")
    actions = None
    readonly_fields = ("status",)
    fieldsets = (
        (_("Event"), {"fields": ("provider", "event_id", "kind", "reference", "payload")}),
        (
            _("Status"),
            {
                "fields": ("status", "failure", "tries", "received_at", "next_try_at", "processed_at"),
                "classes": ("side",),
            },
        ),
    )
    change_form_template = "admin/payments/providerevent/change_form.html"

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Search as written: by an index on the beginning."""
        return list(self.search_fields)

    @admin.display(description=_("Received"), ordering="received_at")
    def received(self, event: ProviderEvent) -> SafeString:
        return when(event.received_at)

    @admin.display(description=_("Status"), ordering="outcome")
    def status(self, event: ProviderEvent) -> SafeString:
        tones: dict[str, Tone] = {"waiting": "warn", "done": "ok", "parked": "bad"}
        return chip(event.get_outcome_display(), tones.get(event.outcome, ""))
