"""The tint that stands in for each drawing until it is there: what `catalog.tints` says of the drawing itself.

Only a drawing tells, so the answers are kept here. `python -m shop.demo.tints` draws all and prints the table, for when
the drawings have changed.
"""

from __future__ import annotations

_KEYS: dict[int, str] = {
    2: """
        apron:charcoal:linen:876:main apron:denim:linen:876:main apron:rust,walnut:canvas:663:main
        bag:charcoal:leather:892:main bag:denim:canvas:296:main bag:olive,walnut:canvas:945:main
        bag:rust:canvas:296:main bag:walnut:leather:892:detail bag:walnut:leather:892:main
        basket+towel+soap:sand,sky,rose::0:main basket:charcoal:felt:316:main basket:charcoal:rattan:192:main
        basket:oak,linen:rattan:830:main basket:oak,walnut:rattan:485:main basket:oak:rattan:913:main
        basket:walnut,oak:rattan:146:main blanket:moss:wool:396:main blanket:terracotta:cotton:313:main
        board:oak:wood:737:main board:oak:wood:948:main board:walnut:wood:737:main board:walnut:wood:948:main
        bottle:ink:stoneware:168:main bottle:moss:glass:435:main bottle:olive:glass:829:main
        bottle:olive:stoneware:168:main bottle:rose:glass:435:main bottle:sand:stoneware:168:main
        bottle:sky:glass:435:main bottle:sky:glass:504:main bowl:chalk:porcelain:481:main
        bowl:clay:stoneware:387:main bowl:ink:stoneware:710:main bowl:lake:stoneware:710:main
        bowl:oak:wood:457:main bowl:rust:stoneware:710:main bowl:sand,lake,rust,ink:stoneware:710:group
        bowl:sand:stoneware:710:main bowl:sky,chalk,butter:porcelain:424:group bowl:walnut:wood:457:main
        broom+basket+brush:oak,sand,walnut::0:main broom:charcoal,oak:wood:967:main
        broom:oak,walnut:wood:530:main brush:charcoal:wood:331:main brush:clay,cream:wood:581:main
        brush:walnut:wood:241:main carafe:lake:glass:840:main carafe:rose:glass:840:main
        carafe:sky:glass:840:main clock:chalk:steel:309:main clock:oak,chalk:wood:194:main
        clock:oak:wood:182:main clock:pine:steel:309:main clock:walnut:wood:182:main
        cup-saucer:charcoal:stoneware:730:main cup-saucer:terracotta:stoneware:730:main
        cushion+basket+blanket:ochre,sand,oat::2:main cushion:charcoal:felt:977:main cushion:lake:linen:566:main
        cushion:ochre:linen:566:main cushion:pine:felt:977:main cushion:plum:linen:566:main
        cutlery:steel:steel:75:main cutlery:steel:steel:995:detail cutlery:steel:steel:995:main
        desk-tray:oak:wood:21:main desk-tray:walnut:leather:195:main desk-tray:walnut:wood:21:main
        glass:olive:glass:517:main glass:rose:glass:517:main glass:sky,olive,rose:glass:517:group
        glass:sky:glass:517:detail glass:sky:glass:517:main glass:steel:glass:192:main grinder:oak:wood:517:main
        grinder:walnut:wood:517:main hook-rail:charcoal,brass:steel:805:main hook-rail:oak:wood:984:detail
        hook-rail:oak:wood:984:main jar:butter:stoneware:229:main jar:charcoal:stoneware:615:main
        jar:clay:terracotta:720:main jar:lake:stoneware:241:main jar:ochre:stoneware:540:main
        jar:ochre:stoneware:615:main jar:sand:stoneware:241:main jar:sand:stoneware:638:main
        jug:ink:stoneware:242:main jug:pine:enamel:84:main jug:sand:stoneware:242:main
        kettle:charcoal:iron:84:main kettle:pine:enamel:49:main kettle:rust:enamel:49:main
        knife:charcoal,steel:steel:313:main knife:oak,steel:steel:361:main knife:walnut,steel:steel:361:main
        knife:walnut,steel:steel:372:detail knife:walnut,steel:steel:372:main mirror:brass:brass:289:main
        mirror:brass:brass:420:main mirror:oak:wood:204:main mirror:steel:steel:420:main
        mug:clay:stoneware:241:main mug:plum:stoneware:241:main napkin:charcoal:linen:676:main
        napkin:ink:linen:27:main napkin:moss:linen:27:main napkin:rose:linen:27:main napkin:sand:linen:27:main
        notebook:charcoal:paper:576:main notebook:denim:paper:576:main notebook:ink:paper:422:main
        notebook:olive:paper:576:main notebook:rust:paper:576:main pan:charcoal:steel:855:main
        pan:steel:steel:685:main pan:terracotta,brass:copper:108:main pen:brass:brass:436:detail
        pen:brass:brass:436:main pen:charcoal:brass:436:main pen:ink,steel:steel:638:main
        pen:steel:steel:436:main pencil-cup:lake:stoneware:865:main pencil-cup:oak:wood:672:main
        pendant-lamp:brass:brass:662:main pendant-lamp:chalk:glass:829:main pendant-lamp:charcoal:steel:300:main
        pendant-lamp:linen:enamel:461:main pendant-lamp:rust:steel:300:main
        planter+watering-can:terracotta,pine::2:main planter:chalk:stoneware:673:main
        planter:moss:stoneware:673:main planter:sky:stoneware:673:main planter:terracotta:terracotta:420:main
        plate:chalk:porcelain:387:main plate:lake:stoneware:240:main pot:charcoal:iron:612:main
        pot:denim:enamel:385:main pot:pine:iron:612:main scissors:brass:brass:69:main
        scissors:charcoal,steel:steel:67:main scissors:rust,steel:steel:633:main scissors:steel:steel:69:main
        spoon-set:oak,walnut:wood:976:detail spoon-set:oak:wood:122:main stool:oak:wood:565:detail
        stool:oak:wood:565:main stool:pine:wood:768:main stool:walnut:wood:565:main
        tablecloth:chalk,rust:linen:278:main tablecloth:lake:linen:315:main tablecloth:linen:linen:315:detail
        tablecloth:linen:linen:315:main tea-towel:chalk,ink:linen:972:main teapot:ink:stoneware:157:main
        teapot:moss:stoneware:157:main towel:lake:cotton:502:main towel:plum:cotton:502:main
        tumbler:ink:stoneware:372:main tumbler:lake:stoneware:372:main
        tumbler:rust,sand,lake,ink:stoneware:372:group tumbler:rust:stoneware:372:main
        tumbler:sand:stoneware:372:main tumbler:sky:enamel:384:group umbrella+bag:pine,linen::0:main
        umbrella:charcoal:steel:542:main umbrella:ink:cotton:44:detail umbrella:ink:cotton:44:main
        umbrella:ochre:steel:542:main umbrella:pine:cotton:44:main vase:ink:stoneware:674:main
        vase:olive:stoneware:159:main vase:pine:stoneware:468:main vase:rust:stoneware:674:main
        vase:sand:stoneware:468:main vase:sky,olive,rose:stoneware:159:group vase:sky:stoneware:159:main
        watering-can:charcoal:steel:648:main watering-can:pine:steel:648:detail watering-can:pine:steel:648:main
        watering-can:steel:steel:145:main wine-glass:sky:glass:601:main
    """,
    3: """
        blanket:denim:wool:396:main bowl:denim:porcelain:481:main tea-towel:denim,chalk:linen:493:main
    """,
    4: """
        candle-holder:brass:brass:36:detail candle-holder:brass:brass:36:main
        candle-holder:lake:stoneware:949:main candle-holder:rust:stoneware:949:main
        candle-holder:steel:steel:36:main candle:chalk:wax:86:main candle:cream:wax:925:main
        candle:ochre:wax:86:main candle:ochre:wax:924:detail candle:ochre:wax:924:main candle:pine:wax:86:main
        candle:plum:wax:86:main lantern:chalk:steel:912:main lantern:charcoal:steel:912:main
        lantern:moss:steel:553:main table-lamp+lantern+candle:pine,charcoal,cream::1:main
        table-lamp:brass:brass:804:main table-lamp:chalk:steel:710:main table-lamp:clay,cream:stoneware:181:main
        table-lamp:oat:stoneware:312:main table-lamp:ochre:steel:710:main table-lamp:pine:steel:710:detail
        table-lamp:pine:steel:710:main table-lamp:steel:steel:804:main table-lamp:terracotta:stoneware:312:main
    """,
    5: """
        hero:pine::0:main
    """,
    6: """
        notebook:plum:paper:422:main
    """,
    7: """
        tumbler:rust:stoneware:372:detail
    """,
    8: """
        pendant-lamp:sky:steel:300:main tea-towel:rust,chalk:linen:493:main vase:rose:stoneware:159:main
    """,
    9: """
        blanket:chalk:cotton:313:main blanket:oat:wool:396:detail board:oak:wood:948:detail
        bottle:chalk:glass:542:main bowl:sky:porcelain:424:main carafe:chalk:glass:253:main
        cup-saucer:rose:porcelain:394:main cup-saucer:sky:porcelain:394:main glass:lake:glass:494:main
        grinder:oak:wood:192:main grinder:oak:wood:517:detail grinder:walnut:wood:192:main
        jar:chalk:glass:386:detail jar:chalk:glass:386:main jug+bowl+tumbler:chalk,rust,lake::1:main
        jug:cream:enamel:84:main jug:cream:stoneware:157:detail jug:cream:stoneware:157:main
        kettle:charcoal:iron:84:detail mug:cream:enamel:96:main mug:denim:enamel:96:main
        mug:moss:stoneware:446:main napkin:chalk:cotton:150:main notebook:rust:paper:576:detail
        notebook:walnut:leather:641:main pan:terracotta,brass:copper:108:detail planter:chalk:porcelain:27:main
        scissors:charcoal,steel:steel:67:detail soap:chalk:wax:984:main soap:cream,chalk:stoneware:938:main
        soap:cream,moss:stoneware:938:main soap:cream:wax:684:main
        teapot+tumbler+tumbler:chalk,rust,rust:stoneware:253:main towel:chalk:cotton:501:detail
        towel:chalk:cotton:501:main towel:sky:cotton:501:main tumbler:sky:enamel:384:main
        vase:chalk,rust,ink:stoneware:674:group vase:chalk:porcelain:709:main vase:chalk:stoneware:674:detail
        vase:chalk:stoneware:674:main wine-glass:chalk:glass:144:detail wine-glass:chalk:glass:144:main
    """,
    10: """
        bowl:ochre:porcelain:481:main clock:ochre:steel:309:main knife:oak,steel:steel:890:main
        pencil-cup:ochre:stoneware:865:main pendant-lamp:rust:steel:300:detail
        spoon-set:oak,walnut:wood:976:main tea-towel:olive,chalk:linen:493:main
    """,
    11: """
        apron:denim:linen:876:detail basket:oak:rattan:913:detail basket:oat:felt:316:main
        blanket:oat:wool:396:main board+pot+grinder:oak,pine,walnut::0:main board:oat:wood:577:main
        bowl:butter:porcelain:424:main bowl:chalk:porcelain:424:main bowl:chalk:porcelain:984:main
        bowl:clay:stoneware:387:detail bowl:oat:stoneware:132:main bowl:sand:stoneware:710:detail
        brush:oat:wood:441:main cup-saucer:chalk:porcelain:394:main cushion:oat,charcoal:wool:432:main
        glass:butter:glass:494:main mug:charcoal:stoneware:446:main mug:oat:stoneware:446:detail
        mug:oat:stoneware:446:main mug:pine:enamel:96:main napkin:oat:linen:676:main notebook:oat:paper:409:main
        pan:charcoal,oak:iron:540:main pan:charcoal:steel:855:detail plate:oat:stoneware:240:detail
        plate:oat:stoneware:240:main soap:olive:wax:301:detail soap:olive:wax:301:main
        towel:linen,ink:linen:348:main towel:oat:cotton:502:main vase+stool+basket:sand,oak,linen::3:main
    """,
    12: """
        pendant-lamp:moss:enamel:461:main
    """,
    13: """
        bag:oat:canvas:296:detail bag:oat:canvas:296:main brush:chalk:wood:331:main brush:oat:wood:441:detail
        clock:chalk:steel:309:detail cup-saucer:chalk:porcelain:394:detail desk-tray:oak:wood:21:detail
        mug:oat,moss,charcoal:stoneware:446:group pencil-cup+notebook+desk-tray:chalk,rust,oak::0:main
        pencil-cup:chalk:stoneware:865:main planter:terracotta:terracotta:420:detail
        teapot:chalk:stoneware:157:detail teapot:chalk:stoneware:157:main
    """,
    15: """
        apron:oat:linen:876:main cutlery:brass:brass:995:main kettle:cream:enamel:49:main
        pot:cream:enamel:385:main pot:pine:iron:612:detail watering-can:brass:brass:145:main
    """,
    17: """
        carafe:lake:glass:840:detail napkin:butter:cotton:150:main stool:butter:wood:768:main
        watering-can:butter:steel:648:main
    """,
    21: """
        tea-towel:denim,chalk:linen:493:detail
    """,
}

TINTS: dict[str, int] = {key: tint for tint, keys in _KEYS.items() for key in keys.split()}
"""Tints by the keys of scenes."""
UNKNOWN = 2  # for a scene that is not in the table: the most common one
