"""A trial run in a process of its own, behind all pages: JSON in, a line per draw and the end out.

python -m floors.trial_program < trial.json
"""

import os
import sys

import msgspec

from floors.domain.trial_runs import TrialRun, run_trial

_NICE = 10


def main() -> None:
    os.nice(_NICE)
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=TrialRun)

    def tell(done: int, of_all: int) -> None:
        sys.stdout.write(f"{done} {of_all}\n")
        sys.stdout.flush()

    tried = run_trial(asked, tell)
    sys.stdout.buffer.write(msgspec.json.encode(tried) + b"\n")


if __name__ == "__main__":
    main()
