"""By the door: stools, pegs, mirrors."""

from __future__ import annotations

import math

from shop.demo.pictures import lathe
from shop.demo.pictures.art import Art, Shape
from shop.demo.pictures.colour import at, tuned
from shop.demo.pictures.geometry import curve, ellipse, polygon, polyline, rounded, trace
from shop.demo.pictures.lathe import half_ring
from shop.demo.pictures.look import Look, shape
from shop.demo.pictures.palette import PALETTE
from shop.demo.pictures.surfaces import surface
from shop.demo.pictures.timber import grain
from shop.demo.pictures.tube import tube


@shape("stool", 330, 460, focus=(0.0, 0.86))
def stool(art: Art, look: Look) -> None:
    """Draw a wooden stool with a round seat."""
    wood = surface(look.main, "wood")
    height = look.choose(420.0, 330.0)
    feet = (
        [(-118.0, 34.0), (104.0, 62.0), (36.0, -84.0), (-70.0, -70.0)]
        if look.seed % 2 == 0
        else [(-112.0, 44.0), (112.0, 44.0), (0.0, -96.0)]
    )
    art.haze(ellipse(60, -6, 170, 46), "#2a1d14", 0.30, 22)
    for x, z in feet:
        art.haze(ellipse(*art.ground(x + 5, z), 17, 6), "#20150e", 0.6, 3)
        art.haze(
            polygon(
                [
                    art.ground(x - 5, z),
                    art.ground(x + 6, z + 8),
                    art.ground(x * 0.5 + 130, z - 70),
                    art.ground(x * 0.5 + 110, z - 76),
                ]
            ),
            "#2a1d14",
            0.2,
            7,
        )
    rungs = [(p, q) for p, q in zip(feet, [*feet[1:], feet[0]], strict=True)]
    for x, z in sorted(feet, key=lambda foot: foot[1]):
        top, foot = art.ground(x * 0.56, z * 0.56, height - 20), art.ground(x, z, 0)
        leg = [(top[0] + (foot[0] - top[0]) * s / 12, top[1] + (foot[1] - top[1]) * s / 12) for s in range(13)]
        widths = [25 - 9 * s / 12 + 4 * math.sin(math.pi * s / 12) for s in range(13)]
        tube(art, leg, widths, wood, dim=0.86 if z < 0 else 1.0)
        grain(art, leg, [w * 0.8 for w in widths], look.main, look.rng(f"leg{x}"), lines=5)
    for (x1, z1), (x2, z2) in sorted(rungs, key=lambda pair: pair[0][1] + pair[1][1]):
        if z1 + z2 < 20 and look.seed % 2:
            continue
        share = 0.72
        start, end = (
            art.ground(x1 * share, z1 * share, height * 0.36),
            art.ground(x2 * share, z2 * share, height * 0.36),
        )
        tube(
            art,
            [start, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2), end],
            10,
            wood,
            dim=0.82 if z1 + z2 < 0 else 0.96,
        )
    art.fill(ellipse(0, -(height - 30) * art.rise, 116, 116 * art.tilt), "#1a100a", 0.40)
    seat = [
        (118, height - 26),
        *trace([(126, height - 22), (130, height - 12), (126, height - 2)]),
        (118, height),
        (0, height - 3),
    ]
    lathe.turned(art, seat, wood)
    if len(look.colours) > 1:
        pad = surface(look.second("cream"), "leather")
        lathe.turned(
            art,
            [(112, height - 1), *trace([(117, height + 4), (116, height + 16), (104, height + 22), (0, height + 25)])],
            pad,
        )
    else:
        lathe_top(art, look, height)


def lathe_top(art: Art, look: Look, height: float) -> None:
    """Draw the grain of a round seat."""
    rng = look.rng("seat")
    y = -height * art.rise + 2
    lines: Shape = []
    for index in range(1, 22):
        x = -118 + 236 * (index + rng.uniform(-0.3, 0.3)) / 22
        reach = math.sqrt(max(0.0, 116 * 116 - x * x)) * art.tilt * 0.97
        bow = 4 * math.sin(x / 40 + 1)
        lines += curve([(x, y - reach), (x + bow, y), (x, y + reach)])
    art.line(lines, tuned(look.main, -0.13), 1.0, 0.35)
    art.line(half_ring(art, (125, height - 3), front=True), at(surface(look.main, "wood").tones, 0.96), 2.2, 0.6)


@shape("hook-rail", 460, 240, stage="wall", focus=(-0.2, 0.75))
def hook_rail(art: Art, look: Look) -> None:
    """Draw a rail with pegs on the wall."""
    wood = surface(look.main, look.made_of("wood", "brass", "steel"))
    knob = surface(
        look.second(look.colours[0]), "brass" if len(look.colours) > 1 and look.colours[1] == "brass" else "wood"
    )
    count = look.choose(5, 4)
    with art.moved(0, -130):
        rail = rounded(-224, -34, 448, 68, 12)
        art.haze(rail, "#2a1d14", 0.30, 12, shift=(14, 18))
        art.haze(rail, "#20150e", 0.34, 4, shift=(5, 6))
        art.fill(
            rail,
            art.linear(
                (-224, -34),
                (-190, 36),
                [(0, at(wood.tones, 0.86)), (0.5, at(wood.tones, 0.68)), (1, at(wood.tones, 0.56))],
            ),
        )
        grain(art, [(-216 + 432 * s / 24, 0.0) for s in range(25)], [60.0] * 25, look.main, look.rng("rail"), lines=16)
        art.line(polyline([(-212, -32.6), (212, -32.6)]), "#fff6e6", 1.8, 0.6)
        art.line(polyline([(-214, 33), (214, 33)]), at(wood.tones, 0.2), 1.6, 0.6)
        for index in range(count):
            x = -170 + 340 * index / (count - 1)
            if index == 1:
                _hanging_bag(art, x, look)
            elif index == count - 1:
                _keys(art, x)
            shadow = [(x, 4), (x + 18, 22), (x + 30, 36)]
            art.line(polyline(shadow), "#20150e", 15, 0.22)
            tube(art, [(x, 6), (x - 3, -2), (x - 7, -12)], [15, 14, 15], knob)
            art.fill(
                ellipse(x - 8, -14, 14, 13),
                art.radial(
                    (x - 12, -19),
                    20,
                    20,
                    [(0, at(knob.tones, 1.0)), (0.5, at(knob.tones, 0.66)), (1, at(knob.tones, 0.36))],
                ),
            )


