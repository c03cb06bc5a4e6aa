"""What makes a still life: leaves, fruit, branches."""

from __future__ import annotations

import math
from random import Random

from shop.demo.pictures import lathe
from shop.demo.pictures.art import Art, Point
from shop.demo.pictures.colour import mix, tuned
from shop.demo.pictures.geometry import curve, ellipse, polyline, trace
from shop.demo.pictures.surfaces import surface

SAGE, OLIVE, FERN, STRAW = "#8fa28a", "#76814f", "#4d6b4a", "#c8ab74"


def leaf(
    art: Art, x: float, y: float, length: float, width: float, degrees: float, colour: str, *, bend: float = 0.12
) -> None:
    """Draw a leaf from its stalk at (x, y): one half in the light, one in the shade. 0 degrees points right."""
    with art.moved(x, y, 1, degrees):
        tip = (length, length * bend)
        middle = [(0.0, 0.0), (length * 0.45, length * bend * 0.1), tip]
        upper = [(0.0, 0.0), (length * 0.22, -width * 0.42), (length * 0.55, -width * 0.44 + length * bend * 0.2), tip]
        lower = [(0.0, 0.0), (length * 0.22, width * 0.42), (length * 0.58, width * 0.44 + length * bend * 0.3), tip]
        light = math.cos(math.radians(degrees + 120)) * 0.05
        for side, shade in ((upper, 0.05 + light), (lower, -0.05 - light)):
            shape = [*curve(side), *curve(list(reversed(middle)))[1:], ("Z", ())]
            art.fill(shape, tuned(colour, shade))
        art.line(curve(middle), tuned(colour, -0.10), max(0.5, width * 0.05), 0.5)


