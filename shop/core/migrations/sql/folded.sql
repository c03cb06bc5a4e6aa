-- Texts as people look for them, without case and accents: the same as core.folding.fold does in Python.
--
-- Immutable, so that an index may hold it; on its own whatever the search path is, as pg_restore needs it. What Unicode
-- does not take apart is the same list as in core.folding. Marks: those of Latin, Greek, Cyrillic, Hebrew, Arabic and
-- kana.

CREATE FUNCTION core_folded(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN normalize(
    regexp_replace(
        replace(replace(replace(replace(
            translate(lower(normalize(value, NFKD)), 'ØøŁłĐđÐðıĦħŦŧς', 'oollddddihhttσ'),
            'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
        '[\u0300-\u036F\u0483-\u0487\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u064B-\u065F\u0670'
        || '\u06D6-\u06DC\u06DF-\u06E4\u06E7\u06E8\u06EA-\u06ED\u1AB0-\u1ACE\u1DC0-\u1DFF\u20D0-\u20F0\u3099\u309A\uFE20-\uFE2F]',
        '', 'g'),
    NFC);
