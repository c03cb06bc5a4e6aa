"""Laid on the table and seen from above: knives, cutlery, scissors, pens."""

from __future__ import annotations

import math

from shop.demo.pictures.art import Art, Point, Shape
from shop.demo.pictures.colour import at
from shop.demo.pictures.geometry import curve, ellipse, polygon, polyline, trace
from shop.demo.pictures.look import Look, shape
from shop.demo.pictures.palette import PALETTE
from shop.demo.pictures.surfaces import Surface, surface
from shop.demo.pictures.timber import grain
from shop.demo.pictures.tube import ribbon, tube


def lay(art: Art, outline: Shape, lift: float = 1.0) -> None:
    """Throw the shadow of something that lies flat."""
    art.haze(outline, "#2a1d14", 0.32, 4.5 * lift, shift=(5 * lift, 6 * lift))
    art.haze(outline, "#20150e", 0.40, 1.6 * lift, shift=(1.6 * lift, 2.0 * lift))


def handle(art: Art, look: Look, points: list[Point], widths: list[float], colour: str, material: str) -> None:
    """Draw a grip along points."""
    skin = surface(colour, material)
    lay(art, polygon(ribbon(points, widths)))
    tube(art, points, widths, skin)
    if material == "wood":
        grain(art, points, [w * 0.84 for w in widths], colour, look.rng("grip"), lines=7)


@shape("knife", 245, 245, stage="flat", focus=(-0.1, 0.6))
def knife(art: Art, look: Look) -> None:
    """Draw a kitchen knife lying across."""
    steel = surface(PALETTE["steel"], "steel").tones
    wide = look.choose(46, 34, 52)
    with art.moved(0, 0, 1, look.choose(-38, -46, -40)):
        edge = trace([(-6, wide * 0.56), (80, wide * 0.54), (140, wide * 0.32), (186, -wide * 0.34)], 8)
        spine = trace([(186, -wide * 0.34), (150, -wide * 0.46), (60, -wide * 0.48), (-6, -wide * 0.46)], 8)
        if look.seed % 3 == 2:  # a square Japanese blade
            edge = [(-6, wide * 0.5), *trace([(150, wide * 0.5), (162, wide * 0.44), (166, wide * 0.3)], 6)]
            spine = [*trace([(166, -wide * 0.2), (160, -wide * 0.42), (146, -wide * 0.5)], 6), (-6, -wide * 0.5)]
        blade = polygon([*edge, *spine])
        lay(art, blade)
        art.fill(
            blade,
            art.linear(
                (0, -wide * 0.5),
                (18, wide * 0.56),
                [
                    (0, at(steel, 0.52)),
                    (0.22, at(steel, 0.74)),
                    (0.5, at(steel, 0.92)),
                    (0.58, at(steel, 0.68)),
                    (1, at(steel, 0.80)),
                ],
            ),
        )
        bevel = [(x, y - wide * 0.17 * (1 - max(0, x - 120) / 90)) for x, y in edge]
        art.fill(polygon([*edge, *reversed(bevel)]), "#ffffff", 0.34)
        art.line(polyline(bevel), at(steel, 0.36), 0.6, 0.5)
        art.line(polyline(edge), "#ffffff", 0.8, 0.9)
        art.line(polyline(spine), at(steel, 0.3), 0.8, 0.5)
        points = [(-6.0 - 132 * step / 18, -4 + 4 * math.sin(math.pi * step / 18) * 1.2) for step in range(19)]
        widths = [
            30 + 3 * math.cos(math.tau * step / 18) + (4 if step > 14 else 0) - (8 if step == 18 else 0)
            for step in range(19)
        ]
        name = look.colours[0]
        handle(art, look, points, widths, look.main, "wood" if name in ("oak", "walnut", "clay", "sand") else "satin")
        collar = polygon([(-12, -16), (3, -16), (3, 15), (-12, 15)])
        brass = surface(PALETTE[look.colours[1] if len(look.colours) > 1 else "brass"], "brass").tones
        art.fill(
            collar,
            art.linear(
                (0, -16),
                (0, 15),
                [(0, at(brass, 0.5)), (0.3, at(brass, 0.96)), (0.6, at(brass, 0.55)), (1, at(brass, 0.3))],
            ),
        )
        for x in (-44, -100):
            art.fill(ellipse(x, -1, 3.4, 3.4), at(brass, 0.42))
            art.fill(ellipse(x - 0.6, -1.7, 2.4, 2.4), at(brass, 0.95))


