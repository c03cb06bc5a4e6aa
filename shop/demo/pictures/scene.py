"""Scenes: a short text names a picture; drawing it gives always the same SVG."""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass
from random import Random
from typing import Literal, Self, cast, get_args

import resvg_py
from PIL import Image, ImageFilter

from shop.demo.pictures import arrange, stage, tableaux
from shop.demo.pictures.art import SPLIT, Art
from shop.demo.pictures.look import Look, Model
from shop.demo.pictures.models import MODELS
from shop.demo.pictures.palette import PALETTE, WALLS

VERSION = 1  # of the drawing code: raise it when pictures look different, so that caches let go of the old ones
SHEET = (800, 1000)
PIXELS = (960, 1200)
SOFT = 8  # the soft layer is rasterised at an eighth of the size
TILTS = {"table": 0.27, "dusk": 0.25, "high": 0.5, "flat": 0.97, "wall": 0.2}
COMPANIONS = {
    "rust": ("oat", "ink"), "terracotta": ("chalk", "pine"), "clay": ("cream", "olive"), "sand": ("lake", "rust"),
    "oat": ("clay", "denim"), "linen": ("rust", "moss"), "cream": ("terracotta", "lake"), "chalk": ("sand", "ink"),
    "butter": ("chalk", "sky"), "ochre": ("charcoal", "oat"), "olive": ("cream", "clay"), "moss": ("chalk", "ochre"),
    "pine": ("oat", "brass"), "lake": ("sand", "chalk"), "sky": ("chalk", "denim"), "denim": ("oat", "rust"),
    "ink": ("chalk", "ochre"), "charcoal": ("oat", "rust"), "plum": ("rose", "oat"), "rose": ("chalk", "plum"),
    "brass": ("charcoal", "steel"), "steel": ("brass", "charcoal"), "oak": ("walnut", "oat"), "walnut": ("oak", "clay"),
}  # fmt: skip

_SHEET = re.compile(r'viewBox="0 0 (\d+) (\d+)"')
_VIEW = re.compile(r'viewBox="[^"]*"')
_BOX = re.compile(r'data-box="([^"]*)"')

View = Literal["main", "detail", "group"]


