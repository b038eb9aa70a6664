"""One field over everything that the register holds, each kind with its own rights; and where somebody went from it."""
