-- Which pages show the shop itself or a page of text (core.shown).

CREATE TRIGGER channels_tell AFTER INSERT OR UPDATE OR DELETE ON channels_channel
    FOR EACH ROW EXECUTE FUNCTION core_tell_of('channel');

CREATE FUNCTION channels_tell_page() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER channels_tell AFTER INSERT OR UPDATE OR DELETE ON channels_contentpage
    FOR EACH ROW EXECUTE FUNCTION channels_tell_page();
