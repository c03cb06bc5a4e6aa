-- postgresql 18
-- django 6.1.3
-- django-allauth 65.21.1
-- shop/accounts/migrations/0001_initial.py fbff22f6bb9874a3
-- shop/accounts/migrations/__init__.py e3b0c44298fc1c14
-- shop/cart/migrations/0001_initial.py c0f87e8eca95f42a
-- shop/cart/migrations/__init__.py e3b0c44298fc1c14
-- shop/catalog/migrations/0001_initial.py d8d417c03e6ed6d1
-- shop/catalog/migrations/0002_guards.py c2612132475cada6
-- shop/catalog/migrations/0003_changes.py 3206905cea49d389
-- shop/catalog/migrations/0004_newest_swatches.py 0c1f870ff7ce2589
-- shop/catalog/migrations/__init__.py e3b0c44298fc1c14
-- shop/catalog/migrations/sql/changes.sql 6cba5a539afb3da3
-- shop/catalog/migrations/sql/old_addresses.sql a9c3faa46c701510
-- shop/channels/migrations/0001_initial.py a25fc444b6afe9d2
-- shop/channels/migrations/0002_changes.py de83f665766121da
-- shop/channels/migrations/__init__.py e3b0c44298fc1c14
-- shop/channels/migrations/sql/changes.sql 6efb69e1ffae62e0
-- shop/core/fields.py c537f1bf0f7acab5
-- shop/core/folded.py a6232cacb33ed6aa
-- shop/core/migration_steps.py 78fc56552c2c0d79
-- shop/core/migrations/0001_initial.py 9f74fa8d86b5f8ec
-- shop/core/migrations/0002_functions.py 91cd3e00d0a416e4
-- shop/core/migrations/0003_change.py 617cc7fa01052c06
-- shop/core/migrations/__init__.py e3b0c44298fc1c14
-- shop/core/migrations/sql/change.sql 241305dd503b539d
-- shop/core/migrations/sql/folded.sql d15f80dc9433499b
-- shop/core/migrations/sql/raise_version.sql bcd324164d58d012
-- shop/fulfilment/migrations/0001_initial.py ab0dc9966de3cb46
-- shop/fulfilment/migrations/0002_guards.py 66078ffa3cb43616
-- shop/fulfilment/migrations/0003_permission_names.py 05eb1abe4bd2d4a1
-- shop/fulfilment/migrations/__init__.py e3b0c44298fc1c14
-- shop/fulfilment/migrations/sql/versions.sql e92228dddc31f13a
-- shop/history/migrations/0001_initial.py 0a84e7d72814f47e
-- shop/history/migrations/0002_guards.py d7ba7c73a1eb43dc
-- shop/history/migrations/__init__.py e3b0c44298fc1c14
-- shop/history/migrations/sql/append_only.sql 9be296baff29cc7a
-- shop/history/migrations/sql/recording.sql decbc9e26c4c7475
-- shop/history/migrations/sql/tracked_tables.sql 8edda6c1799e592f
-- shop/inventory/migrations/0001_initial.py 990c6e2934bd1459
-- shop/inventory/migrations/0002_guards.py 25fa88621fe2f009
-- shop/inventory/migrations/__init__.py e3b0c44298fc1c14
-- shop/inventory/migrations/sql/bundles.sql 4a973fd8d8d2f68f
-- shop/inventory/migrations/sql/movements.sql bc7c961014b3f6e3
-- shop/inventory/migrations/sql/versions.sql c58f9c40455a56bb
-- shop/ledger/migrations/0001_initial.py 0fb432d08d8adb92
-- shop/ledger/migrations/0002_guards.py 0012dadc40e33ee6
-- shop/ledger/migrations/__init__.py e3b0c44298fc1c14
-- shop/ledger/migrations/sql/append_only.sql 6c498fbb7e44a7b0
-- shop/ledger/migrations/sql/balance.sql 53f288c8b1e5981f
-- shop/ledger/migrations/sql/closed_journals.sql 29d8cd1e84d8f5ac
-- shop/notifications/migrations/0001_initial.py ab4ab897127cd277
-- shop/notifications/migrations/__init__.py e3b0c44298fc1c14
-- shop/orders/migrations/0001_initial.py 8f56e2036de62eb4
-- shop/orders/migrations/0002_guards.py adf52ad9821edddf
-- shop/orders/migrations/0003_permission_names.py 14e99d511bcc1a9e
-- shop/orders/migrations/0004_unpaid_of.py 9d7ce19a8a5a2c07
-- shop/orders/migrations/__init__.py e3b0c44298fc1c14
-- shop/orders/migrations/sql/append_only.sql ea02377d783734fa
-- shop/orders/migrations/sql/open_orders.sql 98a2ecbf2daf7155
-- shop/orders/migrations/sql/order_numbers.sql 3077af8aca5d944d
-- shop/orders/migrations/sql/unpaid_of.sql 7e7fcd897304109e
-- shop/orders/migrations/sql/versions.sql 780e027ab6e49742
-- shop/payments/migrations/0001_initial.py 2f789ed2bfa47c64
-- shop/payments/migrations/0002_guards.py 0e066382d1ade30b
-- shop/payments/migrations/0003_permission_names.py d1605a458770ca59
-- shop/payments/migrations/__init__.py e3b0c44298fc1c14
-- shop/payments/migrations/sql/append_only.sql 9e6e5dd69b05fa74
-- shop/pricing/migrations/0001_initial.py ca28312e7273cc31
-- shop/pricing/migrations/__init__.py e3b0c44298fc1c14
-- shop/reports/migrations/0001_initial.py 6e4da050df23bb43
-- shop/reports/migrations/0002_views.py a1ef2593668f57b1
-- shop/reports/migrations/__init__.py e3b0c44298fc1c14
-- shop/reports/migrations/sql/v_inbox.sql 56b18f3c5a1666f5
-- shop/reports/migrations/sql/v_ledger.sql 1663ae8f9a92d7f4
-- shop/reports/migrations/sql/v_order.sql 660661c0a22c3b69
-- shop/reports/migrations/sql/v_order_line.sql dd27c7470e85f571
-- shop/reports/migrations/sql/v_outbox.sql fd6ce4c3cba32b16
-- shop/reports/migrations/sql/v_payment.sql 1c8a7ebde9a12786
-- shop/reports/migrations/sql/v_status_log.sql 658b6cc29082d7e9
-- shop/reports/migrations/sql/v_stock.sql 78b0fd6d8f625a0c
-- shop/search/migrations/0001_initial.py 669ba0d777b4ce38
-- shop/search/migrations/0002_guards.py 4c5e1ac815780447
-- shop/search/migrations/0003_changes.py d7a429470d6e0bc8
-- shop/search/migrations/0004_listed_products.py eb67927238e6c5cb
-- shop/search/migrations/0005_list_products.py 7caed98868e97659
-- shop/search/migrations/__init__.py e3b0c44298fc1c14
-- shop/search/migrations/sql/changes.sql 91a4fc98bf2e683b
-- shop/search/migrations/sql/listed_before.sql 63ec8dda8fce187b
-- shop/search/migrations/sql/listed_products.sql 47afc1f64e3ccee1
-- shop/search/migrations/sql/loose_words.sql c09b4a2dd302a741
-- shop/search/migrations/sql/stale_bundles.sql 7f7323a7ef35143f
-- shop/search/migrations/sql/stale_products.sql c85825dd9f55f549
-- shop/search/migrations/sql/stale_stock.sql d1b9807fc418a70f
-- shop/shipping/migrations/0001_initial.py 4b66200f24882ffd
-- shop/shipping/migrations/0002_changes.py 250611fe376cbad4
-- shop/shipping/migrations/__init__.py e3b0c44298fc1c14
-- shop/shipping/migrations/sql/changes.sql 5c111e90e5f4981a

-- Dumped from database version 18.6
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;


CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;


CREATE FUNCTION public.catalog_keep_category_name() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO catalog_oldcategoryname (parent_id, slug, category_id) VALUES (OLD.parent_id, OLD.slug, NEW.id)
        ON CONFLICT (parent_id, slug) DO UPDATE SET category_id = NEW.id;
    RETURN NULL;
END $$;


CREATE FUNCTION public.catalog_keep_product_address() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO catalog_redirect (path, product_id, target) VALUES ('/p/' || OLD.slug || '/', NEW.id, '')
        ON CONFLICT (path) DO UPDATE SET product_id = NEW.id, target = '';
    DELETE FROM catalog_redirect WHERE path = '/p/' || NEW.slug || '/';
    RETURN NULL;
END $$;


CREATE FUNCTION public.catalog_tell_category() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    news text[] := 'categories'::text || core_tags('category', ARRAY[OLD.id, NEW.id]);
    is_structure boolean := ROW(OLD.name, OLD.slug, OLD.parent_id, OLD.position)
        IS DISTINCT FROM ROW(NEW.name, NEW.slug, NEW.parent_id, NEW.position);
BEGIN
    IF is_structure THEN
        news := news || 'tree'::text || core_tags('category', ARRAY[OLD.parent_id, NEW.parent_id]);
        -- The header of every page has the two upper levels.
        IF (TG_OP <> 'INSERT' AND OLD.parent_id IS NULL) OR (TG_OP <> 'DELETE' AND NEW.parent_id IS NULL)
           OR EXISTS (SELECT FROM catalog_category WHERE id IN (OLD.parent_id, NEW.parent_id) AND parent_id IS NULL) THEN
            news := news || 'navigation'::text;
        END IF;
    END IF;
    PERFORM core_tell(news);
    RETURN NULL;
END $$;


CREATE FUNCTION public.catalog_tell_swatch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM core_tell(ARRAY(SELECT DISTINCT 'swatch:' || md5(value) FROM unnest(ARRAY[OLD.value, NEW.value]) AS value
                            WHERE value IS NOT NULL));
    RETURN NULL;
END $$;


CREATE FUNCTION public.channels_tell_page() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    news text[] := ARRAY['page_texts', 'page:' || coalesce(NEW.id, OLD.id)];
BEGIN
    IF ROW(OLD.kind, OLD.slug, OLD.title, OLD.position, OLD.is_published)
       IS DISTINCT FROM ROW(NEW.kind, NEW.slug, NEW.title, NEW.position, NEW.is_published) THEN
        news := news || 'pages'::text;  -- every footer
    END IF;
    PERFORM core_tell(news);
    RETURN NULL;
END $$;


CREATE FUNCTION public.core_folded(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN NORMALIZE(regexp_replace(replace(replace(replace(replace(translate(lower(NORMALIZE(value, NFKD)), 'ØøŁłĐđÐðıĦħŦŧς'::text, 'oollddddihhttσ'::text), 'ß'::text, 'ss'::text), 'æ'::text, 'ae'::text), 'œ'::text, 'oe'::text), 'þ'::text, 'th'::text), ('[\u0300-\u036F\u0483-\u0487\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u064B-\u065F\u0670'::text || '\u06D6-\u06DC\u06DF-\u06E4\u06E7\u06E8\u06EA-\u06ED\u1AB0-\u1ACE\u1DC0-\u1DFF\u20D0-\u20F0\u3099\u309A\uFE20-\uFE2F]'::text), ''::text, 'g'::text), NFC);


CREATE FUNCTION public.core_raise_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;


CREATE FUNCTION public.core_tags(kind text, keys bigint[]) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE WHEN cardinality(keys) > 200 THEN ARRAY[kind || ':*']
        ELSE ARRAY(SELECT DISTINCT kind || ':' || key FROM unnest(keys) AS key WHERE key IS NOT NULL) END
$$;


CREATE FUNCTION public.core_tell(news text[]) RETURNS void
    LANGUAGE sql
    AS $$
    INSERT INTO core_change (tags) SELECT news WHERE news <> '{}'
$$;


CREATE FUNCTION public.core_tell_of() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM core_tell(TG_ARGV);
    RETURN NULL;
END $$;


CREATE FUNCTION public.history_record() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    said jsonb := NULLIF(current_setting('shop.actor', true), '')::jsonb;
    before jsonb;
    after jsonb;
    whole jsonb;
    recorded jsonb;
BEGIN
    IF TG_OP <> 'INSERT' THEN before := to_jsonb(OLD) - TG_ARGV[1:]; END IF;
    IF TG_OP <> 'DELETE' THEN after := to_jsonb(NEW) - TG_ARGV[1:]; END IF;
    whole := COALESCE(after, before);
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(now.key, jsonb_build_array(before -> now.key, now.value)) INTO recorded
            FROM jsonb_each(after) AS now WHERE now.value IS DISTINCT FROM before -> now.key;
    ELSE
        recorded := whole;
    END IF;
    INSERT INTO history_historyentry (
        table_name, row_id, parent_id, operation, changes,
        actor_kind, actor_label, actor_user_id, reason, request_id, transaction_id, at
    ) VALUES (
        TG_TABLE_NAME, (whole ->> 'id')::bigint, (whole ->> TG_ARGV[0])::bigint, lower(TG_OP), recorded,
        said ->> 'kind', said ->> 'label', (said ->> 'user')::bigint, said ->> 'reason', said ->> 'request',
        pg_current_xact_id()::text::bigint, clock_timestamp()
    );
    RETURN NULL;
END $$;


CREATE FUNCTION public.history_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'the history is append-only: % is refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;


CREATE FUNCTION public.history_track(tracked text, parent text DEFAULT ''::text, excluded text[] DEFAULT '{}'::text[]) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
    arguments text := (SELECT string_agg(quote_literal(name), ', ') FROM unnest(ARRAY[parent] || excluded) AS name);
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER history_record AFTER INSERT OR DELETE ON %I'
        ' FOR EACH ROW EXECUTE FUNCTION history_record(%s)', tracked, arguments);
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER history_record_update AFTER UPDATE ON %1$I FOR EACH ROW'
        ' WHEN (to_jsonb(OLD) - %2$L::text[] IS DISTINCT FROM to_jsonb(NEW) - %2$L::text[])'
        ' EXECUTE FUNCTION history_record(%3$s)', tracked, excluded, arguments);
END $_$;


CREATE FUNCTION public.history_untrack(tracked text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    EXECUTE format('DROP TRIGGER history_record ON %I', tracked);
    EXECUTE format('DROP TRIGGER history_record_update ON %I', tracked);
END $$;


CREATE FUNCTION public.inventory_apply_movement() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE inventory_stocklevel
        SET on_hand = on_hand + NEW.on_hand, allocated = allocated + NEW.allocated, reserved = reserved + NEW.reserved
        WHERE id = NEW.level_id;
    RETURN NULL;
END $$;


CREATE FUNCTION public.inventory_record_direct() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO inventory_stockmovement (level_id, kind, on_hand, allocated, reserved, actor_kind)
            VALUES (NEW.id, 'direct', NEW.on_hand, NEW.allocated, NEW.reserved, 'system');
    ELSE
        INSERT INTO inventory_stockmovement (level_id, kind, on_hand, allocated, reserved, actor_kind)
            VALUES (NEW.id, 'direct', NEW.on_hand - OLD.on_hand, NEW.allocated - OLD.allocated,
                    NEW.reserved - OLD.reserved, 'system');
    END IF;
    RETURN NULL;
END $$;


CREATE FUNCTION public.inventory_refuse_bundle() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM FROM inventory_stocklevel WHERE variant_id = NEW.bundle_id ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM inventory_stocklevel
               WHERE variant_id = NEW.bundle_id AND (on_hand, allocated, reserved) <> (0, 0, 0))
       OR EXISTS (SELECT FROM inventory_transferline l JOIN inventory_transfer t ON t.id = l.transfer_id
                  WHERE l.variant_id = NEW.bundle_id AND t.status = 'sent') THEN
        RAISE EXCEPTION 'variant % has stock: bundle_has_no_stock', NEW.bundle_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bundle_has_no_stock';
    END IF;
    RETURN NULL;
END $$;


CREATE FUNCTION public.inventory_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        RAISE EXCEPTION 'a movement of the kind "direct" is only written by the database'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RAISE EXCEPTION 'stock movements are append-only: % is refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;


CREATE FUNCTION public.ledger_check_balance() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    checked bigint := CASE TG_TABLE_NAME WHEN 'ledger_entry' THEN (to_jsonb(NEW) ->> 'journal_id')::bigint ELSE NEW.id END;
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_entry WHERE journal_id = checked) THEN
        RAISE EXCEPTION 'journal % has no entries', checked USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (SELECT FROM ledger_entry WHERE journal_id = checked GROUP BY currency HAVING sum(amount_minor) <> 0) THEN
        RAISE EXCEPTION 'journal % does not balance', checked USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;


CREATE FUNCTION public.ledger_check_joined() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_journal WHERE id = NEW.journal_id AND made_in = pg_current_xact_id()) THEN
        RAISE EXCEPTION 'journal % is closed: an entry cannot join it', NEW.journal_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;


CREATE FUNCTION public.ledger_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;


CREATE FUNCTION public.orders_event_refuse_update() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.actor_user_id IS NOT NULL OR to_jsonb(OLD) - 'actor_user_id' <> to_jsonb(NEW) - 'actor_user_id' THEN
        RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;


CREATE FUNCTION public.orders_line_refuse_delete() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT FROM orders_order WHERE id = OLD.order_id AND status <> 'draft') THEN
        RAISE EXCEPTION 'order line % was sold: DELETE is refused', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END $$;


CREATE FUNCTION public.orders_open_of(buyer bigint, address text, client text, OUT mine bigint, OUT clients bigint) RETURNS record
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(
        hashtextextended('open orders of ' || coalesce(buyer::text, lower(address) || ' ' || client), 0));
    IF buyer IS NOT NULL THEN
        SELECT count(*) INTO mine FROM orders_order WHERE status = 'pending' AND user_id = buyer;
    ELSE
        SELECT count(*) INTO mine FROM orders_order o
        WHERE status = 'pending' AND user_id IS NULL AND lower(email) = lower(address)
          AND EXISTS (SELECT FROM payments_payment p WHERE p.order_id = o.id AND p.client_key = client);
    END IF;
    SELECT count(*) INTO clients FROM orders_order o
    WHERE status = 'pending' AND client <> ''
      AND EXISTS (SELECT FROM payments_payment p WHERE p.order_id = o.id AND p.client_key = client);
END $$;


CREATE FUNCTION public.orders_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;


CREATE FUNCTION public.orders_unpaid_of(client text, own bigint) RETURNS TABLE(is_reserved boolean, code text, part bigint, units bigint, worth bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('held by ' || client, 0));
    RETURN QUERY
        WITH unpaid AS (
            SELECT line.id, line.sku, line.quantity - line.quantity_cancelled AS quantity, line.total_minor
            FROM orders_orderline line
            JOIN orders_order o ON o.id = line.order_id AND o.status = 'pending'
            WHERE o.id = own
               OR EXISTS (SELECT FROM payments_payment p WHERE p.order_id = o.id AND p.client_key = client)
        )
        SELECT false, unpaid.sku::text, NULL::bigint, sum(unpaid.quantity)::bigint, sum(unpaid.total_minor)::bigint
        FROM unpaid GROUP BY unpaid.sku
        UNION ALL
        SELECT true, NULL, level.variant_id, sum(reserved.quantity)::bigint, NULL
        FROM orders_reservation reserved
        JOIN inventory_stocklevel level ON level.id = reserved.level_id
        WHERE reserved.line_id IN (SELECT id FROM unpaid)
        GROUP BY level.variant_id;
END $$;


CREATE FUNCTION public.payments_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;


CREATE FUNCTION public.search_facet_bits(facets text[]) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT coalesce(bit_or(1::bigint << (hashtext(facet) & 63)), 0) FROM unnest(facets) AS facet
$$;


CREATE FUNCTION public.search_list_products() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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


CREATE FUNCTION public.search_news_of(products bigint[], categories bigint[]) RETURNS text[]
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT CASE WHEN products IS NULL THEN '{}' ELSE
        core_tags('document', products) || core_tags('members', categories) || ARRAY['words', 'sitemap'] END
$$;


CREATE FUNCTION public.search_note_bundle() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT DISTINCT product_id FROM catalog_variant WHERE id IN (OLD.bundle_id, NEW.bundle_id);
    RETURN NULL;
END $$;


CREATE FUNCTION public.search_note_category() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT product_id FROM search_productdocument WHERE category_ids @> ARRAY[NEW.id];
    RETURN NULL;
END $$;


CREATE FUNCTION public.search_note_channel() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id) SELECT id FROM catalog_product WHERE status = 'active' ORDER BY id;
    RETURN NULL;
END $$;


CREATE FUNCTION public.search_note_option_value() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT DISTINCT product_id FROM catalog_optiontype WHERE id IN (OLD.option_id, NEW.option_id);
    RETURN NULL;
END $$;


CREATE FUNCTION public.search_note_part() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT bundle.product_id FROM catalog_variant part
        JOIN catalog_bundlecomponent ON component_id = part.id JOIN catalog_variant bundle ON bundle.id = bundle_id
        WHERE CASE WHEN TG_TABLE_NAME = 'catalog_product' THEN part.product_id = NEW.id ELSE part.id = NEW.id END;
    RETURN NULL;
END $$;


CREATE FUNCTION public.search_note_price() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT DISTINCT product_id FROM catalog_variant WHERE id IN (OLD.variant_id, NEW.variant_id);
    RETURN NULL;
END $$;


CREATE FUNCTION public.search_note_product() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_TABLE_NAME = 'catalog_product' THEN
        INSERT INTO search_staleproduct (product_id) VALUES (NEW.id);
    ELSE
        INSERT INTO search_staleproduct (product_id)
            SELECT DISTINCT key FROM unnest(ARRAY[OLD.product_id, NEW.product_id]) AS key WHERE key IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;


CREATE FUNCTION public.search_note_stock() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id) SELECT product_id FROM catalog_variant WHERE id = NEW.variant_id;
    RETURN NULL;
END $$;


CREATE FUNCTION public.search_note_stock_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    few integer := (SELECT coalesce(max(low_stock_at), 5) FROM inventory_stocklevel WHERE variant_id = NEW.variant_id);
BEGIN
    IF ROW(OLD.available > 0, OLD.ready > 0, CASE WHEN OLD.ready <= few THEN OLD.ready END,
           CASE WHEN OLD.available > 0 THEN OLD.expected_on END, OLD.low_stock_at)
       IS DISTINCT FROM
       ROW(NEW.available > 0, NEW.ready > 0, CASE WHEN NEW.ready <= few THEN NEW.ready END,
           CASE WHEN NEW.available > 0 THEN NEW.expected_on END, NEW.low_stock_at) THEN
        INSERT INTO search_staleproduct (product_id) SELECT product_id FROM catalog_variant WHERE id = NEW.variant_id;
    END IF;
    INSERT INTO search_staleproduct (product_id)
        SELECT bundle.product_id
        FROM catalog_bundlecomponent part JOIN catalog_variant bundle ON bundle.id = part.bundle_id
        WHERE part.component_id = NEW.variant_id;
    RETURN NULL;
END $$;