@dataclass(frozen=True, slots=True)
class Scene:
    """What a picture shows.

    `shape` is one of `palette.SHAPES`, several joined by "+" (they stand together, a colour each), or one of
    `tableaux.TABLEAUX`. `colours` are names of the palette: the thing's own, then an accent; in a group and a joint
    scene one for each thing. The seed decides form and surroundings, so a product's colours share one.
    """

    shape: str
    colours: tuple[str, ...]
    material: str = ""
    seed: int = 0
    view: View = "main"

    def __post_init__(self) -> None:
        unknown = [name for name in self.colours if name not in PALETTE]
        if unknown or not self.colours:
            raise ValueError(f"Unknown colours: {unknown or 'none given'}")
        if self.shape not in tableaux.TABLEAUX and any(name not in MODELS for name in self.shape.split("+")):
            raise ValueError(f"Unknown shape: {self.shape}")
        if self.view not in get_args(View):
            raise ValueError(f"Unknown view: {self.view}")

    @property
    def key(self) -> str:
        """The scene as text; `Scene.parse` reads it."""
        return ":".join((self.shape, ",".join(self.colours), self.material, str(self.seed), self.view))

    @classmethod
    def parse(cls, key: str) -> Self:
        """Return the scene of a key.

        Raises: ValueError.
        """
        shape, colours, material, seed, view = key.split(":")
        return cls(shape, tuple(colours.split(",")), material, int(seed), cast("View", view))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture in pixels."""
        return tableaux.TABLEAUX[self.shape].pixels if self.shape in tableaux.TABLEAUX else PIXELS


def draw(scene: Scene) -> str:
    """Return the picture as SVG; the same scene gives the same text."""
    if scene.shape in tableaux.TABLEAUX:
        return tableaux.draw(scene.shape, scene.colours, scene.seed)
    models = [MODELS[name] for name in scene.shape.split("+")]
    kind = _stage_of(models)
    near = scene.view == "detail" and kind in ("table", "high")
    art = Art(*SHEET, 0.44 if near else TILTS[kind], Random(scene.key))
    places = _places(scene, models, art.tilt)
    _set(art, scene, kind, max(place.y for place in places))
    for place in sorted(places, key=lambda one: one.y):
        with art.moved(place.x, place.y, place.scale, place.turn):
            place.model.draw(art, place.look)
    return art.svg()


def _stage_of(models: list[Model]) -> str:
    kinds = {model.stage for model in models}
    if len(models) == 1 or kinds == {"flat"}:
        return models[0].stage
    if kinds & {"flat", "wall"}:
        raise ValueError("Things that lie or hang cannot stand together with others.")
    return "dusk" if kinds == {"dusk"} else "table"


def _places(scene: Scene, models: list[Model], tilt: float) -> list[arrange.Place]:
    first, *others = scene.colours
    if len(models) > 1:
        names = [*scene.colours, *(name for colour in scene.colours for name in COMPANIONS[colour])]
        looks = [Look((names[index],), scene.material, scene.seed) for index in range(len(models))]
        return arrange.together(list(zip(models, looks, strict=True)), tilt)
    look = Look(scene.colours, scene.material, scene.seed)
    if scene.view == "group":
        names = list(
            dict.fromkeys([first, *others, *COMPANIONS[first], *COMPANIONS[COMPANIONS[first][0]], "sand", "ink"])
        )
        return arrange.family(models[0], [Look((name,), scene.material, scene.seed) for name in names[:3]], tilt)
    return arrange.close_up(models[0], look) if scene.view == "detail" else arrange.alone(models[0], look)


def _set(art: Art, scene: Scene, kind: str, base: float) -> None:
    """Build the room: its tint follows the product, the daylight changes from picture to picture."""
    wall = WALLS[scene.colours[0]][Random(f"{scene.shape}:{scene.seed}").random() < 0.4]
    rng = Random(f"{scene.shape}:{scene.seed}:{scene.view}")
    horizon = base - (410 if kind == "high" else 165)
    if scene.view == "detail":
        horizon = min(horizon, 420.0)
    mood = rng.choice(stage.MOODS)
    if kind == "flat":
        stage.surface_light(art, wall, rng)
    elif kind == "dusk":
        stage.evening(art, wall, base - 150)
    elif kind == "wall":
        stage.room(art, wall, 1200, mood if mood not in ("oak", "arch", "sun") else "leaves", rng)
    else:
        stage.room(art, wall, horizon, mood if kind == "table" or mood not in ("arch", "sun") else "slant", rng)


def rasterise(svg: str, width: int, height: int, *, soft_share: int = SOFT) -> Image.Image:
    """Turn a picture of ours into pixels.

    The soft layer has no edges, so a small raster of it, blurred once against the steps of 8 bits, is as good.
    """
    soft, sharp = svg.split(SPLIT)
    head = soft[: soft.index("<g>")]
    sheet_width, sheet_height = (int(number) for number in _SHEET.findall(head)[0])
    ground = _raster(f"{soft}</svg>", width // soft_share, height // soft_share).convert("RGB")
    picture = ground.filter(ImageFilter.BoxBlur(1)).resize((width, height), Image.Resampling.BICUBIC)
    x, y = width / sheet_width, height / sheet_height
    left, top, right, bottom = (int(edge) for edge in _BOX.findall(sharp[:80])[0].split())
    crop = (
        max(0, int(left * x)),
        max(0, int(top * y)),
        min(width, math.ceil(right * x)),
        min(height, math.ceil(bottom * y)),
    )
    view = f"{crop[0] / x:.3f} {crop[1] / y:.3f} {(crop[2] - crop[0]) / x:.3f} {(crop[3] - crop[1]) / y:.3f}"
    things = _raster(_VIEW.sub(f'viewBox="{view}"', head) + sharp, crop[2] - crop[0], crop[3] - crop[1])
    picture.paste(things, crop[:2], things)
    return picture


def _raster(svg: str, width: int, height: int) -> Image.Image:
    data = resvg_py.svg_to_bytes(svg_string=svg, width=width, height=height, skip_system_fonts=True)
    return Image.open(io.BytesIO(data))


def render(scene: Scene) -> Image.Image:
    """Draw a scene and turn it into pixels."""
    return rasterise(draw(scene), *scene.size, soft_share=4 if scene.shape in tableaux.TABLEAUX else SOFT)
