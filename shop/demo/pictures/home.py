"""Around the house: soap, brushes, baskets, stools, mirrors and what hangs by the door."""

from __future__ import annotations

import math

from shop.demo.pictures import lathe, slab
from shop.demo.pictures.art import Art, Point, Shape
from shop.demo.pictures.colour import at, mix, tuned
from shop.demo.pictures.desk import lit_face
from shop.demo.pictures.geometry import curve, ellipse, polygon, polyline, rounded, trace
from shop.demo.pictures.glaze import ground
from shop.demo.pictures.lathe import Profile, half_ring
from shop.demo.pictures.look import Look, shape
from shop.demo.pictures.palette import PALETTE
from shop.demo.pictures.surfaces import surface
from shop.demo.pictures.timber import end_grain, grain, turned_grain
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
        art.line([*polyline([(x + 0.8, y + 0.9) for x, y in (art.ground(px, pz, low + 26) for px, pz in inset)]), ("Z", ())], at(bar.tones, 0.99), 0.8, 0.6)
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
        widths = [30 - 9 * math.sin(math.pi * s / 20) + (5 if s > 15 else 0) - (10 if s == 20 else 0) for s in range(21)]
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
                hairs += curve([(x, low), (x + spread * 0.4, low + 30), (x + spread + rng.uniform(-3, 3), low + 62 + rng.uniform(-5, 5))])
            art.line(hairs, tuned(fibre, tone), 1.9, 0.9)
        head = rounded(left, -24, right - left, 40, 19)
        art.fill(head, art.linear((0, -24), (0, 16), [(0, at(wood.tones, 0.92)), (0.35, at(wood.tones, 0.68)), (0.8, at(wood.tones, 0.42)), (1, at(wood.tones, 0.30))]))
        grain(art, [(left + 12 + (right - left - 24) * s / 12, -5.0) for s in range(13)], [34.0] * 13, look.main, look.rng("head"), lines=8)
        art.line(polyline([(left + 16, -21), (right - 16, -21)]), "#fff6e6", 1.6, 0.5)


@shape("basket", 280, 250, focus=(0.1, 0.7))
def basket(art: Art, look: Look) -> None:
    """Draw a woven basket with handles."""
    profile = look.choose(
        trace([(92, 0), (104, 40), (110, 100), (108, 168)], 10),
        trace([(80, 0), (100, 20), (116, 70), (112, 120)], 10),
    )
    radius, height = profile[-1]
    reed = surface(look.main, "matte")
    lathe.shadow(art, profile)
    dark = surface(tuned(look.main, -0.16), "matte")
    lathe.turned(art, profile, dark)
    lathe.hollow(art, [(radius - 5, height), (radius - 7, height * 0.5), (radius - 20, 8), (0, 6)], dark, floor=0.3)
    _weave(art, look, profile, reed.tones)
    ground(art, profile, 0.36)
    rope = trace([(radius * math.cos(a / 16 * math.pi), -height * art.rise + radius * art.tilt * math.sin(a / 16 * math.pi)) for a in range(17)], 2)
    back = trace([(radius * math.cos(a / 16 * math.pi), -height * art.rise - radius * art.tilt * math.sin(a / 16 * math.pi)) for a in range(17)], 2)
    tube(art, back, 8, reed, dim=0.9)
    tube(art, rope, 9, reed)
    for side in (-1, 1):
        grip = surface(look.second(look.colours[0]), "leather")
        arch = trace([(side * radius * 0.93, -height * art.rise - 4), (side * (radius + 12), -height * art.rise - 34), (side * (radius - 12), -height * art.rise - 58), (side * (radius - 40), -height * art.rise - 30), (side * (radius - 34), -height * art.rise + radius * art.tilt * 0.62)], 7)
        tube(art, arch, 9, grip)


def _weave(art: Art, look: Look, profile: Profile, tones: tuple[str, ...]) -> None:
    """Cover a turned shape with stakes and reeds that go over and under them."""
    step, stakes = 12.0, 30
    height = profile[-1][1]
    stripe = look.second(look.colours[0])
    second = surface(stripe, "matte").tones
    for row in range(int(height / step)):
        level = (row + 0.5) * step
        radius = next((r1 + (r2 - r1) * (level - h1) / (h2 - h1) for (r1, h1), (r2, h2) in zip(profile, profile[1:], strict=False) if h1 <= level <= h2), profile[-1][0])
        coloured = len(look.colours) > 1 and row % 7 in (4, 5)
        for stake in range(stakes):
            if (stake + row) % 2:
                continue
            middle = -90 + 180 * (stake + 0.5) / stakes
            left, right = lathe.on_surface(art, (radius, level), middle - 5.6), lathe.on_surface(art, (radius, level), middle + 5.6)
            centre = lathe.on_surface(art, (radius + 2.5, level), middle)
            facing = math.sin(math.radians(middle))
            tone = 0.86 - 0.22 * (facing + 1) - 0.20 * max(0.0, facing) ** 2 - 0.10 * abs(facing) ** 6
            tone += 0.05 * math.sin(stake * 12.9 + row * 78.2)
            paint = at(second if coloured else tones, tone)
            art.line(curve([left, centre, right]), at(second if coloured else tones, tone - 0.26), step * 0.86)
            art.line(curve([(left[0], left[1] - 0.8), (centre[0], centre[1] - 1.0), (right[0], right[1] - 0.8)]), paint, step * 0.62)