CREATE FUNCTION public.search_note_stock_deleted() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT product_id FROM catalog_variant WHERE id = OLD.variant_id
        UNION SELECT bundle.product_id
        FROM catalog_bundlecomponent part JOIN catalog_variant bundle ON bundle.id = part.bundle_id
        WHERE part.component_id = OLD.variant_id;
    RETURN NULL;
END $$;


CREATE FUNCTION public.search_note_variant_option() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO search_staleproduct (product_id)
        SELECT product_id FROM catalog_variant
        WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.variant_id ELSE NEW.variant_id END;
    RETURN NULL;
END $$;


CREATE FUNCTION public.search_note_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO search_looseword (word)
        SELECT DISTINCT word FROM before, regexp_split_to_table(title || ' ' || keywords, ' ') AS word
        WHERE length(word) BETWEEN 3 AND 24;
    ELSE
        INSERT INTO search_looseword (word)
        SELECT word FROM before JOIN after USING (product_id),
            regexp_split_to_table(before.title || ' ' || before.keywords, ' ') AS word
        WHERE (before.title, before.keywords) <> (after.title, after.keywords) AND length(word) BETWEEN 3 AND 24
        EXCEPT SELECT regexp_split_to_table(title || ' ' || keywords, ' ') FROM after;
    END IF;
    RETURN NULL;
END $$;


CREATE FUNCTION public.search_tell_documents() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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


CREATE FUNCTION public.search_tell_notes() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM core_tell(core_tags('product', array_agg(DISTINCT product_id))) FROM added;
    RETURN NULL;
END $$;


CREATE FUNCTION public.search_tell_stock() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM core_tell(core_tags('product', array_agg(product_id))) FROM catalog_variant WHERE id = NEW.variant_id;
    RETURN NULL;
END $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);


ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);


ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.accounts_address (
    id bigint NOT NULL,
    full_name character varying(120) NOT NULL,
    company character varying(120) NOT NULL,
    line1 character varying(160) NOT NULL,
    line2 character varying(160) NOT NULL,
    city character varying(80) NOT NULL,
    postcode character varying(16) NOT NULL,
    region character varying(80) NOT NULL,
    country character varying(2) NOT NULL,
    phone character varying(32) NOT NULL,
    user_id bigint NOT NULL,
    is_default boolean NOT NULL,
    created_at timestamp with time zone NOT NULL
);


ALTER TABLE public.accounts_address ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_address_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.accounts_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    username character varying(150) NOT NULL,
    first_name character varying(150) NOT NULL,
    last_name character varying(150) NOT NULL,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    email character varying(254) NOT NULL,
    created_at timestamp with time zone NOT NULL
);


CREATE TABLE public.accounts_user_groups (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    group_id integer NOT NULL
);


ALTER TABLE public.accounts_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


ALTER TABLE public.accounts_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.accounts_user_user_permissions (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    permission_id integer NOT NULL
);


ALTER TABLE public.accounts_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);


ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);


ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);


ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.cart_cart (
    id bigint NOT NULL,
    channel_id bigint NOT NULL,
    user_id bigint,
    token_hash character varying(64),
    currency character varying(3) NOT NULL,
    status character varying(10) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    typed jsonb DEFAULT '{}'::jsonb NOT NULL
);


ALTER TABLE public.cart_cart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cart_cart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.cart_cartline (
    id bigint NOT NULL,
    cart_id bigint NOT NULL,
    variant_id bigint NOT NULL,
    quantity integer NOT NULL,
    CONSTRAINT cart_cartline_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT cart_line_quantity CHECK (((quantity >= 1) AND (quantity <= 99)))
);


ALTER TABLE public.cart_cartline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cart_cartline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_bundlecomponent (
    id bigint NOT NULL,
    bundle_id bigint NOT NULL,
    component_id bigint NOT NULL,
    quantity integer NOT NULL,
    CONSTRAINT bundle_component_quantity CHECK ((quantity >= 1)),
    CONSTRAINT bundle_is_not_its_own_part CHECK ((NOT (bundle_id = component_id))),
    CONSTRAINT catalog_bundlecomponent_quantity_check CHECK ((quantity >= 0))
);


ALTER TABLE public.catalog_bundlecomponent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_bundlecomponent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_category (
    id bigint NOT NULL,
    parent_id bigint,
    name character varying(80) NOT NULL,
    slug character varying(80) NOT NULL,
    description text NOT NULL,
    "position" integer NOT NULL,
    picture jsonb,
    CONSTRAINT catalog_category_position_check CHECK (("position" >= 0))
);


ALTER TABLE public.catalog_category ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_category_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_media (
    id bigint NOT NULL,
    product_id bigint NOT NULL,
    path character varying(60) NOT NULL,
    alt character varying(200) NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    widths integer[] NOT NULL,
    tint smallint NOT NULL,
    "position" smallint NOT NULL,
    CONSTRAINT catalog_media_height_check CHECK ((height >= 0)),
    CONSTRAINT catalog_media_position_check CHECK (("position" >= 0)),
    CONSTRAINT catalog_media_tint_check CHECK ((tint >= 0)),
    CONSTRAINT catalog_media_width_check CHECK ((width >= 0))
);


ALTER TABLE public.catalog_media ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_media_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_oldcategoryname (
    id bigint NOT NULL,
    parent_id bigint,
    slug character varying(80) NOT NULL,
    category_id bigint NOT NULL
);


ALTER TABLE public.catalog_oldcategoryname ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_oldcategoryname_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_optiontype (
    id bigint NOT NULL,
    product_id bigint NOT NULL,
    name character varying(60) NOT NULL,
    "position" smallint NOT NULL,
    CONSTRAINT catalog_optiontype_position_check CHECK (("position" >= 0))
);


ALTER TABLE public.catalog_optiontype ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_optiontype_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_optionvalue (
    id bigint NOT NULL,
    option_id bigint NOT NULL,
    value character varying(255) NOT NULL,
    swatch character varying(7) NOT NULL,
    "position" smallint NOT NULL,
    CONSTRAINT catalog_optionvalue_position_check CHECK (("position" >= 0))
);


ALTER TABLE public.catalog_optionvalue ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_optionvalue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_product (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    slug character varying(200) NOT NULL,
    description text NOT NULL,
    vendor character varying(120) NOT NULL,
    category_id bigint,
    tags character varying(60)[] NOT NULL,
    attributes jsonb NOT NULL,
    status character varying(10) NOT NULL,
    tax_class character varying(50) NOT NULL,
    seo_title character varying(120) NOT NULL,
    seo_description character varying(320) NOT NULL,
    released_on date,
    withdrawal_exempt character varying(8) DEFAULT ''::character varying NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


ALTER TABLE public.catalog_product ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_product_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_redirect (
    id bigint NOT NULL,
    path character varying(400) NOT NULL,
    product_id bigint,
    target character varying(400) NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    CONSTRAINT redirect_has_one_target CHECK ((((product_id IS NOT NULL) AND ((target)::text = ''::text)) OR ((product_id IS NULL) AND (NOT ((target)::text = ''::text)))))
);


ALTER TABLE public.catalog_redirect ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_redirect_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_variant (
    id bigint NOT NULL,
    product_id bigint NOT NULL,
    sku character varying(255) NOT NULL,
    source_sku character varying(255) DEFAULT ''::character varying NOT NULL,
    barcode character varying(40) NOT NULL,
    options_key character varying(80) NOT NULL,
    media_id bigint,
    weight_grams integer NOT NULL,
    track_stock boolean NOT NULL,
    "position" smallint NOT NULL,
    status character varying(10) DEFAULT 'active'::character varying NOT NULL,
    CONSTRAINT catalog_variant_position_check CHECK (("position" >= 0)),
    CONSTRAINT catalog_variant_weight_grams_check CHECK ((weight_grams >= 0)),
    CONSTRAINT variant_status CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'hidden'::character varying, 'archived'::character varying])::text[])))
);


ALTER TABLE public.catalog_variant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_variant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.catalog_variant_option_values (
    id bigint NOT NULL,
    variant_id bigint NOT NULL,
    optionvalue_id bigint NOT NULL
);


ALTER TABLE public.catalog_variant_option_values ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_variant_option_values_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.channels_channel (
    id bigint NOT NULL,
    code character varying(50) NOT NULL,
    name character varying(80) NOT NULL,
    tagline character varying(160) NOT NULL,
    announcement character varying(160) NOT NULL,
    currency character varying(3) NOT NULL,
    locale character varying(12) NOT NULL,
    time_zone character varying(40) DEFAULT 'Europe/Berlin'::character varying NOT NULL,
    countries character varying(2)[] NOT NULL,
    default_country character varying(2) NOT NULL,
    hero_text character varying(200) NOT NULL,
    hero_link character varying(200) NOT NULL,
    hero_picture jsonb,
    support_email character varying(254) NOT NULL,
    return_address text DEFAULT ''::text NOT NULL,
    is_default boolean NOT NULL,
    opened_at timestamp with time zone
);


ALTER TABLE public.channels_channel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.channels_channel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.channels_contentpage (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    slug character varying(50) NOT NULL,
    title character varying(120) NOT NULL,
    body text NOT NULL,
    "position" smallint NOT NULL,
    is_published boolean NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT channels_contentpage_position_check CHECK (("position" >= 0))
);


ALTER TABLE public.channels_contentpage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.channels_contentpage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.core_attemptcount (
    id bigint NOT NULL,
    key character varying(64) NOT NULL,
    attempts integer NOT NULL,
    window_began timestamp with time zone NOT NULL,
    CONSTRAINT core_attemptcount_attempts_check CHECK ((attempts >= 0))
);


ALTER TABLE public.core_attemptcount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.core_attemptcount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.core_change (
    id bigint NOT NULL,
    tags text[] NOT NULL,
    made_in xid8 DEFAULT pg_current_xact_id() NOT NULL,
    all_ended_before xid8 DEFAULT pg_snapshot_xmin(pg_current_snapshot()) NOT NULL,
    made_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);


ALTER TABLE public.core_change ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.core_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.core_idempotencyrecord (
    id bigint NOT NULL,
    owner character varying(80) NOT NULL,
    key character varying(255) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    result character varying(40) NOT NULL,
    state character varying(8) DEFAULT 'done'::character varying NOT NULL,
    holder uuid,
    lease_until timestamp with time zone,
    status smallint,
    headers jsonb,
    body bytea,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT core_idempotencyrecord_status_check CHECK ((status >= 0))
);


ALTER TABLE public.core_idempotencyrecord ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.core_idempotencyrecord_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.core_knownclient (
    id bigint NOT NULL,
    key character varying(64) NOT NULL,
    seen_at timestamp with time zone NOT NULL
);


ALTER TABLE public.core_knownclient ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.core_knownclient_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.django_admin_log (
    id integer NOT NULL,
    action_time timestamp with time zone NOT NULL,
    object_id text,
    object_repr character varying(200) NOT NULL,
    action_flag smallint NOT NULL,
    change_message text NOT NULL,
    content_type_id integer,
    user_id bigint NOT NULL,
    CONSTRAINT django_admin_log_action_flag_check CHECK ((action_flag >= 0))
);


ALTER TABLE public.django_admin_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_admin_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);


ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);


ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);


CREATE TABLE public.fulfilment_fulfilment (
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    location_id bigint,
    replaces_id bigint,
    status character varying(20) DEFAULT 'shipped'::character varying NOT NULL,
    carrier character varying(60) NOT NULL,
    tracking_number character varying(80) NOT NULL,
    tracking_url character varying(300) NOT NULL,
    created_at timestamp with time zone,
    shipped_at timestamp with time zone,
    delivered_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT fulfilment_fulfilment_version_check CHECK ((version >= 0)),
    CONSTRAINT parcel_shipped_at CHECK ((((shipped_at IS NULL) AND ((status)::text = ANY ((ARRAY['planned'::character varying, 'picking'::character varying, 'packed'::character varying, 'cancelled'::character varying])::text[]))) OR ((shipped_at IS NOT NULL) AND ((status)::text = ANY ((ARRAY['shipped'::character varying, 'delivered'::character varying, 'lost'::character varying, 'returned_to_sender'::character varying])::text[])))))
);


ALTER TABLE public.fulfilment_fulfilment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfilment_fulfilment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.fulfilment_fulfilmentline (
    id bigint NOT NULL,
    fulfilment_id bigint NOT NULL,
    order_line_id bigint NOT NULL,
    quantity integer NOT NULL,
    CONSTRAINT fulfilment_fulfilmentline_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT fulfilment_line_quantity CHECK ((quantity >= 1))
);


ALTER TABLE public.fulfilment_fulfilmentline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfilment_fulfilmentline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.fulfilment_return (
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    kind character varying(10) NOT NULL,
    status character varying(12) NOT NULL,
    comment character varying(1000) NOT NULL,
    instructions character varying(1000) NOT NULL,
    refusal character varying(300) NOT NULL,
    tracking_number character varying(80) NOT NULL,
    deduction_minor bigint NOT NULL,
    refund_minor bigint NOT NULL,
    replacement_id bigint,
    sends_at_once boolean DEFAULT false NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT fulfilment_return_version_check CHECK ((version >= 0))
);


ALTER TABLE public.fulfilment_return ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfilment_return_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.fulfilment_return_notes (
    id bigint NOT NULL,
    return_id bigint NOT NULL,
    creditnote_id bigint NOT NULL
);


ALTER TABLE public.fulfilment_return_notes ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfilment_return_notes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.fulfilment_returnline (
    id bigint NOT NULL,
    owner_id bigint NOT NULL,
    order_line_id bigint NOT NULL,
    quantity integer NOT NULL,
    reason character varying(16) NOT NULL,
    quantity_received integer NOT NULL,
    quantity_restocked integer NOT NULL,
    condition character varying(10) NOT NULL,
    wanted_id bigint,
    wanted_sku character varying(255) NOT NULL,
    replacement_id bigint,
    cheaper_minor bigint NOT NULL,
    CONSTRAINT fulfilment_returnline_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT fulfilment_returnline_quantity_received_check CHECK ((quantity_received >= 0)),
    CONSTRAINT fulfilment_returnline_quantity_restocked_check CHECK ((quantity_restocked >= 0)),
    CONSTRAINT return_line_quantity CHECK ((quantity >= 1)),
    CONSTRAINT return_line_received_lte CHECK (((quantity_received <= quantity) AND (quantity_restocked <= quantity_received)))
);


ALTER TABLE public.fulfilment_returnline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfilment_returnline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.fulfilment_withdrawal (
    id bigint NOT NULL,
    order_id bigint,
    public_id character varying(40) NOT NULL,
    status character varying(16) NOT NULL,
    name character varying(120) NOT NULL,
    email character varying(254) NOT NULL,
    order_number character varying(40) NOT NULL,
    goods character varying(1000) NOT NULL,
    statement text NOT NULL,
    is_proven boolean NOT NULL,
    tracking_number character varying(80) NOT NULL,
    close_note character varying(300) NOT NULL,
    refund_minor bigint NOT NULL,
    declared_at timestamp with time zone NOT NULL,
    refund_due_on date NOT NULL,
    period_ended_on date,
    version integer DEFAULT 1 NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT fulfilment_withdrawal_version_check CHECK ((version >= 0))
);


ALTER TABLE public.fulfilment_withdrawal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfilment_withdrawal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.fulfilment_withdrawal_notes (
    id bigint NOT NULL,
    withdrawal_id bigint NOT NULL,
    creditnote_id bigint NOT NULL
);


ALTER TABLE public.fulfilment_withdrawal_notes ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfilment_withdrawal_notes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.fulfilment_withdrawalline (
    id bigint NOT NULL,
    owner_id bigint NOT NULL,
    order_line_id bigint NOT NULL,
    quantity integer NOT NULL,
    quantity_cancelled integer NOT NULL,
    quantity_claimed integer NOT NULL,
    quantity_credited integer NOT NULL,
    quantity_received integer NOT NULL,
    quantity_restocked integer NOT NULL,
    condition character varying(10) NOT NULL,
    deduction_minor bigint NOT NULL,
    exemption character varying(8) NOT NULL,
    exemption_note character varying(300) NOT NULL,
    exemption_by character varying(254) NOT NULL,
    CONSTRAINT fulfilment_withdrawalline_quantity_cancelled_check CHECK ((quantity_cancelled >= 0)),
    CONSTRAINT fulfilment_withdrawalline_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT fulfilment_withdrawalline_quantity_claimed_check CHECK ((quantity_claimed >= 0)),
    CONSTRAINT fulfilment_withdrawalline_quantity_credited_check CHECK ((quantity_credited >= 0)),
    CONSTRAINT fulfilment_withdrawalline_quantity_received_check CHECK ((quantity_received >= 0)),
    CONSTRAINT fulfilment_withdrawalline_quantity_restocked_check CHECK ((quantity_restocked >= 0)),
    CONSTRAINT withdrawal_line_adds_up CHECK (((quantity >= (quantity_cancelled + quantity_claimed)) AND (quantity_credited <= (quantity_cancelled + quantity_claimed)) AND (quantity_received <= quantity_claimed) AND (quantity_restocked <= quantity_received))),
    CONSTRAINT withdrawal_line_quantity CHECK ((quantity >= 1))
);


ALTER TABLE public.fulfilment_withdrawalline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.fulfilment_withdrawalline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.history_historyentry (
    id bigint NOT NULL,
    table_name character varying(63) NOT NULL,
    row_id bigint NOT NULL,
    parent_id bigint,
    operation character varying(6) NOT NULL,
    changes jsonb NOT NULL,
    actor_kind character varying(10),
    actor_label character varying(254),
    actor_user_id bigint,
    reason character varying(300),
    request_id character varying(64),
    transaction_id bigint NOT NULL,
    at timestamp with time zone NOT NULL
);


ALTER TABLE public.history_historyentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.history_historyentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.inventory_backinstockrequest (
    id bigint NOT NULL,
    variant_id bigint NOT NULL,
    email character varying(254) NOT NULL,
    locale character varying(12) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    notified_at timestamp with time zone
);


ALTER TABLE public.inventory_backinstockrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inventory_backinstockrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.inventory_location (
    id bigint NOT NULL,
    code character varying(50) NOT NULL,
    name character varying(80) NOT NULL,
    priority smallint NOT NULL,
    CONSTRAINT inventory_location_priority_check CHECK ((priority >= 0))
);


ALTER TABLE public.inventory_location ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inventory_location_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.inventory_stockdigest (
    day date NOT NULL,
    levels integer NOT NULL,
    CONSTRAINT inventory_stockdigest_levels_check CHECK ((levels >= 0))
);


CREATE TABLE public.inventory_stocklevel (
    id bigint NOT NULL,
    variant_id bigint NOT NULL,
    location_id bigint NOT NULL,
    on_hand integer NOT NULL,
    allocated integer NOT NULL,
    reserved integer DEFAULT 0 NOT NULL,
    safety integer DEFAULT 0 NOT NULL,
    backorder_limit integer NOT NULL,
    expected_on date,
    low_stock_at integer,
    version integer DEFAULT 1 NOT NULL,
    available integer GENERATED ALWAYS AS (GREATEST(0, ((((on_hand - safety) - allocated) - reserved) + backorder_limit))) STORED,
    ready integer GENERATED ALWAYS AS (GREATEST(0, (((on_hand - safety) - allocated) - reserved))) STORED,
    CONSTRAINT inventory_stocklevel_allocated_check CHECK ((allocated >= 0)),
    CONSTRAINT inventory_stocklevel_backorder_limit_check CHECK ((backorder_limit >= 0)),
    CONSTRAINT inventory_stocklevel_low_stock_at_check CHECK ((low_stock_at >= 0)),
    CONSTRAINT inventory_stocklevel_on_hand_check CHECK ((on_hand >= 0)),
    CONSTRAINT inventory_stocklevel_reserved_check CHECK ((reserved >= 0)),
    CONSTRAINT inventory_stocklevel_safety_check CHECK ((safety >= 0)),
    CONSTRAINT inventory_stocklevel_version_check CHECK ((version >= 0)),
    CONSTRAINT stock_allocated_not_negative CHECK ((allocated >= 0)),
    CONSTRAINT stock_never_oversold CHECK ((reserved <= ((on_hand + backorder_limit) - allocated))),
    CONSTRAINT stock_on_hand_not_negative CHECK ((on_hand >= 0))
);


ALTER TABLE public.inventory_stocklevel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inventory_stocklevel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.inventory_stockmovement (
    id bigint NOT NULL,
    level_id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    on_hand integer DEFAULT 0 NOT NULL,
    allocated integer DEFAULT 0 NOT NULL,
    reserved integer DEFAULT 0 NOT NULL,
    order_line_key bigint,
    transfer_id bigint,
    actor_kind character varying(10) NOT NULL,
    actor_label character varying(254) DEFAULT ''::character varying NOT NULL,
    actor_user_key bigint,
    note character varying(200) DEFAULT ''::character varying NOT NULL,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    CONSTRAINT movement_shape CHECK ((((allocated = 0) AND ((kind)::text = ANY ((ARRAY['receive'::character varying, 'return'::character varying, 'transfer_in'::character varying])::text[])) AND (on_hand > 0) AND (reserved = 0)) OR ((allocated = 0) AND ((kind)::text = ANY ((ARRAY['damage'::character varying, 'transfer_out'::character varying])::text[])) AND (on_hand < 0) AND (reserved = 0)) OR ((allocated = 0) AND ((kind)::text = 'adjust'::text) AND (reserved = 0) AND (NOT (on_hand = 0))) OR ((allocated = 0) AND ((kind)::text = 'reserve'::text) AND (on_hand = 0) AND (reserved > 0)) OR ((allocated = 0) AND ((kind)::text = 'unreserve'::text) AND (on_hand = 0) AND (reserved < 0)) OR ((allocated > 0) AND ((kind)::text = 'allocate'::text) AND (on_hand = 0) AND (reserved = 0)) OR ((allocated > 0) AND ((kind)::text = 'allocate'::text) AND (on_hand = 0) AND (reserved = (0 - allocated))) OR ((allocated < 0) AND ((kind)::text = 'release'::text) AND (on_hand = 0) AND (reserved = 0)) OR ((allocated = on_hand) AND ((kind)::text = 'ship'::text) AND (on_hand < 0) AND (reserved = 0)) OR ((kind)::text = 'direct'::text)))
);


ALTER TABLE public.inventory_stockmovement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inventory_stockmovement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.inventory_transfer (
    id bigint NOT NULL,
    source_id bigint NOT NULL,
    target_id bigint NOT NULL,
    status character varying(10) NOT NULL,
    note character varying(200) NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT transfer_between_two CHECK ((NOT (source_id = target_id))),
    CONSTRAINT transfer_closed_at CHECK ((((closed_at IS NULL) AND ((status)::text = 'sent'::text)) OR ((NOT ((status)::text = 'sent'::text)) AND (closed_at IS NOT NULL))))
);


