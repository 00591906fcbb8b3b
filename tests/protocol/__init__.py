"""The ballot protocol, without a database."""
