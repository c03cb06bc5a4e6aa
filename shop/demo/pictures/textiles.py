"""Textiles: folded to stacks or hanging from a peg."""

from __future__ import annotations

import math

from shop.demo.pictures import cloth, lathe, slab
from shop.demo.pictures.art import Art, Point, Shape
from shop.demo.pictures.colour import tuned
from shop.demo.pictures.geometry import curve, polygon, polyline
from shop.demo.pictures.look import Look, shape
from shop.demo.pictures.palette import PALETTE
from shop.demo.pictures.surfaces import surface


def stack(art: Art, look: Look, width: float, depth: float, layers: list[tuple[float, str]], *, turn: float = -17.0, fringe: bool = False, stripe: str = "") -> None:
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
            _fringe(art, [far_left, near_left], level, thick, fabric.tones[52], rng)
        cloth.folded(art, [far_left, far_right, near_right, near_left], level, level + thick, fabric, rng, stripe=band)
        level += thick


def _fringe(art: Art, edge: list[Point], low: float, thick: float, paint: str, rng: object) -> None:
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
    stack(art, look, 330, 230, [(34, other), (34, look.main), (36, look.main)][look.seed % 2 :], fringe=True, stripe=look.second("cream"))


@shape("towel", 330, 200, focus=(-0.1, 0.6))
def towel(art: Art, look: Look) -> None:
    """Draw a stack of bath towels."""
    other = look.second(look.colours[0])
    stack(art, look, 270, 200, [(34, look.main), (32, other), (30, look.main)], stripe=tuned(look.main, 0.05))


@shape("napkin", 250, 90, stage="high", focus=(-0.1, 0.6))
def napkin(art: Art, look: Look) -> None:
    """Draw folded napkins."""
    other = look.second(look.colours[0])
    stack(art, look, 190, 190, [(9, look.main), (9, other), (9, look.main), (9, look.main)], turn=-24, stripe=tuned(look.main, -0.08))


def peg(art: Art, x: float, y: float) -> None:
    """Draw a wooden peg on the wall, seen from the front."""
    oak = surface(PALETTE["oak"], "wood")
    disc: Shape = curve([(x + 11 * math.cos(a / 12 * math.tau), y + 11 * math.sin(a / 12 * math.tau)) for a in range(12)], closed=True)
    art.haze(disc, "#2a1d14", 0.4, 3, shift=(7, 8))
    art.fill(disc, art.radial((x - 4, y - 4), 14, 14, [(0, oak.tones[90]), (0.7, oak.tones[60]), (1, oak.tones[38])]))


@shape("tea-towel", 260, 400, stage="wall", focus=(0.0, 0.35))
def tea_towel(art: Art, look: Look) -> None:
    """Draw a striped tea towel hanging from a peg by its loop."""
    folds = cloth.Folds(look.rng("folds"), 2.6, 0.75)
    base, line = surface(look.main, "matte"), surface(look.second("ink"), "matte")
    bands = look.choose(((0.70, 0.74), (0.76, 0.78), (0.80, 0.84)), ((0.12, 0.15), (0.80, 0.83), (0.85, 0.88)), ((0.64, 0.86),))
    checked = look.seed % 4 == 3

    def place(u: float, v: float) -> Point:
        gathered = 0.10 + 0.90 * min(1.0, v * 2.1 + 0.05) ** 0.62
        x = (u - 0.5) * 236 * gathered + 5 * math.sin(3 * v + u)
        drop = 396 + 6 * folds.bulge(u, 1.0) - 26 * abs(u - 0.42) ** 1.4
        lift = 42 * (1 - abs(u - 0.5) * 2) * (1 - v) ** 2
        return x, -400 + 20 + v * drop * (0.97 + 0.03 * v) - lift * 0.5

    def pattern(u: float, v: float) -> object:
        if any(low <= v < high for low, high in bands):
            return line
        return line if checked and (u * 9) % 1 < 0.16 else base

    edge = [place(u / 20, 1) for u in range(21)]
    side = [place(0, v / 10) for v in range(11)]
    other = [place(1, v / 10) for v in range(11)]
    whole = polygon([*side, *edge[1:], *reversed(other)])
    art.haze(whole, "#2a1d14", 0.30, 12, shift=(22, 16))
    art.haze(whole, "#2a1d14", 0.22, 4, shift=(7, 5))
    cloth.hang(art, place, pattern, folds, cloth.rows(18, [value for band in bands for value in band]))
    cloth.weave(art, place, base.tones[30], 0.10, across=70, along=40, width=0.5)
    hem = [place(u / 30, 0.965) for u in range(31)]
    art.line(polyline(hem), base.tones[22], 0.8, 0.5, dash="3 2")
    art.line(curve([place(0.46, 0.02), (-5, -404), (0, -412), (5, -404), place(0.54, 0.02)]), base.tones[40], 3)
    peg(art, 0, -410)


