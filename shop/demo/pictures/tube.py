"""Bent bars and wires: handles, spouts, stems."""

from __future__ import annotations

import math
from collections.abc import Sequence

from shop.demo.pictures.art import Art, Point
from shop.demo.pictures.colour import at
from shop.demo.pictures.geometry import curve, polygon
from shop.demo.pictures.surfaces import Surface

# Tones from the edge of a bar towards the line that faces the window.
_MATTE = (0.22, 0.34, 0.44, 0.53, 0.60, 0.66, 0.70)
_SHINY = (0.20, 0.33, 0.44, 0.53, 0.60, 0.68, 0.92)
_METAL = (0.26, 0.42, 0.36, 0.55, 0.78, 0.94, 0.99)


def tube(
    art: Art, points: Sequence[Point], width: float | Sequence[float], surface: Surface, *, dim: float = 1.0
) -> None:
    """Draw a round bar along points (already smooth); `width` may change along it."""
    tones = _METAL if surface.metal else _SHINY if surface.gloss > 0.2 else _MATTE
    widths = [width] * len(points) if isinstance(width, int | float) else list(width)
    for index, tone in enumerate(tones):
        share = index / (len(tones) - 1)
        shrink = 1 - 0.86 * share**1.1
        moved = [(x - 0.17 * w * share, y - 0.19 * w * share) for (x, y), w in zip(points, widths, strict=True)]
        paint = at(surface.tones, tone * dim)
        if isinstance(width, int | float):
            art.line(curve(moved), paint, width * shrink)
        else:
            art.fill(polygon(ribbon(moved, [w * shrink for w in widths])), paint)


def ribbon(points: Sequence[Point], widths: Sequence[float]) -> list[Point]:
    """Return the outline of a line whose width changes."""
    left: list[Point] = []
    right: list[Point] = []
    last = len(points) - 1
    for index, (x, y) in enumerate(points):
        (x1, y1), (x2, y2) = points[max(0, index - 1)], points[min(last, index + 1)]
        length = math.hypot(x2 - x1, y2 - y1) or 1.0
        nx, ny = (y1 - y2) / length, (x2 - x1) / length
        half = widths[index] / 2
        left.append((x + nx * half, y + ny * half))
        right.append((x - nx * half, y - ny * half))
    return [*left, *reversed(right)]
