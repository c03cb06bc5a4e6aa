"""Opens the demo in a locale that shows what was not translated, and walks through it: `python .ci/pseudo_locale OUT`.

Into the folder OUT go screenshots of all kinds of pages, on a phone and on a desktop, and `report.txt`: the texts that
have no marks and are no data, and the texts that are cut or stick out. Needs Chromium. Whoever runs it looks at both.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import psycopg
from babel import Locale
from playwright.sync_api import Page, sync_playwright
from psycopg import sql

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))
WIDTHS = (1360, 390)
_PATIENCE = 90_000  # milliseconds: a busy machine is not a broken page
OF_A_KIND = {"/inbox/…/html/": 25, "/inbox/…/": 25, "/o/…/": 4, "/admin/orders/order/…/change/": 4}  # of others one
_KINDS = (
    (re.compile(r"/c/.+/"), "/c/…/"),
    (
        re.compile(r"/(p|help|legal|inbox|confirm|o|withdraw|pay/test|back-in-stock|returns|account/orders)/[^/]+/"),
        r"/\1/…/",
    ),
    (re.compile(r"/\d+/"), "/…/"),
)
_LEFT_OUT = re.compile(r"/(static|media|api|graphql|-)/|logout|/source/|\.\w+$|/demo/")
# Days, numbers with units, codes and addresses: Babel's and the database's.
_CODES = re.compile(
    r"\b(?:\w{3,6}day|Mon|Tue|Wed|Thu|Fri|Sat|Sun|January|February|March|April|May|June|July|August|September|October"
    r"|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|[A-Z]{2,3}\d*|\d+ (?:cm|ml|g|kg|l))\b"
    r"|\S*[/@_=]\S*|\S*\w[-.]\w\S*"
)
_SEND = "form => { form.noValidate = true; form.querySelector('button:not([name]), [name=order]').click() }"
_FORM = "main form:not([role=search])"
_BUYER = {"email": "ada@example.com", "full_name": "Ada Lovelace", "line1": "Torstraße 1"}
_BUYER |= {"postcode": "10119", "city": "Berlin"}


class Walk:
    """A browser that goes through the shop and writes down what it sees."""

    def __init__(self, page: Page, base_url: str, folder: Path) -> None:
        self.page, self.base_url, self.folder = page, base_url, folder
        self.bare: dict[str, str] = {}
        self.faults: dict[str, str] = {}
        self.seen: Counter[str] = Counter()

    def look(self, name: str) -> list[str]:
        """Look at the page as it stands, at each width; returns the addresses that it links to."""
        number, links = sum(self.seen.values()), []
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            found = self.page.evaluate((HERE / "look.js").read_text())
            file = f"{number:03}-{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')[:60]}-{width}.png"
            self.page.screenshot(path=self.folder / file, full_page=True)
            self.bare = dict.fromkeys(found["bare"], file) | self.bare
            self.faults = {f"{width} {fault}": file for fault in found["faults"]} | self.faults
            links = found["links"]
        self.seen[name] += 1
        return links

    def crawl(self, *starts: str) -> None:
        """Look at some pages of each kind that can be reached from here."""
        ahead, visited = [self.base_url + path for path in starts], set()
        while ahead:
            url = ahead.pop(0).partition("#")[0]
            is_start = url.removeprefix(self.base_url) in starts
            if url in visited or not (is_start or self._is_new(url)):
                continue
            visited.add(url)
            answer = self.page.goto(url)
            is_page = answer.headers.get("content-type", "").startswith("text/html")
            if is_page and (is_start or self._is_new(self.page.url)):  # not where it only leads to a login
                ahead += [link for link in self.look(_kind(self.page.url)) if link.startswith(self.base_url)]

    def _is_new(self, url: str) -> bool:
        kind = _kind(url)
        return self.seen[kind] < OF_A_KIND.get(kind, 1) and "?" not in url and not _LEFT_OUT.search(kind)

    def submit(self, path: str, *, name: str, form: str = _FORM, **values: str) -> None:
        """Send a form as it is, without the browser's own checks, and look at the answer."""
        self.page.goto(self.base_url + path)
        for field, value in values.items():
            self.page.locator(f"{form} [name={field}]").first.fill(value)
        self.page.eval_on_selector(form, _SEND)
        self.page.wait_for_load_state("networkidle")
        self.look(name)

    def report(self, is_data: Callable[[str], bool]) -> str:
        """Return what was found."""
        bare = [f"  {text[:100]!r} ({file})" for text, file in sorted(self.bare.items()) if not is_data(text)]
        faults = [f"  {fault} ({file})" for fault, file in sorted(self.faults.items())]
        heads = [f"{sum(self.seen.values())} pages of {len(self.seen)} kinds", f"{len(bare)} texts without marks:"]
        return "\n".join([*heads, *bare, f"{len(faults)} texts that are cut or stick out:", *faults, ""])


