"""For the desk: notebooks, cups of pencils, trays, clocks."""

from __future__ import annotations

import math

from shop.demo.pictures import lathe, slab
from shop.demo.pictures.art import Art, Point, Shape
from shop.demo.pictures.cloth import across
from shop.demo.pictures.colour import at, tuned
from shop.demo.pictures.geometry import curve, ellipse, polygon, polyline, trace
from shop.demo.pictures.glaze import ground, lip, shine, speckle
from shop.demo.pictures.look import Look, shape
from shop.demo.pictures.palette import PALETTE
from shop.demo.pictures.surfaces import Surface, surface
from shop.demo.pictures.timber import grain, turned_grain
from shop.demo.pictures.tube import ribbon, tube


def lit_face(art: Art, plan: list[Point], height: float, skin: Surface) -> str:
    """Return the paint of a level face: brighter towards the window."""
    left = art.ground(*min(plan), height)
    right = art.ground(*max(plan), height)
    return art.linear(
        left,
        right,
        [
            (0, skin.tone(-0.25, 0.95, 0.2)),
            (0.5, skin.tone(-0.1, 0.95, 0.2, 0.97)),
            (1, skin.tone(0.1, 0.95, 0.1, 0.90)),
        ],
    )


@shape("notebook", 240, 190, stage="high", focus=(0.1, 0.5))
def notebook(art: Art, look: Look) -> None:
    """Draw cloth-bound notebooks, a pencil on top."""
    rng = look.rng("books")
    books = [(look.main, 17.0)] if look.seed % 3 == 2 else [(look.second(look.colours[0]), 15.0), (look.main, 17.0)]
    level = 0.0
    slab.cast(art, slab.rectangle(148, 205, turn=-24), sum(thick for _, thick in books))
    plan: list[Point] = []
    for index, (colour, thick) in enumerate(books):
        turn = -24 + (0 if index == len(books) - 1 else 13) + rng.uniform(-2, 2)
        plan = slab.rectangle(148, 205, turn=turn, radius=5)
        inner = slab.rectangle(142, 199, turn=turn)
        cover, paper = surface(colour, "matte"), surface("#efe7d6", "paper")
        if index:
            art.fill(polygon([art.ground(x + 3, z + 3, level) for x, z in plan]), "#20150e", 0.32)
        slab.prism(art, plan, level, level + 2, cover, tuned(colour, -0.1))
        slab.prism(art, inner, level + 2, level + thick - 2, paper, "#e9dfcb")
        _leaves(art, inner, level + 2, level + thick - 2)
        slab.prism(art, plan, level + thick - 2, level + thick, cover, lit_face(art, plan, level + thick, cover))
        _linen(art, turn, level + thick, cover)
        level += thick
    turn = -24 + 0.0
    _elastic(art, turn, level, look)
    if look.seed % 2 == 0:
        _pencil_on(art, level, PALETTE["ochre"] if look.colours[0] != "ochre" else PALETTE["ink"])


def _leaves(art: Art, plan: list[Point], low: float, high: float) -> None:
    right = sorted(plan, key=lambda point: point[1])[-3:]
    lines: Shape = []
    ordered = sorted(right, key=lambda point: point[0])
    for index in range(1, 7):
        level = low + (high - low) * index / 7
        lines += polyline([art.ground(x, z, level) for x, z in ordered])
    art.line(lines, "#a99a80", 0.45, 0.6)


def _linen(art: Art, turn: float, height: float, cover: Surface) -> None:
    threads: Shape = []
    for index in range(1, 40):
        x = -74 + 3.7 * index
        threads += polyline([art.ground(*p, height) for p in slab.turned_plan([(x, -101), (x, 101)], turn)])
    for index in range(1, 50):
        z = -102 + 4.1 * index
        threads += polyline([art.ground(*p, height) for p in slab.turned_plan([(-73, z), (73, z)], turn)])
    art.threads(threads, cover.tones[34], 0.16)
    hinge = [art.ground(*p, height) for p in slab.turned_plan([(-62, -101), (-62, 101)], turn)]
    art.line(polyline(hinge), cover.tones[26], 1.6, 0.5)
    art.line(polyline([(x + 1.4, y) for x, y in hinge]), cover.tones[88], 1.0, 0.5)


