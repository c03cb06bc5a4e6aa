"""Finding what was spelled wrong."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_typo_still_finds_the_mug(script, new_page):
    page = new_page(script=script)
    page.goto("/")
    page.get_by_label("Search products").fill("reading lmap")
    page.get_by_role("button", name="Search").click()

    expect(page).to_have_url(re.compile(r"/search/\?q=reading\+lmap$"))
    expect(page.locator("#read-as")).to_have_text("No exact matches. Showing results for reading lamp.")
    expect(page.locator("#grid h3").first).to_have_text("Reading lamp")
    page.get_by_role("link", name="Reading lamp").click()
    expect(page.locator("main").get_by_text("Sold out").first).to_be_visible()


def test_suggestions_forgive_a_typo_and_lead_there_by_keyboard(new_page):
    page = new_page()
    page.goto("/")
    field = page.get_by_label("Search products")
    field.press_sequentially("glas mgu")
    expect(page.get_by_role("option").first).to_contain_text("Glass mug")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "suggest-p1")
    field.press("Enter")
    expect(page).to_have_url(re.compile("/p/glass-mug/$"))
