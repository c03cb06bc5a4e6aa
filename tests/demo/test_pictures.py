"""The demo's pictures: every name can be drawn, and drawing is deterministic."""

from __future__ import annotations

import re
from itertools import cycle
from xml.etree import ElementTree as ET

import pytest
from PIL import Image, ImageChops

from shop.demo.pictures.models import MODELS
from shop.demo.pictures.palette import MATERIALS, PALETTE, SHAPES, WALLS
from shop.demo.pictures.scene import COMPANIONS, Scene, draw, rasterise
from shop.demo.pictures.sets import category_scene, editorial_scene, hero_portrait_scene, hero_scene

CATEGORIES = (
    "Table", "Kitchen", "Lighting", "Desk", "Textiles", "Bath", "Home", "Garden", "Cleaning", "Out and about",
)  # fmt: skip


def colours_of(svg: str) -> set[str]:
    return set(re.findall(r"#[0-9a-f]{6}", svg))


def test_every_named_shape_has_a_drawing_and_no_other() -> None:
    assert set(MODELS) == set(SHAPES)
    assert len(SHAPES) == len(set(SHAPES)) >= 44


def test_every_colour_has_a_wall_and_companions() -> None:
    assert set(WALLS) == set(PALETTE) == set(COMPANIONS)
    for colour, others in COMPANIONS.items():
        assert len({colour, *others}) == 3
        assert set(others) <= set(PALETTE)


@pytest.mark.drawn
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_drawn_in_every_form_view_and_material(shape: str) -> None:
    views = cycle(("main", "detail", "group"))
    for seed, material in enumerate(("", "something else", *MATERIALS)):  # forms are remainders of 2, 3 and 4
        svg = draw(Scene(shape, ("rust", "chalk"), material, seed, next(views)))
        ET.fromstring(svg)
        assert not re.search(r"nan|inf", svg)


@pytest.mark.drawn
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_fills_its_picture_and_stays_inside(shape: str) -> None:
    for seed in range(4):
        box = re.search(r'data-box="(\S+) (\S+) (\S+) (\S+)"', draw(Scene(shape, ("rust",), "", seed)))
        assert box
        left, top, right, bottom = (float(edge) for edge in box.groups())
        assert left >= 20
        assert right <= 780
        assert bottom <= 960
        assert top >= 40 or shape == "pendant-lamp"  # it hangs from the ceiling
        assert (right - left) * (bottom - top) >= 40_000


def test_drawing_again_gives_the_same_bytes() -> None:
    scene = Scene("basket", ("sand", "ink"), "rattan", 7, "detail")
    assert draw(scene) == draw(Scene.parse(scene.key))


def test_colours_of_a_product_share_form_and_light() -> None:
    rust, lake = (draw(Scene("mug", (colour,), "", 5)) for colour in ("rust", "lake"))

    def marks(svg: str) -> list[str]:
        return re.findall(r'<path d="([^"]+)"', svg)

    assert marks(rust) == marks(lake)
    assert colours_of(rust) != colours_of(lake)
    assert marks(draw(Scene("mug", ("rust",), "", 6))) != marks(rust)


def test_a_key_names_a_scene() -> None:
    scene = Scene("bowl", ("rust", "cream"), "porcelain", 3, "group")
    assert scene.key == "bowl:rust,cream:porcelain:3:group"
    assert Scene.parse(scene.key) == scene
    assert Scene.parse("mug:oat::0:main") == Scene("mug", ("oat",))


@pytest.mark.parametrize(
    "key",
    [
        "sofa:rust::0:main",
        "mug:pink::0:main",
        "mug:::0:main",
        "mug:rust::x:main",
        "mug:rust::0:top",
        "mug",
        "mug+sofa:rust::0:main",
    ],
)
def test_a_wrong_key_is_refused(key: str) -> None:
    with pytest.raises(ValueError):
        Scene.parse(key)


def test_things_that_lie_or_hang_do_not_stand_with_others() -> None:
    with pytest.raises(ValueError, match="cannot stand together"):
        draw(Scene("mug+clock", ("rust", "oak")))


@pytest.mark.parametrize("name", CATEGORIES)
def test_every_category_has_a_tile_within_its_frame(name: str) -> None:
    box = re.search(r'data-box="(\S+) (\S+) (\S+) (\S+)"', draw(category_scene((name, "Anything"))))
    assert box
    left, top, right, bottom = (float(edge) for edge in box.groups())
    assert left >= 20
    assert top >= 40
    assert right <= 780
    assert bottom <= 960


def test_an_unknown_category_has_a_tile_too() -> None:
    assert draw(category_scene(("Moon rocks",))) == draw(category_scene(("Moon rocks", "Dust")))


@pytest.mark.parametrize(
    ("scene", "size"),
    [(hero_scene(), (1920, 1080)), (hero_portrait_scene(), (960, 1200)), (editorial_scene(), (1600, 800))],
)
def test_the_home_page_has_its_pictures(scene: Scene, size: tuple[int, int]) -> None:
    assert scene.size == size
    ET.fromstring(draw(scene))


def test_the_hero_leaves_its_left_dark_and_calm_for_words() -> None:
    picture = rasterise(draw(hero_scene()), 480, 270)
    words = picture.crop((0, 0, 216, 270)).convert("L")
    assert max(words.get_flattened_data()) < 118  # white on it has 4.5:1


def test_the_two_layers_together_are_the_picture() -> None:
    svg = draw(Scene("tumbler", ("lake",), "", 2))
    apart = rasterise(svg, 400, 500)
    assert apart.size == (400, 500)
    assert apart.mode == "RGB"
    # what the crop of the sharp layer leaves out is empty: the same picture on a larger sheet differs nowhere much
    larger = rasterise(svg, 800, 1000).resize((400, 500), Image.Resampling.BOX)
    difference = ImageChops.difference(apart, larger).convert("L")
    assert sum(difference.get_flattened_data()) / (400 * 500) < 1.5
