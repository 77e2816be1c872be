"""Values in, bytes out: calendar feeds, certificates, transcripts, spreadsheets. No queries and no clock."""
