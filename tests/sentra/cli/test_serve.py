"""The server as it is run: signals, processes, ports and its log."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from sentra.database.postmaster import Postmaster
from tests.servers import ROOT, Served, data_folder, environment, served

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


def children(server: Served) -> list[int]:
    pid = server.process.pid
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_until(true: Callable[[], bool], *, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def connects(address: str) -> bool:
    host, port = address.removeprefix("http://").split(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def test_it_serves_and_stops_with_its_database_on_sigterm(data: Path) -> None:
    with served(data) as server:
        assert httpx.get(server.address).status_code == HTTPStatus.OK
        assert server.stop() == 0
    assert Postmaster.read(data / "postgres") is None


def test_ctrl_c_ends_it_without_a_trace(data: Path) -> None:
    with served(data) as server:
        assert server.stop(signal.SIGINT) == 0
    assert "Traceback" not in data.with_suffix(".log").read_text()


def test_a_start_prints_the_way_in_for_the_first_manager(data: Path) -> None:
    with served(data) as server:
        [line] = server.lines
        words, address = line.rsplit(" ", 1)
        assert words == "First sign-in, good once:"
        assert httpx.get(address).status_code == HTTPStatus.OK


def test_a_second_start_takes_less_than_two_seconds_of_work(data: Path) -> None:
    """Measured in CPU time, which does not depend on what else the machine does."""
    with served(data) as server:
        assert httpx.get(server.address).status_code == HTTPStatus.OK
        stat = Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    ticks = sum(int(field) for field in stat[11:15])
    assert ticks / os.sysconf("SC_CLK_TCK") < 2


def test_a_slow_request_is_finished_before_it_stops(data: Path) -> None:
    with served(data) as server:
        host, port = server.address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as line:
            line.sendall(b"POST /bahasa HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nlocale")
            time.sleep(0.2)
            server.process.terminate()
            time.sleep(0.3)
            line.sendall(b"=en")
            assert line.recv(1000).startswith(b"HTTP/1.1 ")
        assert server.process.wait(30) == 0


def test_several_processes_answer_and_a_dead_one_is_replaced(data: Path) -> None:
    with served(data, "--workers", "2") as server:
        first = children(server)
        assert len(first) == 2
        os.kill(first[0], signal.SIGKILL)
        wait_until(lambda: len(set(children(server)) - {first[0]}) == 2)
        for _ in range(4):
            assert httpx.get(server.address).status_code == HTTPStatus.OK
        assert server.stop() == 0


def test_when_the_watching_process_is_killed_nobody_keeps_the_port(data: Path) -> None:
    with served(data, "--workers", "2") as server:
        server.stop(signal.SIGKILL)
        wait_until(lambda: not connects(server.address))
    with served(data) as server:
        assert httpx.get(server.address).status_code == HTTPStatus.OK


def test_a_taken_port_is_said_clearly(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = subprocess.run(
            [sys.executable, "-m", "sentra", "serve", "--port", port],
            cwd=ROOT,
            env=environment(data),
            capture_output=True,
            text=True,
            check=False,
        )
    said = (
        f"Error: Port {port} of 127.0.0.1 is in use by another program (perhaps another Sentra). "
        "Choose another one with --port or SENTRA_PORT.\n"
    )
    assert (ended.returncode, ended.stderr) == (1, said)


def test_the_log_names_routes_and_no_addresses(data: Path) -> None:
    log = data.with_suffix(".log")
    with served(data, SENTRA_LOG_FORMAT="json") as server:
        log.write_text("")
        httpx.get(f"{server.address}/k/a-secret-address.ics?token=hidden")
        httpx.get(server.address)
    lines = log.read_text()
    assert '"route": "/"' in lines
    assert "a-secret" not in lines
    assert "hidden" not in lines
