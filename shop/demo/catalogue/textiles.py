"""Textiles: kitchen linen, table linen, cushions and blankets."""

from __future__ import annotations

from shop.demo.catalogue._build import Size, product
from shop.demo.catalogue._makers import DUSVILA, FENNOCK, RIBALVA

KITCHEN_LINEN = ("Textiles", "Kitchen linen")
TABLE_LINEN = ("Textiles", "Table linen")
SOFT = ("Textiles", "Cushions and blankets")

# fmt: off
PRODUCTS = (
    product(
        "Striped tea towel", KITCHEN_LINEN, DUSVILA, picture="tea-towel:1 * chalk", material="Linen",
        price="16.00", grams=110, colours="Colour: Denim Rust Olive", stock="95 82 61",
        facts={"Dimensions": "50 × 70 cm", "Weave": "Plain, 230 g/m²", "Care": "60 °C, tumble dryer"},
        tags="machine-washable gift",
        detail="Woven stripes on the tea towel",
        text="""
        Linen dries faster than cotton and leaves no fluff on glasses, but it must be washed three times before it
        does. Dusvila has washed this one for you.

        The cloth is dyed as yarn, and the pale stripes at both ends are woven, not printed. A loop sits in the middle
        of the short edge, strong enough to hang it wet from a hook. After five years or so it becomes the best
        polishing rag in the house.
        """,
    ),
    product(
        "Two glass cloths", KITCHEN_LINEN, DUSVILA, picture="tea-towel:0 chalk ink", material="Linen",
        price="24.00", grams=170, stock="58",
        facts={
            "Dimensions": "55 × 75 cm", "Weave": "Plain, 180 g/m²", "Set": "2 cloths", "Care": "60 °C, iron damp",
        },
        tags="machine-washable",
        text="""
        A finer, flatter weave than our tea towel has, for stemware and windows. The yarn is spun wet, which lays down
        every hair of the flax; held to the light, the cloth shows no fuzz at all.

        White, with a blue stripe along each side, as hotels order them. Long enough to keep one hand in each end and
        never touch the bowl of the glass. Iron them while damp, or fold them at once and sit on them; the second
        works nearly as well.
        """,
    ),
    product(
        "Linen apron", KITCHEN_LINEN, DUSVILA, picture="apron", material="Linen",
        price="64.00", grams=340, colours="Colour: Denim Charcoal Oat", stock="36 41 18",
        facts={"Dimensions": "90 cm long, one size", "Weave": "Twill, 270 g/m²", "Care": "60 °C, shrinks no further"},
        tags="bestseller machine-washable gift",
        detail="Bib and neck loop of the linen apron",
        text="""
        Neck loop and ties are one long band that runs through two tunnels: pull at the waist and the bib rises, let
        go and it drops. It fits a child of ten and an adult of two metres.

        - One wide pocket, divided for a thermometer or a pen
        - Ties long enough to be knotted in front
        - Seams felled twice, pocket corners bar-tacked

        Heavy twill stops splashes and is soft after the second wash. Slip it on over your head and hang it by the
        same loop.
        """,
    ),
    product(
        "Canvas apron", KITCHEN_LINEN, RIBALVA, picture="apron rust walnut", material="Cotton", surface="canvas",
        price="46.00", was="56.00", grams=420, stock="24",
        facts={
            "Dimensions": "85 cm long, one size", "Weave": "Canvas, 340 g/m²", "Straps": "Leather",
            "Care": "40 °C, straps off",
        },
        tags="machine-washable",
        text="""
        For those who work with more than flour: potters, printers, people who bone fish or repot palms. The canvas is
        woven for tents, and Ribalva sews this from the ends of the rolls.

        Leather straps hook into brass eyelets, so they can be taken off before the wash. The first few washes bring
        out some of the dye, and it should go in with dark things. After a year of clay it has the bleached knees of a
        pair of work trousers.
        """,
    ),
    product(
        "Four washed napkins", TABLE_LINEN, DUSVILA, picture="napkin", material="Linen",
        price="44.00", grams=240, colours="Colour: Sand Rose Moss Ink", stock="52 34 28 0",
        facts={"Dimensions": "42 × 42 cm", "Weave": "Plain, 190 g/m²", "Set": "4 napkins", "Care": "60 °C, no iron"},
        tags="machine-washable gift",
        text="""
        Washed with pumice until the folds stay soft, and not meant to be ironed. Pull them into shape while damp, lay
        them on a pile, put a book on top.

        Mitred corners, a hem of one centimetre. The dye goes in after weaving, in the piece, and a little unevenly;
        one napkin of a set may be half a shade lighter. Red wine: salt at once, cold water, then sixty degrees. On
        the ink ones you will not have to bother.
        """,
    ),
    product(
        "Round linen tablecloth", TABLE_LINEN, DUSVILA, picture="tablecloth", material="Linen",
        colours="Colour: Linen Lake", sizes=(Size("140 cm", "88.00", 390), Size("180 cm", "118.00", 650)),
        stock="19 12 13 3",
        facts={"Dimensions": "Ø 140 or 180 cm", "Weave": "Plain, 190 g/m²", "Care": "60 °C, tumble dry low"},
        tags="machine-washable",
        detail="Folds of the linen tablecloth where it falls over the edge",
        text="""
        Cut from one width, without a seam down the middle; the loom at Dusvila is one of the few that is broad
        enough. The smaller is for four people and the larger for six.

        It falls in soft creases, and these belong to it. Whoever prefers it smooth should dry it over a door. Flax
        for this quality is pulled, not mown, in July, and lies in the field for weeks, where dew loosens the fibre;
        the weather of that month decides the tone of the natural cloth.
        """,
    ),
    product(
        "Border stripe tablecloth", TABLE_LINEN, DUSVILA, picture="tablecloth chalk rust", material="Linen",
        price="79.00", was="96.00", grams=480, stock="21",
        facts={"Dimensions": "Ø 150 cm", "Weave": "Herringbone, 240 g/m²", "Care": "60 °C, iron damp"},
        tags="machine-washable",
        text="""
        White herringbone with red stripes that follow the hem, as on the grain sacks from which farms around the mill
        used to cut their towels.

        A stripe that runs in a circle cannot be woven. It is embroidered on top, three narrow lines, on a
        chain-stitch machine from 1938 which one of the seamstresses steers with a crank beneath the table. Hot pots
        want a board underneath. It came out a few centimetres smaller than we had ordered, and you get those off the
        price.
        """,
    ),
    product(
        "Six cotton napkins", TABLE_LINEN, RIBALVA, picture="napkin", material="Cotton",
        price="29.00", was="36.00", grams=300, colours="Colour: Chalk Butter", stock="63 45",
        facts={"Dimensions": "40 × 40 cm", "Weave": "Basket, 200 g/m²", "Set": "6 napkins", "Care": "95 °C, any dryer"},
        tags="machine-washable",
        text="""
        For every day and for children: they may be boiled, tumbled, forgotten in the basket and boiled again. Threads
        run in pairs over and under each other, a weave that soaks up soup before it reaches the lap.

        Each set has six loops of thread in different colours on the hem. One per person, and a napkin lasts from
        Monday to Wednesday. Organic cotton, grown in the Aegean, spun and woven in Portugal within forty kilometres.
        """,
    ),
    product(
        "Herringbone blanket", SOFT, FENNOCK, picture="blanket:0", material="Wool",
        price="148.00", grams=1250, colours="Colour: Oat Denim Moss", stock="23 17 11",
        facts={
            "Dimensions": "140 × 190 cm and fringe", "Weave": "Herringbone, 440 g/m²",
            "Care": "Air it; wool wash 30 °C",
        },
        tags="bestseller gift",
        detail="The twisted fringe of the herringbone blanket",
        text="""
        Lambswool from hill farms on both sides of the border, spun, woven and fulled in one mill by the Tweed.
        Fulling means that the finished cloth is beaten in warm water until it is a tenth smaller and twice as dense.

        The result is warm rather than heavy, and sheds crumbs and rain. White is the undyed fleece; the second colour
        is dyed before spinning, several shades mixed in one yarn, which gives it life. Hang it outside on a foggy
        evening instead of washing it. Fringes are twisted by hand.
        """,
    ),
    product(
        "Honeycomb cotton blanket", SOFT, RIBALVA, picture="blanket:1", material="Cotton",
        colours="Colour: Chalk Terracotta",
        sizes=(Size("130 × 180 cm", "98.00", 1100), Size("220 × 240 cm", "168.00", 2500)), stock="20 9 16 0",
        facts={"Dimensions": "130 × 180 or 220 × 240 cm", "Weave": "Honeycomb, 470 g/m²", "Care": "60 °C, tumble dry"},
        tags="machine-washable",
        text="""
        A summer blanket with a relief of small square cells. Each holds a cushion of air, hence it is light on the
        body and still enough in an August night; in January it goes between sheet and duvet.

        The cells only form in the wash: flat from the loom, the cloth then shrinks by a quarter in both directions.
        All that has happened before you get it. The small size is for a sofa or a cot, and the large one covers a
        double bed down to the frame.
        """,
    ),
    product(
        "Linen cushion", SOFT, DUSVILA, picture="cushion:2", material="Linen",
        price="48.00", grams=720, colours="Colour: Ochre Lake Plum", stock="32 26 21",
        facts={"Dimensions": "50 × 50 cm", "Filling": "Feather, cotton case", "Care": "Cover 40 °C"},
        tags="machine-washable",
        text="""
        Heavy linen in front and behind, a narrow flange all round, no print. The colour is the whole idea: we pick
        three each year, with the glazes from Tresvale laid beside them.

        The cover closes with four buttons of corozo nut on the back, and the flap is deep enough that nothing shows.
        The pad is filled with duck feathers, two centimetres larger than the cover on every side, so it stands up by
        itself. A knock in the middle restores it.
        """,
    ),
    product(
        "Striped wool cushion", SOFT, FENNOCK, picture="cushion:0 oat charcoal", material="Wool",
        price="49.00", was="62.00", grams=680, stock="10",
        facts={"Dimensions": "45 × 45 cm", "Filling": "Wool, cotton case", "Care": "Air it; cover wool wash 30 °C"},
        text="""
        Woven from the yarn that is left when a blanket is finished. The weaver decides on the stripes at the loom,
        with what is on the shelf, and so the cushions come in families of about twenty.

        The present family is oat with charcoal. It is firmer than feathers and stays up in the corner of a deep sofa.
        Wool inside as well: combings, too short to spin, washed and carded. They settle within a year; open the
        cover, pull the filling apart with your fingers, close it.
        """,
    ),
    product(
        "Felted wool cushion", SOFT, FENNOCK, picture="cushion:5", material="Wool", surface="felt",
        price="54.00", grams=780, colours="Colour: Charcoal Pine", stock="44 38",
        facts={"Dimensions": "45 × 45 cm", "Filling": "Wool, cotton case", "Care": "Brush; spots with cold water"},
        tags="new",
        text="""
        Woven, then fulled until no thread can be told from the next: a cloth like loden, plain, dense, and not to be
        harmed by a dog or a garden bench in the evening.

        Rain stands on it in drops for a while. The colour comes out mottled, for the yarn is a blend of three fleeces
        that take the dye differently. Inside is what falls under the carding machine, washed and teased. A zip in the
        lower seam, no buttons, so you may lean on it from any side.
        """,
    ),
)
