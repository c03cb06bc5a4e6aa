"""Textiles folded to stacks, spread over a table, or filled."""

from __future__ import annotations

import math
from collections.abc import Sequence

from shop.demo.pictures import cloth, lathe, slab
from shop.demo.pictures.art import Art, Point, Shape
from shop.demo.pictures.colour import tuned
from shop.demo.pictures.geometry import curve, polygon, polyline, trace
from shop.demo.pictures.look import Look, shape
from shop.demo.pictures.palette import PALETTE
from shop.demo.pictures.surfaces import Surface, surface
from shop.demo.pictures.tube import ribbon


def stack(
    art: Art,
    look: Look,
    width: float,
    depth: float,
    layers: Sequence[tuple[float, str]],
    *,
    turn: float = -17.0,
    fringe: bool = False,
    stripe: str = "",
) -> None:
    """Draw folded cloths on each other, each with a thickness and a colour."""
    rng = look.rng("stack")
    total = sum(thick for thick, _ in layers)
    slab.cast(art, slab.rectangle(width, depth, turn=turn), total)
    level = 0.0
    for index, (thick, colour) in enumerate(layers):
        wide, deep = width * (1 - rng.uniform(0, 0.03)), depth * (1 - rng.uniform(0, 0.03))
        plan = slab.rectangle(wide, deep, turn=turn + rng.uniform(-2, 2), at=(rng.uniform(-3, 3), rng.uniform(-3, 3)))
        near_right, near_left, far_left, far_right = plan
        fabric = surface(colour, "matte")
        band = (surface(stripe, "matte"), 0.70, 0.80) if stripe and index == len(layers) - 1 else None
        if index:
            art.fill(polygon([art.ground(x, z + 3, level) for x, z in plan]), "#20150e", 0.30)
        if fringe:
            _fringe(art, [far_left, near_left], level, thick, fabric.tones[52])
        fold = cloth.Fold((far_left, far_right, near_right, near_left), level, level + thick, rng.uniform(0, 6))
        cloth.folded(art, fold, fabric, last=index == len(layers) - 1, stripe=band)
        level += thick * 0.93


def _fringe(art: Art, edge: list[Point], low: float, thick: float, paint: str) -> None:
    (x1, z1), (x2, z2) = edge
    threads: Shape = []
    for index in range(30):
        t = index / 29
        x, z = x1 + (x2 - x1) * t, z1 + (z2 - z1) * t
        start = art.ground(x, z, low + thick * 0.8)
        end = art.ground(x - 15, z + 4, max(0.0, low - 12))
        threads += curve([start, (start[0] - 9, start[1] + 5), (end[0] + math.sin(index * 2.4) * 3, end[1])])
    art.line(threads, paint, 2.2)


@shape("blanket", 400, 190, focus=(-0.1, 0.6))
def blanket(art: Art, look: Look) -> None:
    """Draw folded blankets with a fringe."""
    other = look.second(look.colours[0])
    stack(
        art,
        look,
        330,
        230,
        [(34, other), (34, look.main), (36, look.main)][look.seed % 2 :],
        fringe=True,
        stripe=look.second("cream"),
    )


@shape("towel", 330, 200, focus=(-0.1, 0.6))
def towel(art: Art, look: Look) -> None:
    """Draw a stack of bath towels."""
    other = look.second(look.colours[0])
    stack(art, look, 270, 200, [(34, look.main), (32, other), (30, look.main)], stripe=tuned(look.main, 0.05))


@shape("napkin", 250, 90, stage="high", focus=(-0.1, 0.6))
def napkin(art: Art, look: Look) -> None:
    """Draw folded napkins."""
    other = look.second(look.colours[0])
    stack(
        art,
        look,
        190,
        190,
        [(9, look.main), (9, other), (9, look.main), (9, look.main)],
        turn=-24,
        stripe=tuned(look.main, -0.08),
    )


@shape("tablecloth", 420, 330, focus=(-0.15, 0.5))
def tablecloth(art: Art, look: Look) -> None:
    """Draw a round table under a cloth, with a vase-like bowl's place left free."""
    folds = cloth.Folds(look.rng("folds"), 5.5, 0.9, start=0.1)
    base, line = surface(look.main, "matte"), surface(look.second(look.colours[0]), "matte")
    radius, height, drop = 165.0, 290.0, 232.0
    art.haze(
        curve(
            [
                (radius * 1.05 * math.cos(a / 16 * math.tau) + 24, radius * 0.3 * math.sin(a / 16 * math.tau))
                for a in range(16)
            ],
            closed=True,
        ),
        "#2a1d14",
        0.5,
        16,
    )
    for x in (-112, 96):
        lathe_leg(art, x)

    def place(u: float, v: float) -> Point:
        angle = math.pi * (1 - u)
        swell = radius * (1 + 0.10 * v + 0.055 * v * folds.bulge(u, 1.0))
        return swell * math.cos(angle), -height * art.rise + swell * art.tilt * math.sin(
            angle
        ) + v * drop * art.rise + 5 * v * folds.bulge(u, 1.0)

    def pattern(_u: float, v: float) -> Surface:
        return line if len(look.colours) > 1 and 0.80 <= v < 0.88 else base

    cloth.hang(art, place, pattern, folds, cloth.rows(14, (0.80, 0.88)))
    cloth.weave(art, place, base.tones[30], 0.08, across=26, along=48)
    y = -height * art.rise
    lit = base.tone(-0.2, 0.95, 0.2)
    art.fill(
        _disc(radius, y, art.tilt),
        art.linear((-radius, y), (radius, y), [(0, base.tones[88]), (0.5, lit), (1, base.tones[62])]),
    )
    threads: Shape = []
    for index in range(-15, 16):
        offset = radius * index / 16
        reach = math.sqrt(radius * radius - offset * offset)
        threads += polyline([(offset, y - reach * art.tilt), (offset, y + reach * art.tilt)])
        threads += polyline([(-reach, y + offset * art.tilt), (reach, y + offset * art.tilt)])
    art.threads(threads, base.tones[34], 0.10)
    art.line(curve([place(u / 30, 0.0) for u in range(31)]), base.tones[94], 1.6, 0.5)