ALTER TABLE public.inventory_transfer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inventory_transfer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.inventory_transferline (
    id bigint NOT NULL,
    transfer_id bigint NOT NULL,
    variant_id bigint,
    sku character varying(255) NOT NULL,
    quantity integer NOT NULL,
    quantity_received integer NOT NULL,
    CONSTRAINT inventory_transferline_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT inventory_transferline_quantity_received_check CHECK ((quantity_received >= 0)),
    CONSTRAINT transfer_line_quantity CHECK ((quantity >= 1)),
    CONSTRAINT transfer_received_lte_sent CHECK ((quantity_received <= quantity))
);


ALTER TABLE public.inventory_transferline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inventory_transferline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ledger_entry (
    id bigint NOT NULL,
    journal_id bigint NOT NULL,
    account character varying(20) NOT NULL,
    amount_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    CONSTRAINT entry_not_zero CHECK ((NOT (amount_minor = 0)))
);


ALTER TABLE public.ledger_entry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ledger_journal (
    id bigint NOT NULL,
    kind character varying(16) NOT NULL,
    source character varying(120) NOT NULL,
    order_id bigint,
    memo character varying(200) NOT NULL,
    actor_label character varying(254) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    made_in xid8 DEFAULT pg_current_xact_id()
);


ALTER TABLE public.ledger_journal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_journal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.notifications_mailmessage (
    id bigint NOT NULL,
    dedupe_key character varying(120) NOT NULL,
    message_id character varying(120) NOT NULL,
    recipient character varying(254) NOT NULL,
    subject character varying(200) NOT NULL,
    text text NOT NULL,
    compose jsonb,
    html text NOT NULL,
    unsubscribe_url character varying(300) DEFAULT ''::character varying NOT NULL,
    created_at timestamp with time zone NOT NULL,
    next_try_at timestamp with time zone NOT NULL,
    failing_since timestamp with time zone,
    leased_until timestamp with time zone,
    tries smallint NOT NULL,
    sent_at timestamp with time zone,
    parked_at timestamp with time zone,
    last_error text NOT NULL,
    CONSTRAINT notifications_mailmessage_tries_check CHECK ((tries >= 0))
);


ALTER TABLE public.notifications_mailmessage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notifications_mailmessage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_allocation (
    id bigint NOT NULL,
    line_id bigint NOT NULL,
    level_id bigint NOT NULL,
    quantity integer NOT NULL,
    CONSTRAINT allocation_quantity CHECK ((quantity >= 1)),
    CONSTRAINT orders_allocation_quantity_check CHECK ((quantity >= 0))
);


ALTER TABLE public.orders_allocation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_allocation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE SEQUENCE public.orders_number_seq
    START WITH 1001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


CREATE TABLE public.orders_order (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    number bigint DEFAULT nextval('public.orders_number_seq'::regclass) NOT NULL,
    channel_id bigint NOT NULL,
    user_id bigint,
    cart_key bigint,
    email character varying(254) NOT NULL,
    locale character varying(12) NOT NULL,
    currency character varying(3) NOT NULL,
    status character varying(12) NOT NULL,
    payment_status character varying(20) NOT NULL,
    fulfilment_status character varying(20) NOT NULL,
    subtotal_minor bigint NOT NULL,
    shipping_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    total_minor bigint NOT NULL,
    credited_minor bigint DEFAULT 0 NOT NULL,
    shipping_credited_minor bigint DEFAULT 0 NOT NULL,
    shipping_code character varying(50) NOT NULL,
    shipping_name character varying(80) NOT NULL,
    shipping_tax_rate numeric(6,4) NOT NULL,
    shipping_tax_minor bigint NOT NULL,
    arrives_from date,
    arrives_until date,
    payment_deadline timestamp with time zone NOT NULL,
    pays_by_link boolean DEFAULT false NOT NULL,
    awaits_confirmation boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone NOT NULL,
    placed_at timestamp with time zone,
    updated_at timestamp with time zone NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT order_credit_lte_total CHECK (((credited_minor >= 0) AND (credited_minor <= total_minor))),
    CONSTRAINT order_money_gte_0 CHECK (((shipping_minor >= 0) AND (subtotal_minor >= 0))),
    CONSTRAINT order_shipping_credit_lte CHECK (((shipping_credited_minor >= 0) AND (shipping_credited_minor <= shipping_minor))),
    CONSTRAINT order_tax_in_total CHECK (((tax_minor >= 0) AND (tax_minor <= total_minor))),
    CONSTRAINT order_total_adds_up CHECK ((total_minor = (subtotal_minor + shipping_minor))),
    CONSTRAINT orders_order_version_check CHECK ((version >= 0))
);


ALTER TABLE public.orders_order ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_orderaddress (
    id bigint NOT NULL,
    full_name character varying(120) NOT NULL,
    company character varying(120) NOT NULL,
    line1 character varying(160) NOT NULL,
    line2 character varying(160) NOT NULL,
    city character varying(80) NOT NULL,
    postcode character varying(16) NOT NULL,
    region character varying(80) NOT NULL,
    country character varying(2) NOT NULL,
    phone character varying(32) NOT NULL,
    order_id bigint NOT NULL,
    kind character varying(10) NOT NULL
);


ALTER TABLE public.orders_orderaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_orderaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_orderchange (
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    status character varying(16) NOT NULL,
    actions jsonb NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    difference_minor bigint NOT NULL,
    shipping_added_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    note character varying(200) NOT NULL,
    actor_label character varying(254) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    closed_at timestamp with time zone,
    CONSTRAINT open_change_has_deadline CHECK (((NOT ((status)::text = 'awaiting_payment'::text)) OR ((difference_minor > 0) AND (expires_at IS NOT NULL))))
);


ALTER TABLE public.orders_orderchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_orderchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_orderevent (
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    kind character varying(40) NOT NULL,
    message character varying(300) NOT NULL,
    actor_kind character varying(10) NOT NULL,
    actor_label character varying(254) NOT NULL,
    actor_user_id bigint,
    data jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL
);


ALTER TABLE public.orders_orderevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_orderevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_orderline (
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    variant_id bigint,
    "position" smallint NOT NULL,
    sku character varying(255) NOT NULL,
    name character varying(200) NOT NULL,
    options jsonb NOT NULL,
    picture jsonb,
    product_slug character varying(200) NOT NULL,
    components jsonb DEFAULT '[]'::jsonb NOT NULL,
    weight_grams integer NOT NULL,
    quantity integer NOT NULL,
    quantity_fulfilled integer NOT NULL,
    quantity_cancelled integer NOT NULL,
    quantity_held integer DEFAULT 0 NOT NULL,
    quantity_delivered integer DEFAULT 0 NOT NULL,
    quantity_returned integer DEFAULT 0 NOT NULL,
    quantity_returning integer DEFAULT 0 NOT NULL,
    withdrawal_exempt character varying(8) DEFAULT ''::character varying NOT NULL,
    unit_minor bigint NOT NULL,
    total_minor bigint NOT NULL,
    tax_rate numeric(6,4) NOT NULL,
    tax_minor bigint NOT NULL,
    credited_minor bigint DEFAULT 0 NOT NULL,
    change_id bigint,
    CONSTRAINT order_line_back_lte_sent CHECK ((quantity_fulfilled >= (quantity_returned + quantity_returning))),
    CONSTRAINT order_line_credit_lte_total CHECK (((credited_minor >= 0) AND (credited_minor <= total_minor))),
    CONSTRAINT order_line_delivered_lte_sent CHECK ((quantity_delivered <= quantity_fulfilled)),
    CONSTRAINT order_line_done_lte_qty CHECK ((quantity >= (quantity_fulfilled + quantity_cancelled))),
    CONSTRAINT order_line_held_lte_open CHECK ((quantity >= ((quantity_fulfilled + quantity_cancelled) + quantity_held))),
    CONSTRAINT order_line_quantity CHECK (((quantity >= 1) AND (unit_minor >= 0))),
    CONSTRAINT order_line_total_adds_up CHECK ((total_minor = (unit_minor * quantity))),
    CONSTRAINT orders_orderline_position_check CHECK (("position" >= 0)),
    CONSTRAINT orders_orderline_quantity_cancelled_check CHECK ((quantity_cancelled >= 0)),
    CONSTRAINT orders_orderline_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT orders_orderline_quantity_delivered_check CHECK ((quantity_delivered >= 0)),
    CONSTRAINT orders_orderline_quantity_fulfilled_check CHECK ((quantity_fulfilled >= 0)),
    CONSTRAINT orders_orderline_quantity_held_check CHECK ((quantity_held >= 0)),
    CONSTRAINT orders_orderline_quantity_returned_check CHECK ((quantity_returned >= 0)),
    CONSTRAINT orders_orderline_quantity_returning_check CHECK ((quantity_returning >= 0)),
    CONSTRAINT orders_orderline_weight_grams_check CHECK ((weight_grams >= 0))
);


ALTER TABLE public.orders_orderline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_orderline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_ordernote (
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    text text NOT NULL,
    author_id bigint,
    author_label character varying(254) NOT NULL,
    created_at timestamp with time zone NOT NULL
);


ALTER TABLE public.orders_ordernote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_ordernote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.orders_reservation (
    id bigint NOT NULL,
    line_id bigint NOT NULL,
    level_id bigint NOT NULL,
    quantity integer NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT orders_reservation_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT reservation_quantity CHECK ((quantity >= 1))
);


ALTER TABLE public.orders_reservation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.orders_reservation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_creditnote (
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    kind character varying(12) NOT NULL,
    reason character varying(200) NOT NULL,
    shipping_minor bigint NOT NULL,
    allowance_minor bigint NOT NULL,
    shipping_allowance_minor bigint DEFAULT 0 NOT NULL,
    tax_minor bigint NOT NULL,
    total_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    actor_label character varying(254) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT credit_note_not_negative CHECK (((allowance_minor >= 0) AND (shipping_minor >= 0) AND (total_minor >= 1))),
    CONSTRAINT credit_note_tax_in_total CHECK (((tax_minor >= 0) AND (tax_minor <= total_minor)))
);


ALTER TABLE public.payments_creditnote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_creditnote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_creditnoteline (
    id bigint NOT NULL,
    note_id bigint NOT NULL,
    order_line_id bigint NOT NULL,
    quantity integer NOT NULL,
    amount_minor bigint NOT NULL,
    allowance_minor bigint DEFAULT 0 NOT NULL,
    tax_minor bigint NOT NULL,
    CONSTRAINT credit_note_line_positive CHECK (((allowance_minor >= 0) AND (amount_minor >= 0) AND (NOT ((allowance_minor = 0) AND (amount_minor = 0))))),
    CONSTRAINT payments_creditnoteline_quantity_check CHECK ((quantity >= 0))
);


ALTER TABLE public.payments_creditnoteline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_creditnoteline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_payment (
    id bigint NOT NULL,
    order_id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    provider character varying(50) NOT NULL,
    method character varying(40) NOT NULL,
    provider_ref character varying(120) NOT NULL,
    amount_minor bigint NOT NULL,
    authorised_minor bigint DEFAULT 0 NOT NULL,
    captured_minor bigint NOT NULL,
    refunded_minor bigint NOT NULL,
    disputed_minor bigint DEFAULT 0 NOT NULL,
    fee_minor bigint DEFAULT 0 NOT NULL,
    currency character varying(3) NOT NULL,
    status character varying(16) NOT NULL,
    redirect_url character varying(2000) NOT NULL,
    failure character varying(300) NOT NULL,
    client_key character varying(64) DEFAULT ''::character varying NOT NULL,
    review character varying(300) DEFAULT ''::character varying NOT NULL,
    expires_at timestamp with time zone,
    asked_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT disputed_lte_captured CHECK (((disputed_minor >= 0) AND (disputed_minor <= captured_minor))),
    CONSTRAINT payment_amount_gte_0 CHECK ((amount_minor >= 0)),
    CONSTRAINT refunded_lte_captured CHECK (((refunded_minor >= 0) AND (refunded_minor <= captured_minor)))
);


ALTER TABLE public.payments_payment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_payment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_paymenttransaction (
    id bigint NOT NULL,
    payment_id bigint NOT NULL,
    kind character varying(16) NOT NULL,
    source character varying(120) NOT NULL,
    amount_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    provider_ref character varying(120) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT transaction_amount_positive CHECK ((amount_minor >= 1))
);


ALTER TABLE public.payments_paymenttransaction ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_paymenttransaction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_providerevent (
    id bigint NOT NULL,
    provider character varying(50) NOT NULL,
    event_id character varying(120) NOT NULL,
    kind character varying(80) NOT NULL,
    reference character varying(120) NOT NULL,
    payload jsonb NOT NULL,
    outcome character varying(8) NOT NULL,
    tries smallint NOT NULL,
    next_try_at timestamp with time zone NOT NULL,
    failing_since timestamp with time zone,
    failure character varying(300) NOT NULL,
    received_at timestamp with time zone NOT NULL,
    processed_at timestamp with time zone,
    CONSTRAINT payments_providerevent_tries_check CHECK ((tries >= 0))
);


ALTER TABLE public.payments_providerevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_providerevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_reconcilerun (
    id bigint NOT NULL,
    provider character varying(50) NOT NULL,
    since timestamp with time zone NOT NULL,
    is_daily boolean NOT NULL,
    seen integer NOT NULL,
    repaired integer NOT NULL,
    failure character varying(300) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    CONSTRAINT payments_reconcilerun_repaired_check CHECK ((repaired >= 0)),
    CONSTRAINT payments_reconcilerun_seen_check CHECK ((seen >= 0))
);


ALTER TABLE public.payments_reconcilerun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_reconcilerun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_reconciliationitem (
    id bigint NOT NULL,
    provider character varying(50) NOT NULL,
    reference character varying(120) NOT NULL,
    kind character varying(8) NOT NULL,
    detail character varying(300) NOT NULL,
    payment_id bigint,
    found_at timestamp with time zone NOT NULL,
    resolved_at timestamp with time zone
);


ALTER TABLE public.payments_reconciliationitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_reconciliationitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_refund (
    id bigint NOT NULL,
    payment_id bigint NOT NULL,
    note_id bigint,
    public_id character varying(40) NOT NULL,
    amount_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    reason character varying(200) NOT NULL,
    status character varying(12) NOT NULL,
    provider_ref character varying(120) NOT NULL,
    failure character varying(300) NOT NULL,
    tries smallint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT payments_refund_tries_check CHECK ((tries >= 0)),
    CONSTRAINT refund_amount_positive CHECK ((amount_minor >= 1))
);


ALTER TABLE public.payments_refund ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_refund_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_statementline (
    id bigint NOT NULL,
    fingerprint character varying(64) NOT NULL,
    booked_on date NOT NULL,
    amount_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    payer character varying(200) NOT NULL,
    purpose character varying(500) NOT NULL,
    state character varying(8) NOT NULL,
    payment_id bigint,
    note character varying(300) NOT NULL,
    actor_label character varying(254) NOT NULL,
    imported_at timestamp with time zone NOT NULL,
    CONSTRAINT statement_line_booked_on_payment CHECK (((NOT ((state)::text = 'booked'::text)) OR (payment_id IS NOT NULL))),
    CONSTRAINT statement_line_positive CHECK ((amount_minor >= 1))
);


ALTER TABLE public.payments_statementline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_statementline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_testcharge (
    id bigint NOT NULL,
    reference character varying(40) NOT NULL,
    amount_minor bigint NOT NULL,
    refunded_minor bigint NOT NULL,
    currency character varying(3) NOT NULL,
    status character varying(16) NOT NULL,
    return_url character varying(500) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT test_charge_refund_lte_amount CHECK ((refunded_minor <= amount_minor))
);


ALTER TABLE public.payments_testcharge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_testcharge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.payments_testrefund (
    id bigint NOT NULL,
    reference character varying(40) NOT NULL,
    charge_id bigint NOT NULL,
    amount_minor bigint NOT NULL
);


ALTER TABLE public.payments_testrefund ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.payments_testrefund_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.pricing_price (
    id bigint NOT NULL,
    variant_id bigint NOT NULL,
    currency character varying(3) NOT NULL,
    amount_minor bigint NOT NULL,
    compare_at_minor bigint,
    CONSTRAINT compare_at_above_price CHECK (((compare_at_minor IS NULL) OR (compare_at_minor > amount_minor))),
    CONSTRAINT price_not_negative CHECK ((amount_minor >= 0))
);


ALTER TABLE public.pricing_price ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pricing_price_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.pricing_taxrate (
    id bigint NOT NULL,
    country character varying(2) NOT NULL,
    tax_class character varying(50) NOT NULL,
    rate numeric(6,4) NOT NULL,
    CONSTRAINT tax_rate_range CHECK (((rate >= (0)::numeric) AND (rate < (1)::numeric)))
);


ALTER TABLE public.pricing_taxrate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.pricing_taxrate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.reports_scheduledcheck (
    id bigint NOT NULL,
    ran_at timestamp with time zone NOT NULL,
    duration_ms integer NOT NULL,
    broken integer NOT NULL,
    attention integer NOT NULL,
    findings jsonb NOT NULL,
    CONSTRAINT reports_scheduledcheck_attention_check CHECK ((attention >= 0)),
    CONSTRAINT reports_scheduledcheck_broken_check CHECK ((broken >= 0)),
    CONSTRAINT reports_scheduledcheck_duration_ms_check CHECK ((duration_ms >= 0))
);


ALTER TABLE public.reports_scheduledcheck ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_scheduledcheck_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.search_listedproduct (
    list_id bigint NOT NULL,
    product_id bigint NOT NULL,
    in_stock boolean NOT NULL,
    is_bestseller boolean NOT NULL,
    on_sale boolean NOT NULL,
    price_minor bigint NOT NULL,
    sort_key text NOT NULL COLLATE pg_catalog."C",
    facet_bits bigint NOT NULL,
    facets character varying(200)[] NOT NULL
);


CREATE TABLE public.search_looseword (
    id bigint NOT NULL,
    word character varying(40) NOT NULL
);


ALTER TABLE public.search_looseword ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.search_looseword_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.search_productdocument (
    product_id bigint NOT NULL,
    category_ids bigint[] NOT NULL,
    facets character varying(200)[] NOT NULL,
    currency character varying(3) NOT NULL,
    price_minor bigint NOT NULL,
    on_sale boolean NOT NULL,
    in_stock boolean NOT NULL,
    is_bestseller boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    name character varying(200) NOT NULL,
    language regconfig DEFAULT 'english'::regconfig NOT NULL,
    sort_key text DEFAULT ''::text NOT NULL COLLATE pg_catalog."C",
    title text DEFAULT ''::text NOT NULL,
    keywords text NOT NULL,
    body text NOT NULL,
    data jsonb NOT NULL,
    changes_on date,
    vector tsvector GENERATED ALWAYS AS (((((setweight(to_tsvector(language, COALESCE(title, ''::text)), 'A'::"char") || setweight(to_tsvector('simple'::regconfig, COALESCE(title, ''::text)), 'A'::"char")) || setweight(to_tsvector(language, COALESCE(keywords, ''::text)), 'B'::"char")) || setweight(to_tsvector('simple'::regconfig, COALESCE(keywords, ''::text)), 'B'::"char")) || setweight(to_tsvector(language, COALESCE(body, ''::text)), 'C'::"char"))) STORED
);


CREATE TABLE public.search_staleproduct (
    id bigint NOT NULL,
    product_id bigint NOT NULL
);


ALTER TABLE public.search_staleproduct ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.search_staleproduct_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.search_synonym (
    id bigint NOT NULL,
    words character varying(60)[] NOT NULL
);


ALTER TABLE public.search_synonym ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.search_synonym_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.search_wordkey (
    key character varying(40) NOT NULL,
    word character varying(40) NOT NULL
);


CREATE TABLE public.shipping_shippingmethod (
    id bigint NOT NULL,
    zone_id bigint NOT NULL,
    code character varying(50) NOT NULL,
    name character varying(80) NOT NULL,
    currency character varying(3) NOT NULL,
    price_minor bigint NOT NULL,
    free_from_minor bigint,
    min_days smallint NOT NULL,
    max_days smallint NOT NULL,
    tax_class character varying(50) NOT NULL,
    is_active boolean NOT NULL,
    "position" smallint NOT NULL,
    CONSTRAINT shipping_price_not_negative CHECK ((price_minor >= 0)),
    CONSTRAINT shipping_shippingmethod_max_days_check CHECK ((max_days >= 0)),
    CONSTRAINT shipping_shippingmethod_min_days_check CHECK ((min_days >= 0)),
    CONSTRAINT shipping_shippingmethod_position_check CHECK (("position" >= 0))
);


ALTER TABLE public.shipping_shippingmethod ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shipping_shippingmethod_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.shipping_zone (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    countries character varying(2)[] NOT NULL
);


ALTER TABLE public.shipping_zone ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.shipping_zone_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.usersessions_usersession (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ip inet NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    session_key character varying(40) NOT NULL,
    user_agent character varying(200) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL
);


ALTER TABLE public.usersessions_usersession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.usersessions_usersession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE VIEW public.v_inbox AS
 SELECT e.id AS event_key,
    e.provider,
    e.event_id,
    e.kind,
    e.reference,
    e.outcome,
    e.tries,
    e.received_at,
    e.processed_at,
    e.failure
   FROM (public.payments_providerevent e
     CROSS JOIN ( VALUES (true)) read_only);


CREATE VIEW public.v_ledger AS
 SELECT e.id AS entry_id,
    j.id AS journal_id,
    j.kind,
    j.source,
    o.number,
    e.account,
    e.amount_minor,
    e.currency,
    j.memo,
    j.actor_label AS actor,
    j.created_at AS at
   FROM ((public.ledger_entry e
     JOIN public.ledger_journal j ON ((j.id = e.journal_id)))
     LEFT JOIN public.orders_order o ON ((o.id = j.order_id)));


CREATE VIEW public.v_order AS
 SELECT o.public_id AS order_id,
    o.number,
    c.code AS channel,
    o.status,
    o.payment_status,
    o.fulfilment_status,
    o.email,
    o.currency,
    o.subtotal_minor,
    o.shipping_minor,
    o.tax_minor,
    o.total_minor,
    o.credited_minor,
    COALESCE(p.captured, (0)::numeric) AS captured_minor,
    COALESCE(p.refunded, (0)::numeric) AS refunded_minor,
    o.created_at,
    o.placed_at,
    o.payment_deadline,
    o.version
   FROM ((public.orders_order o
     JOIN public.channels_channel c ON ((c.id = o.channel_id)))
     LEFT JOIN LATERAL ( SELECT sum(q.captured_minor) AS captured,
            sum(q.refunded_minor) AS refunded
           FROM public.payments_payment q
          WHERE (q.order_id = o.id)) p ON (true));


