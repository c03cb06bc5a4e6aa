"""Pots, pans, kettles and watering cans: steel, iron, brass and enamel."""

from __future__ import annotations

import math

from shop.demo.pictures import lathe
from shop.demo.pictures.art import Art
from shop.demo.pictures.colour import at, mix, tuned
from shop.demo.pictures.geometry import curve, ellipse, polygon, trace
from shop.demo.pictures.glaze import ground, shine
from shop.demo.pictures.lathe import Profile
from shop.demo.pictures.look import Look, shape
from shop.demo.pictures.palette import PALETTE
from shop.demo.pictures.surfaces import Surface, surface
from shop.demo.pictures.timber import grain
from shop.demo.pictures.tube import tube

METALS = ("enamel", "steel", "iron", "brass", "copper")


def fitting(look: Look) -> Surface:
    """Return what knobs and grips are made of: the second colour tells."""
    name = look.colours[1] if len(look.colours) > 1 else "oak"
    return surface(
        PALETTE[name], {"brass": "brass", "steel": "steel", "oak": "wood", "walnut": "wood"}.get(name, "satin")
    )


def body(art: Art, look: Look, profile: Profile, material: str, low: float, high: float) -> Surface:
    """Draw a metal vessel's outside with its shadow and reflections."""
    skin = surface(look.main, material)
    lathe.shadow(art, profile)
    lathe.turned(art, profile, skin)
    ground(art, profile, skin, 0.36)
    if skin.gloss > 0.2:
        shine(art, profile, low, high, 0.5)
    return skin


def lid(art: Art, look: Look, material: str, radius: float, height: float, dome: float) -> None:
    """Draw a domed lid with its knob."""
    skin = surface(look.main, material)
    art.fill(ellipse(0, -height * art.rise + 0.6, radius + 1, (radius + 1) * art.tilt), "#120b07", 0.45)
    profile = [
        (radius + 1.5, height),
        (radius + 2, height + 3.5),
        *trace(
            [
                (radius - 1, height + 5),
                (radius * 0.72, height + 5 + dome * 0.6),
                (radius * 0.3, height + 4 + dome),
                (0, height + 5 + dome),
            ],
            10,
        ),
    ]
    lathe.turned(art, profile, skin)
    if skin.gloss > 0.2:
        art.fill(
            lathe.patch(art, [p for p in profile if p[0] > radius * 0.35 and p[1] > height + 5], -62, -48),
            "#fffefa",
            0.4,
        )
    top = height + 4 + dome
    lathe.turned(
        art,
        [(6, top), *trace([(6, top + 4), (13, top + 11), (13, top + 16), (6, top + 20), (0, top + 21)])],
        fitting(look),
    )


@shape("pot", 300, 210, focus=(0.12, 0.62))
def pot(art: Art, look: Look) -> None:
    """Draw a lidded casserole with two loops."""
    material = look.made_of(*METALS)
    height = look.choose(104, 128)
    profile = [(84, 0), *trace([(92, 2), (104, 14), (107, 40), (108, height)])]
    skin = surface(look.main, material)
    for side in (-1, 1):
        points = [
            (side * x, -h * art.rise)
            for x, h in (
                (102, height * 0.86),
                (128, height * 0.88),
                (136, height * 0.78),
                (128, height * 0.70),
                (102, height * 0.68),
            )
        ]
        tube(art, trace(points, 6), 11, skin)
    body(art, look, profile, material, height * 0.2, height * 0.86)
    lathe.rim(art, 108, height, 3, tuned(look.main, 0.12), tuned(look.main, -0.06))
    lid(art, look, material, 106, height, look.choose(26, 18))


@shape("pan", 420, 150, stage="high", focus=(0.1, 0.4))
def pan(art: Art, look: Look) -> None:
    """Draw a frying pan, its handle towards the right."""
    material = look.made_of("iron", "steel", "copper", "enamel")
    skin = surface(look.main, material)
    profile = [(96, 0), *trace([(101, 1), (118, 18), (128, 42)])]
    with art.moved(-82, 0):
        lathe.shadow(art, profile)
        _pan_handle(art, look, skin)
        lathe.turned(art, profile, skin)
        ground(art, profile, skin, 0.4)
        inner = surface(
            look.main if material != "enamel" else "#2c2a29", "iron" if material in ("iron", "enamel") else material
        )
        lathe.hollow(art, [*trace([(125, 42), (115, 20), (98, 5)], 5), (92, 4), (0, 4)], inner, floor=0.9)
        y = -4 * art.rise
        glow = art.radial(
            (-30, y - 14), 84, 84 * art.tilt, [(0, "#ffffff", 0.30), (0.5, "#ffffff", 0.10), (1, "#ffffff", 0)]
        )
        art.fill(ellipse(0, y, 93, 93 * art.tilt), glow)
        for radius in (91, 60):
            art.line(ellipse(0, y, radius, radius * art.tilt), "#ffffff", 0.7, 0.14)
        lathe.rim(art, 128, 42, 3.2, at(skin.tones, 0.86), at(skin.tones, 0.44))


