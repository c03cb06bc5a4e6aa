"""Wood: grain along what is turned, sawn or bent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from shop.demo.pictures import lathe
from shop.demo.pictures.art import Art, Point, Shape
from shop.demo.pictures.colour import tuned
from shop.demo.pictures.geometry import curve
from shop.demo.pictures.lathe import Profile


def grain(
    art: Art,
    spine: Sequence[Point],
    widths: Sequence[float],
    colour: str,
    rng: Random,
    *,
    lines: int = 14,
    margin: float = 0.94,
) -> None:
    """Draw grain along a piece given by its middle line and its width along it."""
    phase, bend = rng.uniform(0, 6), rng.uniform(0.6, 1.6)
    dark: Shape = []
    faint: Shape = []
    for index in range(lines):
        level = (index + rng.uniform(0.15, 0.85)) / lines * 2 - 1
        start, end = (0, len(spine)) if rng.random() < 0.6 else sorted(rng.sample(range(len(spine) + 1), 2))
        points: list[Point] = []
        for step in range(start, end):
            t = step / (len(spine) - 1)
            flame = 0.16 * math.sin(phase + bend * 3 * t + level * 1.7) * (1 - level * level)
            offset = max(-margin, min(margin, level + flame)) * widths[step] / 2
            points.append(_beside(spine, step, offset))
        if len(points) > 2:
            (dark if rng.random() < 0.4 else faint).extend(curve(points))
    width = max(widths) / lines
    if dark:
        art.line(dark, tuned(colour, -0.13, 1.1), min(1.1, width * 0.22), 0.5)
    if faint:
        art.line(faint, tuned(colour, -0.07), min(2.2, width * 0.5), 0.35)


def _beside(spine: Sequence[Point], step: int, offset: float) -> Point:
    (x1, y1), (x2, y2) = spine[max(0, step - 1)], spine[min(len(spine) - 1, step + 1)]
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    x, y = spine[step]
    return x + (y1 - y2) / length * offset, y + (x2 - x1) / length * offset


def turned_grain(art: Art, profile: Profile, colour: str, rng: Random, lines: int = 22) -> None:
    """Draw grain along a turned piece, from top to bottom."""
    seen = lathe.reaches(profile, art.tilt)
    dark: Shape = []
    for index in range(lines):
        angle = -84 + 168 * (index + rng.uniform(0.1, 0.9)) / lines
        sway = rng.uniform(-3, 3)
        points = []
        for step, ring in enumerate(profile):
            at = angle + sway * math.sin(ring[1] / 22 + index)
            if abs(at) < seen[step] - 2:
                points.append(lathe.on_surface(art, ring, at))
        if len(points) > 2:
            dark += curve(points)
    art.line(dark, tuned(colour, -0.12, 1.1), 0.7, 0.30)


def end_grain(art: Art, radius: float, height: float, colour: str, rng: Random, rings: int = 6) -> None:
    """Draw year rings on a round upper face."""
    y = -height * art.rise
    rounds: Shape = []
    for index in range(1, rings + 1):
        r = radius * index / (rings + 0.6)
        points = []
        for step in range(16):
            angle = math.tau * step / 16
            wave = r * (1 + 0.05 * math.sin(3 * angle + index) + rng.uniform(-0.01, 0.01))
            points.append((wave * math.cos(angle), y + wave * art.tilt * math.sin(angle)))
        rounds += curve(points, closed=True)
    art.line(rounds, tuned(colour, -0.11, 1.1), 0.8, 0.35)
