"""To carry along: bags and umbrellas."""

from __future__ import annotations

from shop.demo.pictures.art import Art, Point, Shape
from shop.demo.pictures.colour import at
from shop.demo.pictures.geometry import curve, ellipse, polygon, polyline, rounded, trace
from shop.demo.pictures.look import Look, shape
from shop.demo.pictures.palette import PALETTE
from shop.demo.pictures.surfaces import surface
from shop.demo.pictures.tube import tube


@shape("bag", 330, 400, focus=(-0.05, 0.5))
def bag(art: Art, look: Look) -> None:
    """Draw a tote bag of canvas or leather."""
    material = look.made_of("canvas", "leather", "linen", "cotton", "felt")
    skin = surface(look.main, "leather" if material == "leather" else "matte")
    strap = surface(look.second("walnut"), "leather")
    art.haze(polygon([(-140, -6), (150, -10), (200, -2), (168, 16), (-132, 10)]), "#20150e", 0.5, 6)
    art.haze(polygon([(-120, -10), (130, -180), (250, -60), (230, 4), (-110, 8)]), "#2a1d14", 0.22, 18)
    for z, dim in ((-1, 0.8), (1, 1.0)):
        rise = -232 - 6 * z
        loop = trace(
            [
                (-62, rise + 10),
                (-60, rise - 70),
                (-34, rise - 132 + 6 * z),
                (0, rise - 148 + 6 * z),
                (34, rise - 132 + 6 * z),
                (60, rise - 70),
                (62, rise + 10),
            ],
            7,
        )
        if z < 0:
            _strap(art, loop, strap.tones, dim)
            back = [(-126, -240), (126, -240), (128, -222), (-128, -222)]
            art.fill(polygon(back), at(skin.tones, 0.24))
        else:
            _panel(art, skin.tones, material)
            _strap(art, [*[(-62.0, rise + 70.0)], *loop, (62.0, rise + 70.0)], strap.tones, dim)
            for x in (-62, 62):
                art.line(
                    polyline([(x - 3, rise + 26), (x - 3, rise + 64), (x + 3, rise + 64), (x + 3, rise + 26)]),
                    strap.tones[88],
                    0.8,
                    0.8,
                    dash="2.4 2",
                )


def _strap(art: Art, path: list[Point], tones: tuple[str, ...], dim: float) -> None:
    art.line(polyline(path), at(tones, 0.30 * dim), 15)
    art.line(polyline([(x - 0.8, y - 0.8) for x, y in path]), at(tones, 0.60 * dim), 12)
    art.line(polyline([(x - 3, y - 1.6) for x, y in path]), at(tones, 0.78 * dim), 3, 0.6)


