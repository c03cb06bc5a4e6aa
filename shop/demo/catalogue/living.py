"""Home: vases, baskets, clocks and mirrors, stools and hooks."""

from __future__ import annotations

from shop.demo.catalogue._build import Size, product
from shop.demo.catalogue._makers import ASKMOSE, ELLERSTEDT, FENNOCK, HALVLYS, TRESVALE, WENDELSTROH

VASES = ("Home", "Vases")
BASKETS = ("Home", "Baskets")
WALL = ("Home", "Clocks and mirrors")
STOOLS = ("Home", "Stools and hooks")

# fmt: off
PRODUCTS = (
    product(
        "Stem vase", VASES, TRESVALE, picture="vase:2", material="Stoneware",
        price="36.00", grams=640, colours="Glaze: Chalk Rust Ink", stock="37 30 24",
        facts={"Dimensions": "Ø 10 × 20 cm, neck Ø 2.5 cm", "Capacity": "0.6 l", "Care": "Bottle brush, warm water"},
        tags="handmade gift",
        detail="The narrow neck of the stem vase",
        group="Stem vases in chalk, rust and ink glaze",
        text="""
        For one branch, three tulips, or the rose that broke off. The neck is narrow enough to hold a single stem
        upright, and the body holds water for a week.

        Thrown as a closed form: the potter collars the clay inwards until only two fingers fit, and the air caught
        inside keeps the shoulder from sinking. That is why it is so round. The inside is glazed too, watertight, safe
        on a varnished table. Turn it now and then; no side is speckled like another.
        """,
    ),
    product(
        "Belly floor vase", VASES, TRESVALE, picture="vase:0", material="Stoneware",
        price="84.00", was="98.00", grams=3900, colours="Glaze: Sand Pine", stock="5 7",
        facts={"Dimensions": "Ø 26 × 38 cm, neck Ø 9 cm", "Capacity": "7 l", "Care": "Rinse, upside down to dry"},
        tags="handmade",
        text="""
        Eucalyptus, cherry branches, a whole armful of cow parsley. Standing on the floor it comes up to the knee, and
        with water in it nothing short of a dog will knock it over.

        It is coiled, not thrown: ropes of clay, one on another, joined with the thumb and beaten from outside with a
        paddle. You can count the turns by running a hand down the inside. The foot wears a ring of felt. Because just
        three fit the kiln at one time, it comes in small lots.
        """,
    ),
    product(
        "Posy vase", VASES, TRESVALE, picture="vase:3", material="Stoneware",
        price="22.00", grams=280, colours="Glaze: Sky Olive Rose", stock="66 49 2",
        facts={"Dimensions": "Ø 6 × 12 cm, neck Ø 2.5 cm", "Capacity": "150 ml", "Care": "Rice and warm water"},
        tags="handmade gift",
        group="Posy vases in sky, olive and rose glaze",
        text="""
        Thrown on Friday afternoons from the clay that is left on the wheels, which is rarely more than a fist.
        Clover, grape hyacinth, parsley in flower: short things from the edge of a path.

        Neck and height vary more than in other pieces, and so do the glazes, for this is where the potters try what
        they have mixed. Sky turned out best and stayed. Set a few along a window sill, and change their places rather
        than their water, at least until Sunday.
        """,
    ),
    product(
        "Tall porcelain vase", VASES, ELLERSTEDT, picture="vase:1 chalk", material="Porcelain",
        sizes=(Size("18 cm", "39.00", 700, "48.00"), Size("26 cm", "54.00", 1250, "66.00")), stock="22 18",
        facts={"Dimensions": "Ø 9 × 18 cm or Ø 12 × 26 cm", "Capacity": "0.8 or 2.2 l", "Care": "Dishwasher"},
        tags="dishwasher-safe gift", code="HAL-TALVAS",
        text="""
        Nearly straight, drawn in at the shoulder, open again at the neck: dry grasses stand upright in it, and a
        bunch from the market leans on an edge that looks soft.

        Matt outside like chalk, and glazed within. A form this tall tends to warp in the fire. Ellerstedt lets each
        stand on a disc of the same clay, which shrinks along with it and is thrown away afterwards. What you get is
        round to half a millimetre.
        """,
    ),
    product(
        "Log basket", BASKETS, WENDELSTROH, picture="basket:2 walnut oak", material="Straw",
        price="128.00", grams=4200, stock="3",
        facts={"Dimensions": "Ø 50 × 42 cm", "Capacity": "60 l, an evening of birch", "Care": "Brush, outdoors"},
        tags="handmade",
        text="""
        Straw as thick as a wrist, sewn with willow bark, in two colours. It takes fifteen kilograms of firewood and
        can be dragged, full, across a stone floor.

        Both loops go right under the base and meet there. The base itself is closed twice over to keep in bark and
        splinters, and sits on a ring of hazel that can be renewed. If you have no stove, it stores blankets, boots or
        the toys of one small child. Only two people in the workshop have hands strong enough to pull this coil tight.
        """,
    ),
    product(
        "Coiled bread basket", BASKETS, WENDELSTROH, picture="basket:1 oak", material="Straw",
        sizes=(Size("24 cm", "34.00", 240), Size("32 cm", "44.00", 360)), stock="28 33",
        facts={"Dimensions": "Ø 24 × 11 cm or Ø 32 × 14 cm", "Care": "Shake out, damp cloth, dry in air"},
        tags="handmade gift",
        detail="Coils of the bread basket, sewn with split willow",
        text="""
        The same coil in which village bakers let their dough rise, only with two loops for carrying it to the table.
        Six rolls lie in the smaller basket and a round loaf in the larger.

        It is dense enough to keep bread warm under a cloth and open enough for the steam. You can also do as the
        bakers did: dust the inside with rye flour, put the dough in overnight, tip it on to a hot tray. The pattern
        stays in the crust. Tap the flour out and never wet it.
        """,
    ),
    product(
        "Wool rope basket", BASKETS, FENNOCK, picture="basket:4", material="Wool", surface="felt",
        price="46.00", grams=610, colours="Colour: Charcoal Oat", stock="17 25",
        facts={"Dimensions": "Ø 30 × 28 cm", "Capacity": "19 l", "Care": "Vacuum, spots with cold water"},
        tags="new",
        text="""
        Felted wool, spun as thick as a finger, coiled and sewn through with linen thread. It holds hats and gloves,
        knitting, paper for recycling, a cat.

        Stiff enough to stand alone and soft enough for a hall floor. The two loops are part of the coil: where they
        come, the rope simply leaves the wall and returns a hand's breadth later. Nothing scratches, nothing creaks.
        Empty, it can be pressed flat under a bed, and takes a day to remember its form.
        """,
    ),
    product(
        "Kitchen wall clock", WALL, HALVLYS, picture="clock", material="Steel",
        price="92.00", grams=980, colours="Colour: Chalk Pine Ochre", stock="19 14 0",
        facts={"Dimensions": "Ø 26 × 4.5 cm", "Movement": "Quartz, sweeping, one AA cell", "Care": "Damp cloth"},
        tags="gift",
        detail="Hands and printed strokes of the kitchen clock",
        text="""
        To be read from the stove, with steam on your glasses. There are strokes in place of figures, the hands differ
        clearly in length, and the face is not behind glass, so nothing reflects.

        Case and dial are spun from one sheet, the way the workshop makes its lamp shades, then powder-coated. The
        strokes are screen-printed by hand, in two passes. A ring behind the clock hides the hook. The movement goes
        without ticking, and if it fails in ten years, any clockmaker can change it.
        """,
    ),
    product(
        "School clock", WALL, ASKMOSE, picture="clock oak chalk", material="Wood",
        price="148.00", grams=1700, stock="0",
        facts={
            "Dimensions": "Ø 34 × 6 cm", "Timber": "Oak ring", "Movement": "Quartz, one AA cell",
            "Care": "Dry cloth",
        },
        text="""
        A ring of oak, steam-bent from one lath, closed with a scarf joint as long as a hand. Behind mineral glass
        lies a white dial with a red second hand, as schoolrooms had when nobody was allowed to leave early.

        The joiners bend in winter only. Their steam chest stands in the yard, and cold air sets the wood faster than
        any clamp. New rings have been drying since November. When they have lost enough water, the glass goes in, and
        then we shall have clocks again.
        """,
    ),
    product(
        "Round oak mirror", WALL, ASKMOSE, picture="mirror:0 oak", material="Wood",
        sizes=(Size("40 cm", "129.00", 2600), Size("60 cm", "189.00", 5200)), stock="9 4",
        facts={
            "Dimensions": "Ø 40 or 60 cm, 3 cm deep", "Timber": "Oak, oiled",
            "Hanging": "Two keyholes, screws included",
        },
        text="""
        The frame is eight segments of oak, glued and turned as one. From the front you see it just 12 mm wide; the
        rest goes back to the wall in a slant and throws a thin shadow, so the mirror seems to float.

        Float glass of 4 mm, silvered without copper, safe for bathrooms with a window. The large one shows head and
        shoulders of two people. Please hang it on both screws: a single one lets it turn whenever somebody slams the
        door.
        """,
    ),
    product(
        "Oval brass mirror", WALL, HALVLYS, picture="mirror:1 brass", material="Brass",
        price="164.00", grams=3100, stock="8",
        facts={
            "Dimensions": "38 × 56 × 2 cm", "Finish": "Brushed, waxed",
            "Hanging": "Upright or across, screw included",
        },
        tags="gift new",
        text="""
        A brass band, 2 cm deep and 3 mm thick, bent round an oval of glass and soldered at the foot. The seam is
        filed flush, yet turn it to the light and you find it, a line like a scar on a chin.

        It hangs upright over a basin or lengthwise above a chest of drawers; the back has a slot for either. Wax
        delays the tarnish by a year or two. Then decide: a rub with polish every spring, or a frame that turns slowly
        to the colour of tea.
        """,
    ),
    product(
        "Three-legged stool", STOOLS, ASKMOSE, picture="stool:1", material="Wood",
        price="158.00", grams=2900, colours="Wood: Oak Walnut", extra={"Walnut": "31.00"}, stock="16 5",
        facts={"Dimensions": "Ø 33 × 45 cm", "Load": "140 kg", "Care": "Oil when it looks dry"},
        tags="bestseller handmade",
        detail="The seat of the three-legged stool",
        text="""
        With three legs a stool cannot wobble, whatever the floor. They go right through the seat and are wedged from
        above, in a contrasting wood, with no screw and no more glue than a thimbleful.

        - Seat hollowed by 8 mm, as far as is comfortable from every side
        - Legs turned with a swelling where the feet rest
        - Also a bedside table, plant stand or step for changing bulbs, if you are careful

        Five joiners make it, each from start to end. Initials and the year are under the seat.
        """,
    ),
    product(
        "Painted kitchen stool", STOOLS, ASKMOSE, picture="stool:0", material="Wood",
        price="109.00", was="134.00", grams=3900, colours="Colour: Pine Butter", stock="11 6",
        facts={"Dimensions": "Ø 34 × 62 cm", "Timber": "Beech, painted", "Load": "130 kg"},
        text="""
        Sixty-two centimetres: the height for sitting at a worktop and shelling beans, with both feet on a rung. Four
        legs, splayed, and two rings of rungs at different levels, so that tall and short people are both provided
        for.

        All joints are round tenons, glued dry in summer and tight for good by autumn. The paint is linseed oil with
        pigment, three coats, brushed; it wears at the rungs and can be touched up from the small tin that comes with
        each stool.
        """,
    ),
    product(
        "Oak hook rail", STOOLS, ASKMOSE, picture="hook-rail:0 oak", material="Wood",
        sizes=(Size("3 hooks", "46.00", 520), Size("5 hooks", "64.00", 840)), stock="34 27",
        facts={"Dimensions": "36 × 9 × 7 cm or 60 × 9 × 7 cm", "Timber": "Oak, oiled", "Load": "10 kg a hook"},
        detail="Turned pegs of the oak hook rail and a bag",
        text="""
        Turned pegs in a planed board. They slope upward by twelve degrees, have a collar at the root and a round head
        that leaves no dent in the neck of a jacket.

        Each peg is driven into its hole dry, in a warm room; the board takes up damp, closes round it and will not
        let go. Twelve centimetres lie between two pegs, which is one winter coat. Screws go in behind the pegs and
        are covered by them. We enclose plugs for brick, not for plasterboard.
        """,
    ),
    product(
        "Steel peg rail", STOOLS, HALVLYS, picture="hook-rail:1 charcoal brass", material="Steel",
        price="45.00", was="54.00", grams=760, stock="20",
        facts={"Dimensions": "48 × 6 × 5 cm, 4 pegs", "Load": "8 kg a peg", "Care": "Damp cloth"},
        text="""
        A flat bar of steel with four pegs of turned brass, screwed in from behind, so that the front is smooth. Matt
        charcoal, warmer than black; the brass is bare and bright where coats rub.

        For towels and aprons, dog leads, headphones. The rail stands 6 mm off the wall: what drips, runs down behind.
        Two bars in line keep the spacing if you leave 3 cm between them. It was drawn to use up rod left over from
        lamps, and turned out to be what the workshop sells most of after them.
        """,
    ),
)
