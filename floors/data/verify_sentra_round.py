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
from itertools import pairwise
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
        signature = bytes.fromhex(seed["signature"])
        if seed["chain"] not in CHAINS or not is_signed(seed["chain"], seed["beacon"], signature):
            differs("seed.json", "bukan tanda tangan drand", "is not signed by drand")
        expected = digest(signature)
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


# The signature of drand, scheme bls-unchained-g1-rfc9380: whether e(signature, G2) equals
# e(H(round), public key) on the curve BLS12-381. Numbers of Fp2 are pairs (a + bu, u*u = -1); those
# of Fp12 are six of these (powers of w, w^6 = 1 + u). Not hardened against side channels: nothing
# here is secret.


P = int(
    "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f624"
    "1eabfffeb153ffffb9feffffffffaaab",
    16,
)
X = 0xD201000000010000  # minus the parameter of the curve
R = X**4 - X**2 + 1
HASH_TO_G1 = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
CHAINS = {
    "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971": (
        "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
        "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
        "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
    )
}
G2 = (
    "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049"
    "334cf11213945d57e5ac7d055d042b7e024aa2b2f08f0a91260805272dc51051"
    "c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
)

Fp2 = tuple[int, int]
G1Point = tuple[int, int] | None  # None is the point at infinity


def times(a: Fp2, b: Fp2) -> Fp2:
    return (a[0] * b[0] - a[1] * b[1]) % P, (a[0] * b[1] + a[1] * b[0]) % P


def minus(a: Fp2, b: Fp2) -> Fp2:
    return (a[0] - b[0]) % P, (a[1] - b[1]) % P


def over(a: Fp2, b: Fp2) -> Fp2:
    norm = pow(b[0] * b[0] + b[1] * b[1], -1, P)
    return times(a, (b[0] * norm % P, -b[1] * norm % P))


def product(a: list[Fp2], b: list[Fp2]) -> list[Fp2]:
    """In Fp12; parts that are 0 cost nothing."""
    real, imaginary = [0] * 11, [0] * 11
    for i, (a0, a1) in enumerate(a):
        for j, (b0, b1) in enumerate(b):
            if b0 or b1:
                real[i + j] += a0 * b0 - a1 * b1
                imaginary[i + j] += a0 * b1 + a1 * b0
    for at in range(5):
        r, i = real[at + 6], imaginary[at + 6]
        real[at] += r - i
        imaginary[at] += r + i
    return [(real[at] % P, imaginary[at] % P) for at in range(6)]


def add(a: G1Point, b: G1Point) -> G1Point:
    """On y*y = x*x*x + 4."""
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = 3 * a[0] * a[0] * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def multiply(point: G1Point, factor: int) -> G1Point:
    total: G1Point = None
    for bit in f"{factor:b}":
        total = add(total, total)
        if bit == "1":
            total = add(total, point)
    return total


