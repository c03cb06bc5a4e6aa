"""Draws every picture of the demo and prints the table of `pictures.grounds`: `python -m shop.demo.tints`."""

from collections import defaultdict
from textwrap import fill

from shop.catalog.tints import closest_tint
from shop.demo.drawing import wanted_pictures
from shop.demo.pictures.scene import Scene, render

_MARGIN = " " * 8


def main() -> None:
    """Print it; this takes a minute or two."""
    keys: dict[int, list[str]] = defaultdict(list)
    for key in wanted_pictures():
        keys[closest_tint(render(Scene.parse(key)))].append(key)
    for tint, found in sorted(keys.items()):
        words = fill(
            " ".join(sorted(found)), 112, initial_indent=_MARGIN, subsequent_indent=_MARGIN, break_on_hyphens=False
        )
        print(f'    {tint}: """\n{words}\n    """,')  # noqa: T201


if __name__ == "__main__":
    main()
