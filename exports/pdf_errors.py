"""What can go wrong with a PDF of records. A door maps these to its own answers."""


class PdfError(Exception):
    """The PDF could not be made; the message says why, in Thai and English."""


class PdfTooLarge(PdfError):
    """There is more than one PDF can hold; the message says what to do."""


class PdfTimedOut(PdfError):
    """It was not ready within the time limit; its process was ended."""
