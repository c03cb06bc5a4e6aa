"""Thrown ware with handles and spouts: mugs, cups, jugs, teapots."""

from __future__ import annotations

from collections.abc import Sequence

from shop.demo.pictures import lathe
from shop.demo.pictures.art import Art, Point
from shop.demo.pictures.ceramics import pot
from shop.demo.pictures.colour import at, mix
from shop.demo.pictures.geometry import curve, ellipse, polygon, trace
from shop.demo.pictures.glaze import CLAY, lip, shine, ware
from shop.demo.pictures.look import Look, shape
from shop.demo.pictures.palette import PALETTE
from shop.demo.pictures.surfaces import Surface, surface
from shop.demo.pictures.tube import tube

FIRED = ("stoneware", "porcelain", "enamel", "terracotta")


def ear(art: Art, points: Sequence[Point], widths: Sequence[float], body: Surface) -> None:
    """Draw a handle through points given as (x, height), and its shadow."""
    seen = trace([(x, -height * art.rise) for x, height in points], 7)
    count = len(seen) - 1
    smooth = trace([(index, width) for index, width in enumerate(widths)], 7)
    along = [smooth[round(index / count * (len(smooth) - 1))][1] for index in range(count + 1)]
    tube(art, seen, along, body)


@shape("mug", 122, 98, focus=(0.25, 0.62))
def mug(art: Art, look: Look) -> None:
    """Draw a mug."""
    material = look.made_of(*FIRED)
    body = surface(look.main, material)
    profile = look.choose(
        [(35, 0), *trace([(37, 1), (41, 6), (42, 24), (42, 92)])],
        [(30, 0), *trace([(33, 1), (41, 14), (45, 38), (43, 66), (40, 84)])],
        [(38, 0), *trace([(40, 1.5), (41, 10), (38, 60), (37, 104)])],
    )
    radius, height = profile[-1]
    with art.moved(-14, 0):
        out = radius + 27
        grip = [
            (radius - 4, height * 0.80),
            (out - 7, height * 0.84),
            (out, height * 0.66),
            (out - 5, height * 0.40),
            (radius - 4, height * 0.23),
        ]
        ear(art, grip, (11, 8.5, 8, 8.5, 11), body)
        inside = trace([(radius - 2.2, height), (radius - 3, height * 0.5), (30, 10), (0, 7)], 5)
        dip = look.second("chalk") if len(look.colours) > 1 and material == "stoneware" else ""
        pot(art, look, profile, inside, wall=2.4, foot=6, material=material, dip=dip)
        if material == "enamel":
            lathe.rim(art, radius + 0.4, height, 3.0, PALETTE["ink"], "#141a26")


@shape("cup-saucer", 168, 84, focus=(0.18, 0.6))
def cup_saucer(art: Art, look: Look) -> None:
    """Draw a cup of coffee on its saucer."""
    material = look.made_of("porcelain", "stoneware", "enamel")
    body = surface(look.main, material)
    saucer = [(40, 0), *trace([(43, 1.5), (64, 7), (76, 15)])]
    lathe.shadow(art, saucer, strength=0.3)
    ware(art, saucer, look.main, material, look.rng("saucer"))
    lathe.hollow(art, trace([(74.2, 15), (60, 8.5), (38, 5), (0, 5)], 6), body, floor=0.9)
    lip(art, 76, 15, 2, look.main, material)
    dark = art.radial(
        (5, -5 * art.rise), 46, 46 * art.tilt, [(0, "#2a1d14", 0.6), (0.5, "#2a1d14", 0.55), (1, "#2a1d14", 0)]
    )
    art.fill(ellipse(5, -5 * art.rise, 46, 46 * art.tilt), dark)
    with art.moved(0, -6 * art.rise):
        profile = [(24, 0), (25, 4), *trace([(26, 4.5), (36, 16), (41, 38), (42, 62)])]
        ear(art, [(36, 52), (58, 53), (63, 42), (55, 28), (37, 22)], (8, 6.5, 6, 6.5, 8), body)
        ware(art, profile, look.main, material, look.rng("cup"))
        inner = surface(look.second(look.colours[0]), material)
        lathe.hollow(art, trace([(40, 62), (39, 40), (30, 18), (0, 12)], 5), inner)
        coffee(art, (40, 62), (39.5, 52))
        lip(art, 42, 62, 2, look.main, material)
        if body.gloss:
            shine(art, profile, 22, 56, 0.5 * body.gloss + 0.1)


