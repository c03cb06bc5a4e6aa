"""Garden: pots and planters, watering and garden tools."""

from __future__ import annotations

from shop.demo.catalogue._build import Size, product
from shop.demo.catalogue._makers import ELLERSTEDT, KAWABEI, TRESVALE, WENDELSTROH, WYCHETT

POTS = ("Garden", "Pots and planters")
TOOLS = ("Garden", "Watering and tools")

# fmt: off
PRODUCTS = (
    product(
        "Nursery pot with saucer", POTS, WYCHETT, picture="planter:0 terracotta", material="Terracotta",
        sizes=(Size("12 cm", "14.00", 700), Size("18 cm", "24.00", 1900), Size("24 cm", "42.00", 4100)),
        stock="84 52 21", code="HAL-NURPOT",
        facts={
            "Dimensions": "Ø 12, 18 or 24 cm, as high as wide", "Frost": "Hardy to −12 °C",
            "Drainage": "One hole, saucer",
        },
        tags="handmade outdoor",
        detail="The nursery pot with its saucer and a plant",
        text="""
        As wide as it is high, with a collar to lift it by: the pot in which English nurseries raised nearly
        everything, by the thousand, until black plastic came.

        Herefordshire clay, thrown, fired at 1,060 °C over two days. That is hotter than usual for terracotta and
        brings it through a normal winter, provided it stands on feet and not in a full saucer. The wall breathes, so
        roots get air and you have to water more often. White bloom after a season comes from the lime in your water.
        """,
    ),
    product(
        "Glazed planter with saucer", POTS, TRESVALE, picture="planter:1", material="Stoneware",
        price="39.00", was="48.00", grams=2300, colours="Glaze: Moss Sky Chalk", stock="26 15 0",
        facts={
            "Dimensions": "Ø 20 × 18 cm, saucer Ø 21 cm", "Capacity": "Pots up to Ø 17 cm",
            "Frost": "Indoors, or bring in",
            "Drainage": "One hole, saucer",
        },
        tags="handmade",
        code="HAL-GLAPLA",
        text="""
        A planter with a hole in it, and a saucer that catches what comes out. Plants drown more often than they
        thirst; in here the water has somewhere to go.

        The saucer is thrown on the same wheel and raised on three knobs, which keep damp rings off a sideboard. Plant
        straight into it, or drop a nursery pot inside. The glaze covers the outside only. Inside, the clay is left
        rough, and when you repot after two years the root ball comes out in one piece.
        """,
    ),
    product(
        "Porcelain plant pot", POTS, ELLERSTEDT, picture="planter:3 chalk", material="Porcelain",
        price="29.00", was="38.00", grams=900, stock="18",
        facts={
            "Dimensions": "Ø 16 × 15 cm", "Capacity": "Pots up to Ø 14 cm", "Frost": "Indoors",
            "Drainage": "One hole, saucer",
        },
        tags="gift",
        text="""
        White and a little shiny, against which every leaf looks greener. It swells towards the middle, hides the rim
        of a nursery pot, and closes with a saucer that fits as exactly as the one under a cup.

        Porcelain is dense: nothing sweats through to the window sill, no lime shows, and a wipe brings it back to
        new. Seconds from the casting room go into this form. A pinhole, a grey speck, a wall that is not quite even:
        look for them, and you will find one.
        """,
    ),
    product(
        "Long-reach watering can", TOOLS, WYCHETT, picture="watering-can:0", material="Steel",
        price="64.00", grams=1300, colours="Colour: Pine Charcoal Butter", stock="22 28 9",
        facts={"Dimensions": "58 × 18 × 34 cm", "Capacity": "5 l", "Care": "Empty before frost"},
        tags="outdoor gift",
        detail="The spout of the long-reach watering can",
        text="""
        The spout leaves the can at its lowest point and rises at forty-five degrees. Thus it pours to the last drop,
        and reaches the back of a bed without a foot among the seedlings.

        A brass rose with 160 holes lies in the box and screws on, facing upward, for rain that does not flatten
        anything. Galvanised, then powder-coated. Five litres are what most people carry with ease, and a second can
        makes the load even.
        """,
    ),
    product(
        "Houseplant can", TOOLS, KAWABEI, picture="watering-can:1", material="Brass",
        price="58.00", grams=430, colours="Finish: Brass Steel", stock="14 19",
        facts={"Dimensions": "28 × 9 × 15 cm", "Capacity": "1 l", "Care": "Dry cloth"},
        tags="gift",
        text="""
        A spout as thin as a pencil gets between leaves and wets the soil, not the window sill. It is bent a little at
        the tip, and stops when your wrist does.

        Soldered from sheet of 0.8 mm, with a seam that one has to look for. One litre waters six middling pots, with
        no drips on the way to the seventh. Fill it straight after watering and leave it: by next time the chlorine
        has gone, and the water is as warm as the room. Steel finish: tinned.
        """,
    ),
    product(
        "Garden snips", TOOLS, KAWABEI, picture="scissors rust steel", material="Steel",
        price="36.00", grams=120, stock="45",
        facts={"Dimensions": "17 cm, blades 5 cm", "Care": "Wipe, oil, off the grass"},
        tags="outdoor gift new",
        text="""
        Short blades and big bows, in the shape that bonsai growers use. There is room for a gloved hand, and all the
        force goes into the last centimetre, where a stalk as thick as a pencil gives way.

        Carbon steel: sharper than stainless, and it rusts, so wipe off the sap. A red cord is wound round the bows.
        It spares the fingers and shows up in long grass, where snips of any make spend part of their lives. For wood
        over 8 mm, take secateurs.
        """,
    ),
    product(
        "Birch garden broom", TOOLS, WENDELSTROH, picture="broom oak walnut", material="Wood",
        price="34.00", grams=1100, stock="32",
        facts={"Dimensions": "150 cm, head 55 cm", "Timber": "Ash pole, birch twigs", "Care": "Hang up, keep it damp"},
        tags="handmade outdoor",
        text="""
        Birch twigs, cut after the first frost when the sap is down, bound three times with split willow and driven on
        to an ash pole. Leaves, gravel, lawn clippings, thin snow: it rakes as much as it sweeps.

        Sweep on one side for a week and then on the other, or it grows a cowlick. A dry broom breaks. Stand it in a
        bucket overnight in June and it lasts for two or three seasons; the pole outlives several heads, which we sell
        separately.
        """,
    ),
    product(
        "Harvest basket", TOOLS, WENDELSTROH, picture="basket:5 oak walnut", material="Straw",
        price="78.00", grams=1000, stock="0",
        facts={"Dimensions": "Ø 40 × 22 cm", "Capacity": "18 l", "Load": "10 kg", "Care": "Brush off soil when dry"},
        tags="handmade outdoor",
        text="""
        Wide and low, for beans, windfalls and eggs, which should not lie on top of one another. Two leather loops let
        two people carry it, or one on a hip.

        The coil has a core of sedge instead of rye, cut from the edge of the ponds behind the workshop; sedge puts up
        with wet lettuce and a night on the lawn. It is reaped once a year, in August, and there is never quite enough
        of it. The next baskets will be sewn over the winter.
        """,
    ),
)
