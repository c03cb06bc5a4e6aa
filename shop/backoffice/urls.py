"""All addresses of the staff side: ours with the permissions that they need, then those of Django's admin.

Django gives every model in `admin/` its list, `add/`, `<key>/change/`, `<key>/delete/` and `<key>/history/`, each for
whoever holds its permission. Where a page of ours has one of these addresses, it takes the place of Django's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_http_methods

from .site import site
from .views import (
    accounting,
    bundle,
    cancel_order,
    contact_buyer,
    drafts,
    edit_order,
    history,
    hold_order,
    money_care,
    money_in,
    movements,
    opening,
    order_page,
    parcels,
    product_status,
    provider_reports,
    refund_order,
    removal,
    returns,
    ship_order,
    start_return,
    statements,
    stock,
    transfers,
    withdrawals,
)

type View = Callable[..., HttpResponseBase]
type Permission = str | tuple[str, ...]


def _page(
    route: str, view: View, name: str, *permissions: Permission, methods: tuple[str, ...] = ("GET", "HEAD", "POST")
) -> URLPattern:
    """Serve a view to staff who hold all permissions; of a tuple one is enough."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        for needed in permissions:
            if not any(map(request.user.has_perm, (needed,) if isinstance(needed, str) else needed)):
                raise PermissionDenied
        return view(request, **kwargs)

    pattern: URLPattern = path(route, site.admin_view(require_http_methods(list(methods))(guarded)), name=name)
    return pattern


def _button(route: str, view: View, name: str, *permissions: Permission) -> URLPattern:
    """Serve a view that acts at once, and so takes only POST."""
    return _page(route, view, name, *permissions, methods=("POST",))


def _sees(model: str) -> tuple[str, ...]:
    """Return who may see a model: also who may only change it, as in Django's admin."""
    app, name = model.split(".")
    return f"{app}.view_{name}", f"{app}.change_{name}"


_ORDER, _PARCEL = "orders/order/<int:order_id>", "orders/order/<int:order_id>/parcels/<int:parcel_id>"
_PAYMENT, _REFUND = f"{_ORDER}/payments/<int:payment_id>", f"{_ORDER}/refunds/<int:refund_id>"
_RETURN, _WITHDRAWAL = "fulfilment/return/<int:return_id>", "fulfilment/withdrawal/<int:withdrawal_id>"
_VARIANT = "catalog/product/<int:product_id>/{}/<int:variant_id>/"
_VIEW, _HANDLE = "orders.view_order", "fulfilment.handle_return"
_VIEW_RETURN, _VIEW_WITHDRAWAL = "fulfilment.view_return", "fulfilment.view_withdrawal"
_MARK_PAID, _CAPTURE = "payments.mark_paid", "payments.capture_payment"