def branch(art: Art, points: list[Point], kind: str, rng: Random, size: float = 1.0) -> None:
    """Draw a branch along points: `round` (eucalyptus), `narrow` (olive) or `grass`."""
    path = trace(points, 10)
    stem = {"round": "#7d6a55", "narrow": "#6d5a45", "grass": "#b99a63"}[kind]
    art.line(polyline(path), tuned(stem, -0.08), 2.4 * size)
    art.line(polyline([(x - 0.5, y) for x, y in path]), stem, 1.4 * size)
    if kind == "grass":
        _plume(art, path, rng, size)
        return
    step = 5 if kind == "round" else 4
    for index in range(len(path) // 4, len(path), step):
        (x0, y0), (x, y) = path[index - 1], path[index]
        along = math.degrees(math.atan2(y - y0, x - x0))
        shrink = 1 - 0.5 * index / len(path)
        for side in (-1, 1):
            tone = tuned(SAGE if kind == "round" else OLIVE, rng.uniform(-0.06, 0.07))
            angle = along + side * rng.uniform(38, 66)
            if kind == "round":
                leaf(art, x, y, 38 * shrink * size, 33 * shrink * size, angle, tone, bend=rng.uniform(-0.05, 0.15))
            else:
                leaf(art, x, y, 48 * shrink * size, 11 * size, angle, tone, bend=rng.uniform(-0.1, 0.25))
    x, y = path[-1]
    leaf(
        art,
        x,
        y,
        24 * size,
        (16 if kind == "round" else 8) * size,
        math.degrees(math.atan2(y - path[-3][1], x - path[-3][0])),
        tuned(SAGE if kind == "round" else OLIVE, 0.04),
    )


def _plume(art: Art, path: list[Point], rng: Random, size: float) -> None:
    start = len(path) * 6 // 10
    for tone in (-0.08, 0.0, 0.06, 0.11):
        hairs = []
        for _ in range(34):
            index = rng.randrange(start, len(path))
            x, y = path[index]
            reach = (26 - 16 * (index - start) / max(1, len(path) - start)) * size
            dx = rng.uniform(-1, 1) * reach
            hairs += curve([(x, y), (x + dx * 0.5, y - reach * 0.55), (x + dx, y - reach * rng.uniform(0.5, 1.1))])
        art.line(hairs, tuned(STRAW, tone), 1.3 * size, 0.8)


def bouquet(art: Art, x: float, y: float, kind: str, rng: Random, size: float = 1.0) -> None:
    """Put a few branches into a vessel whose mouth is at (x, y)."""
    for lean, reach in ((-0.42, 170), (0.34, 205), (-0.06, 235))[: 2 if kind == "round" else 3]:
        far = reach * size * rng.uniform(0.92, 1.08)
        end = (x + far * lean * 1.25, y - far)
        points = [
            (x + lean * 6, y),
            (x + far * lean * 0.28, y - far * 0.36),
            (x + far * lean * 0.72, y - far * 0.72),
            end,
        ]
        branch(art, points, kind, rng, size)


def plant(art: Art, x: float, y: float, rng: Random, kind: int, size: float = 1.0) -> None:
    """Let a plant grow from the soil at (x, y): upright blades or a leafy bush."""
    if kind % 2 == 0:
        blades = sorted(
            ((rng.uniform(-34, 34), rng.uniform(150, 250), index) for index in range(9)), key=lambda one: -one[1]
        )
        for offset, tall, _ in blades:
            tone = tuned(FERN, rng.uniform(-0.06, 0.08))
            leaf(
                art,
                x + offset * size * 0.8,
                y + rng.uniform(-5, 6),
                tall * size,
                31 * size,
                -90 + offset * 0.55,
                tone,
                bend=offset * 0.0016,
            )
        return
    for index in range(6):
        lean = -0.75 + 0.3 * index
        tall = rng.uniform(140, 205) * size
        points = [
            (x + lean * 10, y),
            (x + tall * lean * 0.3, y - tall * 0.5),
            (x + tall * lean * 0.8, y - tall * (1 - 0.22 * abs(lean))),
        ]
        path = trace(points, 8)
        art.line(polyline(path), "#5c6b42", 2.6 * size)
        for step in range(5, len(path), 3):
            px, py = path[step]
            for side in (-1, 1):
                angle = math.degrees(
                    math.atan2(path[step][1] - path[step - 1][1], path[step][0] - path[step - 1][0])
                ) + side * rng.uniform(35, 70)
                leaf(
                    art,
                    px,
                    py,
                    rng.uniform(34, 50) * size,
                    rng.uniform(20, 27) * size,
                    angle,
                    tuned(FERN, rng.uniform(-0.05, 0.10)),
                    bend=rng.uniform(-0.1, 0.25),
                )


def lemon(art: Art, degrees: float = -18, *, shadow: bool = True) -> None:
    """Draw a lemon lying on the table."""
    if shadow:
        art.haze(ellipse(6, 0, 34, 9), "#20150e", 0.5, 4)
        art.haze(ellipse(22, -3, 46, 11), "#2a1d14", 0.2, 8)
    with art.moved(0, -25, 1, degrees):
        skin = curve(
            [
                (-41, 0),
                (-33, -13),
                (-14, -25),
                (10, -26),
                (29, -16),
                (37, -5),
                (43, 1),
                (36, 9),
                (26, 18),
                (6, 26),
                (-16, 24),
                (-33, 11),
            ],
            closed=True,
        )
        art.fill(
            skin, art.radial((-12, -14), 56, 46, [(0, "#fbe9a0"), (0.35, "#efcd55"), (0.75, "#d6a52f"), (1, "#a8761f")])
        )
        rng = Random(f"lemon{degrees}")
        pores = []
        for _ in range(46):
            angle, share = rng.uniform(0, math.tau), math.sqrt(rng.random()) * 0.86
            pores += ellipse(33 * share * math.cos(angle), 22 * share * math.sin(angle), 0.8, 0.7)
        art.fill(pores, "#9a6c1c", 0.28)
        art.fill(ellipse(-13, -13, 9, 5), "#fffbe6", 0.45)


def pear(art: Art, colour: str = "#a9a653", lean: float = 5) -> None:
    """Draw a pear."""
    profile = [(10, 0), *trace([(14, 0.5), (32, 16), (36, 38), (27, 62), (16, 82), (12, 96), (5, 103), (0, 103)], 8)]
    lathe.shadow(art, profile)
    with art.moved(0, 0, 1, lean):
        skin = surface(colour, "satin")
        lathe.turned(art, profile, skin)
        blush = art.radial((16, -38), 26, 40, [(0, "#b4552f", 0.45), (1, "#b4552f", 0)])
        art.fill(ellipse(14, -38, 22, 36), blush)
        art.line(curve([(0, -99), (2, -110), (7, -120)]), "#4d3826", 3.2)


def egg(art: Art, colour: str) -> None:
    """Draw an egg lying on the table."""
    art.haze(ellipse(5, 0, 24, 7), "#20150e", 0.42, 4)
    with art.moved(0, -19, 1, 12):
        shape = curve([(-27, 1), (-19, -14), (0, -20), (18, -14), (25, 1), (17, 14), (0, 19), (-19, 14)], closed=True)
        art.fill(
            shape,
            art.radial(
                (-9, -10),
                42,
                36,
                [
                    (0, tuned(colour, 0.06)),
                    (0.45, colour),
                    (0.85, mix(colour, "#5a4030", 0.35)),
                    (1, mix(colour, "#5a4030", 0.25)),
                ],
            ),
        )
