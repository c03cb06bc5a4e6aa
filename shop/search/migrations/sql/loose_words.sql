-- Which words a changed or deleted document no longer has, whoever changed it: `search.operations.forget_words` looks
-- whether another product has them.

CREATE FUNCTION search_note_words() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER search_words_changed AFTER UPDATE ON search_productdocument
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION search_note_words();
CREATE TRIGGER search_words_deleted AFTER DELETE ON search_productdocument
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION search_note_words();
