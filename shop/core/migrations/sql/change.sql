-- How triggers tell what a transaction changed of what somebody may see: core_tell(tags). Each app's triggers name the
-- tags that its queries name (core.shown, docs/kept-pages.md). Many rows of a kind become one coarse tag: "product:*".

CREATE FUNCTION core_tell(news text[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO core_change (tags) SELECT news WHERE news <> '{}'
$$;

CREATE FUNCTION core_tags(kind text, keys bigint[]) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN cardinality(keys) > 200 THEN ARRAY[kind || ':*']
        ELSE ARRAY(SELECT DISTINCT kind || ':' || key FROM unnest(keys) AS key WHERE key IS NOT NULL) END
$$;

-- For tables of which every change is the same news: EXECUTE FUNCTION core_tell_of('channel').
CREATE FUNCTION core_tell_of() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM core_tell(TG_ARGV);
    RETURN NULL;
END $$;