CREATE VIEW public.v_order_line AS
 SELECT o.public_id AS order_id,
    o.number,
    l."position",
    l.sku,
    l.name,
    l.quantity,
    l.quantity_fulfilled,
    l.quantity_cancelled,
    l.quantity_returned,
    o.currency,
    l.unit_minor,
    l.total_minor,
    l.tax_rate,
    l.tax_minor,
    l.credited_minor,
    COALESCE(a.units, (0)::bigint) AS allocated,
    COALESCE(r.units, (0)::bigint) AS reserved
   FROM (((public.orders_orderline l
     JOIN public.orders_order o ON ((o.id = l.order_id)))
     LEFT JOIN LATERAL ( SELECT sum(orders_allocation.quantity) AS units
           FROM public.orders_allocation
          WHERE (orders_allocation.line_id = l.id)) a ON (true))
     LEFT JOIN LATERAL ( SELECT sum(orders_reservation.quantity) AS units
           FROM public.orders_reservation
          WHERE (orders_reservation.line_id = l.id)) r ON (true));


CREATE VIEW public.v_outbox AS
 SELECT m.id AS message_key,
    m.dedupe_key,
    m.message_id,
    m.recipient,
    m.subject,
        CASE
            WHEN (m.sent_at IS NOT NULL) THEN 'sent'::text
            WHEN (m.parked_at IS NOT NULL) THEN 'parked'::text
            ELSE 'waiting'::text
        END AS state,
    m.tries,
    m.created_at,
    m.next_try_at,
    m.sent_at,
    m.last_error
   FROM (public.notifications_mailmessage m
     CROSS JOIN ( VALUES (true)) read_only);


CREATE VIEW public.v_payment AS
 SELECT p.public_id AS payment_id,
    o.number,
    p.provider,
    p.provider_ref,
    p.status,
    t.kind,
    t.source,
    t.amount_minor,
    t.currency,
    t.created_at AS at
   FROM ((public.payments_paymenttransaction t
     JOIN public.payments_payment p ON ((p.id = t.payment_id)))
     JOIN public.orders_order o ON ((o.id = p.order_id)));


CREATE VIEW public.v_status_log AS
 SELECT h.id AS entry_key,
    split_part((h.table_name)::text, '_'::text, 2) AS what,
    h.row_id,
    o.number,
    f.field,
        CASE h.operation
            WHEN 'update'::text THEN ((h.changes -> f.field) ->> 0)
            ELSE NULL::text
        END AS old,
        CASE h.operation
            WHEN 'update'::text THEN ((h.changes -> f.field) ->> 1)
            ELSE (h.changes ->> f.field)
        END AS new,
    h.actor_kind,
    h.actor_label AS actor,
    h.reason,
    h.at
   FROM (((public.history_historyentry h
     CROSS JOIN ( VALUES ('status'::text), ('payment_status'::text), ('fulfilment_status'::text)) f(field))
     LEFT JOIN public.payments_payment p ON ((((h.table_name)::text = 'payments_refund'::text) AND (p.id = h.parent_id))))
     LEFT JOIN public.orders_order o ON ((o.id =
        CASE h.table_name
            WHEN 'orders_order'::text THEN h.row_id
            WHEN 'payments_refund'::text THEN p.order_id
            ELSE h.parent_id
        END)))
  WHERE (((h.table_name)::text = ANY ((ARRAY['orders_order'::character varying, 'payments_payment'::character varying, 'payments_refund'::character varying, 'fulfilment_fulfilment'::character varying, 'fulfilment_return'::character varying, 'fulfilment_withdrawal'::character varying])::text[])) AND ((h.operation)::text <> 'delete'::text) AND (h.changes ? f.field));


CREATE VIEW public.v_stock AS
 SELECT l.id AS level_id,
    v.sku,
    p.name AS product,
    c.code AS location,
    l.on_hand,
    l.allocated,
    l.reserved,
    l.safety,
    l.backorder_limit,
    l.available,
    l.expected_on,
    COALESCE(m.on_hand, (0)::bigint) AS moved_on_hand,
    COALESCE(m.allocated, (0)::bigint) AS moved_allocated,
    COALESCE(m.reserved, (0)::bigint) AS moved_reserved
   FROM ((((public.inventory_stocklevel l
     JOIN public.catalog_variant v ON ((v.id = l.variant_id)))
     JOIN public.catalog_product p ON ((p.id = v.product_id)))
     JOIN public.inventory_location c ON ((c.id = l.location_id)))
     LEFT JOIN LATERAL ( SELECT sum(s.on_hand) AS on_hand,
            sum(s.allocated) AS allocated,
            sum(s.reserved) AS reserved
           FROM public.inventory_stockmovement s
          WHERE (s.level_id = l.id)) m ON (true));


INSERT INTO public.auth_permission VALUES
	(1, 'Can add permission', 2, 'add_permission'),
	(2, 'Can change permission', 2, 'change_permission'),
	(3, 'Can delete permission', 2, 'delete_permission'),
	(4, 'Can view permission', 2, 'view_permission'),
	(5, 'Can add group', 1, 'add_group'),
	(6, 'Can change group', 1, 'change_group'),
	(7, 'Can delete group', 1, 'delete_group'),
	(8, 'Can view group', 1, 'view_group'),
	(9, 'Can add content type', 3, 'add_contenttype'),
	(10, 'Can change content type', 3, 'change_contenttype'),
	(11, 'Can delete content type', 3, 'delete_contenttype'),
	(12, 'Can view content type', 3, 'view_contenttype'),
	(13, 'Can add session', 4, 'add_session'),
	(14, 'Can change session', 4, 'change_session'),
	(15, 'Can delete session', 4, 'delete_session'),
	(16, 'Can view session', 4, 'view_session'),
	(17, 'Can add log entry', 5, 'add_logentry'),
	(18, 'Can change log entry', 5, 'change_logentry'),
	(19, 'Can delete log entry', 5, 'delete_logentry'),
	(20, 'Can view log entry', 5, 'view_logentry'),
	(21, 'Can add idempotency record', 8, 'add_idempotencyrecord'),
	(22, 'Can change idempotency record', 8, 'change_idempotencyrecord'),
	(23, 'Can delete idempotency record', 8, 'delete_idempotencyrecord'),
	(24, 'Can view idempotency record', 8, 'view_idempotencyrecord'),
	(25, 'Can add attempt count', 6, 'add_attemptcount'),
	(26, 'Can change attempt count', 6, 'change_attemptcount'),
	(27, 'Can delete attempt count', 6, 'delete_attemptcount'),
	(28, 'Can view attempt count', 6, 'view_attemptcount'),
	(29, 'Can add known client', 9, 'add_knownclient'),
	(30, 'Can change known client', 9, 'change_knownclient'),
	(31, 'Can delete known client', 9, 'delete_knownclient'),
	(32, 'Can view known client', 9, 'view_knownclient'),
	(33, 'Can add change', 7, 'add_change'),
	(34, 'Can change change', 7, 'change_change'),
	(35, 'Can delete change', 7, 'delete_change'),
	(36, 'Can view change', 7, 'view_change'),
	(37, 'Can view history entry', 10, 'view_historyentry'),
	(38, 'Can add channel', 11, 'add_channel'),
	(39, 'Can change channel', 11, 'change_channel'),
	(40, 'Can delete channel', 11, 'delete_channel'),
	(41, 'Can view channel', 11, 'view_channel'),
	(42, 'Can add content page', 12, 'add_contentpage'),
	(43, 'Can change content page', 12, 'change_contentpage'),
	(44, 'Can delete content page', 12, 'delete_contentpage'),
	(45, 'Can view content page', 12, 'view_contentpage'),
	(46, 'Can add mail message', 13, 'add_mailmessage'),
	(47, 'Can change mail message', 13, 'change_mailmessage'),
	(48, 'Can delete mail message', 13, 'delete_mailmessage'),
	(49, 'Can view mail message', 13, 'view_mailmessage'),
	(50, 'Can add user', 15, 'add_user'),
	(51, 'Can change user', 15, 'change_user'),
	(52, 'Can delete user', 15, 'delete_user'),
	(53, 'Can view user', 15, 'view_user'),
	(54, 'Can add address', 14, 'add_address'),
	(55, 'Can change address', 14, 'change_address'),
	(56, 'Can delete address', 14, 'delete_address'),
	(57, 'Can view address', 14, 'view_address'),
	(58, 'Can add category', 17, 'add_category'),
	(59, 'Can change category', 17, 'change_category'),
	(60, 'Can delete category', 17, 'delete_category'),
	(61, 'Can view category', 17, 'view_category'),
	(62, 'Can add product', 22, 'add_product'),
	(63, 'Can change product', 22, 'change_product'),
	(64, 'Can delete product', 22, 'delete_product'),
	(65, 'Can view product', 22, 'view_product'),
	(66, 'Can add option type', 20, 'add_optiontype'),
	(67, 'Can change option type', 20, 'change_optiontype'),
	(68, 'Can delete option type', 20, 'delete_optiontype'),
	(69, 'Can view option type', 20, 'view_optiontype'),
	(70, 'Can add option value', 21, 'add_optionvalue'),
	(71, 'Can change option value', 21, 'change_optionvalue'),
	(72, 'Can delete option value', 21, 'delete_optionvalue'),
	(73, 'Can view option value', 21, 'view_optionvalue'),
	(74, 'Can add picture', 18, 'add_media'),
	(75, 'Can change picture', 18, 'change_media'),
	(76, 'Can delete picture', 18, 'delete_media'),
	(77, 'Can view picture', 18, 'view_media'),
	(78, 'Can add variant', 24, 'add_variant'),
	(79, 'Can change variant', 24, 'change_variant'),
	(80, 'Can delete variant', 24, 'delete_variant'),
	(81, 'Can view variant', 24, 'view_variant'),
	(82, 'Can add bundle component', 16, 'add_bundlecomponent'),
	(83, 'Can change bundle component', 16, 'change_bundlecomponent'),
	(84, 'Can delete bundle component', 16, 'delete_bundlecomponent'),
	(85, 'Can view bundle component', 16, 'view_bundlecomponent'),
	(86, 'Can add old category name', 19, 'add_oldcategoryname'),
	(87, 'Can change old category name', 19, 'change_oldcategoryname'),
	(88, 'Can delete old category name', 19, 'delete_oldcategoryname'),
	(89, 'Can view old category name', 19, 'view_oldcategoryname'),
	(90, 'Can add redirect', 23, 'add_redirect'),
	(91, 'Can change redirect', 23, 'change_redirect'),
	(92, 'Can delete redirect', 23, 'delete_redirect'),
	(93, 'Can view redirect', 23, 'view_redirect'),
	(94, 'Can add price', 25, 'add_price'),
	(95, 'Can change price', 25, 'change_price'),
	(96, 'Can delete price', 25, 'delete_price'),
	(97, 'Can view price', 25, 'view_price'),
	(98, 'Can add tax rate', 26, 'add_taxrate'),
	(99, 'Can change tax rate', 26, 'change_taxrate'),
	(100, 'Can delete tax rate', 26, 'delete_taxrate'),
	(101, 'Can view tax rate', 26, 'view_taxrate'),
	(102, 'Can add location', 28, 'add_location'),
	(103, 'Can change location', 28, 'change_location'),
	(104, 'Can delete location', 28, 'delete_location'),
	(105, 'Can view location', 28, 'view_location'),
	(106, 'Can add stock level', 30, 'add_stocklevel'),
	(107, 'Can change stock level', 30, 'change_stocklevel'),
	(108, 'Can delete stock level', 30, 'delete_stocklevel'),
	(109, 'Can view stock level', 30, 'view_stocklevel'),
	(110, 'Can add transfer', 32, 'add_transfer'),
	(111, 'Can change transfer', 32, 'change_transfer'),
	(112, 'Can delete transfer', 32, 'delete_transfer'),
	(113, 'Can view transfer', 32, 'view_transfer'),
	(114, 'Can add transfer line', 33, 'add_transferline'),
	(115, 'Can change transfer line', 33, 'change_transferline'),
	(116, 'Can delete transfer line', 33, 'delete_transferline'),
	(117, 'Can view transfer line', 33, 'view_transferline'),
	(118, 'Can view stock movement', 31, 'view_stockmovement'),
	(119, 'Can add back in stock request', 27, 'add_backinstockrequest'),
	(120, 'Can change back in stock request', 27, 'change_backinstockrequest'),
	(121, 'Can delete back in stock request', 27, 'delete_backinstockrequest'),
	(122, 'Can view back in stock request', 27, 'view_backinstockrequest'),
	(123, 'Can add stock digest', 29, 'add_stockdigest'),
	(124, 'Can change stock digest', 29, 'change_stockdigest'),
	(125, 'Can delete stock digest', 29, 'delete_stockdigest'),
	(126, 'Can view stock digest', 29, 'view_stockdigest'),
	(127, 'Can add zone', 35, 'add_zone'),
	(128, 'Can change zone', 35, 'change_zone'),
	(129, 'Can delete zone', 35, 'delete_zone'),
	(130, 'Can view zone', 35, 'view_zone'),
	(131, 'Can add shipping method', 34, 'add_shippingmethod'),
	(132, 'Can change shipping method', 34, 'change_shippingmethod'),
	(133, 'Can delete shipping method', 34, 'delete_shippingmethod'),
	(134, 'Can view shipping method', 34, 'view_shippingmethod'),
	(135, 'Can add product document', 38, 'add_productdocument'),
	(136, 'Can change product document', 38, 'change_productdocument'),
	(137, 'Can delete product document', 38, 'delete_productdocument'),
	(138, 'Can view product document', 38, 'view_productdocument'),
	(139, 'Can add word key', 41, 'add_wordkey'),
	(140, 'Can change word key', 41, 'change_wordkey'),
	(141, 'Can delete word key', 41, 'delete_wordkey'),
	(142, 'Can view word key', 41, 'view_wordkey'),
	(143, 'Can add loose word', 37, 'add_looseword'),
	(144, 'Can change loose word', 37, 'change_looseword'),
	(145, 'Can delete loose word', 37, 'delete_looseword'),
	(146, 'Can view loose word', 37, 'view_looseword'),
	(147, 'Can add synonym', 40, 'add_synonym'),
	(148, 'Can change synonym', 40, 'change_synonym'),
	(149, 'Can delete synonym', 40, 'delete_synonym'),
	(150, 'Can view synonym', 40, 'view_synonym'),
	(151, 'Can add stale product', 39, 'add_staleproduct'),
	(152, 'Can change stale product', 39, 'change_staleproduct'),
	(153, 'Can delete stale product', 39, 'delete_staleproduct'),
	(154, 'Can view stale product', 39, 'view_staleproduct'),
	(155, 'Can add listed product', 36, 'add_listedproduct'),
	(156, 'Can change listed product', 36, 'change_listedproduct'),
	(157, 'Can delete listed product', 36, 'delete_listedproduct'),
	(158, 'Can view listed product', 36, 'view_listedproduct'),
	(159, 'Can add cart', 42, 'add_cart'),
	(160, 'Can change cart', 42, 'change_cart'),
	(161, 'Can delete cart', 42, 'delete_cart'),
	(162, 'Can view cart', 42, 'view_cart'),
	(163, 'Can add cart line', 43, 'add_cartline'),
	(164, 'Can change cart line', 43, 'change_cartline'),
	(165, 'Can delete cart line', 43, 'delete_cartline'),
	(166, 'Can view cart line', 43, 'view_cartline'),
	(167, 'Can add order', 45, 'add_order'),
	(168, 'Can change order', 45, 'change_order'),
	(169, 'Can delete order', 45, 'delete_order'),
	(170, 'Can view order', 45, 'view_order'),
	(171, 'Send parcels', 45, 'ship_order'),
	(172, 'Cancel orders', 45, 'cancel_order'),
	(173, 'Refund money', 45, 'refund_order'),
	(174, 'Put orders on hold', 45, 'hold_order'),
	(175, 'Change placed orders', 45, 'edit_order'),
	(176, 'Can add order address', 46, 'add_orderaddress'),
	(177, 'Can change order address', 46, 'change_orderaddress'),
	(178, 'Can delete order address', 46, 'delete_orderaddress'),
	(179, 'Can view order address', 46, 'view_orderaddress'),
	(180, 'Can add order event', 48, 'add_orderevent'),
	(181, 'Can change order event', 48, 'change_orderevent'),
	(182, 'Can delete order event', 48, 'delete_orderevent'),
	(183, 'Can view order event', 48, 'view_orderevent'),
	(184, 'Can add order change', 47, 'add_orderchange'),
	(185, 'Can change order change', 47, 'change_orderchange'),
	(186, 'Can delete order change', 47, 'delete_orderchange'),
	(187, 'Can view order change', 47, 'view_orderchange'),
	(188, 'Can add order line', 49, 'add_orderline'),
	(189, 'Can change order line', 49, 'change_orderline'),
	(190, 'Can delete order line', 49, 'delete_orderline'),
	(191, 'Can view order line', 49, 'view_orderline'),
	(192, 'Can add reservation', 51, 'add_reservation'),
	(193, 'Can change reservation', 51, 'change_reservation'),
	(194, 'Can delete reservation', 51, 'delete_reservation'),
	(195, 'Can view reservation', 51, 'view_reservation'),
	(196, 'Can add allocation', 44, 'add_allocation'),
	(197, 'Can change allocation', 44, 'change_allocation'),
	(198, 'Can delete allocation', 44, 'delete_allocation'),
	(199, 'Can view allocation', 44, 'view_allocation'),
	(200, 'Can add order note', 50, 'add_ordernote'),
	(201, 'Can change order note', 50, 'change_ordernote'),
	(202, 'Can delete order note', 50, 'delete_ordernote'),
	(203, 'Can view order note', 50, 'view_ordernote'),
	(204, 'Can add journal', 53, 'add_journal'),
	(205, 'Can change journal', 53, 'change_journal'),
	(206, 'Can delete journal', 53, 'delete_journal'),
	(207, 'Can view journal', 53, 'view_journal'),
	(208, 'Can add entry', 52, 'add_entry'),
	(209, 'Can change entry', 52, 'change_entry'),
	(210, 'Can delete entry', 52, 'delete_entry'),
	(211, 'Can view entry', 52, 'view_entry'),
	(212, 'Can add payment', 56, 'add_payment'),
	(213, 'Can change payment', 56, 'change_payment'),
	(214, 'Can delete payment', 56, 'delete_payment'),
	(215, 'Can view payment', 56, 'view_payment'),
	(216, 'Record payments', 56, 'mark_paid'),
	(217, 'Capture payments', 56, 'capture_payment'),
	(218, 'Can add payment transaction', 57, 'add_paymenttransaction'),
	(219, 'Can change payment transaction', 57, 'change_paymenttransaction'),
	(220, 'Can delete payment transaction', 57, 'delete_paymenttransaction'),
	(221, 'Can view payment transaction', 57, 'view_paymenttransaction'),
	(222, 'Can add statement line', 62, 'add_statementline'),
	(223, 'Can change statement line', 62, 'change_statementline'),
	(224, 'Can delete statement line', 62, 'delete_statementline'),
	(225, 'Can view statement line', 62, 'view_statementline'),
	(226, 'Can add reconcile run', 59, 'add_reconcilerun'),
	(227, 'Can change reconcile run', 59, 'change_reconcilerun'),
	(228, 'Can delete reconcile run', 59, 'delete_reconcilerun'),
	(229, 'Can view reconcile run', 59, 'view_reconcilerun'),
	(230, 'Can add reconciliation item', 60, 'add_reconciliationitem'),
	(231, 'Can change reconciliation item', 60, 'change_reconciliationitem'),
	(232, 'Can delete reconciliation item', 60, 'delete_reconciliationitem'),
	(233, 'Can view reconciliation item', 60, 'view_reconciliationitem'),
	(234, 'Can add credit note', 54, 'add_creditnote'),
	(235, 'Can change credit note', 54, 'change_creditnote'),
	(236, 'Can delete credit note', 54, 'delete_creditnote'),
	(237, 'Can view credit note', 54, 'view_creditnote'),
	(238, 'Can add credit note line', 55, 'add_creditnoteline'),
	(239, 'Can change credit note line', 55, 'change_creditnoteline'),
	(240, 'Can delete credit note line', 55, 'delete_creditnoteline'),
	(241, 'Can view credit note line', 55, 'view_creditnoteline'),
	(242, 'Can add refund', 61, 'add_refund'),
	(243, 'Can change refund', 61, 'change_refund'),
	(244, 'Can delete refund', 61, 'delete_refund'),
	(245, 'Can view refund', 61, 'view_refund'),
	(246, 'Can add provider event', 58, 'add_providerevent'),
	(247, 'Can change provider event', 58, 'change_providerevent'),
	(248, 'Can delete provider event', 58, 'delete_providerevent'),
	(249, 'Can view provider event', 58, 'view_providerevent'),
	(250, 'Can add test charge', 63, 'add_testcharge'),
	(251, 'Can change test charge', 63, 'change_testcharge'),
	(252, 'Can delete test charge', 63, 'delete_testcharge'),
	(253, 'Can view test charge', 63, 'view_testcharge'),
	(254, 'Can add test refund', 64, 'add_testrefund'),
	(255, 'Can change test refund', 64, 'change_testrefund'),
	(256, 'Can delete test refund', 64, 'delete_testrefund'),
	(257, 'Can view test refund', 64, 'view_testrefund'),
	(258, 'Can add fulfilment', 65, 'add_fulfilment'),
	(259, 'Can change fulfilment', 65, 'change_fulfilment'),
	(260, 'Can delete fulfilment', 65, 'delete_fulfilment'),
	(261, 'Can view fulfilment', 65, 'view_fulfilment'),
	(262, 'Can add fulfilment line', 66, 'add_fulfilmentline'),
	(263, 'Can change fulfilment line', 66, 'change_fulfilmentline'),
	(264, 'Can delete fulfilment line', 66, 'delete_fulfilmentline'),
	(265, 'Can view fulfilment line', 66, 'view_fulfilmentline'),
	(266, 'Can view return', 67, 'view_return'),
	(267, 'Handle returns and withdrawals', 67, 'handle_return'),
	(268, 'Can view withdrawal', 69, 'view_withdrawal'),
	(269, 'Can view scheduled check', 71, 'view_scheduledcheck'),
	(270, 'Can add email address', 72, 'add_emailaddress'),
	(271, 'Can change email address', 72, 'change_emailaddress'),
	(272, 'Can delete email address', 72, 'delete_emailaddress'),
	(273, 'Can view email address', 72, 'view_emailaddress'),
	(274, 'Can add email confirmation', 73, 'add_emailconfirmation'),
	(275, 'Can change email confirmation', 73, 'change_emailconfirmation'),
	(276, 'Can delete email confirmation', 73, 'delete_emailconfirmation'),
	(277, 'Can view email confirmation', 73, 'view_emailconfirmation'),
	(278, 'Can add user session', 74, 'add_usersession'),
	(279, 'Can change user session', 74, 'change_usersession'),
	(280, 'Can delete user session', 74, 'delete_usersession'),
	(281, 'Can view user session', 74, 'view_usersession');