def _shank(length: float, slim: float, grip: float) -> tuple[list[Point], list[float]]:
    points = [(0.0, -length * step / 24) for step in range(25)]
    widths = [grip - (grip - slim) * min(1.0, step / 17) ** 0.7 for step in range(25)]
    widths[0] = grip * 0.55
    return points, widths


@shape("cutlery", 250, 320, stage="flat", focus=(0.0, 0.75))
def cutlery(art: Art, look: Look) -> None:
    """Draw fork, knife and spoon on a folded napkin."""
    metal = look.made_of("steel", "brass", "copper")
    skin = surface(look.main if look.colours[0] in ("steel", "brass", "charcoal", "chalk") else PALETTE["steel"], metal)
    cloth = surface(look.second("linen"), "matte")
    with art.moved(0, 0, 1, -4):
        folded = polygon([(-104, -168), (98, -164), (102, 166), (-100, 170)])
        lay(art, folded, 0.9)
        art.fill(folded, art.linear((-104, -160), (100, 160), [(0, at(cloth.tones, 0.80)), (1, at(cloth.tones, 0.60))]))
        threads: Shape = []
        for index in range(1, 44):
            threads += polyline([(-104 + 4.6 * index, -166), (-100 + 4.6 * index, 168)])
            threads += polyline([(-103, -167 + 7.6 * index), (100, -163 + 7.5 * index)])
        art.threads(threads, cloth.tones[34], 0.14)
        art.fill(
            polygon([(-104, -168), (-58, -167), (-54, 169), (-100, 170)]),
            art.linear((-104, 0), (-55, 0), [(0, "#2a1d14", 0.0), (0.9, "#2a1d14", 0.10), (1, "#2a1d14", 0.20)]),
        )
        art.line(polyline([(-95, 162), (95, 158), (92, -156)]), cloth.tones[28], 0.8, 0.6, dash="3 2")
        _fork(art, -58, skin)
        _table_knife(art, 0, skin)
        _spoon(art, 56, skin)


def _fork(art: Art, x: float, skin: Surface) -> None:
    with art.moved(x, 132):
        points, widths = _shank(196, 5.5, 13)
        lay(art, polygon(ribbon(points, widths)), 0.7)
        prongs = [-9.6, -3.2, 3.2, 9.6]
        head = trace([(-3, -190), (-11.5, -206), (-12.2, -226)], 6) + trace([(12.2, -226), (11.5, -206), (3, -190)], 6)
        for prong in prongs:
            tine = [(prong, -222.0 - 42 * step / 8) for step in range(9)]
            width = [5.2 - 3.0 * (step / 8) ** 2 for step in range(9)]
            lay(art, polygon(ribbon(tine, width)), 0.6)
            tube(art, tine, width, skin)
        tube(art, points, widths, skin)
        art.fill(
            polygon(head),
            art.linear(
                (-12, 0),
                (12, 0),
                [
                    (0, at(skin.tones, 0.95)),
                    (0.3, at(skin.tones, 0.66)),
                    (0.7, at(skin.tones, 0.50)),
                    (1, at(skin.tones, 0.72)),
                ],
            ),
        )


def _table_knife(art: Art, x: float, skin: Surface) -> None:
    with art.moved(x, 132):
        points, widths = _shank(140, 10, 15)
        blade = [
            *trace([(-6, -136), (-9, -170), (-9.5, -240), (-3, -272)], 6),
            *trace([(-3, -272), (4.5, -262), (6.5, -200), (6, -136)], 6),
        ]
        lay(art, polygon(blade), 0.7)
        art.fill(
            polygon(blade),
            art.linear(
                (-9, 0),
                (7, 0),
                [
                    (0, at(skin.tones, 0.98)),
                    (0.34, at(skin.tones, 0.84)),
                    (0.4, at(skin.tones, 0.58)),
                    (1, at(skin.tones, 0.74)),
                ],
            ),
        )
        lay(art, polygon(ribbon(points, widths)), 0.7)
        tube(art, points, widths, skin)


