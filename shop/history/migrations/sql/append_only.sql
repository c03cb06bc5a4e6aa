-- Entries are final. TRUNCATE is refused under a name of its own, because Django's test runner empties tables that way
-- and drops that trigger in its own database. An erasure of personal data will come with a migration that replaces
-- history_refuse_change(); until then there is no door.

CREATE FUNCTION history_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history is append-only: % is refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER history_append_only BEFORE UPDATE OR DELETE ON history_historyentry
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_change();
CREATE TRIGGER history_no_truncate BEFORE TRUNCATE ON history_historyentry
    FOR EACH STATEMENT EXECUTE FUNCTION history_refuse_change();
