"""What the words of the register mean: the ministry's form and its neighbours as msgspec types.

No I/O, no database, no HTTP. Everything else in the product reads labels, hints, legal sources and widgets from here.
"""