def _hanging_bag(art: Art, x: float, look: Look) -> None:
    linen = surface(PALETTE["linen"] if look.colours[0] != "linen" else PALETTE["moss"], "matte")
    sack = [(x - 44, 84), (x - 52, 196), (x - 46, 216), (x + 40, 218), (x + 48, 198), (x + 40, 84), (x, 92)]
    outline = curve(sack, closed=True, tension=0.7)
    art.haze(outline, "#2a1d14", 0.30, 9, shift=(14, 12))
    strap = curve([(x - 34, 92), (x - 16, 30), (x - 6, 0), (x + 6, 30), (x + 30, 92)])
    art.line(strap, linen.tones[34], 7)
    art.line(strap, linen.tones[58], 4.6)
    art.fill(
        outline,
        art.linear(
            (x - 52, 0),
            (x + 48, 0),
            [
                (0, linen.tones[66]),
                (0.2, linen.tones[84]),
                (0.42, linen.tones[58]),
                (0.55, linen.tones[74]),
                (0.8, linen.tones[46]),
                (1, linen.tones[34]),
            ],
        ),
    )
    creases = [
        *curve([(x - 20, 96), (x - 26, 140), (x - 18, 200)]),
        *curve([(x + 14, 96), (x + 20, 150), (x + 12, 206)]),
    ]
    art.line(creases, linen.tones[24], 2.2, 0.25)


def _keys(art: Art, x: float) -> None:
    brass = surface(PALETTE["brass"], "brass")
    art.line(curve([(x - 6, -6), (x - 10, 34), (x - 2, 40), (x + 4, 34), (x, -4)]), PALETTE["walnut"], 3)
    ring = [(x - 3 + 11 * math.cos(a / 16 * math.tau), 50 + 11 * math.sin(a / 16 * math.tau)) for a in range(17)]
    tube(art, ring, 2.6, brass)
    for lean in (-8, 6):
        art.fill(ellipse(x - 3 + lean * 0.6, 68, 6.4, 7), at(brass.tones, 0.72))
        tube(art, [(x - 3 + lean * 0.7, 74), (x - 3 + lean, 90), (x - 3 + lean * 1.1, 102)], 3, brass)


@shape("mirror", 320, 360, stage="wall", focus=(0.05, 0.55))
def mirror(art: Art, look: Look) -> None:
    """Draw a mirror: round, oval or arched."""
    material = look.made_of("wood", "brass", "steel", "rattan")
    frame = surface(look.main, material)
    form = look.seed % 3
    rx, ry = ((150.0, 150.0), (118.0, 165.0), (120.0, 165.0))[form]

    def edge(grow: float) -> Shape:
        if form < 2:
            return ellipse(0, 0, rx + grow, ry + grow)
        w, h = rx + grow, ry + grow
        arch = [
            (w * math.cos(math.pi * a / 24 + math.pi), -h + w + w * math.sin(math.pi * a / 24 + math.pi))
            for a in range(25)
        ]
        return polygon([*arch, (w, h), (-w, h)])

    with art.moved(0, -180):
        art.haze(edge(0), "#2a1d14", 0.32, 15, shift=(22, 22))
        art.haze(edge(0), "#20150e", 0.34, 5, shift=(7, 8))
        art.fill(
            edge(0),
            art.linear(
                (-110, -110),
                (110, 110),
                [
                    (0, at(frame.tones, 0.96)),
                    (0.35, at(frame.tones, 0.66)),
                    (0.6, at(frame.tones, 0.46)),
                    (0.85, at(frame.tones, 0.40)),
                    (1, at(frame.tones, 0.7)),
                ],
            ),
        )
        art.fill(
            edge(-11),
            art.linear(
                (-110, -110),
                (110, 110),
                [(0, at(frame.tones, 0.26)), (0.7, at(frame.tones, 0.56)), (1, at(frame.tones, 0.94))],
            ),
        )
        art.fill(
            edge(-14),
            art.linear(
                (-100, -150),
                (70, 160),
                [
                    (0, "#f4f3ee"),
                    (0.34, "#dfe4e3"),
                    (0.36, "#eef0ec"),
                    (0.5, "#f3f2ec"),
                    (0.52, "#d6dcdb"),
                    (1, "#b9c3c4"),
                ],
            ),
        )
        room = art.linear((0, ry * 0.35), (0, ry), [(0, "#8d9896", 0), (1, "#8d9896", 0.42)])
        art.fill(edge(-14), room)
        art.line(edge(-15.5), "#ffffff", 1.6, 0.65)
