"""Structs in, pictures out: SVG, PNG, PDF and DOT.

`diagrams.kinds` names the pictures of a record, `diagrams.outputs.deliver` gives their bytes. Places are ours, the
arrows are routed by graphviz in a child process, the picture is drawn here: so every label is measured on the font it
is drawn with.
"""
