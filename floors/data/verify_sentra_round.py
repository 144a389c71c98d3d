"""Recompute a stall draw from its public record / Hitung ulang undian lapak dari catatan umumnya.

    python3 verify_sentra_round.py FOLDER-OR-ZIP [COMMITMENT]

One file, Python 3.11 or newer and nothing else. It shares no code with Sentra and goes another way:
everybody asks in rounds and each programme sorts who asked, where Sentra keeps heaps. COMMITMENT is
the line that the office published before the seed existed. The format of the record is described
in docs/public-record.md. Exit status: 0 everything agrees, 1 something differs.
"""

import json
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn
from zipfile import BadZipFile, ZipFile

COMMITTED = ["applications.jsonl", "programmes.json", "rules.json"]
FILES = [*COMMITTED, "changes.jsonl", "commitment.json", "result.jsonl", "seed.json"]
MANIFEST = "manifest.json"

ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

Programmes = list[dict[str, Any]]


class Differs(Exception):
    """Something is not as it should be, and where: file, Indonesian, English."""


def differs(name: str, indonesian: str, english: str) -> NoReturn:
    raise Differs(f"{name}: {indonesian} / {english}")


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def canonical(value: object) -> bytes:
    """The one way to write a value: members by name, no space, UTF-8, a newline at the end."""
    return ENCODE(value).encode() + b"\n"


def parse(name: str, content: bytes) -> Any:
    """One value in a .json file, a list of them in a .jsonl file; only canonical bytes pass."""
    try:
        pieces = content.splitlines(keepends=True) if name.endswith("l") else [content]
        values = [json.loads(piece) for piece in pieces]
    except ValueError as error:
        differs(name, f"bukan JSON ({error})", f"not JSON ({error})")
    if b"".join(map(canonical, values)) != content:
        differs(name, "bukan bentuk baku", "not in canonical form")
    return values if name.endswith("l") else values[0]