def coffee(art: Art, mouth: Point, level: Point) -> None:
    """Fill a cup with coffee."""
    radius, height = level
    dark = art.linear((-radius, 0), (radius, 0), [(0, "#1d100a"), (0.5, "#3a2113"), (0.86, "#6b4225"), (1, "#43281a")])
    art.fill(lathe.lens(art, mouth, level), dark)
    art.line(
        curve(
            [
                (-radius * 0.72, -height * art.rise + radius * art.tilt * 0.62),
                (0, -height * art.rise + radius * art.tilt * 0.93),
                (radius * 0.6, -height * art.rise + radius * art.tilt * 0.74),
            ]
        ),
        "#a9764a",
        0.7,
        0.0,
    )


@shape("jug", 168, 196, focus=(-0.12, 0.86))
def jug(art: Art, look: Look) -> None:
    """Draw a pitcher with a pulled lip."""
    material = look.made_of(*FIRED)
    body = surface(look.main, material)
    profile = look.choose(
        [(46, 0), *trace([(49, 2), (62, 22), (68, 60), (58, 112), (44, 146), (46, 182)])],
        [(48, 0), *trace([(51, 2), (56, 16), (54, 90), (47, 150), (50, 186)])],
    )
    radius, height = profile[-1]
    with art.moved(-8, 0):
        out = radius + 46
        ear(
            art,
            [
                (radius - 6, height * 0.9),
                (out - 14, height * 0.95),
                (out, height * 0.74),
                (out - 8, height * 0.46),
                (radius + 6, height * 0.28),
            ],
            (15, 12, 11, 11, 14),
            body,
        )
        _beak(art, radius, height, body)
        inside = trace([(radius - 3, height), (radius - 6, height * 0.8), (radius - 2, height * 0.5)], 6)
        dip = look.second("chalk") if len(look.colours) > 1 else ""
        pot(art, look, profile, inside, wall=3, foot=8, material=material, dip=dip, bars=(0.2, 0.52))
        _beak_inside(art, radius, height, surface(dip or look.main, material))


def _beak(art: Art, radius: float, height: float, body: Surface) -> None:
    y = -height * art.rise
    dish = radius * art.tilt
    tip = (-radius - 17, y - 5)
    shape = [
        *trace([(-radius * 0.70, y - dish * 0.74), (-radius * 0.98, y - dish * 0.42), tip], 5),
        *trace([tip, (-radius - 3, y + 16), (-radius * 0.93, y + 40), (-radius * 0.6, y + 30)], 5),
    ]
    art.fill(
        polygon(shape),
        art.linear(
            (-radius - 17, y),
            (-radius * 0.5, y + 20),
            [(0, at(body.tones, 0.62)), (0.5, at(body.tones, 0.78)), (1, at(body.tones, 0.66))],
        ),
    )


