"""The dashboard: what the register's numbers say, each with its list, its table and its download."""
