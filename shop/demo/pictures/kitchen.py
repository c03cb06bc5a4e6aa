"""For the cook: mills, boards, spoons."""

from __future__ import annotations

import math

from shop.demo.pictures import lathe
from shop.demo.pictures.art import Art, Point, Shape, Stop
from shop.demo.pictures.colour import at, tuned
from shop.demo.pictures.geometry import curve, ellipse, hole, polygon, rounded, trace
from shop.demo.pictures.glaze import ground
from shop.demo.pictures.look import Look, shape
from shop.demo.pictures.palette import PALETTE
from shop.demo.pictures.surfaces import surface
from shop.demo.pictures.timber import grain, turned_grain
from shop.demo.pictures.tube import ribbon, tube


@shape("grinder", 96, 220, focus=(0.1, 0.72))
def grinder(art: Art, look: Look) -> None:
    """Draw a pepper mill, or a coffee mill with a crank."""
    material = look.made_of("wood", "steel", "brass", "stone")
    skin = surface(look.main, material)
    if look.seed % 2:
        _coffee_mill(art, look)
        return
    profile = [(30, 0), *trace([(32, 1), (32, 10), (25, 30), (20, 66), (22, 100), (28, 122), (28, 130)])]
    cap = trace([(27, 132), (28, 138), (24, 156), (24, 172), (20, 186), (8, 194), (0, 195)])
    lathe.shadow(art, [*profile, *cap])
    lathe.turned(art, profile, skin)
    ground(art, profile, skin)
    if material == "wood":
        turned_grain(art, profile, look.main, look.rng("grain"))
    art.fill(ellipse(0, -131 * art.rise, 28.6, 28.6 * art.tilt), "#170f0a", 0.75)
    lathe.turned(art, cap, skin)
    if material == "wood":
        turned_grain(art, cap, look.main, look.rng("cap"), 16)
    knob = surface(
        PALETTE[look.colours[1]] if len(look.colours) > 1 else PALETTE["brass"],
        "brass" if len(look.colours) < 2 else look.choose("steel", "brass"),
    )
    lathe.turned(art, [(5, 193), *trace([(4, 198), (7.5, 204), (7.5, 209), (4, 213), (0, 214)])], knob)


def _coffee_mill(art: Art, look: Look) -> None:
    steel = surface(PALETTE["steel"], "steel")
    body = surface(look.main, look.made_of("wood", "steel", "brass"))
    profile = [(31, 0), (32, 1), (32, 104), (31, 106)]
    lathe.shadow(art, [*profile, (31, 150)])
    lathe.turned(art, profile, body)
    ground(art, profile, body)
    if not body.metal:
        turned_grain(art, [(32, h) for h in range(1, 105, 8)], look.main, look.rng("grain"))
    lathe.turned(art, [(31, 106), (31, 150), (29, 153), (8, 160), (0, 160)], steel)
    arm = trace([(0, -164 * art.rise), (20, -168 * art.rise), (62, -160 * art.rise)], 6)
    tube(art, arm, 5, steel)
    with art.moved(62, -158 * art.rise):
        lathe.turned(
            art, [(3, 0), *trace([(5, 2), (11, 12), (10, 20), (0, 26)])], surface(look.second("walnut"), "wood")
        )
    lathe.turned(art, [(5, 160), (5, 168), (0, 169)], steel)


