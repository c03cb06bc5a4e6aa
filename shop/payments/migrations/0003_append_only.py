from django.db import migrations

# Facts about payments and credit notes are never changed or taken away. TRUNCATE is refused under a name of its own,
# because Django's test runner empties tables that way and drops those triggers in its own database.

TABLES = ("payments_paymenttransaction", "payments_creditnote", "payments_creditnoteline")

FORWARD = """
CREATE FUNCTION payments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();
"""
    for table in TABLES
)

BACKWARD = (
    "".join(
        f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_no_truncate ON {table};" for table in TABLES
    )
    + "DROP FUNCTION payments_refuse_change();"
)


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_transactions_and_credit_notes")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
