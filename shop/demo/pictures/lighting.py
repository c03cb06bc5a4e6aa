"""Lamps and candles, and the light they give."""

from __future__ import annotations

import math
from dataclasses import replace

from shop.demo.pictures import lathe
from shop.demo.pictures.art import Art, Point
from shop.demo.pictures.colour import at, mix, tuned
from shop.demo.pictures.geometry import curve, ellipse, polyline, trace
from shop.demo.pictures.glaze import ground, shine, ware
from shop.demo.pictures.lathe import Profile, half_ring
from shop.demo.pictures.look import Look, shape
from shop.demo.pictures.surfaces import surface
from shop.demo.pictures.tube import tube

WARM = "#ffdf9e"


def halo(art: Art, x: float, y: float, radius: float, strength: float) -> None:
    """Light up the wall around a lamp."""
    paint = art.radial(
        (x, y),
        radius,
        radius,
        [(0, "#fff3d2", 0.95), (0.3, "#ffe6ad", 0.55), (0.65, "#ffdf9e", 0.16), (1, "#ffdf9e", 0)],
        soft=True,
    )
    art.wash(ellipse(x, y, radius, radius), paint, strength)


def flame(art: Art, x: float, y: float, size: float = 1.0) -> None:
    """Draw a candle flame standing on (x, y)."""
    halo(art, x, y - 14 * size, 150 * size, 0.75)
    with art.moved(x, y, size):
        art.line(polyline([(0, 6), (0.6, -2)]), "#2b1d14", 1.4)
        glow = art.radial((0, -13), 34, 40, [(0, "#fff0c4", 0.75), (0.35, "#ffdd92", 0.28), (1, "#ffd27a", 0)])
        art.fill(ellipse(0, -13, 34, 40), glow)
        drop = curve(
            [(0, -32), (3.2, -22), (5.6, -11), (4, -3), (0, -0.5), (-4, -3), (-5.6, -11), (-3.2, -22)], closed=True
        )
        art.fill(
            drop, art.linear((0, -32), (0, 0), [(0, "#ffb347"), (0.35, "#ffd982"), (0.75, "#fff6d8"), (1, "#a9c2e6")])
        )


def wax(art: Art, radius: float, height: float, colour: str, base: float = 0.0) -> None:
    """Draw a candle that glows near its flame."""
    body = surface(colour, "wax")
    profile = [(radius, base), (radius, base + height - 2), (radius - 1.5, base + height)]
    lathe.turned(art, profile, body)
    top = -(base + height) * art.rise
    pool = art.radial(
        (0, top),
        radius,
        radius * art.tilt,
        [(0, mix(colour, "#fff2cc", 0.75)), (0.7, mix(colour, "#ffe7b0", 0.45)), (1, tuned(colour, 0.05))],
    )
    art.fill(ellipse(0, top, radius - 1, (radius - 1) * art.tilt), pool)
    glow = art.linear(
        (0, top), (0, top + min(70, height)), [(0, "#fff0c2", 0.62), (0.4, "#ffe3a3", 0.25), (1, "#ffe3a3", 0)]
    )
    lit = [(radius - 0.4, base + max(0.0, height - 70)), (radius - 0.4, base + height - 2)]
    art.fill(lathe.patch(art, lit, -90, 90), glow)
    flame(art, 0, top - 2, 0.9)


@shape("candle", 210, 220, stage="dusk", focus=(0.05, 0.8))
def candle(art: Art, look: Look) -> None:
    """Draw pillar candles of different heights."""
    second = look.second(look.colours[0])
    group = look.choose(
        ((-42, 0, 34, 128, look.main), (44, 22, 30, 76, second)),
        ((0, 0, 40, 150, look.main),),
        ((-50, 4, 26, 96, second), (0, -14, 32, 160, look.main), (48, 18, 28, 62, second)),
    )
    for x, z, radius, height, colour in sorted(group, key=lambda one: one[1]):
        with art.moved(*art.ground(x, z)):
            lathe.shadow(art, [(radius, 0), (radius, height)])
            wax(art, radius, height, colour)
            ground(art, [(radius, 0), (radius, height)], surface(colour, "wax"), 0.24)


