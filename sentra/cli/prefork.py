"""Several processes that serve one listening socket, watched over by the one that made them.

Forked once everything is imported: they share its memory and start at once. A process that dies is
replaced; if the watching one dies, even by `kill -9`, the others see the end of a pipe and stop.
"""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import structlog

HOPELESS = 3
"""Exit status of a process that could not start at all; it is not tried again (as in uvicorn)."""

_TOO_SOON = 2.0  # seconds; one that dies sooner is not replaced at once

log = structlog.get_logger(__name__)


def serve_in_processes(
    count: int, work: Callable[[int], None], *, ready: Callable[[], None], patience: float
) -> None:
    """Run `work` in `count` processes until SIGTERM or SIGINT; returns when all have ended.

    Args:
        count: How many processes.
        work: Gets a file descriptor that becomes readable when the watching process is gone.
        ready: Called once all have been started.
        patience: Seconds from the signal until processes that still run are killed.

    Raises:
        RuntimeError: The processes cannot start.
    """
    Watch(work, patience).over(count, ready)


class Watch:
    def __init__(self, work: Callable[[int], None], patience: float) -> None:
        self.work = work
        self.patience = patience
        self.children: dict[int, float] = {}
        self.stopping = False
        # The write end stays open, and unused, for as long as this process lives.
        self.lifeline, self._held = os.pipe()

    def over(self, count: int, ready: Callable[[], None]) -> None:
        before = {
            number: signal.signal(number, handler)
            for number, handler in (
                (signal.SIGTERM, self._stop),
                (signal.SIGINT, self._stop),
                (signal.SIGALRM, self._kill),
            )
        }
        hopeless = False
        try:
            for _ in range(count):
                self._fork()
            ready()
            while self.children:
                pid, status = os.waitpid(-1, 0)
                began = self.children.pop(pid, None)
                code = os.waitstatus_to_exitcode(status)
                if began is None or self.stopping:
                    continue
                if code == HOPELESS:
                    hopeless = True
                    self._stop()
                    continue
                log.error("a process of the server ended", pid=pid, status=code)
                time.sleep(max(0.0, _TOO_SOON - (time.monotonic() - began)))
                self._fork()
        finally:
            signal.alarm(0)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(self.lifeline)
            os.close(self._held)
        if hopeless:
            raise RuntimeError("the processes of the server could not start")

    def _fork(self) -> None:
        if self.stopping:
            return
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            self._be_child()
        self.children[pid] = time.monotonic()

    def _be_child(self) -> NoReturn:
        status = 1
        try:
            os.close(self._held)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
                signal.signal(number, signal.SIG_DFL)
            if not self.stopping:
                self.work(self.lifeline)
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        except BaseException:  # noqa: BLE001 - the child may go on in none of its parent's code
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(status)

    def _stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        self.stopping = True
        self._signal_all(signal.SIGTERM)
        signal.alarm(max(1, round(self.patience)))

    def _kill(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        self._signal_all(signal.SIGKILL)

    def _signal_all(self, number: int) -> None:
        for pid in self.children:
            os.kill(pid, number)
