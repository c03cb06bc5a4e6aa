"""Shapes and lines: what `Art` fills and strokes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from shop.demo.pictures.art import Point, Shape

CLOSE: tuple[str, Sequence[Point]] = ("Z", ())


def polygon(points: Sequence[Point]) -> Shape:
    """Return a closed shape with straight sides."""
    return [("M", points[:1]), ("L", points[1:]), CLOSE]


def polyline(points: Sequence[Point]) -> Shape:
    """Return an open line with straight parts."""
    return [("M", points[:1]), ("L", points[1:])]


def box(x: float, y: float, width: float, height: float) -> Shape:
    """Return an upright rectangle."""
    return polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])


def ellipse(x: float, y: float, rx: float, ry: float) -> Shape:
    """Return an ellipse around (x, y)."""
    return [("M", [arc_point(x, y, rx, ry, 0)]), *arc(x, y, rx, ry, 0, 360), CLOSE]


def hole(x: float, y: float, rx: float, ry: float) -> Shape:
    """Return an ellipse that runs the other way round: added to a shape it cuts a hole."""
    return [("M", [arc_point(x, y, rx, ry, 0)]), *arc(x, y, rx, ry, 0, -360), CLOSE]


def arc_point(x: float, y: float, rx: float, ry: float, degrees: float) -> Point:
    """Return a point of an ellipse; 0 is right, 90 is below."""
    turn = math.radians(degrees)
    return x + rx * math.cos(turn), y + ry * math.sin(turn)


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> Shape:
    """Return curves along an ellipse from one angle to another (degrees), to follow a point already drawn."""
    count = max(1, math.ceil(abs(end - start) / 60))
    step = math.radians((end - start) / count)
    pull = 4 / 3 * math.tan(step / 4)
    curves: Shape = []
    for index in range(count):
        a = math.radians(start) + index * step
        b = a + step
        curves.append(
            (
                "C",
                [
                    (x + rx * (math.cos(a) - pull * math.sin(a)), y + ry * (math.sin(a) + pull * math.cos(a))),
                    (x + rx * (math.cos(b) + pull * math.sin(b)), y + ry * (math.sin(b) - pull * math.cos(b))),
                    (x + rx * math.cos(b), y + ry * math.sin(b)),
                ],
            )
        )
    return curves


def curve(points: Sequence[Point], *, closed: bool = False, tension: float = 1.0) -> Shape:
    """Return a smooth line through points (Catmull-Rom)."""
    count = len(points)
    shape: Shape = [("M", points[:1])]
    for index in range(count if closed else count - 1):
        before = points[(index - 1) % count if closed else max(0, index - 1)]
        here, there = points[index], points[(index + 1) % count]
        after = points[(index + 2) % count if closed else min(count - 1, index + 2)]
        pull = tension / 6
        shape.append(
            (
                "C",
                [
                    (here[0] + (there[0] - before[0]) * pull, here[1] + (there[1] - before[1]) * pull),
                    (there[0] - (after[0] - here[0]) * pull, there[1] - (after[1] - here[1]) * pull),
                    there,
                ],
            )
        )
    return [*shape, CLOSE] if closed else shape


def trace(points: Sequence[Point], steps: int = 8) -> list[Point]:
    """Return points along a smooth line through `points`, `steps` for each part.

    The curve is the centripetal Catmull-Rom spline: it never overshoots, however unevenly the points lie.
    """
    traced: list[Point] = []
    last = len(points) - 1
    for index in range(last):
        p1, p2 = points[index], points[index + 1]
        p0 = points[index - 1] if index else _mirrored(p2, p1)
        p3 = points[index + 2] if index + 2 <= last else _mirrored(p1, p2)
        gaps = [max(1e-3, math.sqrt(math.dist(a, b))) for a, b in ((p0, p1), (p1, p2), (p2, p3))]
        for step in range(steps):
            t = step / steps
            traced.append((_blend(p0[0], p1[0], p2[0], p3[0], t, gaps), _blend(p0[1], p1[1], p2[1], p3[1], t, gaps)))
    return [*traced, points[-1]]


def _mirrored(point: Point, at: Point) -> Point:
    return 2 * at[0] - point[0], 2 * at[1] - point[1]


def _blend(a: float, b: float, c: float, d: float, t: float, gaps: Sequence[float]) -> float:
    """Return the spline's value between b and c as a cubic with the tangents of the uneven spacing."""
    before, here, after = gaps
    start = ((b - a) / before - (c - a) / (before + here) + (c - b) / here) * here
    end = ((c - b) / here - (d - b) / (here + after) + (d - c) / after) * here
    square, cube = t * t, t * t * t
    return (
        (2 * cube - 3 * square + 1) * b + (cube - 2 * square + t) * start
        + (3 * square - 2 * cube) * c + (cube - square) * end
    )  # fmt: skip


def rounded(x: float, y: float, width: float, height: float, radius: float) -> Shape:
    """Return a rectangle with round corners."""
    r = min(radius, width / 2, height / 2)
    right, low = x + width, y + height
    return [
        ("M", [(x + r, y)]),
        ("L", [(right - r, y)]), *arc(right - r, y + r, r, r, -90, 0),
        ("L", [(right, low - r)]), *arc(right - r, low - r, r, r, 0, 90),
        ("L", [(x + r, low)]), *arc(x + r, low - r, r, r, 90, 180),
        ("L", [(x, y + r)]), *arc(x + r, y + r, r, r, 180, 270),
        CLOSE,
    ]  # fmt: skip
