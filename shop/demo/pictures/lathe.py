"""Round things: a profile turned around its axis, as on a potter's wheel.

A profile is a list of (radius, height) in millimetres from the bottom up. It is cut into bands of equal slope; each
is filled with a gradient of the tones that light gives it. The camera looks from above, so what is higher hides what
is lower: bands are painted from the bottom up (insides from the rim down) and only the outline needs smooth edges.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from shop.demo.pictures.art import Art, Point, Shape, Stop
from shop.demo.pictures.geometry import CLOSE, arc, arc_point, ellipse, hole, polygon
from shop.demo.pictures.surfaces import Surface

Profile = Sequence[Point]


@dataclass(frozen=True, slots=True)
class Band:
    """A ring of a turned thing between two heights; it is seen up to `reach` degrees from the middle."""

    low: Point
    high: Point
    slope: float  # of its surface: degrees, 0 upright, 90 facing up
    reach: float


def bands(profile: Profile, tilt: float, step: float = 1.6, span: float = math.inf) -> list[Band]:
    """Cut a profile into bands that are as good as conical and not higher than `span`."""
    rise = math.sqrt(1 - tilt * tilt)
    cut: list[Band] = []
    start = profile[0]
    first = math.nan
    for index in range(1, len(profile)):
        here, before = profile[index], profile[index - 1]
        angle = _slope(before, here)
        if math.isnan(first):
            first = angle
        widest, narrowest = max(start[0], here[0]), min(start[0], here[0])
        if abs(angle - first) > step or widest - narrowest > 0.022 * widest + 0.3 or here[1] - start[1] > span:
            if start != before:
                cut.append(_band(start, before, tilt, rise))
            start, first = before, angle
    cut.append(_band(start, profile[-1], tilt, rise))
    return cut


def _slope(low: Point, high: Point) -> float:
    return math.degrees(math.atan2(low[0] - high[0], max(high[1] - low[1], 1e-6)))


def _band(low: Point, high: Point, tilt: float, rise: float) -> Band:
    slope = _slope(low, high)
    cosine = -math.tan(math.radians(slope)) * tilt / rise
    return Band(low, high, slope, math.degrees(math.acos(min(1.0, max(-1.0, cosine)))))


def turned(art: Art, profile: Profile, surface: Surface, *, dim: float = 1.0, mouth: bool = False) -> None:
    """Draw the outside of a turned thing; with `mouth` its upper end stays open, so that what stands inside shows."""
    cut = [band for band in bands(profile, art.tilt) if band.reach > 1]
    if not cut:
        return
    art.fill(outline(art, profile, mouth=mouth), _edges(art, cut, surface, dim))
    for band in cut:
        art.fill(_band_shape(art, band, lowest=band is cut[0]), _gradient(art, band, surface, dim), crisp=True)


def _edges(art: Art, cut: Sequence[Band], surface: Surface, dim: float) -> str:
    """Return the paint below the bands: it shows at the outline only, so each side has the tone of its edge."""
    slope = math.radians(sum(max(-60.0, min(60.0, band.slope)) for band in cut) / len(cut))
    left, right = (surface.tone(side * 0.94 * math.cos(slope), math.sin(slope), 0.34, dim) for side in (-1, 1))
    radius = max(band.low[0] for band in cut)
    return art.linear((-radius, 0), (radius, 0), [(0.3, left), (0.7, right)])


def outline(art: Art, profile: Profile, *, mouth: bool = False) -> Shape:
    """Return the silhouette of a turned thing."""
    right: list[Point] = []
    cut = bands(profile, art.tilt, 3.0)
    turn = 0.0
    for band in cut:
        right += _swing(art, band.low, turn, band.reach)
        turn = band.reach
    right += _swing(art, cut[-1].high, turn, turn)
    right += _swing(art, cut[-1].high, turn, 0.0 if mouth else 180.0)
    return polygon([*right, *((-x, y) for x, y in reversed(right))])


def _swing(art: Art, ring: Point, start: float, end: float) -> list[Point]:
    """Return points along the right half of a ring, by degrees from the front."""
    count = max(1, math.ceil(abs(end - start) / 7))
    swung = []
    for index in range(count + 1):
        angle = math.radians(start + (end - start) * index / count)
        swung.append((ring[0] * math.sin(angle), -ring[1] * art.rise + ring[0] * art.tilt * math.cos(angle)))
    return swung


def _band_shape(art: Art, band: Band, *, lowest: bool) -> Shape:
    """Return a band a little inside the outline, which has the smooth edges, and a little under the next band."""
    inset = 0.55 / art.scale
    (r1, h1), (r2, h2) = band.low, band.high
    r1, r2 = max(0.05, r1 - inset), max(0.05, r2 - inset)
    y1, y2 = -h1 * art.rise, -h2 * art.rise - inset * 1.5
    flat = inset if band.reach > 92 or lowest else 0.0
    d1, d2 = max(0.02, r1 * art.tilt - flat), max(0.02, r2 * art.tilt - (0.0 if lowest else flat))
    if band.reach >= 179:
        inner = max(0.0, r2 - 2 - 0.03 * r1)
        return [*ellipse(0, y1, r1, d1), *hole(0, y2 + inset * 1.5, inner, inner * art.tilt)]
    start, end = 90 + band.reach, 90 - band.reach
    return [
        ("M", [arc_point(0, y1, r1, d1, start)]),
        *arc(0, y1, r1, d1, start, end),
        ("L", [arc_point(0, y2, r2, d2, end)]),
        *arc(0, y2, r2, d2, end, start),
        CLOSE,
    ]


def _gradient(art: Art, band: Band, surface: Surface, dim: float) -> str:
    radius = max(0.5, (band.low[0] + band.high[0]) / 2)
    cos, sin = math.cos(math.radians(band.slope)), math.sin(math.radians(band.slope))
    stops: list[Stop] = []
    for angle in surface.angles:
        nx, nz = math.sin(math.radians(angle)), math.cos(math.radians(angle))
        stops.append(((1 + nx) / 2, surface.tone(nx * cos, sin, nz * cos, dim)))
    return art.linear((-radius, 0), (radius, 0), stops)


def hollow(art: Art, profile: Profile, surface: Surface, *, floor: float = 0.55) -> None:
    """Draw the inside of a vessel, seen through its mouth; the profile runs from the rim down.

    `floor` is how much light reaches the bottom.
    """
    mouth = profile[0]
    depth = max(1.0, mouth[1] - profile[-1][1])
    cut = bands([(r, -h) for r, h in profile], art.tilt, 2.0, depth / 9)
    art.fill(ellipse(0, -mouth[1] * art.rise, mouth[0], mouth[0] * art.tilt), _inner(art, cut[0], surface, 0.9))
    rings = [lens(art, mouth, (band.low[0], -band.low[1])) for band in cut[1:]]
    for index, band in enumerate(cut[1:]):
        if not rings[index]:
            continue
        shade = 1 - (1 - floor) * ((band.low[1] + mouth[1]) / depth) ** 0.7
        inner = _hole(rings[index + 1]) if index + 1 < len(rings) and rings[index + 1] else []
        art.fill([*rings[index], *inner], _inner(art, band, surface, shade), crisp=True)


def _hole(shape: Shape) -> Shape:
    """Return a polygon, a little smaller and the other way round, so that it cuts a hole where the next is painted."""
    points = [point for _, points in shape for point in points]
    x = sum(point[0] for point in points) / len(points)
    y = sum(point[1] for point in points) / len(points)
    return polygon([(x + (px - x) * 0.985, y + (py - y) * 0.97) for px, py in reversed(points)])


def _inner(art: Art, band: Band, surface: Surface, dim: float) -> str:
    radius = max(0.5, band.low[0])
    cos, sin = math.cos(math.radians(band.slope)), math.sin(math.radians(band.slope))
    stops: list[Stop] = []
    for angle in surface.angles:
        nx, nz = math.sin(math.radians(angle)), math.cos(math.radians(angle))
        stops.append(((1 + nx) / 2, surface.tone(-nx * cos, max(0.0, sin), nz * cos * 0.4, dim)))
    return art.linear((-radius, 0), (radius, 0), stops)


def lens(art: Art, mouth: Point, ring: Point, inset: float = 0.3) -> Shape:
    """Return what is seen of a ring (radius, height) inside a vessel through its mouth."""
    my, ry = -mouth[1] * art.rise, -ring[1] * art.rise
    m, r = mouth[0] - inset, min(ring[0], mouth[0]) - inset
    upper: list[Point] = []
    lower: list[Point] = []
    for index in range(41):
        x = -r * math.cos(math.pi * index / 40)
        in_mouth = art.tilt * math.sqrt(max(0.0, m * m - x * x))
        in_ring = art.tilt * math.sqrt(max(0.0, r * r - x * x))
        top, bottom = max(my - in_mouth, ry - in_ring), min(my + in_mouth, ry + in_ring)
        if bottom > top:
            upper.append((x, top))
            lower.append((x, bottom))
    return polygon([*upper, *reversed(lower)]) if len(upper) > 2 else []


def rim(
    art: Art, radius: float, height: float, thickness: float, paint: str, dark: str, *, front: bool = False
) -> None:
    """Draw the lip of a vessel, or its near half: a ring that catches the light on its far left and near right."""
    y = -height * art.rise
    inner = radius - thickness
    if front:
        ring = [
            ("M", [(-radius, y)]), *arc(0, y, radius, radius * art.tilt, 180, 0),
            ("L", [(inner, y)]), *arc(0, y, inner, inner * art.tilt, 0, 180), CLOSE,
        ]  # fmt: skip
    else:
        ring = [*ellipse(0, y, radius, radius * art.tilt), *hole(0, y, inner, inner * art.tilt)]
    shine: list[Stop] = [(0, dark), (0.16, paint), (0.4, paint), (0.7, dark), (0.9, paint), (1, dark)]
    art.fill(ring, art.linear((-radius, 0), (radius, 0), shine))


def half_ring(art: Art, ring: Point, *, front: bool) -> Shape:
    """Return the near or the far half of a ring (radius, height) as a line."""
    radius, y = ring[0], -ring[1] * art.rise
    start, end = (176, 4) if front else (184, 356)
    return [
        ("M", [arc_point(0, y, radius, radius * art.tilt, start)]),
        *arc(0, y, radius, radius * art.tilt, start, end),
    ]


def patch(art: Art, profile: Profile, left: float, right: float) -> Shape:
    """Return the part of a turned surface between two angles (degrees from the middle), such as a highlight."""
    seen = reaches(profile, art.tilt)
    down = [on_surface(art, ring, max(-reach, left)) for ring, reach in zip(profile, seen, strict=True)][::-1]
    up = [on_surface(art, ring, min(reach, right)) for ring, reach in zip(profile, seen, strict=True)]
    low = _along(art, profile[0], max(-seen[0], left), min(seen[0], right))
    high = _along(art, profile[-1], min(seen[-1], right), max(-seen[-1], left))
    return polygon([*down, *low, *up, *high])


def _along(art: Art, ring: Point, start: float, end: float) -> list[Point]:
    count = int(abs(end - start) / 12)
    return [on_surface(art, ring, start + (end - start) * (index + 1) / (count + 1)) for index in range(count)]


def reaches(profile: Profile, tilt: float) -> list[float]:
    """Return for each point of a profile up to which angle (degrees from the middle) its ring is seen."""
    rise = math.sqrt(1 - tilt * tilt)
    cut = [_band(low, high, tilt, rise).reach for low, high in pairwise(profile)]
    seen = [min(pair) for pair in zip([cut[0], *cut], [*cut, cut[-1]], strict=True)]
    lowest = profile[0][1] + 6  # a rounded foot hides nothing of itself
    return [max(reach, 90.0) if ring[1] < lowest else reach for ring, reach in zip(profile, seen, strict=True)]


def on_surface(art: Art, ring: Point, degrees: float) -> Point:
    """Return where a point of a ring (radius, height) is seen; 0 is towards us."""
    angle = math.radians(degrees)
    return ring[0] * math.sin(angle), -ring[1] * art.rise + ring[0] * art.tilt * math.cos(angle)


def shadow(art: Art, profile: Profile, *, strength: float = 0.34, length: float = 0.62, contact: float = 0.55) -> None:
    """Let a turned thing throw its shadow on the table: to the right, away from the window, fading."""
    rings = profile[:: max(1, len(profile) // 9)]
    cast: Shape = []
    previous: tuple[float, float, float] | None = None
    for radius, height in rings:
        x, y = height * length, -height * length * 0.42 * art.tilt / 0.26 * 0.5
        cast += ellipse(x, y, radius, radius * art.tilt)
        if previous:
            px, py, pr = previous
            cast += polygon(
                [
                    (px, py - pr * art.tilt),
                    (x, y - radius * art.tilt),
                    (x, y + radius * art.tilt),
                    (px, py + pr * art.tilt),
                ]
            )
        previous = (x, y, radius)
    top = max(height for _, height in profile)
    widest = max(radius for radius, _ in profile)
    reach = top * length + widest
    fade = art.linear((0, 0), (reach, 0), [(0, "#2a1d14", 1.0), (0.45, "#2a1d14", 0.7), (1, "#2a1d14", 0.0)], soft=True)
    art.haze(cast, fade, strength, 3 + 0.035 * reach)
    foot = profile[0][0]
    art.haze(ellipse(foot * 0.10, foot * art.tilt * 0.10, foot * 1.06, foot * art.tilt * 1.12), "#20150e", contact, 2.2)
    art.haze(
        ellipse(foot * 0.16, foot * art.tilt * 0.2, foot * 1.25, foot * art.tilt * 1.5), "#2a1d14", contact * 0.4, 7
    )
