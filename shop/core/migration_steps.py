"""Steps of migrations that Django has no operation for."""

from __future__ import annotations

from django.db import migrations

# What names the column is taken down, with its comments and rights, and put up again as it was.
_WIDEN = """
DO $$
DECLARE
    found record;
    again text[] := '{{}}';
    step text;
BEGIN
    FOR found IN
        SELECT DISTINCT view.oid, view.oid::regclass AS name, view.relacl
        FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class view ON view.oid = r.ev_class
        JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_rewrite'::regclass AND d.refobjid = '{table}'::regclass AND a.attname = '{column}'
    LOOP
        again := again || format('CREATE VIEW %s AS %s', found.name, pg_get_viewdef(found.oid));
        again := again || ARRAY(
            SELECT CASE WHEN c.objsubid = 0 THEN format('COMMENT ON VIEW %s IS %L', found.name, c.description)
                   ELSE format('COMMENT ON COLUMN %s.%I IS %L', found.name, a.attname, c.description) END
            FROM pg_description c
            LEFT JOIN pg_attribute a ON a.attrelid = c.objoid AND a.attnum = c.objsubid AND c.objsubid > 0
            WHERE c.classoid = 'pg_class'::regclass AND c.objoid = found.oid);
        again := again || ARRAY(
            SELECT format('GRANT %s ON %s TO %s', g.privilege_type, found.name,
                          CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END)
            FROM aclexplode(found.relacl) g);
        EXECUTE format('DROP VIEW %s', found.name);
    END LOOP;
    FOR found IN SELECT tgname, pg_get_triggerdef(oid) AS made FROM pg_trigger
                 WHERE tgrelid = '{table}'::regclass AND NOT tgisinternal LOOP
        again := again || found.made;
        EXECUTE format('DROP TRIGGER %I ON {table}', found.tgname);
    END LOOP;
    ALTER TABLE {table} ALTER COLUMN {column} TYPE varchar({length});
    FOREACH step IN ARRAY again LOOP EXECUTE step; END LOOP;
END $$
"""


def widen(table: str, column: str, length: int, state: migrations.AlterField) -> migrations.SeparateDatabaseAndState:
    """Return the step that makes a text column wider, although views and triggers name it.

    PostgreSQL rewrites nothing for a wider varchar; the table is locked for that moment alone. Going back keeps it.
    """
    sql = migrations.RunSQL(_WIDEN.format(table=table, column=column, length=length), migrations.RunSQL.noop)
    return migrations.SeparateDatabaseAndState(database_operations=[sql], state_operations=[state])
