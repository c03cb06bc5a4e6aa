"""Lighting: table lamps, pendant lamps, candles and lanterns."""

from __future__ import annotations

from shop.demo.catalogue._build import Size, product
from shop.demo.catalogue._makers import HALVLYS, KESSMARK, RODAVIK, SORVANE, TRESVALE, VODOLIN

LAMPS = ("Lighting", "Table lamps")
PENDANTS = ("Lighting", "Pendant lamps")
CANDLES = ("Lighting", "Candles and lanterns")

# fmt: off
PRODUCTS = (
    product(
        "Stem table lamp", LAMPS, HALVLYS, picture="table-lamp:2", material="Steel",
        price="168.00", grams=1900, colours="Colour: Pine Ochre Chalk", stock="21 9 15",
        facts={"Dimensions": "Ø 24 × 44 cm", "Bulb": "E14, LED up to 6 W, included", "Cable": "2 m, cotton, switch"},
        tags="bestseller gift",
        detail="The dome of the stem table lamp",
        text="""
        A dome on a rod on a disc. The shade tilts by fifteen degrees either way and stays where you leave it, held by
        a joint with a leather washer.

        Six people build lamps in what used to be a tram depot. They spin the dome from sheet steel, powder-coat it
        the same week and paint the inside white, for a light that is bright on the page and dim in the room. The foot
        weighs more than the rest put together. A bulb of 2,700 K comes with it and can be changed.
        """,
    ),
    product(
        "Brass mushroom lamp", LAMPS, HALVLYS, picture="table-lamp:0", material="Brass",
        price="210.00", was="248.00", grams=2600, colours="Finish: Brass Steel", stock="6 10",
        facts={"Dimensions": "Ø 28 × 34 cm", "Bulb": "E14, LED up to 5 W, included", "Cable": "2.2 m, cotton, dimmer"},
        tags="gift",
        text="""
        A broad cap on a waisted stem, both spun from sheet metal and soldered in the middle. It shines down on to the
        table and up through a slot of 4 mm, so the wall behind it is not left in the dark.

        A wheel on the cable dims it to a tenth. The brass is waxed, not lacquered, and goes the colour of a trumpet;
        steel finish means nickel over brass, brushed. The cable leaves the foot at the back, through a ring of
        rubber. The cap turns off by hand to change the bulb.
        """,
    ),
    product(
        "Paper shade lamp", LAMPS, HALVLYS, picture="table-lamp:1 clay cream", material="Paper", surface="stoneware",
        price="124.00", grams=1700, stock="13",
        facts={
            "Dimensions": "Ø 30 × 46 cm", "Foot": "Stoneware, clay glaze", "Bulb": "E27, LED up to 7 W",
            "Cable": "2 m, cotton, switch",
        },
        tags="handmade",
        text="""
        The foot is a round pot from Tresvale, the shade one sheet of mulberry paper, rolled, sewn down the back and
        bound at both edges. The fibres show when the light is on.

        It softens a corner better than it lights a book. Paper of this kind is tough: it can be dusted with a soft
        brush and even wiped once with a damp sponge. Should it tear, the workshop sends a new shade, flat, in a large
        envelope, with needle and thread. Use LED bulbs only, as they stay cool.
        """,
    ),
    product(
        "Stoneware night lamp", LAMPS, TRESVALE, picture="table-lamp:0", material="Stoneware",
        price="142.00", grams=2300, colours="Glaze: Terracotta Oat", stock="12 18",
        facts={
            "Dimensions": "Ø 22 × 32 cm", "Bulb": "E14, LED up to 5 W, included",
            "Cable": "1.8 m, linen-covered, switch",
        },
        tags="handmade new",
        text="""
        Foot and shade come from the same wheel and the same clay. The shade rests on three pins and lifts off to
        change the bulb; because it is thick, no light gets through, only down and a little up.

        Low enough for a bedside table, and heavy enough not to be swept off it in the dark. The switch sits on the
        cable at the length of an arm. Fitting, cable and tests are by an electrician in the next town, whose initials
        are on the tag.
        """,
    ),
    product(
        "Bell pendant", PENDANTS, HALVLYS, picture="pendant-lamp:0", material="Steel",
        price="115.00", was="139.00", grams=1400, colours="Colour: Rust Sky Charcoal", stock="17 0 24",
        facts={"Dimensions": "Ø 32 × 24 cm", "Bulb": "E27, LED up to 10 W", "Cable": "3 m, cotton, ceiling cup"},
        detail="The bell pendant, lit, and its white inside",
        text="""
        Hung sixty centimetres above a table, the bell lights four plates and no faces. That is the height it was
        drawn for; higher up, choose a bulb with a silvered cap.

        Spun steel, powder-coated in matt colour outside and in warm white inside. The cap is brass and the cable
        black, whatever the colour of the shade. It hangs in a clamp without a screw, so that one person on a ladder
        can shorten it. Comes without a bulb, since everybody likes a different brightness over dinner.
        """,
    ),
    product(
        "Opal ball pendant", PENDANTS, VODOLIN, picture="pendant-lamp:1 chalk", material="Glass",
        sizes=(Size("20 cm", "158.00", 1700), Size("28 cm", "214.00", 3000)), stock="11 5",
        facts={"Dimensions": "Ø 20 or 28 cm", "Bulb": "E27, LED up to 12 W", "Cable": "2.5 m, cotton, brass cap"},
        tags="handmade",
        text="""
        Three layers: clear glass, white glass, clear glass, gathered over one another on the pipe. The white in the
        middle spreads the light until no bulb can be seen, and the outer layer gives a depth that paint does not.

        The ball is open at the bottom, which puts more light on the table than on the ceiling and lets you change the
        bulb from below. Blown into a turning mould, cut, ground flat. It hangs from three screws under a cap of
        brass. Dust shows little on it.
        """,
    ),
    product(
        "Enamel workshop pendant", PENDANTS, RODAVIK, picture="pendant-lamp:5", material="Enamel",
        price="98.00", was="118.00", grams=1300, colours="Colour: Linen Moss", stock="8 14",
        facts={"Dimensions": "Ø 36 × 12 cm", "Bulb": "E27, LED up to 15 W", "Cable": "3 m, cotton, ceiling cup"},
        text="""
        This is the lamp that hangs over the benches of the foundry: a flat cone, white inside, made to throw light
        downward and be hosed clean once a year.

        Enamelled as thickly as a pan, it stands steam, fat and salty air, and so we sell it for kitchens, sheds and
        covered terraces. Two coats of colour go on the outside and three of white within. A small chip shows the
        steel and may be touched up with varnish. The cable is dark, the cap of brass.
        """,
    ),
    product(
        "Brass reflector pendant", PENDANTS, HALVLYS, picture="pendant-lamp:2 brass", material="Brass",
        price="236.00", grams=1800, stock="0",
        facts={
            "Dimensions": "Ø 38 × 14 cm", "Bulb": "E27, LED up to 10 W",
            "Cable": "3 m, cotton, ceiling cup of brass",
        },
        tags="handmade",
        text="""
        Almost a plate: 38 cm wide, 14 cm high, raw brass outside and silvered within. It throws a broad, exact circle
        on a long table and leaves the ceiling dark.

        The metal is pressed over a wooden form on a lathe, with a steel roller and a good deal of strength. Ring
        marks stay visible. Two runs are made each year, thirty lamps in March and as many in September; the present
        one has gone.
        """,
    ),
    product(
        "Beeswax pillar candle", CANDLES, SORVANE, picture="candle:0 ochre", material="Wax",
        sizes=(Size("8 cm", "14.00", 270), Size("12 cm", "18.00", 400), Size("18 cm", "26.00", 610)), stock="64 70 33",
        facts={"Dimensions": "Ø 7 × 8, 12 or 18 cm", "Burning time": "30, 45 or 70 hours", "Scent": "Honey, faint"},
        tags="handmade gift",
        detail="Two beeswax candles, lit",
        text="""
        Pure wax from beekeepers along the Drôme, filtered twice and poured by hand. Nothing is added; the smell is
        that of the hive, and you will find it only when you come close.

        In the cold a white bloom may form. Warm the candle with your hands or a cloth and it goes. Let it burn for
        two hours the first time, until the whole surface is liquid, and trim the wick to the width of a finger-nail;
        then it will burn down evenly, without a hollow.
        """,
    ),
    product(
        "Three rapeseed candles", CANDLES, SORVANE, picture="candle:2", material="Wax",
        price="19.00", grams=980, colours="Colour: Chalk Ochre Plum Pine", stock="120 84 56 0",
        facts={
            "Dimensions": "Ø 6 × 8, 10 and 16 cm", "Burning time": "24, 30 and 48 hours", "Set": "3 candles",
            "Scent": "None",
        },
        text="""
        One tall, one middling, one short, so that a plate of candles looks like something from the first evening. The
        wax comes from rapeseed, which grows on the plain below the workshop, and is coloured right through.

        It melts at a lower heat than paraffin and burns with hardly any soot. Poured in two goes: the first fills the
        mould, the second the hollow that forms while the first cools down. In a draught they drip; elsewhere they
        keep a wall as thin as paper, which you may fold inwards.
        """,
    ),
    product(
        "Scented candle", CANDLES, SORVANE, picture="candle:1 cream", material="Wax",
        sizes=(Size("Fig leaf", "24.00", 400), Size("Cedar", "24.00", 400), Size("Hay", "24.00", 400)),
        size_option="Scent", stock="41 37 4",
        facts={"Dimensions": "Ø 7 × 13 cm", "Burning time": "50 hours"},
        tags="gift",
        text="""
        Three scents from plants that grow within sight of the workshop. Fig leaf is green and a bit milky, cedar dry
        as a pencil, hay like the back of a barn in July.

        They are quiet ones, at five per cent perfume oil in rapeseed and beeswax, made for a dining table as much as
        for a bathroom. The wick is cotton without a metal core. A candle keeps its scent for about two years; leave
        the paper on until you light it, and store it away from linen, unless that is what you want.
        """,
    ),
    product(
        "Column candle holder", CANDLES, KESSMARK, picture="candle-holder:0", material="Brass",
        price="38.00", grams=560, colours="Finish: Brass Steel", stock="35 29",
        facts={"Dimensions": "Ø 9 × 15 cm, for candles of 2.2 cm", "Care": "Hot water for wax, then a dry cloth"},
        tags="gift",
        detail="Turned stem and foot of the column candle holder",
        text="""
        Turned from solid rod on the lathe that otherwise makes rivets for pans. There is no thread and no glue:
        plate, stem and socket are one piece, and it sits on the table like a chess figure.

        One looks somewhat alone. Three of them at different places along a table, with candles burnt down to unequal
        lengths, do the work of a centrepiece. Should wax have run into the socket, put it in the freezer for ten
        minutes and press it out with a thumb.
        """,
    ),
    product(
        "Chamber candlestick", CANDLES, TRESVALE, picture="candle-holder:1", material="Stoneware",
        price="22.00", grams=350, colours="Glaze: Rust Lake", stock="26 39",
        facts={"Dimensions": "Ø 13 × 6 cm, for candles of 2.2 cm", "Care": "Dishwasher"},
        tags="handmade dishwasher-safe",
        text="""
        The sort with a saucer and a finger ring, made to be carried upstairs. It catches every drop, and a matchbox
        lies comfortably beside the flame.

        The socket is thrown separately and set off-centre, towards the ring, so the weight rests over the hand. We
        sell more of them for power cuts than for romance, and for summer nights on balconies: the raised edge keeps
        the wind from the wick. Glazed all over, apart from three points underneath.
        """,
    ),
    product(
        "Storm lantern", CANDLES, RODAVIK, picture="lantern", material="Steel",
        price="68.00", grams=1500, colours="Colour: Charcoal Chalk", stock="10 16",
        facts={
            "Dimensions": "Ø 17 × 30 cm with ring", "Candle": "Up to Ø 7 × 12 cm",
            "Care": "Wash the glass, touch up scratches",
        },
        tags="outdoor gift",
        text="""
        A cylinder of glass between six bars, under a roof with a ring. Air enters below and leaves under the roof, by
        a path with two bends: wind gets lost on the way, and the flame stands straight.

        The frame is galvanised and then powder-coated. To light it, turn the roof by a quarter and lift it off; the
        glass comes out the same way, for washing. It takes a pillar candle of twelve centimetres. The ring stands
        clear of the chimney, cool enough to carry it by. May stay outside all year.
        """,
    ),
    product(
        "Quay lantern", CANDLES, RODAVIK, picture="lantern:1 moss", material="Steel",
        price="84.00", grams=1700, stock="0",
        facts={
            "Dimensions": "Ø 20 × 38 cm with ring", "Candle": "Up to Ø 9 × 15 cm",
            "Care": "Wipe off salt, wash the glass",
        },
        tags="outdoor gift",
        text="""
        Rodavik's second lantern for us, and larger than the first: the glass slides up between the bars, so that a wet
        hand can change the candle without lifting a roof. A bent spring holds the glass there until you push it down.

        The foundry enamels the frame inside and out before the glass goes in. That takes two firings more, which is why
        the first batch is still under way. Whoever orders now gets one of the first forty; we send them in the order in
        which they were bought, on the day the pallet arrives.
        """,
    ),
)