def _elastic(art: Art, turn: float, height: float, look: Look) -> None:
    band = surface(look.second("charcoal") if look.seed % 3 == 2 else PALETTE["charcoal"], "matte")
    strip = slab.turned_plan([(50, -102), (55, -102), (55, 102), (50, 102)], turn)
    art.fill(polygon([art.ground(x, z, height) for x, z in strip]), band.tones[52])
    near = slab.turned_plan([(50, 102.5), (55, 102.5)], turn)
    drop = [
        art.ground(*near[0], height),
        art.ground(*near[1], height),
        art.ground(*near[1], height - 16),
        art.ground(*near[0], height - 16),
    ]
    art.fill(polygon(drop), band.tones[34])


def _pencil_on(art: Art, height: float, colour: str) -> None:
    start, end = art.ground(-58, 42, height + 4), art.ground(38, -60, height + 4)
    art.line(polyline([(start[0] + 3, start[1] + 5), (end[0] + 4, end[1] + 5)]), "#20150e", 6, 0.25)
    pencil(art, start, end, colour, 7.0)


def pencil(art: Art, tail: Point, tip: Point, colour: str, thick: float) -> None:
    """Draw a sharpened pencil from its tail to its tip."""
    skin, wood = surface(colour, "satin"), surface("#d9b98c", "wood")
    dx, dy = tip[0] - tail[0], tip[1] - tail[1]
    points = [(tail[0] + dx * s / 12, tail[1] + dy * s / 12) for s in range(13)]
    length = math.hypot(dx, dy)
    cut = max(0.5, 1 - thick * 2.6 / length)
    shoulder = (tail[0] + dx * cut, tail[1] + dy * cut)
    lead = (tail[0] + dx * (1 - (1 - cut) * 0.3), tail[1] + dy * (1 - (1 - cut) * 0.3))
    tube(art, [p for i, p in enumerate(points) if i / 12 < cut] + [shoulder], thick, skin)
    art.fill(polygon(ribbon([shoulder, lead, tip], [thick * 0.98, thick * 0.3, 0.4])), wood.tones[60])
    art.fill(polygon(ribbon([lead, tip], [thick * 0.32, 0.4])), "#2a2725")


@shape("pencil-cup", 130, 210, focus=(0.1, 0.55))
def pencil_cup(art: Art, look: Look) -> None:
    """Draw a cup of pencils."""
    material = look.made_of("stoneware", "wood", "porcelain", "brass", "steel", "leather")
    profile = look.choose(
        [(38, 0), *trace([(40, 1), (42, 5), (42, 96)])], [(36, 0), *trace([(40, 2), (44, 20), (42, 60), (38, 92)])]
    )
    radius, height = profile[-1]
    body = surface(look.main, material)
    lathe.shadow(art, profile)
    lathe.hollow(art, [(radius - 3, height), (radius - 3, 40)], body, floor=0.25)
    rng = look.rng("pencils")
    accents = [look.second("ochre"), PALETTE["ink"], PALETTE["oak"], PALETTE["rust"]]
    for index, (x, lean, tall) in enumerate(((-20, -15, 92), (6, 5, 108), (22, 19, 80), (-6, -3, 72))):
        base = (x * 0.8, -height * art.rise + radius * art.tilt * 0.4 + 24)
        tip = (x + lean * 1.6, -height * art.rise - tall + rng.uniform(-6, 6))
        if index == 3:
            _ruler(art, base, tip)
        else:
            pencil(art, base, tip, accents[index], 7.4)
    lathe.turned(art, profile, body, mouth=True)
    if material == "wood":
        turned_grain(art, [(r, h) for r, h in profile], look.main, look.rng("grain"))
    elif material == "stoneware":
        _speckled(art, profile, look)
    ground(art, profile, body)
    if body.gloss > 0.2:
        shine(art, profile, 18, 84, 0.4)
    lip(art, radius, height, 3, look.main, material, front=True)