@shape("stool", 330, 460, focus=(0.0, 0.86))
def stool(art: Art, look: Look) -> None:
    """Draw a wooden stool with a round seat."""
    wood = surface(look.main, "wood")
    height = look.choose(420.0, 330.0)
    feet = [(-118.0, 34.0), (104.0, 62.0), (36.0, -84.0), (-70.0, -70.0)] if look.seed % 2 == 0 else [(-112.0, 44.0), (112.0, 44.0), (0.0, -96.0)]
    art.haze(ellipse(60, -6, 170, 46), "#2a1d14", 0.30, 22)
    for x, z in feet:
        art.haze(ellipse(*art.ground(x + 5, z), 17, 6), "#20150e", 0.6, 3)
        art.haze(polygon([art.ground(x - 5, z), art.ground(x + 6, z + 8), art.ground(x * 0.5 + 130, z - 70), art.ground(x * 0.5 + 110, z - 76)]), "#2a1d14", 0.2, 7)
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
        start, end = art.ground(x1 * share, z1 * share, height * 0.36), art.ground(x2 * share, z2 * share, height * 0.36)
        tube(art, [start, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2), end], 10, wood, dim=0.82 if z1 + z2 < 0 else 0.96)
    art.fill(ellipse(0, -(height - 30) * art.rise, 116, 116 * art.tilt), "#1a100a", 0.40)
    seat = [(118, height - 26), *trace([(126, height - 22), (130, height - 12), (126, height - 2)]), (118, height), (0, height - 3)]
    lathe.turned(art, seat, wood)
    if len(look.colours) > 1:
        pad = surface(look.second("cream"), "leather")
        lathe.turned(art, [(112, height - 1), *trace([(117, height + 4), (116, height + 16), (104, height + 22), (0, height + 25)])], pad)
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
    knob = surface(look.second(look.colours[0]), "brass" if len(look.colours) > 1 and look.colours[1] == "brass" else "wood")
    count = look.choose(5, 4)
    with art.moved(0, -130):
        rail = rounded(-224, -34, 448, 68, 12)
        art.haze(rail, "#2a1d14", 0.30, 12, shift=(14, 18))
        art.haze(rail, "#20150e", 0.34, 4, shift=(5, 6))
        art.fill(rail, art.linear((-224, -34), (-190, 36), [(0, at(wood.tones, 0.86)), (0.5, at(wood.tones, 0.68)), (1, at(wood.tones, 0.56))]))
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
            art.fill(ellipse(x - 8, -14, 14, 13), art.radial((x - 12, -19), 20, 20, [(0, at(knob.tones, 1.0)), (0.5, at(knob.tones, 0.66)), (1, at(knob.tones, 0.36))]))