INSERT INTO public.django_content_type VALUES
	(1, 'auth', 'group'),
	(2, 'auth', 'permission'),
	(3, 'contenttypes', 'contenttype'),
	(4, 'sessions', 'session'),
	(5, 'admin', 'logentry'),
	(6, 'core', 'attemptcount'),
	(7, 'core', 'change'),
	(8, 'core', 'idempotencyrecord'),
	(9, 'core', 'knownclient'),
	(10, 'history', 'historyentry'),
	(11, 'channels', 'channel'),
	(12, 'channels', 'contentpage'),
	(13, 'notifications', 'mailmessage'),
	(14, 'accounts', 'address'),
	(15, 'accounts', 'user'),
	(16, 'catalog', 'bundlecomponent'),
	(17, 'catalog', 'category'),
	(18, 'catalog', 'media'),
	(19, 'catalog', 'oldcategoryname'),
	(20, 'catalog', 'optiontype'),
	(21, 'catalog', 'optionvalue'),
	(22, 'catalog', 'product'),
	(23, 'catalog', 'redirect'),
	(24, 'catalog', 'variant'),
	(25, 'pricing', 'price'),
	(26, 'pricing', 'taxrate'),
	(27, 'inventory', 'backinstockrequest'),
	(28, 'inventory', 'location'),
	(29, 'inventory', 'stockdigest'),
	(30, 'inventory', 'stocklevel'),
	(31, 'inventory', 'stockmovement'),
	(32, 'inventory', 'transfer'),
	(33, 'inventory', 'transferline'),
	(34, 'shipping', 'shippingmethod'),
	(35, 'shipping', 'zone'),
	(36, 'search', 'listedproduct'),
	(37, 'search', 'looseword'),
	(38, 'search', 'productdocument'),
	(39, 'search', 'staleproduct'),
	(40, 'search', 'synonym'),
	(41, 'search', 'wordkey'),
	(42, 'cart', 'cart'),
	(43, 'cart', 'cartline'),
	(44, 'orders', 'allocation'),
	(45, 'orders', 'order'),
	(46, 'orders', 'orderaddress'),
	(47, 'orders', 'orderchange'),
	(48, 'orders', 'orderevent'),
	(49, 'orders', 'orderline'),
	(50, 'orders', 'ordernote'),
	(51, 'orders', 'reservation'),
	(52, 'ledger', 'entry'),
	(53, 'ledger', 'journal'),
	(54, 'payments', 'creditnote'),
	(55, 'payments', 'creditnoteline'),
	(56, 'payments', 'payment'),
	(57, 'payments', 'paymenttransaction'),
	(58, 'payments', 'providerevent'),
	(59, 'payments', 'reconcilerun'),
	(60, 'payments', 'reconciliationitem'),
	(61, 'payments', 'refund'),
	(62, 'payments', 'statementline'),
	(63, 'payments', 'testcharge'),
	(64, 'payments', 'testrefund'),
	(65, 'fulfilment', 'fulfilment'),
	(66, 'fulfilment', 'fulfilmentline'),
	(67, 'fulfilment', 'return'),
	(68, 'fulfilment', 'returnline'),
	(69, 'fulfilment', 'withdrawal'),
	(70, 'fulfilment', 'withdrawalline'),
	(71, 'reports', 'scheduledcheck'),
	(72, 'account', 'emailaddress'),
	(73, 'account', 'emailconfirmation'),
	(74, 'usersessions', 'usersession');


INSERT INTO public.django_migrations VALUES
	(1, 'core', '0001_initial', CURRENT_TIMESTAMP),
	(2, 'core', '0002_functions', CURRENT_TIMESTAMP),
	(3, 'contenttypes', '0001_initial', CURRENT_TIMESTAMP),
	(4, 'contenttypes', '0002_remove_content_type_name', CURRENT_TIMESTAMP),
	(5, 'auth', '0001_initial', CURRENT_TIMESTAMP),
	(6, 'auth', '0002_alter_permission_name_max_length', CURRENT_TIMESTAMP),
	(7, 'auth', '0003_alter_user_email_max_length', CURRENT_TIMESTAMP),
	(8, 'auth', '0004_alter_user_username_opts', CURRENT_TIMESTAMP),
	(9, 'auth', '0005_alter_user_last_login_null', CURRENT_TIMESTAMP),
	(10, 'auth', '0006_require_contenttypes_0002', CURRENT_TIMESTAMP),
	(11, 'auth', '0007_alter_validators_add_error_messages', CURRENT_TIMESTAMP),
	(12, 'auth', '0008_alter_user_username_max_length', CURRENT_TIMESTAMP),
	(13, 'auth', '0009_alter_user_last_name_max_length', CURRENT_TIMESTAMP),
	(14, 'auth', '0010_alter_group_name_max_length', CURRENT_TIMESTAMP),
	(15, 'auth', '0011_update_proxy_permissions', CURRENT_TIMESTAMP),
	(16, 'auth', '0012_alter_user_first_name_max_length', CURRENT_TIMESTAMP),
	(17, 'accounts', '0001_initial', CURRENT_TIMESTAMP),
	(18, 'account', '0001_initial', CURRENT_TIMESTAMP),
	(19, 'account', '0002_email_max_length', CURRENT_TIMESTAMP),
	(20, 'account', '0003_alter_emailaddress_create_unique_verified_email', CURRENT_TIMESTAMP),
	(21, 'account', '0004_alter_emailaddress_drop_unique_email', CURRENT_TIMESTAMP),
	(22, 'account', '0005_emailaddress_idx_upper_email', CURRENT_TIMESTAMP),
	(23, 'account', '0006_emailaddress_lower', CURRENT_TIMESTAMP),
	(24, 'account', '0007_emailaddress_idx_email', CURRENT_TIMESTAMP),
	(25, 'account', '0008_emailaddress_unique_primary_email_fixup', CURRENT_TIMESTAMP),
	(26, 'account', '0009_emailaddress_unique_primary_email', CURRENT_TIMESTAMP),
	(27, 'admin', '0001_initial', CURRENT_TIMESTAMP),
	(28, 'admin', '0002_logentry_remove_auto_add', CURRENT_TIMESTAMP),
	(29, 'admin', '0003_logentry_add_action_flag_choices', CURRENT_TIMESTAMP),
	(30, 'channels', '0001_initial', CURRENT_TIMESTAMP),
	(31, 'catalog', '0001_initial', CURRENT_TIMESTAMP),
	(32, 'cart', '0001_initial', CURRENT_TIMESTAMP),
	(33, 'core', '0003_change', CURRENT_TIMESTAMP),
	(34, 'catalog', '0002_guards', CURRENT_TIMESTAMP),
	(35, 'catalog', '0003_changes', CURRENT_TIMESTAMP),
	(36, 'catalog', '0004_newest_swatches', CURRENT_TIMESTAMP),
	(37, 'channels', '0002_changes', CURRENT_TIMESTAMP),
	(38, 'inventory', '0001_initial', CURRENT_TIMESTAMP),
	(39, 'orders', '0001_initial', CURRENT_TIMESTAMP),
	(40, 'payments', '0001_initial', CURRENT_TIMESTAMP),
	(41, 'fulfilment', '0001_initial', CURRENT_TIMESTAMP),
	(42, 'fulfilment', '0002_guards', CURRENT_TIMESTAMP),
	(43, 'fulfilment', '0003_permission_names', CURRENT_TIMESTAMP),
	(44, 'shipping', '0001_initial', CURRENT_TIMESTAMP),
	(45, 'search', '0001_initial', CURRENT_TIMESTAMP),
	(46, 'pricing', '0001_initial', CURRENT_TIMESTAMP),
	(47, 'history', '0001_initial', CURRENT_TIMESTAMP),
	(48, 'history', '0002_guards', CURRENT_TIMESTAMP),
	(49, 'inventory', '0002_guards', CURRENT_TIMESTAMP),
	(50, 'ledger', '0001_initial', CURRENT_TIMESTAMP),
	(51, 'ledger', '0002_guards', CURRENT_TIMESTAMP),
	(52, 'notifications', '0001_initial', CURRENT_TIMESTAMP),
	(53, 'orders', '0002_guards', CURRENT_TIMESTAMP),
	(54, 'orders', '0003_permission_names', CURRENT_TIMESTAMP),
	(55, 'orders', '0004_unpaid_of', CURRENT_TIMESTAMP),
	(56, 'payments', '0002_guards', CURRENT_TIMESTAMP),
	(57, 'payments', '0003_permission_names', CURRENT_TIMESTAMP),
	(58, 'reports', '0001_initial', CURRENT_TIMESTAMP),
	(59, 'reports', '0002_views', CURRENT_TIMESTAMP),
	(60, 'search', '0002_guards', CURRENT_TIMESTAMP),
	(61, 'search', '0003_changes', CURRENT_TIMESTAMP),
	(62, 'search', '0004_listed_products', CURRENT_TIMESTAMP),
	(63, 'search', '0005_list_products', CURRENT_TIMESTAMP),
	(64, 'sessions', '0001_initial', CURRENT_TIMESTAMP),
	(65, 'shipping', '0002_changes', CURRENT_TIMESTAMP),
	(66, 'usersessions', '0001_initial', CURRENT_TIMESTAMP);


SELECT pg_catalog.setval('public.account_emailaddress_id_seq', 1, false);


SELECT pg_catalog.setval('public.account_emailconfirmation_id_seq', 1, false);


SELECT pg_catalog.setval('public.accounts_address_id_seq', 1, false);


SELECT pg_catalog.setval('public.accounts_user_groups_id_seq', 1, false);


SELECT pg_catalog.setval('public.accounts_user_id_seq', 1, false);


SELECT pg_catalog.setval('public.accounts_user_user_permissions_id_seq', 1, false);


SELECT pg_catalog.setval('public.auth_group_id_seq', 1, false);


SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 1, false);


SELECT pg_catalog.setval('public.auth_permission_id_seq', 281, true);


SELECT pg_catalog.setval('public.cart_cart_id_seq', 1, false);


SELECT pg_catalog.setval('public.cart_cartline_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_bundlecomponent_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_category_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_media_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_oldcategoryname_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_optiontype_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_optionvalue_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_product_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_redirect_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_variant_id_seq', 1, false);


SELECT pg_catalog.setval('public.catalog_variant_option_values_id_seq', 1, false);


SELECT pg_catalog.setval('public.channels_channel_id_seq', 1, false);


SELECT pg_catalog.setval('public.channels_contentpage_id_seq', 1, false);


SELECT pg_catalog.setval('public.core_attemptcount_id_seq', 1, false);


SELECT pg_catalog.setval('public.core_change_id_seq', 1, false);


SELECT pg_catalog.setval('public.core_idempotencyrecord_id_seq', 1, false);


SELECT pg_catalog.setval('public.core_knownclient_id_seq', 1, false);


SELECT pg_catalog.setval('public.django_admin_log_id_seq', 1, false);


SELECT pg_catalog.setval('public.django_content_type_id_seq', 74, true);


SELECT pg_catalog.setval('public.django_migrations_id_seq', 66, true);


SELECT pg_catalog.setval('public.fulfilment_fulfilment_id_seq', 1, false);


SELECT pg_catalog.setval('public.fulfilment_fulfilmentline_id_seq', 1, false);


SELECT pg_catalog.setval('public.fulfilment_return_id_seq', 1, false);


SELECT pg_catalog.setval('public.fulfilment_return_notes_id_seq', 1, false);


SELECT pg_catalog.setval('public.fulfilment_returnline_id_seq', 1, false);


SELECT pg_catalog.setval('public.fulfilment_withdrawal_id_seq', 1, false);


SELECT pg_catalog.setval('public.fulfilment_withdrawal_notes_id_seq', 1, false);


SELECT pg_catalog.setval('public.fulfilment_withdrawalline_id_seq', 1, false);


SELECT pg_catalog.setval('public.history_historyentry_id_seq', 1, false);


SELECT pg_catalog.setval('public.inventory_backinstockrequest_id_seq', 1, false);


SELECT pg_catalog.setval('public.inventory_location_id_seq', 1, false);


SELECT pg_catalog.setval('public.inventory_stocklevel_id_seq', 1, false);


SELECT pg_catalog.setval('public.inventory_stockmovement_id_seq', 1, false);


SELECT pg_catalog.setval('public.inventory_transfer_id_seq', 1, false);


SELECT pg_catalog.setval('public.inventory_transferline_id_seq', 1, false);


SELECT pg_catalog.setval('public.ledger_entry_id_seq', 1, false);


SELECT pg_catalog.setval('public.ledger_journal_id_seq', 1, false);


SELECT pg_catalog.setval('public.notifications_mailmessage_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_allocation_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_number_seq', 1001, false);


SELECT pg_catalog.setval('public.orders_order_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_orderaddress_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_orderchange_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_orderevent_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_orderline_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_ordernote_id_seq', 1, false);


SELECT pg_catalog.setval('public.orders_reservation_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_creditnote_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_creditnoteline_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_payment_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_paymenttransaction_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_providerevent_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_reconcilerun_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_reconciliationitem_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_refund_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_statementline_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_testcharge_id_seq', 1, false);


SELECT pg_catalog.setval('public.payments_testrefund_id_seq', 1, false);


SELECT pg_catalog.setval('public.pricing_price_id_seq', 1, false);


SELECT pg_catalog.setval('public.pricing_taxrate_id_seq', 1, false);


SELECT pg_catalog.setval('public.reports_scheduledcheck_id_seq', 1, false);


SELECT pg_catalog.setval('public.search_looseword_id_seq', 1, false);


SELECT pg_catalog.setval('public.search_staleproduct_id_seq', 1, false);


SELECT pg_catalog.setval('public.search_synonym_id_seq', 1, false);


SELECT pg_catalog.setval('public.shipping_shippingmethod_id_seq', 1, false);


SELECT pg_catalog.setval('public.shipping_zone_id_seq', 1, false);


SELECT pg_catalog.setval('public.usersessions_usersession_id_seq', 1, false);


ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);


ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);


ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.accounts_address
    ADD CONSTRAINT accounts_address_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_group_id_59c0b32f_uniq UNIQUE (user_id, group_id);


ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permi_user_id_permission_id_2ab516c2_uniq UNIQUE (user_id, permission_id);


ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permissions_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_username_key UNIQUE (username);


ALTER TABLE ONLY public.orders_allocation
    ADD CONSTRAINT allocation_line_level UNIQUE (line_id, level_id);


ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);


ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);


ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);


ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_bundlecomponent
    ADD CONSTRAINT bundle_component UNIQUE (bundle_id, component_id);


ALTER TABLE ONLY public.cart_cart
    ADD CONSTRAINT cart_cart_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.cart_cart
    ADD CONSTRAINT cart_cart_token_hash_key UNIQUE (token_hash);


ALTER TABLE ONLY public.cart_cartline
    ADD CONSTRAINT cart_cartline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.cart_cartline
    ADD CONSTRAINT cart_line_variant UNIQUE (cart_id, variant_id);


ALTER TABLE ONLY public.catalog_bundlecomponent
    ADD CONSTRAINT catalog_bundlecomponent_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_category
    ADD CONSTRAINT catalog_category_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_media
    ADD CONSTRAINT catalog_media_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_oldcategoryname
    ADD CONSTRAINT catalog_oldcategoryname_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_optiontype
    ADD CONSTRAINT catalog_optiontype_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_optionvalue
    ADD CONSTRAINT catalog_optionvalue_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_slug_key UNIQUE (slug);


ALTER TABLE ONLY public.catalog_redirect
    ADD CONSTRAINT catalog_redirect_path_key UNIQUE (path);


ALTER TABLE ONLY public.catalog_redirect
    ADD CONSTRAINT catalog_redirect_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_variant_option_values
    ADD CONSTRAINT catalog_variant_option_v_variant_id_optionvalue_i_1b64680c_uniq UNIQUE (variant_id, optionvalue_id);


ALTER TABLE ONLY public.catalog_variant_option_values
    ADD CONSTRAINT catalog_variant_option_values_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_variant
    ADD CONSTRAINT catalog_variant_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_variant
    ADD CONSTRAINT catalog_variant_sku_key UNIQUE (sku);


ALTER TABLE ONLY public.catalog_category
    ADD CONSTRAINT category_parent_slug UNIQUE NULLS NOT DISTINCT (parent_id, slug);


ALTER TABLE ONLY public.channels_channel
    ADD CONSTRAINT channels_channel_code_key UNIQUE (code);


ALTER TABLE ONLY public.channels_channel
    ADD CONSTRAINT channels_channel_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.channels_contentpage
    ADD CONSTRAINT channels_contentpage_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.channels_contentpage
    ADD CONSTRAINT content_page_kind_slug UNIQUE (kind, slug);


ALTER TABLE ONLY public.core_attemptcount
    ADD CONSTRAINT core_attemptcount_key_key UNIQUE (key);


ALTER TABLE ONLY public.core_attemptcount
    ADD CONSTRAINT core_attemptcount_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.core_change
    ADD CONSTRAINT core_change_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.core_idempotencyrecord
    ADD CONSTRAINT core_idempotency_owner_key UNIQUE (owner, key);


ALTER TABLE ONLY public.core_idempotencyrecord
    ADD CONSTRAINT core_idempotencyrecord_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.core_knownclient
    ADD CONSTRAINT core_knownclient_key_key UNIQUE (key);


ALTER TABLE ONLY public.core_knownclient
    ADD CONSTRAINT core_knownclient_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_creditnoteline
    ADD CONSTRAINT credit_note_line_once UNIQUE (note_id, order_line_id);


ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);


ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);


ALTER TABLE ONLY public.fulfilment_fulfilment
    ADD CONSTRAINT fulfilment_fulfilment_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.fulfilment_fulfilment
    ADD CONSTRAINT fulfilment_fulfilment_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.fulfilment_fulfilment
    ADD CONSTRAINT fulfilment_fulfilment_replaces_id_key UNIQUE (replaces_id);


ALTER TABLE ONLY public.fulfilment_fulfilmentline
    ADD CONSTRAINT fulfilment_fulfilmentline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.fulfilment_fulfilmentline
    ADD CONSTRAINT fulfilment_line_once UNIQUE (fulfilment_id, order_line_id);


ALTER TABLE ONLY public.fulfilment_return_notes
    ADD CONSTRAINT fulfilment_return_notes_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.fulfilment_return_notes
    ADD CONSTRAINT fulfilment_return_notes_return_id_creditnote_id_7e5984ff_uniq UNIQUE (return_id, creditnote_id);


ALTER TABLE ONLY public.fulfilment_return
    ADD CONSTRAINT fulfilment_return_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.fulfilment_return
    ADD CONSTRAINT fulfilment_return_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.fulfilment_return
    ADD CONSTRAINT fulfilment_return_replacement_id_key UNIQUE (replacement_id);


ALTER TABLE ONLY public.fulfilment_returnline
    ADD CONSTRAINT fulfilment_returnline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.fulfilment_returnline
    ADD CONSTRAINT fulfilment_returnline_replacement_id_key UNIQUE (replacement_id);


ALTER TABLE ONLY public.fulfilment_withdrawal_notes
    ADD CONSTRAINT fulfilment_withdrawal_no_withdrawal_id_creditnote_38751401_uniq UNIQUE (withdrawal_id, creditnote_id);


ALTER TABLE ONLY public.fulfilment_withdrawal_notes
    ADD CONSTRAINT fulfilment_withdrawal_notes_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.fulfilment_withdrawal
    ADD CONSTRAINT fulfilment_withdrawal_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.fulfilment_withdrawal
    ADD CONSTRAINT fulfilment_withdrawal_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.fulfilment_withdrawalline
    ADD CONSTRAINT fulfilment_withdrawalline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.history_historyentry
    ADD CONSTRAINT history_historyentry_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.inventory_backinstockrequest
    ADD CONSTRAINT inventory_backinstockrequest_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.inventory_location
    ADD CONSTRAINT inventory_location_code_key UNIQUE (code);


ALTER TABLE ONLY public.inventory_location
    ADD CONSTRAINT inventory_location_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.inventory_stockdigest
    ADD CONSTRAINT inventory_stockdigest_pkey PRIMARY KEY (day);


ALTER TABLE ONLY public.inventory_stocklevel
    ADD CONSTRAINT inventory_stocklevel_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.inventory_stockmovement
    ADD CONSTRAINT inventory_stockmovement_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.inventory_transfer
    ADD CONSTRAINT inventory_transfer_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.inventory_transferline
    ADD CONSTRAINT inventory_transferline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.ledger_entry
    ADD CONSTRAINT ledger_entry_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.ledger_journal
    ADD CONSTRAINT ledger_journal_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.ledger_journal
    ADD CONSTRAINT ledger_journal_source_key UNIQUE (source);


ALTER TABLE ONLY public.catalog_media
    ADD CONSTRAINT media_product_path UNIQUE (product_id, path);


ALTER TABLE ONLY public.notifications_mailmessage
    ADD CONSTRAINT notifications_mailmessage_dedupe_key_key UNIQUE (dedupe_key);


ALTER TABLE ONLY public.notifications_mailmessage
    ADD CONSTRAINT notifications_mailmessage_message_id_key UNIQUE (message_id);


ALTER TABLE ONLY public.notifications_mailmessage
    ADD CONSTRAINT notifications_mailmessage_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.catalog_oldcategoryname
    ADD CONSTRAINT old_category_name UNIQUE NULLS NOT DISTINCT (parent_id, slug);


ALTER TABLE ONLY public.catalog_optiontype
    ADD CONSTRAINT option_product_name UNIQUE (product_id, name);


ALTER TABLE ONLY public.catalog_optionvalue
    ADD CONSTRAINT option_value UNIQUE (option_id, value);


ALTER TABLE ONLY public.orders_orderaddress
    ADD CONSTRAINT order_address_kind UNIQUE (order_id, kind);


ALTER TABLE ONLY public.orders_orderline
    ADD CONSTRAINT order_line_position UNIQUE (order_id, "position");


ALTER TABLE ONLY public.orders_allocation
    ADD CONSTRAINT orders_allocation_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_number_key UNIQUE (number);


ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.orders_orderaddress
    ADD CONSTRAINT orders_orderaddress_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_orderchange
    ADD CONSTRAINT orders_orderchange_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_orderchange
    ADD CONSTRAINT orders_orderchange_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.orders_orderevent
    ADD CONSTRAINT orders_orderevent_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_orderline
    ADD CONSTRAINT orders_orderline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_ordernote
    ADD CONSTRAINT orders_ordernote_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_reservation
    ADD CONSTRAINT orders_reservation_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_creditnote
    ADD CONSTRAINT payments_creditnote_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_creditnote
    ADD CONSTRAINT payments_creditnote_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.payments_creditnoteline
    ADD CONSTRAINT payments_creditnoteline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payments_payment_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payments_payment_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.payments_paymenttransaction
    ADD CONSTRAINT payments_paymenttransaction_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_paymenttransaction
    ADD CONSTRAINT payments_paymenttransaction_source_key UNIQUE (source);


ALTER TABLE ONLY public.payments_providerevent
    ADD CONSTRAINT payments_providerevent_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_reconcilerun
    ADD CONSTRAINT payments_reconcilerun_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_reconciliationitem
    ADD CONSTRAINT payments_reconciliationitem_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_refund
    ADD CONSTRAINT payments_refund_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_refund
    ADD CONSTRAINT payments_refund_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.payments_statementline
    ADD CONSTRAINT payments_statementline_fingerprint_key UNIQUE (fingerprint);


