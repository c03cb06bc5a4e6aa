"""For bath and cleaning: soap, brushes, brooms, and baskets for the rest."""

from __future__ import annotations

import math
from itertools import pairwise

from shop.demo.pictures import lathe, slab
from shop.demo.pictures.art import Art, Shape
from shop.demo.pictures.colour import at, tuned
from shop.demo.pictures.desk import lit_face
from shop.demo.pictures.geometry import curve, ellipse, polygon, polyline, rounded, trace
from shop.demo.pictures.glaze import ground
from shop.demo.pictures.lathe import Profile
from shop.demo.pictures.look import Look, shape
from shop.demo.pictures.palette import PALETTE
from shop.demo.pictures.surfaces import surface
from shop.demo.pictures.timber import grain
from shop.demo.pictures.tube import ribbon, tube


@shape("soap", 190, 110, stage="high", focus=(0.1, 0.55))
def soap(art: Art, look: Look) -> None:
    """Draw bars of soap on a dish."""
    dish = surface(look.second("oak"), "wood" if len(look.colours) < 2 else "stoneware")
    plan = slab.rectangle(168, 112, turn=-16, radius=18)
    slab.cast(art, plan, 16)
    slab.prism(art, plan, 0, 12, dish, lit_face(art, plan, 12, dish))
    slots: Shape = []
    for x in (-50, -25, 0, 25, 50):
        slots += polyline([art.ground(*p, 12) for p in slab.turned_plan([(x, -36), (x, 40)], -16)])
    art.line(slots, at(dish.tones, 0.22), 3.6, 0.85)
    art.line(slab.front_edge(art, plan, 12), at(dish.tones, 0.95), 1.1, 0.7)
    bar = surface(look.main, "wax")
    count = look.choose(1, 2)
    for index in range(count):
        turn = -16 + 17 * index
        block = slab.rectangle(104, 66, turn=turn, radius=13, at=(3 * index, 0))
        low = 13 + 29 * index
        art.fill(polygon([art.ground(x * 1.05 + 4, z * 1.05 + 3, low) for x, z in block]), "#20150e", 0.3)
        slab.prism(art, block, low, low + 26, bar, lit_face(art, block, low + 26, bar))
        inset = slab.rectangle(86, 48, turn=turn, radius=8, at=(3 * index, 0))
        art.line([*polyline([art.ground(x, z, low + 26) for x, z in inset]), ("Z", ())], at(bar.tones, 0.36), 1.0, 0.45)
        art.line(
            [*polyline([(x + 0.8, y + 0.9) for x, y in (art.ground(px, pz, low + 26) for px, pz in inset)]), ("Z", ())],
            at(bar.tones, 0.99),
            0.8,
            0.6,
        )
        art.line(slab.front_edge(art, block, low + 26), at(bar.tones, 1.0), 2.0, 0.7)


@shape("brush", 300, 220, stage="high", focus=(-0.15, 0.4))
def brush(art: Art, look: Look) -> None:
    """Draw a wooden brush with natural bristles, lying on its side."""
    wood = surface(look.main, "wood")
    fibre = look.second("linen")
    rng = look.rng("bristles")
    round_head = look.seed % 2 == 0
    with art.moved(6, -40, 1, -14):
        handle = [(-20.0 + 190 * s / 20, -10 * math.sin(math.pi * s / 20)) for s in range(21)]
        widths = [
            30 - 9 * math.sin(math.pi * s / 20) + (5 if s > 15 else 0) - (10 if s == 20 else 0) for s in range(21)
        ]
        art.haze(polygon(ribbon(handle, widths)), "#20150e", 0.42, 8, shift=(10, 26))
        art.haze(rounded(-140, 0, 150, 74, 20), "#20150e", 0.38, 9, shift=(14, 16))
        tube(art, handle, widths, wood)
        grain(art, handle, [w * 0.85 for w in widths], look.main, look.rng("grain"), lines=6)
        art.fill(ellipse(156, 0, 5, 5), "#2b1c12", 0.8)
        left, right, low = (-136.0, 0.0, 12.0) if round_head else (-136.0, 8.0, 10.0)
        for tone in (-0.22, -0.12, 0.0, 0.07, 0.14):
            hairs: Shape = []
            for _ in range(46):
                x = rng.uniform(left + 6, right - 6)
                spread = (x - (left + right) / 2) * 0.16
                hairs += curve(
                    [
                        (x, low),
                        (x + spread * 0.4, low + 30),
                        (x + spread + rng.uniform(-3, 3), low + 62 + rng.uniform(-5, 5)),
                    ]
                )
            art.line(hairs, tuned(fibre, tone), 1.9, 0.9)
        head = rounded(left, -24, right - left, 40, 19)
        art.fill(
            head,
            art.linear(
                (0, -24),
                (0, 16),
                [
                    (0, at(wood.tones, 0.92)),
                    (0.35, at(wood.tones, 0.68)),
                    (0.8, at(wood.tones, 0.42)),
                    (1, at(wood.tones, 0.30)),
                ],
            ),
        )
        grain(
            art,
            [(left + 12 + (right - left - 24) * s / 12, -5.0) for s in range(13)],
            [34.0] * 13,
            look.main,
            look.rng("head"),
            lines=8,
        )
        art.line(polyline([(left + 16, -21), (right - 16, -21)]), "#fff6e6", 1.6, 0.5)


