"""Nothing moves when our fonts come, late or in time, whatever fonts the machine has."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route

from tests.browser import pages_of
from tests.factories.catalog import make_category, make_product
from tests.factories.shop import make_channel
from tests.fonts import MEASURED, browser_with, installed_families

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ["/", "/c/table/", "/p/dock-mug/"]
FAMILIES = installed_families()
_TWO_FRAMES = (
    "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(document.fonts.ready))))"
)
_WATCH = (
    "window.shifts = []; new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput)"
    " window.shifts.push(e.value) }).observe({type: 'layout-shift', buffered: true})"
)
_TEXT = (
    "Dock mug in rust, the tumbler and all that goes with it: thrown by hand, glazed twice; no two are alike. Arrives on"
    " Tuesday for €19.00, free from €60. Linen napkins, set of four. Search products, add to cart, choose a size, undo."
)
# `font-display: optional` gives a font up for good where a busy machine is late with it: not to be measured by that name.
_LOAD = """async ([name, file]) => {
  const face = new FontFace(name, `url(/static/fonts/${file})`, {weight: "200 900"});
  document.fonts.add(await face.load());
}"""
_FILES = {"Figtree": "figtree.woff2", "Bricolage": "bricolage-grotesque.woff2"}
# At a size where the pixels that a system rounds advances to no longer count.
_SIZE = """([family, weight, text]) => {
  const box = document.body.appendChild(document.createElement("span"));
  box.textContent = text;
  box.style.cssText = `position: absolute; font: ${weight} 200px/normal ${family}; white-space: nowrap; letter-spacing: 0`;
  const {width, height} = box.getBoundingClientRect();
  box.remove();
  return [width, height];
}"""


@pytest.fixture(autouse=True)
def _catalogue():
    make_channel()
    table = make_category("Table")
    make_product("Dock mug", skus=("RUST", "SAND"), category=table, description="<p>A mug, made by hand.</p>" * 9,
                 vendor="Tresvale", attributes={"Material": "Clay"})  # fmt: skip
    for number in range(8):
        make_product(f"Plain mug with a handle for both hands {number:02}", skus=(f"P-{number}",), category=table)


@pytest.fixture(scope="module")
def limited(request, browser, tmp_path_factory):
    with browser_with(browser, FAMILIES[request.param], tmp_path_factory.mktemp("fonts")) as limited:
        yield limited


@pytest.fixture
def limited_page(limited, live_server):
    with pages_of(limited, live_server.url) as new:
        yield new


# A font that comes within the first 100 ms may come after the first layout on a busy machine. That moves nothing where the
# fall-back is as wide; of a family that nobody measured it cannot be.
@pytest.mark.drawn
@pytest.mark.parametrize(
    ("limited", "width", "late"),
    [
        (family, width, late)
        for family in FAMILIES
        for width, late in [(390, True), (1360, True), (1360, False)]
        if late or family in (*MEASURED, "as it is")
    ],
    indirect=["limited"],
)
def test_nothing_moves_when_the_fonts_come(limited_page, width, late):
    page = limited_page(width=width, forgive=("preload",))
    page.add_init_script(_WATCH)
    held: list[Route] = []
    if late:
        page.route("**/*.woff2", lambda route: held.append(route))  # noqa: PLW0108 -- Playwright marks the handler
    for url in PAGES:
        _open(page, url, held)
        assert page.evaluate("window.shifts") == [], url


@pytest.mark.parametrize(
    ("limited", "family"), [(name, name) for name in FAMILIES if name in MEASURED], indirect=["limited"]
)
def test_the_twins_are_as_wide_and_as_high_as_our_fonts(limited_page, family):
    """Then nearly every line breaks where it would, and a page looks alike before and after the fonts are there."""
    twin = family.split()[0]
    page = limited_page()
    page.goto("/cart/")
    for name, file in _FILES.items():
        page.evaluate(_LOAD, [f"Our {name}", file])
    for ours, weight in (("Figtree", 400), ("Figtree", 620), ("Bricolage", 640)):
        sizes = []
        for font in (f"'Our {ours}'", f"'{ours} {twin}'"):
            page.evaluate("font => document.fonts.load(font)", f"{weight} 32px {font}")
            sizes.append(page.evaluate(_SIZE, [font, weight, _TEXT]))
        (width, height), (twin_width, twin_height) = sizes
        assert twin_width == pytest.approx(width, rel=0.015), (ours, weight)
        assert twin_height == pytest.approx(height, abs=1), (ours, weight)


def _open(page: Page, url: str, held: list[Route]) -> None:
    """Open a page; fonts that are held back come once it was painted without them."""
    page.goto(url, wait_until="commit")
    page.wait_for_selector("footer", state="attached")
    page.evaluate(_TWO_FRAMES.replace("document.fonts.ready", ""))
    for route in held:
        route.continue_()
    held.clear()
    page.wait_for_load_state("load")
    page.evaluate(_TWO_FRAMES)
    page.evaluate(_TWO_FRAMES)
