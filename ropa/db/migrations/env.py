"""Runs the migrations on the address that `ropa.db.migrate` hands over."""

from alembic import context

from ropa.db.all_tables import metadata
from ropa.db.unit_of_work import Database

url = context.config.attributes["url"]
database = Database(url)
connection = database.engine.connect().execution_options(ropa_begin="BEGIN IMMEDIATE")
try:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        transactional_ddl=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()
finally:
    connection.close()
    database.close()
