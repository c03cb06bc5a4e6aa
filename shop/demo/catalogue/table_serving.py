"""Table: plates, bowls, cutlery, jugs and carafes."""

from __future__ import annotations

from shop.demo.catalogue._build import Size, product
from shop.demo.catalogue._makers import ASKMOSE, ELLERSTEDT, KESSMARK, RODAVIK, TRESVALE, VODOLIN

PLATES = ("Table", "Plates and bowls")
CUTLERY = ("Table", "Cutlery")
JUGS = ("Table", "Jugs and carafes")

# fmt: off
PRODUCTS = (
    product(
        "Field plate", PLATES, TRESVALE, picture="plate:0", material="Stoneware",
        colours="Glaze: Oat Lake", sizes=(Size("21 cm", "26.00", 520), Size("27 cm", "34.00", 880)),
        stock="64 58 41 2",
        facts={"Dimensions": "Ø 21 or 27 cm, 2.5 cm high", "Care": "Dishwasher, microwave, oven to 180 °C"},
        tags="handmade dishwasher-safe microwave-safe",
        detail="The raised edge and speckled glaze of the field plate",
        text="""
        A plate with an upright edge, high enough to catch gravy and to push peas against. The surface is flat to the
        wall, and cutlery makes no grey marks on it, because the glaze is fired hard.

        Iron specks in the clay come through as small brown freckles. The larger size is for dinner, the smaller for
        breakfast and cake; both have the same foot, so they share a stack. Thrown and turned at Tresvale, where one
        potter makes nothing but plates.
        """,
    ),
    product(
        "Rim soup plate", PLATES, ELLERSTEDT, picture="plate:3 chalk", material="Porcelain",
        price="29.00", grams=560, stock="36",
        facts={"Dimensions": "Ø 24 × 4 cm, rim 3.5 cm", "Capacity": "350 ml", "Care": "Dishwasher and microwave"},
        tags="dishwasher-safe microwave-safe",
        text="""
        The classic soup plate: a shallow well for two ladles and a rim that stays cool enough to carry. The angle
        between the two is rounded, so the spoon finds no corner.

        Its rim slopes by eleven degrees. Ellerstedt tried nine and fourteen in the 1930s, and the old drawings with
        the waiters' remarks still hang in the casting room. Also right for risotto, porridge with fruit, or anything
        else that should be seen from above.
        """,
    ),
    product(
        "Everyday bowl", PLATES, TRESVALE, picture="bowl:2", material="Stoneware",
        price="28.00", grams=460, colours="Glaze: Sand Lake Rust Ink", stock="73 45 60 22",
        facts={"Dimensions": "Ø 15.5 × 7 cm", "Capacity": "650 ml", "Care": "Dishwasher and microwave"},
        tags="bestseller handmade dishwasher-safe microwave-safe",
        detail="Glaze breaking over the rim of the everyday bowl",
        group="Everyday bowls in sand, lake and rust glaze",
        text="""
        If a kitchen could have only one bowl, we would suggest this. Muesli, noodles, soup, salad for one, dough left
        to rise for two rolls: 650 ml is enough for all of them.

        - Deep foot, to carry it hot
        - Rim turned slightly outward, good to drink from
        - Stacks six high without wobbling

        The glaze thins where it runs over the edge and shows the brown clay beneath. Each glaze does this in its own
        way; sand turns almost orange, ink becomes a fine rusty line.
        """,
    ),
    product(
        "Wide serving bowl", PLATES, TRESVALE, picture="bowl:3 clay", material="Stoneware",
        sizes=(Size("24 cm", "49.00", 1150, "58.00"), Size("30 cm", "67.00", 1900, "79.00")), stock="14 7",
        facts={
            "Dimensions": "Ø 24 × 8 cm or Ø 30 × 10 cm", "Capacity": "1.8 or 3.4 l",
            "Care": "Dishwasher, oven to 180 °C",
        },
        tags="handmade dishwasher-safe",
        detail="Lemons in the wide serving bowl",
        text="""
        A spiral runs from the middle of this bowl to its edge: the path of one finger while the wheel slowed down. It
        is shallow enough to wipe clean and keeps the salad from sliding.

        The small size feeds three or four, the large one a table of eight. Thrown from a single lump of clay, five
        kilograms of it for the large bowl, then dried for two weeks under cloth, because a wide form cracks when it
        is hurried. Glazed only inside.
        """,
    ),
    product(
        "Pasta bowl", PLATES, ELLERSTEDT, picture="bowl:1", material="Porcelain",
        price="32.00", grams=610, colours="Glaze: Chalk Ochre Denim", stock="48 0 31",
        facts={"Dimensions": "Ø 22 × 5 cm", "Capacity": "800 ml", "Care": "Dishwasher, microwave, oven to 220 °C"},
        tags="dishwasher-safe microwave-safe",
        text="""
        Halfway between plate and bowl. The steep wall gives the fork something to turn against, and the sauce gathers
        where the last of the bread can reach it.

        Slip-cast in two-part moulds, cleaned along the seam with a wet sponge, and fired for twenty-two hours. The
        outside is left without glaze and polished after the firing with diamond grit; it feels like an eggshell and
        gives a good grip. Porcelain holds the heat less well than stoneware, so warm it in the oven first.
        """,
    ),
    product(
        "Turned bread bowl", PLATES, ASKMOSE, picture="bowl:1", material="Wood",
        price="54.00", grams=620, colours="Wood: Oak Walnut", extra={"Walnut": "12.00"}, stock="29 12",
        facts={"Dimensions": "Ø 26 × 7 cm", "Care": "By hand, oil twice a year"},
        tags="handmade gift",
        text="""
        Bread keeps its crust on wood: a ceramic bowl makes the underside damp, this one does not. It takes eight
        rolls, or the apples of a week.

        Each is turned from one block, green, with a wall left thick; it dries for four months, warps as it likes, and
        is then turned round a second time. Finished with linseed oil. Marks will come. After a year or two, rub the
        inside with a fine abrasive pad and a spoonful of oil and it looks rested. The oak is from Jutland, the walnut
        from old orchards on Funen.
        """,
    ),
    product(
        "Small dish", PLATES, ELLERSTEDT, picture="bowl:4", material="Porcelain",
        price="13.00", grams=140, colours="Glaze: Sky Chalk Butter", stock="23 58 40",
        facts={"Dimensions": "Ø 9.5 × 3.5 cm", "Capacity": "140 ml", "Care": "Dishwasher and microwave"},
        tags="dishwasher-safe microwave-safe gift new",
        group="Small dishes in sky, chalk and butter glaze",
        text="""
        Salt, oil, olives, jam, the pips of a pomegranate. It began as a measuring cup for the glaze kitchen at
        Ellerstedt, where everybody took one home.

        The volume is still exact when filled to the brim, which is handy for dressings: one dish of oil, a third of a
        dish of vinegar. Straight wall, flat bottom, no foot to collect water in the dishwasher. Ovenproof to 220 °C,
        should somebody want to bake a very small gratin. Three in different colours make a good present.
        """,
    ),
    product(
        "Plain cutlery, 16 pieces", CUTLERY, KESSMARK, picture="cutlery", material="Steel",
        price="148.00", grams=860, colours="Finish: Steel Brass", extra={"Brass": "40.00"}, stock="31 8",
        facts={
            "Dimensions": "Knife 22 cm, fork and spoon 20 cm, teaspoon 14 cm", "Set": "Four of each",
            "Care": "Dishwasher; brass finish by hand",
        },
        tags="gift", code="HAL-PLACUT",
        detail="Fork, knife and spoon on a linen napkin",
        text="""
        Knives, forks, spoons and teaspoons for four. No pattern, only weight in the right place: the balance lies
        where the finger rests.

        Kessmark forges the knives from one bar, blade and handle together, and grinds a fine serration into the last
        four centimetres. Forks and spoons are stamped from 18/10 steel of 2.8 mm and polished at the edges, so
        nothing catches at the lip. The brass finish is a coating of titanium nitride, hard as the steel, yet
        dishwasher salt dulls it over the years.
        """,
    ),
    product(
        "Oak serving spoons", CUTLERY, ASKMOSE, picture="spoon-set oak", material="Wood",
        price="38.00", grams=130, stock="19",
        facts={"Dimensions": "28 cm", "Set": "Two spoons, one slotted", "Timber": "Oak, oiled", "Care": "By hand"},
        tags="handmade gift",
        text="""
        Two spoons for the salad and a slotted one for whatever comes out of water, cut from the same piece of oak so
        that they age alike. The bowls are broad and shallow and lift leaves without bruising them.

        All are sawn, then shaped with a spokeshave and a curved knife; the tool marks on the backs stay. Sanding
        would be faster, but cut fibres lie smooth and drink less vinegar than torn ones. Rinse soon after the meal
        and let them dry upright in a jug.
        """,
    ),
    product(
        "Steak knife", CUTLERY, KESSMARK, picture="knife:1 charcoal steel", material="Steel",
        price="22.00", was="26.00", grams=85, stock="44",
        facts={"Dimensions": "23 cm, blade 11 cm", "Care": "By hand"},
        tags="gift",
        text="""
        With a plain edge, not a saw: it cuts meat instead of tearing it, and anyone can sharpen it again on a stone.
        The point is blunter than a kitchen knife's and looks friendlier beside a plate.

        The handle is paper laminate, pressed from ninety sheets and riveted twice. It does not swell and darkens with
        use. Sold singly, because households of three and of five exist; every knife arrives in a cardboard sleeve
        that does for the drawer.
        """,
    ),
    product(
        "First cutlery", CUTLERY, KESSMARK, picture="cutlery steel", material="Steel",
        price="32.00", grams=140, stock="27",
        facts={"Dimensions": "14 to 16 cm", "Set": "Knife, fork, spoon", "Care": "Dishwasher"},
        tags="dishwasher-safe gift new",
        text="""
        Real cutlery in a smaller size, for children from about three. The spoon is deep, the fork has four blunt
        tines, and the knife does cut a potato, but no fingers.

        Handles are thick for a whole fist and short enough not to bang against a glass. Same steel, same polish as
        the large set, so nobody at the table is the odd one out. A name can be stamped by any engraver: the backs of
        the handles are flat for four centimetres.
        """,
    ),
    product(
        "Shoulder carafe", JUGS, VODOLIN, picture="carafe:0", material="Glass",
        price="58.00", was="72.00", grams=620, colours="Colour: Lake Sky Rose", stock="24 13 0",
        facts={"Dimensions": "Ø 13 × 23 cm, neck Ø 4.5 cm", "Capacity": "1 l", "Care": "By hand, bottle brush"},
        tags="bestseller handmade gift",
        detail="Neck and cork of the shoulder carafe",
        text="""
        Broad shoulders and no handle: you lift it by the neck, and the thumb finds the shoulder by itself. It holds a
        litre up to the bend, or a bottle of wine with plenty of surface to breathe.

        Blown in one go by a team of three, who pass the pipe from hand to hand. The mouth is cut flat, polished, and
        closed with a stopper of whole cork. Too tall for some refrigerator doors; measure first, 23 cm.
        """,
    ),
    product(
        "Milk jug", JUGS, TRESVALE, picture="jug:1 cream", material="Stoneware",
        sizes=(Size("0.3 l", "28.00", 330), Size("0.8 l", "44.00", 640)), stock="38 15",
        facts={
            "Dimensions": "Ø 8 × 9.5 cm or Ø 11 × 14 cm", "Capacity": "0.3 or 0.8 l",
            "Care": "Dishwasher and microwave",
        },
        tags="handmade dishwasher-safe microwave-safe",
        detail="The sharp lip of the milk jug",
        text="""
        It pours without dripping. That sounds little, yet it took the pottery eleven tries: the lip has to be sharp
        underneath and bend down just before its end.

        The small one is for the coffee table, the larger for pancake batter, custard or half a bunch of tulips.
        Handles are pulled from the pot itself, not stuck on, and a fingertip fits between handle and wall even when
        the milk is hot. Cream glaze all over, including the inside of the lip.
        """,
    ),
    product(
        "Enamel water jug", JUGS, RODAVIK, picture="jug:0", material="Enamel",
        price="46.00", grams=720, colours="Colour: Cream Pine", stock="21 17",
        facts={"Dimensions": "Ø 12 × 22 cm", "Capacity": "1.5 l", "Care": "Dishwasher"},
        tags="dishwasher-safe outdoor",
        text="""
        A jug for the garden table and for the washstand, as it hung in Swedish kitchens a hundred years ago. The body
        is drawn from a single sheet, so there is no seam that might rust; only handle and spout are welded.

        Under the spout sits a strainer with seven holes. It holds back ice, lemon and mint. Enamel is glass on steel:
        it takes no taste and no smell, and lime comes off with vinegar. Fully laden it weighs 2.2 kg.
        """,
    ),
    product(
        "Cider pitcher", JUGS, TRESVALE, picture="jug:2", material="Stoneware",
        price="62.00", grams=1250, colours="Glaze: Sand Ink", stock="0 0",
        facts={"Dimensions": "Ø 14 × 24 cm", "Capacity": "2 l", "Care": "Dishwasher"},
        tags="handmade dishwasher-safe",
        text="""
        Two litres, and a handle that two hands can share. In the north of Portugal such pitchers go round the table
        at the grape harvest, heavy at the bottom and narrow at the waist.

        Stand it in cold water for ten minutes before you fill it: the walls are as thick as a thumb and carry the
        chill through a long lunch. The potters throw it in two halves and join them leather-hard; a fine ridge at the
        waist shows where. Next kiln: early spring.
        """,
    ),
)
