"""Cloth: hanging in folds, folded to a stack, filled as a cushion."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
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
    whole = [place(u, 0.0) for u in steps] + [place(1.0, v / 12) for v in range(1, 13)]
    whole += [place(u, 1.0) for u in reversed(steps)] + [place(0.0, v / 12) for v in range(11, 0, -1)]
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


def folded(
    art: Art,
    corners: Sequence[Point],
    low: float,
    high: float,
    cloth: Surface,
    *,
    last: bool,
    stripe: tuple[Surface, float, float] | None = None,
    dim: float = 1.0,
) -> None:
    """Draw one folded layer: the fold towards us is round, the edges on the left show its leaves.

    `corners` is the plan (x, z): far left, far right, near right, near left. `stripe` runs from back to front between
    two shares of the width.
    """
    far_left, far_right, near_right, near_left = corners
    thick = high - low
    bulge = thick * 0.30

    def front(u: float, v: float) -> Point:
        x = near_left[0] + (near_right[0] - near_left[0]) * u
        z = near_left[1] + (near_right[1] - near_left[1]) * u
        sag = 1.1 * math.sin(u * 7 + low) * (thick / 14)
        sx, sy = art.ground(x, z + bulge * math.sin(math.pi * v) * 2, low + thick * v + sag * v)
        return sx, sy

    def top(u: float, v: float) -> Point:
        x1, z1 = far_left[0] + (far_right[0] - far_left[0]) * u, far_left[1] + (far_right[1] - far_left[1]) * u
        x2, z2 = near_left[0] + (near_right[0] - near_left[0]) * u, near_left[1] + (near_right[1] - near_left[1]) * u
        sag = 1.1 * math.sin(u * 7 + low) * (thick / 14) * v
        return art.ground(x1 + (x2 - x1) * v, z1 + (z2 - z1) * v, high + sag)

    _side(art, [far_left, near_left], low, high, cloth, dim)
    _quilt(art, top, cloth, dim, 0, 1, upward=True)
    if stripe:
        _quilt(art, top, stripe[0], dim, stripe[1], stripe[2], upward=True)
    _quilt(art, front, cloth, dim, 0, 1, upward=False)
    if stripe:
        _quilt(art, front, stripe[0], dim, stripe[1], stripe[2], upward=False)
    if last:
        weave(art, top, cloth.tones[28], 0.15, across=13, along=28, straight=True)
    weave(art, front, cloth.tones[24], 0.13, across=3, along=28, straight=True)


def _side(art: Art, edge: Sequence[Point], low: float, high: float, cloth: Surface, dim: float) -> None:
    (x1, z1), (x2, z2) = edge
    quad = polygon(
        [art.ground(x1, z1, low), art.ground(x2, z2, low), art.ground(x2, z2, high), art.ground(x1, z1, high)]
    )
    art.fill(
        quad,
        art.linear(
            *across(art.ground(x1, z1, high), art.ground(x2, z2, high), art.ground(x1, z1, low)),
            [(0, cloth.tone(-0.7, 0.4, 0.6, dim)), (1, cloth.tone(-0.8, -0.4, 0.4, dim * 0.8))],
        ),
    )
    leaves: Shape = []
    for share in (0.34, 0.66):
        level = low + (high - low) * share
        leaves += polyline([art.ground(x1, z1, level), art.ground(x2, z2 + 1, level)])
    art.line(leaves, cloth.tones[14], 1.3, 0.6)


def _quilt(art: Art, place: Outline, cloth: Surface, dim: float, start: float, end: float, *, upward: bool) -> None:
    """Fill a part of a folded layer's upper face or of its round front."""
    steps = [start + (end - start) * index / 20 for index in range(21)]
    shape = polygon(
        [
            *(place(u, 0.0) for u in steps),
            *(place(end, v / 6) for v in range(1, 6)),
            *(place(u, 1.0) for u in reversed(steps)),
            *(place(start, v / 6) for v in range(5, 0, -1)),
        ]
    )
    if upward:
        tones: list[Stop] = [
            (0, cloth.tone(-0.1, 0.95, 0.2, dim * 0.90)),
            (0.6, cloth.tone(-0.2, 0.95, 0.3, dim)),
            (0.93, cloth.tone(-0.25, 0.85, 0.5, dim * 1.04)),
            (1, cloth.tone(-0.2, 0.7, 0.6, dim * 0.98)),
        ]
        paint = art.linear(*across(place(0.0, 0.0), place(1.0, 0.0), place(0.0, 1.0)), tones)
    else:
        tones = [
            (
                index / 8,
                cloth.tone(
                    -0.15,
                    -math.cos(math.pi * index / 8) * 0.9,
                    math.sin(math.pi * index / 8),
                    dim * (0.72 + 0.26 * (index / 8) ** 0.6),
                ),
            )
            for index in range(9)
        ]
        paint = art.linear(*across(place(0.0, 0.0), place(1.0, 0.0), place(0.0, 1.0)), tones)
    art.fill(shape, paint)


def across(start: Point, end: Point, beyond: Point) -> tuple[Point, Point]:
    """Return a gradient's line that runs square to an edge (`start` to `end`) up to a point beyond it."""
    length = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    nx, ny = (start[1] - end[1]) / length, (end[0] - start[0]) / length
    reach = (beyond[0] - start[0]) * nx + (beyond[1] - start[1]) * ny
    return start, (start[0] + nx * reach, start[1] + ny * reach)