def _hanging_bag(art: Art, x: float, look: Look) -> None:
    linen = surface(PALETTE["linen"] if look.colours[0] != "linen" else PALETTE["moss"], "matte")
    sack = [(x - 44, 84), (x - 52, 196), (x - 46, 216), (x + 40, 218), (x + 48, 198), (x + 40, 84), (x, 92)]
    outline = curve(sack, closed=True, tension=0.7)
    art.haze(outline, "#2a1d14", 0.30, 9, shift=(14, 12))
    strap = curve([(x - 34, 92), (x - 16, 30), (x - 6, 0), (x + 6, 30), (x + 30, 92)])
    art.line(strap, linen.tones[34], 7)
    art.line(strap, linen.tones[58], 4.6)
    art.fill(outline, art.linear((x - 52, 0), (x + 48, 0), [(0, linen.tones[66]), (0.2, linen.tones[84]), (0.42, linen.tones[58]), (0.55, linen.tones[74]), (0.8, linen.tones[46]), (1, linen.tones[34])]))
    creases = [*curve([(x - 20, 96), (x - 26, 140), (x - 18, 200)]), *curve([(x + 14, 96), (x + 20, 150), (x + 12, 206)])]
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
        arch = [(w * math.cos(math.pi * a / 24 + math.pi), -h + w + w * math.sin(math.pi * a / 24 + math.pi)) for a in range(25)]
        return polygon([*arch, (w, h), (-w, h)])

    with art.moved(0, -180):
        art.haze(edge(0), "#2a1d14", 0.32, 15, shift=(22, 22))
        art.haze(edge(0), "#20150e", 0.34, 5, shift=(7, 8))
        art.fill(edge(0), art.linear((-110, -110), (110, 110), [(0, at(frame.tones, 0.96)), (0.35, at(frame.tones, 0.66)), (0.6, at(frame.tones, 0.46)), (0.85, at(frame.tones, 0.40)), (1, at(frame.tones, 0.7))]))
        art.fill(edge(-11), art.linear((-110, -110), (110, 110), [(0, at(frame.tones, 0.26)), (0.7, at(frame.tones, 0.56)), (1, at(frame.tones, 0.94))]))
        art.fill(edge(-14), art.linear((-100, -150), (70, 160), [(0, "#f4f3ee"), (0.34, "#dfe4e3"), (0.36, "#eef0ec"), (0.5, "#f3f2ec"), (0.52, "#d6dcdb"), (1, "#b9c3c4")]))
        room = art.linear((0, ry * 0.35), (0, ry), [(0, "#8d9896", 0), (1, "#8d9896", 0.42)])
        art.fill(edge(-14), room)
        art.line(edge(-15.5), "#ffffff", 1.6, 0.65)


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
        loop = trace([(-62, rise + 10), (-60, rise - 70), (-34, rise - 132 + 6 * z), (0, rise - 148 + 6 * z), (34, rise - 132 + 6 * z), (60, rise - 70), (62, rise + 10)], 7)
        if z < 0:
            _strap(art, loop, strap.tones, dim)
            back = [(-126, -240), (126, -240), (128, -222), (-128, -222)]
            art.fill(polygon(back), at(skin.tones, 0.24))
        else:
            _panel(art, look, skin.tones, material)
            _strap(art, [*[( -62.0, rise + 70.0)], *loop, (62.0, rise + 70.0)], strap.tones, dim)
            for x in (-62, 62):
                art.line(polyline([(x - 3, rise + 26), (x - 3, rise + 64), (x + 3, rise + 64), (x + 3, rise + 26)]), strap.tones[88], 0.8, 0.8, dash="2.4 2")


def _strap(art: Art, path: list[Point], tones: tuple[str, ...], dim: float) -> None:
    art.line(polyline(path), at(tones, 0.30 * dim), 15)
    art.line(polyline([(x - 0.8, y - 0.8) for x, y in path]), at(tones, 0.60 * dim), 12)
    art.line(polyline([(x - 3, y - 1.6) for x, y in path]), at(tones, 0.78 * dim), 3, 0.6)


def _panel(art: Art, look: Look, tones: tuple[str, ...], material: str) -> None:
    side = [*trace([(-128, -236), (-140, -150), (-146, -60), (-140, 0)], 6)]
    bottom = trace([(-140, 0), (-60, 9), (60, 9), (138, 0)], 6)
    right = trace([(138, 0), (148, -70), (140, -160), (128, -236)], 6)
    top = trace([(128, -236), (60, -228), (-40, -231), (-128, -236)], 6)
    outline = polygon([*side, *bottom, *right, *top])
    stops = [(0, at(tones, 0.52)), (0.07, at(tones, 0.74)), (0.2, at(tones, 0.84)), (0.34, at(tones, 0.70)), (0.46, at(tones, 0.76)), (0.62, at(tones, 0.62)), (0.78, at(tones, 0.54)), (0.93, at(tones, 0.40)), (1, at(tones, 0.30))]
    art.fill(outline, art.linear((-146, 0), (148, 0), stops))
    art.fill(polygon([*side, *bottom, *right, *top]), art.linear((0, -236), (0, 8), [(0, "#ffffff", 0.05), (0.5, "#000000", 0.0), (0.86, "#20150e", 0.12), (1, "#20150e", 0.34)]))
    creases = [*curve([(-96, -40), (-84, -110), (-100, -190)]), *curve([(84, -20), (70, -90), (92, -180)]), *curve([(-30, -8), (-22, -60), (-40, -110)])]
    art.line(creases, at(tones, 0.22), 5, 0.14)
    art.line([(c, [(x - 4, y) for x, y in p]) for c, p in creases], at(tones, 0.98), 4, 0.14)
    if material in ("canvas", "linen", "cotton"):
        threads: Shape = []
        for index in range(1, 60):
            x = -138 + 4.6 * index
            threads += polyline([(x * 0.93, -230), (x, 4)])
        for index in range(1, 46):
            threads += polyline([(-134, -232 + 5.1 * index), (134, -232 + 5.1 * index)])
        art.line(threads, at(tones, 0.30), 0.5, 0.15)
    art.line(polyline([(x, y + 9) for x, y in top]), at(tones, 0.96 if material != "leather" else 0.9), 0.9, 0.6, dash="3 2.4")
    art.line(polyline(top), at(tones, 0.95), 1.8, 0.7)
    label = rounded(-24, -92, 48, 30, 3)
    art.fill(label, PALETTE["walnut"] if material != "leather" else at(tones, 0.4), 0.92)
    art.line(rounded(-21, -89, 42, 24, 2), "#f0e2c8", 0.7, 0.7, dash="2.2 1.8")


