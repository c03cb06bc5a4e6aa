"""Pictures are drawn behind the open shop: none twice, none lost by a kill, and each place holds its ground till then."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client, RequestFactory
from PIL import Image
from playwright.sync_api import Page
from pytest_django.fixtures import Settings

from shop.catalog.images import StoredImage, find_stored
from shop.catalog.tints import TINTS
from shop.demo.drawing import wanted_pictures
from shop.demo.middleware import DrawingMiddleware
from shop.demo.pictures import grounds, scene
from shop.demo.pictures.paint import paint
from shop.demo.pictures.plan import Plan, ask_for, asked_for, forget_plan, make_plan, read_plan, write_plan
from shop.demo.pictures.scene import Scene
from shop.demo.pictures.sets import hero_scene
from tests.demo.support import ROOT, clean_environment, wait_until
from tests.pages import markup

pytestmark = pytest.mark.urls("tests.demo.urls")
SOAPS = [Scene("soap", (colour,)).key for colour in ("rose", "olive", "oat", "sky")]


def drawn(plan: Plan, root: Path) -> dict[str, int]:
    """The pictures that are there, each with what changes when it is written again."""
    there = {key: root / image.path / "info.json" for key, image in plan.items()}
    return {key: file.stat().st_ino for key, file in there.items() if file.exists()}


def draw(plan: Plan, root: Path, **options: Callable[[], set[str]]) -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []
    paint(plan, root=root, workers=1, progress=lambda done, total: told.append((done, total)), **options)
    return told


def test_a_picture_is_as_it_was_promised_before_it_was_drawn(tmp_path: Path) -> None:
    plan = make_plan(SOAPS[:2])

    assert draw(plan, tmp_path) == [(0, 2), (1, 2), (2, 2)]

    for key, promised in plan.items():
        stored = find_stored(path=promised.path, root=tmp_path)
        assert stored is not None
        assert (stored.path, stored.width, stored.height) == (promised.path, 960, 1200), key
        assert stored.widths == promised.widths == (320, 640, 960)
        with Image.open(tmp_path / stored.path / "640.avif") as picture:
            assert picture.size == (640, 800)
    before = drawn(plan, tmp_path)
    assert draw(plan, tmp_path) == [(2, 2)]
    assert drawn(plan, tmp_path) == before


def test_every_picture_of_the_shop_has_an_address_of_its_own_and_a_tint_that_was_seen() -> None:
    keys = wanted_pictures()
    plan = make_plan(keys)
    assert set(grounds.TINTS) == set(keys)
    assert len({image.path for image in plan.values()}) == len(keys)
    assert keys[0] == hero_scene().key
    assert plan[keys[0]].widths == (320, 640, 960, 1280, 1600, 1920)
    assert {image.tint for image in plan.values()} <= set(range(len(TINTS)))


def test_the_tint_is_the_one_of_the_drawing(tmp_path: Path) -> None:
    key = next(key for key in wanted_pictures() if key.startswith("soap:"))
    plan = make_plan([key])
    draw(plan, tmp_path)
    assert find_stored(path=plan[key].path, root=tmp_path) == plan[key]


def test_pictures_that_look_different_have_another_address(monkeypatch: pytest.MonkeyPatch) -> None:
    before = make_plan(SOAPS[:1])
    monkeypatch.setattr(scene, "VERSION", scene.VERSION + 1)
    assert make_plan(SOAPS[:1])[SOAPS[0]].path != before[SOAPS[0]].path


def test_after_a_kill_in_the_middle_drawing_goes_on_and_draws_nothing_twice(tmp_path: Path) -> None:
    code = """
import os, signal, sys
from pathlib import Path
from shop.demo.pictures.paint import paint
from shop.demo.pictures.plan import make_plan

def progress(done, total):
    if done == 2:
        os.kill(os.getpid(), signal.SIGKILL)

