"""What can go wrong with a picture. A door maps these to its own answers."""


class DiagramError(Exception):
    """A picture could not be made; the message says why, in Thai and English."""


class DiagramTooLarge(DiagramError):
    """There are more boxes than one picture can show."""


class DiagramTimedOut(DiagramError):
    """The drawing did not finish within the time limit; the process of graphviz, if one was at work, was ended."""


class DiagramToolFailed(DiagramError):
    """graphviz is not there, or gave no answer that can be drawn."""