def _speckled(art: Art, profile: list[Point], look: Look) -> None:
    speckle(art, profile[1:], look.main, look.rng("spots"))


def _ruler(art: Art, base: Point, tip: Point) -> None:
    wood = surface(PALETTE["oak"], "wood")
    (x1, y1), (x2, y2) = base, tip
    strip = [(x1 - 8, y1), (x2 - 8, y2), (x2 + 8, y2 + 3), (x1 + 8, y1 + 3)]
    art.fill(polygon(strip), art.linear((x1 - 8, 0), (x1 + 8, 0), [(0, wood.tones[82]), (1, wood.tones[54])]))
    marks: Shape = []
    for index in range(1, 14):
        t = 1 - index * 0.06
        x, y = x1 + (x2 - x1) * t, y1 + (y2 - y1) * t
        marks += polyline([(x - 8, y), (x - (3 if index % 5 else 0), y + 0.8)])
    art.line(marks, "#4a3320", 0.7, 0.8)


@shape("desk-tray", 330, 170, stage="high", focus=(0.12, 0.5))
def desk_tray(art: Art, look: Look) -> None:
    """Draw a shallow tray with a few things in it."""
    material = look.made_of("wood", "leather", "enamel", "brass", "steel")
    skin = surface(look.main, material)
    wall, floor = 26.0, 5.0
    outer = slab.rectangle(286, 176, turn=-18, radius=16)
    inner = slab.rectangle(272, 162, turn=-18, radius=11)
    slab.cast(art, outer, wall)
    slab.prism(art, outer, 0, wall, skin, lit_face(art, outer, wall, skin))
    opening = [art.ground(x, z, wall) for x, z in inner]
    bottom = [art.ground(x, z, floor) for x, z in inner]
    art.fill(
        polygon(opening),
        art.linear(opening[0], opening[len(opening) // 2], [(0, at(skin.tones, 0.50)), (1, at(skin.tones, 0.30))]),
    )
    seen = slab.clip(bottom, opening)
    base = surface(look.second(look.colours[0]), "felt" if len(look.colours) > 1 else material)
    art.fill(polygon(seen), lit_face(art, inner, floor, base))
    if material == "wood" and len(look.colours) < 2:
        _tray_grain(art, look)
    art.line(slab.front_edge(art, outer, wall), at(skin.tones, 0.96), 1.3, 0.8)
    shade = slab.clip([(x + 20, y - 3) for x, y in bottom], opening)
    art.fill(polygon(shade), "#fff6e2", 0.10)
    _tray_things(art)


def _tray_grain(art: Art, look: Look) -> None:
    spine = [art.ground(*p, 5) for p in slab.turned_plan([(-128 + 16 * s, 10) for s in range(17)], -18)]
    grain(art, spine, [70.0] * 17, look.main, look.rng("grain"), lines=16)


def _tray_things(art: Art) -> None:
    def put(x: float, z: float) -> Point:
        return art.ground(*slab.turned_plan([(x, z)], -18)[0], 9)

    tail, tip = put(-104, -26), put(72, -34)
    art.line(polyline([(tail[0] + 3, tail[1] + 5), (tip[0], tip[1] + 5)]), "#20150e", 6, 0.28)
    pencil(art, tail, tip, PALETTE["pine"], 7.5)
    card = [put(-92, 6), put(-8, 0), put(-4, 56), put(-88, 62)]
    art.fill(polygon([(x + 3, y + 3.5) for x, y in card]), "#20150e", 0.25)
    art.fill(polygon(card), art.linear(*across(card[0], card[1], card[3]), [(0, "#f4eee1"), (1, "#e7ddca")]))
    art.line(polyline([put(-76, 22), put(-26, 18)]), "#6b5b48", 1.0, 0.5)
    art.line(polyline([put(-76, 34), put(-40, 31)]), "#6b5b48", 1.0, 0.5)
    brass = surface(PALETTE["brass"], "brass")
    with art.moved(*put(72, 30)):
        lathe.turned(art, [(22, 0), (22, 9), (20, 11), (0, 11)], brass)
        art.line(ellipse(0, -11 * art.rise, 15, 15 * art.tilt), at(brass.tones, 0.4), 0.9, 0.7)
        art.fill(ellipse(-5, -11 * art.rise - 2, 8, 3.4), "#ffffff", 0.35)


@shape("clock", 300, 300, stage="wall", focus=(0.0, 0.5))
def clock(art: Art, look: Look) -> None:
    """Draw a wall clock."""
    material = look.made_of("wood", "brass", "steel", "enamel", "stoneware")
    ring = surface(look.main, material)
    dial = surface(look.second("chalk"), "paper")
    with art.moved(0, -150):
        disc = ellipse(0, 0, 148, 148)
        art.haze(disc, "#2a1d14", 0.30, 14, shift=(22, 22))
        art.haze(disc, "#20150e", 0.32, 5, shift=(7, 8))
        stops = [
            (0, at(ring.tones, 0.94)),
            (0.3, at(ring.tones, 0.70)),
            (0.55, at(ring.tones, 0.52)),
            (0.8, at(ring.tones, 0.42)),
            (1, at(ring.tones, 0.62)),
        ]
        art.fill(disc, art.linear((-105, -105), (105, 105), stops))
        if material == "wood":
            _ring_grain(art, look)
        art.fill(
            ellipse(0, 0, 131, 131),
            art.linear(
                (-90, -90), (90, 90), [(0, at(ring.tones, 0.30)), (0.6, at(ring.tones, 0.62)), (1, at(ring.tones, 0.9))]
            ),
        )
        art.fill(
            ellipse(1, 1.4, 127, 127),
            art.linear((-90, -90), (90, 90), [(0, dial.tones[58]), (0.2, dial.tones[70]), (1, dial.tones[82])]),
        )
        light = look.second("chalk") not in (PALETTE["charcoal"], PALETTE["ink"], PALETTE["pine"])
        _hands(art, "#2b2724" if light else "#efe8da", PALETTE["rust"])


def _ring_grain(art: Art, look: Look) -> None:
    rng = look.rng("ring")
    lines: Shape = []
    for index in range(7):
        radius = 133 + 2.1 * index + rng.uniform(-0.5, 0.5)
        start = rng.uniform(0, 360)
        points = [
            (radius * math.cos(math.radians(start + a)), radius * math.sin(math.radians(start + a)))
            for a in range(0, rng.randrange(150, 330), 12)
        ]
        lines += curve(points)
    art.line(lines, tuned(look.main, -0.14), 0.8, 0.35)


def _hands(art: Art, ink: str, accent: str) -> None:
    marks: Shape = []
    large: Shape = []
    for index in range(60):
        angle = math.tau * index / 60
        start = 106 if index % 5 == 0 else 113
        line = polyline(
            [(start * math.sin(angle), -start * math.cos(angle)), (118 * math.sin(angle), -118 * math.cos(angle))]
        )
        (large if index % 5 == 0 else marks).extend(line)
    art.line(marks, ink, 1.1, 0.55)
    art.line(large, ink, 3.4, 0.9)
    for degrees, length, width, paint in ((305, 66, 6.5, ink), (58, 96, 4.6, ink), (196, 100, 1.6, accent)):
        angle = math.radians(degrees)
        sin, cos = math.sin(angle), math.cos(angle)
        hand = polygon(ribbon([(-18 * sin, 18 * cos), (length * sin, -length * cos)], [width, width * 0.7]))
        art.fill([(c, [(x + 3, y + 4) for x, y in p]) for c, p in hand], "#2a1d14", 0.16)
        art.fill(hand, paint)
    art.fill(ellipse(0, 0, 6.5, 6.5), ink)
    art.fill(ellipse(0, 0, 2.6, 2.6), accent)
