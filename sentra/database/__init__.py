"""PostgreSQL: the embedded server, the engine and its transactions, migrations, violations."""