paint(make_plan(sys.argv[2:]), root=Path(sys.argv[1]), workers=1, progress=progress)
"""
    command = [sys.executable, "-c", code, str(tmp_path), *SOAPS]
    killed = subprocess.Popen(command, cwd=ROOT, env=clean_environment(), start_new_session=True)
    assert killed.wait(120) == -signal.SIGKILL
    wait_until(lambda: not group_lives(killed.pid), what="who drew for it ended as well")
    plan = make_plan(SOAPS)
    before = drawn(plan, tmp_path)
    assert list(before) == SOAPS[:2]

    assert draw(plan, tmp_path) == [(2, 4), (3, 4), (4, 4)]

    assert drawn(plan, tmp_path).items() >= before.items()
    assert list(drawn(plan, tmp_path)) == SOAPS


def group_lives(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_somebody_looks_at_is_drawn_first(tmp_path: Path) -> None:
    plan = make_plan(SOAPS[:3])
    wanted = plan[SOAPS[2]]
    first: list[str] = []

    def progress(done: int, _total: int) -> None:
        if done == 1:
            first.extend(drawn(plan, tmp_path))

    ask_for(tmp_path, wanted)
    paint(plan, root=tmp_path, workers=1, progress=progress, urgent=lambda: asked_for(tmp_path))
    assert first == [SOAPS[2]]
    assert asked_for(tmp_path) == set()


def test_a_lost_rendition_is_drawn_again(tmp_path: Path) -> None:
    plan = make_plan(SOAPS[:1])
    draw(plan, tmp_path)
    lost = tmp_path / plan[SOAPS[0]].path / "960.webp"
    lost.unlink()

    assert draw(plan, tmp_path) == [(0, 1), (1, 1)]
    assert lost.is_file()


def test_a_wrong_key_is_refused_before_anything_is_drawn() -> None:
    with pytest.raises(ValueError, match="Unknown shape"):
        make_plan(["soap:rose::0:main", "sofa:rust::0:main"])


# --- what stands in for a picture


@pytest.fixture
def picture(tmp_path: Path, settings: Settings) -> StoredImage:
    """A picture that is planned and not drawn."""
    settings.DEMO, settings.DEMO_DIR, settings.MEDIA_ROOT = True, tmp_path, tmp_path / "media"
    write_plan(tmp_path, make_plan([wanted_pictures(1)[11]]))
    (picture,) = read_plan(tmp_path).values()
    return picture


@pytest.mark.parametrize(("suffix", "kind"), [("avif", "AVIF"), ("webp", "WEBP"), ("jpg", "JPEG")])
@pytest.mark.parametrize(("width", "height"), [(320, 400), (960, 1200)])
def test_a_place_holds_its_ground_in_its_size_for_one_answer(
    client: Client, picture: StoredImage, suffix: str, kind: str, width: int, height: int
) -> None:
    answer = client.get(f"/media/{picture.path}/{width}.{suffix}")

    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    with Image.open(io.BytesIO(answer.content)) as shown:
        assert (shown.format, shown.size) == (kind, (width, height))
        colour = shown.convert("RGB").getpixel((width // 2, height // 2))
    tint = bytes.fromhex(TINTS[picture.tint][1:])
    assert all(abs(one - other) <= 3 for one, other in zip(colour, tint, strict=True))


def test_whoever_looks_at_a_place_has_its_picture_drawn_next(
    client: Client, picture: StoredImage, tmp_path: Path
) -> None:
    client.get(f"/media/{picture.path}/640.avif")
    assert asked_for(tmp_path) == {Path(picture.path).name}


@pytest.mark.django_db  # the page that says so names the shop
def test_only_missing_pictures_of_the_demo_are_stood_in_for(
    client: Client, picture: StoredImage, tmp_path: Path, settings: Settings
) -> None:
    stranger = "p/00/0000000000000000"
    for path in (f"{stranger}/640.jpg", f"{picture.path}/641.jpg", f"{picture.path}/info.json"):
        assert client.get(f"/media/{path}").status_code == 404
    assert client.get(f"/media/{picture.path}/640.jpg").status_code == 200

    file = tmp_path / "media" / picture.path / "640.jpg"
    file.parent.mkdir(parents=True)
    file.touch()
    answer = client.get(f"/media/{picture.path}/640.jpg")  # by who serves pictures in every shop
    assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    file.unlink()
    settings.DEMO = False
    assert client.get(f"/media/{picture.path}/640.jpg").status_code == 404


def test_pages_look_for_pictures_until_all_are_there(client: Client, picture: StoredImage, tmp_path: Path) -> None:
    page = "<html><head><title>Halden</title></head><body></body></html>"
    served = DrawingMiddleware(lambda _request: HttpResponse(page))
    script = b'<script src="/static/demo/pictures.js" data-list="/demo/undrawn.json" defer></script></head>'
    request = RequestFactory().get("/")

    assert client.get("/demo/undrawn.json").json() == {"undrawn": [picture.path]}
    assert script in served(request).content
    assert DrawingMiddleware(answer_json)(request).content == b'{"html": "</head>"}'

    draw(read_plan(tmp_path), tmp_path / "media")
    assert client.get("/demo/undrawn.json").json() == {"undrawn": []}
    assert markup(served(request)) == page

    forget_plan(tmp_path)  # a shop that was drawn before there were plans
    assert markup(DrawingMiddleware(lambda _request: HttpResponse(page))(request)) == page


def answer_json(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"html": "</head>"})


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_picture_comes_into_the_open_page_once_it_is_drawn(
    new_page: Callable[..., Page], picture: StoredImage, tmp_path: Path
) -> None:
    page = new_page()
    script = ROOT / "shop" / "demo" / "static" / "demo" / "pictures.js"
    page.route("**/static/demo/pictures.js", lambda route: route.fulfill(path=script, content_type="text/javascript"))
    page.route("**/favicon.ico", lambda route: route.fulfill(status=200))
    page.goto(f"/gallery/?path={picture.path}")
    assert page.evaluate(_COLOURS) == 1

    draw(read_plan(tmp_path), tmp_path / "media")

    wait_until(lambda: page.evaluate(_COLOURS) > 20, what="the page shows the drawing")
    assert page.locator("img").evaluate("image => image.currentSrc").endswith("/320.avif?drawn")


_COLOURS = """() => {
    const context = Object.assign(document.createElement("canvas"), { width: 16, height: 20 }).getContext("2d");
    context.drawImage(document.querySelector("img"), 0, 0, 16, 20);
    const seen = context.getImageData(0, 0, 16, 20).data;
    return new Set(Array.from({ length: 320 }, (_, at) => seen.slice(4 * at, 4 * at + 3).join())).size;
}"""
