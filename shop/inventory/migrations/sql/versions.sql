-- A level's version changes with its settings, not with its stock, so who edits settings is not refused for a sale.

CREATE TRIGGER inventory_version BEFORE UPDATE ON inventory_stocklevel FOR EACH ROW
    WHEN ((NEW.safety, NEW.backorder_limit, NEW.expected_on, NEW.low_stock_at)
          IS DISTINCT FROM (OLD.safety, OLD.backorder_limit, OLD.expected_on, OLD.low_stock_at))
    EXECUTE FUNCTION core_raise_version();