ALTER TABLE ONLY public.payments_statementline
    ADD CONSTRAINT payments_statementline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_testcharge
    ADD CONSTRAINT payments_testcharge_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_testcharge
    ADD CONSTRAINT payments_testcharge_reference_key UNIQUE (reference);


ALTER TABLE ONLY public.payments_testrefund
    ADD CONSTRAINT payments_testrefund_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_testrefund
    ADD CONSTRAINT payments_testrefund_reference_key UNIQUE (reference);


ALTER TABLE ONLY public.pricing_price
    ADD CONSTRAINT price_variant_currency UNIQUE (variant_id, currency);


ALTER TABLE ONLY public.pricing_price
    ADD CONSTRAINT pricing_price_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.pricing_taxrate
    ADD CONSTRAINT pricing_taxrate_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.payments_providerevent
    ADD CONSTRAINT provider_event_once UNIQUE (provider, event_id);


ALTER TABLE ONLY public.reports_scheduledcheck
    ADD CONSTRAINT reports_scheduledcheck_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.orders_reservation
    ADD CONSTRAINT reservation_line_level UNIQUE (line_id, level_id);


ALTER TABLE ONLY public.fulfilment_returnline
    ADD CONSTRAINT return_line_once UNIQUE (owner_id, order_line_id);


ALTER TABLE ONLY public.search_listedproduct
    ADD CONSTRAINT search_listedproduct_pkey PRIMARY KEY (list_id, product_id);


ALTER TABLE ONLY public.search_looseword
    ADD CONSTRAINT search_looseword_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.search_productdocument
    ADD CONSTRAINT search_productdocument_pkey PRIMARY KEY (product_id);


ALTER TABLE ONLY public.search_staleproduct
    ADD CONSTRAINT search_staleproduct_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.search_synonym
    ADD CONSTRAINT search_synonym_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.search_wordkey
    ADD CONSTRAINT search_wordkey_pkey PRIMARY KEY (key, word);


ALTER TABLE ONLY public.shipping_shippingmethod
    ADD CONSTRAINT shipping_shippingmethod_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.shipping_shippingmethod
    ADD CONSTRAINT shipping_zone_code UNIQUE (zone_id, code);


ALTER TABLE ONLY public.shipping_zone
    ADD CONSTRAINT shipping_zone_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.inventory_stocklevel
    ADD CONSTRAINT stock_variant_location UNIQUE (variant_id, location_id);


ALTER TABLE ONLY public.pricing_taxrate
    ADD CONSTRAINT tax_rate_country_class UNIQUE (country, tax_class);


ALTER TABLE ONLY public.inventory_transferline
    ADD CONSTRAINT transfer_line_variant UNIQUE (transfer_id, variant_id);


ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_session_key_key UNIQUE (session_key);


ALTER TABLE ONLY public.fulfilment_withdrawalline
    ADD CONSTRAINT withdrawal_line_once UNIQUE (owner_id, order_line_id);


CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);


CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);


CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);


CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);


CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);


CREATE INDEX accounts_address_user_id_c8c74ddf ON public.accounts_address USING btree (user_id);


CREATE INDEX accounts_user_groups_group_id_bd11a704 ON public.accounts_user_groups USING btree (group_id);


CREATE INDEX accounts_user_groups_user_id_52b62117 ON public.accounts_user_groups USING btree (user_id);


CREATE INDEX accounts_user_user_permissions_permission_id_113bb443 ON public.accounts_user_user_permissions USING btree (permission_id);


CREATE INDEX accounts_user_user_permissions_user_id_e4f0a161 ON public.accounts_user_user_permissions USING btree (user_id);


CREATE INDEX accounts_user_username_6088629e_like ON public.accounts_user USING btree (username varchar_pattern_ops);


CREATE INDEX address_folded ON public.accounts_address USING gin (to_tsvector('simple'::regconfig, ((((((((COALESCE(public.core_folded((full_name)::text), ''::text) || ' '::text) || COALESCE(public.core_folded((company)::text), ''::text)) || ' '::text) || COALESCE(public.core_folded((city)::text), ''::text)) || ' '::text) || (COALESCE(postcode, ''::character varying))::text) || ' '::text) || COALESCE(replace((postcode)::text, ' '::text, ''::text), ''::text))));


CREATE INDEX address_phone ON public.accounts_address USING btree (reverse(regexp_replace((phone)::text, '\(0\)|[^0-9]'::text, ''::text, 'g'::text)) text_pattern_ops);


CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);


CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);


CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);


CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);


CREATE INDEX back_in_stock_email ON public.inventory_backinstockrequest USING btree (lower((email)::text)) WHERE (notified_at IS NULL);


CREATE INDEX back_in_stock_notified ON public.inventory_backinstockrequest USING btree (variant_id, notified_at);


CREATE UNIQUE INDEX cart_bought_once ON public.orders_order USING btree (cart_key) WHERE ((cart_key IS NOT NULL) AND (NOT ((status)::text = ANY ((ARRAY['cancelled'::character varying, 'expired'::character varying])::text[]))));


CREATE INDEX cart_cart_channel_id_cc46dd38 ON public.cart_cart USING btree (channel_id);


CREATE INDEX cart_cart_token_hash_e93c059e_like ON public.cart_cart USING btree (token_hash varchar_pattern_ops);


CREATE INDEX cart_cart_user_id_9b4220b9 ON public.cart_cart USING btree (user_id);


CREATE INDEX cart_cartline_cart_id_c7b9981e ON public.cart_cartline USING btree (cart_id);


CREATE INDEX cart_cartline_variant_id_dbca56c9 ON public.cart_cartline USING btree (variant_id);


CREATE INDEX cart_untouched ON public.cart_cart USING btree (updated_at) WHERE (NOT ((status)::text = 'completed'::text));


CREATE INDEX catalog_bundlecomponent_bundle_id_6167cec6 ON public.catalog_bundlecomponent USING btree (bundle_id);


CREATE INDEX catalog_bundlecomponent_component_id_cc68ea86 ON public.catalog_bundlecomponent USING btree (component_id);


CREATE INDEX catalog_category_parent_id_f61bd017 ON public.catalog_category USING btree (parent_id);


CREATE INDEX catalog_category_slug_dbf63ad0 ON public.catalog_category USING btree (slug);


CREATE INDEX catalog_category_slug_dbf63ad0_like ON public.catalog_category USING btree (slug varchar_pattern_ops);


CREATE INDEX catalog_media_product_id_2316fa05 ON public.catalog_media USING btree (product_id);


CREATE INDEX catalog_oldcategoryname_category_id_ca827a69 ON public.catalog_oldcategoryname USING btree (category_id);


CREATE INDEX catalog_oldcategoryname_parent_id_b7a67ffb ON public.catalog_oldcategoryname USING btree (parent_id);


CREATE INDEX catalog_oldcategoryname_slug_d2705b17 ON public.catalog_oldcategoryname USING btree (slug);


CREATE INDEX catalog_oldcategoryname_slug_d2705b17_like ON public.catalog_oldcategoryname USING btree (slug varchar_pattern_ops);


CREATE INDEX catalog_optiontype_product_id_1895bf9e ON public.catalog_optiontype USING btree (product_id);


CREATE INDEX catalog_optionvalue_option_id_412a2011 ON public.catalog_optionvalue USING btree (option_id);


CREATE INDEX catalog_product_category_id_35bf920b ON public.catalog_product USING btree (category_id);


CREATE INDEX catalog_product_slug_f37848b0_like ON public.catalog_product USING btree (slug varchar_pattern_ops);


CREATE INDEX catalog_product_tax_class_0d4de04b ON public.catalog_product USING btree (tax_class);


CREATE INDEX catalog_product_tax_class_0d4de04b_like ON public.catalog_product USING btree (tax_class varchar_pattern_ops);


CREATE INDEX catalog_redirect_path_24333bd9_like ON public.catalog_redirect USING btree (path varchar_pattern_ops);


CREATE INDEX catalog_redirect_product_id_fc36c7d3 ON public.catalog_redirect USING btree (product_id);


CREATE INDEX catalog_variant_media_id_ee17fd08 ON public.catalog_variant USING btree (media_id);


CREATE INDEX catalog_variant_option_values_optionvalue_id_dc9d575d ON public.catalog_variant_option_values USING btree (optionvalue_id);


CREATE INDEX catalog_variant_option_values_variant_id_0808d032 ON public.catalog_variant_option_values USING btree (variant_id);


CREATE INDEX catalog_variant_product_id_8a21d193 ON public.catalog_variant USING btree (product_id);


CREATE INDEX catalog_variant_sku_92777037_like ON public.catalog_variant USING btree (sku varchar_pattern_ops);


CREATE INDEX channels_channel_code_e365b9a7_like ON public.channels_channel USING btree (code varchar_pattern_ops);


CREATE INDEX channels_contentpage_slug_77ce73ea ON public.channels_contentpage USING btree (slug);


CREATE INDEX channels_contentpage_slug_77ce73ea_like ON public.channels_contentpage USING btree (slug varchar_pattern_ops);


CREATE INDEX check_ran ON public.reports_scheduledcheck USING btree (ran_at);


CREATE INDEX core_attempt_window ON public.core_attemptcount USING btree (window_began);


CREATE INDEX core_attemptcount_key_efa09809_like ON public.core_attemptcount USING btree (key varchar_pattern_ops);


CREATE INDEX core_change_made_in ON public.core_change USING btree (made_in);


CREATE INDEX core_idempotency_created ON public.core_idempotencyrecord USING btree (created_at);


CREATE INDEX core_knownclient_key_6b85f90d_like ON public.core_knownclient USING btree (key varchar_pattern_ops);


CREATE INDEX core_knownclient_seen ON public.core_knownclient USING btree (seen_at);


CREATE INDEX django_admin_log_content_type_id_c4bce8eb ON public.django_admin_log USING btree (content_type_id);


CREATE INDEX django_admin_log_user_id_c564eba6 ON public.django_admin_log USING btree (user_id);


CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);


CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);


CREATE INDEX document_bestselling ON public.search_productdocument USING btree (in_stock DESC, is_bestseller DESC, product_id DESC);


CREATE INDEX document_categories ON public.search_productdocument USING gin (category_ids);


CREATE INDEX document_changes ON public.search_productdocument USING btree (changes_on) WHERE (changes_on IS NOT NULL);


CREATE INDEX document_facets ON public.search_productdocument USING gin (facets);


CREATE INDEX document_name ON public.search_productdocument USING btree (sort_key, product_id);


CREATE INDEX document_newest ON public.search_productdocument USING btree (product_id DESC);


CREATE INDEX document_on_sale ON public.search_productdocument USING btree (product_id DESC) WHERE on_sale;


CREATE INDEX document_price ON public.search_productdocument USING btree (price_minor, product_id);


CREATE INDEX document_vector ON public.search_productdocument USING gin (vector);


CREATE INDEX entry_account ON public.ledger_entry USING btree (account, currency);


CREATE INDEX event_too_many_declines ON public.orders_orderevent USING btree (created_at) WHERE ((kind)::text = 'payment.too_many_declines'::text);


CREATE INDEX fulfilment_fulfilment_location_id_1f5222f0 ON public.fulfilment_fulfilment USING btree (location_id);


CREATE INDEX fulfilment_fulfilment_order_id_b32a3fb0 ON public.fulfilment_fulfilment USING btree (order_id);


CREATE INDEX fulfilment_fulfilment_public_id_f1a3dd4b_like ON public.fulfilment_fulfilment USING btree (public_id varchar_pattern_ops);


CREATE INDEX fulfilment_fulfilmentline_fulfilment_id_cb313a27 ON public.fulfilment_fulfilmentline USING btree (fulfilment_id);


CREATE INDEX fulfilment_fulfilmentline_order_line_id_c5f05b5c ON public.fulfilment_fulfilmentline USING btree (order_line_id);


CREATE INDEX fulfilment_return_notes_creditnote_id_df6d22bd ON public.fulfilment_return_notes USING btree (creditnote_id);


CREATE INDEX fulfilment_return_notes_return_id_752f8286 ON public.fulfilment_return_notes USING btree (return_id);


CREATE INDEX fulfilment_return_order_id_0506a977 ON public.fulfilment_return USING btree (order_id);


CREATE INDEX fulfilment_return_public_id_71d2083c_like ON public.fulfilment_return USING btree (public_id varchar_pattern_ops);


CREATE INDEX fulfilment_returnline_order_line_id_15a5aa05 ON public.fulfilment_returnline USING btree (order_line_id);


CREATE INDEX fulfilment_returnline_owner_id_2b59e155 ON public.fulfilment_returnline USING btree (owner_id);


CREATE INDEX fulfilment_returnline_wanted_id_7cb4d6cb ON public.fulfilment_returnline USING btree (wanted_id);


CREATE INDEX fulfilment_tracking ON public.fulfilment_fulfilment USING btree (upper((tracking_number)::text) text_pattern_ops);


CREATE INDEX fulfilment_withdrawal_notes_creditnote_id_a9d58dbc ON public.fulfilment_withdrawal_notes USING btree (creditnote_id);


CREATE INDEX fulfilment_withdrawal_notes_withdrawal_id_c7d9c7d3 ON public.fulfilment_withdrawal_notes USING btree (withdrawal_id);


CREATE INDEX fulfilment_withdrawal_order_id_c40131bc ON public.fulfilment_withdrawal USING btree (order_id);


CREATE INDEX fulfilment_withdrawal_public_id_7c341cd1_like ON public.fulfilment_withdrawal USING btree (public_id varchar_pattern_ops);


CREATE INDEX fulfilment_withdrawalline_order_line_id_7c710ca5 ON public.fulfilment_withdrawalline USING btree (order_line_id);


CREATE INDEX fulfilment_withdrawalline_owner_id_c2aa8176 ON public.fulfilment_withdrawalline USING btree (owner_id);


CREATE INDEX history_actor ON public.history_historyentry USING btree (actor_user_id, id) WHERE (NOT (actor_user_id IS NULL));


CREATE INDEX history_at ON public.history_historyentry USING btree (at);


CREATE INDEX history_customer ON public.history_historyentry USING btree (id) WHERE ((actor_kind)::text = 'customer'::text);


CREATE INDEX history_guest ON public.history_historyentry USING btree (id) WHERE ((actor_kind)::text = 'guest'::text);


CREATE INDEX history_outside ON public.history_historyentry USING btree (id) WHERE (actor_kind IS NULL);


CREATE INDEX history_parent ON public.history_historyentry USING btree (table_name, parent_id, id) WHERE (NOT (parent_id IS NULL));


CREATE INDEX history_quiet_tables ON public.history_historyentry USING btree (table_name, id) WHERE (NOT ((table_name)::text = ANY ((ARRAY['orders_order'::character varying, 'orders_orderline'::character varying, 'payments_payment'::character varying, 'fulfilment_fulfilment'::character varying])::text[])));


CREATE INDEX history_row ON public.history_historyentry USING btree (table_name, row_id, id);


CREATE INDEX history_staff ON public.history_historyentry USING btree (id) WHERE ((actor_kind)::text = 'staff'::text);


CREATE INDEX inventory_backinstockrequest_variant_id_741642a0 ON public.inventory_backinstockrequest USING btree (variant_id);


CREATE INDEX inventory_location_code_8bf97d37_like ON public.inventory_location USING btree (code varchar_pattern_ops);


CREATE INDEX inventory_stocklevel_location_id_14713b21 ON public.inventory_stocklevel USING btree (location_id);


CREATE INDEX inventory_stocklevel_variant_id_24c2dc1f ON public.inventory_stocklevel USING btree (variant_id);


CREATE INDEX inventory_transfer_source_id_37fc1dde ON public.inventory_transfer USING btree (source_id);


CREATE INDEX inventory_transfer_target_id_4689b34b ON public.inventory_transfer USING btree (target_id);


CREATE INDEX inventory_transferline_transfer_id_81657792 ON public.inventory_transferline USING btree (transfer_id);


CREATE INDEX inventory_transferline_variant_id_5b102f6c ON public.inventory_transferline USING btree (variant_id);


CREATE INDEX journal_created ON public.ledger_journal USING btree (created_at);


CREATE INDEX journal_unusual ON public.ledger_journal USING btree (kind, id DESC) WHERE (NOT ((kind)::text = ANY ((ARRAY['sale'::character varying, 'capture'::character varying])::text[])));


CREATE INDEX ledger_entry_journal_id_a0887d66 ON public.ledger_entry USING btree (journal_id);


CREATE INDEX ledger_journal_order_id_9362f0ba ON public.ledger_journal USING btree (order_id);


CREATE INDEX ledger_journal_source_87344ffe_like ON public.ledger_journal USING btree (source varchar_pattern_ops);


CREATE INDEX listed_bestselling ON public.search_listedproduct USING btree (list_id, in_stock DESC, is_bestseller DESC, product_id DESC) INCLUDE (price_minor, on_sale, facet_bits);


CREATE INDEX listed_name ON public.search_listedproduct USING btree (list_id, sort_key, product_id) INCLUDE (price_minor, in_stock, on_sale, facet_bits);


CREATE INDEX listed_price ON public.search_listedproduct USING btree (list_id, price_minor, product_id) INCLUDE (in_stock, is_bestseller, on_sale, facet_bits);


CREATE INDEX mail_oldest_owed ON public.notifications_mailmessage USING btree (id) WHERE ((parked_at IS NULL) AND (sent_at IS NULL));


CREATE INDEX mail_owed ON public.notifications_mailmessage USING btree (next_try_at) WHERE ((parked_at IS NULL) AND (sent_at IS NULL));


CREATE INDEX mail_parked ON public.notifications_mailmessage USING btree (id DESC) WHERE (NOT (parked_at IS NULL));


CREATE INDEX mail_recipient ON public.notifications_mailmessage USING btree (upper((recipient)::text) text_pattern_ops);


CREATE INDEX movement_level ON public.inventory_stockmovement USING btree (level_id, id DESC);


CREATE INDEX movement_line ON public.inventory_stockmovement USING btree (order_line_key) WHERE (order_line_key IS NOT NULL);


CREATE INDEX movement_transfer ON public.inventory_stockmovement USING btree (transfer_id) WHERE (transfer_id IS NOT NULL);


CREATE INDEX movement_unusual ON public.inventory_stockmovement USING btree (kind, id DESC) WHERE (NOT ((kind)::text = ANY ((ARRAY['reserve'::character varying, 'allocate'::character varying, 'ship'::character varying])::text[])));


CREATE INDEX notifications_mailmessage_dedupe_key_9e9f614f_like ON public.notifications_mailmessage USING btree (dedupe_key varchar_pattern_ops);


CREATE INDEX notifications_mailmessage_message_id_d6391bc6_like ON public.notifications_mailmessage USING btree (message_id varchar_pattern_ops);


CREATE UNIQUE INDEX one_default_address ON public.accounts_address USING btree (user_id) WHERE is_default;


CREATE UNIQUE INDEX one_default_channel ON public.channels_channel USING btree (is_default) WHERE is_default;


CREATE UNIQUE INDEX one_open_cart_per_user ON public.cart_cart USING btree (user_id, channel_id) WHERE (((status)::text = 'open'::text) AND (user_id IS NOT NULL));


CREATE UNIQUE INDEX one_open_change_per_order ON public.orders_orderchange USING btree (order_id) WHERE ((status)::text = 'awaiting_payment'::text);


CREATE INDEX option_value_colour ON public.catalog_optionvalue USING btree (value, id DESC) WHERE (NOT ((swatch)::text = ''::text));


CREATE INDEX order_address_folded ON public.orders_orderaddress USING gin (to_tsvector('simple'::regconfig, ((((((((COALESCE(public.core_folded((full_name)::text), ''::text) || ' '::text) || COALESCE(public.core_folded((company)::text), ''::text)) || ' '::text) || COALESCE(public.core_folded((city)::text), ''::text)) || ' '::text) || (COALESCE(postcode, ''::character varying))::text) || ' '::text) || COALESCE(replace((postcode)::text, ' '::text, ''::text), ''::text))));


CREATE INDEX order_address_phone ON public.orders_orderaddress USING btree (reverse(regexp_replace((phone)::text, '\(0\)|[^0-9]'::text, ''::text, 'g'::text)) text_pattern_ops);


CREATE INDEX order_change_waiting ON public.orders_orderchange USING btree (expires_at) WHERE ((status)::text = 'awaiting_payment'::text);


CREATE INDEX order_created ON public.orders_order USING btree (created_at);


CREATE INDEX order_email_ci ON public.orders_order USING btree (lower((email)::text));


CREATE INDEX order_email_part ON public.orders_order USING gin (upper((email)::text) public.gin_trgm_ops);


CREATE INDEX order_fulfilment_status ON public.orders_order USING btree (fulfilment_status, id DESC);


CREATE INDEX order_line_sku ON public.orders_orderline USING btree (upper((sku)::text) text_pattern_ops);


CREATE INDEX order_payment_status ON public.orders_order USING btree (payment_status, id DESC);


CREATE INDEX order_pending ON public.orders_order USING btree (payment_deadline) WHERE ((status)::text = 'pending'::text);


CREATE INDEX order_placed ON public.orders_order USING btree (placed_at);


CREATE INDEX order_status ON public.orders_order USING btree (status, id DESC);


CREATE INDEX order_total ON public.orders_order USING btree (total_minor, id DESC);


CREATE INDEX order_unconfirmed ON public.orders_order USING btree (id) WHERE (awaits_confirmation AND ((status)::text = 'pending'::text));


CREATE INDEX order_user ON public.orders_order USING btree (user_id, id DESC);


CREATE INDEX orders_allocation_level_id_406394e3 ON public.orders_allocation USING btree (level_id);


CREATE INDEX orders_allocation_line_id_d37a8293 ON public.orders_allocation USING btree (line_id);


CREATE INDEX orders_order_channel_id_a76729a3 ON public.orders_order USING btree (channel_id);


CREATE INDEX orders_order_public_id_477d735f_like ON public.orders_order USING btree (public_id varchar_pattern_ops);


CREATE INDEX orders_order_user_id_e9b59eb1 ON public.orders_order USING btree (user_id);


CREATE INDEX orders_orderaddress_order_id_b1392cb3 ON public.orders_orderaddress USING btree (order_id);


CREATE INDEX orders_orderchange_order_id_74ca8946 ON public.orders_orderchange USING btree (order_id);


CREATE INDEX orders_orderchange_public_id_adb8a6c4_like ON public.orders_orderchange USING btree (public_id varchar_pattern_ops);


CREATE INDEX orders_orderevent_actor_user_id_fd80d104 ON public.orders_orderevent USING btree (actor_user_id);


CREATE INDEX orders_orderevent_order_id_b26297f3 ON public.orders_orderevent USING btree (order_id);


CREATE INDEX orders_orderline_change_id_8efcff28 ON public.orders_orderline USING btree (change_id);


CREATE INDEX orders_orderline_order_id_17f8f3ef ON public.orders_orderline USING btree (order_id);


