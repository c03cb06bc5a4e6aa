"""Glass: seen through, dark where it turns away, with the window in it."""

from __future__ import annotations

import math

from shop.demo.pictures import lathe
from shop.demo.pictures.art import Art, Shape
from shop.demo.pictures.ceramics import pot
from shop.demo.pictures.colour import mix, tuned
from shop.demo.pictures.geometry import arc_point, ellipse, trace
from shop.demo.pictures.glaze import cut
from shop.demo.pictures.lathe import Profile, half_ring
from shop.demo.pictures.look import Look, shape
from shop.demo.pictures.palette import PALETTE
from shop.demo.pictures.surfaces import surface

CLEAR = {"chalk", "cream", "steel", "oat", "linen"}  # colours that stand for colourless glass


def tint(look: Look) -> tuple[str, float]:
    """Return the colour of the glass and how deep it is."""
    if look.colours[0] in CLEAR:
        return "#6f8a88", 0.0
    return look.main, 0.34


def glow(art: Art, profile: Profile, colour: str, depth: float) -> None:
    """Throw the pale shadow of glass, with the light that it gathers."""
    lathe.shadow(art, profile, strength=0.13 + 0.1 * depth, length=0.66, contact=0.26)
    radius = max(r for r, _ in profile)
    height = max(h for _, h in profile)
    if depth:
        art.haze(ellipse(radius + height * 0.2, -height * 0.03, height * 0.26, radius * 0.3), colour, 0.34, 5)
    art.haze(ellipse(radius * 1.15 + height * 0.16, -height * 0.03, height * 0.17, radius * 0.12), "#fff8e6", 0.5, 5)
    art.haze(ellipse(radius * 1.05 + height * 0.08, -height * 0.012, height * 0.07, radius * 0.05), "#fffaf0", 0.6, 2.5)


def shell(art: Art, profile: Profile, colour: str, depth: float, *, base: float = 4.0) -> None:
    """Draw the back and the body of a glass."""
    top = profile[-1]
    art.line(half_ring(art, top, front=False), tuned(colour, -0.12), 1.1, 0.45)
    art.fill(lathe.outline(art, profile), colour, 0.10 + depth)
    for reach, opacity in ((60, 0.05), (72, 0.08), (81, 0.14)):
        for left, right in ((-90, -reach), (reach, 90)):
            art.fill(lathe.patch(art, profile, left, right), tuned(colour, -0.20), opacity + depth * 0.24)
    foot = profile[0]
    art.fill(
        ellipse(0, -foot[1] * art.rise - base * art.rise * 0.5, foot[0] * 0.94, foot[0] * art.tilt * 0.9),
        tuned(colour, -0.16),
        0.16 + depth * 0.3,
    )
    art.fill(
        ellipse(foot[0] * 0.1, -foot[1] * art.rise - base * art.rise, foot[0] * 0.84, foot[0] * art.tilt * 0.76),
        "#ffffff",
        0.30,
    )
    art.line(half_ring(art, (foot[0] * 0.93, foot[1] + base * 0.3), front=True), "#ffffff", 1.0, 0.75)


def water(art: Art, profile: Profile, level: float, colour: str = "#a8c6c6", opacity: float = 0.22) -> None:
    """Fill a glass up to a height."""
    inner = [(max(0.5, r - 2.4), h) for r, h in cut(profile, 6, level)]
    radius = inner[-1][0]
    art.fill(lathe.outline(art, inner), colour, opacity)
    art.fill(lathe.patch(art, inner, -90, -64), tuned(colour, -0.2), opacity * 0.8)
    art.fill(lathe.patch(art, inner, 66, 90), "#ffffff", 0.28)
    y = -level * art.rise
    art.fill(
        ellipse(0, y, radius, radius * art.tilt),
        art.linear((-radius, 0), (radius, 0), [(0, "#ffffff", 0.2), (0.6, "#ffffff", 0.55), (1, "#ffffff", 0.25)]),
    )
    art.line(half_ring(art, (radius, level), front=True), tuned(colour, -0.3), 0.8, 0.35)


def sparkle(art: Art, profile: Profile, low: float, high: float, strength: float = 0.8) -> None:
    """Put the window and its counter-light on a glass, and close its lip in front."""
    part = cut(profile, low, high)
    fade = art.linear(
        (0, -high * art.rise),
        (0, -low * art.rise),
        [(0, "#ffffff", 0.1), (0.12, "#ffffff", strength), (0.8, "#ffffff", strength * 0.55), (1, "#ffffff", 0)],
    )
    art.fill(lathe.patch(art, part, -58, -46), fade)
    art.fill(lathe.patch(art, part, -43, -39), fade, 0.6)
    art.fill(lathe.patch(art, part, 62, 68), fade, 0.45)
    art.line(half_ring(art, profile[-1], front=True), "#ffffff", 1.5, 0.9)
    art.line(half_ring(art, (profile[-1][0] - 0.9, profile[-1][1] - 1.2), front=True), "#4b5f5e", 0.6, 0.4)


