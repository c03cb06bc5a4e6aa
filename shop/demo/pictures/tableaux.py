"""Large pictures for the home page, composed by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from shop.demo.pictures import props, stage
from shop.demo.pictures.art import Art
from shop.demo.pictures.colour import mix, tuned
from shop.demo.pictures.geometry import box, polygon
from shop.demo.pictures.look import Look
from shop.demo.pictures.models import MODELS
from shop.demo.pictures.palette import PALETTE


@dataclass(frozen=True, slots=True)
class Tableau:
    """A composed picture: its sheet, its size in pixels and who draws it."""

    sheet: tuple[int, int]
    pixels: tuple[int, int]
    compose: Callable[[Art, tuple[str, ...], Random], None]


def put(
    art: Art, name: str, x: float, y: float, scale: float, colours: tuple[str, ...], material: str = "", seed: int = 0
) -> None:
    """Stand a thing on the table."""
    with art.moved(x, y, scale):
        MODELS[name].draw(art, Look(colours, material, seed))


def _wall(art: Art, colour: str, horizon: float, sun: float) -> None:
    """Paint a deep wall, lit from the left, over an oak table."""
    w, h = art.width, art.height
    base = mix(PALETTE[colour], "#40392f", 0.12)
    paint = art.linear(
        (0, 0),
        (w * 0.9, h * 0.5),
        [(0, tuned(base, -0.05)), (0.45, tuned(base, 0.015)), (0.75, tuned(base, 0.05)), (1, tuned(base, -0.02))],
        soft=True,
    )
    art.wash(box(0, 0, w, h), paint)
    glow = art.radial(
        (w * sun, h * 0.34),
        w * 0.46,
        h * 0.62,
        [(0, "#ffe9c4", 0.30), (0.55, "#ffe9c4", 0.12), (1, "#ffe9c4", 0)],
        soft=True,
    )
    art.wash(box(0, 0, w, h), glow)
    stage.oak_table(art, horizon, art.random, "#b98e60")


def _table_light(art: Art, horizon: float, left: float, *, dusk: float = 1.0) -> None:
    """Let the sun fall on the table from `left` on; the far end lies in the dusk, so that words can stand there."""
    w, h = art.width, art.height
    shade = art.linear(
        (0, 0),
        (w, 0),
        [(0, "#1c120b", 0.62), (0.42, "#1c120b", 0.42), (0.62, "#1c120b", 0.06), (1, "#1c120b", 0.22)],
        soft=True,
    )
    art.wash(box(0, horizon, w, h - horizon), shade, dusk)
    art.haze(
        polygon(
            [
                (left, horizon + 12),
                (left + w * 0.26, horizon + 12),
                (left + w * 0.36, h + 40),
                (left + w * 0.02, h + 40),
            ]
        ),
        "#fff0d0",
        0.22,
        12,
    )


def _hero(art: Art, colours: tuple[str, ...], rng: Random) -> None:
    horizon = 640.0
    _wall(art, colours[0], horizon, 0.70)
    stage.window_light(art, 860, 30, 520, 0.20)
    stage.branch_shadow(art, 820, -30, 640, 0.25, rng)
    _table_light(art, horizon, 900)
    _group(art, 1180, 760)


def _hero_portrait(art: Art, colours: tuple[str, ...], rng: Random) -> None:
    horizon = 800.0
    _wall(art, colours[0], horizon, 0.5)
    stage.window_light(art, 330, 170, 520, 0.20)
    stage.branch_shadow(art, 250, 90, 520, 0.24, rng)
    _table_light(art, horizon, 180, dusk=0.3)
    with art.moved(400, 905, 0.82):
        _group(art, 0, 0)


def _group(art: Art, x: float, y: float) -> None:
    """Set the table around (x, y): about 760 wide, 560 high."""
    put(art, "board", x + 150, y - 62, 1.12, ("oak",), seed=0)
    put(art, "vase", x - 180, y - 58, 2.05, ("chalk",), seed=5)
    put(art, "carafe", x + 44, y - 30, 1.5, ("sky", "oak"), "glass", 0)
    put(art, "bowl", x + 236, y - 6, 1.5, ("rust", "cream"), seed=3)
    put(art, "mug", x - 40, y + 34, 1.55, ("oat", "chalk"), seed=1)
    put(art, "napkin", x - 260, y + 62, 0.9, ("linen", "clay"), seed=0)
    with art.moved(x + 150, y + 62, 1.2):
        props.lemon(art, -14)


def _editorial(art: Art, colours: tuple[str, ...], rng: Random) -> None:
    """Show a shelf by the window: thrown ware in a row, morning light."""
    w, h = art.width, art.height
    wall = colours[0]
    stage.room(art, mix(PALETTE[wall], "#efe6d8", 0.72), 560, "plain", rng)
    stage.oak_table(art, 560, rng)
    stage.window_light(art, 120, -40, 620, 0.42)
    stage.branch_shadow(art, 60, -60, 760, 0.15, rng)
    row = (
        ("jug", 210, 668, 1.35, ("chalk",), 0),
        ("bowl", 455, 690, 1.45, ("moss", "cream"), 2),
        ("tumbler", 640, 652, 1.5, ("rust",), 0),
        ("vase", 830, 650, 1.75, ("sand",), 3),
        ("teapot", 1090, 676, 1.4, ("ink",), 1),
        ("mug", 1345, 706, 1.45, ("ochre", "chalk"), 1),
    )
    for name, x, y, scale, tones, seed in sorted(row, key=lambda one: one[2]):
        put(art, name, x * w / 1600, y * h / 800, scale, tones, seed=seed)


TABLEAUX: dict[str, Tableau] = {
    "hero": Tableau((1600, 900), (1920, 1080), _hero),
    "hero-portrait": Tableau((800, 1000), (960, 1200), _hero_portrait),
    "editorial": Tableau((1600, 800), (1600, 800), _editorial),
}


def draw(name: str, colours: tuple[str, ...], seed: int) -> str:
    """Return a composed picture as SVG."""
    tableau = TABLEAUX[name]
    rng = Random(f"{name}:{seed}")
    art = Art(*tableau.sheet, 0.27, rng)
    tableau.compose(art, colours, rng)
    return art.svg()