@shape("umbrella", 250, 760, focus=(0.1, 0.12))
def umbrella(art: Art, look: Look) -> None:
    """Draw a furled umbrella leaning against the wall, crook up."""
    cloth, wood = surface(look.main, "satin"), surface(look.second("walnut"), "wood")
    art.haze(polygon([(-6, -10), (30, -700), (120, -690), (60, -8)]), "#2a1d14", 0.18, 16, shift=(26, 4))
    art.haze(ellipse(8, 0, 20, 6), "#20150e", 0.6, 4)
    with art.moved(-40, -4, 1, 6):
        steel = surface(PALETTE["steel"], "steel")
        tube(art, [(0, 0), (0, -20), (0, -44)], [3.5, 5, 6], steel)
        hook = trace([(0, -560), (0, -680), (2, -716), (24, -744), (50, -738), (60, -712), (56, -692)], 8)
        tube(art, hook, 15, wood)
        tube(art, [(0, -556), (0, -564), (0, -572)], 17, surface(PALETTE["brass"], "brass"))
        edges = trace([(4, -40), (17, -170), (28, -360), (33, -500), (20, -556)], 10)
        outline = polygon([*((-x, y) for x, y in edges), *reversed(edges)])
        stops = [(0, at(cloth.tones, 0.40)), (0.14, at(cloth.tones, 0.74)), (0.3, at(cloth.tones, 0.92)), (0.5, at(cloth.tones, 0.60)), (0.8, at(cloth.tones, 0.34)), (1, at(cloth.tones, 0.22))]
        art.fill(outline, art.linear((-33, 0), (33, 0), stops))
        for index in range(6):  # the cloth is wound around the stick
            y = -120 - 82 * index
            wide = 9 + 21 * min(1.0, (-y - 40) / 400)
            fold = trace([(-wide, y + 62), (-wide * 0.2, y + 22), (wide, y - 52)], 8)
            art.line(curve(fold), at(cloth.tones, 0.12), 3.6, 0.45)
            art.line(curve([(x - 2.4, py - 2.4) for x, py in fold]), at(cloth.tones, 0.96), 2.2, 0.40)
        band = polygon([(-31, -430), (31, -446), (32, -428), (-31, -412)])
        art.fill(band, art.linear((-32, 0), (32, 0), [(0, at(cloth.tones, 0.3)), (0.3, at(cloth.tones, 0.7)), (1, at(cloth.tones, 0.15))]))
        art.fill(ellipse(6, -430, 4, 4), at(surface(PALETTE["brass"], "brass").tones, 0.9))


@shape("broom", 300, 900, focus=(0.0, 0.1))
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
                hairs += curve([(x, -84), (x + spread * 0.4, -44), (x + spread + rng.uniform(-4, 4), rng.uniform(-6, 2))])
            art.line(hairs, tuned(fibre, tone), 2.8, 0.9)
        block = rounded(-116, -118, 232, 44, 15)
        art.fill(block, art.linear((0, -118), (0, -74), [(0, at(wood.tones, 0.92)), (0.4, at(wood.tones, 0.64)), (1, at(wood.tones, 0.34))]))
        grain(art, [(-106 + 212 * s / 16, -96.0) for s in range(17)], [38.0] * 17, look.main, look.rng("block"), lines=9)
        art.line(polyline([(-102, -115), (102, -115)]), "#fff6e6", 1.8, 0.5)
        art.line(trace_cord(), PALETTE["linen"], 3)


def trace_cord() -> Shape:
    """Return the loop at the end of a shaft."""
    return curve([(0, -880), (-12, -900), (-4, -924), (6, -924), (12, -902), (0, -880)])