app_name = "admin"
# fmt: off
urlpatterns: list[URLPattern | URLResolver] = [
    path("search/", site.admin_view(site.search), name="search"),

    # Orders
    _page("orders/order/add/", drafts.draft_page, "orders_order_add", _VIEW, "orders.add_order"),
    _page(f"{_ORDER}/change/", order_page.order_page, "orders_order_change", _VIEW),
    _page(f"{_ORDER}/draft/", drafts.draft_page, "orders_order_draft", _VIEW, "orders.add_order"),
    _page(f"{_ORDER}/edit/", edit_order.edit_order_page, "orders_order_edit", _VIEW, "orders.edit_order"),
    _page(f"{_ORDER}/contact/", contact_buyer.contact_page, "orders_order_contact", _VIEW, "orders.edit_order"),
    _page(f"{_ORDER}/cancel/", cancel_order.cancel_order_page, "orders_order_cancel", _VIEW, "orders.cancel_order"),
    _page(f"{_ORDER}/hold/", hold_order.hold_order_page, "orders_order_hold", _VIEW, "orders.hold_order"),
    _button(f"{_ORDER}/release/", hold_order.release_order_page, "orders_order_release", _VIEW, "orders.hold_order"),
    _button(f"{_ORDER}/confirm/", hold_order.confirm_order_page, "orders_order_confirm", _VIEW, "orders.edit_order"),
    _button(f"{_ORDER}/free/", hold_order.free_goods_page, "orders_order_free", _VIEW, "orders.cancel_order"),
    _button(f"{_ORDER}/link/", hold_order.pay_link_page, "orders_order_link", _VIEW, "orders.add_order"),
    _button(f"{_ORDER}/note/", hold_order.note_page, "orders_order_note", _VIEW, "orders.add_ordernote"),
    _button(f"{_ORDER}/changes/<int:change_id>/withdraw/", hold_order.withdraw_change_page, "orders_change_withdraw",
            _VIEW, "orders.edit_order"),
    _button(f"{_ORDER}/mails/<int:message_id>/again/", contact_buyer.mail_again_page, "orders_mail_again",
            _VIEW, "notifications.change_mailmessage"),

    # Money of an order
    _page(f"{_ORDER}/capture/", money_in.capture_order_page, "orders_order_capture", _VIEW, _CAPTURE),
    _page(f"{_ORDER}/paid/", money_in.paid_order_page, "orders_order_paid", _VIEW, _MARK_PAID),
    _page(f"{_ORDER}/write_off/", money_care.write_off_page, "orders_order_write_off", _VIEW, _MARK_PAID),
    _page(f"{_ORDER}/refund/", refund_order.refund_order_page, "orders_order_refund", _VIEW, "orders.refund_order"),
    _page(f"{_PAYMENT}/release/", money_care.release_payment_page, "orders_payment_release", _VIEW, _CAPTURE),
    _page(f"{_PAYMENT}/review/", money_care.review_page, "orders_payment_review", _VIEW, _MARK_PAID),
    _page(f"{_REFUND}/confirm/", money_care.confirm_refund_page, "orders_refund_confirm", _VIEW, _MARK_PAID),
    _button(f"{_REFUND}/retry/", refund_order.retry_refund_page, "orders_order_retry_refund",
            _VIEW, "orders.refund_order"),

    # Parcels
    _page(f"{_ORDER}/ship/", ship_order.ship_order_page, "orders_order_ship", _VIEW, "orders.ship_order"),
    _page(f"{_ORDER}/prepare/", parcels.prepare_parcel_page, "orders_order_prepare", _VIEW, "orders.ship_order"),
    _page(f"{_PARCEL}/send/", parcels.send_parcel_page, "orders_parcel_send", _VIEW, "orders.ship_order"),
    _page(f"{_PARCEL}/tracking/", parcels.tracking_page, "orders_parcel_tracking", _VIEW, "orders.ship_order"),
    _page(f"{_PARCEL}/resend/", parcels.resend_parcel_page, "orders_parcel_resend", _VIEW, "orders.ship_order"),
    _page(f"{_PARCEL}/problem/", parcels.problem_page, "orders_parcel_problem", _VIEW, "orders.ship_order"),
    _page(f"{_PARCEL}/slip/", parcels.packing_slip_page, "orders_parcel_slip", _VIEW),
    _button(f"{_PARCEL}/move/", parcels.move_parcel_page, "orders_parcel_move", _VIEW, "orders.ship_order"),

    # Returns and withdrawals
    _page(f"{_ORDER}/return/", start_return.start_return_page, "orders_order_return", _VIEW, _HANDLE),
    _page(f"{_ORDER}/withdrawal/", start_return.start_withdrawal_page, "orders_order_withdrawal", _VIEW, _HANDLE),
    _page(f"{_RETURN}/change/", returns.return_page, "fulfilment_return_change", _VIEW_RETURN),
    _button(f"{_RETURN}/approve/", returns.approve_page, "fulfilment_return_approve", _VIEW_RETURN, _HANDLE),
    _button(f"{_RETURN}/reject/", returns.reject_page, "fulfilment_return_reject", _VIEW_RETURN, _HANDLE),
    _button(f"{_RETURN}/receive/", returns.receive_page, "fulfilment_return_receive", _VIEW_RETURN, _HANDLE),
    _button(f"{_RETURN}/cancel/", returns.cancel_page, "fulfilment_return_cancel", _VIEW_RETURN, _HANDLE),
    _page(f"{_WITHDRAWAL}/change/", withdrawals.withdrawal_page, "fulfilment_withdrawal_change", _VIEW_WITHDRAWAL),
    _button(f"{_WITHDRAWAL}/assign/", withdrawals.assign_page, "fulfilment_withdrawal_assign",
            _VIEW_WITHDRAWAL, _HANDLE),
    _button(f"{_WITHDRAWAL}/handle/", withdrawals.handle_page, "fulfilment_withdrawal_handle",
            _VIEW_WITHDRAWAL, _HANDLE),
    _button(f"{_WITHDRAWAL}/close/", withdrawals.close_page, "fulfilment_withdrawal_close",
            _VIEW_WITHDRAWAL, _HANDLE),

    # Bank statements, and what providers report
    _page("payments/statementline/import/", statements.import_page, "payments_statementline_import", _MARK_PAID),
    _page("payments/statementline/<int:line_id>/assign/", statements.assign_page, "payments_statementline_assign",
          _MARK_PAID),
    _page("payments/statementline/<int:line_id>/ignore/", statements.ignore_page, "payments_statementline_ignore",
          _MARK_PAID),
    _button("payments/reconciliationitem/<int:item_id>/resolve/", provider_reports.resolve_item_page,
            "payments_reconciliationitem_resolve", _MARK_PAID),
    _button("payments/providerevent/<int:event_id>/retry/", provider_reports.retry_event_page,
            "payments_providerevent_retry", "payments.change_providerevent"),

    # The ledger
    _page("ledger/journal/", accounting.journal_list, "ledger_journal_changelist", _sees("ledger.journal")),
    _page("ledger/journal/<int:journal_id>/change/", accounting.journal_page, "ledger_journal_change",
          _sees("ledger.journal")),
    _page("ledger/journal/balance/", accounting.balance_page, "ledger_journal_balance", _sees("ledger.journal")),
    _page("ledger/journal/entries.csv", accounting.entries_csv, "ledger_journal_csv", _sees("ledger.journal")),

    # Products
    _page(_VARIANT.format("bundle"), bundle.bundle_page, "catalog_bundle", _sees("catalog.product")),
    _page(_VARIANT.format("remove"), removal.remove_variant_page, "catalog_variant_remove", "catalog.change_product"),
    _page("catalog/product/<int:product_id>/delete/", removal.remove_product_page, "catalog_product_delete",
          ("catalog.change_product", "catalog.delete_product")),
    _page("catalog/product/undo/<int:transaction_id>/", product_status.undo_page, "catalog_product_undo",
          "catalog.change_product"),

    # Stock
    _page("inventory/stocklevel/receive/", stock.receive_page, "inventory_stocklevel_receive",
          "inventory.change_stocklevel"),
    _page("inventory/stocklevel/<int:level_id>/change/", stock.level_page, "inventory_stocklevel_change",
          _sees("inventory.stocklevel")),
    _page("inventory/stockmovement/", movements.movement_list, "inventory_stockmovement_changelist",
          _sees("inventory.stockmovement")),
    _page("inventory/transfer/add/", transfers.new_transfer_page, "inventory_transfer_add", "inventory.add_transfer"),
    _page("inventory/transfer/<int:transfer_id>/change/", transfers.transfer_page, "inventory_transfer_change",
          _sees("inventory.transfer")),

    # The shop
    _page("channels/channel/setup/", opening.set_up_page, "channels_channel_setup",
          ("channels.add_channel", *_sees("channels.channel"))),
    _button("channels/channel/open/", opening.open_page, "channels_channel_open", "channels.change_channel"),
    _button("notifications/mailmessage/<int:message_id>/send-again/", contact_buyer.send_again_page,
            "notifications_mailmessage_send_again", "notifications.change_mailmessage"),
    _page("history/historyentry/", history.history_list, "history_historyentry_changelist",
          _sees("history.historyentry")),
    _page("history/historyentry/<int:entry_id>/change/", history.history_entry, "history_historyentry_change",
          _sees("history.historyentry")),

    *site.get_urls(),
]
# fmt: on
