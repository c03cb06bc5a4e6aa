-- Facts about payments and credit notes are never changed or taken away. TRUNCATE is refused under a name of its own,
-- because Django's test runner empties tables that way and drops those triggers in its own database.

CREATE FUNCTION payments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER payments_paymenttransaction_append_only BEFORE UPDATE OR DELETE ON payments_paymenttransaction
    FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER payments_paymenttransaction_no_truncate BEFORE TRUNCATE ON payments_paymenttransaction
    FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER payments_creditnote_append_only BEFORE UPDATE OR DELETE ON payments_creditnote
    FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER payments_creditnote_no_truncate BEFORE TRUNCATE ON payments_creditnote
    FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER payments_creditnoteline_append_only BEFORE UPDATE OR DELETE ON payments_creditnoteline
    FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER payments_creditnoteline_no_truncate BEFORE TRUNCATE ON payments_creditnoteline
    FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
