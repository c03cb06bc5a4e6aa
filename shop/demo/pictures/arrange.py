"""Where things stand: alone, close up, as a family, or several kinds together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shop.demo.pictures.look import Look, Model

CENTRE = 400.0  # of the sheet


@dataclass(frozen=True, slots=True)
class Place:
    """A thing's place on the sheet: where its foot is, and how large and turned it is drawn."""

    model: Model
    look: Look
    x: float
    y: float
    scale: float
    turn: float = 0.0


def fitting_scale(model: Model, *, width: float = 600, height: float = 650, size: float = 425) -> float:
    """Return the scale at which a thing fills its picture well, whatever its proportions."""
    return min(size / math.sqrt(model.width * model.height), width / model.width, height / model.height)


def alone(model: Model, look: Look) -> list[Place]:
    """Place one thing in the middle."""
    scale = fitting_scale(model)
    seen = model.height * scale
    if model.stage == "flat":
        return [Place(model, look, CENTRE, 500, scale * 1.22)]
    if model.stage == "wall":
        return [Place(model, look, CENTRE, 500 + seen / 2, scale * 1.08)]
    return [Place(model, look, CENTRE, 565 + seen * 0.47, scale)]


def close_up(model: Model, look: Look) -> list[Place]:
    """Place one thing so near that its focus fills the picture."""
    scale = fitting_scale(model) * 1.65
    x, y = model.focus
    if model.stage == "flat":
        return [
            Place(
                model,
                look,
                CENTRE - x * model.width * scale,
                500 + (y - 0.5) * model.height * scale * 0.8,
                scale * 1.1,
                8,
            )
        ]
    return [Place(model, look, CENTRE - x * model.width * scale, 500 + y * model.height * scale * 0.92, scale)]


def family(model: Model, looks: Sequence[Look], tilt: float) -> list[Place]:
    """Place three of a kind: a large one, a smaller one behind it and a small one in front."""
    scale = fitting_scale(model, width=620, height=620) * 0.72
    wide = model.width * scale
    if model.stage in ("flat", "wall"):
        if model.width > 1.4 * model.height:
            step = model.height * scale * 1.25
            return [
                Place(model, look, CENTRE + (-20, 26, -8)[index], 500 + (index - 0.5) * step, scale)
                for index, look in enumerate(looks)
            ]
        step = min(wide * 0.98, 250.0)
        y = 500 if model.stage == "flat" else 500 + model.height * scale * 0.5
        turns = (-5.0, 2.0, 8.0) if model.stage == "flat" else (0.0, 0.0, 0.0)
        drops = (26.0, -34.0, 14.0)
        return [
            Place(model, look, CENTRE + (index - 1) * step, y + drops[index], scale * 0.98, turns[index])
            for index, look in enumerate(looks)
        ]
    spread = min(wide * 0.56, 196.0)
    base = 590 + model.height * scale * 0.42
    depth = 0.34 * wide * tilt
    slots = ((1, 0.62 * spread, -1.1, 0.86), (0, -spread, -0.1, 1.0), (2, 0.92 * spread, 1.25, 0.72))
    return [Place(model, looks[which], CENTRE + x, base + z * depth, scale * size) for which, x, z, size in slots]


def together(models: Sequence[tuple[Model, Look]], tilt: float) -> list[Place]:
    """Place different things in two rows: tall ones behind, their sizes brought closer to each other."""
    mean = sum(math.sqrt(model.width * model.height) for model, _ in models) / len(models)
    sized = [(model, look, (mean / math.sqrt(model.width * model.height)) ** 0.42) for model, look in models]
    sized.sort(key=lambda one: -one[0].height * one[2])
    split = (len(sized) + 1) // 2
    back, front = sized[:split], sized[split:]
    if len(back) > 1:
        back = [back[1], back[0], *back[2:]]
    total = max(_row_width(back, 0.86), _row_width(front, 1.0))
    tallest = max(model.height * size for model, _, size in sized)
    scale = min(640 / total, 560 / tallest)
    base = 640 + tallest * scale * 0.30
    depth = 120 * tilt / 0.27 * 0.5
    shift = -30.0 if len(sized) == 3 else 0.0
    places = _row(back, 0.86, scale, CENTRE + shift, base - depth)
    places += _row(front, 1.0, scale, CENTRE + (120 if len(front) == 1 else 20), base + depth)
    return _framed(places, 660)


def _framed(places: Sequence[Place], width: float) -> list[Place]:
    """Centre things and, where they need more than `width`, bring them closer."""
    left = min(place.x - place.model.width * place.scale / 2 for place in places)
    right = max(place.x + place.model.width * place.scale / 2 for place in places)
    share = min(1.0, width / (right - left))
    middle = (left + right) / 2
    return [replace(one, x=CENTRE + (one.x - middle) * share, scale=one.scale * share) for one in places]


def _row_width(row: Sequence[tuple[Model, Look, float]], tight: float) -> float:
    return sum(model.width * size * tight for model, _, size in row)


def _row(row: Sequence[tuple[Model, Look, float]], tight: float, scale: float, middle: float, y: float) -> list[Place]:
    places = []
    x = middle - _row_width(row, tight) * scale / 2
    for index, (model, look, size) in enumerate(row):
        half = model.width * size * tight * scale / 2
        places.append(Place(model, look, x + half, y + (8 if index % 2 else -6), scale * size))
        x += 2 * half
    return places
