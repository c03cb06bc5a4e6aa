"""The 24 grounds that stand in for a picture while it loads, and the choice among them."""

from __future__ import annotations

from PIL import Image

TINTS: tuple[str, ...] = (
    # Neutrals, from white to slate.
    "#fbfaf7", "#efece6", "#dedad2", "#dde0e0", "#96908a", "#4c4844",
    # Nine hues, each pale and a little deeper.
    "#e9dcd9", "#dec1bb", "#e7ded6", "#dac5b3", "#e4dfd5", "#d2c8b0", "#e0e1d6", "#c9ccb3", "#d9e3da", "#bad0bd",
    "#d5e3e2", "#b1d0ce", "#d6e2e8", "#b3cedb", "#dcdfea", "#c2c8e0", "#e6dce4", "#d8c1d2",
)  # fmt: skip
"""Wall-like tones (sRGB); a picture's `tint` is an index into it, so the order never changes."""

_GRID = 12  # a picture is judged by this many samples on each side


def closest_tint(picture: Image.Image) -> int:
    """Return the tint that comes closest to the ground of an RGB picture: what lies along its edges, on average.

    Hue counts more than lightness, so that a dark or a dim ground keeps its hue as long as it has one.
    """
    samples = picture.resize((_GRID, _GRID), Image.Resampling.BOX, reducing_gap=1.5).tobytes()
    edge: list[tuple[float, float, float]] = []
    for index in range(_GRID * _GRID):
        row, column = divmod(index, _GRID)
        if row in (0, _GRID - 1) or column in (0, _GRID - 1):
            edge.append(oklab(*samples[3 * index : 3 * index + 3]))
    light, a, b = (sum(channel) / len(edge) for channel in zip(*edge, strict=True))
    return min(range(len(TINTS)), key=lambda index: _distance(_LABS[index], light, a, b))


def tint_css() -> str:
    """Return the classes `tint-0` … `tint-23`, one a line."""
    return "".join(f".tint-{index} {{ background-color: {colour}; }}\n" for index, colour in enumerate(TINTS))


def _distance(tint: tuple[float, float, float], light: float, a: float, b: float) -> float:
    return 0.35 * (tint[0] - light) ** 2 + (tint[1] - a) ** 2 + (tint[2] - b) ** 2


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


_LABS = [oklab(*bytes.fromhex(tint[1:])) for tint in TINTS]