@shape("basket", 280, 250, focus=(0.1, 0.7))
def basket(art: Art, look: Look) -> None:
    """Draw a woven basket with handles."""
    profile = look.choose(
        trace([(92, 0), (104, 40), (110, 100), (108, 168)], 10), trace([(80, 0), (100, 20), (116, 70), (112, 120)], 10)
    )
    radius, height = profile[-1]
    reed = surface(look.main, "matte")
    lathe.shadow(art, profile)
    dark = surface(tuned(look.main, -0.16), "matte")
    lathe.turned(art, profile, dark)
    lathe.hollow(art, [(radius - 5, height), (radius - 7, height * 0.5), (radius - 20, 8), (0, 6)], dark, floor=0.3)
    _weave(art, look, profile, reed.tones)
    ground(art, profile, reed, 0.36)
    rope = trace(
        [
            (radius * math.cos(a / 16 * math.pi), -height * art.rise + radius * art.tilt * math.sin(a / 16 * math.pi))
            for a in range(17)
        ],
        2,
    )
    back = trace(
        [
            (radius * math.cos(a / 16 * math.pi), -height * art.rise - radius * art.tilt * math.sin(a / 16 * math.pi))
            for a in range(17)
        ],
        2,
    )
    tube(art, back, 8, reed, dim=0.9)
    tube(art, rope, 9, reed)
    for side in (-1, 1):
        grip = surface(look.second(look.colours[0]), "leather")
        arch = trace(
            [
                (side * radius * 0.93, -height * art.rise - 4),
                (side * (radius + 12), -height * art.rise - 34),
                (side * (radius - 12), -height * art.rise - 58),
                (side * (radius - 40), -height * art.rise - 30),
                (side * (radius - 34), -height * art.rise + radius * art.tilt * 0.62),
            ],
            7,
        )
        tube(art, arch, 9, grip)


def _weave(art: Art, look: Look, profile: Profile, tones: tuple[str, ...]) -> None:
    """Cover a turned shape with stakes and reeds that go over and under them."""
    step, stakes = 12.0, 30
    height = profile[-1][1]
    stripe = look.second(look.colours[0])
    second = surface(stripe, "matte").tones
    for row in range(int(height / step)):
        level = (row + 0.5) * step
        radius = next(
            (
                r1 + (r2 - r1) * (level - h1) / (h2 - h1)
                for (r1, h1), (r2, h2) in pairwise(profile)
                if h1 <= level <= h2
            ),
            profile[-1][0],
        )
        coloured = len(look.colours) > 1 and row % 7 in (4, 5)
        for stake in range(stakes):
            if (stake + row) % 2:
                continue
            middle = -90 + 180 * (stake + 0.5) / stakes
            left, right = (
                lathe.on_surface(art, (radius, level), middle - 5.6),
                lathe.on_surface(art, (radius, level), middle + 5.6),
            )
            centre = lathe.on_surface(art, (radius + 2.5, level), middle)
            facing = math.sin(math.radians(middle))
            tone = 0.86 - 0.22 * (facing + 1) - 0.20 * max(0.0, facing) ** 2 - 0.10 * abs(facing) ** 6
            tone += 0.05 * math.sin(stake * 12.9 + row * 78.2)
            paint = at(second if coloured else tones, tone)
            art.line(curve([left, centre, right]), at(second if coloured else tones, tone - 0.26), step * 0.86)
            art.line(
                curve([(left[0], left[1] - 0.8), (centre[0], centre[1] - 1.0), (right[0], right[1] - 0.8)]),
                paint,
                step * 0.62,
            )


@shape("broom", 300, 900, focus=(0.0, 0.08))
def broom(art: Art, look: Look) -> None:
    """Draw a broom leaning against the wall."""
    wood, rng = surface(look.main, "wood"), look.rng("broom")
    fibre = look.second("walnut")
    art.haze(polygon([(0, -100), (40, -880), (70, -880), (60, -100)]), "#2a1d14", 0.22, 12, shift=(34, 0))
    art.haze(polygon([(-116, -8), (126, -12), (170, -2), (140, 12), (-110, 8)]), "#20150e", 0.5, 6)
    with art.moved(0, -4, 1, 4):
        shaft = [(0.0, -104.0 - 780 * s / 30) for s in range(31)]
        tube(art, shaft, 21, wood)
        grain(art, shaft, [17.0] * 31, look.main, look.rng("shaft"), lines=4)
        for tone in (-0.2, -0.1, 0.0, 0.08, 0.16):
            hairs: Shape = []
            for _ in range(52):
                x = rng.uniform(-104, 104)
                spread = x * 0.13
                hairs += curve(
                    [(x, -84), (x + spread * 0.4, -44), (x + spread + rng.uniform(-4, 4), rng.uniform(-6, 2))]
                )
            art.line(hairs, tuned(fibre, tone), 2.8, 0.9)
        block = rounded(-116, -118, 232, 44, 15)
        art.fill(
            block,
            art.linear(
                (0, -118), (0, -74), [(0, at(wood.tones, 0.92)), (0.4, at(wood.tones, 0.64)), (1, at(wood.tones, 0.34))]
            ),
        )
        grain(
            art, [(-106 + 212 * s / 16, -96.0) for s in range(17)], [38.0] * 17, look.main, look.rng("block"), lines=9
        )
        art.line(polyline([(-102, -115), (102, -115)]), "#fff6e6", 1.8, 0.5)
        art.line(trace_cord(), PALETTE["linen"], 3)


def trace_cord() -> Shape:
    """Return the loop at the end of a shaft."""
    return curve([(0, -880), (-12, -900), (-4, -924), (6, -924), (12, -902), (0, -880)])
