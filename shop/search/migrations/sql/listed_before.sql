-- Lists the products that have documents already, 5,000 at a time: a writer of one of them waits for its batch alone. What
-- was written meanwhile has been listed by its trigger.

DO $$
DECLARE
    done bigint := 0;
    upto bigint;
BEGIN
    LOOP
        SELECT max(product_id) INTO upto FROM (
            SELECT product_id FROM search_productdocument WHERE product_id > done ORDER BY product_id LIMIT 5000
        ) AS batch;
        EXIT WHEN upto IS NULL;
        INSERT INTO search_listedproduct
            (list_id, product_id, in_stock, is_bestseller, on_sale, price_minor, sort_key, facet_bits, facets)
        SELECT list, product_id, in_stock, is_bestseller, on_sale, price_minor, sort_key, search_facet_bits(facets), facets
        FROM (
            SELECT * FROM search_productdocument WHERE product_id > done AND product_id <= upto ORDER BY product_id FOR SHARE
        ) AS document, unnest(0::bigint || category_ids) AS list
        ON CONFLICT DO NOTHING;
        COMMIT;
        done := upto;
    END LOOP;
END $$;
