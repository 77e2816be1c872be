"""Pages, and every address that is not GraphQL."""
