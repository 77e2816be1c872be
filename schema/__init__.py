"""The GraphQL schema, per noun."""
