"""Thrown ware without handles: tumblers, bowls, plates, vases, planters."""

from __future__ import annotations

import math

from shop.demo.pictures import lathe
from shop.demo.pictures.art import Art, Shape
from shop.demo.pictures.colour import mix, tuned
from shop.demo.pictures.geometry import arc_point, ellipse, trace
from shop.demo.pictures.glaze import lip, shine, ware
from shop.demo.pictures.lathe import Profile
from shop.demo.pictures.look import Look, shape
from shop.demo.pictures.props import bouquet, lemon, plant
from shop.demo.pictures.surfaces import surface


def pot(
    art: Art,
    look: Look,
    profile: Profile,
    inside: Profile,
    *,
    wall: float,
    foot: float,
    material: str,
    dip: str = "",
    bars: tuple[float, float] = (0.28, 0.86),
) -> None:
    """Draw an open vessel with its shadow: outside, hollow and lip."""
    rng = look.rng("glaze")
    radius, height = profile[-1]
    lathe.shadow(art, profile)
    body = ware(art, profile, look.main, material, rng, foot=foot, dip=dip)
    top = dip or look.main
    lathe.hollow(art, inside, surface(top, material), floor=0.42)
    lip(art, radius, height, wall, top, material)
    if body.gloss:
        shine(art, profile, height * bars[0], height * bars[1], 0.55 * body.gloss + 0.08)


@shape("tumbler", 84, 112)
def tumbler(art: Art, look: Look) -> None:
    """Draw a beaker: straight, waisted or with a soft belly."""
    profile: Profile = look.choose(
        [(27, 0), *trace([(29, 1.5), (32, 8), (36, 50), (40, 108)])],
        [(28, 0), *trace([(30, 1.5), (34, 9), (36, 34), (34.5, 66), (38, 106)])],
        [(26, 0), *trace([(29, 2), (36, 16), (40, 44), (39.5, 72), (37, 98)])],
    )
    radius, height = profile[-1]
    inside = trace([(radius - 2.2, height), (radius - 4, height * 0.6), (30, 12), (0, 8)], 5)
    material = look.made_of("stoneware", "porcelain", "enamel", "terracotta")
    dip = look.second("chalk") if len(look.colours) > 1 else ""
    pot(art, look, profile, inside, wall=2.4, foot=7, material=material, dip=dip)


@shape("bowl", 172, 92, focus=(0.15, 0.7))
def bowl(art: Art, look: Look) -> None:
    """Draw a bowl on a foot ring."""
    profile: Profile = look.choose(
        [(33, 0), (34, 7), *trace([(35, 7.5), (58, 20), (78, 46), (86, 78)])],
        [(40, 0), (41, 6), *trace([(43, 6.5), (72, 14), (83, 34), (84, 62)])],
        [(30, 0), (31, 9), *trace([(32, 9.5), (46, 22), (66, 50), (82, 90)])],
    )
    radius, height = profile[-1]
    inside = look.choose(
        trace([(83.4, 78), (75, 46), (54, 23), (26, 13), (0, 11)], 6),
        trace([(81.4, 62), (80, 36), (66, 17), (36, 10), (0, 9)], 6),
        trace([(79.4, 90), (63, 52), (43, 27), (22, 15), (0, 13)], 6),
    )
    material = look.made_of("stoneware", "porcelain", "enamel", "terracotta", "wood")
    lathe.shadow(art, profile)
    inner = look.second(look.colours[0])
    lathe.hollow(art, inside, surface(inner, material), floor=0.8)
    lip(art, radius, height, 2.6, inner, material)
    if look.seed % 4 == 3:
        _fruit(art, height)
    body = ware(art, profile, look.main, material, look.rng("glaze"), foot=5, mouth=True)
    lip(art, radius, height, 2.6, inner, material, front=True)
    if body.gloss:
        shine(art, profile, height * 0.42, height * 0.9, 0.5 * body.gloss + 0.06)


def _fruit(art: Art, height: float) -> None:
    """Lay lemons into a bowl of that height."""
    for x, lift, degrees in ((26, 0.86, 16), (-26, 0.82, -28), (4, 0.66, -8)):
        with art.moved(x, -height * lift * art.rise + 8, 0.92):
            lemon(art, degrees, shadow=False)


