"""A day in six rooms for the design page, shaped as `_day.html` asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass

_FIRST_HOUR, _LAST_HOUR, _PER_HOUR = 7, 20, 4


@dataclass(frozen=True, slots=True)
class Cell:
    kind: str
    span: int
    time: str
    title: str = ""
    who: str = ""
    own: bool = False
    state: str = "confirmed"
    url: str = "#day"


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    name: str
    note: str
    cells: tuple[Cell, ...]
    url: str = "#day"


@dataclass(frozen=True, slots=True)
class Hour:
    label: str
    span: int


@dataclass(frozen=True, slots=True)
class Day:
    caption: str
    columns: int
    hours: tuple[Hour, ...]
    now: float
    rooms: Sequence[Row]


def _clock(quarter: int) -> str:
    hour, part = divmod(quarter, _PER_HOUR)
    return f"{_FIRST_HOUR + hour:02}.{part * 60 // _PER_HOUR:02}"


def _free(start: int, end: int) -> list[Cell]:
    """Free time in pieces that end with the hour, each to be booked."""
    cells = []
    while start < end:
        stop = min(end, start - start % _PER_HOUR + _PER_HOUR)
        cells.append(Cell("free", stop - start, f"{_clock(start)}–{_clock(stop)}"))
        start = stop
    return cells


def _row(code: str, name: str, note: str, *busy: tuple[int, int, Cell]) -> Row:
    cells: list[Cell] = []
    reached = 0
    for start, end, cell in busy:
        cells += _free(reached, start)
        cells.append(cell)
        reached = end
    cells += _free(reached, (_LAST_HOUR - _FIRST_HOUR) * _PER_HOUR)
    return Row(code, name, note, tuple(cells))


def _busy(
    start: int,
    end: int,
    title: str,
    who: str = "",
    *,
    kind: str = "booking",
    own: bool = False,
    state: str = "confirmed",
) -> tuple[int, int, Cell]:
    span = f"{_clock(start)}–{_clock(end)}"
    return start, end, Cell(kind, end - start, span, title, who, own, state)


def day() -> Day:
    hours = range(_FIRST_HOUR, _LAST_HOUR)
    return Day(
        caption="Selasa, 24 November 2026",
        columns=len(hours) * _PER_HOUR,
        hours=tuple(Hour(f"{hour:02}.00", _PER_HOUR) for hour in hours),
        now=345,
        rooms=(
            _row(
                "R-401", "Aula Anggrek A", "80 kursi",
                _busy(4, 12, "Pembukaan Pekan UKM Serpong", "Dinas Koperasi"),
                _busy(12, 14, "Gladi wisuda", "Sari Lestari"),
                _busy(24, 34, "Bazar kuliner: teknis penataan meja", "Budi Santoso", own=True),
            ),
            _row(
                "R-402", "Aula Anggrek B", "80 kursi",
                _busy(0, 52, "Perawatan pendingin udara", kind="closed"),
            ),
            _row(
                "R-301", "Ruang Pandan", "24 kursi, proyektor",
                _busy(6, 12, "Foto produk dengan telepon genggam", "Budi Santoso", own=True),
                _busy(14, 20, "Pembukuan sederhana", "Dewi Anggraini", state="tentative"),
                _busy(26, 32, "Ekspor untuk pemula", "Joko Susilo", state="cancelled"),
            ),
            _row("R-302", "Ruang Kunyit", "16 kursi"),
            _row(
                "R-303", "Dapur Produksi", "12 orang, dua tungku",
                _busy(4, 7, "Keripik singkong", "Ibu Imas"),
                _busy(7, 8, "Bersih-bersih"),
                _busy(8, 20, "Higiene dan izin P-IRT: sesi kedua bersama Dinas Kesehatan", "Nur"),
                _busy(36, 46, "Sambal kemasan", "Mpok Nur", state="tentative"),
            ),
            _row(
                "R-304", "Studio Anyaman", "20 orang",
                _busy(8, 16, "Anyaman bambu tingkat dasar", "Setu Lestari"),
                _busy(20, 28, "Anyaman bambu tingkat lanjut", "Setu Lestari"),
            ),
        ),
    )  # fmt: skip
