"""Rules as data: packs, what one activity earns under them, and what counts in a cycle."""
