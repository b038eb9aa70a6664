"""Words that live revisions hold, to be offered where they may be typed again. Computed: `ropa reindex` makes them.

A word's id is made from its group and text, so that a save need not ask for it. No foreign key leads to `typed_words`:
every save of a popular word would lock its row.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from ropa.db.tables import metadata

typed_words = Table(
    "typed_words",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("field", String(40), nullable=False),
    Column("uses", Integer, nullable=False),
    Column("value", Text, nullable=False),
    Column("word_key", Text, nullable=False),
    # The most used first, until there are enough: most looks end within a hundred rows.
    Index("ix_typed_words_field_uses", "field", "uses"),
)

revision_words = Table(
    "revision_words",
    metadata,
    Column("revision_id", String(36), ForeignKey("revisions.id"), primary_key=True),
    Column("field", String(40), primary_key=True),
    Column("word_id", BigInteger, primary_key=True, autoincrement=False),
    Index("ix_revision_words_word_id", "word_id", "revision_id"),
)
