"""What things are made of, as far as light is concerned."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass

from shop.demo.pictures.colour import at, mix, ramp

LIGHT = (-0.62, 0.50, 0.60)  # towards the window: from the left, above and in front
MATTE_ANGLES = (-90, -76, -60, -44, -28, -10, 12, 34, 56, 74, 90)
METAL_ANGLES = (-90, -80, -70, -60, -52, -44, -36, -28, -20, -10, 0, 12, 24, 36, 46, 54, 62, 70, 80, 90)


@dataclass(frozen=True, slots=True)
class Surface:
    """A material in a colour: `tones` from shadow to light, how far it shines, and whether it mirrors the room."""

    tones: tuple[str, ...]
    gloss: float = 0.0
    metal: bool = False
    up: float = 1.0  # -1 for things drawn upside down

    @property
    def angles(self) -> tuple[int, ...]:
        """Where a round thing's tone is sampled, in degrees from the middle."""
        return METAL_ANGLES if self.metal else MATTE_ANGLES

    def tone(self, nx: float, ny: float, nz: float, dim: float = 1.0) -> str:
        """Return the colour where the surface faces (nx right, ny up, nz towards us); `dim` below 1 is shade."""
        ny *= self.up
        if self.metal:
            return at(self.tones, dim * _mirrored(nx, ny, nz))
        facing = nx * LIGHT[0] + ny * LIGHT[1] + nz * LIGHT[2]
        diffuse = max(0.0, (facing + 0.42) / 1.42)
        sky = 0.5 + 0.5 * ny
        back = 0.10 * max(0.0, nx - 0.72) / 0.28  # what the wall on the right throws back
        colour = at(self.tones, dim * (0.11 + 0.69 * diffuse**1.1 + 0.14 * sky + back))
        if self.gloss:
            shine = max(0.0, facing * 0.86 + nz * 0.34 + ny * 0.1 - 0.12) ** 9 * self.gloss
            colour = mix(colour, "#fffdf8", min(0.8, round(shine * dim, 3)))
        return colour


# Brightness of the room in the mirror of a metal, by direction: 0 is where we stand, -90 the window.
_ROOM = (
    (-180, 0.62), (-150, 0.50), (-128, 0.46), (-112, 0.86), (-84, 0.97), (-62, 0.92), (-46, 0.60), (-26, 0.40),
    (0, 0.43), (30, 0.58), (62, 0.74), (86, 0.66), (104, 0.30), (128, 0.22), (150, 0.44), (180, 0.62),
)  # fmt: skip
_ROOM_ANGLES = [angle for angle, _ in _ROOM]


def _mirrored(nx: float, ny: float, nz: float) -> float:
    toward = 0.27 * ny + 0.963 * nz
    x, y, z = 2 * toward * nx, 2 * toward * ny - 0.27, 2 * toward * nz - 0.963
    angle = math.degrees(math.atan2(x, z))
    index = min(len(_ROOM) - 1, max(1, bisect_right(_ROOM_ANGLES, angle)))
    (a, low), (b, high) = _ROOM[index - 1], _ROOM[index]
    room = low + (high - low) * (angle - a) / (b - a)
    if y > 0:  # the bright ceiling
        return room + (0.86 - room) * min(1.0, y * 1.25)
    return room * (1 + 0.35 * max(y, -1.0))  # the table


GLOSS = {
    "stoneware": 0.34, "porcelain": 0.62, "terracotta": 0.0, "enamel": 0.75, "iron": 0.12, "wood": 0.10, "wax": 0.12,
    "leather": 0.18, "stone": 0.15, "paint": 0.3, "satin": 0.45, "matte": 0.0,
}  # fmt: skip
METALS = {"steel", "brass", "copper"}


def surface(colour: str, material: str) -> Surface:
    """Return a material in a colour (`#rrggbb`)."""
    if material in METALS:
        return Surface(ramp(mix(colour, "#ffffff", 0.12), 1.3), metal=True)
    return Surface(ramp(colour), gloss=GLOSS.get(material, 0.0))
