"""CPD credit tracker: meeting reports become credits, balances and calendars."""
