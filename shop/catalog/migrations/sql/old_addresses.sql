-- An address that was ever a product's or a category's leads to where it is now. Whoever renames or moves one – the
-- admin, an import, raw SQL – leaves the old address here.

CREATE FUNCTION catalog_keep_product_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_redirect (path, product_id, target) VALUES ('/p/' || OLD.slug || '/', NEW.id, '')
        ON CONFLICT (path) DO UPDATE SET product_id = NEW.id, target = '';
    DELETE FROM catalog_redirect WHERE path = '/p/' || NEW.slug || '/';
    RETURN NULL;
END $$;
CREATE TRIGGER catalog_keep_address AFTER UPDATE OF slug ON catalog_product
    FOR EACH ROW WHEN (OLD.slug <> NEW.slug) EXECUTE FUNCTION catalog_keep_product_address();

-- A path is read name by name, so what matters is what a category was called below which other one.
CREATE FUNCTION catalog_keep_category_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_oldcategoryname (parent_id, slug, category_id) VALUES (OLD.parent_id, OLD.slug, NEW.id)
        ON CONFLICT (parent_id, slug) DO UPDATE SET category_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER catalog_keep_name AFTER UPDATE OF slug, parent_id ON catalog_category
    FOR EACH ROW WHEN (OLD.slug <> NEW.slug OR OLD.parent_id IS DISTINCT FROM NEW.parent_id)
    EXECUTE FUNCTION catalog_keep_category_name();
