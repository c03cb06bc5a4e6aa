"""The makers that Halden buys from. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Country = Literal[
    "Czechia", "Denmark", "France", "Germany", "Italy", "Japan", "Lithuania", "Portugal", "Sweden", "United Kingdom"
]


@dataclass(frozen=True, slots=True)
class Maker:
    """A vendor and the country it makes things in."""

    name: str
    country: Country


ARDENZO = Maker("Ardenzo", "Italy")
"""Leather workshop and bag makers, eleven people, vegetable-tanned hides."""
ASKMOSE = Maker("Askmose Joinery", "Denmark")
"""Five joiners in Jutland, turned and joined wood."""
DUSVILA = Maker("Dusvila Linen", "Lithuania")
"""Flax weavers with shuttle looms from the 1960s, washing and sewing in the same house."""
ELLERSTEDT = Maker("Ellerstedt Porcelain", "Germany")
"""Thuringian porcelain works, thirty people, slip casting, kilns at 1,380 °C."""
FENNOCK = Maker("Fennock Mill", "United Kingdom")
"""Wool mill in the Scottish Borders: spinning, weaving and fulling under one roof."""
HALVLYS = Maker("Halvlys Workshop", "Denmark")
"""Six lamp makers in a former tram depot."""
KAWABEI = Maker("Kawabei Works", "Japan")
"""Metalworkers in Niigata: kettles, cans, snips and scissors."""
KESSMARK = Maker("Kessmark", "Germany")
"""Knife and pan makers, twenty-two people, drop forge from 1928."""
QUISTRUP = Maker("Quistrup Paper", "Germany")
"""Bookbinders in Leipzig."""
RIBALVA = Maker("Ribalva Weavers", "Portugal")
"""Cotton weavers and sewers south of Guimarães."""
RODAVIK = Maker("Rodavik Foundry", "Sweden")
"""Iron foundry and enamel works in Småland."""
SORVANE = Maker("Sorvane", "France")
"""Soap boilers and candle makers in the Drôme."""
TRESVALE = Maker("Tresvale Pottery", "Portugal")
"""Nine potters near the northern coast, stoneware at 1,240 °C."""
VODOLIN = Maker("Vodolin Glassworks", "Czechia")
"""Fourteen glassblowers round one furnace in northern Bohemia."""
WENDELSTROH = Maker("Wendelstroh Brushes", "Germany")
"""Brush and broom binders, who also sew baskets of coiled straw."""
WYCHETT = Maker("Wychett Garden Works", "United Kingdom")
"""Sheet-metal workers and garden potters in Herefordshire."""
