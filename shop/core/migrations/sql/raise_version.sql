-- The database raises a row's version at a change, so that no code can forget it. Each app attaches it to its tables.

CREATE FUNCTION core_raise_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
