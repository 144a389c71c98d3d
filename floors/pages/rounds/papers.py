"""The decree and the leases of a round as PDF."""

from litestar import Response, get
from litestar.params import FromPath

from floors.pages.rounds.parts import URL, enterprise_asked
from floors.papers.decrees import decree_paper
from floors.papers.leases import lease_paper
from floors.queries.rounds import one_round
from sentra.domain.roles import APPLICANTS, EVERYONE, MANAGERS
from sentra.web.request import SentraRequest, now_of


@get(f"{URL}/{{code:str}}/sk.pdf", allow=EVERYONE)
async def public_decree(request: SentraRequest, code: FromPath[str]) -> Response[bytes]:
    """By pseudonym, for everybody."""
    round_ = await one_round(code, now=now_of(request))
    return _pdf(f"SK {code}", await decree_paper(round_, named=False), public=True)


@get(f"{URL}/{{code:str}}/sk-nama.pdf", allow=MANAGERS)
async def named_decree(request: SentraRequest, code: FromPath[str]) -> Response[bytes]:
    """By name, for the office's files."""
    round_ = await one_round(code, now=now_of(request))
    return _pdf(f"SK {code} (nama)", await decree_paper(round_, named=True))


@get(f"{URL}/{{code:str}}/perjanjian", allow=APPLICANTS)
async def lease(request: SentraRequest, code: FromPath[str]) -> Response[bytes]:
    """The lease of one's own stall; the office names the enterprise."""
    enterprise = enterprise_asked(request)
    round_ = await one_round(code, now=now_of(request))
    number, content = await lease_paper(round_, enterprise)
    return _pdf(number.replace("/", "-"), content)


def _pdf(name: str, content: bytes, *, public: bool = False) -> Response[bytes]:
    return Response(
        content,
        media_type="application/pdf",
        headers={
            "content-disposition": f'inline; filename="{name}.pdf"',
            "cache-control": "public, max-age=300" if public else "private, no-store",
        },
    )
