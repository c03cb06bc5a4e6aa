"""The browser tests' own eyes: what they must notice, they do notice."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import Complaints, overflow, violations

pytestmark = pytest.mark.browser
BROKEN = """<!doctype html><html lang="en"><title>Broken</title><main><h1>Broken</h1>
<p style="color: red">A style that the policy forbids</p><img src="/missing.png" alt=""><img src="/cut.png" alt="">
<script src="/script.js"></script></main>"""
UGLY = """<!doctype html><html lang="en"><title>Ugly</title><style>p { color: #aaa } div { width: 3000px }</style>
<main><h1>Ugly</h1><p>Pale</p><div>Wide</div><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></main>"""


@pytest.fixture
def page(browser):
    with browser.new_context() as context:
        yield context.new_page()


def serve(page: Page, html: str, **headers: str) -> None:
    page.route("http://shop.test/", lambda route: route.fulfill(body=html, content_type="text/html", headers=headers))
    page.route("**/missing.png", lambda route: route.fulfill(status=404))
    page.route("**/cut.png", lambda route: route.abort("connectionreset"))
    page.route("**/script.js", lambda route: route.fulfill(body="console.error('said'); throw Error('thrown')"))
    page.goto("http://shop.test/")


@pytest.mark.parametrize(
    "trace", ["404 GET", "ERR_CONNECTION_RESET", "error: said", "uncaught: thrown", "Content Security Policy"]
)
def test_notices_what_goes_wrong_in_a_page(trace, page):
    complaints = Complaints()
    complaints.watch(page.context, forgive=())
    serve(page, BROKEN, **{"Content-Security-Policy": "default-src 'self'"})
    page.evaluate("1")  # everything before has been reported by now
    assert len([text for text in complaints.found if trace in text]) == 1, complaints.found


def test_notices_what_cannot_be_read_or_seen(page):
    serve(page, UGLY)
    found = [text.split(":")[0] for text in violations(page)]
    assert {"color-contrast", "image-alt"} <= set(found)
    assert any(found.startswith("color-contrast: p") for found in violations(page))
    assert overflow(page) > 1000
