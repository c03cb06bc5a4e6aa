"""Flat things with a thickness: boxes, boards, books. A plan is a list of (x, z) on the table, z towards us."""

from __future__ import annotations

import math
from collections.abc import Sequence

from shop.demo.pictures.art import Art, Point, Shape
from shop.demo.pictures.geometry import polygon, polyline
from shop.demo.pictures.surfaces import Surface


def rectangle(width: float, depth: float, *, turn: float = 0.0, radius: float = 0.0, at: Point = (0, 0)) -> list[Point]:
    """Return the plan of a box, turned by degrees (clockwise from above), with round corners."""
    corners: list[Point] = []
    w, d = width / 2 - radius, depth / 2 - radius
    for sx, sz, start in ((1, 1, 0), (-1, 1, 90), (-1, -1, 180), (1, -1, 270)):
        steps = 6 if radius else 0
        for index in range(steps + 1):
            angle = math.radians(start + (90 * index / steps if steps else 0))
            corners.append((sx * w + radius * math.cos(angle), sz * d + radius * math.sin(angle)))
    return turned_plan(corners, turn, at)


def turned_plan(plan: Sequence[Point], turn: float, at: Point = (0, 0)) -> list[Point]:
    """Return a plan turned by degrees and moved."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    return [(at[0] + x * cos - z * sin, at[1] + x * sin + z * cos) for x, z in plan]


def hull(points: Sequence[Point]) -> list[Point]:
    """Return the convex outline of points (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    chains: list[list[Point]] = []
    for run in (ordered, list(reversed(ordered))):
        chain: list[Point] = []
        for point in run:
            while len(chain) > 1 and _turns_back(chain[-2], chain[-1], point):
                chain.pop()
            chain.append(point)
        chains.append(chain[:-1])
    return chains[0] + chains[1]


def _turns_back(a: Point, b: Point, c: Point) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) <= 0


def prism(
    art: Art, plan: Sequence[Point], low: float, high: float, sides: Surface, top: str = "", *, dim: float = 1.0
) -> Shape:
    """Draw a plan raised from one height to another; return the shape of its upper face, filled if `top` is given."""
    lower = [art.ground(x, z, low) for x, z in plan]
    upper = [art.ground(x, z, high) for x, z in plan]
    art.fill(polygon(hull([*lower, *upper])), sides.tone(0, 0, 1, dim))
    for index in range(len(plan)):
        after = (index + 1) % len(plan)
        (x1, z1), (x2, z2) = plan[index], plan[after]
        length = math.hypot(x2 - x1, z2 - z1)
        if length < 1e-6:
            continue
        nx, nz = (z2 - z1) / length, (x1 - x2) / length
        if _area(plan) < 0:
            nx, nz = -nx, -nz
        if nz > -0.02:
            quad = polygon([lower[index], lower[after], upper[after], upper[index]])
            art.fill(quad, sides.tone(nx, 0, nz, dim), crisp=True)
    face = polygon(upper)
    if top:
        art.fill(face, top)
    return face


def _area(plan: Sequence[Point]) -> float:
    return sum(x1 * z2 - x2 * z1 for (x1, z1), (x2, z2) in zip(plan, [*plan[1:], plan[0]], strict=True))


def front_edge(art: Art, plan: Sequence[Point], height: float) -> Shape:
    """Return the line along the near side of a plan's upper edge, where it catches the light."""
    left = min(range(len(plan)), key=lambda index: plan[index][0])
    right = max(range(len(plan)), key=lambda index: plan[index][0])
    count = len(plan)
    one = [plan[(left + step) % count] for step in range((right - left) % count + 1)]
    other = [plan[(left - step) % count] for step in range((left - right) % count + 1)]
    near = max((one, other), key=lambda side: sum(z for _, z in side) / len(side))
    return polyline([art.ground(x, z, height) for x, z in near])


def cast(art: Art, plan: Sequence[Point], height: float, *, strength: float = 0.32, length: float = 0.62) -> None:
    """Throw the shadow of a prism of that height on the table."""
    lower = [art.ground(x, z) for x, z in plan]
    far = [art.ground(x + height * length, z - height * length * 0.42) for x, z in plan]
    outline = polygon(hull([*lower, *far]))
    art.haze(outline, "#2a1d14", strength, 3 + 0.09 * height)
    art.haze(polygon(lower), "#20150e", 0.5, 3, shift=(1.5, 1.2))


def clip(shape: Sequence[Point], window: Sequence[Point]) -> list[Point]:
    """Return the part of a convex shape inside a convex window (Sutherland and Hodgman)."""
    sign = 1.0 if _area(window) > 0 else -1.0
    inside = list(shape)
    for index in range(len(window)):
        (ax, ay), (bx, by) = window[index], window[(index + 1) % len(window)]
        before, inside = inside, []
        for start, end in zip([before[-1], *before[:-1]] if before else [], before, strict=True):
            d1 = sign * ((bx - ax) * (start[1] - ay) - (by - ay) * (start[0] - ax))
            d2 = sign * ((bx - ax) * (end[1] - ay) - (by - ay) * (end[0] - ax))
            if (d1 >= 0) != (d2 >= 0):
                share = d1 / (d1 - d2)
                inside.append((start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share))
            if d2 >= 0:
                inside.append(end)
    return inside
