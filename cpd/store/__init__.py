"""Tables: columns, constraints, indexes; the two engines and the one way to open a database transaction."""