@shape("glass", 84, 116, focus=(0.15, 0.75))
def glass(art: Art, look: Look) -> None:
    """Draw a water glass, ribbed, conical or curved."""
    colour, depth = tint(look)
    profile = look.choose(
        [(30, 0), *trace([(32, 1), (34, 10), (39, 108)])],
        [(32, 0), *trace([(35, 2), (39, 22), (40, 60), (37, 92)])],
        [(28, 0), *trace([(31, 2), (33, 20), (33, 124)])],
    )
    height = profile[-1][1]
    glow(art, profile, colour, depth)
    shell(art, profile, colour, depth, base=7)
    water(art, profile, height * 0.62)
    if look.seed % 3 == 0:
        for angle in range(-75, 80, 15):
            spread = 4.2 * math.cos(math.radians(angle))
            art.fill(
                lathe.patch(art, cut(profile, 8, height * 0.78), angle - spread / 2, angle + spread / 2),
                "#ffffff",
                0.26,
            )
            art.fill(
                lathe.patch(art, cut(profile, 8, height * 0.78), angle + spread / 2, angle + spread),
                tuned(colour, -0.25),
                0.14,
            )
    sparkle(art, profile, height * 0.12, height * 0.94)


@shape("wine-glass", 92, 224, focus=(0.1, 0.78))
def wine_glass(art: Art, look: Look) -> None:
    """Draw a stemmed glass with a little wine."""
    colour, depth = tint(look)
    foot = [(38, 0), (38, 1.5), *trace([(37, 2), (16, 4.5), (5, 10)])]
    stem = trace([(5, 10), (3, 26), (2.6, 70), (4, 98)])
    bowl = look.choose(
        trace([(4, 98), (26, 108), (42, 138), (43, 166), (36, 218)]),
        trace([(4, 98), (20, 106), (34, 132), (39, 176), (40, 208)]),
    )
    art.haze(ellipse(4, 1, 40, 40 * art.tilt), "#20150e", 0.3, 3)
    with art.moved(0, 0):
        glow(art, [*foot, *stem, *bowl], colour, depth)
    art.fill(ellipse(0, 0, 38, 38 * art.tilt), colour, 0.16 + depth * 0.6)
    art.line(half_ring(art, (38, 0), front=True), "#ffffff", 1.3, 0.85)
    art.line(half_ring(art, (37, 0.8), front=False), tuned(colour, -0.15), 0.8, 0.4)
    shell(art, [*foot[3:], *stem], colour, depth + 0.06, base=0)
    art.fill(lathe.patch(art, stem, -40, -10), "#ffffff", 0.7)
    art.line(half_ring(art, bowl[-1], front=False), tuned(colour, -0.12), 0.9, 0.45)
    wine = PALETTE[look.colours[1]] if len(look.colours) > 1 else look.choose("#7b2436", "#d9b45c")
    level = 142
    inner = [(max(0.3, r - 1.2), h + 0.8) for r, h in cut(bowl, 98, level)]
    art.fill(
        lathe.outline(art, inner),
        art.linear(
            (-40, 0),
            (40, 0),
            [(0, tuned(wine, -0.12), 0.9), (0.55, wine, 0.82), (0.85, tuned(wine, 0.12), 0.8), (1, wine, 0.85)],
        ),
    )
    radius = inner[-1][0]
    art.fill(ellipse(0, -level * art.rise, radius, radius * art.tilt), tuned(wine, 0.08), 0.85)
    art.fill(lathe.outline(art, bowl), colour, 0.07 + depth * 0.7)
    for reach, opacity in ((66, 0.06), (80, 0.13)):
        for left, right in ((-90, -reach), (reach, 90)):
            art.fill(lathe.patch(art, bowl, left, right), tuned(colour, -0.2), opacity)
    sparkle(art, bowl, 124, 205, 0.7)


@shape("carafe", 130, 260, focus=(0.1, 0.7))
def carafe(art: Art, look: Look) -> None:
    """Draw a carafe with water, or a thrown one."""
    profile = look.choose(
        [(44, 0), *trace([(47, 2), (58, 22), (62, 62), (50, 118), (26, 166), (22, 196), (26, 236)])],
        [(48, 0), *trace([(51, 2), (53, 30), (50, 120), (38, 168), (31, 200), (33, 248)])],
    )
    radius, height = profile[-1]
    if look.made_of("glass", "stoneware", "porcelain") != "glass":
        inside = trace([(radius - 3, height), (radius - 6, height - 20), (radius - 7, height - 60)], 5)
        pot(
            art,
            look,
            profile,
            inside,
            wall=3,
            foot=8,
            material=look.material,
            dip=look.second("chalk") if len(look.colours) > 1 else "",
            bars=(0.12, 0.46),
        )
        return
    colour, depth = tint(look)
    glow(art, profile, colour, depth)
    shell(art, profile, colour, depth, base=6)
    water(art, profile, height * 0.5, mix(colour, "#a8c6c6", 0.5))
    sparkle(art, profile, height * 0.1, height * 0.62)
    art.fill(lathe.patch(art, cut(profile, height * 0.72, height * 0.96), -56, -40), "#ffffff", 0.6)
    stopper = surface(look.second("oak"), "wood")
    lathe.turned(
        art,
        [
            (radius - 1.5, height - 8),
            *trace(
                [
                    (radius - 1, height - 6),
                    (radius + 1, height + 3),
                    (radius + 1.5, height + 16),
                    (radius - 6, height + 21),
                    (0, height + 22),
                ]
            ),
        ],
        stopper,
    )


