"""Orders: a list to find them, a page to read them. Everything that changes one is an action with its own form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import amount, fulfilment_chip, order_chip, payment_chip, reader_locale, when
from shop.backoffice.filters import StateFilter, TabFilter
from shop.backoffice.search import matching_orders
from shop.backoffice.site import site
from shop.core.formats import format_date
from shop.orders.models import Order, OrderEvent
from shop.orders.queries import awaiting_goods, is_unconfirmed, ready_to_send
from shop.payments.models import Payment, Refund
from shop.payments.queries import ends_soon, is_disputed, needs_review, to_send_by_hand, tried_out

from .base import ReadOnly, StaffAdmin

_WORK = {
    "on_hold": Q(status="on_hold"),
    "drafts": Q(status="draft"),
    "awaiting_payment": Q(status="pending"),
    "unconfirmed": is_unconfirmed(),
    "sent": Q(fulfilment_status__in=["fulfilled", "delivered"]),
    "ended": Q(status__in=["cancelled", "expired"]),
}


_STOCK = {"to_send": ready_to_send, "awaiting_goods": awaiting_goods}


class WorkTabs(TabFilter):
    """The views that people work with; the start page links to them."""

    title = _("work")
    parameter_name = "work"
    states = (
        ("to_send", _("To ship")),
        ("awaiting_goods", _("Waiting for stock")),
        ("on_hold", _("On hold")),
        ("drafts", _("Drafts")),
        ("awaiting_payment", _("Awaiting payment")),
        ("unconfirmed", _("Unconfirmed")),
        ("failed_refunds", _("Failed refunds")),
        ("sent", _("Shipped")),
        ("ended", _("Cancelled")),
    )

    def narrow(self, rows: QuerySet[Order], value: str) -> QuerySet[Order]:
        if value == "failed_refunds":
            failed = Refund.objects.filter(payment__order=OuterRef("pk"), status=Refund.Status.FAILED)
            return rows.filter(Exists(failed))
        if value in _STOCK:
            return _STOCK[value](rows)
        return rows.filter(_WORK[value])


class DateFilter(StateFilter):
    title = _("date")
    parameter_name = "since"
    states = (("1", _("Today")), ("7", _("Last 7 days")), ("30", _("Last 30 days")), ("365", _("Last 12 months")))

    def narrow(self, rows: QuerySet[Order], value: str) -> QuerySet[Order]:
        midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
        return rows.filter(created_at__gte=midnight - timedelta(days=int(value) - 1))


class PaymentFilter(StateFilter):
    title = _("payment")
    parameter_name = "payment"
    states = Order.PaymentStatus.choices

    def narrow(self, rows: QuerySet[Order], value: str) -> QuerySet[Order]:
        return rows.filter(payment_status=value)


class FulfilmentFilter(StateFilter):
    title = _("fulfilment")
    parameter_name = "delivery"
    states = Order.FulfilmentStatus.choices

    def narrow(self, rows: QuerySet[Order], value: str) -> QuerySet[Order]:
        return rows.filter(fulfilment_status=value)


class MoneyFilter(StateFilter):
    """Money that needs a person; the start page links to these views."""

    title = _("payment issue")
    parameter_name = "money"
    states = (
        ("review", _("To review")),
        ("disputed", _("Open dispute")),
        ("ending", _("Authorisation about to expire")),
        ("refunds_by_hand", _("Refund to transfer")),
        ("tried_out", _("Suspected card testing")),
    )

    def narrow(self, rows: QuerySet[Order], value: str) -> QuerySet[Order]:
        if value == "refunds_by_hand":
            return rows.filter(Exists(Refund.objects.filter(to_send_by_hand(), payment__order=OuterRef("pk"))))
        now = timezone.now()
        if value == "tried_out":
            return rows.filter(Exists(OrderEvent.objects.filter(tried_out(now=now), order=OuterRef("pk"))))
        wanted = {"review": needs_review(now=now), "disputed": is_disputed(), "ending": ends_soon(now=now)}
        return rows.filter(Exists(Payment.objects.filter(wanted[value], order=OuterRef("pk"))))


class CustomerFilter(admin.SimpleListFilter):
    """The orders of one customer; shown only when the address asks for it."""

    title: Any = _("customer")  # the stubs know no translated one
    parameter_name = "customer"

    def has_output(self) -> bool:
        return self.value() is not None

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        value = self.value() or ""
        return [(value, gettext("This customer"))] if value.isascii() and value.isdigit() else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        digits = value.isascii() and value.isdigit() and len(value) < 19
        return queryset.filter(user_id=int(value)) if digits else queryset


@admin.register(Order, site=site)
class OrderAdmin(ReadOnly, StaffAdmin[Order]):
    list_display = ("number_", "buyer", "total", "payment", "delivery", "state", "placed")
    list_display_links = ("number_",)
    list_filter = (WorkTabs, DateFilter, PaymentFilter, MoneyFilter, FulfilmentFilter, CustomerFilter)
    search_fields = ("email",)
    search_help_text = _("Number, email, name, postcode, phone, SKU, tracking, payment or return (R1)")
    actions = None
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Order]:
        return super().get_queryset(request).prefetch_related("addresses")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Order], search_term: str
    ) -> tuple[QuerySet[Order], bool]:
        text = search_term.strip()
        return (matching_orders(queryset, text) if text else queryset), False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("orders.add_order")

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Show when goods are expected where orders wait for them."""
        waiting = request.GET.get(WorkTabs.parameter_name) == "awaiting_goods"
        return (*self.list_display[:-1], "goods", "placed") if waiting else self.list_display

    @admin.display(description=_("Stock expected"), ordering="goods_on")
    def goods(self, order: Any) -> str:
        if order.goods_on is None:
            return gettext("no date known")
        return format_date(order.goods_on, reader_locale(), "medium")

    @admin.display(description=_("Order"), ordering="number")
    def number_(self, order: Order) -> SafeString:
        return format_html("<strong>{}</strong>", order)

    @admin.display(description=_("Buyer"), ordering=Lower("email"))
    def buyer(self, order: Order) -> SafeString:
        name = next((address.full_name for address in order.addresses.all()), "")
        return format_html("{} <small>{}</small>", name, order.email)

    @admin.display(description=_("Total"), ordering="total_minor")
    def total(self, order: Order) -> str:
        return amount(order.total_minor, order.currency)

    @admin.display(description=_("Payment"), ordering="payment_status")
    def payment(self, order: Order) -> SafeString:
        return payment_chip(order)

    @admin.display(description=_("Delivery"), ordering="fulfilment_status")
    def delivery(self, order: Order) -> SafeString:
        return fulfilment_chip(order)

    @admin.display(description=_("Status"), ordering="status")
    def state(self, order: Order) -> SafeString:
        return order_chip(order)

    @admin.display(description=_("Date"), ordering="created_at")
    def placed(self, order: Order) -> SafeString:
        return when(order.created_at)
