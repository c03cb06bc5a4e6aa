from django.db import migrations

# Orders that were cancelled or expired kept the fulfilment status "unfulfilled", although nothing of them is sent.

FORWARD = """
UPDATE orders_order o SET fulfilment_status = 'none_needed'
WHERE o.status IN ('cancelled', 'expired') AND o.fulfilment_status = 'unfulfilled'
  AND NOT EXISTS (SELECT FROM orders_orderline l WHERE l.order_id = o.id
                  AND (l.quantity_fulfilled > 0 OR l.quantity > l.quantity_cancelled))
  AND EXISTS (SELECT FROM orders_orderline l WHERE l.order_id = o.id)
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_event_too_many_declines")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
