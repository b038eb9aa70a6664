"""A privacy notice as PDF or Word, for the pages that give it out."""

from datetime import date

from litestar import Response

from exports.pdf_errors import PdfError, PdfTooLarge
from ropa.errors import Conflict, Unavailable
from ropa.web.bodies import download
from ropa.web.running import Runner
from schemas.publishing import PublicActivity

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def notice_file(
    runner: Runner, content: PublicActivity, language: str, day: date, *, ending: str, is_public: bool
) -> Response[bytes]:
    """Return the notice as a file; `ending` is pdf or docx. Raises: Conflict for one too large; Unavailable."""
    name = f"privacy-notice-{content.ref}-{language}.{ending}"
    made = await runner.think(lambda: _made(content, language, day, ending=ending, is_public=is_public))
    return download(made, PDF if ending == "pdf" else DOCX, name)


def _made(content: PublicActivity, language: str, day: date, *, ending: str, is_public: bool) -> bytes:
    # here: few processes make notices
    if ending == "docx":
        from exports.privacy_notice_docx import notice_docx

        return notice_docx(content, language, day, is_public=is_public)
    from exports.privacy_notice import notice_pdf

    try:
        return notice_pdf(content, language, day, is_public=is_public)
    except PdfError as error:
        said = str(error).split(" / ", 1)
        raise (Conflict if isinstance(error, PdfTooLarge) else Unavailable)(*said) from None
