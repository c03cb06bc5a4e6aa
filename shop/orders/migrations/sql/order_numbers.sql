-- Gaps are fine in order numbers; a sequence never makes two buyers wait for each other.

CREATE SEQUENCE orders_number_seq START 1001;
