from django.db import migrations

# A place that nothing ever moved at adds up to 0, not to nothing: then the auditor's question is answered with zero.

_VIEW = """
CREATE OR REPLACE VIEW v_stock AS
SELECT l.id AS level_id, v.sku, p.name AS product, c.code AS location, l.on_hand, l.allocated, l.reserved,
       l.safety, l.backorder_limit,
       greatest(0, l.on_hand + l.backorder_limit - l.safety - l.allocated - l.reserved) AS available,
       l.expected_on, {on_hand} AS moved_on_hand, {allocated} AS moved_allocated, {reserved} AS moved_reserved
FROM inventory_stocklevel l
JOIN catalog_variant v ON v.id = l.variant_id
JOIN catalog_product p ON p.id = v.product_id
JOIN inventory_location c ON c.id = l.location_id
LEFT JOIN LATERAL (SELECT sum(s.on_hand) AS on_hand, sum(s.allocated) AS allocated, sum(s.reserved) AS reserved
                   FROM inventory_stockmovement s WHERE s.level_id = l.id) m ON true
"""
_COLUMNS = ("on_hand", "allocated", "reserved")
_FORWARD = _VIEW.format(**{name: f"coalesce(m.{name}, 0)" for name in _COLUMNS})
_BACKWARD = _VIEW.format(**{name: f"m.{name}" for name in _COLUMNS})


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_views")]
    operations = [migrations.RunSQL(_FORWARD, _BACKWARD)]