@shape("board", 250, 400, focus=(0.0, 0.86))
def board(art: Art, look: Look) -> None:
    """Draw a cutting board leaning against the wall."""
    rng = look.rng("board")
    width, height, neck = look.choose((220, 300, 96), (190, 330, 70), (236, 250, 110))
    half = width / 2
    left = _board_side(half, height, neck)
    whole = [*left, *((-x, y) for x, y in reversed(left))]
    eye = -height - neck + 26
    body = surface(look.main, "wood")
    art.haze(polygon(whole), "#2a1d14", 0.28, 12, shift=(34, 6))
    art.haze(polygon(whole), "#2a1d14", 0.26, 5, shift=(11, 3))
    art.haze(polygon([(-half, -3), (half + 30, -5), (half + 16, 9), (-half + 4, 8)]), "#20150e", 0.55, 4)
    art.fill(
        [*polygon([(x + 9, y - 2.5) for x, y in whole]), *hole(4, eye - 1, 7, 9)],
        art.linear((0, -height), (0, 0), [(0, at(body.tones, 0.30)), (1, at(body.tones, 0.20))]),
    )
    light: list[Stop] = [(0, at(body.tones, 0.80)), (0.45, at(body.tones, 0.62)), (1, at(body.tones, 0.46))]
    art.fill([*polygon(whole), *hole(0, eye, 9, 9)], art.linear((-half, -height), (half, 0), light))
    spine = [(0.0, -4 - (height - 14) * step / 16) for step in range(17)]
    grain(art, spine, [width * 0.97] * 17, look.main, rng, lines=26)
    handle = [(0.0, -height + 6 - (neck - 48) * step / 8) for step in range(9)]
    grain(art, handle, [44.0] * 9, look.main, rng, lines=6)
    for x in look.choose((), (-half / 3, half / 3), ()):
        art.line(polygon([(x, -2), (x, -height + 2)]), tuned(look.main, -0.16), 1.1, 0.5)
    art.line(curve([(x + 1.0, y + 1.2) for x, y in left]), "#fff6e6", 1.8, 0.55)
    if look.seed % 2:
        art.line(trace_loop(eye), PALETTE["walnut"], 3.4)


def _board_side(half: float, height: float, neck: float) -> list[Point]:
    """Return the left edge of a board from its foot to the middle of its handle's end."""
    shoulder = [
        (-half, -height + 40),
        (-half + 8, -height + 12),
        (-half + 36, -height),
        (-30, -height - 8),
        (-24, -height - 30),
    ]
    end = [(-24, -height - 30), (-24, -height - neck + 26), (-14, -height - neck + 5), (0, -height - neck)]
    return [(-half, 0), *trace(shoulder, 6), *trace(end, 6)]


def trace_loop(y: float) -> Shape:
    """Return a leather loop through the hole of a board."""
    return curve([(0, y), (-15, y - 34), (-5, y - 74), (5, y - 74), (15, y - 34), (0, y)])


def wooden(art: Art, points: list[Point], widths: list[float], colour: str, look: Look, name: str) -> None:
    """Draw a flat carved piece of wood with its shadow."""
    outline = polygon(ribbon(points, widths))
    body = surface(colour, "wood")
    art.haze(outline, "#2a1d14", 0.34, 5, shift=(7, 8))
    art.haze(outline, "#20150e", 0.42, 1.8, shift=(2.2, 2.6))
    tube(art, points, widths, body)
    grain(art, points, [w * 0.86 for w in widths], colour, look.rng(name), lines=7)


@shape("spoon-set", 210, 320, stage="flat", focus=(0.0, 0.8))
def spoon_set(art: Art, look: Look) -> None:
    """Draw three wooden spoons side by side."""
    shaft = [(0.0, -300 * step / 30) for step in range(31)]
    other = look.second(look.colours[0])
    for index, (x, turn, colour) in enumerate(((-72, -7, look.main), (0, 2, other), (70, 8, look.main))):
        with art.moved(x * 0.8, 160 - 8 * (index == 1), 1, turn):
            widths = []
            for step in range(31):
                t = step / 30
                handle = 15 - 4.5 * math.sin(math.pi * min(1, t / 0.68)) + (3.5 if t < 0.03 else 0)
                swell = max(0.0, (t - 0.68) / 0.32)
                round_end = math.sqrt(max(0.0, 1 - ((swell - 0.52) / 0.53) ** 2)) if swell else 0.0
                widths.append(max(handle * (1 - swell * 0.7), (54, 50, 46)[index] * round_end))
            widths[0] = 7
            wooden(art, shaft, widths, colour, look, f"spoon{index}")
            if index == 1:
                for slot in (-9, 0, 9):
                    art.fill(rounded(slot - 2.2, -280, 4.4, 48, 2.2), tuned(colour, -0.34), 0.8)
            else:
                bowl = surface(colour, "wood")
                fill = art.linear(
                    (-18, -280),
                    (18, -225),
                    [(0, at(bowl.tones, 0.30)), (0.5, at(bowl.tones, 0.50)), (1, at(bowl.tones, 0.74))],
                )
                art.fill(ellipse(0, -252, (19.5, 0, 16)[index], 32), fill)
