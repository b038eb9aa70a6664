"""Work on many records at once: who looks after them, sending them for review, a unit's new name; with undo."""
