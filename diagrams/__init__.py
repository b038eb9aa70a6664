"""Structs in, pictures out: data flow diagram and exchange map as SVG, PNG, PDF and DOT.

`diagrams.dfd.render_dfd` and `diagrams.exchange.render_exchange` are the doors. Places are ours, the arrows are routed
by graphviz in a child process, the picture is drawn here: so every label is measured on the font it is drawn with.
"""
