"""Draws the demo's pictures in a process of its own, so that it can begin before Django is loaded.

Run by `shop.demo.prepare` as `python -m shop.demo.drawing`; what is drawn, the filling of the shop then finds.
"""

import argparse
import os
from pathlib import Path

from shop.demo.catalogue import categories, products
from shop.demo.pictures.paint import paint
from shop.demo.pictures.sets import category_scene, hero_scene
from shop.demo.reports import reporter


def wanted_pictures(count: int) -> list[str]:
    """Return the keys of the scenes that a shop with so many products shows, those of the home page first."""
    tiles = [category_scene(shelf.path).key for shelf in categories() if len(shelf.path) == 1]
    pictures = [picture.key for record in products(count) for picture in record.pictures]
    return list(dict.fromkeys([hero_scene().key, *tiles, *pictures]))


def main() -> None:
    """Draw what is missing."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--report", type=int, required=True)
    parser.add_argument("--products", type=int, required=True)
    options = parser.parse_args()
    with reporter(options.report) as report:
        paint(
            wanted_pictures(options.products),
            root=Path(os.environ["MEDIA_ROOT"]),
            workers=os.process_cpu_count() or 1,
            progress=lambda done, total: report("Drawing pictures", done, total),
        )


if __name__ == "__main__":
    main()