@shape("candle-holder", 180, 290, stage="dusk", focus=(0.05, 0.4))
def candle_holder(art: Art, look: Look) -> None:
    """Draw a taper in its holder: a turned stick or a plate with a ring."""
    material = look.made_of("brass", "stoneware", "steel", "wood", "iron", "porcelain")
    body = surface(look.main, material)
    if look.seed % 2:
        profile = [(56, 0), *trace([(58, 1), (64, 8), (66, 12)])]
        loop = trace([(58, -10), (84, -16), (98, -34), (86, -50), (68, -40), (60, -22)], 7)
        lathe.shadow(art, [*profile, (14, 14), (14, 34)])
        tube(art, loop, 7, body)
        lathe.turned(art, profile, body)
        lathe.hollow(art, [(63, 12), (58, 6), (0, 5)], body, floor=0.85)
        with art.moved(0, -4 * art.rise):
            lathe.turned(art, [(20, 0), *trace([(16, 3), (13, 10), (13, 34), (16, 38)])], body)
        height = 38.0
    else:
        profile = [
            (50, 0),
            *trace([(52, 2), (50, 8), (24, 16), (9, 30), (7, 52), (12, 62), (7, 74), (7, 104), (13, 118), (18, 122)]),
        ]
        lathe.shadow(art, profile)
        lathe.turned(art, profile, body)
        height = 122.0
    ground(art, profile, body, 0.3)
    art.fill(ellipse(0, -height * art.rise, 15, 15 * art.tilt), at(body.tones, 0.3))
    wax(art, 10, 150, look.second("cream"), height)


@shape("lantern", 170, 290, stage="dusk", focus=(0.05, 0.45))
def lantern(art: Art, look: Look) -> None:
    """Draw a lantern with a candle behind glass."""
    material = look.made_of("iron", "brass", "steel", "wood")
    frame = surface(look.main, material)
    lathe.shadow(art, [(66, 0), (62, 200)], strength=0.26)
    lathe.turned(art, [(64, 0), (68, 3), (68, 12), (64, 16)], frame)
    art.fill(ellipse(0, -16 * art.rise, 62, 62 * art.tilt), at(frame.tones, 0.3))
    for x in (-38, 38):
        art.line(
            polyline([(x, -16 - 58 * art.tilt * 0.76 + 2), (x, -192 - 58 * art.tilt * 0.76)]), at(frame.tones, 0.34), 5
        )
    wax(art, 26, 72, look.second("cream"), 18)
    pane = [(58, 18), (58, 190)]
    art.fill(lathe.outline(art, pane), "#fff4d6", 0.16)
    for left, right, paint, opacity in (
        (-90, -74, "#51615f", 0.14),
        (74, 90, "#51615f", 0.16),
        (-62, -48, "#ffffff", 0.42),
        (-44, -40, "#ffffff", 0.26),
        (60, 66, "#ffffff", 0.25),
    ):
        art.fill(lathe.patch(art, pane, left, right), paint, opacity)
    roof = [(66, 188), *trace([(70, 190), (70, 198), (58, 208), (26, 232), (14, 240)]), (12, 252), (0, 254)]
    for angle in (-58, 58):
        low, high = lathe.on_surface(art, (64, 16), angle), lathe.on_surface(art, (64, 190), angle)
        tube(art, [low, ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2), high], 6, frame)
    lathe.turned(art, roof, frame)
    ring = [
        (26 * math.cos(a / 24 * math.tau + 1.57), -272 + 24 * math.sin(a / 24 * math.tau + 1.57)) for a in range(25)
    ]
    tube(art, ring, 4.5, frame)


@shape("table-lamp", 250, 400, stage="dusk", focus=(0.0, 0.75))
def table_lamp(art: Art, look: Look) -> None:
    """Draw a table lamp, lit: mushroom, linen shade or dome."""
    form = look.seed % 3
    material = look.made_of("stoneware", "brass", "steel", "enamel", "wood", "porcelain")
    body = surface(look.main, material)
    shade_colour = look.second("cream")
    if form == 0:
        stem: list[Point] = [(58, 0), *trace([(60, 2), (56, 14), (32, 60), (26, 120), (30, 190), (34, 212)])]
        shade = [(112, 206), *trace([(114, 210), (108, 244), (80, 286), (36, 308), (0, 312)], 10)]
    elif form == 1:
        stem = [(44, 0), *trace([(48, 2), (66, 34), (70, 74), (50, 118), (20, 144), (12, 158)]), (10, 160), (10, 196)]
        shade = [(108, 190), (72, 330), (72, 332)]
    else:
        stem = [(70, 0), *trace([(72, 2), (70, 10), (20, 16), (7, 22)]), (6, 24), (6, 262)]
        shade = [(92, 232), *trace([(93, 236), (88, 268), (58, 300), (18, 312)]), (12, 322), (0, 324)]
    top = shade[0][1]
    halo(art, 0, -top * art.rise - 40, 330, 0.8)
    lathe.shadow(art, stem, strength=0.30)
    art.haze(ellipse(0, 6, 170, 40), "#ffe9bd", 0.42, 34)
    if material in ("brass", "steel", "wood"):
        lathe.turned(art, stem, body)
        ground(art, stem, body, 0.25)
    else:
        ware(art, stem, look.main, material, look.rng("glaze"), foot=6 if form < 2 else 0)
    lit = art.linear((0, -top * art.rise), (0, -(top - 90) * art.rise), [(0, WARM, 0.62), (1, WARM, 0)])
    art.fill(lathe.patch(art, [p for p in stem if top - 92 < p[1] <= top + 8] or stem[-2:], -90, 90), lit)
    _shade(art, shade, shade_colour if form == 1 else look.second(look.colours[0]), material if form != 1 else "linen")


