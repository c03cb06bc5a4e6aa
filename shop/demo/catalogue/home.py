"""What the demo shop says above every page and on its home page."""

from __future__ import annotations

from typing import NamedTuple

ANNOUNCEMENT = "Free delivery from €60. Thirty days to change your mind."


class Hero(NamedTuple):
    """The first thing on the home page: the shop's tagline, a sentence, where the button leads, its picture's text."""

    headline: str
    text: str
    link: str
    alt: str


HERO = Hero(
    headline="Made to be used every day.",
    text="A hundred and forty things for the house, from sixteen small workshops that we know by name.",
    link="/c/table/",
    alt="Stoneware, glass and linen on a table in the morning light",
)
