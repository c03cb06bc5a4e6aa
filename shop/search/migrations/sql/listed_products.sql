-- Each product stands once in every list that it is in: that of all products (0), its category, and those above. Rows
-- follow the documents in the same statement, whoever writes them, so a list and its documents never disagree.

-- Which facets a product may have, a bit for each of 64 classes: an index has room for it, and most others are told apart.
CREATE FUNCTION search_facet_bits(facets text[]) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(bit_or(1::bigint << (hashtext(facet) & 63)), 0) FROM unnest(facets) AS facet
$$;

CREATE FUNCTION search_list_products() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM search_listedproduct AS listed USING before, unnest(0::bigint || before.category_ids) AS list
        WHERE listed.list_id = list AND listed.product_id = before.product_id;
        RETURN NULL;
    ELSIF TG_OP = 'UPDATE' THEN
        DELETE FROM search_listedproduct AS listed USING (
            SELECT product_id, unnest(category_ids) AS list FROM before
            EXCEPT SELECT product_id, unnest(category_ids) FROM after
        ) AS gone WHERE listed.list_id = gone.list AND listed.product_id = gone.product_id;
    END IF;
    INSERT INTO search_listedproduct AS listed
        (list_id, product_id, in_stock, is_bestseller, on_sale, price_minor, sort_key, facet_bits, facets)
    SELECT list, product_id, in_stock, is_bestseller, on_sale, price_minor, sort_key, search_facet_bits(facets), facets
    FROM after, unnest(0::bigint || category_ids) AS list ORDER BY product_id, list
    ON CONFLICT (list_id, product_id) DO UPDATE SET
        in_stock = excluded.in_stock, is_bestseller = excluded.is_bestseller, on_sale = excluded.on_sale,
        price_minor = excluded.price_minor, sort_key = excluded.sort_key, facet_bits = excluded.facet_bits,
        facets = excluded.facets
    WHERE (listed.in_stock, listed.is_bestseller, listed.on_sale, listed.price_minor, listed.sort_key, listed.facets)
        IS DISTINCT FROM (excluded.in_stock, excluded.is_bestseller, excluded.on_sale, excluded.price_minor,
            excluded.sort_key, excluded.facets);
    RETURN NULL;
END $$;
CREATE TRIGGER search_listed_inserted AFTER INSERT ON search_productdocument
    REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION search_list_products();
CREATE TRIGGER search_listed_updated AFTER UPDATE ON search_productdocument
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION search_list_products();
CREATE TRIGGER search_listed_deleted AFTER DELETE ON search_productdocument
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION search_list_products();
