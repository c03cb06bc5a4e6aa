"""Pages that are more than a form over one table: one verb a file."""
