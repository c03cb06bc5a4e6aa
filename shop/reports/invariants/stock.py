"""Stock: movements, levels, and what orders hold."""

from django.utils.translation import gettext_lazy as _

from .base import Invariant

STOCK = (
    Invariant(
        "stock.movements",
        _("The movements of a stock level add up to it"),
        """
        SELECT format('%s at %s', v.sku, c.code), concat_ws('/', coalesce(m.on_hand, 0), coalesce(m.allocated, 0),
               coalesce(m.reserved, 0)), concat_ws('/', l.on_hand, l.allocated, l.reserved)
        FROM inventory_stocklevel l JOIN catalog_variant v ON v.id = l.variant_id
        JOIN inventory_location c ON c.id = l.location_id
        LEFT JOIN (SELECT level_id, sum(on_hand) on_hand, sum(allocated) allocated, sum(reserved) reserved
                   FROM inventory_stockmovement GROUP BY level_id) m ON m.level_id = l.id
        WHERE (coalesce(m.on_hand, 0), coalesce(m.allocated, 0), coalesce(m.reserved, 0))
              IS DISTINCT FROM (l.on_hand, l.allocated, l.reserved)
        """,
    ),
    Invariant(
        "stock.allocations",
        _("Allocations and reservations of orders match the stock levels"),
        """
        SELECT format('level %s', l.id), concat_ws('/', coalesce(a.units, 0), coalesce(r.units, 0)),
               concat_ws('/', l.allocated, l.reserved)
        FROM inventory_stocklevel l
        LEFT JOIN (SELECT level_id, sum(quantity) units FROM orders_allocation GROUP BY 1) a ON a.level_id = l.id
        LEFT JOIN (SELECT level_id, sum(quantity) units FROM orders_reservation GROUP BY 1) r ON r.level_id = l.id
        WHERE (coalesce(a.units, 0), coalesce(r.units, 0)) IS DISTINCT FROM (l.allocated, l.reserved)
        """,
    ),
    Invariant(
        "stock.never_oversold",
        _("No more is allocated than a stock level has and may back-order"),
        """
        SELECT format('level %s', id), (on_hand + backorder_limit)::text, (allocated + reserved)::text
        FROM inventory_stocklevel
        WHERE allocated + reserved > on_hand + backorder_limit OR least(on_hand, allocated, reserved) < 0
        """,
    ),
    Invariant(
        "stock.stranded",
        _("Stock is allocated only to orders that still need it"),
        """
        SELECT format('order %s', o.number), 'nothing held', format('%s %s', h.units, h.kind)
        FROM (SELECT line_id, sum(quantity) units, 'allocated' kind FROM orders_allocation GROUP BY 1
              UNION ALL SELECT line_id, sum(quantity), 'reserved' FROM orders_reservation GROUP BY 1) h
        JOIN orders_orderline l ON l.id = h.line_id JOIN orders_order o ON o.id = l.order_id
        WHERE o.status IN ('draft', 'closed', 'cancelled', 'expired')
           OR (h.kind = 'allocated' AND o.status = 'pending')
        """,
    ),
    Invariant(
        "stock.line_units",
        _("The units allocated to an order line are exactly those it still has to ship"),
        """
        SELECT format('order %s line %s', o.number, l.position), due.units::text, h.units::text
        FROM (SELECT held.line_id, s.variant_id, sum(held.quantity) units FROM
                (SELECT line_id, level_id, quantity FROM orders_allocation
                 UNION ALL SELECT line_id, level_id, quantity FROM orders_reservation) held
              JOIN inventory_stocklevel s ON s.id = held.level_id GROUP BY 1, 2) h
        JOIN orders_orderline l ON l.id = h.line_id JOIN orders_order o ON o.id = l.order_id
        CROSS JOIN LATERAL (
            SELECT (l.quantity - l.quantity_fulfilled - l.quantity_cancelled)
                   * coalesce((SELECT sum((c ->> 'quantity')::int) FROM jsonb_array_elements(l.components) c
                               WHERE (c ->> 'variant_id')::bigint = h.variant_id), 1) units) due
        WHERE h.units <> due.units
        """,
    ),
    Invariant(
        "stock.bundles",
        _("No bundle has stock of its own"),
        """
        SELECT format('%s at %s', v.sku, c.code), '0/0/0', concat_ws('/', l.on_hand, l.allocated, l.reserved)
        FROM inventory_stocklevel l JOIN catalog_variant v ON v.id = l.variant_id
        JOIN inventory_location c ON c.id = l.location_id
        WHERE (l.on_hand, l.allocated, l.reserved) <> (0, 0, 0)
          AND EXISTS (SELECT FROM catalog_bundlecomponent b WHERE b.bundle_id = v.id)
        """,
        is_attention=True,
    ),
)