def _panel(art: Art, tones: tuple[str, ...], material: str) -> None:
    side = [*trace([(-128, -236), (-140, -150), (-146, -60), (-140, 0)], 6)]
    bottom = trace([(-140, 0), (-60, 9), (60, 9), (138, 0)], 6)
    right = trace([(138, 0), (148, -70), (140, -160), (128, -236)], 6)
    top = trace([(128, -236), (60, -228), (-40, -231), (-128, -236)], 6)
    outline = polygon([*side, *bottom, *right, *top])
    stops = [
        (0, at(tones, 0.52)),
        (0.07, at(tones, 0.74)),
        (0.2, at(tones, 0.84)),
        (0.34, at(tones, 0.70)),
        (0.46, at(tones, 0.76)),
        (0.62, at(tones, 0.62)),
        (0.78, at(tones, 0.54)),
        (0.93, at(tones, 0.40)),
        (1, at(tones, 0.30)),
    ]
    art.fill(outline, art.linear((-146, 0), (148, 0), stops))
    art.fill(
        polygon([*side, *bottom, *right, *top]),
        art.linear(
            (0, -236),
            (0, 8),
            [(0, "#ffffff", 0.05), (0.5, "#000000", 0.0), (0.86, "#20150e", 0.12), (1, "#20150e", 0.34)],
        ),
    )
    creases = [
        *curve([(-96, -40), (-84, -110), (-100, -190)]),
        *curve([(84, -20), (70, -90), (92, -180)]),
        *curve([(-30, -8), (-22, -60), (-40, -110)]),
    ]
    art.line(creases, at(tones, 0.22), 5, 0.14)
    art.line([(c, [(x - 4, y) for x, y in p]) for c, p in creases], at(tones, 0.98), 4, 0.14)
    if material in ("canvas", "linen", "cotton"):
        threads: Shape = []
        for index in range(1, 60):
            x = -138 + 4.6 * index
            threads += polyline([(x * 0.93, -230), (x, 4)])
        for index in range(1, 46):
            threads += polyline([(-134, -232 + 5.1 * index), (134, -232 + 5.1 * index)])
        art.threads(threads, at(tones, 0.30), 0.15)
    art.line(
        polyline([(x, y + 9) for x, y in top]),
        at(tones, 0.96 if material != "leather" else 0.9),
        0.9,
        0.6,
        dash="3 2.4",
    )
    art.line(polyline(top), at(tones, 0.95), 1.8, 0.7)
    label = rounded(-24, -92, 48, 30, 3)
    art.fill(label, PALETTE["walnut"] if material != "leather" else at(tones, 0.4), 0.92)
    art.line(rounded(-21, -89, 42, 24, 2), "#f0e2c8", 0.7, 0.7, dash="2.2 1.8")


@shape("umbrella", 250, 760, focus=(0.15, 0.8))
def umbrella(art: Art, look: Look) -> None:
    """Draw a furled umbrella leaning against the wall, crook up."""
    cloth, wood = surface(look.main, "satin"), surface(look.second("walnut"), "wood")
    art.haze(polygon([(-44, -6), (-20, -560), (70, -560), (-20, -4)]), "#2a1d14", 0.22, 14, shift=(30, 0))
    art.haze(ellipse(-38, -3, 16, 4), "#20150e", 0.6, 4)
    with art.moved(-40, -4, 1, 6):
        steel = surface(PALETTE["steel"], "steel")
        tube(art, [(0, 0), (0, -20), (0, -44)], [3.5, 5, 6], steel)
        hook = trace([(0, -560), (0, -680), (2, -716), (24, -744), (50, -738), (60, -712), (56, -692)], 8)
        tube(art, hook, 15, wood)
        tube(art, [(0, -556), (0, -564), (0, -572)], 17, surface(PALETTE["brass"], "brass"))
        edges = trace([(4, -40), (17, -170), (28, -360), (33, -500), (20, -556)], 10)
        outline = polygon([*((-x, y) for x, y in edges), *reversed(edges)])
        stops = [
            (0, at(cloth.tones, 0.40)),
            (0.14, at(cloth.tones, 0.74)),
            (0.3, at(cloth.tones, 0.92)),
            (0.5, at(cloth.tones, 0.60)),
            (0.8, at(cloth.tones, 0.34)),
            (1, at(cloth.tones, 0.22)),
        ]
        art.fill(outline, art.linear((-33, 0), (33, 0), stops))
        for index in range(6):  # the cloth is wound around the stick
            y = -120 - 82 * index
            wide = 9 + 21 * min(1.0, (-y - 40) / 400)
            fold = trace([(-wide, y + 62), (-wide * 0.2, y + 22), (wide, y - 52)], 8)
            art.line(curve(fold), at(cloth.tones, 0.12), 3.6, 0.45)
            art.line(curve([(x - 2.4, py - 2.4) for x, py in fold]), at(cloth.tones, 0.96), 2.2, 0.40)
        band = polygon([(-31, -430), (31, -446), (32, -428), (-31, -412)])
        art.fill(
            band,
            art.linear(
                (-32, 0), (32, 0), [(0, at(cloth.tones, 0.3)), (0.3, at(cloth.tones, 0.7)), (1, at(cloth.tones, 0.15))]
            ),
        )
        art.fill(ellipse(6, -430, 4, 4), at(surface(PALETTE["brass"], "brass").tones, 0.9))
