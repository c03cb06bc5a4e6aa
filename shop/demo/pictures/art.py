"""A sheet to draw on: shapes in millimetres become SVG in two layers.

The soft layer (wall, light, shadows) lies below the sharp one (things). As nothing in it has an edge, it is rasterised
at a fraction of the size: blurs cost next to nothing there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

Point = tuple[float, float]
Shape = list[tuple[str, Sequence[Point]]]
Stop = tuple[float, str] | tuple[float, str, float]
Matrix = tuple[float, float, float, float, float, float]

SPLIT = "<!--sharp-->"  # between the layers


@dataclass
class Art:
    """The sheet. `tilt` is the sine of the camera's height above the table: circles become ellipses of that ratio."""

    width: int
    height: int
    tilt: float
    random: Random
    soft: list[str] = field(default_factory=list)
    sharp: list[str] = field(default_factory=list)
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    box: list[float] = field(
        default_factory=lambda: [1e6, 1e6, -1e6, -1e6]
    )  # of the sharp layer: left, top, right, bottom
    _ids: int = 0

    @property
    def rise(self) -> float:
        """How much of a height is seen."""
        return math.sqrt(1 - self.tilt * self.tilt)

    def svg(self) -> str:
        """Return the whole sheet."""
        head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}">'
        box = " ".join(f"{edge:.0f}" for edge in self.box)
        return f'{head}<g>{"".join(self.soft)}</g>{SPLIT}<g data-box="{box}">{"".join(self.sharp)}</g></svg>'

    @contextmanager
    def moved(self, x: float, y: float, scale: float = 1.0, turn: float = 0.0, flip: bool = False) -> Iterator[None]:
        """Draw from another origin (`turn` in degrees, clockwise)."""
        a, b, c, d, e, f = before = self.matrix
        cos, sin = scale * math.cos(math.radians(turn)), scale * math.sin(math.radians(turn))
        m, n = (-cos, -sin) if flip else (cos, sin)
        self.matrix = (
            a * m + c * n, b * m + d * n, -a * sin + c * cos, -b * sin + d * cos,
            a * x + c * y + e, b * x + d * y + f,
        )  # fmt: skip
        try:
            yield
        finally:
            self.matrix = before

    @property
    def scale(self) -> float:
        """How many units of the sheet a millimetre takes."""
        a, b, c, d, _, _ = self.matrix
        return math.sqrt(abs(a * d - b * c))

    # Paint servers: each returns what `fill` and `stroke` take.

    def linear(self, start: Point, end: Point, stops: Iterable[Stop], *, soft: bool = False) -> str:
        """Define a gradient along a line."""
        (x1, y1), (x2, y2) = self._map(start), self._map(end)
        where = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        return self._server("linearGradient", where, stops, soft)

    def radial(self, centre: Point, rx: float, ry: float, stops: Iterable[Stop], *, soft: bool = False) -> str:
        """Define a gradient over an ellipse."""
        a, b, c, d, _, _ = self.matrix
        x, y = self._map(centre)
        where = f"matrix({a * rx:.2f} {b * rx:.2f} {c * ry:.2f} {d * ry:.2f} {x:.1f} {y:.1f})"
        return self._server("radialGradient", f'cx="0" cy="0" r="1" gradientTransform="{where}"', stops, soft)

    def _server(self, tag: str, where: str, stops: Iterable[Stop], soft: bool) -> str:
        name = self._name()
        body = "".join(_stop(stop) for stop in stops)
        layer = self.soft if soft else self.sharp
        layer.append(f'<{tag} id="{name}" gradientUnits="userSpaceOnUse" {where}>{body}</{tag}>')
        return f"url(#{name})"

    def _name(self) -> str:
        self._ids += 1
        return f"g{self._ids}"

    # Marks on the sharp layer.

    def fill(self, shape: Shape, paint: str, opacity: float = 1.0, *, crisp: bool = False) -> None:
        """Fill a shape; `crisp` leaves its edges jagged, which is fast and right where the next mark hides them."""
        more = "" if opacity >= 1 else f' fill-opacity="{opacity:.3f}"'
        more += ' shape-rendering="crispEdges"' if crisp else ""
        self.sharp.append(f'<path d="{self._sharp_path(shape, 1)}" fill="{paint}"{more}/>')

    def line(self, shape: Shape, paint: str, width: float, opacity: float = 1.0, dash: str = "") -> None:
        """Draw a shape's line with round ends."""
        more = "" if opacity >= 1 else f' stroke-opacity="{opacity:.2f}"'
        if dash:
            more += f' stroke-dasharray="{" ".join(f"{float(part) * self.scale:.2f}" for part in dash.split())}"'
        more += ' stroke-linecap="round" stroke-linejoin="round"'
        self._stroke(shape, paint, width * self.scale, more)

    def threads(self, shape: Shape, paint: str, opacity: float) -> None:
        """Draw many hair lines; jagged, which is a tenth of the work and looks the more like cloth."""
        self._stroke(shape, paint, 0.95, f' stroke-opacity="{opacity:.2f}" shape-rendering="crispEdges"')

    def _stroke(self, shape: Shape, paint: str, width: float, more: str) -> None:
        path = self._sharp_path(shape, 1 + width)
        self.sharp.append(f'<path d="{path}" fill="none" stroke="{paint}" stroke-width="{width:.2f}"{more}/>')

    # Marks on the soft layer.

    def haze(self, shape: Shape, paint: str, opacity: float, blur: float, shift: Point = (0, 0)) -> None:
        """Fill a shape without edges on the soft layer; `blur` and `shift` (which never turns) in millimetres."""
        name = self._name()
        spread = max(0.1, blur * self.scale)
        before = self.matrix
        self.matrix = (*before[:4], before[4] + shift[0] * self.scale, before[5] + shift[1] * self.scale)
        xs, ys = zip(*(self._map(point) for _, points in shape for point in points), strict=True)
        x, y, pad = min(xs), min(ys), 3 * spread
        region = (
            f'filterUnits="userSpaceOnUse" x="{x - pad:.0f}" y="{y - pad:.0f}"'
            f' width="{max(xs) - x + 2 * pad:.0f}" height="{max(ys) - y + 2 * pad:.0f}"'
        )
        self.soft.append(
            f'<filter id="{name}" color-interpolation-filters="sRGB" {region}>'
            f'<feGaussianBlur stdDeviation="{spread:.1f}"/></filter>'
            f'<path d="{self.path(shape)}" fill="{paint}" opacity="{opacity:.2f}" filter="url(#{name})"/>'
        )
        self.matrix = before

    def wash(self, shape: Shape, paint: str, opacity: float = 1.0) -> None:
        """Fill a shape on the soft layer."""
        self.soft.append(f'<path d="{self.path(shape)}" fill="{paint}" fill-opacity="{opacity:.2f}"/>')

    # Geometry.

    def path(self, shape: Shape) -> str:
        """Return a shape as SVG path data on the sheet."""
        a, b, c, d, e, f = self.matrix
        parts = []
        for command, points in shape:
            parts.append(command + " ".join(f"{a * x + c * y + e:.1f} {b * x + d * y + f:.1f}" for x, y in points))
        return "".join(parts)

    def _sharp_path(self, shape: Shape, margin: float) -> str:
        points = [self._map(point) for _, points in shape for point in points]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, top, right, bottom = self.box
        self.box = [
            min(left, min(xs) - margin),
            min(top, min(ys) - margin),
            max(right, max(xs) + margin),
            max(bottom, max(ys) + margin),
        ]
        flat = iter(points)
        return "".join(
            command + " ".join(f"{x:.1f} {y:.1f}" for x, y in (next(flat) for _ in at)) for command, at in shape
        )

    def _map(self, point: Point) -> Point:
        a, b, c, d, e, f = self.matrix
        x, y = point
        return a * x + c * y + e, b * x + d * y + f

    def ground(self, x: float, z: float, height: float = 0.0) -> Point:
        """Return where a point of the table is seen: `x` to the right, `z` towards us, `height` above."""
        return x, z * self.tilt - height * self.rise

    def wobble(self, amount: float) -> float:
        """Return a small deviation, as a hand makes it."""
        return self.random.uniform(-amount, amount)


def _stop(stop: Stop) -> str:
    more = f' stop-opacity="{stop[2]:.2f}"' if len(stop) == 3 else ""
    return f'<stop offset="{stop[0]:.3f}" stop-color="{stop[1]}"{more}/>'
