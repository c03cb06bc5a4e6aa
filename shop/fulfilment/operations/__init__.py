"""From order to parcel and back: one verb a file. The refusals that callers tell apart are exported with them."""

from shop.fulfilment.packing import NothingToShip
from shop.fulfilment.steps.edit_plan import ChangeWaiting, EditInput, EditPlan, NothingToChange
from shop.fulfilment.steps.exchange import DifferenceUnpaid
from shop.fulfilment.steps.returned_units import NotReturnable
from shop.inventory.steps import AwaitingStock
from shop.payments.steps import CreditLine, CreditTooHigh, RefundTooHigh

from .assign_withdrawal import assign_withdrawal, match_withdrawals
from .cancel_order import NothingToCancel, cancel_order, cancel_unpaid_order
from .cancel_return import cancel_return
from .close_settled import close_settled
from .decide_return import approve_return, reject_return
from .declare_withdrawal import (
    NothingToWithdraw,
    TooManyWithdrawals,
    announce_goods,
    declare_withdrawal,
    declare_without_login,
)
from .edit_order import EditedOrder, PriceMoved, edit_order, preview_edit
from .handle_withdrawal import Inspection, OrderUnknown, close_withdrawal, handle_withdrawal
from .parcels import edit_tracking, move_parcel, prepare_parcels, resend_parcel, ship_parcel
from .receive_return import ReceivedUnits, Settlement, receive_return
from .refund_order import Amounts, NothingToRefund, OrderRefund, preview_refund, refund_order, retry_refund
from .release_order import release_order
from .request_return import ReturnItem, announce_return, request_return
from .ship_order import ship_order

__all__ = [
    "Amounts",
    "AwaitingStock",
    "ChangeWaiting",
    "CreditLine",
    "CreditTooHigh",
    "DifferenceUnpaid",
    "EditInput",
    "EditPlan",
    "EditedOrder",
    "Inspection",
    "NotReturnable",
    "NothingToCancel",
    "NothingToChange",
    "NothingToRefund",
    "NothingToShip",
    "NothingToWithdraw",
    "OrderRefund",
    "OrderUnknown",
    "PriceMoved",
    "ReceivedUnits",
    "RefundTooHigh",
    "ReturnItem",
    "Settlement",
    "TooManyWithdrawals",
    "announce_goods",
    "announce_return",
    "approve_return",
    "assign_withdrawal",
    "cancel_order",
    "cancel_return",
    "cancel_unpaid_order",
    "close_settled",
    "close_withdrawal",
    "declare_withdrawal",
    "declare_without_login",
    "edit_order",
    "edit_tracking",
    "handle_withdrawal",
    "match_withdrawals",
    "move_parcel",
    "prepare_parcels",
    "preview_edit",
    "preview_refund",
    "receive_return",
    "refund_order",
    "reject_return",
    "release_order",
    "request_return",
    "resend_parcel",
    "retry_refund",
    "ship_order",
    "ship_parcel",
]
