"""The demo association as pure values and bytes: invented people, no database, no clock.

Everything with a date is derived from the `today` that the caller passes in, and everything drawn by lot from fixed
seeds: the same day gives the same association, byte for byte.
"""
