"""Words that an agency has typed into its records, to be suggested when the next record is written.

Filled at each save, and for the records of before by `ropa reindex`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0044_typed_before"
down_revision = "0043_bulk"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "typed_words",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("word_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_typed_words")),
    )
    op.create_index("ix_typed_words_field_uses", "typed_words", ["field", "uses"])
    op.create_table(
        "revision_words",
        sa.Column("revision_id", sa.String(length=36), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("word_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_revision_words_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("revision_id", "field", "word_id", name=op.f("pk_revision_words")),
    )
    op.create_index("ix_revision_words_word_id", "revision_words", ["word_id", "revision_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_revision_words_word_id", table_name="revision_words")
    op.drop_table("revision_words")
    op.drop_index("ix_typed_words_field_uses", table_name="typed_words")
    op.drop_table("typed_words")