@shape("vase", 150, 262, focus=(0.1, 0.8))
def vase(art: Art, look: Look) -> None:
    """Draw a vase; some hold a dry stem."""
    profile: Profile = look.choose(
        [(42, 0), *trace([(44, 2), (60, 30), (74, 86), (70, 132), (42, 178), (22, 204), (19, 224), (25, 242)])],
        [(36, 0), *trace([(38, 2), (44, 20), (56, 90), (60, 150), (52, 196), (34, 222), (30, 234), (34, 246)])],
        [
            (46, 0),
            *trace([(49, 2), (66, 26), (74, 62), (62, 104), (34, 134), (18, 160), (15, 200), (17, 240), (22, 256)]),
        ],
        [(40, 0), *trace([(42, 2), (46, 40), (52, 120), (57, 180), (55, 214), (46, 228), (44, 236)])],
    )
    radius, height = profile[-1]
    material = look.made_of("stoneware", "porcelain", "terracotta", "enamel")
    dip = look.second("chalk") if len(look.colours) > 1 else ""
    inside = trace([(radius - 3, height), (radius - 6, height - 16), (radius - 8, height - 60)], 6)
    if look.seed % 2 == 0:
        pot(art, look, profile, inside, wall=3, foot=8, material=material, dip=dip, bars=(0.36, 0.66))
        return
    with art.moved(0, 0, 0.74):
        pot(art, look, profile, inside, wall=3, foot=8, material=material, dip=dip, bars=(0.36, 0.66))
        mouth = -height * art.rise + (radius - 3) * art.tilt * 0.85
        bouquet(art, 0, mouth, look.choose("round", "grass", "narrow"), look.rng("branch"), 0.8)
        lip(art, radius, height, 3, dip or look.main, material, front=True)


@shape("plate", 270, 60, stage="high", focus=(0.1, 0.2))
def plate(art: Art, look: Look) -> None:
    """Draw a stack of plates."""
    material = look.made_of("stoneware", "porcelain", "enamel")
    outer = [(78, 0), (80, 5), *trace([(84, 5.5), (118, 12), (134, 24)])]
    inner = trace([(131.6, 24), (116, 14.5), (98, 10), (84, 9), (0, 8.6)], 8)
    for index in range(look.choose(1, 3, 2)):
        with art.moved(0, -index * 13 * art.rise):
            if index == 0:
                lathe.shadow(art, outer)
            tone = look.main if index % 2 == 0 else look.second(look.colours[0])
            ware(art, outer, tone, material, look.rng(f"plate{index}"), foot=7)
            lathe.hollow(art, inner, surface(tone, material), floor=0.92)
            if material == "stoneware":
                _strewn(art, tone, look)
            lip(art, 134, 24, 2.6, tone, material)


@shape("planter", 210, 390, focus=(0.05, 0.4))
def planter(art: Art, look: Look) -> None:
    """Draw a flower pot on a saucer."""
    material = look.made_of("terracotta", "stoneware", "porcelain")
    saucer = [(62, 0), *trace([(66, 1), (78, 8), (80, 16)])]
    lathe.shadow(art, saucer, strength=0.2)
    lathe.turned(art, saucer, surface(tuned(look.main, -0.02), material))
    lathe.hollow(art, [(77.5, 16), (74, 8), (0, 6)], surface(look.main, material))
    lip(art, 80, 16, 2.5, look.main, "porcelain")
    with art.moved(0, -6 * art.rise):
        profile: Profile = look.choose(
            [(52, 0), (82, 128), (83, 130), (90, 131), (92, 132), (94, 160)],
            [(56, 0), *trace([(60, 4), (76, 60), (82, 110), (84, 156)])],
        )
        radius, height = profile[-1]
        inside = [(radius - 5, height), (radius - 9, height - 22), (0, height - 23)]
        pot(art, look, profile, inside, wall=5, foot=0, material=material)
        soil = mix("#3b2a20", look.main, 0.08)
        art.fill(lathe.lens(art, (radius - 5, height), (radius - 9, height - 20)), soil)
        plant(art, 0, -(height - 18) * art.rise, look.rng("plant"), look.seed)
        lip(art, radius, height, 5, look.main, material, front=True)


def _strewn(art: Art, colour: str, look: Look) -> None:
    """Strew iron spots over the face of a plate."""
    rng = look.rng("face")
    spots: Shape = []
    for _ in range(90):
        x, y = arc_point(0, -9 * art.rise, 1, art.tilt, rng.uniform(0, 360))
        share = 118 * math.sqrt(rng.random())
        size = rng.choice((0.5, 0.6, 0.8, 1.2))
        spots += ellipse(x * share, -9 * art.rise + (y + 9 * art.rise) * share, size, size * art.tilt)
    art.fill(spots, mix("#3a2416", colour, 0.15), 0.34)
