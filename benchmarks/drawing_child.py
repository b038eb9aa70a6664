"""Draws a folder of records in a fresh process: `python -m benchmarks.drawing_child FOLDER GRAPHVIZ FORMAT KIND...`."""

import sys
from datetime import date
from pathlib import Path
from typing import cast

from diagrams import programs
from diagrams.kinds import RECORD_DIAGRAMS
from diagrams.outputs import Kind, deliver
from diagrams.title_block import TitleBlock
from schemas.document import decode_document

BLOCK = TitleBlock(ref="ROPA-2569-0001", revision=1, status_th="ร่าง", dated=date(2026, 11, 20), content_hash="0" * 64)


def main() -> None:
    """Write one picture of each kind beside each record."""
    folder, graphviz, form, *kinds = sys.argv[1:]
    installed = programs.installed()
    # The chosen one first and tried as ever; the other helps out where it fails, as ever.
    chosen = [graphviz, *(path for path in installed[-1:] if path != graphviz)]
    programs.installed = lambda: chosen
    for path in sorted(Path(folder).glob("*.json")):
        document = decode_document(path.read_bytes())
        for kind in kinds:
            made = deliver(RECORD_DIAGRAMS[kind].sheet(document), title_block=BLOCK, kind=cast("Kind", form))
            path.with_suffix(f".{kind}.{form}").write_bytes(made)


if __name__ == "__main__":
    main()
