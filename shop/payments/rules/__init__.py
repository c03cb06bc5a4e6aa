"""Decisions and arithmetic about money: pure, and the same for everybody."""

from .credit import (
    AmountChanged,
    CreditLine,
    CreditPart,
    CreditPlan,
    CreditTooHigh,
    EarlierCredit,
    NothingToCredit,
    Share,
    plan_credit,
    spread_allowance,
    tax_of_share,
    worth_of_units,
)
from .standing import Standing, standing_of
from .states import OPEN, PAYMENT_TRANSITIONS, REFUND_TRANSITIONS, in_force, match_refunds, sources_of

__all__ = [
    "OPEN",
    "PAYMENT_TRANSITIONS",
    "REFUND_TRANSITIONS",
    "AmountChanged",
    "CreditLine",
    "CreditPart",
    "CreditPlan",
    "CreditTooHigh",
    "EarlierCredit",
    "NothingToCredit",
    "Share",
    "Standing",
    "in_force",
    "match_refunds",
    "plan_credit",
    "sources_of",
    "spread_allowance",
    "standing_of",
    "tax_of_share",
    "worth_of_units",
]