@shape("apron", 330, 470, stage="wall", focus=(0.0, 0.7))
def apron(art: Art, look: Look) -> None:
    """Draw an apron on a peg, with pocket and straps."""
    folds = cloth.Folds(look.rng("folds"), 1.8, 0.5, start=0.1)
    base = surface(look.main, "matte")
    strap = surface(look.second("walnut"), "leather") if len(look.colours) > 1 else base

    def half(v: float) -> float:
        bib, skirt = 62.0, 140.0
        if v < 0.30:
            return bib + 6 * v
        t = min(1.0, (v - 0.30) / 0.20)
        return bib + 2 + (skirt - bib) * (1 - (1 - t) ** 2.2) + 8 * v

    def place(u: float, v: float) -> Point:
        return (u - 0.5) * 2 * half(v) + 3 * math.sin(5 * v), -385 + v * 385 + 5 * folds.bulge(u, v) * v + 5 * (u - 0.5) ** 2 * 4 * v

    outline = polygon([*(place(0, v / 24) for v in range(25)), *(place(u / 20, 1) for u in range(1, 21)), *(place(1, v / 24) for v in range(23, -1, -1))])
    for side, start in ((-1, place(0.08, 0.0)), (1, place(0.92, 0.0))):
        path = curve([start, (side * 38, -440), (side * 6, -468), (0, -470)])
        art.haze(polygon([start, (side * 40, -440), (0, -470), (side * 30, -430)]), "#2a1d14", 0.2, 4, shift=(7, 6))
        art.line(path, strap.tones[34], 9)
        art.line(path, strap.tones[56], 6.5)
    peg(art, 0, -470)
    art.haze(outline, "#2a1d14", 0.30, 13, shift=(22, 16))
    art.haze(outline, "#2a1d14", 0.22, 4, shift=(7, 5))
    for side, u in ((-1, 0.0), (1, 1.0)):
        x, y = place(u, 0.46)
        art.line(curve([(x, y), (x + side * 12, y + 46), (x + side * 3, y + 110), (x + side * 14, y + 168)]), base.tones[44], 7)
        art.line(curve([(x, y), (x + side * 12, y + 46), (x + side * 3, y + 110), (x + side * 14, y + 168)]), base.tones[60], 4)
    cloth.hang(art, place, lambda _u, _v: base, folds, cloth.rows(22))
    cloth.weave(art, place, base.tones[26], 0.10, across=80, along=52, width=0.5)
    _pocket(art, place, base.tones)
    for v in (0.018, 0.975):
        art.line(polyline([place(0.02 + 0.96 * u / 30, v) for u in range(31)]), base.tones[82], 0.9, 0.6, dash="3 2")


def _pocket(art: Art, place: cloth.Outline, tones: tuple[str, ...]) -> None:
    corners = [place(0.26, 0.50), place(0.74, 0.50), place(0.74, 0.73), place(0.26, 0.73)]
    art.fill(polygon([(x + 2, y + 3) for x, y in corners]), "#20150e", 0.22)
    art.fill(polygon(corners), art.linear(corners[0], corners[2], [(0, tones[68]), (0.6, tones[56]), (1, tones[46])]))
    inset = [(corners[0][0] + 4, corners[0][1] + 9), (corners[1][0] - 4, corners[1][1] + 9)]
    art.line(polyline(inset), tones[88], 0.9, 0.7, dash="3 2")
    art.line(polyline([corners[0], corners[3], corners[2], corners[1]]), tones[88], 0.9, 0.6, dash="3 2")
    art.line(polyline([corners[0], corners[1]]), tones[92], 1.2, 0.8)


@shape("tablecloth", 420, 330, focus=(-0.15, 0.5))
def tablecloth(art: Art, look: Look) -> None:
    """Draw a round table under a cloth, with a vase-like bowl's place left free."""
    folds = cloth.Folds(look.rng("folds"), 5.5, 0.9, start=0.1)
    base, line = surface(look.main, "matte"), surface(look.second(look.colours[0]), "matte")
    radius, height, drop = 165.0, 290.0, 232.0
    art.haze(curve([(radius * 1.05 * math.cos(a / 16 * math.tau) + 24, radius * 0.3 * math.sin(a / 16 * math.tau)) for a in range(16)], closed=True), "#2a1d14", 0.5, 16)
    for x in (-112, 96):
        lathe_leg(art, x)

    def place(u: float, v: float) -> Point:
        angle = math.pi * (1 - u)
        swell = radius * (1 + 0.10 * v + 0.055 * v * folds.bulge(u, 1.0))
        return swell * math.cos(angle), -height * art.rise + swell * art.tilt * math.sin(angle) + v * drop * art.rise + 5 * v * folds.bulge(u, 1.0)

    def pattern(_u: float, v: float) -> object:
        return line if len(look.colours) > 1 and 0.80 <= v < 0.88 else base

    cloth.hang(art, place, pattern, folds, cloth.rows(14, (0.80, 0.88)))
    cloth.weave(art, place, base.tones[30], 0.08, across=40, along=70, width=0.5)
    y = -height * art.rise
    lit = base.tone(-0.2, 0.95, 0.2)
    art.fill(_disc(radius, y, art.tilt), art.linear((-radius, y), (radius, y), [(0, base.tones[88]), (0.5, lit), (1, base.tones[62])]))
    threads: Shape = []
    for index in range(-15, 16):
        offset = radius * index / 16
        reach = math.sqrt(radius * radius - offset * offset)
        threads += polyline([(offset, y - reach * art.tilt), (offset, y + reach * art.tilt)])
        threads += polyline([(-reach, y + offset * art.tilt), (reach, y + offset * art.tilt)])
    art.line(threads, base.tones[34], 0.5, 0.10)
    art.line(curve([place(u / 30, 0.0) for u in range(31)]), base.tones[94], 1.6, 0.5)