def _pan_handle(art: Art, look: Look, skin: Surface) -> None:
    start, end = art.ground(112, 16, 34), art.ground(300, 66, 52)
    spine = [
        (
            start[0] + (end[0] - start[0]) * t / 14,
            start[1] + (end[1] - start[1]) * t / 14 - 10 * math.sin(math.pi * t / 14),
        )
        for t in range(15)
    ]
    art.haze(
        polygon([(x + 16, y + 46) for x, y in [*spine, *((px, py + 16) for px, py in reversed(spine))]]),
        "#2a1d14",
        0.26,
        7,
    )
    wooden = len(look.colours) > 1
    tube(art, spine[: 6 if wooden else 15], 15 if wooden else 22, skin)
    if wooden:
        grip = fitting(look)
        widths = [19 + 7 * math.sin(math.pi * (index + 1) / 12) for index in range(11)]
        tube(art, spine[4:], widths, grip)
        if not grip.metal:
            grain(art, spine[4:], [w * 0.8 for w in widths], grip.tones[60], look.rng("grain"), lines=6)
    x, y = spine[-2]
    art.fill(ellipse(x - 2, y - 1, 5.5, 3.6), "#1a1310", 0.75)


@shape("kettle", 280, 250, focus=(-0.1, 0.5))
def kettle(art: Art, look: Look) -> None:
    """Draw a stove kettle with a bail handle."""
    material = look.made_of("steel", "enamel", "iron", "copper", "brass")
    skin = surface(look.main, material)
    profile: Profile = look.choose(
        [(88, 0), *trace([(95, 2), (100, 12), (97, 40), (80, 92), (52, 124), (44, 128)])],
        [(84, 0), *trace([(92, 2), (104, 34), (98, 76), (70, 108), (44, 118)])],
    )
    top = profile[-1][1]
    with art.moved(10, 0):
        spout = trace([(-78, -62), (-112, -76), (-128, -108), (-142, -122)], 8)
        tube(art, spout, [34 - 20 * (index / (len(spout) - 1)) ** 0.7 for index in range(len(spout))], skin)
        with art.moved(-144, -123.5, 1, -38):
            art.fill(ellipse(0, 0, 8, 3.4), at(skin.tones, 0.9))
            art.fill(ellipse(0.4, 0.3, 6, 2.1), "#15100c")
        body(art, look, profile, material, 20, top * 0.7)
        lid(art, look, material, 44, top, 13)
        arch = trace(
            [
                (-70, -top + 26),
                (-78, -top - 40),
                (-52, -top - 92),
                (0, -top - 104),
                (52, -top - 92),
                (78, -top - 40),
                (70, -top + 26),
            ],
            8,
        )
        tube(art, arch, 7.5, surface(PALETTE["steel"], "steel") if material != "brass" else skin)
        tube(art, arch[16:33], [10 + 5 * math.sin(math.pi * index / 16) for index in range(17)], fitting(look))
        for side in (-1, 1):
            art.fill(ellipse(70 * side, -top + 24, 6.5, 6.5), at(skin.tones, 0.34))
            art.fill(ellipse(70 * side - 1, -top + 23, 4.4, 4.4), at(skin.tones, 0.82))


@shape("watering-can", 330, 230, focus=(0.05, 0.6))
def watering_can(art: Art, look: Look) -> None:
    """Draw a watering can with a long spout."""
    material = look.made_of("enamel", "steel", "brass", "copper")
    skin = surface(look.main, material)
    profile: Profile = look.choose(
        [(62, 0), (64, 2), (64, 5), (62, 7), (56, 118), (57, 121), (55, 124)],
        [(54, 0), *trace([(58, 2), (68, 30), (66, 80), (46, 118), (40, 128)])],
    )
    radius, height = profile[-1]
    with art.moved(26, 0):
        loop = trace(
            [
                (radius - 8, -height * art.rise + 2),
                (radius + 30, -height - 34),
                (radius + 66, -height + 14),
                (radius + 52, -height * 0.44),
                (58, -height * 0.2),
            ],
            8,
        )
        tube(art, loop, 9, skin)
        spout = trace([(-48, -26), (-96, -58), (-132, -112), (-168, -150)], 8)
        tube(art, spout, [26 - 15 * (index / (len(spout) - 1)) ** 0.8 for index in range(len(spout))], skin)
        with art.moved(-169, -152, 1, -44):
            art.fill(ellipse(0, 0, 7, 3), at(skin.tones, 0.9))
            art.fill(ellipse(0.4, 0.4, 5, 1.8), "#15100c")
        body(art, look, profile, material, height * 0.16, height * 0.9)
        lathe.hollow(
            art,
            [(radius - 2, height), (radius - 3, height - 30)],
            surface(mix(look.main, "#000000", 0.2), "matte"),
            floor=0.3,
        )
        cover = [
            (-radius * 0.1, -height * art.rise + radius * art.tilt),
            *(
                (radius * math.cos(math.radians(a)), -height * art.rise + radius * art.tilt * math.sin(math.radians(a)))
                for a in range(85, -90, -12)
            ),
        ]
        art.fill(polygon(cover), art.linear((0, 0), (radius, 0), [(0, at(skin.tones, 0.72)), (1, at(skin.tones, 0.5))]))
        lathe.rim(art, radius, height, 2.2, at(skin.tones, 0.92), at(skin.tones, 0.5))
        art.line(
            curve(
                [
                    (-radius * 0.1, -height * art.rise + radius * art.tilt),
                    (0, -height * art.rise),
                    (-2, -height * art.rise - radius * art.tilt),
                ]
            ),
            at(skin.tones, 0.4),
            1.2,
        )