def read(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        return {each.name: each.read_bytes() for each in path.iterdir() if each.is_file()}
    with ZipFile(path) as packed:
        return {Path(name).name: packed.read(name) for name in packed.namelist()}


def check_hashes(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Every file is the one that the manifest and the commitment speak of; parsed."""
    for name in [MANIFEST, *FILES]:
        if name not in files:
            differs(name, "tidak ada", "is missing")
    manifest = parse(MANIFEST, files[MANIFEST])
    said = manifest.pop("digest", None)
    if said != digest(canonical(manifest)) or sorted(manifest["files"]) != sorted(FILES):
        differs(MANIFEST, "berubah", "has been changed")
    for name in FILES:
        if digest(files[name]) != manifest["files"][name]:
            differs(name, "tidak sama dengan manifest.json", "is not what manifest.json says")
    record = {name: parse(name, files[name]) for name in FILES}
    for name in COMMITTED:
        if digest(files[name]) != record["commitment.json"]["files"].get(name):
            differs(name, "bukan yang dikunci", "is not what was committed to")
    for name in ["commitment.json", "programmes.json", "rules.json", "seed.json"]:
        if record[name]["round"] != manifest["round"]:
            differs(name, "dari putaran lain", "belongs to another round")
    return record


def check_seed(record: Mapping[str, Any], commitment: str) -> str:
    """The seed came about the way that was announced; returns it."""
    plan, seed = record["commitment.json"]["seed"], record["seed.json"]
    if seed["commitment"] != commitment:
        differs("seed.json", "untuk kuncian lain", "was made for another commitment")
    if seed["kind"] != plan["kind"]:
        differs("seed.json", "bukan cara yang diumumkan", "did not come about as announced")
    if plan["kind"] == "drand":
        if (seed["chain"], seed["beacon"]) != (plan["chain"], plan["beacon"]):
            differs("seed.json", "bukan ronde yang diumumkan", "is not the round announced")
        expected = digest(bytes.fromhex(seed["signature"]))
    else:
        values = seed["values"]
        if len(values) != plan["values"] or not all(0 <= one < plan["faces"] for one in values):
            differs("seed.json", "bukan nilai yang diumumkan", "has other values than announced")
        drawn = " ".join(map(str, values))
        expected = digest(f"sentra-witnessed/1\n{seed['round']}\n{commitment}\n{drawn}".encode())
    if seed["seed"] != expected:
        differs("seed.json", "benih tidak cocok", "the seed does not follow from it")
    return expected


def wishes_now(record: Mapping[str, Any]) -> dict[str, list[str]]:
    """Everybody's preferences after withdrawals, and after staying with what one has."""
    wishes = {each["pseudonym"]: each["preferences"] for each in record["applications.jsonl"]}
    if len(wishes) < len(record["applications.jsonl"]):
        differs("applications.jsonl", "ada yang mendaftar dua kali", "somebody applied twice")
    for change in record["changes.jsonl"]:
        who, stays = change["pseudonym"], change.get("stays")
        if who not in wishes or (stays is not None and stays not in wishes[who]):
            differs("changes.jsonl", f"tidak mungkin: {who}", f"impossible: {who}")
        wishes[who] = wishes[who][wishes[who].index(stays) :] if stays else []
    return wishes


def choose(
    programme: Mapping[str, Any], kinds: list[str], asked: set[int], members: Mapping[str, set[int]]
) -> dict[int, str]:
    """Whom a programme takes of those who ask, and on whose seat: sort, then class by class."""
    left = set(asked)
    chosen: dict[int, str] = {}
    for kind in kinds:
        if seats := programme["seats"].get(kind, 0):
            taken = sorted(left & members[kind])[:seats]
            chosen.update(dict.fromkeys(taken, kind))
            left.difference_update(taken)
    free = len(programme["stalls"]) - len(chosen)
    return chosen | dict.fromkeys(sorted(left)[:free], "open")


def allot(
    programmes: Programmes,
    kinds: list[str],
    wishes: list[list[str]],
    members: Mapping[str, set[int]],
) -> dict[int, tuple[str, str]]:
    """Programme and seat by number. In every round, whoever has nothing asks her next wish."""
    offered = {each["code"]: each for each in programmes}
    held: dict[str, dict[int, str]] = {code: {} for code in offered}
    wish = [iter(wished) for wished in wishes]
    refused = set(range(1, len(wishes) + 1))
    while refused:
        asked: dict[str, list[int]] = {code: [] for code in offered}
        for number in refused:
            for code in wish[number - 1]:
                asked[code].append(number)
                break
        refused = set()
        for code, newcomers in asked.items():
            if newcomers:
                everybody = {*held[code], *newcomers}
                held[code] = choose(offered[code], kinds, everybody, members)
                refused |= everybody - held[code].keys()
    return {number: (code, seat) for code, seats in held.items() for number, seat in seats.items()}


def recompute(record: Mapping[str, Any], seed: str) -> list[dict[str, Any]]:
    """What result.jsonl has to say."""
    rules, programmes = record["rules.json"], record["programmes.json"]["programmes"]
    wishes = wishes_now(record)
    start = f"sentra-lottery/1\n{rules['round']}\n{seed}\n"
    order = sorted(wishes, key=lambda who: digest((start + who).encode()))
    numbers = {who: number for number, who in enumerate(order, 1)}
    members: dict[str, set[int]] = {kind: set() for kind in rules["precedence"]}
    for each in record["applications.jsonl"]:
        for kind in each["classes"]:
            members[kind].add(numbers[each["pseudonym"]])
    places = allot(programmes, rules["precedence"], [wishes[who] for who in order], members)
    asked = {each["pseudonym"]: each["preferences"] for each in record["applications.jsonl"]}
    result = []
    for number, who in enumerate(order, 1):
        code, seat = places.get(number, (None, None))
        result.append(
            {
                "number": number,
                "pseudonym": who,
                "programme": code,
                "seat": seat,
                "choice": asked[who].index(code) + 1 if code else None,
            }
        )
    return result


def check_result(record: Mapping[str, Any], expected: list[dict[str, Any]]) -> None:
    found = record["result.jsonl"]
    for line, (said, right) in enumerate(zip(found, expected, strict=False), 1):
        if said != right:
            differs(
                f"result.jsonl, {line}",
                f"tertulis {said}, seharusnya {right}",
                f"says {said}, should be {right}",
            )
    if len(found) != len(expected):
        differs("result.jsonl", "jumlah baris salah", "has the wrong number of lines")
    places = {each["pseudonym"]: each["programme"] for each in expected}
    latest = {each["pseudonym"]: each.get("stays") for each in record["changes.jsonl"]}
    for who, stays in latest.items():
        if places[who] != stays:
            differs("changes.jsonl", f"{who} tidak memegangnya", f"{who} does not hold it")


def verify(files: Mapping[str, bytes], published: str | None = None) -> str:
    """The commitment of a record in which everything agrees.

    Raises:
        Differs: Something does not; the message names the file.
    """
    commitment = digest(files.get("commitment.json", b""))
    try:
        record = check_hashes(files)
        if published and commitment != published.strip().lower():
            differs("commitment.json", "bukan yang diumumkan", "is not the one published")
        check_result(record, recompute(record, check_seed(record, commitment)))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Differs(f"tidak lengkap / incomplete: {error!r}") from error
    return commitment


def main(arguments: list[str]) -> int:
    if len(arguments) not in {1, 2}:
        print(__doc__)
        return 2
    try:
        files = read(Path(arguments[0]))
        commitment = verify(files, *arguments[1:])
    except (Differs, OSError, BadZipFile) as error:
        print(f"BEDA / DIFFERS: {error}")
        return 1
    print("COCOK. Seluruh hasil undian sama. / AGREES. The whole result is the same.")
    print(f"Bandingkan dengan yang diumumkan / Compare with what was published: {commitment}")
    seed = json.loads(files["seed.json"])
    if seed["kind"] == "drand":
        print(
            "Tanda tangan drand tidak diperiksa di sini; bandingkan dengan / The signature of drand"
            f" is not checked here; compare with drand round {seed['beacon']}, {seed['signature']}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
