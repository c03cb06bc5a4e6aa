"""The room: wall, table and daylight, all without sharp edges, as behind a lens."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random

from shop.demo.pictures.art import Art, Point, Shape
from shop.demo.pictures.colour import mix, tuned
from shop.demo.pictures.geometry import box, curve, ellipse, polygon

MOODS = ("window", "leaves", "arch", "slant", "window", "sun", "leaves", "oak", "plain")


def room(art: Art, wall: str, horizon: float, mood: str, rng: Random) -> None:
    """Paint a wall, a table from `horizon` down, and what the daylight does."""
    w, h = art.width, art.height
    table = mix(tuned(wall, -0.035, 1.15), "#e9dfd2", 0.18)
    turn = min(0.99, horizon / h)
    paint = art.linear(
        (0, 0), (0, h),
        [
            (0, tuned(wall, -0.022)), (0.5 * turn, tuned(wall, 0.012)), (turn - 0.07, wall),
            (turn - 0.02, tuned(wall, -0.018, 1.08)), (turn + 0.02, tuned(wall, -0.034, 1.12)),
            (turn + 0.07, tuned(table, -0.016)), (turn + 0.2, table), (1.3, tuned(table, 0.012)),
        ],
        soft=True,
    )  # fmt: skip
    art.wash(box(0, 0, w, h), paint)
    if mood == "oak":
        oak_table(art, horizon, rng)
    elif mood == "arch":
        _arch(art, wall, horizon, rng)
    elif mood == "sun":
        _sun(art, wall, horizon, rng)
    daylight(art)
    size = min(w, h) * rng.uniform(0.50, 0.58)
    x, y = w * rng.uniform(0.06, 0.24), h * rng.uniform(0.02, 0.09)
    if mood == "window":
        window_light(art, x, y, size, 0.46)
    elif mood == "leaves":
        window_light(art, x + w * 0.08, y, size, 0.34)
        _branches(art, rng)
    elif mood == "slant":
        slanted(art, horizon)


def daylight(art: Art) -> None:
    """Brighten the side of the window, darken the other."""
    w, h = art.width, art.height
    glow = art.radial(
        (w * 0.16, h * 0.3),
        w * 0.95,
        h * 0.75,
        [(0, "#fffaf0", 0.5), (0.5, "#fffaf0", 0.2), (1, "#fffaf0", 0)],
        soft=True,
    )
    art.wash(box(0, 0, w, h), glow)
    dusk = art.linear((w * 0.45, 0), (w, h * 0.25), [(0, "#33261c", 0), (1, "#33261c", 0.085)], soft=True)
    art.wash(box(0, 0, w, h), dusk)


def evening(art: Art, wall: str, horizon: float) -> None:
    """Paint the room at dusk, so that a lamp has something to do."""
    w, h = art.width, art.height
    dark = mix(tuned(wall, -0.17, 1.25), "#6b5a52", 0.16)
    turn = horizon / h
    paint = art.linear(
        (0, 0), (0, h),
        [
            (0, tuned(dark, -0.07)), (turn - 0.08, dark), (turn, tuned(dark, -0.035)),
            (turn + 0.1, tuned(dark, -0.015)), (1, tuned(dark, -0.05)),
        ],
        soft=True,
    )  # fmt: skip
    art.wash(box(0, 0, w, h), paint)
    corners = art.radial((w / 2, h * 0.5), w * 0.85, h * 0.75, [(0.4, "#1c130e", 0), (1, "#1c130e", 0.22)], soft=True)
    art.wash(box(0, 0, w, h), corners)


def surface_light(art: Art, wall: str, rng: Random) -> None:
    """Paint a table seen from above, with slanted daylight or leaves across it."""
    w, h = art.width, art.height
    art.wash(box(0, 0, w, h), tuned(wall, -0.02))
    glow = art.radial(
        (0, 0), w * 1.1, h * 1.0, [(0, "#fffaf0", 0.55), (0.6, "#fffaf0", 0.18), (1, "#fffaf0", 0)], soft=True
    )
    art.wash(box(0, 0, w, h), glow)
    dusk = art.linear((w * 0.3, h * 0.3), (w, h), [(0, "#33261c", 0), (1, "#33261c", 0.12)], soft=True)
    art.wash(box(0, 0, w, h), dusk)
    if rng.random() < 0.5:
        _branches(art, rng)
        return
    start = rng.uniform(-0.2, 0.0)
    for index in range(3):
        x = (start + index * 0.36) * w
        bar = polygon([(x, -0.05 * h), (x + 0.25 * w, -0.05 * h), (x + 0.95 * w, 1.05 * h), (x + 0.70 * w, 1.05 * h)])
        art.haze(bar, "#fff8e8", 0.30, 14)


def window_light(art: Art, x: float, y: float, size: float, strength: float = 0.5) -> None:
    """Let the sun draw a slanted window on the wall."""
    lean = 0.34
    pane_w, pane_h, bar = 0.30 * size, 0.36 * size, 0.035 * size
    panes: Shape = []
    for column in range(2):
        for row in range(3):
            left, top = x + column * (pane_w + bar), y + row * (pane_h + bar)
            near, far = lean * (left - x), lean * (left + pane_w - x)
            panes += polygon(
                [
                    (left, top + near),
                    (left + pane_w, top + far),
                    (left + pane_w, top + pane_h + far),
                    (left, top + pane_h + near),
                ]
            )
    art.haze(panes, "#fff7e8", strength, 0.013 * size)


def _branches(art: Art, rng: Random) -> None:
    """Let the branch come in from the left, from the right or from above."""
    w, h = art.width, art.height
    size = w * rng.uniform(0.62, 0.84)
    x, y, turn, flip = rng.choice(
        (
            (-0.06, -0.02, -8, False),
            (1.04, -0.04, 10, True),
            (0.30, -0.10, 24, False),
            (-0.08, 0.20, -30, False),
            (0.92, -0.10, -26, True),
        )
    )
    with art.moved(x * w, y * h, 1, turn, flip=flip):
        branch_shadow(art, 0, 0, size, 0.125, rng)


def branch_shadow(art: Art, x: float, y: float, size: float, strength: float, rng: Random) -> None:
    """Let a branch before the window throw its shadow on the wall."""
    shape: Shape = []
    for lift, count in ((0.0, 7), (0.42, 4)):
        stem = [
            (x + size * (0.13 * i + lift * 0.4), y + size * (0.10 * i + 0.012 * i * i - lift * 0.3))
            for i in range(count)
        ]
        for (sx, sy), (ex, ey) in pairwise(stem):
            shape += polygon(
                [(sx, sy - size * 0.011), (ex, ey - size * 0.009), (ex, ey + size * 0.009), (sx, sy + size * 0.011)]
            )
        for index, (sx, sy) in enumerate(stem[1:]):
            for side in (-1, 1):
                reach = size * rng.uniform(0.17, 0.26) * (1 - index * 0.06)
                angle = math.radians(44 + side * rng.uniform(34, 58))
                shape += _leaf(sx, sy, reach, angle)
    art.haze(shape, "#3a2c20", strength, size * 0.013)


def _leaf(x: float, y: float, reach: float, angle: float) -> Shape:
    dx, dy = math.cos(angle), math.sin(angle)
    wide = reach * 0.19
    points: list[Point] = [(x, y)]
    points += [
        (x + dx * reach * t - dy * wide * b, y + dy * reach * t + dx * wide * b) for t, b in ((0.3, 0.85), (0.6, 0.8))
    ]
    points.append((x + dx * reach, y + dy * reach))
    points += [
        (x + dx * reach * t + dy * wide * b, y + dy * reach * t - dx * wide * b) for t, b in ((0.6, 0.8), (0.3, 0.85))
    ]
    return curve(points, closed=True)


def slanted(art: Art, horizon: float) -> None:
    """Let broad bars of sun fall across the wall."""
    w = art.width
    for x, wide in ((-0.12, 0.20), (0.16, 0.10), (0.34, 0.26)):
        left = x * w
        bar = polygon(
            [(left, -40), (left + wide * w, -40), (left + wide * w + 0.52 * w, horizon), (left + 0.52 * w, horizon)]
        )
        art.haze(bar, "#fff7e8", 0.34, 9)


def oak_table(art: Art, horizon: float, rng: Random, tone: str = "#c8a172") -> None:
    """Cover the table with boards of wood."""
    w, h = art.width, art.height
    paint = art.linear((0, horizon), (0, h), [(0, tuned(tone, -0.05)), (0.2, tone), (1, tuned(tone, 0.03))], soft=True)
    art.haze(box(-40, horizon, w + 80, h - horizon + 60), paint, 1.0, 1.2)
    streaks: Shape = []
    for _ in range(26):
        y = horizon + (h - horizon) * rng.random() ** 0.8
        x, reach = rng.uniform(-0.2, 0.8) * w, rng.uniform(0.2, 0.7) * w
        thick = 1.2 + 3.4 * (y - horizon) / max(1.0, h - horizon)
        streaks += curve(
            [(x, y), (x + reach * 0.5, y - thick), (x + reach, y), (x + reach * 0.5, y + thick)], closed=True
        )
    art.haze(streaks, "#7b5532", 0.20, 1.5)
    art.haze(box(-40, horizon - 5, w + 80, 10), "#4d3422", 0.25, 4)


def _arch(art: Art, wall: str, horizon: float, rng: Random) -> None:
    w = art.width
    middle, half = w * rng.uniform(0.48, 0.56), w * 0.31
    top = horizon * 0.16 + half
    around = [
        (middle + half * math.cos(math.pi * (1 + a / 24)), top + half * math.sin(math.pi * (1 + a / 24)))
        for a in range(25)
    ]
    shape = polygon([*around, (middle + half, horizon + 6), (middle - half, horizon + 6)])
    art.haze(shape, tuned(wall, -0.075, 1.55), 0.85, 2.5)
    art.haze(
        polygon([(x + 14, y + 4) for x, y in around] + [(middle + half, horizon), (middle - half + 30, horizon)]),
        "#fff8ea",
        0.10,
        10,
    )


def _sun(art: Art, wall: str, horizon: float, rng: Random) -> None:
    radius = art.width * rng.uniform(0.27, 0.31)
    x, y = art.width * rng.uniform(0.56, 0.66), horizon * rng.uniform(0.46, 0.54)
    art.haze(ellipse(x, y, radius, radius), tuned(wall, -0.055, 1.9), 0.9, 2.5)
