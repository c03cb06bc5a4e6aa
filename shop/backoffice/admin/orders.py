"""Orders: a list to find them, a page to read them. Everything that changes one is an action with its own form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST

from shop.backoffice.cells import amount, fulfilment_chip, order_chip, payment_chip, when
from shop.backoffice.filters import StateFilter, TabFilter
from shop.backoffice.search import matching_orders
from shop.backoffice.site import site
from shop.backoffice.views.cancel_order import cancel_order_page
from shop.backoffice.views.contact_buyer import contact_page, mail_again_page
from shop.backoffice.views.drafts import draft_page
from shop.backoffice.views.edit_order import edit_order_page
from shop.backoffice.views.hold_order import (
    confirm_order_page,
    free_goods_page,
    hold_order_page,
    note_page,
    pay_link_page,
    release_order_page,
    withdraw_change_page,
)
from shop.backoffice.views.money_care import (
    confirm_refund_page,
    release_payment_page,
    review_page,
    write_off_page,
)
from shop.backoffice.views.money_in import capture_order_page, paid_order_page
from shop.backoffice.views.order_page import order_response
from shop.backoffice.views.parcels import (
    move_parcel_page,
    packing_slip_page,
    prepare_parcel_page,
    problem_page,
    resend_parcel_page,
    send_parcel_page,
    tracking_page,
)
from shop.backoffice.views.refund_order import refund_order_page, retry_refund_page
from shop.backoffice.views.ship_order import ship_order_page
from shop.backoffice.views.start_return import start_return_page, start_withdrawal_page
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

    title = "work"
    parameter_name = "work"
    states = (
        ("to_send", "To send"),
        ("awaiting_goods", "Waiting for goods"),
        ("on_hold", "On hold"),
        ("drafts", "Drafts"),
        ("awaiting_payment", "Awaiting payment"),
        ("unconfirmed", "Not confirmed"),
        ("failed_refunds", "Failed refunds"),
        ("sent", "Sent"),
        ("ended", "Cancelled"),
    )

    def narrow(self, rows: QuerySet[Order], value: str) -> QuerySet[Order]:
        if value == "failed_refunds":
            failed = Refund.objects.filter(payment__order=OuterRef("pk"), status=Refund.Status.FAILED)
            return rows.filter(Exists(failed))
        if value in _STOCK:
            return _STOCK[value](rows)
        return rows.filter(_WORK[value])


class DateFilter(StateFilter):
    title = "date"
    parameter_name = "since"
    states = (("1", "Today"), ("7", "Last 7 days"), ("30", "Last 30 days"), ("365", "Last 12 months"))

    def narrow(self, rows: QuerySet[Order], value: str) -> QuerySet[Order]:
        midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
        return rows.filter(created_at__gte=midnight - timedelta(days=int(value) - 1))


class PaymentFilter(StateFilter):
    title = "payment"
    parameter_name = "payment"
    states = Order.PaymentStatus.choices

    def narrow(self, rows: QuerySet[Order], value: str) -> QuerySet[Order]:
        return rows.filter(payment_status=value)


class FulfilmentFilter(StateFilter):
    title = "delivery"
    parameter_name = "delivery"
    states = Order.FulfilmentStatus.choices

    def narrow(self, rows: QuerySet[Order], value: str) -> QuerySet[Order]:
        return rows.filter(fulfilment_status=value)


class MoneyFilter(StateFilter):
    """Money that needs a person; the start page links to these views."""

    title = "money"
    parameter_name = "money"
    states = (
        ("review", "To be looked at"),
        ("disputed", "Dispute open"),
        ("ending", "Authorisation ends soon"),
        ("refunds_by_hand", "Refund to transfer"),
        ("tried_out", "Cards tried out"),
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

    title = "customer"
    parameter_name = "customer"

    def has_output(self) -> bool:
        return self.value() is not None

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        value = self.value() or ""
        return [(value, "This customer")] if value.isascii() and value.isdigit() else []

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
    search_help_text = "Number, e-mail, name, postcode, phone, SKU, parcel, payment or return (R1)"
    actions = None
    ordering = ("-pk",)

    # ---- the list -----------------------------------------------------------------------------------------------

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

    @admin.display(description="Goods expected", ordering="goods_on", empty_value="no date known")
    def goods(self, order: Any) -> date | None:
        expected: date | None = order.goods_on
        return expected

    @admin.display(description="Order", ordering="number")
    def number_(self, order: Order) -> SafeString:
        return format_html("<strong>{}</strong>", order)

    @admin.display(description="Buyer", ordering=Lower("email"))
    def buyer(self, order: Order) -> SafeString:
        name = next((address.full_name for address in order.addresses.all()), "")
        return format_html("{} <small>{}</small>", name, order.email)

    @admin.display(description="Total", ordering="total_minor")
    def total(self, order: Order) -> str:
        return amount(order.total_minor, order.currency)

    @admin.display(description="Payment", ordering="payment_status")
    def payment(self, order: Order) -> SafeString:
        return payment_chip(order)

    @admin.display(description="Delivery", ordering="fulfilment_status")
    def delivery(self, order: Order) -> SafeString:
        return fulfilment_chip(order)

    @admin.display(description="State", ordering="status")
    def state(self, order: Order) -> SafeString:
        return order_chip(order)

    @admin.display(description="Date", ordering="created_at")
    def placed(self, order: Order) -> SafeString:
        return when(order.created_at)

    # ---- the page and its actions -------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Put the actions before Django's own addresses."""
        view = self.admin_site.admin_view
        forms = require_http_methods(["GET", "HEAD", "POST"])
        pages = {
            "ship": ship_order_page, "prepare": prepare_parcel_page, "cancel": cancel_order_page,
            "refund": refund_order_page, "edit": edit_order_page, "hold": hold_order_page, "draft": draft_page,
            "capture": capture_order_page, "paid": paid_order_page, "write_off": write_off_page,
            "contact": contact_page, "return": start_return_page, "withdrawal": start_withdrawal_page,
        }  # fmt: skip
        clicks = {
            "release": release_order_page,
            "confirm": confirm_order_page,
            "free": free_goods_page,
            "link": pay_link_page,
            "note": note_page,
        }
        parcels = {
            "send": send_parcel_page, "tracking": tracking_page, "resend": resend_parcel_page, "problem": problem_page,
            "slip": packing_slip_page,
        }  # fmt: skip
        own = [
            path(f"<int:order_id>/{verb}/", view(forms(page)), name=f"orders_order_{verb}")
            for verb, page in pages.items()
        ]
        own += [
            path(f"<int:order_id>/{verb}/", view(require_POST(page)), name=f"orders_order_{verb}")
            for verb, page in clicks.items()
        ]
        own += [
            path(f"<int:order_id>/parcels/<int:parcel_id>/{verb}/", view(forms(page)), name=f"orders_parcel_{verb}")
            for verb, page in parcels.items()
        ]
        own += [
            path("<int:order_id>/payments/<int:payment_id>/release/", view(forms(release_payment_page)),
                 name="orders_payment_release"),
            path("<int:order_id>/payments/<int:payment_id>/review/", view(forms(review_page)),
                 name="orders_payment_review"),
            path("<int:order_id>/refunds/<int:refund_id>/confirm/", view(forms(confirm_refund_page)),
                 name="orders_refund_confirm"),
        ]  # fmt: skip
        move, retry, withdraw = (
            require_POST(page) for page in (move_parcel_page, retry_refund_page, withdraw_change_page)
        )
        own += [
            path(
                "<int:order_id>/mails/<int:message_id>/again/",
                view(require_POST(mail_again_page)),
                name="orders_mail_again",
            ),
            path("<int:order_id>/parcels/<int:parcel_id>/move/", view(move), name="orders_parcel_move"),
            path("<int:order_id>/refunds/<int:refund_id>/retry/", view(retry), name="orders_order_retry_refund"),
            path("<int:order_id>/changes/<int:change_id>/withdraw/", view(withdraw), name="orders_change_withdraw"),
        ]
        return own + super().get_urls()

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Show our own form for a new order."""
        return draft_page(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the order; there is nothing to edit, so nothing is ever saved here."""
        if not (object_id.isascii() and object_id.isdigit() and len(object_id) < 19):
            raise Http404
        if Order.objects.filter(pk=int(object_id), status=Order.Status.DRAFT).exists():
            return HttpResponseRedirect(reverse("admin:orders_order_draft", args=[object_id]))
        return order_response(request, int(object_id))
