"""What can go wrong with a picture. A door maps these to its own answers."""


class DiagramError(Exception):
    """A picture could not be made; the message says why, in Thai and English."""


class DiagramTooLarge(DiagramError):
    """There are more boxes than one picture can show."""


class DiagramTimedOut(DiagramError):
    """graphviz did not finish within the time limit; its process was ended."""


class DiagramToolFailed(DiagramError):
    """graphviz is not there, or gave no answer that can be drawn."""
