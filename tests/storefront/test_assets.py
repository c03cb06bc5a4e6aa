"""Style sheet, script and icons: within their budgets, and free of what the content security policy forbids."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from shop.catalog.tints import TINTS

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if not {"admin", "emails"} & set(path.parts)]  # those with this style sheet


@pytest.mark.parametrize(
    ("file", "most"), [("css/shop.css", 14_000), ("js/shop.js", 4_700), ("icons/sprite.svg", 2_000)]
)
def test_stays_within_its_budget(file, most):
    assert len(gzip.compress((STATIC / file).read_bytes(), 9)) <= most


def test_fonts_stay_within_their_budget_and_bring_their_licence():
    assert sum(font.stat().st_size for font in (STATIC / "fonts").glob("*.woff2")) <= 62_000
    for licence in ("bricolage-grotesque-OFL.txt", "figtree-OFL.txt"):
        assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / licence).read_text().upper()


def test_the_grounds_of_pictures_are_those_of_the_picture_store():
    css = (STATIC / "css/shop.css").read_text()

    assert re.findall(r"\.tint-(\d+) {\s+background-color: (#[0-9a-f]{6});", css) == [
        (str(index), colour) for index, colour in enumerate(TINTS)
    ]


def test_every_icon_that_a_template_names_exists():
    known = set(re.findall(r'<symbol id="([a-z]+)"', (STATIC / "icons/sprite.svg").read_text()))
    used = {name for template in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', template.read_text())}

    assert used <= known
    assert len(known) <= 24


def test_the_script_evaluates_nothing_and_builds_no_markup():
    script = (STATIC / "js/shop.js").read_text()

    assert not re.search(
        r"\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write|setTimeout\(['\"]", script
    )


@pytest.mark.parametrize("template", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_keep_to_the_htmx_contract(template):
    text = template.read_text()

    assert not re.search(r"\shx-on|\sstyle=|\son[a-z]+=|[\"']js:|<style", text)
    assert not re.search(r'hx-trigger="[^"]*\[', text)
    assert not re.search(r"\{#(?:(?!#\}).)*$", text, re.MULTILINE), "a comment of several lines is shown as text"
    assert re.findall(r"<script(?![^>]* src=)", text) == []
