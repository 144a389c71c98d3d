"""/api/v1/rounds/{code}/trial: what the rules of a round would do."""

from litestar import get
from litestar.params import FromPath, FromQuery
from litestar.types import ControllerRouterHandler

from floors.domain.trial_runs import MOST_PEOPLE, Tried
from floors.queries.rounds import one_round
from floors.queries.rounds.trials import USUAL_CROWD, Crowd, trial_of, tried
from sentra.domain.messages import say
from sentra.domain.refusals import Invalid, Problem
from sentra.domain.roles import MANAGERS
from sentra.i18n import today
from sentra.web.request import SentraRequest, now_of


@get("/api/v1/rounds/{code:str}/trial", allow=MANAGERS, operation_id="tryRound", tags=["rounds"])
async def try_round(
    request: SentraRequest,
    code: FromPath[str],
    *,
    crowd: FromQuery[Crowd] = Crowd.REGISTERED,
    many: FromQuery[int] = USUAL_CROWD,
) -> Tried:
    """Draw fifty times for a crowd, and with each group of classes first and last.

    Takes up to twenty seconds for 20,000 applicants. `many` counts where they are made up.
    """
    if not 1 <= many <= MOST_PEOPLE:
        rule = say("A number from %(least)d to %(most)d is needed.", least=1, most=MOST_PEOPLE)
        raise Invalid(Problem("many", rule, str(many)))
    now = now_of(request)
    round_ = await one_round(code, now=now, drafts=True)
    return await tried(await trial_of(round_, crowd, many=many, on=today(now)))


HANDLERS: tuple[ControllerRouterHandler, ...] = (try_round,)
