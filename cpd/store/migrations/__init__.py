"""One set of migrations for both databases, written by hand as SQL. Run by `cpd.store.migrate` only."""