def _spoon(art: Art, x: float, skin: Surface) -> None:
    with art.moved(x, 132):
        points, widths = _shank(206, 5.5, 13)
        bowl = curve(
            [(0, -200), (13, -214), (18, -238), (11, -262), (0, -269), (-11, -262), (-18, -238), (-13, -214)],
            closed=True,
        )
        lay(art, bowl, 0.7)
        lay(art, polygon(ribbon(points, widths)), 0.7)
        tube(art, points, widths, skin)
        art.fill(
            bowl,
            art.linear(
                (-17, -255),
                (17, -215),
                [
                    (0, at(skin.tones, 0.42)),
                    (0.4, at(skin.tones, 0.62)),
                    (0.72, at(skin.tones, 0.97)),
                    (1, at(skin.tones, 0.78)),
                ],
            ),
        )
        art.line(bowl, at(skin.tones, 0.99), 1.3, 0.9)
        art.fill(ellipse(-4, -246, 5, 9), at(skin.tones, 0.28), 0.4)


@shape("scissors", 250, 300, stage="flat", focus=(0.1, 0.35))
def scissors(art: Art, look: Look) -> None:
    """Draw a pair of scissors, a little open."""
    metal = look.made_of("steel", "brass", "iron")
    skin = surface(PALETTE["steel"] if look.colours[0] not in ("brass", "steel", "charcoal") else look.main, metal)
    grips = surface(
        look.main, "brass" if look.colours[0] == "brass" else "steel" if look.colours[0] == "steel" else "satin"
    )
    with art.moved(-14, -6, 1, 28):
        for side in (1, -1):
            with art.moved(0, 0, 1, 9 * side):
                blade = [
                    *trace([(side * -2, -4), (side * -6.5, -60), (side * -1, -158)], 8),
                    (side * 1, -158),
                    *trace([(side * 4, -150), (side * 13, -70), (side * 11, 6)], 8),
                ]
                lay(art, polygon(blade), 0.9)
                art.fill(
                    polygon(blade),
                    art.linear(
                        (-10, 0),
                        (12, 10),
                        [
                            (0, at(skin.tones, 0.55)),
                            (0.4, at(skin.tones, 0.95)),
                            (0.55, at(skin.tones, 0.64)),
                            (1, at(skin.tones, 0.82)),
                        ],
                    ),
                )
                art.line(
                    polyline(trace([(side * -2, -4), (side * -6.5, -60), (side * -1, -158)], 8)), "#ffffff", 0.9, 0.8
                )
                arm = trace([(side * 4, -10), (side * -3, 26), (side * -14, 52)], 8)
                lay(art, polygon(ribbon(arm, [17 - 5 * i / (len(arm) - 1) for i in range(len(arm))])), 0.8)
                tube(art, arm, [17 - 5 * i / (len(arm) - 1) for i in range(len(arm))], grips)
                ring = [
                    (
                        side * -26 + 27 * math.cos(a / 32 * math.tau - 0.9 * side),
                        92 + 44 * math.sin(a / 32 * math.tau - 0.9 * side),
                    )
                    for a in range(33)
                ]
                hole = curve(ring, closed=True)
                art.haze(
                    [
                        *hole,
                        *curve(
                            [(-26 * side + (x + 26 * side) * 0.62, 92 + (y - 92) * 0.74) for x, y in reversed(ring)],
                            closed=True,
                        ),
                    ],
                    "#2a1d14",
                    0.36,
                    3,
                    shift=(5, 6),
                )
                tube(art, ring, 11, grips)
        art.fill(ellipse(0, -4, 6.4, 6.4), at(skin.tones, 0.35))
        art.fill(ellipse(-0.8, -4.8, 5, 5), at(skin.tones, 0.95))
        art.line(polyline([(-3, -2), (3, -7)]), at(skin.tones, 0.3), 1.2)
