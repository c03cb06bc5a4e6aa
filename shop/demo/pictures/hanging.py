"""Textiles that hang from a peg."""

from __future__ import annotations

import math

from shop.demo.pictures import cloth
from shop.demo.pictures.art import Art, Point, Shape
from shop.demo.pictures.geometry import curve, polygon, polyline
from shop.demo.pictures.look import Look, shape
from shop.demo.pictures.palette import PALETTE
from shop.demo.pictures.surfaces import Surface, surface


def peg(art: Art, x: float, y: float) -> None:
    """Draw a wooden peg on the wall, seen from the front."""
    oak = surface(PALETTE["oak"], "wood")
    disc: Shape = curve(
        [(x + 11 * math.cos(a / 12 * math.tau), y + 11 * math.sin(a / 12 * math.tau)) for a in range(12)], closed=True
    )
    art.haze(disc, "#2a1d14", 0.4, 3, shift=(7, 8))
    art.fill(disc, art.radial((x - 4, y - 4), 14, 14, [(0, oak.tones[90]), (0.7, oak.tones[60]), (1, oak.tones[38])]))


@shape("tea-towel", 260, 400, stage="wall", focus=(0.0, 0.35))
def tea_towel(art: Art, look: Look) -> None:
    """Draw a striped tea towel hanging from a peg by its loop."""
    folds = cloth.Folds(look.rng("folds"), 2.6, 0.75)
    base, line = surface(look.main, "matte"), surface(look.second("ink"), "matte")
    bands = look.choose(
        ((0.70, 0.74), (0.76, 0.78), (0.80, 0.84)), ((0.12, 0.15), (0.80, 0.83), (0.85, 0.88)), ((0.64, 0.86),)
    )
    checked = look.seed % 4 == 3

    def place(u: float, v: float) -> Point:
        gathered = 0.10 + 0.90 * min(1.0, v * 2.1 + 0.05) ** 0.62
        x = (u - 0.5) * 236 * gathered + 5 * math.sin(3 * v + u)
        drop = 396 + 6 * folds.bulge(u, 1.0) - 26 * abs(u - 0.42) ** 1.4
        lift = 42 * (1 - abs(u - 0.5) * 2) * (1 - v) ** 2
        return x, -400 + 20 + v * drop * (0.97 + 0.03 * v) - lift * 0.5

    def pattern(u: float, v: float) -> Surface:
        if any(low <= v < high for low, high in bands):
            return line
        return line if checked and (u * 9) % 1 < 0.16 else base

    edge = [place(u / 20, 1) for u in range(21)]
    side = [place(0, v / 10) for v in range(11)]
    other = [place(1, v / 10) for v in range(11)]
    whole = polygon([*side, *edge[1:], *reversed(other)])
    art.haze(whole, "#2a1d14", 0.30, 12, shift=(22, 16))
    art.haze(whole, "#2a1d14", 0.22, 4, shift=(7, 5))
    breaks = cloth.rows(64 if checked else 18, [value for band in bands for value in band])
    cloth.hang(art, place, pattern, folds, breaks)
    cloth.weave(art, place, base.tones[30], 0.10, across=48, along=30)
    hem = [place(u / 30, 0.965) for u in range(31)]
    art.line(polyline(hem), base.tones[22], 0.8, 0.5, dash="3 2")
    art.line(curve([place(0.46, 0.02), (-5, -404), (0, -412), (5, -404), place(0.54, 0.02)]), base.tones[40], 3)
    peg(art, 0, -410)


@shape("apron", 330, 470, stage="wall", focus=(0.0, 0.7))
def apron(art: Art, look: Look) -> None:
    """Draw an apron on a peg, with pocket and straps."""
    folds = cloth.Folds(look.rng("folds"), 1.8, 0.5, start=0.1)
    base = surface(look.main, "matte")
    strap = surface(look.second("walnut"), "leather") if len(look.colours) > 1 else base

    def half(v: float) -> float:
        bib, skirt = 62.0, 140.0
        if v < 0.30:
            return bib + 6 * v
        t = min(1.0, (v - 0.30) / 0.20)
        return bib + 2 + (skirt - bib) * (1 - math.pow(1 - t, 2.2)) + 8 * v

    def place(u: float, v: float) -> Point:
        return (u - 0.5) * 2 * half(v) + 3 * math.sin(5 * v), -385 + v * 385 + 5 * folds.bulge(u, v) * v + 5 * (
            u - 0.5
        ) ** 2 * 4 * v

    outline = polygon(
        [
            *(place(0, v / 24) for v in range(25)),
            *(place(u / 20, 1) for u in range(1, 21)),
            *(place(1, v / 24) for v in range(23, -1, -1)),
        ]
    )
    for side, start in ((-1, place(0.08, 0.0)), (1, place(0.92, 0.0))):
        path = curve([start, (side * 38, -440), (side * 6, -468), (0, -470)])
        art.haze(polygon([start, (side * 40, -440), (0, -470), (side * 30, -430)]), "#2a1d14", 0.2, 4, shift=(7, 6))
        art.line(path, strap.tones[34], 9)
        art.line(path, strap.tones[56], 6.5)
    peg(art, 0, -470)
    art.haze(outline, "#2a1d14", 0.30, 13, shift=(22, 16))
    art.haze(outline, "#2a1d14", 0.22, 4, shift=(7, 5))
    for side, u in ((-1, 0.0), (1, 1.0)):
        x, y = place(u, 0.46)
        art.line(
            curve([(x, y), (x + side * 12, y + 46), (x + side * 3, y + 110), (x + side * 14, y + 168)]),
            base.tones[44],
            7,
        )
        art.line(
            curve([(x, y), (x + side * 12, y + 46), (x + side * 3, y + 110), (x + side * 14, y + 168)]),
            base.tones[60],
            4,
        )
    cloth.hang(art, place, lambda _u, _v: base, folds, cloth.rows(22))
    cloth.weave(art, place, base.tones[26], 0.10, across=54, along=36)
    _pocket(art, place, base.tones)
    for v in (0.018, 0.975):
        art.line(polyline([place(0.02 + 0.96 * u / 30, v) for u in range(31)]), base.tones[82], 0.9, 0.6, dash="3 2")


def _pocket(art: Art, place: cloth.Outline, tones: tuple[str, ...]) -> None:
    corners = [place(0.26, 0.50), place(0.74, 0.50), place(0.74, 0.73), place(0.26, 0.73)]
    art.fill(polygon([(x + 2, y + 3) for x, y in corners]), "#20150e", 0.22)
    art.fill(polygon(corners), art.linear(corners[0], corners[2], [(0, tones[68]), (0.6, tones[56]), (1, tones[46])]))
    inset = [(corners[0][0] + 4, corners[0][1] + 9), (corners[1][0] - 4, corners[1][1] + 9)]
    art.line(polyline(inset), tones[88], 0.9, 0.7, dash="3 2")
    art.line(polyline([corners[0], corners[3], corners[2], corners[1]]), tones[88], 0.9, 0.6, dash="3 2")
    art.line(polyline([corners[0], corners[1]]), tones[92], 1.2, 0.8)
