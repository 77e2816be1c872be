"""Values and decisions: no I/O, no clock, no settings. The standard library, and RapidFuzz in matching."""