def _beak_inside(art: Art, radius: float, height: float, body: Surface) -> None:
    y = -height * art.rise
    dish = radius * art.tilt
    tip = (-radius - 14, y - 3.4)
    hollow = [
        *trace([(-radius * 0.66, y - dish * 0.72), (-radius * 0.96, y - dish * 0.34), tip], 5),
        *trace([tip, (-radius * 0.98, y + dish * 0.36), (-radius * 0.66, y + dish * 0.73)], 5),
        *trace([(-radius * 0.66, y + dish * 0.73), (-radius * 0.58, y), (-radius * 0.66, y - dish * 0.72)], 5),
    ]
    art.fill(
        polygon(hollow),
        art.linear(
            (tip[0], y),
            (-radius * 0.58, y),
            [(0, at(body.tones, 0.56)), (0.45, at(body.tones, 0.40)), (1, body.tone(0.62, 0, 0.3, 0.88), 0)],
        ),
    )
    front = trace([(-radius - 16, y - 4.6), (-radius * 1.0, y + dish * 0.40), (-radius * 0.66, y + dish * 0.77)], 6)
    art.line(curve(front), at(body.tones, 0.92), 2.2)


@shape("teapot", 250, 176, focus=(-0.18, 0.5))
def teapot(art: Art, look: Look) -> None:
    """Draw a teapot with an ear or a bail handle."""
    material = look.made_of("stoneware", "porcelain", "iron", "enamel")
    body = surface(look.main, material)
    profile = [(46, 0), *trace([(50, 2), (72, 24), (80, 54), (70, 86), (44, 104), (40, 107)])]
    bail = look.choose(True, False)
    with art.moved(8, 0):
        if not bail:
            ear(art, [(66, 92), (106, 102), (116, 72), (100, 42), (70, 30)], (14, 12, 11, 11, 13), body)
        _spout(art, body, material)
        lathe.shadow(art, profile)
        ware(art, profile, look.main, material, look.rng("glaze"), foot=8)
        if body.gloss:
            shine(art, profile, 34, 86, 0.5 * body.gloss + 0.1)
        if bail:
            _bail(art, look)
        _lid(art, look, material)
        if bail:
            _bail(art, look, front=True)


def _spout(art: Art, body: Surface, material: str) -> None:
    points = trace([(-58, -36), (-86, -52), (-100, -80), (-114, -104)], 8)
    widths = [40 - 25 * (index / (len(points) - 1)) ** 0.8 for index in range(len(points))]
    tube(art, points, widths, body)
    with art.moved(-115.5, -105.5, 1, -32):
        edge = mix(at(body.tones, 0.85), CLAY, 0.35 if material == "stoneware" else 0.0)
        art.fill(ellipse(0, 0, 8.4, 3.6), edge)
        art.fill(ellipse(0.3, 0.3, 6.2, 2.3), at(body.tones, 0.12))


def _lid(art: Art, look: Look, material: str) -> None:
    colour = look.second(look.colours[0])
    lid = surface(colour, material)
    seat = [(43, 104), *trace([(44, 106), (38, 114), (20, 121), (0, 123)])]
    art.fill(ellipse(0, -103 * art.rise, 45.5, 45.5 * art.tilt), "#1d120b", 0.35)
    lathe.turned(art, seat, lid)
    knob = [(6, 121), *trace([(6, 124), (11, 131), (11, 136), (6, 140), (0, 141)])]
    wood = surface(PALETTE["oak"], "wood") if look.seed % 3 == 2 else lid
    lathe.turned(art, knob, wood)


def _bail(art: Art, look: Look, *, front: bool = False) -> None:
    """Draw the overhead handle; its lugs sit left and right on the shoulder."""
    wire = surface(PALETTE["brass"], "brass") if look.seed % 2 else surface(PALETTE["walnut"], "wood")
    arch = [(-60, -94), (-66, -124), (-44, -164), (0, -178), (44, -164), (66, -124), (60, -94)]
    if front:
        for side in (-1, 1):
            with art.moved(60 * side, -93):
                art.fill(ellipse(0, 0, 5.5, 5), at(surface(look.main, "matte").tones, 0.42))
                art.fill(ellipse(-0.8, -1, 3.8, 3.4), at(surface(look.main, "matte").tones, 0.72))
        return
    points = trace(arch, 8)
    tube(
        art, points, [5.5 + 3.2 * (1 - abs(index / (len(points) - 1) - 0.5) * 2) for index in range(len(points))], wire
    )
