-- One function records whatever happens to a row, so a column that is added later needs no change here and cannot break
-- a release that is still running. `history_track` is how a migration attaches it to a table:
--
--   SELECT history_track('payments_payment', 'order_id', ARRAY['updated_at']);
--
-- The table needs a bigint `id`. The second argument names the column of the row that this one belongs to ('' for none),
-- the third the columns that are never stored. An update that changes only those does not even call the function.

CREATE FUNCTION history_record() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE FUNCTION history_track(tracked text, parent text DEFAULT '', excluded text[] DEFAULT '{}')
RETURNS void LANGUAGE plpgsql AS $$
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
END $$;

CREATE FUNCTION history_untrack(tracked text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TRIGGER history_record ON %I', tracked);
    EXECUTE format('DROP TRIGGER history_record_update ON %I', tracked);
END $$;
