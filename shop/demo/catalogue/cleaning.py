"""Cleaning: brushes and brooms, soap and cloths."""

from __future__ import annotations

from shop.demo.catalogue._build import Size, product
from shop.demo.catalogue._makers import DUSVILA, SORVANE, WENDELSTROH

BRUSHES = ("Cleaning", "Brushes and brooms")
SOAP = ("Cleaning", "Soap and cloths")

# fmt: off
PRODUCTS = (
    product(
        "Dish brush", BRUSHES, WENDELSTROH, picture="brush oat", material="Wood",
        price="12.00", grams=110, stock="118",
        facts={"Dimensions": "26 cm, bristles 3.5 cm", "Timber": "Beech, untreated", "Bristle": "Tampico fibre"},
        tags="bestseller",
        detail="Tampico bristles of the dish brush",
        text="""
        A bent handle, a broad head, bristles that reach into the corner of a baking tin. Tampico comes from an agave
        in Mexico, is stiff while dry, a little softer in hot water, and does not scratch enamel.

        Leave the beech bare and let it dry with the bristles down, from the hole in the handle. One lasts about half
        a year in a busy kitchen and goes on the compost when it is done, all but the fine wire that holds the tufts.
        Wendelstroh drills and fills some two hundred of them on a good day.
        """,
    ),
    product(
        "Table brush", BRUSHES, WENDELSTROH, picture="brush clay cream", material="Wood",
        price="24.00", grams=90, stock="37",
        facts={"Dimensions": "24 cm, bristles 4 cm", "Timber": "Pear, oiled", "Bristle": "Goat hair"},
        tags="gift",
        text="""
        For the moment between the cheese and the pudding. Goat hair is soft enough not to pull a thread from the
        cloth, and close enough not to let a crumb escape.

        Sweep towards yourself, into a hand or on to a plate; we do not think a special little pan is needed. The
        handle is pear, a quiet reddish timber, left over from a maker of recorders. It also gets dust from lamp
        shades, keyboards and the pleats of an accordion. Keep it dry, and away from jam.
        """,
    ),
    product(
        "House broom", BRUSHES, WENDELSTROH, picture="broom charcoal oak", material="Wood",
        price="42.00", grams=780, stock="38",
        facts={"Dimensions": "145 cm, head 32 cm", "Timber": "Beech head, pine pole", "Bristle": "Horsehair"},
        tags="handmade",
        text="""
        Horsehair carries dust along with it instead of throwing it in the air. That is due to the scales of each
        hair, and it works on floorboards, tiles and lino, though not on carpet.

        The head has a bevelled front edge and gets under cupboards. Pole and head meet in a wooden thread, which
        holds better each time it swells. Comb the hair out, wash it twice a year in lukewarm suds, lay it on its side
        to dry; treated so, this broom will see several floors.
        """,
    ),
    product(
        "Hand brush", BRUSHES, WENDELSTROH, picture="brush", material="Wood",
        price="22.00", grams=190, colours="Colour: Charcoal Chalk", stock="24 31",
        facts={"Dimensions": "32 cm, bristles 6 cm", "Timber": "Beech, lacquered", "Bristle": "Horsehair"},
        text="""
        The short brother of the house broom, for stairs, workbenches and the floor of a car. The handle is bent
        upward, so your knuckles stay off the steps.

        The outer rows of hair are longer than the inner ones and close over the dust like a fringe. A tuft at the tip
        gets along skirting boards. Two coats of lacquer make it easy to wipe, which is the point with a thing that is
        used for ashes one day and for flour the next. Hang it up: lying on its bristles, it would take a set.
        """,
    ),
    product(
        "Clothes brush", BRUSHES, WENDELSTROH, picture="brush walnut", material="Wood",
        price="36.00", was="44.00", grams=130, stock="16",
        facts={"Dimensions": "27 cm, bristles 3 cm", "Timber": "Walnut, oiled", "Bristle": "Boar and brass"},
        tags="handmade gift",
        text="""
        A coat that is brushed after wearing needs the cleaner's half as often. Boar bristle lifts hair and dust; a
        narrow field of brass wire in the middle gets dried mud out of tweed and nap back into felt.

        Always brush downward, with the cloth, and lightly on the brass. The walnut handle is flattened on top for the
        thumb. Bristles are set in a staggered pattern, tuft behind gap, in the way that saddlers' brushes have been
        filled for two centuries.
        """,
    ),
    product(
        "Washing-up liquid", SOAP, SORVANE, picture="bottle:0 sky", material="Plant oils", surface="glass",
        sizes=(Size("500 ml", "9.00", 780), Size("2 l refill", "26.00", 2150)), stock="73 40",
        facts={
            "Contents": "500 ml glass bottle or 2 l can", "Scent": "Lemon balm",
            "Ingredients": "Sugar and coconut surfactants",
        },
        text="""
        One teaspoon to a sink. It foams less than you are used to and still gets bacon fat off a pan; foam is mostly
        for show.

        Made with surfactants from sugar and coconut, and a little citric acid against lime. No colour, hardly any
        scent. The bottle is pale blue glass with a cork, and a notch in the cork that lets out drops, not gulps. It
        wants to be refilled: the can holds four times as much and costs less than three. Breaks down in streams
        within days.
        """,
    ),
    product(
        "Household soap block", SOAP, SORVANE, picture="soap:0 cream", material="Plant oils",
        price="6.00", grams=320, stock="101",
        facts={
            "Dimensions": "9 × 7 × 5 cm", "Contents": "300 g",
            "Ingredients": "Coconut and rapeseed oil, lye, water",
        },
        text="""
        A plain block for collars, floors, paintbrushes and dogs. It contains no glycerine and no extra oil, hence it
        cleans more sharply than a soap for hands.

        Rub it on a wet stain, leave it for ten minutes, wash as always. For floors, grate two spoonfuls into a bucket
        of hot water. It dries as hard as cheese rind; keep it somewhere airy, and one block lasts about half a year.
        Shown on our oak tray, which is not included and which it does not need.
        """,
    ),
    product(
        "Three linen dishcloths", SOAP, DUSVILA, picture="napkin", material="Linen",
        price="18.00", grams=120, colours="Colour: Oat Charcoal", stock="62 55",
        facts={"Dimensions": "28 × 28 cm", "Weave": "Knitted, 260 g/m²", "Set": "3 cloths", "Care": "95 °C"},
        tags="machine-washable",
        text="""
        Knitted, not woven. The open loops scour like a mild abrasive, rinse clear at once and dry between breakfast
        and lunch, so they do not start to smell.

        Flax has no lint to leave on a worktop and withstands boiling, vinegar and bleach, the last at your own risk
        of colour. One for dishes, one for the table, one in the wash. When a cloth has holes, unravel it: the yarn
        ties up beans.
        """,
    ),
    product(
        "Wood wax", SOAP, SORVANE, picture="jar:0 ochre", material="Wax", surface="stoneware",
        price="28.00", grams=520, stock="48",
        facts={
            "Contents": "200 ml in a stoneware jar", "Ingredients": "Beeswax, linseed oil, orange oil",
            "Covers": "About 8 m²",
        },
        text="""
        For boards, stools, trays and handles. Put on a thin coat with a rag, wait while you have coffee, rub it off
        with another; what remains is a soft shine that water rolls from.

        It comes in a jar with an oak lid, to be sent back or kept. Linseed oil goes in, beeswax stays on top, orange
        oil thins them and has flown off by evening. Safe for things that touch food, once it is dry. Spread used rags
        out flat before you throw them away: linseed warms itself in a heap and can catch fire, which is no old wives'
        tale.
        """,
    ),
)
