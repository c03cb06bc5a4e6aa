"""A real Chromium for the tests that need one, and what it finds wrong.

Tests marked `browser` open pages by `new_page`. Whatever the browser complains about on the way (a console message,
the content security policy, an uncaught error, a request that failed, an answer of 400 or more) fails the test,
unless it is forgiven by a part of its text.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # a second of work, which runs without a browser test are spared
    from playwright.sync_api import Browser, BrowserContext, BrowserType, ConsoleMessage, Page, Request, Response

# The first is the same browser without its windows, and takes two thirds of the processors' time.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next((path for name in _NAMES if (path := shutil.which(name))), None)
LEFT_OUT = "browser tests left out: no Chromium found; install one (apt-get install chromium-headless-shell) or set CHROMIUM to its path"

_PATIENCE = 30_000  # milliseconds: a busy machine is not a broken page
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Colours that are still fading from one theme or state to the next are nobody's contrast.
_HOLD_STILL = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, ::before, ::after, ::backdrop { transition: none !important; animation: none !important }");
  document.adoptedStyleSheets.push(sheet);
}"""
# The clock that `.ci/clocks.py` gives to Python and PostgreSQL, for the pages.
_MOVE_CLOCK = """ahead => {
  const Real = Date, now = () => Real.now() + ahead;
  globalThis.Date = new Proxy(Real, {
    construct: (_, given, target) => Reflect.construct(Real, given.length ? given : [now()], target),
    get: (_, name) => name === "now" ? now : Real[name],
  });
}"""
_RUN_AXE = """async runOnly => {
  const {violations} = await axe.run({runOnly, resultTypes: ["violations"], preload: false, iframes: false});
  return violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.failureSummary || ""}`));
}"""


def launch(kind: BrowserType, *, more: Sequence[str] = (), env: dict[str, str] | None = None) -> Browser:
    """Start the Chromium that was found, with `more` of its own switches.

    Its timers would stand still under libfaketime (`_MOVE_CLOCK`).
    """
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium's sandbox refuses to run as root
    env = {name: value for name, value in (env or dict(os.environ)).items() if name != "LD_PRELOAD"}
    return kind.launch(executable_path=CHROMIUM, args=[*arguments, *more], env=env)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=_PATIENCE)
    # Playwright's synchronous API keeps an event loop running in this thread, which Django would refuse.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = launch(playwright.chromium)
        yield browser
        browser.close()


class Complaints:
    """Collects what goes wrong in the contexts that it watches."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.under_way: set[Request] = set()

    def watch(self, context: BrowserContext, *, forgive: tuple[str, ...]) -> None:
        def add(text: str) -> None:
            if not any(part in text for part in forgive):
                self.found.append(text)

        def answered(response: Response) -> None:
            if response.status >= 400:
                add(f"{response.status} {response.request.method} {response.url}")

        def failed(request: Request) -> None:
            self._ended(request)
            if request.failure != "net::ERR_ABORTED":  # left behind by a page that was left
                add(f"{request.failure} {request.url}")

        def said(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
                add(f"{message.type}: {message.text} ({message.location.get('url')})")  # `answered` tells the rest

        context.on("console", said)
        context.on("weberror", lambda error: add(f"uncaught: {error.error}"))
        context.on("response", answered)
        context.on("request", self._began)
        context.on("requestfinished", self._ended)
        context.on("requestfailed", failed)

    def _began(self, request: Request) -> None:
        self.under_way.add(request)

    def _ended(self, request: Request) -> None:
        self.under_way.discard(request)


@pytest.fixture
def new_page(browser, live_server) -> Iterator[Callable[..., Page]]:
    """Return a function that opens pages of the live shop, each in a browser profile of its own."""
    with pages_of(browser, live_server.url) as open_page:
        yield open_page


@contextmanager
def pages_of(browser: Browser, url: str) -> Iterator[Callable[..., Page]]:
    """Open pages of a shop in a browser; at the end nothing on them may have given cause for complaint."""
    complaints = Complaints()
    contexts: list[BrowserContext] = []

    def open_page(
        *,
        width: int = 1360,
        height: int = 800,
        mobile: bool = False,
        dark: bool = False,
        script: bool = True,
        forgive: tuple[str, ...] = (),
    ) -> Page:
        context = browser.new_context(
            base_url=url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            has_touch=mobile or width < 600,
            is_mobile=mobile,
            reduced_motion="reduce",
            timezone_id=os.environ.get("CLOCK_ZONE"),
        )
        if ahead := os.environ.get("FAKETIME"):
            context.add_init_script(f"({_MOVE_CLOCK})({int(ahead) * 1000})")
        contexts.append(context)
        context.set_default_timeout(_PATIENCE)
        complaints.watch(context, forgive=forgive)
        return context.new_page()

    yield open_page
    for context in contexts:
        _finish_requests(context, complaints)
        context.close()
    assert complaints.found == [], complaints.found


def _finish_requests(context: BrowserContext, complaints: Complaints) -> None:
    """Let what is under way come to its end, so that nobody reads the database while it is emptied."""
    from playwright.sync_api import Error

    with suppress(Error):
        while complaints.under_way and context.pages:
            context.wait_for_event("requestfinished", timeout=1000)


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with the page as it stands."""
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate(_HOLD_STILL)
    found: list[str] = page.evaluate(_RUN_AXE, {"type": "tag", "values": RULES})
    return found


def overflow(page: Page) -> int:
    """Return by how many CSS pixels the page is wider than the window."""
    # Two frames later, when the page is laid out for a window that was resized a moment ago.
    width: int = page.evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame("
        "() => done(document.documentElement.scrollWidth - innerWidth))))"
    )
    return max(width, 0)
