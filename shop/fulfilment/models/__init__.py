"""What happens to an order after it was placed: parcels and returns."""

from .parcels import Fulfilment, FulfilmentLine
from .returns import Condition, Return, ReturnLine
from .withdrawals import GROUNDS, PERIOD_OVER, Withdrawal, WithdrawalLine

__all__ = [
    "GROUNDS",
    "PERIOD_OVER",
    "Condition",
    "Fulfilment",
    "FulfilmentLine",
    "Return",
    "ReturnLine",
    "Withdrawal",
    "WithdrawalLine",
]
