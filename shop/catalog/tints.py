"""The 24 grounds that stand in for a picture while it loads, and the choice among them."""

from __future__ import annotations

from collections import Counter
from functools import cache

from PIL import Image

TINTS: tuple[str, ...] = (
    # Neutrals, from white to stone.
    "#faf9f6", "#eae6de", "#dcd7cd", "#e3e6e6",
    # Ten hues, each pale and a little deeper.
    "#f1e1dd", "#e0c1b9", "#f1e2d6", "#e1c5ae", "#efe5d2", "#ddcaa5", "#eae8d3", "#cfcda6", "#e0ead9", "#bcd1b3",
    "#d9ebe2", "#add3c3", "#d6eaea", "#a7d1d2", "#dae8f0", "#b0cede", "#e2e5f2", "#c2c8e1", "#ece2ed", "#d6c2d7",
)  # fmt: skip
"""Pale wall-like tones (sRGB); a picture's `tint` is an index into it, so the order never changes."""

_GRID = 12  # a picture is judged by this many samples on each side


def closest_tint(picture: Image.Image) -> int:
    """Return the tint that most of an RGB picture resembles; what lies at its edge counts double."""
    samples = picture.resize((_GRID, _GRID), Image.Resampling.BOX, reducing_gap=1.5).tobytes()
    votes: Counter[int] = Counter()
    for index in range(_GRID * _GRID):
        row, column = divmod(index, _GRID)
        edge = row in (0, _GRID - 1) or column in (0, _GRID - 1)
        red, green, blue = samples[3 * index : 3 * index + 3]
        votes[_nearest(red >> 2, green >> 2, blue >> 2)] += 2 if edge else 1
    return min(votes, key=lambda tint: (-votes[tint], tint))


def tint_css() -> str:
    """Return the classes `tint-0` … `tint-23`, one a line."""
    return "".join(f".tint-{index} {{ background-color: {colour}; }}\n" for index, colour in enumerate(TINTS))


@cache
def _nearest(red: int, green: int, blue: int) -> int:
    """Return the tint nearest to a colour of 6 bits a channel: hue decides, lightness hardly, as all tints are pale."""
    light, a, b = oklab(red << 2 | 2, green << 2 | 2, blue << 2 | 2)
    return min(range(len(TINTS)), key=lambda index: _distance(_TINT_LABS[index], light, a, b))


def _distance(tint: tuple[float, float, float], light: float, a: float, b: float) -> float:
    return 0.1 * (tint[0] - light) ** 2 + (tint[1] - a) ** 2 + (tint[2] - b) ** 2


def oklab(red: int, green: int, blue: int) -> tuple[float, float, float]:
    """Convert sRGB bytes to OKLab (https://bottosson.github.io/posts/oklab/)."""
    r, g, b = (_linear(channel / 255) for channel in (red, green, blue))
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


_TINT_LABS = [oklab(*bytes.fromhex(tint[1:])) for tint in TINTS]
