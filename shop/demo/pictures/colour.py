"""Colours as light makes them: mixtures in OKLab and ramps from the shadow of a colour to its light."""

from __future__ import annotations

import math
from functools import cache

from shop.catalog.tints import oklab

STEPS = 96  # of a ramp
KNEE = 0.58  # where a ramp is the colour itself


@cache
def lab(colour: str) -> tuple[float, float, float]:
    """Return the OKLab coordinates of `#rrggbb`."""
    return oklab(*bytes.fromhex(colour[1:]))


def from_lab(light: float, a: float, b: float) -> str:
    """Return the nearest `#rrggbb`; what no screen can show loses colour, not lightness."""
    share = 1.0
    channels = _linear_rgb(light, a, b)
    while share > 0 and (min(channels) < -0.001 or max(channels) > 1.001):
        share = round(share - 0.1, 1)
        channels = _linear_rgb(light, a * share, b * share)
    red, green, blue = (_byte(channel) for channel in channels)
    return f"#{red:02x}{green:02x}{blue:02x}"


def _linear_rgb(light: float, a: float, b: float) -> tuple[float, float, float]:
    """Invert OKLab (https://bottosson.github.io/posts/oklab/)."""
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _byte(linear: float) -> int:
    if linear <= 0.0031308:
        return max(0, round(255 * 12.92 * linear))
    return min(255, round(255 * (1.055 * math.pow(linear, 1 / 2.4) - 0.055)))


@cache
def mix(one: str, other: str, share: float) -> str:
    """Return `one` with a share (0 to 1) of `other`."""
    first, second = lab(one), lab(other)
    return from_lab(*(a + (b - a) * share for a, b in zip(first, second, strict=True)))


@cache
def tuned(colour: str, light: float = 0.0, chroma: float = 1.0) -> str:
    """Return a colour made lighter (or darker, below 0) and more or less colourful."""
    level, a, b = lab(colour)
    return from_lab(min(1.0, max(0.0, level + light)), a * chroma, b * chroma)


@cache
def ramp(colour: str, contrast: float = 1.0) -> tuple[str, ...]:
    """Return the colour under all lights: `STEPS` tones from deep shadow to full light.

    Shadows are deeper in colour before they lose it and a touch cooler, lights are warm: what eyes expect of daylight.
    """
    level, a, b = lab(colour)
    tones = []
    for step in range(STEPS):
        t = step / (STEPS - 1)
        if t < KNEE:
            depth = 1 - t / KNEE
            light = level * (1 - 0.62 * contrast * depth**1.1)
            chroma = (light / level) ** 0.6 if level else 0.0
            tones.append(from_lab(light, a * chroma, b * chroma - 0.008 * depth))
        else:
            glow = (t - KNEE) / (1 - KNEE)
            light = level + contrast * glow * min(0.15, (1.0 - level) * 0.7)
            tones.append(from_lab(light, a * (1 - 0.15 * glow), b * (1 - 0.15 * glow) + 0.005 * glow))
    return tuple(tones)


def at(tones: tuple[str, ...], t: float) -> str:
    """Return the tone of a ramp at `t`, from 0 (shadow) to 1 (light)."""
    return tones[min(STEPS - 1, max(0, round(t * (STEPS - 1))))]
