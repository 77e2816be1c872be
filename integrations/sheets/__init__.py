"""Tables as bytes -> records with their lines: what all exports need, and nothing about any platform."""
