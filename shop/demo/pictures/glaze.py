"""Finishing of thrown ware: foot, glaze, speckles, lip, reflections."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random

from shop.demo.pictures import lathe
from shop.demo.pictures.art import Art, Shape, Stop
from shop.demo.pictures.colour import lab, mix, tuned
from shop.demo.pictures.geometry import polygon
from shop.demo.pictures.lathe import Profile
from shop.demo.pictures.surfaces import Surface, surface

CLAY = "#c7a888"  # stoneware where no glaze is


def cut(profile: Profile, low: float, high: float) -> list[tuple[float, float]]:
    """Return the part of a profile between two heights, with ends added."""
    kept: list[tuple[float, float]] = []
    for (r1, h1), (r2, h2) in pairwise(profile):
        for edge in (low, high):
            if h1 < edge < h2:
                share = (edge - h1) / (h2 - h1)
                kept.append((r1 + (r2 - r1) * share, edge))
        if low <= h2 <= high:
            kept.append((r2, h2))
    if low <= profile[0][1] <= high:
        kept.insert(0, profile[0])
    return sorted(kept, key=lambda point: point[1]) if kept else list(profile)


def ware(
    art: Art,
    profile: Profile,
    colour: str,
    material: str,
    rng: Random,
    *,
    foot: float = 0.0,
    dip: str = "",
    dip_at: float = 0.45,
    mouth: bool = False,
) -> Surface:
    """Draw the outside of a pot: bare clay up to `foot` mm, then glaze; `dip` is a second glaze above `dip_at`."""
    body = surface(colour, material)
    top = max(height for _, height in profile)
    if foot and material == "stoneware":
        lathe.turned(art, cut(profile, -1, foot + 1.5), surface(CLAY, "matte"), dim=0.93)
        _drip(art, profile, foot, body, rng)
        lathe.turned(art, cut(profile, foot, top + 1), body, mouth=mouth)
    else:
        lathe.turned(art, profile, body, mouth=mouth)
    if dip:
        second = surface(dip, material)
        height = top * dip_at
        _drip(art, profile, height, second, rng, tuned(dip, -0.07))
        lathe.turned(art, cut(profile, height, top + 1), second)
    if material == "stoneware":
        speckle(art, cut(profile, foot + 3, top - 1), colour, rng)
    ground(art, profile, body)
    return body


def _drip(art: Art, profile: Profile, height: float, body: Surface, rng: Random, pooled: str = "") -> None:
    """Let the lower edge of a glaze run: uneven, and darker where it pooled."""
    radius = cut(profile, height, height + 1)[0][0]
    wave = [rng.uniform(0.6, 1.4) for _ in range(4)]
    low, high = [], []
    for step in range(-18, 19):
        angle = math.radians(step * 5)
        sag = (
            1.1
            + 0.7 * math.sin(3.1 * angle * wave[0] + wave[1] * 5)
            + 0.5 * math.sin(7.3 * angle * wave[2] + wave[3] * 3)
        )
        x, y = radius * math.sin(angle), -height * art.rise + radius * art.tilt * math.cos(angle)
        edge = abs(step) == 18
        low.append((x * (0.992 if edge else 1), y + (0 if edge else max(0.1, sag))))
        high.append((x, y - 1.6))
    stops: list[Stop] = []
    for angle_degrees in body.angles:
        nx, nz = math.sin(math.radians(angle_degrees)), math.cos(math.radians(angle_degrees))
        stops.append(((1 + nx) / 2, mix(body.tone(nx, 0, nz), pooled or body.tones[8], 0.34)))
    art.fill(polygon([*low, *reversed(high)]), art.linear((-radius, 0), (radius, 0), stops))


def speckle(art: Art, profile: Profile, colour: str, rng: Random, density: float = 1.0) -> None:
    """Strew iron spots over a glaze, more of them lower down."""
    dark = lab(colour)[0] < 0.45
    spots: Shape = []
    large: Shape = []
    area = sum((r1 + r2) * abs(h2 - h1) for (r1, h1), (r2, h2) in pairwise(profile))
    count = int(min(190, 24 + area / 95) * density)
    seen = lathe.reaches(profile, art.tilt)
    for _ in range(count):
        part = rng.random() ** 1.15 * (len(profile) - 1)
        index, share = int(part), part % 1
        (r1, h1), (r2, h2) = profile[index], profile[index + 1]
        radius = r1 + (r2 - r1) * share
        reach = 0.93 * min(90.0, seen[index], seen[index + 1])
        angle = math.radians(rng.uniform(-reach, reach))
        x, y = lathe.on_surface(art, (radius, h1 + (h2 - h1) * share), math.degrees(angle))
        size = rng.choice((0.22, 0.3, 0.36, 0.5, 0.75)) * (1.0 if radius < 70 else 1.35)
        (large if size > 0.45 else spots).extend(_spot(x, y, size * (0.35 + 0.65 * math.cos(angle)), size))
    paint = tuned(colour, 0.22, 0.6) if dark else mix("#3a2416", colour, 0.15)
    if spots:
        art.fill(spots, paint, 0.30 if dark else 0.42)
    if large:
        art.fill(large, paint, 0.26 if dark else 0.36)


def _spot(x: float, y: float, rx: float, ry: float) -> Shape:
    return polygon(
        [
            (x - rx, y),
            (x - rx * 0.6, y - ry * 0.8),
            (x + rx * 0.6, y - ry * 0.8),
            (x + rx, y),
            (x + rx * 0.6, y + ry * 0.8),
            (x - rx * 0.6, y + ry * 0.8),
        ]
    )


def ground(art: Art, profile: Profile, body: Surface, strength: float = 0.30) -> None:
    """Darken a thing towards the table it stands on, with the depth of its own colour."""
    bottom = profile[0][1]
    top = max(height for _, height in profile)
    reach = min(0.34 * (top - bottom), 46.0)
    steps = 22
    shade = body.tones[5]
    for step in range(steps):  # thin veils, each ending along its own ring: no single gradient could follow them all
        low = cut(profile, bottom, bottom + reach * ((steps - step) / steps) ** 1.5)
        if len(low) > 1:
            art.fill(lathe.patch(art, low, -90, 90), shade, strength / steps * 1.35, crisp=True)


def shine(
    art: Art, profile: Profile, low: float, high: float, strength: float, *, at: float = -44, wide: float = 7
) -> None:
    """Reflect the window in a glaze: a bright upright bar with a thinner one beside it."""
    part = cut(profile, low, high)
    top, bottom = -high * art.rise, -low * art.rise
    fade: list[Stop] = [
        (0, "#fffefa", 0),
        (0.10, "#fffefa", strength),
        (0.55, "#fffefa", strength * 0.6),
        (1, "#fffefa", 0),
    ]
    paint = art.linear((0, top), (0, bottom), fade)
    art.fill(lathe.patch(art, part, at, at + wide), paint)
    art.fill(lathe.patch(art, part, at + wide + 2.5, at + wide + 4.5), paint, 0.55)


def lip(
    art: Art, radius: float, height: float, thickness: float, colour: str, material: str, *, front: bool = False
) -> None:
    """Draw the rim of a pot, or its near half; on stoneware the glaze breaks to brown where it runs thin."""
    if material == "stoneware":
        light = mix(tuned(colour, 0.10), "#b98d62", 0.42)
        dark = mix(tuned(colour, -0.02), "#8a5f3c", 0.40)
    else:
        light, dark = tuned(colour, 0.13), tuned(colour, -0.01)
    lathe.rim(art, radius, height, thickness, light, dark, front=front)