CREATE INDEX orders_orderline_variant_id_0aa9a0d5 ON public.orders_orderline USING btree (variant_id);


CREATE INDEX orders_ordernote_author_id_4745ea08 ON public.orders_ordernote USING btree (author_id);


CREATE INDEX orders_ordernote_order_id_debc8134 ON public.orders_ordernote USING btree (order_id);


CREATE INDEX orders_reservation_level_id_a50d553e ON public.orders_reservation USING btree (level_id);


CREATE INDEX orders_reservation_line_id_fd89b42e ON public.orders_reservation USING btree (line_id);


CREATE UNIQUE INDEX payment_provider_ref ON public.payments_payment USING btree (provider, provider_ref) WHERE (NOT ((provider_ref)::text = ''::text));


CREATE INDEX payment_reference ON public.payments_payment USING btree (provider_ref varchar_pattern_ops);


CREATE INDEX payment_review ON public.payments_payment USING btree (id) WHERE (NOT ((review)::text = ''::text));


CREATE INDEX payment_undecided ON public.payments_payment USING btree (id) WHERE ((status)::text = ANY ((ARRAY['authorised'::character varying, 'disputed'::character varying])::text[]));


CREATE INDEX payment_unfinished ON public.payments_payment USING btree (id) WHERE ((status)::text = ANY ((ARRAY['created'::character varying, 'requires_action'::character varying, 'processing'::character varying, 'authorised'::character varying])::text[]));


CREATE INDEX payments_creditnote_order_id_5a0bc1ad ON public.payments_creditnote USING btree (order_id);


CREATE INDEX payments_creditnote_public_id_2967c1b6_like ON public.payments_creditnote USING btree (public_id varchar_pattern_ops);


CREATE INDEX payments_creditnoteline_note_id_36386fee ON public.payments_creditnoteline USING btree (note_id);


CREATE INDEX payments_creditnoteline_order_line_id_5548dee8 ON public.payments_creditnoteline USING btree (order_line_id);


CREATE INDEX payments_payment_order_id_22c479b7 ON public.payments_payment USING btree (order_id);


CREATE INDEX payments_payment_provider_d6616219 ON public.payments_payment USING btree (provider);


CREATE INDEX payments_payment_provider_d6616219_like ON public.payments_payment USING btree (provider varchar_pattern_ops);


CREATE INDEX payments_payment_public_id_0c37c47c_like ON public.payments_payment USING btree (public_id varchar_pattern_ops);


CREATE INDEX payments_paymenttransaction_payment_id_d5465bd9 ON public.payments_paymenttransaction USING btree (payment_id);


CREATE INDEX payments_paymenttransaction_source_416dc46c_like ON public.payments_paymenttransaction USING btree (source varchar_pattern_ops);


CREATE INDEX payments_providerevent_provider_84b56fbb ON public.payments_providerevent USING btree (provider);


CREATE INDEX payments_providerevent_provider_84b56fbb_like ON public.payments_providerevent USING btree (provider varchar_pattern_ops);


CREATE INDEX payments_reconcilerun_provider_e3a71f3e ON public.payments_reconcilerun USING btree (provider);


CREATE INDEX payments_reconcilerun_provider_e3a71f3e_like ON public.payments_reconcilerun USING btree (provider varchar_pattern_ops);


CREATE INDEX payments_reconciliationitem_payment_id_2d7a4eb7 ON public.payments_reconciliationitem USING btree (payment_id);


CREATE INDEX payments_reconciliationitem_provider_403b82cc ON public.payments_reconciliationitem USING btree (provider);


CREATE INDEX payments_reconciliationitem_provider_403b82cc_like ON public.payments_reconciliationitem USING btree (provider varchar_pattern_ops);


CREATE INDEX payments_refund_note_id_ba3b1e73 ON public.payments_refund USING btree (note_id);


CREATE INDEX payments_refund_payment_id_a70693f7 ON public.payments_refund USING btree (payment_id);


CREATE INDEX payments_refund_public_id_c2c1ecd2_like ON public.payments_refund USING btree (public_id varchar_pattern_ops);


CREATE INDEX payments_statementline_fingerprint_4885268f_like ON public.payments_statementline USING btree (fingerprint varchar_pattern_ops);


CREATE INDEX payments_statementline_payment_id_409beacd ON public.payments_statementline USING btree (payment_id);


CREATE INDEX payments_testcharge_reference_df368ae8_like ON public.payments_testcharge USING btree (reference varchar_pattern_ops);


CREATE INDEX payments_testrefund_charge_id_0399f5f9 ON public.payments_testrefund USING btree (charge_id);


CREATE INDEX payments_testrefund_reference_eda6b06f_like ON public.payments_testrefund USING btree (reference varchar_pattern_ops);


CREATE INDEX pricing_price_variant_id_eedde902 ON public.pricing_price USING btree (variant_id);


CREATE INDEX pricing_taxrate_tax_class_1652461c ON public.pricing_taxrate USING btree (tax_class);


CREATE INDEX pricing_taxrate_tax_class_1652461c_like ON public.pricing_taxrate USING btree (tax_class varchar_pattern_ops);


CREATE INDEX product_category ON public.catalog_product USING btree (category_id, id DESC);


CREATE INDEX product_name_folded ON public.catalog_product USING gin (public.core_folded((name)::text) public.gin_trgm_ops);


CREATE INDEX product_vendor_folded ON public.catalog_product USING gin (public.core_folded((vendor)::text) public.gin_trgm_ops);


CREATE INDEX provider_event_id ON public.payments_providerevent USING btree (event_id varchar_pattern_ops);


CREATE INDEX provider_event_reference ON public.payments_providerevent USING btree (reference varchar_pattern_ops);


CREATE INDEX provider_event_unusual ON public.payments_providerevent USING btree (outcome, id DESC) WHERE (NOT ((outcome)::text = 'done'::text));


CREATE INDEX provider_event_waiting ON public.payments_providerevent USING btree (next_try_at) WHERE ((outcome)::text = 'waiting'::text);


CREATE INDEX reconcile_run_latest ON public.payments_reconcilerun USING btree (provider, started_at DESC);


CREATE UNIQUE INDEX reconciliation_item_once ON public.payments_reconciliationitem USING btree (provider, reference, kind) WHERE (resolved_at IS NULL);


CREATE INDEX refund_failed ON public.payments_refund USING btree (id) WHERE ((status)::text = 'failed'::text);


CREATE INDEX refund_reference ON public.payments_refund USING btree (provider_ref varchar_pattern_ops);


CREATE INDEX refund_unfinished ON public.payments_refund USING btree (id) WHERE ((status)::text = ANY ((ARRAY['requested'::character varying, 'sent'::character varying])::text[]));


CREATE INDEX return_open ON public.fulfilment_return USING btree (id) WHERE ((status)::text = ANY ((ARRAY['requested'::character varying, 'approved'::character varying, 'in_transit'::character varying, 'received'::character varying, 'inspected'::character varying])::text[]));


CREATE INDEX return_tracking ON public.fulfilment_return USING btree (upper((tracking_number)::text) text_pattern_ops);


CREATE INDEX shipping_shippingmethod_code_ba35a907 ON public.shipping_shippingmethod USING btree (code);


CREATE INDEX shipping_shippingmethod_code_ba35a907_like ON public.shipping_shippingmethod USING btree (code varchar_pattern_ops);


CREATE INDEX shipping_shippingmethod_tax_class_641caf8e ON public.shipping_shippingmethod USING btree (tax_class);


CREATE INDEX shipping_shippingmethod_tax_class_641caf8e_like ON public.shipping_shippingmethod USING btree (tax_class varchar_pattern_ops);


CREATE INDEX shipping_shippingmethod_zone_id_871520f1 ON public.shipping_shippingmethod USING btree (zone_id);


CREATE INDEX stale_product ON public.search_staleproduct USING btree (product_id);


CREATE INDEX statement_line_booked ON public.payments_statementline USING btree (booked_on DESC, id DESC);


CREATE INDEX statement_line_folded ON public.payments_statementline USING gin (public.core_folded((payer)::text) public.gin_trgm_ops, public.core_folded((purpose)::text) public.gin_trgm_ops);


CREATE INDEX statement_line_open ON public.payments_statementline USING btree (id) WHERE ((state)::text = 'open'::text);


CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";


CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;


CREATE UNIQUE INDEX user_email_ci ON public.accounts_user USING btree (lower((email)::text));


CREATE INDEX user_email_part ON public.accounts_user USING gin (upper((email)::text) public.gin_trgm_ops);


CREATE INDEX user_first_name_folded ON public.accounts_user USING gin (public.core_folded((first_name)::text) public.gin_trgm_ops);


CREATE INDEX user_last_name_folded ON public.accounts_user USING gin (public.core_folded((last_name)::text) public.gin_trgm_ops);


CREATE INDEX usersessions_usersession_session_key_fd35de43_like ON public.usersessions_usersession USING btree (session_key varchar_pattern_ops);


CREATE INDEX usersessions_usersession_user_id_af5e0a6d ON public.usersessions_usersession USING btree (user_id);


CREATE INDEX variant_barcode ON public.catalog_variant USING btree (barcode varchar_pattern_ops);


CREATE UNIQUE INDEX variant_options ON public.catalog_variant USING btree (product_id, options_key) WHERE (NOT ((status)::text = 'archived'::text));


CREATE INDEX variant_sku_ci ON public.catalog_variant USING btree (upper((sku)::text) text_pattern_ops);


CREATE INDEX variant_source_sku ON public.catalog_variant USING btree (source_sku) WHERE (NOT ((source_sku)::text = ''::text));


CREATE UNIQUE INDEX waits_once_per_variant ON public.inventory_backinstockrequest USING btree (variant_id, lower((email)::text)) WHERE (notified_at IS NULL);


CREATE INDEX withdrawal_email ON public.fulfilment_withdrawal USING btree (email, declared_at DESC);


CREATE INDEX withdrawal_folded ON public.fulfilment_withdrawal USING gin (public.core_folded((name)::text) public.gin_trgm_ops, public.core_folded((email)::text) public.gin_trgm_ops, public.core_folded((order_number)::text) public.gin_trgm_ops);


CREATE INDEX withdrawal_open ON public.fulfilment_withdrawal USING btree (refund_due_on) WHERE (NOT ((status)::text = ANY ((ARRAY['refunded'::character varying, 'closed'::character varying])::text[])));


CREATE TRIGGER catalog_keep_address AFTER UPDATE OF slug ON public.catalog_product FOR EACH ROW WHEN (((old.slug)::text <> (new.slug)::text)) EXECUTE FUNCTION public.catalog_keep_product_address();


CREATE TRIGGER catalog_keep_name AFTER UPDATE OF slug, parent_id ON public.catalog_category FOR EACH ROW WHEN ((((old.slug)::text <> (new.slug)::text) OR (old.parent_id IS DISTINCT FROM new.parent_id))) EXECUTE FUNCTION public.catalog_keep_category_name();


CREATE TRIGGER catalog_tell AFTER INSERT OR DELETE OR UPDATE ON public.catalog_category FOR EACH ROW EXECUTE FUNCTION public.catalog_tell_category();


CREATE TRIGGER catalog_tell AFTER INSERT OR DELETE OR UPDATE ON public.catalog_oldcategoryname FOR EACH STATEMENT EXECUTE FUNCTION public.core_tell_of('redirects');


CREATE TRIGGER catalog_tell AFTER UPDATE ON public.catalog_product FOR EACH STATEMENT EXECUTE FUNCTION public.core_tell_of('sitemap');


CREATE TRIGGER catalog_tell AFTER INSERT OR DELETE OR UPDATE ON public.catalog_redirect FOR EACH STATEMENT EXECUTE FUNCTION public.core_tell_of('redirects');


CREATE TRIGGER catalog_tell AFTER INSERT OR DELETE OR UPDATE OF sku, barcode, status ON public.catalog_variant FOR EACH STATEMENT EXECUTE FUNCTION public.core_tell_of('codes');


CREATE TRIGGER catalog_tell_delete AFTER DELETE ON public.catalog_optionvalue FOR EACH ROW WHEN (((old.swatch)::text <> ''::text)) EXECUTE FUNCTION public.catalog_tell_swatch();


CREATE TRIGGER catalog_tell_insert AFTER INSERT ON public.catalog_optionvalue FOR EACH ROW WHEN (((new.swatch)::text <> ''::text)) EXECUTE FUNCTION public.catalog_tell_swatch();


CREATE TRIGGER catalog_tell_status AFTER UPDATE OF status ON public.catalog_product FOR EACH STATEMENT EXECUTE FUNCTION public.core_tell_of('codes');


CREATE TRIGGER catalog_tell_update AFTER UPDATE OF value, swatch ON public.catalog_optionvalue FOR EACH ROW WHEN (((((old.swatch)::text <> ''::text) OR ((new.swatch)::text <> ''::text)) AND (((old.value)::text <> (new.value)::text) OR ((old.swatch)::text <> (new.swatch)::text)))) EXECUTE FUNCTION public.catalog_tell_swatch();


CREATE TRIGGER channels_tell AFTER INSERT OR DELETE OR UPDATE ON public.channels_channel FOR EACH ROW EXECUTE FUNCTION public.core_tell_of('channel');


CREATE TRIGGER channels_tell AFTER INSERT OR DELETE OR UPDATE ON public.channels_contentpage FOR EACH ROW EXECUTE FUNCTION public.channels_tell_page();


CREATE TRIGGER history_append_only BEFORE DELETE OR UPDATE ON public.history_historyentry FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse_change();


CREATE TRIGGER history_no_truncate BEFORE TRUNCATE ON public.history_historyentry FOR EACH STATEMENT EXECUTE FUNCTION public.history_refuse_change();


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.accounts_user FOR EACH ROW EXECUTE FUNCTION public.history_record('', 'password', 'last_login');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.accounts_user_groups FOR EACH ROW EXECUTE FUNCTION public.history_record('user_id');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.accounts_user_user_permissions FOR EACH ROW EXECUTE FUNCTION public.history_record('user_id');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.auth_group FOR EACH ROW EXECUTE FUNCTION public.history_record('');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.auth_group_permissions FOR EACH ROW EXECUTE FUNCTION public.history_record('group_id');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.catalog_bundlecomponent FOR EACH ROW EXECUTE FUNCTION public.history_record('bundle_id');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.catalog_category FOR EACH ROW EXECUTE FUNCTION public.history_record('');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.catalog_media FOR EACH ROW EXECUTE FUNCTION public.history_record('product_id');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.catalog_optiontype FOR EACH ROW EXECUTE FUNCTION public.history_record('product_id');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.catalog_optionvalue FOR EACH ROW EXECUTE FUNCTION public.history_record('option_id');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.catalog_product FOR EACH ROW EXECUTE FUNCTION public.history_record('', 'updated_at');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.catalog_redirect FOR EACH ROW EXECUTE FUNCTION public.history_record('');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.catalog_variant FOR EACH ROW EXECUTE FUNCTION public.history_record('product_id');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.channels_channel FOR EACH ROW EXECUTE FUNCTION public.history_record('');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.channels_contentpage FOR EACH ROW EXECUTE FUNCTION public.history_record('', 'updated_at');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.fulfilment_fulfilment FOR EACH ROW EXECUTE FUNCTION public.history_record('order_id', 'version');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.fulfilment_return FOR EACH ROW EXECUTE FUNCTION public.history_record('order_id', 'version', 'updated_at', 'comment');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.fulfilment_withdrawal FOR EACH ROW EXECUTE FUNCTION public.history_record('order_id', 'version', 'updated_at', 'name', 'email', 'goods', 'statement');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.inventory_location FOR EACH ROW EXECUTE FUNCTION public.history_record('');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.inventory_stocklevel FOR EACH ROW EXECUTE FUNCTION public.history_record('variant_id', 'on_hand', 'allocated', 'reserved', 'available', 'ready', 'version');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.orders_order FOR EACH ROW EXECUTE FUNCTION public.history_record('', 'updated_at', 'version');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.orders_orderline FOR EACH ROW EXECUTE FUNCTION public.history_record('order_id');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.payments_payment FOR EACH ROW EXECUTE FUNCTION public.history_record('order_id', 'updated_at', 'redirect_url', 'client_key');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.payments_refund FOR EACH ROW EXECUTE FUNCTION public.history_record('payment_id', 'updated_at');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.pricing_price FOR EACH ROW EXECUTE FUNCTION public.history_record('variant_id');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.pricing_taxrate FOR EACH ROW EXECUTE FUNCTION public.history_record('');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.search_synonym FOR EACH ROW EXECUTE FUNCTION public.history_record('');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.shipping_shippingmethod FOR EACH ROW EXECUTE FUNCTION public.history_record('zone_id');


CREATE TRIGGER history_record AFTER INSERT OR DELETE ON public.shipping_zone FOR EACH ROW EXECUTE FUNCTION public.history_record('');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.accounts_user FOR EACH ROW WHEN (((to_jsonb(old.*) - '{password,last_login}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{password,last_login}'::text[]))) EXECUTE FUNCTION public.history_record('', 'password', 'last_login');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.accounts_user_groups FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('user_id');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.accounts_user_user_permissions FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('user_id');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.auth_group FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.auth_group_permissions FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('group_id');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.catalog_bundlecomponent FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('bundle_id');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.catalog_category FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.catalog_media FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('product_id');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.catalog_optiontype FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('product_id');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.catalog_optionvalue FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('option_id');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.catalog_product FOR EACH ROW WHEN (((to_jsonb(old.*) - '{updated_at}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{updated_at}'::text[]))) EXECUTE FUNCTION public.history_record('', 'updated_at');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.catalog_redirect FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.catalog_variant FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('product_id');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.channels_channel FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.channels_contentpage FOR EACH ROW WHEN (((to_jsonb(old.*) - '{updated_at}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{updated_at}'::text[]))) EXECUTE FUNCTION public.history_record('', 'updated_at');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.fulfilment_fulfilment FOR EACH ROW WHEN (((to_jsonb(old.*) - '{version}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{version}'::text[]))) EXECUTE FUNCTION public.history_record('order_id', 'version');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.fulfilment_return FOR EACH ROW WHEN (((to_jsonb(old.*) - '{version,updated_at,comment}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{version,updated_at,comment}'::text[]))) EXECUTE FUNCTION public.history_record('order_id', 'version', 'updated_at', 'comment');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.fulfilment_withdrawal FOR EACH ROW WHEN (((to_jsonb(old.*) - '{version,updated_at,name,email,goods,statement}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{version,updated_at,name,email,goods,statement}'::text[]))) EXECUTE FUNCTION public.history_record('order_id', 'version', 'updated_at', 'name', 'email', 'goods', 'statement');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.inventory_location FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.inventory_stocklevel FOR EACH ROW WHEN (((to_jsonb(old.*) - '{on_hand,allocated,reserved,available,ready,version}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{on_hand,allocated,reserved,available,ready,version}'::text[]))) EXECUTE FUNCTION public.history_record('variant_id', 'on_hand', 'allocated', 'reserved', 'available', 'ready', 'version');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.orders_order FOR EACH ROW WHEN (((to_jsonb(old.*) - '{updated_at,version}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{updated_at,version}'::text[]))) EXECUTE FUNCTION public.history_record('', 'updated_at', 'version');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.orders_orderline FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('order_id');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.payments_payment FOR EACH ROW WHEN (((to_jsonb(old.*) - '{updated_at,redirect_url,client_key}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{updated_at,redirect_url,client_key}'::text[]))) EXECUTE FUNCTION public.history_record('order_id', 'updated_at', 'redirect_url', 'client_key');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.payments_refund FOR EACH ROW WHEN (((to_jsonb(old.*) - '{updated_at}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{updated_at}'::text[]))) EXECUTE FUNCTION public.history_record('payment_id', 'updated_at');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.pricing_price FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('variant_id');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.pricing_taxrate FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.search_synonym FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.shipping_shippingmethod FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('zone_id');


CREATE TRIGGER history_record_update AFTER UPDATE ON public.shipping_zone FOR EACH ROW WHEN (((to_jsonb(old.*) - '{}'::text[]) IS DISTINCT FROM (to_jsonb(new.*) - '{}'::text[]))) EXECUTE FUNCTION public.history_record('');


CREATE TRIGGER inventory_append_only BEFORE DELETE OR UPDATE ON public.inventory_stockmovement FOR EACH ROW EXECUTE FUNCTION public.inventory_refuse_change();


CREATE TRIGGER inventory_apply AFTER INSERT ON public.inventory_stockmovement FOR EACH ROW WHEN (((new.kind)::text <> 'direct'::text)) EXECUTE FUNCTION public.inventory_apply_movement();


CREATE TRIGGER inventory_bundle AFTER INSERT ON public.catalog_bundlecomponent FOR EACH ROW EXECUTE FUNCTION public.inventory_refuse_bundle();


CREATE TRIGGER inventory_direct_only_here BEFORE INSERT ON public.inventory_stockmovement FOR EACH ROW WHEN ((((new.kind)::text = 'direct'::text) AND (pg_trigger_depth() = 0))) EXECUTE FUNCTION public.inventory_refuse_change();


CREATE TRIGGER inventory_no_truncate BEFORE TRUNCATE ON public.inventory_stockmovement FOR EACH STATEMENT EXECUTE FUNCTION public.inventory_refuse_change();


CREATE TRIGGER inventory_record_insert AFTER INSERT ON public.inventory_stocklevel FOR EACH ROW WHEN (((pg_trigger_depth() = 0) AND ((new.on_hand <> 0) OR (new.allocated <> 0) OR (new.reserved <> 0)))) EXECUTE FUNCTION public.inventory_record_direct();


CREATE TRIGGER inventory_record_update AFTER UPDATE OF on_hand, allocated, reserved ON public.inventory_stocklevel FOR EACH ROW WHEN (((pg_trigger_depth() = 0) AND ((new.on_hand <> old.on_hand) OR (new.allocated <> old.allocated) OR (new.reserved <> old.reserved)))) EXECUTE FUNCTION public.inventory_record_direct();


CREATE TRIGGER inventory_version BEFORE UPDATE ON public.inventory_stocklevel FOR EACH ROW WHEN (((((new.safety IS DISTINCT FROM old.safety) OR (new.backorder_limit IS DISTINCT FROM old.backorder_limit)) OR (new.expected_on IS DISTINCT FROM old.expected_on)) OR (new.low_stock_at IS DISTINCT FROM old.low_stock_at))) EXECUTE FUNCTION public.core_raise_version();


CREATE TRIGGER ledger_append_only BEFORE DELETE OR UPDATE ON public.ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse_change();


CREATE TRIGGER ledger_append_only BEFORE DELETE OR UPDATE ON public.ledger_journal FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse_change();


CREATE CONSTRAINT TRIGGER ledger_balanced AFTER INSERT ON public.ledger_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.ledger_check_balance();


CREATE CONSTRAINT TRIGGER ledger_balanced AFTER INSERT ON public.ledger_journal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.ledger_check_balance();


CREATE CONSTRAINT TRIGGER ledger_joined AFTER INSERT ON public.ledger_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.ledger_check_joined();


CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON public.ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse_change();


CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON public.ledger_journal FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse_change();


CREATE TRIGGER orders_event_append_only BEFORE DELETE ON public.orders_orderevent FOR EACH STATEMENT EXECUTE FUNCTION public.orders_refuse_change();


CREATE TRIGGER orders_event_no_truncate BEFORE TRUNCATE ON public.orders_orderevent FOR EACH STATEMENT EXECUTE FUNCTION public.orders_refuse_change();


CREATE TRIGGER orders_event_unchanged BEFORE UPDATE ON public.orders_orderevent FOR EACH ROW EXECUTE FUNCTION public.orders_event_refuse_update();


CREATE TRIGGER orders_line_amounts BEFORE UPDATE ON public.orders_orderline FOR EACH ROW WHEN ((((((((old.order_id IS DISTINCT FROM new.order_id) OR ((old.sku)::text IS DISTINCT FROM (new.sku)::text)) OR (old.quantity IS DISTINCT FROM new.quantity)) OR (old.unit_minor IS DISTINCT FROM new.unit_minor)) OR (old.total_minor IS DISTINCT FROM new.total_minor)) OR (old.tax_minor IS DISTINCT FROM new.tax_minor)) OR (old.tax_rate IS DISTINCT FROM new.tax_rate))) EXECUTE FUNCTION public.orders_refuse_change();


CREATE TRIGGER orders_line_append_only BEFORE DELETE ON public.orders_orderline FOR EACH ROW EXECUTE FUNCTION public.orders_line_refuse_delete();


CREATE TRIGGER orders_line_no_truncate BEFORE TRUNCATE ON public.orders_orderline FOR EACH STATEMENT EXECUTE FUNCTION public.orders_refuse_change();


CREATE TRIGGER payments_creditnote_append_only BEFORE DELETE OR UPDATE ON public.payments_creditnote FOR EACH STATEMENT EXECUTE FUNCTION public.payments_refuse_change();


CREATE TRIGGER payments_creditnote_no_truncate BEFORE TRUNCATE ON public.payments_creditnote FOR EACH STATEMENT EXECUTE FUNCTION public.payments_refuse_change();


CREATE TRIGGER payments_creditnoteline_append_only BEFORE DELETE OR UPDATE ON public.payments_creditnoteline FOR EACH STATEMENT EXECUTE FUNCTION public.payments_refuse_change();


CREATE TRIGGER payments_creditnoteline_no_truncate BEFORE TRUNCATE ON public.payments_creditnoteline FOR EACH STATEMENT EXECUTE FUNCTION public.payments_refuse_change();


CREATE TRIGGER payments_paymenttransaction_append_only BEFORE DELETE OR UPDATE ON public.payments_paymenttransaction FOR EACH STATEMENT EXECUTE FUNCTION public.payments_refuse_change();


CREATE TRIGGER payments_paymenttransaction_no_truncate BEFORE TRUNCATE ON public.payments_paymenttransaction FOR EACH STATEMENT EXECUTE FUNCTION public.payments_refuse_change();


CREATE TRIGGER raise_version BEFORE UPDATE ON public.fulfilment_fulfilment FOR EACH ROW EXECUTE FUNCTION public.core_raise_version();


CREATE TRIGGER raise_version BEFORE UPDATE ON public.fulfilment_return FOR EACH ROW EXECUTE FUNCTION public.core_raise_version();


CREATE TRIGGER raise_version BEFORE UPDATE ON public.fulfilment_withdrawal FOR EACH ROW EXECUTE FUNCTION public.core_raise_version();


CREATE TRIGGER raise_version BEFORE UPDATE OF channel_id, user_id, cart_key, email, locale, currency, status, payment_status, fulfilment_status, subtotal_minor, shipping_minor, tax_minor, total_minor, credited_minor, shipping_credited_minor, shipping_code, shipping_name, shipping_tax_rate, shipping_tax_minor, arrives_from, arrives_until, awaits_confirmation, placed_at, updated_at ON public.orders_order FOR EACH ROW EXECUTE FUNCTION public.core_raise_version();


CREATE TRIGGER search_listed_deleted AFTER DELETE ON public.search_productdocument REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION public.search_list_products();


CREATE TRIGGER search_listed_inserted AFTER INSERT ON public.search_productdocument REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION public.search_list_products();


CREATE TRIGGER search_listed_updated AFTER UPDATE ON public.search_productdocument REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION public.search_list_products();


CREATE TRIGGER search_note AFTER INSERT OR DELETE OR UPDATE ON public.catalog_bundlecomponent FOR EACH ROW EXECUTE FUNCTION public.search_note_bundle();


CREATE TRIGGER search_note AFTER UPDATE OF name, slug, parent_id ON public.catalog_category FOR EACH ROW EXECUTE FUNCTION public.search_note_category();


CREATE TRIGGER search_note AFTER INSERT OR DELETE OR UPDATE ON public.catalog_media FOR EACH ROW EXECUTE FUNCTION public.search_note_product();


CREATE TRIGGER search_note AFTER INSERT OR DELETE OR UPDATE ON public.catalog_optiontype FOR EACH ROW EXECUTE FUNCTION public.search_note_product();


CREATE TRIGGER search_note AFTER UPDATE ON public.catalog_optionvalue FOR EACH ROW EXECUTE FUNCTION public.search_note_option_value();


CREATE TRIGGER search_note AFTER INSERT OR UPDATE ON public.catalog_product FOR EACH ROW EXECUTE FUNCTION public.search_note_product();


CREATE TRIGGER search_note AFTER INSERT OR DELETE OR UPDATE ON public.catalog_variant FOR EACH ROW EXECUTE FUNCTION public.search_note_product();


CREATE TRIGGER search_note AFTER INSERT OR DELETE ON public.catalog_variant_option_values FOR EACH ROW EXECUTE FUNCTION public.search_note_variant_option();


CREATE TRIGGER search_note AFTER UPDATE OF currency, locale ON public.channels_channel FOR EACH ROW WHEN ((((old.currency)::text <> (new.currency)::text) OR ((old.locale)::text <> (new.locale)::text))) EXECUTE FUNCTION public.search_note_channel();


CREATE TRIGGER search_note AFTER INSERT OR DELETE OR UPDATE ON public.pricing_price FOR EACH ROW EXECUTE FUNCTION public.search_note_price();


CREATE TRIGGER search_note_delete AFTER DELETE ON public.inventory_stocklevel FOR EACH ROW WHEN ((old.available > 0)) EXECUTE FUNCTION public.search_note_stock_deleted();


CREATE TRIGGER search_note_insert AFTER INSERT ON public.inventory_stocklevel FOR EACH ROW EXECUTE FUNCTION public.search_note_stock();


CREATE TRIGGER search_note_moved AFTER UPDATE OF variant_id ON public.inventory_stocklevel FOR EACH ROW WHEN ((old.variant_id <> new.variant_id)) EXECUTE FUNCTION public.search_note_price();


CREATE TRIGGER search_note_part AFTER UPDATE OF name ON public.catalog_product FOR EACH ROW WHEN (((old.name)::text <> (new.name)::text)) EXECUTE FUNCTION public.search_note_part();


CREATE TRIGGER search_note_part AFTER UPDATE OF sku, track_stock ON public.catalog_variant FOR EACH ROW WHEN ((((old.sku)::text <> (new.sku)::text) OR (old.track_stock <> new.track_stock))) EXECUTE FUNCTION public.search_note_part();


CREATE TRIGGER search_note_update AFTER UPDATE ON public.catalog_variant_option_values FOR EACH ROW EXECUTE FUNCTION public.search_note_price();


CREATE TRIGGER search_note_update AFTER UPDATE ON public.inventory_stocklevel FOR EACH ROW WHEN (((((old.available IS DISTINCT FROM new.available) OR (old.ready IS DISTINCT FROM new.ready)) OR (old.expected_on IS DISTINCT FROM new.expected_on)) OR (old.low_stock_at IS DISTINCT FROM new.low_stock_at))) EXECUTE FUNCTION public.search_note_stock_change();


CREATE TRIGGER search_tell AFTER INSERT ON public.search_staleproduct REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.search_tell_notes();


CREATE TRIGGER search_tell AFTER INSERT OR DELETE OR UPDATE ON public.search_synonym FOR EACH STATEMENT EXECUTE FUNCTION public.core_tell_of('synonyms');


CREATE TRIGGER search_tell AFTER DELETE ON public.search_wordkey FOR EACH STATEMENT EXECUTE FUNCTION public.core_tell_of('words');


CREATE TRIGGER search_tell_delete AFTER DELETE ON public.search_productdocument REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION public.search_tell_documents();


CREATE TRIGGER search_tell_insert AFTER INSERT ON public.search_productdocument REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION public.search_tell_documents();


CREATE TRIGGER search_tell_units AFTER UPDATE ON public.inventory_stocklevel FOR EACH ROW WHEN ((LEAST(old.available, 99) <> LEAST(new.available, 99))) EXECUTE FUNCTION public.search_tell_stock();


CREATE TRIGGER search_tell_update AFTER UPDATE ON public.search_productdocument REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION public.search_tell_documents();


CREATE TRIGGER search_words_changed AFTER UPDATE ON public.search_productdocument REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION public.search_note_words();


CREATE TRIGGER search_words_deleted AFTER DELETE ON public.search_productdocument REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION public.search_note_words();


CREATE TRIGGER shipping_tell AFTER INSERT OR DELETE OR UPDATE ON public.shipping_shippingmethod FOR EACH ROW EXECUTE FUNCTION public.core_tell_of('shipping');


CREATE TRIGGER shipping_tell AFTER INSERT OR DELETE OR UPDATE ON public.shipping_zone FOR EACH ROW EXECUTE FUNCTION public.core_tell_of('shipping');


ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.accounts_address
    ADD CONSTRAINT accounts_address_user_id_c8c74ddf_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_group_id_bd11a704_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_52b62117_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_permission_id_113bb443_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_user_id_e4f0a161_fk_accounts_ FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cart_cart
    ADD CONSTRAINT cart_cart_channel_id_cc46dd38_fk_channels_channel_id FOREIGN KEY (channel_id) REFERENCES public.channels_channel(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cart_cart
    ADD CONSTRAINT cart_cart_user_id_9b4220b9_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cart_cartline
    ADD CONSTRAINT cart_cartline_cart_id_c7b9981e_fk_cart_cart_id FOREIGN KEY (cart_id) REFERENCES public.cart_cart(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cart_cartline
    ADD CONSTRAINT cart_cartline_variant_id_dbca56c9_fk_catalog_variant_id FOREIGN KEY (variant_id) REFERENCES public.catalog_variant(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_bundlecomponent
    ADD CONSTRAINT catalog_bundlecompon_bundle_id_6167cec6_fk_catalog_v FOREIGN KEY (bundle_id) REFERENCES public.catalog_variant(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_bundlecomponent
    ADD CONSTRAINT catalog_bundlecompon_component_id_cc68ea86_fk_catalog_v FOREIGN KEY (component_id) REFERENCES public.catalog_variant(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_category
    ADD CONSTRAINT catalog_category_parent_id_f61bd017_fk_catalog_category_id FOREIGN KEY (parent_id) REFERENCES public.catalog_category(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_media
    ADD CONSTRAINT catalog_media_product_id_2316fa05_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_oldcategoryname
    ADD CONSTRAINT catalog_oldcategoryn_category_id_ca827a69_fk_catalog_c FOREIGN KEY (category_id) REFERENCES public.catalog_category(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_oldcategoryname
    ADD CONSTRAINT catalog_oldcategoryn_parent_id_b7a67ffb_fk_catalog_c FOREIGN KEY (parent_id) REFERENCES public.catalog_category(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_optiontype
    ADD CONSTRAINT catalog_optiontype_product_id_1895bf9e_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_optionvalue
    ADD CONSTRAINT catalog_optionvalue_option_id_412a2011_fk_catalog_optiontype_id FOREIGN KEY (option_id) REFERENCES public.catalog_optiontype(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_category_id_35bf920b_fk_catalog_category_id FOREIGN KEY (category_id) REFERENCES public.catalog_category(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_redirect
    ADD CONSTRAINT catalog_redirect_product_id_fc36c7d3_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_variant
    ADD CONSTRAINT catalog_variant_media_id_ee17fd08_fk_catalog_media_id FOREIGN KEY (media_id) REFERENCES public.catalog_media(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_variant_option_values
    ADD CONSTRAINT catalog_variant_opti_optionvalue_id_dc9d575d_fk_catalog_o FOREIGN KEY (optionvalue_id) REFERENCES public.catalog_optionvalue(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_variant_option_values
    ADD CONSTRAINT catalog_variant_opti_variant_id_0808d032_fk_catalog_v FOREIGN KEY (variant_id) REFERENCES public.catalog_variant(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.catalog_variant
    ADD CONSTRAINT catalog_variant_product_id_8a21d193_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_content_type_id_c4bce8eb_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_user_id_c564eba6_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.fulfilment_fulfilmentline
    ADD CONSTRAINT fulfilment_fulfilmen_fulfilment_id_cb313a27_fk_fulfilmen FOREIGN KEY (fulfilment_id) REFERENCES public.fulfilment_fulfilment(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.fulfilment_fulfilment
    ADD CONSTRAINT fulfilment_fulfilmen_location_id_1f5222f0_fk_inventory FOREIGN KEY (location_id) REFERENCES public.inventory_location(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.fulfilment_fulfilmentline
    ADD CONSTRAINT fulfilment_fulfilmen_order_line_id_c5f05b5c_fk_orders_or FOREIGN KEY (order_line_id) REFERENCES public.orders_orderline(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.fulfilment_fulfilment
    ADD CONSTRAINT fulfilment_fulfilmen_replaces_id_0e1dbec5_fk_fulfilmen FOREIGN KEY (replaces_id) REFERENCES public.fulfilment_fulfilment(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.fulfilment_fulfilment
    ADD CONSTRAINT fulfilment_fulfilment_order_id_b32a3fb0_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.fulfilment_return_notes
    ADD CONSTRAINT fulfilment_return_no_creditnote_id_df6d22bd_fk_payments_ FOREIGN KEY (creditnote_id) REFERENCES public.payments_creditnote(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.fulfilment_return_notes
    ADD CONSTRAINT fulfilment_return_no_return_id_752f8286_fk_fulfilmen FOREIGN KEY (return_id) REFERENCES public.fulfilment_return(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.fulfilment_return
    ADD CONSTRAINT fulfilment_return_order_id_0506a977_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.fulfilment_return
    ADD CONSTRAINT fulfilment_return_replacement_id_7881ab04_fk_orders_order_id FOREIGN KEY (replacement_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.fulfilment_returnline
    ADD CONSTRAINT fulfilment_returnlin_order_line_id_15a5aa05_fk_orders_or FOREIGN KEY (order_line_id) REFERENCES public.orders_orderline(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.fulfilment_returnline
    ADD CONSTRAINT fulfilment_returnlin_replacement_id_307a44b2_fk_orders_or FOREIGN KEY (replacement_id) REFERENCES public.orders_orderline(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.fulfilment_returnline
    ADD CONSTRAINT fulfilment_returnline_owner_id_2b59e155_fk_fulfilment_return_id FOREIGN KEY (owner_id) REFERENCES public.fulfilment_return(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.fulfilment_returnline
    ADD CONSTRAINT fulfilment_returnline_wanted_id_7cb4d6cb_fk_catalog_variant_id FOREIGN KEY (wanted_id) REFERENCES public.catalog_variant(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.fulfilment_withdrawal_notes
    ADD CONSTRAINT fulfilment_withdrawa_creditnote_id_a9d58dbc_fk_payments_ FOREIGN KEY (creditnote_id) REFERENCES public.payments_creditnote(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.fulfilment_withdrawalline
    ADD CONSTRAINT fulfilment_withdrawa_order_line_id_7c710ca5_fk_orders_or FOREIGN KEY (order_line_id) REFERENCES public.orders_orderline(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.fulfilment_withdrawalline
    ADD CONSTRAINT fulfilment_withdrawa_owner_id_c2aa8176_fk_fulfilmen FOREIGN KEY (owner_id) REFERENCES public.fulfilment_withdrawal(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.fulfilment_withdrawal_notes
    ADD CONSTRAINT fulfilment_withdrawa_withdrawal_id_c7d9c7d3_fk_fulfilmen FOREIGN KEY (withdrawal_id) REFERENCES public.fulfilment_withdrawal(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.fulfilment_withdrawal
    ADD CONSTRAINT fulfilment_withdrawal_order_id_c40131bc_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.inventory_backinstockrequest
    ADD CONSTRAINT inventory_backinstoc_variant_id_741642a0_fk_catalog_v FOREIGN KEY (variant_id) REFERENCES public.catalog_variant(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.inventory_stocklevel
    ADD CONSTRAINT inventory_stocklevel_location_id_14713b21_fk_inventory FOREIGN KEY (location_id) REFERENCES public.inventory_location(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.inventory_stocklevel
    ADD CONSTRAINT inventory_stocklevel_variant_id_24c2dc1f_fk_catalog_variant_id FOREIGN KEY (variant_id) REFERENCES public.catalog_variant(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.inventory_stockmovement
    ADD CONSTRAINT inventory_stockmovem_level_id_463770a9_fk_inventory FOREIGN KEY (level_id) REFERENCES public.inventory_stocklevel(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.inventory_stockmovement
    ADD CONSTRAINT inventory_stockmovem_transfer_id_6d7456c6_fk_inventory FOREIGN KEY (transfer_id) REFERENCES public.inventory_transfer(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.inventory_transfer
    ADD CONSTRAINT inventory_transfer_source_id_37fc1dde_fk_inventory_location_id FOREIGN KEY (source_id) REFERENCES public.inventory_location(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.inventory_transfer
    ADD CONSTRAINT inventory_transfer_target_id_4689b34b_fk_inventory_location_id FOREIGN KEY (target_id) REFERENCES public.inventory_location(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.inventory_transferline
    ADD CONSTRAINT inventory_transferli_transfer_id_81657792_fk_inventory FOREIGN KEY (transfer_id) REFERENCES public.inventory_transfer(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.inventory_transferline
    ADD CONSTRAINT inventory_transferli_variant_id_5b102f6c_fk_catalog_v FOREIGN KEY (variant_id) REFERENCES public.catalog_variant(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ledger_entry
    ADD CONSTRAINT ledger_entry_journal_id_a0887d66_fk_ledger_journal_id FOREIGN KEY (journal_id) REFERENCES public.ledger_journal(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ledger_journal
    ADD CONSTRAINT ledger_journal_order_id_9362f0ba_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_allocation
    ADD CONSTRAINT orders_allocation_level_id_406394e3_fk_inventory_stocklevel_id FOREIGN KEY (level_id) REFERENCES public.inventory_stocklevel(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_allocation
    ADD CONSTRAINT orders_allocation_line_id_d37a8293_fk_orders_orderline_id FOREIGN KEY (line_id) REFERENCES public.orders_orderline(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_channel_id_a76729a3_fk_channels_channel_id FOREIGN KEY (channel_id) REFERENCES public.channels_channel(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_order
    ADD CONSTRAINT orders_order_user_id_e9b59eb1_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_orderaddress
    ADD CONSTRAINT orders_orderaddress_order_id_b1392cb3_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_orderchange
    ADD CONSTRAINT orders_orderchange_order_id_74ca8946_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_orderevent
    ADD CONSTRAINT orders_orderevent_actor_user_id_fd80d104_fk_accounts_user_id FOREIGN KEY (actor_user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_orderevent
    ADD CONSTRAINT orders_orderevent_order_id_b26297f3_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_orderline
    ADD CONSTRAINT orders_orderline_change_id_8efcff28_fk_orders_orderchange_id FOREIGN KEY (change_id) REFERENCES public.orders_orderchange(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_orderline
    ADD CONSTRAINT orders_orderline_order_id_17f8f3ef_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_orderline
    ADD CONSTRAINT orders_orderline_variant_id_0aa9a0d5_fk_catalog_variant_id FOREIGN KEY (variant_id) REFERENCES public.catalog_variant(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_ordernote
    ADD CONSTRAINT orders_ordernote_author_id_4745ea08_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_ordernote
    ADD CONSTRAINT orders_ordernote_order_id_debc8134_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_reservation
    ADD CONSTRAINT orders_reservation_level_id_a50d553e_fk_inventory_stocklevel_id FOREIGN KEY (level_id) REFERENCES public.inventory_stocklevel(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.orders_reservation
    ADD CONSTRAINT orders_reservation_line_id_fd89b42e_fk_orders_orderline_id FOREIGN KEY (line_id) REFERENCES public.orders_orderline(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_creditnote
    ADD CONSTRAINT payments_creditnote_order_id_5a0bc1ad_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_creditnoteline
    ADD CONSTRAINT payments_creditnotel_note_id_36386fee_fk_payments_ FOREIGN KEY (note_id) REFERENCES public.payments_creditnote(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_creditnoteline
    ADD CONSTRAINT payments_creditnotel_order_line_id_5548dee8_fk_orders_or FOREIGN KEY (order_line_id) REFERENCES public.orders_orderline(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_payment
    ADD CONSTRAINT payments_payment_order_id_22c479b7_fk_orders_order_id FOREIGN KEY (order_id) REFERENCES public.orders_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_paymenttransaction
    ADD CONSTRAINT payments_paymenttran_payment_id_d5465bd9_fk_payments_ FOREIGN KEY (payment_id) REFERENCES public.payments_payment(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_reconciliationitem
    ADD CONSTRAINT payments_reconciliat_payment_id_2d7a4eb7_fk_payments_ FOREIGN KEY (payment_id) REFERENCES public.payments_payment(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_refund
    ADD CONSTRAINT payments_refund_note_id_ba3b1e73_fk_payments_creditnote_id FOREIGN KEY (note_id) REFERENCES public.payments_creditnote(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_refund
    ADD CONSTRAINT payments_refund_payment_id_a70693f7_fk_payments_payment_id FOREIGN KEY (payment_id) REFERENCES public.payments_payment(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_statementline
    ADD CONSTRAINT payments_statementli_payment_id_409beacd_fk_payments_ FOREIGN KEY (payment_id) REFERENCES public.payments_payment(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.payments_testrefund
    ADD CONSTRAINT payments_testrefund_charge_id_0399f5f9_fk_payments_ FOREIGN KEY (charge_id) REFERENCES public.payments_testcharge(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.pricing_price
    ADD CONSTRAINT pricing_price_variant_id_eedde902_fk_catalog_variant_id FOREIGN KEY (variant_id) REFERENCES public.catalog_variant(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.search_productdocument
    ADD CONSTRAINT search_productdocume_product_id_c169fc65_fk_catalog_p FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.shipping_shippingmethod
    ADD CONSTRAINT shipping_shippingmethod_zone_id_871520f1_fk_shipping_zone_id FOREIGN KEY (zone_id) REFERENCES public.shipping_zone(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_user_id_af5e0a6d_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