def _shade(art: Art, shade: list[Point], colour: str, material: str) -> None:
    low, high = shade[0][1], max(h for _, h in shade)
    radius = shade[0][0]
    art.fill(ellipse(0, -low * art.rise, radius, radius * art.tilt), "#ffe9b6")
    if material == "linen":
        glow = surface(mix(colour, "#ffe2a4", 0.55), "matte")
        lathe.turned(art, shade, replace(glow, tones=glow.tones[26:] + glow.tones[-1:] * 26))
        inner = art.radial(
            (0, -(low + (high - low) * 0.35) * art.rise),
            radius,
            (high - low) * 0.62,
            [(0, "#fff9e4", 0.95), (0.55, "#fff0c4", 0.5), (1, "#ffe2a4", 0)],
        )
        art.fill(lathe.outline(art, shade), inner)
        for level in (0.02, 0.98):
            height = low + (high - low) * level
            r = shade[0][0] + (shade[-2][0] - shade[0][0]) * level
            art.line(half_ring(art, (r, height), front=True), tuned(colour, -0.12), 2.2, 0.7)
        threads = []
        for angle in range(-80, 84, 8):
            threads += polyline(
                [lathe.on_surface(art, (shade[0][0], low), angle), lathe.on_surface(art, (shade[-2][0], high), angle)]
            )
        art.threads(threads, tuned(colour, -0.2), 0.16)
        art.fill(ellipse(0, -high * art.rise, shade[-1][0], shade[-1][0] * art.tilt), "#fff3d0")
        art.line(ellipse(0, -high * art.rise, shade[-1][0], shade[-1][0] * art.tilt), tuned(colour, -0.1), 1.6, 0.8)
        return
    skin = surface(colour, "satin" if material in ("stoneware", "wood", "porcelain") else material)
    lathe.turned(art, shade, skin)
    if skin.gloss:
        shine(
            art,
            [p for p in shade if p[0] > 20],
            low + (high - low) * 0.15,
            low + (high - low) * 0.75,
            0.4,
            at=-52,
            wide=10,
        )
    art.line(half_ring(art, (radius - 0.8, low - 0.6), front=True), "#fff3cf", 2.2, 0.95)


@shape("pendant-lamp", 330, 420, stage="wall", focus=(0.0, 0.25))
def pendant_lamp(art: Art, look: Look) -> None:
    """Draw a hanging lamp, seen from a little below."""
    material = look.made_of("enamel", "brass", "copper", "steel", "porcelain", "glass", "rattan", "wood")
    profile: Profile = look.choose(
        [(26, 0), (26, 10), *trace([(28, 12), (60, 22), (112, 60), (148, 128), (150, 140)])],
        [(20, 0), (20, 12), *trace([(22, 14), (76, 60), (92, 100), (90, 150), (76, 176)])],
        [(18, 0), (18, 22), (20, 24), (150, 92), (150, 98)],
    )
    radius, depth = profile[-1]
    skin = replace(surface(look.main, "satin" if material in ("glass", "rattan", "wood") else material), up=-1.0)
    art.line(polyline([(0, -2400), (0, -depth - 40)]), "#2b2622", 3.4)
    art.line(polyline([(-0.8, -2400), (-0.8, -depth - 40)]), "#6a625a", 1.0, 0.8)
    halo(art, 0, 26, 420, 0.85)
    with art.moved(0, -depth - 46, 1, 180, flip=True):  # upside down: its mouth is at the bottom
        lathe.turned(art, profile, skin, mouth=False)
        if skin.gloss:
            shine(art, [p for p in profile if p[1] > 20], depth * 0.35, depth * 0.9, 0.42, at=-54, wide=9)
        warm = replace(
            surface("#ffe0a0", "matte"), tones=tuple(mix("#ffcf86", "#fffbee", 0.25 + 0.7 * i / 95) for i in range(96))
        )
        lathe.hollow(art, [(radius - 2.5, depth), (radius * 0.7, depth * 0.5), (24, 16)], warm, floor=0.95)
        bulb = (0, -(depth - 14) * art.rise)
        art.fill(
            ellipse(*bulb, 60, 34),
            art.radial(bulb, 60, 34, [(0, "#ffffff", 1), (0.4, "#fffbea", 0.9), (1, "#fff0c4", 0)]),
        )
        lathe.rim(art, radius, depth, 2.6, at(skin.tones, 0.7), at(skin.tones, 0.4))
    cap = surface(look.second("brass"), "brass" if len(look.colours) < 2 or look.colours[1] == "brass" else "satin")
    with art.moved(0, -depth - 46):
        lathe.turned(art, [(20, -12), (20, 0), *trace([(18, 4), (8, 12), (5, 26)]), (0, 27)], cap)
