"""Pens, seen from above."""

from __future__ import annotations

import math

from shop.demo.pictures.art import Art
from shop.demo.pictures.blades import lay
from shop.demo.pictures.colour import at, tuned
from shop.demo.pictures.geometry import ellipse, polygon, polyline, trace
from shop.demo.pictures.look import Look, shape
from shop.demo.pictures.palette import PALETTE
from shop.demo.pictures.surfaces import surface
from shop.demo.pictures.timber import grain
from shop.demo.pictures.tube import ribbon, tube


@shape("pen", 185, 250, stage="flat", focus=(0.15, 0.72))
def pen(art: Art, look: Look) -> None:
    """Draw a pen, or two."""
    count = look.choose(1, 2)
    for index in range(count):
        colour = look.main if index == 0 else look.second(look.colours[0])
        with art.moved(-22 + 56 * index, 4 - 12 * index, 1, 34 + 5 * index):
            _pen(art, colour, look, fountain=look.seed % 3 != 1)


def _pen(art: Art, colour: str, look: Look, *, fountain: bool) -> None:
    material = look.made_of("satin", "wood", "brass", "steel")
    skin = surface(colour, material)
    trim = surface(PALETTE["brass" if look.material != "steel" else "steel"], "brass")
    barrel = [(0.0, 150.0 - 210 * step / 20) for step in range(21)]
    widths = [
        17.0 + 2.2 * math.sin(math.pi * step / 20) - (9 if step == 0 else 3 if step == 1 else 0) for step in range(21)
    ]
    lay(art, polygon(ribbon(barrel, widths)), 1.1)
    tube(art, barrel, widths, skin)
    if material == "wood":
        grain(art, barrel, [w * 0.85 for w in widths], colour, look.rng("pen"), lines=6)
    neck = [(0.0, -60.0 - 46 * step / 8) for step in range(9)]
    tone = surface(PALETTE["charcoal"], "satin") if fountain else trim
    slim = [14.5 - (3.2 if fountain else 10.5) * (step / 8) ** 1.2 for step in range(9)]
    lay(art, polygon(ribbon(neck, slim)), 1.0)
    tube(art, neck, slim, tone)
    if fountain:
        nib = [*trace([(-5.8, -104), (-6.4, -116), (0, -146)], 6), *trace([(0, -146), (6.4, -116), (5.8, -104)], 6)]
        lay(art, polygon(nib), 0.8)
        art.fill(
            polygon(nib),
            art.linear(
                (-6, 0),
                (6, 0),
                [
                    (0, at(trim.tones, 0.95)),
                    (0.45, at(trim.tones, 0.80)),
                    (0.55, at(trim.tones, 0.5)),
                    (1, at(trim.tones, 0.7)),
                ],
            ),
        )
        art.line(polyline([(0, -122), (0, -144)]), "#3a2a18", 0.8)
        art.fill(ellipse(0, -120, 1.5, 1.5), "#3a2a18")
    else:
        tube(art, [(0, -104), (0, -110), (0, -116)], 3, trim)
    for y, width in ((-58, 17.5), (42, 19.5)):
        tube(art, [(-width / 2 + 1, y), (0, y), (width / 2 - 1, y)], 3.2, trim)
    clip = [(3.5, 58.0 + 66 * step / 6) for step in range(7)]
    art.line(polyline([(x + 2.4, y + 1.6) for x, y in clip]), tuned(colour, -0.2), 4, 0.6)
    tube(art, clip, 4, trim)
