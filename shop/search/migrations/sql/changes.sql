-- Which pages show a product, or a list that it is in (core.shown). Whatever changes a product leaves a note for its
-- document (search_staleproduct), so each note is told: a product's own page shows prices and stock of this moment.
-- Lists show documents, and are told when these change.

CREATE FUNCTION search_tell_notes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM core_tell(core_tags('product', array_agg(DISTINCT product_id))) FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER search_tell AFTER INSERT ON search_staleproduct
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION search_tell_notes();

-- Category 0 is the list of all products.
CREATE FUNCTION search_tell_documents() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    news text[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        WITH changed AS MATERIALIZED (
            SELECT a.product_id, b.category_ids || a.category_ids || 0::bigint AS categories,
                b.data <> a.data AS is_shown,
                (b.category_ids, b.facets) <> (a.category_ids, a.facets) AS is_moved,
                (b.in_stock, b.is_bestseller) <> (a.in_stock, a.is_bestseller) AS is_stocked,
                (b.price_minor, b.on_sale) <> (a.price_minor, a.on_sale) AS is_priced,
                b.sort_key <> a.sort_key AS is_named,
                (b.data #> '{images,0}') IS DISTINCT FROM (a.data #> '{images,0}') AS is_pictured,
                (b.title, b.keywords, b.body, b.language) <> (a.title, a.keywords, a.body, a.language) AS is_worded
            FROM before b JOIN after a USING (product_id)
        ), lists AS MATERIALIZED (
            SELECT category, bool_or(is_moved) AS is_moved, bool_or(is_stocked) AS is_stocked,
                bool_or(is_priced) AS is_priced, bool_or(is_named) AS is_named
            FROM changed, unnest(categories) AS category
            WHERE is_moved OR is_stocked OR is_priced OR is_named GROUP BY category
        )
        SELECT core_tags('document', (SELECT array_agg(product_id) FROM changed WHERE is_shown))
            || core_tags('members', array_agg(category) FILTER (WHERE is_moved))
            || core_tags('stock', array_agg(category) FILTER (WHERE is_stocked))
            || core_tags('prices', array_agg(category) FILTER (WHERE is_priced))
            || core_tags('names', array_agg(category) FILTER (WHERE is_named))
            || ARRAY(SELECT 'words' FROM changed WHERE is_worded LIMIT 1)
            || ARRAY(SELECT 'pictures' FROM changed WHERE is_pictured LIMIT 1)
        INTO news FROM lists;
    ELSIF TG_OP = 'INSERT' THEN
        SELECT search_news_of(array_agg(product_id), array_agg(DISTINCT category)) INTO news
        FROM after LEFT JOIN unnest(category_ids || 0::bigint) AS category ON true;
    ELSE
        SELECT search_news_of(array_agg(product_id), array_agg(DISTINCT category)) INTO news
        FROM before LEFT JOIN unnest(category_ids || 0::bigint) AS category ON true;
    END IF;
    PERFORM core_tell(news);
    RETURN NULL;
END $$;

-- What comes or goes changes every list that it is in, whatever the list is narrowed and sorted by.
CREATE FUNCTION search_news_of(products bigint[], categories bigint[]) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN products IS NULL THEN '{}' ELSE
        core_tags('document', products) || core_tags('members', categories) || ARRAY['words', 'sitemap'] END
$$;
CREATE TRIGGER search_tell_insert AFTER INSERT ON search_productdocument
    REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION search_tell_documents();
CREATE TRIGGER search_tell_update AFTER UPDATE ON search_productdocument
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION search_tell_documents();
CREATE TRIGGER search_tell_delete AFTER DELETE ON search_productdocument
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION search_tell_documents();

-- A word that is forgotten is no longer what a misspelt one may have meant. New ones come with their documents.
CREATE TRIGGER search_tell AFTER DELETE ON search_wordkey
    FOR EACH STATEMENT EXECUTE FUNCTION core_tell_of('words');
CREATE TRIGGER search_tell AFTER INSERT OR UPDATE OR DELETE ON search_synonym
    FOR EACH STATEMENT EXECUTE FUNCTION core_tell_of('synonyms');

-- A product's page offers at most 99 units of it, or as many as there are: every sale below changes it, though not its
-- document. What a level that is deleted had to give is no longer there, and its document must say so.
CREATE FUNCTION search_tell_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM core_tell(core_tags('product', array_agg(product_id))) FROM catalog_variant WHERE id = NEW.variant_id;
    RETURN NULL;
END $$;
CREATE TRIGGER search_tell_units AFTER UPDATE ON inventory_stocklevel
    FOR EACH ROW WHEN (least(OLD.available, 99) <> least(NEW.available, 99)) EXECUTE FUNCTION search_tell_stock();

-- What moves from one product to another leaves a note for both.
CREATE OR REPLACE FUNCTION search_note_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'catalog_product' THEN
        INSERT INTO search_staleproduct (product_id) VALUES (NEW.id);
    ELSE
        INSERT INTO search_staleproduct (product_id)
            SELECT DISTINCT key FROM unnest(ARRAY[OLD.product_id, NEW.product_id]) AS key WHERE key IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION search_note_option_value() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT DISTINCT product_id FROM catalog_optiontype WHERE id IN (OLD.option_id, NEW.option_id);
    RETURN NULL;
END $$;

-- Of prices, stock levels and the options of a variant.
CREATE OR REPLACE FUNCTION search_note_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT DISTINCT product_id FROM catalog_variant WHERE id IN (OLD.variant_id, NEW.variant_id);
    RETURN NULL;
END $$;
CREATE TRIGGER search_note_update AFTER UPDATE ON catalog_variant_option_values
    FOR EACH ROW EXECUTE FUNCTION search_note_price();
CREATE TRIGGER search_note_moved AFTER UPDATE OF variant_id ON inventory_stocklevel
    FOR EACH ROW WHEN (OLD.variant_id <> NEW.variant_id) EXECUTE FUNCTION search_note_price();

CREATE OR REPLACE FUNCTION search_note_bundle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT DISTINCT product_id FROM catalog_variant WHERE id IN (OLD.bundle_id, NEW.bundle_id);
    RETURN NULL;
END $$;

CREATE FUNCTION search_note_stock_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT product_id FROM catalog_variant WHERE id = OLD.variant_id
        UNION SELECT bundle.product_id
        FROM catalog_bundlecomponent part JOIN catalog_variant bundle ON bundle.id = part.bundle_id
        WHERE part.component_id = OLD.variant_id;
    RETURN NULL;
END $$;
CREATE TRIGGER search_note_delete AFTER DELETE ON inventory_stocklevel
    FOR EACH ROW WHEN (OLD.available > 0) EXECUTE FUNCTION search_note_stock_deleted();
