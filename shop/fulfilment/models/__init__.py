"""What happens to an order after it was placed: parcels out, goods back."""

from .parcels import Fulfilment, FulfilmentLine

__all__ = ["Fulfilment", "FulfilmentLine"]
