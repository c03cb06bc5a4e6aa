"""Scenes: which things stand where, and how they become a picture."""

from __future__ import annotations

import io
from dataclasses import dataclass
from random import Random
from typing import Literal, Self

import resvg_py
from PIL import Image, ImageFilter

from shop.demo.pictures import stage
from shop.demo.pictures.art import SPLIT, Art
from shop.demo.pictures.look import MODELS, Look
from shop.demo.pictures.palette import WALLS
from shop.demo.pictures import ceramics, handled, glass, metal, kitchen, textiles, lighting, blades, desk, home  # noqa: F401

WIDTH, HEIGHT = 800, 1000  # of the sheet
PIXELS = (960, 1200)
View = Literal["main", "detail", "group"]


@dataclass(frozen=True, slots=True)
class Scene:
    shape: str
    colours: tuple[str, ...]
    material: str = ""
    seed: int = 0
    view: View = "main"


def draw(scene: Scene) -> str:
    model = MODELS[scene.shape]
    look = Look(scene.colours, scene.material, scene.seed)
    tilt = {"table": 0.27, "high": 0.5, "flat": 0.97, "wall": 0.2}[model.stage]
    art = Art(WIDTH, HEIGHT, tilt, Random(f"{scene}"))
    import math
    scale = min(400/math.sqrt(model.width*model.height), 590 / model.width, 610 / model.height)
    seen = model.height * scale
    base = 560 + seen * 0.47
    wall = WALLS[scene.colours[0]]
    if model.stage == "flat":
        stage.surface_light(art, wall)
        base = 500
    elif model.stage == "wall":
        stage.room(art, wall, 1200)
        base = 520 + seen / 2
    else:
        stage.room(art, wall, base - (150 if model.stage == "table" else 400))
    if model.stage != "flat":
        stage.window_light(art, 110, 50, 420, .42)
    with art.moved(400, base, scale):
        model.draw(art, look)
    return art.svg()


def rasterise(svg: str, width: int, height: int) -> Image.Image:
    head, sharp = svg.split(SPLIT)
    soft = _raster(head + "</svg>", width // 5, height // 5).convert("RGB").filter(ImageFilter.BoxBlur(1)).resize((width, height), Image.Resampling.BICUBIC)
    top = _raster(head[: head.index("<g>")] + sharp, width, height)
    soft.paste(top, (0, 0), top)
    return soft


def _raster(svg: str, width: int, height: int) -> Image.Image:
    return Image.open(io.BytesIO(resvg_py.svg_to_bytes(svg_string=svg, width=width, height=height, skip_system_fonts=True)))

def render(scene): return rasterise(draw(scene), *PIXELS)
