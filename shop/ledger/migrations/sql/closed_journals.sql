-- What was booked stays as it was booked: an entry joins a journal only in the transaction that made it, also where it
-- would balance. Each journal remembers its transaction (`pg_current_xact_id`, which savepoints do not change). The
-- check runs at the commit, because one statement may insert both.

ALTER TABLE ledger_journal ADD COLUMN made_in xid8 DEFAULT pg_current_xact_id();
CREATE FUNCTION ledger_check_joined() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_journal WHERE id = NEW.journal_id AND made_in = pg_current_xact_id()) THEN
        RAISE EXCEPTION 'journal % is closed: an entry cannot join it', NEW.journal_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_joined AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_check_joined();
