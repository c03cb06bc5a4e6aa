"""Desk: notebooks and paper, writing, order on the desk."""

from __future__ import annotations

from shop.demo.catalogue._build import Size, product
from shop.demo.catalogue._makers import ARDENZO, ASKMOSE, HALVLYS, KAWABEI, KESSMARK, QUISTRUP, TRESVALE, WENDELSTROH

PAPER = ("Desk", "Notebooks and paper")
WRITING = ("Desk", "Writing")
ORDER = ("Desk", "Order on the desk")

# fmt: off
PRODUCTS = (
    product(
        "Sewn notebook", PAPER, QUISTRUP, picture="notebook:0", material="Paper",
        price="18.00", grams=280, colours="Colour: Rust Denim Olive Charcoal", stock="90 76 52 4",
        facts={"Dimensions": "14.8 × 21 cm (A5)", "Pages": "160, dotted 5 mm, 100 g/m²", "Binding": "Thread-sewn"},
        tags="bestseller gift",
        detail="Cover and elastic band of the sewn notebook",
        text="""
        It opens flat, on any page, from the first day. Ten sections of sixteen pages are sewn with linen thread, and
        the spine is left open, so that you see the stitches and nothing pulls the book shut.

        The paper is a slightly rough offset with a warm white that takes fountain pen ink without feathering. Pages
        are numbered and the first four stay blank for a list of contents. The cover is dyed board, which gets soft
        and pale at the corners, with a band of elastic for the bag.
        """,
    ),
    product(
        "Three pocket notebooks", PAPER, QUISTRUP, picture="notebook:1 oat", material="Paper",
        price="14.00", grams=150, stock="104",
        facts={"Dimensions": "9 × 14 cm (A6)", "Pages": "48 each, plain, 90 g/m²", "Set": "3 notebooks"},
        text="""
        Thin enough for a shirt pocket, and short enough to be finished. One holds a journey, or the measurements of a
        flat, or a month of shopping lists.

        Grey board outside, plain paper inside, two staples of copper wire. The corners are rounded, because square
        ones curl in pockets. Twelve sheets at the end are perforated: a note can be torn off and handed over without
        taking the rest of the book apart. Use pencil outdoors, and you can still read it after rain.
        """,
    ),
    product(
        "Week planner", PAPER, QUISTRUP, picture="notebook:2", material="Paper",
        price="19.00", was="26.00", grams=320, colours="Colour: Ink Plum", stock="30 25",
        facts={"Dimensions": "17 × 24 cm", "Pages": "112, undated weeks, 100 g/m²", "Binding": "Thread-sewn, ribbon"},
        text="""
        One week on two pages: seven equal columns across the top, an empty half below for everything that has no day
        yet. The dates are left for you to write in, so a holiday wastes no paper.

        Fifty-two weeks, then four pages of squared paper. Weekends get as much room as Tuesdays, which was a request
        from nurses and bakers. Two ribbons, one for this week and one for wherever you keep looking. The cover is
        cloth over board and takes a year of bags without fraying.
        """,
    ),
    product(
        "Leather guest book", PAPER, QUISTRUP, picture="notebook:5 walnut", material="Leather",
        price="64.00", grams=640, stock="0",
        facts={"Dimensions": "21 × 21 cm", "Pages": "120, plain, 140 g/m²", "Binding": "Thread-sewn, refillable"},
        tags="handmade gift",
        text="""
        A wrapper of Tuscan cowhide, held by a band, round a sewn block of heavy paper. When the book is full, the
        block slides out to go on the shelf and a fresh one takes its place.

        The leather is 2.5 mm thick and cut without a seam. It starts out the brown of milk chocolate and will end
        near coffee. Ink, felt pen, watercolour and glued-in photographs are all right on this paper. Ardenzo delivers
        the hides twice a year; we wait for the autumn lot.
        """,
    ),
    product(
        "Hexagon pen", WRITING, KESSMARK, picture="pen:4", material="Brass",
        price="48.00", grams=42, colours="Finish: Brass Steel Charcoal", stock="33 28 0",
        facts={"Dimensions": "Ø 0.9 × 13.5 cm", "Refill": "Ballpoint G2, blue, included", "Care": "Wax now and then"},
        tags="gift",
        detail="The tip of the hexagon pen and its six edges",
        text="""
        Six sides, so that it does not roll off the table. Milled from a bar of brass with nothing but a thread, a
        spring and a refill inside; twist the end and the point comes out.

        At 42 grams it is heavy for a pen. Some write more calmly with it, others will want a pencil. Any refill of
        the common G2 size fits, gel or ballpoint. The steel finish is nickel, charcoal a burnt-in oil, and both wear
        through to yellow along the edges.
        """,
    ),
    product(
        "Pencil cup", WRITING, TRESVALE, picture="pencil-cup:1", material="Stoneware",
        price="22.00", grams=420, colours="Glaze: Chalk Lake Ochre", stock="31 27 19",
        facts={"Dimensions": "Ø 8 × 10 cm", "Care": "Dishwasher"},
        tags="handmade dishwasher-safe gift",
        text="""
        Thrown with a thick base, since a cup of pencils is top-heavy. Forty of them stand in it without tipping it,
        together with a ruler and the scissors you were looking for.

        Inside the clay is ribbed: points do not slide, and a lone pen stands almost straight. A disc of cork under
        the foot spares the table. The glaze stops two fingers above the base, in a line that wavers as much as the
        hand did that morning.
        """,
    ),
    product(
        "Resin and steel fountain pen", WRITING, KAWABEI, picture="pen:2 ink steel", material="Steel",
        price="118.00", grams=24, stock="16", code="HAL-FOUPEN",
        facts={
            "Dimensions": "Ø 1.3 × 13.8 cm", "Nib": "Steel, medium", "Filling": "Standard cartridge or converter",
            "Care": "Flush with water monthly",
        },
        tags="gift new",
        text="""
        Made by people who otherwise grind scissors and think in hundredths of a millimetre: the cap goes on by a
        quarter of a turn and seals so well that the ink is still wet after a month in a drawer.

        The nib is stamped in Germany, then tuned by hand in Niigata, where somebody writes two lines of figures of
        eight with every pen. Dark blue resin for the barrel, brushed steel for cap and section. A converter for
        bottled ink lies in the box.
        """,
    ),
    product(
        "Cedar pencils in a cup", WRITING, ASKMOSE, picture="pencil-cup:0 oak", material="Wood",
        price="34.00", grams=290, stock="28", code="HAL-CEDPEN",
        facts={"Dimensions": "Cup Ø 8 × 10 cm", "Set": "12 pencils, HB, and a cup", "Timber": "Cedar; cup of oak"},
        tags="gift",
        text="""
        Twelve pencils of unpainted cedar, and a cup of oak that Askmose hollows from the offcuts of stool legs.
        Without lacquer the wood stays dry in the hand and smells of the sharpener for months.

        HB, a little on the soft side; a dark line needs no pressure, and it rubs out. Round, stamped with nothing
        except the grade. The cup has room for as many again, a ruler and a pair of scissors. More pencils can be had
        by the dozen, in a paper sleeve.
        """,
    ),
    product(
        "Desk tray", ORDER, ASKMOSE, picture="desk-tray", material="Wood",
        colours="Wood: Oak Walnut", extra={"Walnut": "14.00"},
        sizes=(Size("A5", "54.00", 620), Size("A4", "72.00", 1100)), stock="15 20 9 2",
        facts={"Dimensions": "23 × 16 × 3 cm or 33 × 24 × 3 cm", "Care": "Dry or slightly damp cloth"},
        tags="handmade gift",
        detail="A corner of the desk tray with a pencil and a card",
        text="""
        For whatever has to stay in sight: letters to answer, keys, the passport before a journey. The corners are
        finger-jointed, and the front is lower than the back, so paper can be drawn out with one hand.

        Trays of the same size stack on four pegs; two of the small ones stand on a large. The bottom is thin birch
        plywood, covered with wool felt on the underside. Solid wood takes on a lighter patch under a sheet that lies
        for long. Move things about.
        """,
    ),
    product(
        "Leather letter tray", ORDER, ARDENZO, picture="desk-tray walnut", material="Leather",
        price="74.00", was="88.00", grams=380, stock="7",
        facts={"Dimensions": "32 × 24 × 4 cm, flat 40 × 32 cm", "Care": "Wipe dry, leather balm yearly"},
        tags="gift",
        text="""
        One piece of cowhide, four snaps. Close the corners and it is a tray; open them and it lies flat in a suitcase
        or under a laptop.

        The hide has been tanned for five weeks with chestnut and mimosa bark in a pit near Pisa. It is stiff, 3.5 mm
        thick, and keeps its edge without wire or board inside. Scratches can be rubbed out with a thumb in the first
        months, and later nobody minds them. It holds a ream of A4, or a day's post and a cup.
        """,
    ),
    product(
        "Paper scissors", ORDER, KAWABEI, picture="scissors", material="Steel",
        price="27.00", was="34.00", grams=95, colours="Finish: Steel Brass", stock="40 22",
        facts={"Dimensions": "18 cm, blades 8.5 cm", "Care": "Wipe, a drop of oil at the pivot"},
        tags="gift",
        text="""
        Long slim blades, ground hollow on the inside so that they touch at a single point, which travels from the
        pivot to the tip as they close. You hear it: a whisper, with no crunch at the end.

        Forged in one heat, handles included. The brass version is plated; its blades are the same steel. Keep them
        for paper, card and thread, because wire or adhesive tape takes the edge within a week. A cardboard sheath is
        in the packet.
        """,
    ),
    product(
        "Study clock", ORDER, HALVLYS, picture="clock", material="Wood",
        price="78.00", grams=520, colours="Wood: Oak Walnut", stock="12 11",
        facts={"Dimensions": "Ø 20 × 4 cm", "Movement": "Quartz, sweeping, one AA cell", "Care": "Dry cloth"},
        tags="gift",
        text="""
        A ring of solid wood and a dial of white enamel, for the wall above a desk. The second hand sweeps and makes
        no sound; we have slept beside it.

        There are no figures, only strokes, the one at twelve a trifle wider. To set it, turn the wheel at the back.
        There is no alarm, no light, no radio signal, and you lose about a minute between one change of the clocks and
        the next. One nail is enough to hang it.
        """,
    ),
    product(
        "Straw paper basket", ORDER, WENDELSTROH, picture="basket:0 charcoal", material="Straw",
        price="58.00", grams=1100, stock="14",
        facts={"Dimensions": "Ø 30 × 30 cm", "Capacity": "17 l", "Care": "Vacuum; keep it dry"},
        tags="handmade",
        text="""
        Rye straw, dyed nearly black, twisted into a rope and laid round and round. Each turn is sewn to the one below
        with a strip of split willow, in the way beehives used to be made.

        The wall is as thick as a thumb and keeps its shape when it is kicked, as a basket under a desk will be. Two
        loops to carry it to the bin. It takes a basket maker the better part of a day; the rye is an old long-stalked
        kind, mown by hand before it is ripe, because a combine would break it.
        """,
    ),
)