def lathe_leg(art: Art, x: float) -> None:
    """Draw a table leg."""
    with art.moved(x, 20):
        lathe.turned(art, [(8, 0), (11, 70)], surface(PALETTE["oak"], "wood"), dim=0.8)


def _disc(radius: float, y: float, tilt: float) -> Shape:
    return curve([(radius * math.cos(a / 40 * math.tau), y + radius * tilt * math.sin(a / 40 * math.tau)) for a in range(40)], closed=True)


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

    ring = [place(u / 24, 0) for u in range(25)] + [place(1, v / 24) for v in range(1, 25)] + [place(u / 24, 1) for u in range(23, -1, -1)] + [place(0, v / 24) for v in range(23, 0, -1)]
    art.haze(polygon(ring), "#2a1d14", 0.30, 14, shift=(26, 6))
    art.haze(curve([(-118, -4), (0, -8), (132, -5), (120, 10), (0, 8), (-106, 8)], closed=True), "#20150e", 0.65, 5)
    art.fill(polygon(ring), base.tones[40])
    for row in range(30):
        low, high = row / 30, (row + 1) / 30
        stops = []
        for column in range(19):
            u, v = column / 18, (low + high) / 2
            x, y = 2 * u - 1, 2 * v - 1
            nx, ny = (1.9 * x * x * abs(x) + 0.5 * abs(x)) * (1 - 0.5 * y * y) * (1 if x > 0 else -1), (1.9 * y * y * abs(y) + 0.5 * abs(y)) * (1 - 0.5 * x * x) * (-1 if y > 0 else 1)
            dent = 0.25 * math.exp(-((abs(x) - abs(y)) ** 2) * 26) * abs(x * y)
            length = math.sqrt(nx * nx + ny * ny + 1)
            stops.append((u, base.tone(nx / length, ny / length, 1 / length, 1 - dent)))
        start, end = place(0, (low + high) / 2)[0], place(1, (low + high) / 2)[0]
        band = polygon([*(place(u / 12, max(0.0, low - 0.006)) for u in range(13)), *(place(u / 12, high) for u in range(12, -1, -1))])
        art.fill(band, art.linear((start, 0), (end, 0), stops), crisp=True)
    _cushion_pattern(art, look, place, trim.tones, base.tones)
    art.line([*polyline(ring), ("Z", ())], trim.tones[36], 5)
    art.line([*polyline([(x - 0.7, y - 0.9) for x, y in ring]), ("Z", ())], trim.tones[66], 2.6)


def _cushion_pattern(art: Art, look: Look, place: cloth.Outline, trim: tuple[str, ...], tones: tuple[str, ...]) -> None:
    cloth.weave(art, place, tones[30], 0.14, across=52, along=52, width=0.5)
    lines: Shape = []
    match look.seed % 3:
        case 0:
            for v in (0.30, 0.36, 0.64, 0.70):
                lines += curve([place(u / 12, v) for u in range(13)])
            art.line(lines, trim[50], 3.2, 0.75)
        case 1:
            for index in range(1, 8):
                lines += curve([place(u / 12, index / 8) for u in range(13)]) + curve([place(index / 8, u / 12) for u in range(13)])
            art.line(lines, trim[80], 1.3, 0.6, dash="5 4")
    wrinkles: Shape = []
    for u, v in ((0.06, 0.06), (0.94, 0.06), (0.06, 0.94), (0.94, 0.94)):
        for bend in (-0.05, 0.05):
            wrinkles += curve([place(u, v), place(u + (0.5 - u) * 0.22 + bend, v + (0.5 - v) * 0.22 - bend), place(u + (0.5 - u) * 0.42 + bend * 1.6, v + (0.5 - v) * 0.40 - bend)])
    art.line(wrinkles, tones[18], 2.6, 0.20)
