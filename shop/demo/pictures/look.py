"""What a thing looks like, and the register of everything that can be drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from shop.demo.pictures.art import Art
from shop.demo.pictures.palette import PALETTE
from shop.demo.pictures.surfaces import Surface, surface

Stage = Literal["table", "high", "flat", "wall", "dusk"]


@dataclass(frozen=True, slots=True)
class Look:
    """Colours, material and form of one thing. The seed decides the form, so a product's colours share it."""

    colours: tuple[str, ...]
    material: str
    seed: int

    @property
    def main(self) -> str:
        """The first colour as `#rrggbb`."""
        return PALETTE[self.colours[0]]

    def second(self, fallback: str) -> str:
        """Return the second colour as `#rrggbb`, or the named one."""
        return PALETTE[self.colours[1] if len(self.colours) > 1 else fallback]

    def made_of(self, *possible: str) -> str:
        """Return the material if the thing can be made of it, or else the first possible one."""
        return self.material if self.material in possible else possible[0]

    def surface(self, *possible: str) -> Surface:
        """Return the main colour in the material; see `made_of`."""
        return surface(self.main, self.made_of(*possible))

    def choose[T](self, *forms: T) -> T:
        """Return one of several forms."""
        return forms[self.seed % len(forms)]

    def rng(self, purpose: str) -> Random:
        """Return randomness that depends on the seed and a purpose only."""
        return Random(f"{purpose}:{self.seed}")


Draw = Callable[[Art, Look], None]


@dataclass(frozen=True, slots=True)
class Model:
    """How to draw a thing, how large it is (millimetres, as seen), and where it is photographed."""

    draw: Draw
    width: float
    height: float
    stage: Stage = "table"
    focus: tuple[float, float] = (0.12, 0.72)  # of a close-up: from the axis by width, from the table by height


MODELS: dict[str, Model] = {}


def shape(
    name: str, width: float, height: float, *, stage: Stage = "table", focus: tuple[float, float] = (0.12, 0.72)
) -> Callable[[Draw], Draw]:
    """Register a drawing function for a shape of `palette.SHAPES`."""

    def register(draw: Draw) -> Draw:
        MODELS[name] = Model(draw, width, height, stage, focus)
        return draw

    return register
