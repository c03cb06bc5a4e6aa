"""The room: wall, table and daylight."""

from __future__ import annotations

from shop.demo.pictures.art import Art, Point
from shop.demo.pictures.colour import mix, tuned
from shop.demo.pictures.geometry import box, curve, polygon


def room(art: Art, wall: str, horizon: float) -> None:
    """Paint a wall that curves softly into the table, brighter where the window is."""
    w, h = art.width, art.height
    table = mix(tuned(wall, -0.035, 1.15), "#e9dfd2", 0.18)
    turn = horizon / h
    paint = art.linear(
        (0, 0), (0, h),
        [
            (0, tuned(wall, -0.022)), (0.5 * turn, tuned(wall, 0.012)), (turn - 0.07, wall),
            (turn - 0.02, tuned(wall, -0.018, 1.08)), (turn + 0.02, tuned(wall, -0.034, 1.12)), (turn + 0.07, tuned(table, -0.016)),
            (turn + 0.2, table), (1.3, tuned(table, 0.012)),
        ],
        soft=True,
    )  # fmt: skip
    art.wash(box(0, 0, w, h), paint)
    glow = art.radial((w * 0.16, h * 0.3), w * 0.95, h * 0.75, [(0, "#fffaf0", 0.5), (0.5, "#fffaf0", 0.2), (1, "#fffaf0", 0)], soft=True)
    art.wash(box(0, 0, w, h), glow)
    dusk = art.linear((w * 0.45, 0), (w, h * 0.25), [(0, "#33261c", 0), (1, "#33261c", 0.085)], soft=True)
    art.wash(box(0, 0, w, h), dusk)


def window_light(art: Art, x: float, y: float, size: float, strength: float = 0.5) -> None:
    """Let the sun draw a slanted window on the wall."""
    lean = 0.34
    pane_w, pane_h, bar = 0.30 * size, 0.36 * size, 0.035 * size
    for column in range(2):
        for row in range(3):
            left, top = x + column * (pane_w + bar), y + row * (pane_h + bar)
            corners: list[Point] = [
                (left, top + lean * (left - x)),
                (left + pane_w, top + lean * (left + pane_w - x)),
                (left + pane_w, top + pane_h + lean * (left + pane_w - x)),
                (left, top + pane_h + lean * (left - x)),
            ]
            art.haze(polygon(corners), "#fff6e2", strength, 0.014 * size)


def branch_shadow(art: Art, x: float, y: float, size: float, strength: float = 0.14) -> None:
    """Let a branch before the window throw its shadow on the wall."""
    rng = art.random
    shape = []
    stem = [(x + size * (0.1 * i), y + size * (0.16 * i - 0.012 * i * i)) for i in range(7)]
    for index, (sx, sy) in enumerate(stem):
        for side in (-1, 1):
            reach = size * rng.uniform(0.2, 0.32) * (1 - index * 0.07)
            dx, dy = reach * (0.75 + 0.1 * side), reach * (0.35 + 0.62 * side)
            tip = (sx + dx, sy + dy)
            wide = reach * 0.2
            shape += curve([(sx, sy), (sx + dx * 0.5 - dy / reach * wide, sy + dy * 0.5 + dx / reach * wide), tip, (sx + dx * 0.5 + dy / reach * wide, sy + dy * 0.5 - dx / reach * wide)], closed=True)
    art.haze(shape, "#3a2c20", strength, size * 0.018)


def surface_light(art: Art, wall: str) -> None:
    """Paint a table seen from above, with slanted daylight across it."""
    w, h = art.width, art.height
    art.wash(box(0, 0, w, h), tuned(wall, -0.02))
    glow = art.radial((0, 0), w * 1.1, h * 1.0, [(0, "#fffaf0", 0.55), (0.6, "#fffaf0", 0.18), (1, "#fffaf0", 0)], soft=True)
    art.wash(box(0, 0, w, h), glow)
    dusk = art.linear((w * 0.3, h * 0.3), (w, h), [(0, "#33261c", 0), (1, "#33261c", 0.12)], soft=True)
    art.wash(box(0, 0, w, h), dusk)
    for index in range(3):
        x = -0.1 * w + index * 0.36 * w
        bar = polygon([(x, -0.05 * h), (x + 0.25 * w, -0.05 * h), (x + 0.95 * w, 1.05 * h), (x + 0.70 * w, 1.05 * h)])
        art.haze(bar, "#fff8e8", 0.30, 14)