@shape("bottle", 104, 250, focus=(0.1, 0.72))
def bottle(art: Art, look: Look) -> None:
    """Draw a bottle with a cork: thrown, or of glass."""
    profile = look.choose(
        [(38, 0), *trace([(41, 2), (46, 20), (47, 90), (44, 128), (24, 166), (14, 184), (13, 222), (16, 230)])],
        [(42, 0), *trace([(45, 2), (50, 26), (50, 70), (38, 108), (18, 138), (13, 160), (12, 200), (17, 212)])],
    )
    radius, height = profile[-1]
    cork = [(radius - 4, height - 4), (radius - 3.4, height + 12), (radius - 4, height + 14), (0, height + 14.5)]
    if look.made_of("stoneware", "glass", "porcelain") == "glass":
        colour, depth = tint(look)
        glow(art, profile, colour, depth)
        shell(art, profile, colour, depth, base=6)
        water(art, profile, height * 0.6, mix(colour, "#c9b45e", 0.5), 0.4)
        sparkle(art, profile, height * 0.08, height * 0.62)
    else:
        inside = [(radius - 3, height), (radius - 5, height - 20)]
        dip = look.second("chalk") if len(look.colours) > 1 else ""
        pot(
            art,
            look,
            profile,
            inside,
            wall=3,
            foot=8,
            material=look.made_of("stoneware", "porcelain"),
            dip=dip,
            bars=(0.12, 0.5),
        )
    lathe.turned(art, cork, surface("#c99f6b", "wood"))


@shape("jar", 128, 168, focus=(0.12, 0.8))
def jar(art: Art, look: Look) -> None:
    """Draw a storage jar with a wooden lid."""
    profile = look.choose(
        [(50, 0), *trace([(54, 2), (58, 16), (58, 120), (54, 128)]), (52, 134)],
        [(48, 0), *trace([(52, 2), (60, 30), (62, 70), (56, 104), (48, 114)]), (47, 122)],
    )
    radius, height = profile[-1]
    wood = surface(PALETTE["oak"], "wood")
    if look.made_of("stoneware", "glass", "porcelain", "enamel") == "glass":
        colour, depth = tint(look)
        glow(art, profile, colour, depth)
        _contents(art, look, [(r - 3, h + 1.5) for r, h in cut(profile, 7, height * 0.66)])
        shell(art, profile, colour, depth, base=4)
        sparkle(art, profile, height * 0.1, height * 0.9, 0.7)
    else:
        dip = look.second("chalk") if len(look.colours) > 1 else ""
        pot(
            art,
            look,
            profile,
            [(radius - 4, height), (radius - 6, height - 20)],
            wall=4,
            foot=7,
            material=look.made_of("stoneware", "porcelain", "enamel"),
            dip=dip,
            bars=(0.14, 0.8),
        )
    art.fill(ellipse(0, -height * art.rise, radius + 2, (radius + 2) * art.tilt), "#1d120b", 0.35)
    lathe.turned(
        art,
        [
            (radius + 3, height),
            *trace([(radius + 4, height + 1), (radius + 4, height + 11), (radius + 2, height + 13)]),
            (0, height + 13.5),
        ],
        wood,
    )
    lathe.turned(
        art,
        [(7, height + 13), *trace([(7, height + 16), (12, height + 24), (11, height + 29), (0, height + 32)])],
        wood,
    )


def _contents(art: Art, look: Look, profile: Profile) -> None:
    colour = look.choose("#c79a5b", "#6b4630", "#d9c49a")
    lathe.turned(art, profile, surface(colour, "matte"), dim=0.95)
    radius, height = profile[-1]
    art.fill(ellipse(0, -height * art.rise, radius, radius * art.tilt), tuned(colour, 0.05))
    rng = look.rng("grains")
    for shade in (-0.16, -0.08, 0.07, 0.12):
        grains: Shape = []
        for _ in range(60):
            ring = profile[rng.randrange(len(profile))]
            x, y = lathe.on_surface(art, (ring[0], ring[1] + rng.uniform(-3, 3)), rng.uniform(-80, 80))
            grains += ellipse(x, y, 2.1, 1.5)
        for _ in range(14):
            angle, share = rng.uniform(0, 360), math.sqrt(rng.random())
            x, y = arc_point(0, -height * art.rise, radius * share * 0.94, radius * share * 0.94 * art.tilt, angle)
            grains += ellipse(x, y, 2.1, 1.3)
        art.fill(grains, tuned(colour, shade), 0.8)
