"""Names of a target: the variable that holds its address, and how its tables are shown."""


def variable_of(target: str) -> str:
    """Return the name of the variable with the target's address: ROPA_TARGET_HR_ARCHIVE_URL of HR_ARCHIVE."""
    return f"ROPA_TARGET_{target}_URL"


def shown(schema: str | None, table: str) -> str:
    """Return `schema.table`, or the table alone where the database has no schemas. For people; never for SQL."""
    return f"{schema}.{table}" if schema else table