def read_g1(compressed: bytes) -> G1Point:
    """A point of the group; None for anything else, infinity included."""
    if len(compressed) != 48:  # noqa: PLR2004 (bytes of a point)
        return None
    flags, x = compressed[0] >> 5, int.from_bytes(compressed) % 2**381
    y = pow(x**3 + 4, (P + 1) // 4, P)
    if not flags & 4 or flags & 2 or x >= P or (y * y - x**3 - 4) % P:
        return None
    point = (x, P - y if (2 * y > P) != bool(flags & 1) else y)
    return None if multiply(point, R) else point


def read_g2(compressed: bytes) -> tuple[Fp2, Fp2]:
    """A point that is known to be one, on y*y = x*x*x + 4(1 + u)."""
    x = (int.from_bytes(compressed[48:]), int.from_bytes(compressed[:48]) % 2**381)
    cube = times(times(x, x), x)
    square = ((cube[0] + 4) % P, (cube[1] + 4) % P)
    norm = pow(square[0] ** 2 + square[1] ** 2, (P + 1) // 4, P)
    half = pow(2, -1, P)
    for root in (norm, P - norm):
        a = pow((square[0] + root) * half, (P + 1) // 4, P)
        if a and (a * a - (square[0] + root) * half) % P == 0:
            break
    b = square[1] * half * pow(a, -1, P) % P
    upper = 2 * b > P if b else 2 * a > P
    return x, (a, b) if upper == bool(compressed[0] >> 5 & 1) else (P - a, P - b)


def miller(at: tuple[int, int], point: tuple[Fp2, Fp2]) -> list[Fp2]:
    """The pairing of a point of G1 with one of G2, before the last power (and inverted)."""
    value: list[Fp2] = [(1, 0)] + [(0, 0)] * 5
    x, y = point

    def line(slope: Fp2) -> list[Fp2]:
        """Through (x, y), in the place `at`, times a number that the last power makes 1."""
        nought = (0, 0)
        across = (-slope[0] * at[0] % P, -slope[1] * at[0] % P)
        return [minus(times(slope, x), y), nought, across, (at[1], 0), nought, nought]

    def onward(slope: Fp2, other: Fp2) -> tuple[Fp2, Fp2]:
        third = minus(minus(times(slope, slope), x), other)
        return third, minus(times(slope, minus(x, third)), y)

    for bit in f"{X:b}"[1:]:
        square = times(x, x)
        slope = over((3 * square[0], 3 * square[1]), (2 * y[0], 2 * y[1]))
        value = product(product(value, value), line(slope))
        x, y = onward(slope, x)
        if bit == "1":
            slope = over(minus(point[1], y), minus(point[0], x))
            value = product(value, line(slope))
            x, y = onward(slope, point[0])
    return value


def hash_to_g1(message: bytes) -> G1Point:
    """RFC 9380, suite BLS12381G1_XMD:SHA-256_SSWU_RO_."""
    suffix = HASH_TO_G1 + bytes([len(HASH_TO_G1)])
    first = sha256(bytes(64) + message + bytes([0, 128, 0]) + suffix).digest()
    block, blocks = bytes(32), []
    for at in range(1, 5):
        mixed = bytes(one ^ two for one, two in zip(first, block, strict=True))
        block = sha256(mixed + bytes([at]) + suffix).digest()
        blocks.append(block)
    uniform = b"".join(blocks)
    one, two = (map_to_curve(int.from_bytes(uniform[at : at + 64]) % P) for at in (0, 64))
    return multiply(add(one, two), X + 1)


# RFC 9380, section 8.8.1 and appendix E.2: A and B of the isogenous curve, then the coefficients
# of the isogeny, the lowest first: x above (12) and below (11), y above (16) and below (16).
ISOGENY = """
00144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1d
12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0
11a05f2b1e833340b809101dd99815856b303e88a2d7005ff2627b56cdb4e2c85610c2d5f2e62d6eaeac1662734649b7
17294ed3e943ab2f0588bab22147a81c7c17e75b2f6a8417f565e33c70d1e86b4838f2a6f318c356e834eef1b3cb83bb
0d54005db97678ec1d1048c5d10a9a1bce032473295983e56878e501ec68e25c958c3e3d2a09729fe0179f9dac9edcb0
1778e7166fcc6db74e0609d307e55412d7f5e4656a8dbf25f1b33289f1b330835336e25ce3107193c5b388641d9b6861
0e99726a3199f4436642b4b3e4118e5499db995a1257fb3f086eeb65982fac18985a286f301e77c451154ce9ac8895d9
1630c3250d7313ff01d1201bf7a74ab5db3cb17dd952799b9ed3ab9097e68f90a0870d2dcae73d19cd13c1c66f652983
0d6ed6553fe44d296a3726c38ae652bfb11586264f0f8ce19008e218f9c86b2a8da25128c1052ecaddd7f225a139ed84
17b81e7701abdbe2e8743884d1117e53356de5ab275b4db1a682c62ef0f2753339b7c8f8c8f475af9ccb5618e3f0c88e
080d3cf1f9a78fc47b90b33563be990dc43b756ce79f5574a2c596c928c5d1de4fa295f296b74e956d71986a8497e317
169b1f8e1bcfa7c42e0c37515d138f22dd2ecb803a0c5c99676314baf4bb1b7fa3190b2edc0327797f241067be390c9e
10321da079ce07e272d8ec09d2565b0dfa7dccdde6787f96d50af36003b14866f69b771f8c285decca67df3f1605fb7b
06e08c248e260e70bd1e962381edee3d31d79d7e22c837bc23c0bf1bc24c6b68c24b1b80b64d391fa9c8ba2e8ba2d229
08ca8d548cff19ae18b2e62f4bd3fa6f01d5ef4ba35b48ba9c9588617fc8ac62b558d681be343df8993cf9fa40d21b1c
12561a5deb559c4348b4711298e536367041e8ca0cf0800c0126c2588c48bf5713daa8846cb026e9e5c8276ec82b3bff
0b2962fe57a3225e8137e629bff2991f6f89416f5a718cd1fca64e00b11aceacd6a3d0967c94fedcfcc239ba5cb83e19
03425581a58ae2fec83aafef7c40eb545b08243f16b1655154cca8abc28d6fd04976d5243eecf5c4130de8938dc62cd8
13a8e162022914a80a6f1d5f43e7a07dffdfc759a12062bb8d6b44e833b306da9bd29ba81f35781d539d395b3532a21e
0e7355f8e4e667b955390f7f0506c6e9395735e9ce9cad4d0a43bcef24b8982f7400d24bc4228f11c02df9a29f6304a5
0772caacf16936190f3e0c63e0596721570f5799af53a1894e2e073062aede9cea73b3538f0de06cec2574496ee84a3a
14a7ac2a9d64a8b230b3f5b074cf01996e7f63c21bca68a81996e1cdf9822c580fa5b9489d11e2d311f7d99bbdcc5a5e
0a10ecf6ada54f825e920b3dafc7a3cce07f8d1d7161366b74100da67f39883503826692abba43704776ec3a79a1d641
095fc13ab9e92ad4476d6e3eb3a56680f682b4ee96f7d03776df533978f31c1593174e4b4b7865002d6384d168ecdd0a
000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001
090d97c81ba24ee0259d1f094980dcfa11ad138e48a869522b52af6c956543d3cd0c7aee9b3ba3c2be9845719707bb33
134996a104ee5811d51036d776fb46831223e96c254f383d0f906343eb67ad34d6c56711962fa8bfe097e75a2e41c696
00cc786baa966e66f4a384c86a3b49942552e2d658a31ce2c344be4b91400da7d26d521628b00523b8dfe240c72de1f6
01f86376e8981c217898751ad8746757d42aa7b90eeb791c09e4a3ec03251cf9de405aba9ec61deca6355c77b0e5f4cb
08cc03fdefe0ff135caf4fe2a21529c4195536fbe3ce50b879833fd221351adc2ee7f8dc099040a841b6daecf2e8fedb
16603fca40634b6a2211e11db8f0a6a074a7d0d4afadb7bd76505c3d3ad5544e203f6326c95a807299b23ab13633a5f0
04ab0b9bcfac1bbcb2c977d027796b3ce75bb8ca2be184cb5231413c4d634f3747a87ac2460f415ec961f8855fe9d6f2
0987c8d5333ab86fde9926bd2ca6c674170a05bfe3bdd81ffd038da6c26c842642f64550fedfe935a15e4ca31870fb29
09fc4018bd96684be88c9e221e4da1bb8f3abd16679dc26c1e8b6e6a1f20cabe69d65201c78607a360370e577bdba587
0e1bba7a1186bdb5223abde7ada14a23c42a0ca7915af6fe06985e7ed1e4d43b9b3f7055dd4eba6f2bafaaebca731c30
19713e47937cd1be0dfd0b8f1d43fb93cd2fcbcb6caf493fd1183e416389e61031bf3a5cce3fbafce813711ad011c132
18b46a908f36f6deb918c143fed2edcc523559b8aaf0c2462e6bfe7f911f643249d9cdf41b44d606ce07c8a4d0074d8e
0b182cac101b9399d155096004f53f447aa7b12a3426b08ec02710e807b4633f06c851c1919211f20d4c04f00b971ef8
0245a394ad1eca9b72fc00ae7be315dc757b3b080d4c158013e6632d3c40659cc6cf90ad1c232a6442d9d3f5db980133
05c129645e44cf1102a159f748c4a3fc5e673d81d7e86568d9ab0f5d396a7ce46ba1049b6579afb7866b1e715475224b
15e6be4e990f03ce4ea50b3b42df2eb5cb181d8f84965a3957add4fa95af01b2b665027efec01c7704b456be69c8b604
16112c4c3a9c98b252181140fad0eae9601a6de578980be6eec3232b5be72e7a07f3688ef60c206d01479253b03663c1
1962d75c2381201e1a0cbd6c43c348b885c84ff731c4d59ca4a10356f453e01f78a4260763529e3532f6102c2e49a03d
058df3306640da276faaae7d6e8eb15778c4855551ae7f310c35a5dd279cd2eca6757cd636f96f891e2538b53dbf67f2
16b7d288798e5395f20d23bf89edb4d1d115c5dbddbcd30e123da489e726af41727364f2c28297ada8d26d98445f5416
0be0e079545f43e4b00cc912f8228ddcc6d19c9f0f69bbb0542eda0fc9dec916a20b15dc0fd2ededda39142311a5001d
08d9e5297186db2d9fb266eaac783182b70152c65550d881c5ecd87b6f0f5a6449f38db9dfa9cce202c6477faaf9b7ac
166007c08a99db2fc3ba8734ace9824b5eecfdfa8d0cf8ef5dd365bc400a0051d5fa9c01a58b1fb93d1a1399126a775c
16a3ef08be3ea7ea03bcddfabba6ff6ee5a4375efa1f4fd7feb34fd206357132b920f5b00801dee460ee415a15812ed9
1866c8ed336c61231a1be54fd1d74cc4f9fb0ce4c6af5920abc5750c4bf39b4852cfe2f7bb9248836b233d9d55535d4a
167a55cda70a6e1cea820597d94a84903216f763e13d87bb5308592e7ea7d4fbc7385ea3d529b35e346ef48bb8913f55
04d2f259eea405bd48f010a01ad2911d9c6dd039bb61a6290e591b36e636a5c871a5c29f4f83060400f8b49cba8f6aa8
0accbb67481d033ff5852c1e48c50c477f94ff8aefce42d28c0f9a88cea7913516f968986f7ebbea9684b529e2561092
0ad6b9514c767fe3c3613144b45f1496543346d98adf02267d5ceef9a00d9b8693000763e3b90ac11e99b138573345cc
02660400eb2e4f3b628bdd0d53cd76f2bf565b94e72927c1cb748df27942480e420517bd8714cc80d1fadc1326ed06f7
0e0fa1d816ddc03e6b24255e0d7819c171c40f65e273b853324efcd6356caa205ca2f570f13497804415473a1d634b8f
000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001
"""


def map_to_curve(u: int) -> G1Point:
    """The simplified map of Shallue, van de Woestijne and Ulas, and an isogeny of degree 11."""
    numbers = [int(line, 16) for line in ISOGENY.split()]
    a, b = numbers[:2]
    square = 11 * u * u % P
    below = (square * square + square) % P
    x = -b * pow(a, -1, P) * (1 + pow(below, -1, P)) % P if below else b * pow(11 * a, -1, P) % P
    for candidate in (x, square * x % P):
        height = (candidate**3 + a * candidate + b) % P
        y = pow(height, (P + 1) // 4, P)
        if y * y % P == height:
            break
    if y % 2 != u % 2:
        y = P - y
    ends = [2, 14, 25, 41, 57]
    values = []
    for start, end in pairwise(ends):
        value = 0
        for coefficient in reversed(numbers[start:end]):
            value = (value * candidate + coefficient) % P
        values.append(value)
    return (
        values[0] * pow(values[1], -1, P) % P,
        y * values[2] * pow(values[3], -1, P) % P,
    )


def is_signed(chain: str, beacon: int, signature: bytes) -> bool:
    """Whether a chain of drand signed a round."""
    signed = read_g1(signature)
    hashed = hash_to_g1(sha256(beacon.to_bytes(8)).digest())
    if signed is None or hashed is None:
        return False
    negative = (hashed[0], P - hashed[1])
    key, one = read_g2(bytes.fromhex(CHAINS[chain])), read_g2(bytes.fromhex(G2))
    value = product(miller(signed, one), miller(negative, key))
    # Both pairings are equal if the power (p^12 - 1)/r is 1; so if the power (p^6 + 1)/r is its own
    # conjugate, which has the odd powers of w negative.
    power: list[Fp2] = [(1, 0)] + [(0, 0)] * 5
    for bit in f"{(P**6 + 1) // R:b}":
        power = product(power, power)
        if bit == "1":
            power = product(power, value)
    return power[1] == power[3] == power[5] == (0, 0)


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
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