def _kind(url: str) -> str:
    path = urlsplit(url).path
    for pattern, put in _KINDS:
        path = pattern.sub(put, path)
    return path


def _walk(walk: Walk, secrets: dict[str, str]) -> None:
    from shop.demo.logins import CUSTOMER_EMAIL, STAFF_EMAIL

    walk.crawl("/", "/search/?q=tumbler", "/search/?q=qqqqq", "/c/?min=99999", "/nowhere/", "/order/", "/withdraw/")
    for path in ("/account/login/", "/account/signup/", "/account/password/reset/", "/order/", "/withdraw/"):
        walk.submit(path, name=f"{path} with errors")
    walk.page.goto(f"{walk.base_url}/p/ripple-tumbler/")
    walk.page.locator("#add-button").click()
    walk.page.locator("dialog[open]").wait_for()
    walk.look("drawer")
    walk.crawl("/cart/")
    walk.submit("/checkout/", name="checkout with errors", form="#checkout-form")
    walk.submit("/checkout/", name="order", form="#checkout-form", **_BUYER)
    walk.submit("/account/login/", name="logged in", login=CUSTOMER_EMAIL, password=secrets["customer_password"])
    walk.crawl("/account/", "/cart/", "/inbox/")
    walk.page.context.clear_cookies()
    walk.submit("/admin/login/", name="staff logged in", login=STAFF_EMAIL, password=secrets["staff_password"])
    walk.crawl("/admin/")


def _data_of(database_url: str) -> Callable[[str], bool]:
    """Return whether a text stands in the database: what people and products are called is not translated by gettext.

    The timeline is, when it is written.
    """
    values = {*Locale("en").territories.values(), *Locale("en").languages.values()}
    with psycopg.connect(database_url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            if table not in ("orders_orderevent", "django_content_type", "auth_permission"):
                rows = connection.execute(sql.SQL("SELECT to_jsonb(t) FROM {} t").format(sql.Identifier(table)))
                values |= {" ".join(value.split()) for (row,) in rows for value in _strings(row)}
    everything = "\n".join(values)

    def is_data(text: str) -> bool:
        if len(text) > 9 and text in everything:
            return True
        pieces = (_CODES.sub("", piece).strip(' .-#"“”/·©') for piece in re.split(r" [·×–—] |[,:;()]", text))
        words = [piece for piece in pieces if re.search(r"[^\W\d_]{2}", piece)]
        return all(word in values or (len(word) > 9 and word in everything) for word in words)

    return is_data


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (value, *re.split(r"<[^>]*>|\n|[,:;()] ", value))
    elif isinstance(value, dict | list):
        for each in (*value, *value.values()) if isinstance(value, dict) else value:
            yield from _strings(each)


def main(folder: Path) -> None:
    """Start the demo, walk, report, stop."""
    from tests.browser import launch

    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="nexus-pseudo-") as data:
        options = ["--no-browser", "--port", "0", "--products", "24", "--data-dir", data]
        command = [sys.executable, "manage.py", "demo", *options]
        environment = os.environ | {"PYTHONPATH": str(HERE)}
        demo = subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603 -- ours
        try:
            while not (opened := Path(data) / "demo.json").exists():
                if demo.poll() is not None:
                    raise SystemExit("The demo did not open.")
                time.sleep(0.5)
            state = json.loads(opened.read_text())
            secrets = json.loads((Path(data) / "secrets.json").read_text())
            with sync_playwright() as playwright:
                # Pictures say nothing here, and the demo would still be drawing them.
                browser = launch(playwright.chromium, more=["--blink-settings=imagesEnabled=false"])
                page = browser.new_page(reduced_motion="reduce")
                page.set_default_timeout(_PATIENCE)
                walk = Walk(page, state["base_url"], folder)
                try:
                    _walk(walk, secrets)
                finally:
                    report = walk.report(_data_of(state["database_url"]))
                    (folder / "report.txt").write_text(report)
                    print(report)
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(60)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