def lathe_leg(art: Art, x: float) -> None:
    """Draw a table leg."""
    with art.moved(x, 20):
        lathe.turned(art, [(8, 0), (11, 70)], surface(PALETTE["oak"], "wood"), dim=0.8)


def _disc(radius: float, y: float, tilt: float) -> Shape:
    return curve(
        [(radius * math.cos(a / 40 * math.tau), y + radius * tilt * math.sin(a / 40 * math.tau)) for a in range(40)],
        closed=True,
    )


@shape("cushion", 300, 300, focus=(-0.2, 0.75))
def cushion(art: Art, look: Look) -> None:
    """Draw a cushion standing on its edge."""
    base, trim = surface(look.main, "matte"), surface(look.second(look.colours[0]), "matte")
    size = 140.0
    rng = look.rng("cushion")
    lean = [rng.uniform(-0.03, 0.03) for _ in range(4)]

    def place(u: float, v: float) -> Point:
        x, y = 2 * u - 1, 2 * v - 1
        sx = size * x * (0.945 + 0.055 * abs(y) ** 3.2 + lean[0] * y)
        sy = size * y * (0.925 + 0.075 * abs(x) ** 3.2 + lean[1] * x)
        return sx, sy - size * 0.97

    ring = (
        [place(u / 24, 0) for u in range(25)]
        + [place(1, v / 24) for v in range(1, 25)]
        + [place(u / 24, 1) for u in range(23, -1, -1)]
        + [place(0, v / 24) for v in range(23, 0, -1)]
    )
    art.haze(polygon(ring), "#2a1d14", 0.30, 14, shift=(26, 6))
    art.haze(curve([(-118, -4), (0, -8), (132, -5), (120, 10), (0, 8), (-106, 8)], closed=True), "#20150e", 0.65, 5)
    art.fill(polygon(ring), base.tones[40])
    for row in range(64):
        low, high = row / 64, (row + 1) / 64
        stops = []
        for column in range(19):
            u, v = column / 18, (low + high) / 2
            x, y = 2 * u - 1, 2 * v - 1
            nx, ny = (
                (1.35 * x * x * abs(x) + 0.42 * abs(x)) * (1 - 0.5 * y * y) * (1 if x > 0 else -1),
                (1.35 * y * y * abs(y) + 0.42 * abs(y)) * (1 - 0.5 * x * x) * (-1 if y > 0 else 1),
            )
            dent = 0.25 * math.exp(-((abs(x) - abs(y)) ** 2) * 26) * abs(x * y)
            length = math.sqrt(nx * nx + ny * ny + 1)
            stops.append((u, base.tone(nx / length, ny / length, 1 / length, 1 - dent)))
        start, end = place(0, (low + high) / 2)[0], place(1, (low + high) / 2)[0]
        band = polygon(
            [
                *(place(u / 12, max(0.0, low - 0.006)) for u in range(13)),
                *(place(u / 12, high) for u in range(12, -1, -1)),
            ]
        )
        art.fill(band, art.linear((start, 0), (end, 0), stops), crisp=True)
    _cushion_pattern(art, look, place, trim.tones, base.tones)
    art.line([*polyline(ring), ("Z", ())], trim.tones[36], 5)
    art.line([*polyline([(x - 0.7, y - 0.9) for x, y in ring]), ("Z", ())], trim.tones[66], 2.6)


def _cushion_pattern(art: Art, look: Look, place: cloth.Outline, trim: tuple[str, ...], tones: tuple[str, ...]) -> None:
    cloth.weave(art, place, tones[30], 0.12, across=58, along=1)
    lines: Shape = []
    match look.seed % 3:
        case 0:
            for v in (0.30, 0.36, 0.64, 0.70):
                lines += curve([place(u / 12, v) for u in range(13)])
            art.line(lines, trim[50], 3.2, 0.75)
        case 1:
            for index in range(1, 8):
                lines += curve([place(u / 12, index / 8) for u in range(13)]) + curve(
                    [place(index / 8, u / 12) for u in range(13)]
                )
            art.line(lines, trim[80], 1.3, 0.6, dash="5 4")
    for u, v in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)):
        for bend, reach in ((-0.05, 0.15), (0.045, 0.18)):
            start, end = (
                place(u + (0.5 - u) * 0.08, v + (0.5 - v) * 0.08),
                place(u + (0.5 - u) * reach * 2 + bend, v + (0.5 - v) * reach * 2 - bend),
            )
            middle = ((start[0] + end[0]) / 2 + bend * 60, (start[1] + end[1]) / 2 + bend * 60)
            crease = trace([start, middle, end], 6)
            widths = [5.5 * math.sin(math.pi * (i + 1) / (len(crease) + 1)) for i in range(len(crease))]
            art.fill(polygon(ribbon(crease, widths)), tones[12], 0.10)
            art.fill(polygon(ribbon([(x - 3, y - 3) for x, y in crease], [w * 0.7 for w in widths])), tones[94], 0.10)
