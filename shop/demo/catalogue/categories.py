"""The two levels of categories, in the order of the menu."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CategoryRecord:
    """A category by its path from the root; `position` orders it among its siblings."""

    path: tuple[str, ...]
    description: str
    position: int


_TREE: dict[str, tuple[str, dict[str, str]]] = {
    "Table": (
        "What stands on the table between breakfast and the last glass. Most of it comes from three small workshops.",
        {
            "Cups and mugs": "For coffee, tea and cocoa: thrown, cast or enamelled.",
            "Plates and bowls": "Plates and bowls that stack, go in the dishwasher and can be bought singly again.",
            "Glasses": "Glass from one furnace in Bohemia, mostly blown by mouth. Clear, or coloured right through.",
            "Cutlery": "Forged and stamped in steel or carved in oak, for large hands and for small ones.",
            "Jugs and carafes": "Water, milk, wine, cider. Every spout here has been tested for drips.",
        },
    ),
    "Kitchen": (
        "Tools for people who cook most evenings. They can be sharpened, oiled, seasoned and repaired.",
        {
            "Pots and pans": "Iron, steel, enamel and copper, without coatings that peel.",
            "Knives and boards": "Forged blades and solid wood. Both want a little care and give it back.",
            "Cooking tools": "Spoons, mills and bowls for the work between knife and pan.",
            "Coffee and tea": "Kettles, pots and grinders for the first quarter of an hour of the day.",
            "Storage": "Jars, crocks and bottles that keep bread, oil and pickles as each of them likes it.",
        },
    ),
    "Lighting": (
        "Light for reading, eating and going upstairs. Bulbs and cables can be replaced on every lamp.",
        {
            "Table lamps": "For desks, bedsides and the corner by the armchair.",
            "Pendant lamps": "To hang above tables and in halls; all with at least two and a half metres of cable.",
            "Candles and lanterns": "Candles of beeswax and rapeseed wax, and what they stand in.",
        },
    ),
    "Desk": (
        "Paper that takes ink, pens that take refills, and places to put them.",
        {
            "Notebooks and paper": "Sewn by bookbinders in Leipzig, so that they open flat.",
            "Writing": "Pens, pencils and cups to keep them in.",
            "Order on the desk": "Trays, clocks, scissors, and a basket for whatever did not work out.",
        },
    ),
    "Textiles": (
        "Linen, cotton and wool from mills that still do their own weaving. Almost everything may go in the machine.",
        {
            "Kitchen linen": "Towels and aprons for cooking, drying and polishing.",
            "Table linen": "Napkins and cloths that are washed before you get them and need no iron.",
            "Cushions and blankets": "For sofas, benches and cold evenings. Wool for winter, cotton for August.",
        },
    ),
    "Bath": (
        "Towels that dry, soap that lasts, and a mirror as large as a face.",
        {
            "Towels": "Waffle, terry and linen. The descriptions say which of them is soft and which is quick.",
            "Soap and care": "Made from plant oils in the Drôme, with short lists of ingredients.",
            "Bathroom things": "A dish, a mirror and a basket that do not mind steam.",
        },
    ),
    "Home": (
        "The few things that stand around in a room and ought to deserve it.",
        {
            "Vases": "For one stem, a bunch from the market or branches from the garden.",
            "Baskets": "Coiled straw and wool, for bread, logs, gloves and cats.",
            "Clocks and mirrors": "Quiet movements, plain frames and fittings for the wall.",
            "Stools and hooks": "Somewhere to sit, somewhere to stand, somewhere to hang a coat.",
        },
    ),
    "Garden": (
        "Pots that drain, cans that reach and tools that can be found again in long grass.",
        {
            "Pots and planters": "Terracotta, stoneware and porcelain; each says how much frost it can take.",
            "Watering and tools": "For beds, balconies and window sills.",
        },
    ),
    "Cleaning": (
        "Brushes and soap as they were before everything came in plastic. Soap comes in refills.",
        {
            "Brushes and brooms": "Beech and natural bristle, drawn and bound in one workshop.",
            "Soap and cloths": "A few plain things for dishes, laundry, floors and wood.",
        },
    ),
    "Out and about": (
        "For the way to market, to work and home through the rain.",
        {
            "Bags": "Canvas and leather, with handles that are made to hold.",
            "Umbrellas and bottles": "Against the wet from outside and the thirst from within.",
        },
    ),
}


def categories() -> tuple[CategoryRecord, ...]:
    """Return all categories, each parent before its children."""
    records = []
    for position, (name, (description, children)) in enumerate(_TREE.items()):
        records.append(CategoryRecord((name,), description, position))
        records += [CategoryRecord((name, child), text, place) for place, (child, text) in enumerate(children.items())]
    return tuple(records)
