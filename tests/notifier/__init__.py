"""The notifier's tests: real SQLite, real PostgreSQL, a real mail server."""
