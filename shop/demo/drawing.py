"""Draws the demo's pictures behind the open shop, in a process of its own.

Run by the supervisor as `python -m shop.demo.drawing`. It takes the processors that nobody else wants.
"""

import argparse
import os
import signal
from pathlib import Path

from shop.demo.catalogue import categories, products
from shop.demo.pictures.paint import paint
from shop.demo.pictures.plan import asked_for, read_plan
from shop.demo.pictures.sets import category_scene, hero_scene
from shop.demo.reports import reporter

_ON_THE_HOME_PAGE = {"new", "bestseller"}
_NICENESS = 10


def wanted_pictures(count: int | None = None) -> list[str]:
    """Return the keys of the scenes that a shop with so many products shows, in the order in which they are met.

    First comes the home page, then the products as lists show them, then what only their own pages show.
    """
    tiles = [category_scene(shelf.path).key for shelf in categories() if len(shelf.path) == 1]
    records = products(count)
    at_home = [record for record in records if _ON_THE_HOME_PAGE & set(record.tags or ())]
    covers = [record.pictures[0].key for record in (*at_home, *records)]
    others = [picture.key for record in records for picture in record.pictures]
    return list(dict.fromkeys([hero_scene().key, *tiles, *covers, *others]))


def main() -> None:
    """Draw what is missing."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--report", type=int, required=True)
    options = parser.parse_args()
    # Drawing starts processes of its own; they share our group and must not outlive us.
    signal.signal(signal.SIGTERM, lambda *_: os.killpg(0, signal.SIGKILL))
    os.nice(_NICENESS)
    data_dir = Path(os.environ["DEMO_DIR"])
    with reporter(options.report) as report:
        paint(
            read_plan(data_dir),
            root=Path(os.environ["MEDIA_ROOT"]),
            workers=os.process_cpu_count() or 1,
            progress=lambda done, total: report("Drawing pictures", done, total),
            urgent=lambda: asked_for(data_dir),
        )


if __name__ == "__main__":
    main()
