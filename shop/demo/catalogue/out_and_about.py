"""Out and about: bags, umbrellas and bottles."""

from __future__ import annotations

from shop.demo.catalogue._build import product
from shop.demo.catalogue._makers import ARDENZO, RIBALVA, VODOLIN

BAGS = ("Out and about", "Bags")
WAY = ("Out and about", "Umbrellas and bottles")

# fmt: off
PRODUCTS = (
    product(
        "Market bag", BAGS, RIBALVA, picture="bag", material="Cotton", surface="canvas",
        price="58.00", grams=520, colours="Colour: Oat Denim Rust", stock="76 58 43",
        facts={"Dimensions": "42 × 36 × 16 cm", "Capacity": "20 l", "Load": "15 kg", "Care": "Brush, damp cloth"},
        tags="gift",
        detail="Leather handles of the market bag",
        text="""
        A flat bottom, so that six eggs and a carton of milk stand. The handles are leather, bent round a core of rope
        and fixed with four rivets each, through a patch that spreads the pull.

        Canvas of 400 g/m² from Ribalva's own looms. The drop is long enough for the shoulder and short enough not to
        sweep the street when carried by hand. Inside there is a pocket for keys. Fifteen kilograms have been tried,
        for a bet.
        """,
    ),
    product(
        "Leather tote", BAGS, ARDENZO, picture="bag", material="Leather",
        price="240.00", was="280.00", grams=980, colours="Colour: Walnut Charcoal", stock="6 4",
        facts={"Dimensions": "38 × 30 × 14 cm", "Capacity": "14 l, laptops to 14″", "Care": "Balm twice a year"},
        tags="handmade",
        detail="Handles and seams of the leather tote",
        text="""
        Two hides, one for each half, folded at the base, so there is no seam below to give way. It carries a laptop,
        a folder, a bottle and lunch, and does not collapse when set down.

        No lining: the inside of the leather has been brushed and waxed, for a lining is what wears out first. All
        load seams are sewn by hand with two needles. Should one thread break, the other holds. The handle drop is 24
        cm, made to pass over a winter coat.
        """,
    ),
    product(
        "Waxed work bag", BAGS, ARDENZO, picture="bag olive walnut", material="Cotton", surface="canvas",
        price="168.00", grams=1100, stock="9",
        facts={"Dimensions": "40 × 34 × 15 cm", "Capacity": "18 l", "Care": "Brush; rewax the canvas yearly"},
        tags="gift",
        text="""
        Waxed canvas with leather handles, cut for a folder, a laptop, a jumper and a loaf on the way home. Stiff
        enough to stay open on the floor of a train.

        Wax keeps off an hour of rain and shows every crease; warm the cloth with a hairdryer and they melt away. The
        base is double. Two flat pockets inside, and a strap with a hook for the keys. In its first weeks it smells of
        a boathouse. That passes, mostly.
        """,
    ),
    product(
        "Walking umbrella", WAY, ARDENZO, picture="umbrella", material="Cotton",
        price="118.00", grams=620, colours="Colour: Ink Pine", stock="12 8",
        facts={"Dimensions": "90 cm, open Ø 104 cm", "Frame": "Eight steel ribs", "Timber": "Handle of chestnut"},
        tags="handmade gift",
        detail="The bent chestnut handle of the umbrella",
        text="""
        A single stick of chestnut from tip to crook, bent over steam, with bark left on the handle. You can lean on
        it; few umbrellas allow that.

        The canopy is cotton, woven so tight that the first drops swell it shut. Eight ribs are sewn on by hand, three
        stitches at each joint. It opens without a spring, by your own arm, and does so for decades. Dry it open. If a
        rib bends, the workshop mends it; should you leave it in a tram, they cannot help.
        """,
    ),
    product(
        "Everyday umbrella", WAY, ARDENZO, picture="umbrella", material="Steel",
        price="56.00", was="68.00", grams=480, colours="Colour: Charcoal Ochre", stock="0 15",
        facts={"Dimensions": "84 cm, open Ø 98 cm", "Frame": "Steel and fibreglass, eight ribs", "Care": "Dry open"},
        tags="gift",
        text="""
        The lighter of our two, for those who carry one more often than they open it. It works without a push button:
        slide it up, slide it down. There is less to break, and it opens in a doorway without hitting anyone.

        Fibreglass in the outer parts lets the ribs turn inside out and back again. The cloth is polyester from
        bottles, the single thing here for which we found nothing better; it weighs 70 g/m² and is dry after three
        shakes. The crook is beech, steamed and stained.
        """,
    ),
    product(
        "Walking bottle", WAY, VODOLIN, picture="bottle:3", material="Glass",
        colours="Colour: Sky Moss Rose", price="36.00", grams=410, stock="59 47 3",
        facts={
            "Dimensions": "Ø 7.5 × 23 cm", "Capacity": "500 ml", "Closure": "Cork",
            "Care": "Dishwasher, cork by hand",
        },
        tags="dishwasher-safe outdoor gift",
        text="""
        Water tastes best from glass, also in the hills. The wall of this bottle is 5 mm thick, annealed for twice the
        usual time, and has been dropped on a forest path by three of us without harm. A pavement is another matter.

        A sleeve of wool felt from Fennock comes with it; it softens knocks and, when you wet it, cools the water by a
        few degrees. The cork is tied to the neck with a leather lace. For tea, let the water stand for a minute
        first.
        """,
    ),
)
