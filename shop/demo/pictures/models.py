"""Every shape there is. A family registers its drawings when it is imported, so ask here, not `look`, for `MODELS`."""

from __future__ import annotations

from shop.demo.pictures import (
    bath,
    blades,
    carried,
    ceramics,
    desk,
    glass,
    hall,
    handled,
    hanging,
    kitchen,
    lighting,
    metal,
    pens,
    textiles,
)  # fmt: skip
from shop.demo.pictures.look import MODELS

FAMILIES = (
    bath,
    blades,
    carried,
    ceramics,
    desk,
    glass,
    hall,
    handled,
    hanging,
    kitchen,
    lighting,
    metal,
    pens,
    textiles,
)

__all__ = ["FAMILIES", "MODELS"]
