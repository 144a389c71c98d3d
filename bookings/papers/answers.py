"""Papers as answers to a request."""

from litestar import Response

from bookings.papers.hires import Paper, hire_paper
from bookings.queries import hires as queries
from sentra.domain.messages import say
from sentra.domain.refusals import NotFound


async def pdf(hire_id: int, paper: Paper | None) -> Response[bytes]:
    """A hire's paper.

    Raises:
        NotFound: There is no such hire, or not yet such a paper of it.
    """
    hired = await queries.hire(hire_id)
    if hired is None or paper is None or (paper is Paper.INVOICE and hired.invoice is None):
        raise NotFound(say("There is no such paper."))
    number = hired.invoice if paper is Paper.INVOICE else hired.quotation
    return Response(
        await hire_paper(hired, paper, await queries.issuer()),
        media_type="application/pdf",
        headers={
            "content-disposition": f'inline; filename="{number}.pdf"',
            "cache-control": "private, no-cache",
        },
    )
