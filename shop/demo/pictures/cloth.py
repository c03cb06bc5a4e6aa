"""Cloth: hanging in folds, folded to a stack, filled as a cushion."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from shop.demo.pictures.art import Art, Point, Shape, Stop
from shop.demo.pictures.geometry import polygon, polyline
from shop.demo.pictures.surfaces import Surface

Pattern = Callable[[float, float], Surface]  # the cloth at (across, along), both 0 to 1
Outline = Callable[[float, float], Point]  # where that point of the cloth is seen

ACROSS = 44  # samples of a fold


class Folds:
    """Soft vertical folds: waves that grow towards the hem."""

    def __init__(self, rng: Random, count: float, depth: float = 0.8, *, start: float = 0.15) -> None:
        self._waves = [
            (count * rng.uniform(0.8, 1.1), rng.uniform(0, 6.3), 0.62),
            (count * rng.uniform(1.6, 2.1), rng.uniform(0, 6.3), 0.28),
            (count * rng.uniform(2.9, 3.6), rng.uniform(0, 6.3), 0.12),
        ]
        self._depth, self._start = depth, start

    def facing(self, across: float, along: float) -> float:
        """Return how far the cloth turns right (positive) or left, -1 to 1."""
        grown = self._start + (1 - self._start) * math.pow(min(1.0, along * 1.3), 0.8)
        drift = 0.25 * along
        turn = sum(share * math.cos(math.tau * rate * across + phase + drift) for rate, phase, share in self._waves)
        return max(-0.95, min(0.95, turn * self._depth * grown))

    def bulge(self, across: float, along: float) -> float:
        """Return how far the cloth comes towards us, about -1 to 1."""
        grown = self._start + (1 - self._start) * math.pow(along, 0.8)
        return grown * sum(
            share * math.sin(math.tau * rate * across + phase + 0.25 * along) for rate, phase, share in self._waves
        )


def hang(
    art: Art, place: Outline, pattern: Pattern, folds: Folds, breaks: Sequence[float], *, dim: float = 1.0
) -> None:
    """Draw a hanging cloth in rows between the `breaks` (0 to 1, ends included), so that stripes can start at each."""
    steps = [index / ACROSS for index in range(ACROSS + 1)]
    whole = [place(u, 0.0) for u in steps] + [place(1.0, v / 48) for v in range(1, 49)]
    whole += [place(u, 1.0) for u in reversed(steps)] + [place(0.0, v / 48) for v in range(47, 0, -1)]
    middle = pattern(0.5, 0.5)
    art.fill(polygon(whole), middle.tone(0, 0, 1, dim * 0.92))
    for low, high in pairwise(breaks):
        centre = (low + high) / 2
        stops: list[Stop] = []
        previous: Surface | None = None
        left, right = place(0.0, centre)[0], place(1.0, centre)[0]
        for u in steps:
            turn = folds.facing(u, centre)
            nz = math.sqrt(1 - turn * turn)
            here = pattern(u, centre)
            offset = (place(u, centre)[0] - left) / ((right - left) or 1.0)
            if previous is not None and previous is not here:  # a stripe begins: keep its edge hard
                stops.append((max(0.0, offset - 0.5 / ACROSS), previous.tone(turn, 0, nz, dim)))
                offset = max(0.0, offset - 0.5 / ACROSS + 0.001)
            stops.append((offset, here.tone(turn, 0.05, nz, dim * (0.93 + 0.07 * folds.bulge(u, centre)))))
            previous = here
        inner = [0.004 + 0.992 * u for u in steps]
        top = [place(u, max(0.0, low - 0.004)) for u in inner]
        bottom = [place(u, high) for u in inner]
        art.fill(polygon([*top, *reversed(bottom)]), art.linear((left, 0), (right, 0), stops), crisp=True)


def weave(
    art: Art, place: Outline, paint: str, opacity: float, *, across: int, along: int, straight: bool = False
) -> None:
    """Lay threads over a cloth: `along` lines from top to hem, `across` lines from side to side."""
    threads: Shape = []
    down, over = (1, 2) if straight else (6, 16)
    for index in range(1, along):
        u = index / along
        threads += polyline([place(u, v / down) for v in range(down + 1)])
    for index in range(1, across):
        v = index / across
        threads += polyline([place(u / over, v) for u in range(over + 1)])
    art.threads(threads, paint, opacity)


def rows(count: int, extra: Sequence[float] = ()) -> list[float]:
    """Return breaks for `hang`: even ones and those of a pattern."""
    return sorted({*(round(index / count, 4) for index in range(count + 1)), *(round(value, 4) for value in extra)})


@dataclass(frozen=True, slots=True)
class Fold:
    """One layer of a folded cloth. `corners` are its plan (x, z): far left, far right, near right, near left."""

    corners: tuple[Point, Point, Point, Point]
    low: float
    high: float
    wave: float  # the phase in which its upper face is uneven

    def top(self, art: Art, u: float, v: float) -> Point:
        """Return a point of the upper face: `u` across, `v` towards us."""
        (x1, z1), (x2, z2), (x3, z3), (x4, z4) = self.corners
        x, z = x1 + (x2 - x1) * u, z1 + (z2 - z1) * u
        nx, nz = x4 + (x3 - x4) * u, z4 + (z3 - z4) * u
        return art.ground(x + (nx - x) * v, z + (nz - z) * v, self.high + self._sag(u) * v)

    def front(self, art: Art, u: float, v: float) -> Point:
        """Return a point of the round fold towards us: `v` from below (0) to the upper face (1)."""
        _, _, (x3, z3), (x4, z4) = self.corners
        length = math.hypot(x3 - x4, z3 - z4)
        out_x, out_z = (z4 - z3) / length, (x3 - x4) / length
        radius, angle = (self.high - self.low) / 2, self.angle(v)
        out = radius * math.cos(angle)
        x, z = x4 + (x3 - x4) * u + out_x * out, z4 + (z3 - z4) * u + out_z * out
        return art.ground(x, z, self.low + radius * (1 + math.sin(angle)) + self._sag(u) * v)

    @staticmethod
    def angle(v: float) -> float:
        """Return how steeply the fold faces up there, in radians."""
        return math.radians(-82 + 172 * v)

    def _sag(self, u: float) -> float:
        return 0.08 * (self.high - self.low) * math.sin(u * 7 + self.wave)


def folded(
    art: Art, fold: Fold, cloth: Surface, *, last: bool, stripe: tuple[Surface, float, float] | None = None
) -> None:
    """Draw a folded layer: round towards us, its leaves showing at the left; the `last` one lies on top.

    `stripe` runs from back to front between two shares of the width.
    """

    def top(u: float, v: float) -> Point:
        return fold.top(art, u, v)

    def front(u: float, v: float) -> Point:
        return fold.front(art, u, v)

    _leaves(art, fold, cloth)
    for skin, start, end in ((cloth, 0.0, 1.0), *((stripe,) if stripe else ())):
        if last:
            tones: list[Stop] = [
                (0, skin.tone(-0.1, 0.95, 0.2, 0.90)),
                (0.6, skin.tone(-0.2, 0.95, 0.3)),
                (1, skin.tone(-0.1, 0.98, 0.3)),
            ]
            edges = across(top(0.0, 0.0), top(1.0, 0.0), top(0.0, 1.0))
            art.fill(_part(top, start, end), art.linear(*edges, tones))
        else:
            art.fill(_part(top, start, end), skin.tone(-0.1, 0.9, 0.3, 0.7))
        art.fill(_part(front, start, end), _round(art, fold, skin))
    if last:
        weave(art, top, cloth.tones[28], 0.13, across=34, along=1, straight=True)
    weave(art, front, cloth.tones[22], 0.12, across=8, along=1, straight=True)


def _round(art: Art, fold: Fold, skin: Surface) -> str:
    """Return the paint of a round fold."""
    start, end = across(fold.front(art, 0, 0), fold.front(art, 1, 0), fold.front(art, 0, 1))
    dx, dy = end[0] - start[0], end[1] - start[1]
    stops: list[Stop] = []
    for index in range(11):
        x, y = fold.front(art, 0, index / 10)
        offset = ((x - start[0]) * dx + (y - start[1]) * dy) / (dx * dx + dy * dy)
        angle = fold.angle(index / 10)
        dim = 0.70 + 0.30 * min(1.0, index / 6)  # little light gets between the layers
        stops.append((min(1.0, max(0.0, offset)), skin.tone(-0.1, math.sin(angle), math.cos(angle), dim)))
    return art.linear(start, end, stops)


def _leaves(art: Art, fold: Fold, cloth: Surface) -> None:
    """Draw the left side of a layer: its edges lie on each other and meet in the fold."""
    (x, z), low, high = fold.corners[0], fold.low, fold.high
    nose = [fold.front(art, 0, 1 - index / 10) for index in range(11)]
    far_low, far_high = art.ground(x, z, low), art.ground(x, z, high)
    tones: list[Stop] = [(0, cloth.tone(-0.7, 0.4, 0.6)), (1, cloth.tone(-0.8, -0.4, 0.4, 0.8))]
    art.fill(polygon([far_high, *nose, far_low]), art.linear(*across(far_high, nose[0], far_low), tones))
    lines: Shape = []
    for share in (0.34, 0.66):
        start = (far_high[0] + (far_low[0] - far_high[0]) * share, far_high[1] + (far_low[1] - far_high[1]) * share)
        top, bottom = nose[2], nose[8]
        end = (top[0] + (bottom[0] - top[0]) * share, top[1] + (bottom[1] - top[1]) * share)
        lines += polyline([start, end])
    art.line(lines, cloth.tones[18], 1.1, 0.55)


def _part(place: Outline, start: float, end: float) -> Shape:
    """Return the outline of a part of a surface between two shares of its width."""
    steps = [start + (end - start) * index / 20 for index in range(21)]
    right, left = [place(end, v / 10) for v in range(1, 10)], [place(start, v / 10) for v in range(9, 0, -1)]
    return polygon([*(place(u, 0.0) for u in steps), *right, *(place(u, 1.0) for u in reversed(steps)), *left])


def across(start: Point, end: Point, beyond: Point) -> tuple[Point, Point]:
    """Return a gradient's line that runs square to an edge (`start` to `end`) up to a point beyond it."""
    length = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    nx, ny = (start[1] - end[1]) / length, (end[0] - start[0]) / length
    reach = (beyond[0] - start[0]) * nx + (beyond[1] - start[1]) * ny
    return start, (start[0] + nx * reach, start[1] + ny * reach)
