"""The floors of the Sentra UKM building, 25 m along the street (x, east) and 20 m deep (y, north).

A core of stairs, lift and toilets runs along the east side at the same place on every floor.
Selling floors have two islands of stalls back to back and a row along the west wall, with aisles on
all sides so that nobody walks into a dead end. The others have rooms on a corridor.
"""

import shapely
from shapely import Polygon, box

from tools.plan_canvas import Box, Canvas, Json, Place, names

WIDTH, DEPTH = 25.0, 20.0
CORE = 21.0
"""The core takes x from here to the east wall."""
CORE_ROOM = 3.0
"""Between the southern stairs and the lift, 4 m of the core are free for each floor to use."""
MAIN_AISLE = (10.8, 13.0)
ISLAND = 2.0
"""Islands begin and end this far from the south and north walls."""

LEVEL_NAMES = {
    "food": ("Kuliner", "Food and drink"),
    "fashion": ("Busana dan kecantikan", "Fashion and beauty"),
    "craft": ("Kriya, rumah, dan jasa", "Craft, home and services"),
    "training": ("Pelatihan", "Training"),
    "making": ("Produksi", "Production"),
}
ROWS: dict[str, tuple[float, float, str]] = {
    # row: west, east, the side its stalls open to
    "A": (0.0, 3.0, "east"),
    "B": (4.8, 7.8, "west"),
    "C": (7.8, 10.8, "east"),
    "D": (13.0, 16.0, "west"),
    "E": (16.0, 19.0, "east"),
}
WALL = (3.0, *(2.0,) * 7, 3.0)
"""Frontages along a row from the south, in metres; row A stands along the whole west wall."""
STANDARD = (2.0,) * 8
LARGE_ENDS = (3.0, *(2.0,) * 5, 3.0)
SELLING: dict[str, dict[str, tuple[str, tuple[float, ...]]]] = {
    # use: row: category and frontages
    "food": {
        "A": ("drink", WALL),
        "B": ("food", STANDARD),
        "C": ("food", STANDARD),
        "D": ("food", STANDARD),
        "E": ("food", STANDARD),
    },
    "fashion": {
        "A": ("beauty", WALL),
        "B": ("fashion", STANDARD),
        "C": ("fashion", LARGE_ENDS),
        "D": ("fashion", STANDARD),
        "E": ("fashion", STANDARD),
    },
    "craft": {
        "A": ("services", WALL),
        "B": ("craft", STANDARD),
        "C": ("craft", LARGE_ENDS),
        "D": ("home", STANDARD),
        "E": ("home", STANDARD),
    },
}

BASICS = ["projector", "screen", "whiteboard", "air_conditioning", "wifi"]
HALL = [*BASICS, "sound_system"]
WORKSHOPS = (
    # number, IMDF category, west, east, north of the corridor?, names, persons, equipment
    ("01", "kitchen", 0.0, 8.0, False, "Dapur produksi", "Production kitchen", 20,
     ["stoves", "ovens", "cold_storage", "extractor", "sinks"]),
    ("02", "room", 8.0, 14.0, False, "Bengkel kemasan", "Packaging workshop", 18,
     ["packing_machine", "label_printer", "work_tables", "wifi"]),
    ("03", "room", 14.0, 19.0, False, "Studio siniar", "Podcast studio", 8,
     ["microphones", "sound_proofing", "air_conditioning", "wifi"]),
    ("04", "room", 0.0, 8.0, True, "Bengkel jahit", "Sewing workshop", 24,
     ["sewing_machines", "cutting_tables", "irons", "air_conditioning"]),
    ("05", "room", 8.0, 14.0, True, "Bengkel kriya dan batik", "Craft and batik workshop", 18,
     ["work_tables", "batik_stoves", "sinks"]),
    ("06", "room", 14.0, 19.0, True, "Studio foto produk", "Product photo studio", 10,
     ["lighting", "backdrops", "camera", "air_conditioning", "wifi"]),
)  # fmt: skip


def draw_storey(level: int, use: str) -> list[Json]:
    canvas = Canvas(level, (0.0, 0.0, WIDTH, DEPTH))
    canvas.storey(*LEVEL_NAMES[use])
    _core(canvas)
    if level == 1:
        _ways_out(canvas)
    _USES[use](canvas)
    canvas.walkway()
    return canvas.features


def _core(canvas: Canvas) -> None:
    for suffix, south, side, side_en in (
        ("S", 0.0, "selatan", "South"),
        ("N", 17.0, "utara", "North"),
    ):
        corners = (CORE, south, WIDTH, south + 3)
        name = names(f"Tangga {side}", f"{side_en} stairs")
        canvas.unit(f"STAIR-{suffix}", "stairs", corners, name)
        _core_door(canvas, f"STAIR-{suffix}", south + 0.2, 1.2)
    canvas.unit("LIFT", "elevator", (CORE, 7.0, 23.2, 9.2), names("Lift", "Lift"))
    _core_door(canvas, "LIFT", 7.55, 1.1)
    accessible = names("Toilet disabilitas", "Accessible toilet")
    canvas.unit("WC-A", "restroom.unisex.wheelchair", (CORE, 9.2, 23.4, 11.4), accessible)
    _core_door(canvas, "WC-A", 9.4, 1.0)
    canvas.shaft(box(23.2, 7.0, WIDTH, 9.2).union(box(23.4, 9.2, WIDTH, 11.4)))
    men, women = names("Toilet pria", "Men"), names("Toilet wanita", "Women")
    canvas.unit("WC-M", "restroom.male", (CORE, 11.4, WIDTH, 14.0), men)
    _core_door(canvas, "WC-M", 11.6)
    canvas.unit("WC-W", "restroom.female", (CORE, 14.0, WIDTH, 17.0), women)
    _core_door(canvas, "WC-W", 14.2)


def _core_door(canvas: Canvas, suffix: str, south: float, width: float = 0.9) -> None:
    canvas.door(f"{canvas.level}-{suffix}-D", (CORE, south), (CORE, south + width))


def _ways_out(canvas: Canvas) -> None:
    """The entrance from the street, and a way out at the back and from each of the stairs."""
    west, east = MAIN_AISLE
    canvas.door("1-ENTRANCE", (west, 0.0), (east, 0.0), "pedestrian.principal")
    canvas.door("1-EXIT-MAIN", (11.3, DEPTH), (12.5, DEPTH), "emergencyexit")
    canvas.door("1-EXIT-S", (WIDTH, 0.9), (WIDTH, 2.1), "emergencyexit")
    canvas.door("1-EXIT-N", (WIDTH, 17.9), (WIDTH, 19.1), "emergencyexit")


def _food(canvas: Canvas) -> None:
    desk = (13.0, 2.0, 16.0, 4.0)
    unit = canvas.desk("INFO", desk, names("Meja informasi", "Information desk"))
    canvas.amenity("INFO", "information", desk, unit)
    canvas.amenity("AID", "firstaid", desk, unit)
    _rows(canvas, "food", without={"D": 1})
    for number in (1, 2):
        south = CORE_ROOM + 2 * (number - 1)
        corners = (CORE, south, WIDTH, south + 2)
        front = [(CORE, south), (CORE, south + 2)]
        canvas.stall(f"{canvas.level}-F{number:02}", "drink", corners, front)
    canvas.zone("drink", box(CORE, CORE_ROOM, WIDTH, CORE_ROOM + 4), "-CORE")


def _fashion(canvas: Canvas) -> None:
    _rows(canvas, "fashion")
    lactation = (CORE, CORE_ROOM + 2, WIDTH, CORE_ROOM + 4)
    name = names("Ruang laktasi", "Lactation room")
    unit = canvas.unit("LACTATION", "mothersroom", lactation, name)
    canvas.amenity("LACTATION", "mothersroom", lactation, unit)
    _core_door(canvas, "LACTATION", CORE_ROOM + 2.2)
    store = (CORE, CORE_ROOM, WIDTH, CORE_ROOM + 2)
    canvas.unit("STORE", "storage", store, names("Gudang", "Storage"))
    _core_door(canvas, "STORE", CORE_ROOM + 0.2)


def _craft(canvas: Canvas) -> None:
    _rows(canvas, "craft")
    _prayer_room(canvas)


def _prayer_room(canvas: Canvas) -> None:
    corners = (CORE, CORE_ROOM, WIDTH, CORE_ROOM + 4)
    unit = canvas.unit("PRAYER", "room", corners, names("Musala", "Prayer room"))
    canvas.amenity("PRAYER", "prayerroom.islam", corners, unit)
    _core_door(canvas, "PRAYER", CORE_ROOM + 0.2, 1.2)


def _rows(canvas: Canvas, use: str, without: dict[str, int] | None = None) -> None:
    """The rows of stalls and their zones; `without` leaves out the first stalls of a row."""
    zones: dict[str, list[Polygon]] = {}
    for row, (category, frontages) in SELLING[use].items():
        skipped = (without or {}).get(row, 0)
        stalls = _frontages(row, frontages)[skipped:]
        for number, (corners, front) in enumerate(stalls, start=1):
            canvas.stall(f"{canvas.level}-{row}{number:02}", category, corners, front)
            zones.setdefault(category, []).append(box(*corners))
    for category, boxes in zones.items():
        parts = shapely.get_parts(shapely.union_all(boxes))
        for number, part in enumerate(parts, start=1):
            canvas.zone(category, part, f"-{number}" if len(parts) > 1 else "")


def _frontages(row: str, frontages: tuple[float, ...]) -> list[tuple[Box, list[Place]]]:
    """The stalls of a row with their open sides; at the end of an island that goes round it."""
    west, east, side = ROWS[row]
    x, back = (east, west) if side == "east" else (west, east)
    island = row != "A"
    south = ISLAND if island else 0.0
    stalls = []
    for position, frontage in enumerate(frontages):
        north = south + frontage
        front = [(x, south), (x, north)]
        if island and position == 0:
            front.insert(0, (back, south))
        if island and position == len(frontages) - 1:
            front.append((back, north))
        stalls.append(((west, south, east, north), front))
        south = north
    return stalls


def _training(canvas: Canvas) -> None:
    _hall(canvas)
    code = f"R{canvas.level}"
    corners = (12.0, 11.0, 19.0, 20.0)
    equipment = [*BASICS, "computers", "printer"]
    name = names("Lab komputer", "Computer room")
    canvas.room(
        f"{code}02", "laboratory", corners, name, layouts={"classroom": 30}, equipment=equipment
    )
    canvas.door(f"{code}02-D1", (13.0, 11.0), (14.2, 11.0))
    canvas.door(f"{code}02-D2", (19.0, 18.0), (19.0, 19.0))
    corners = (12.0, 0.0, 19.0, 9.0)
    layouts = {"classroom": 36, "theatre": 48, "u_shape": 24}
    name = names("Kelas Serpong", "Serpong classroom")
    canvas.room(f"{code}03", "classroom", corners, name, layouts=layouts, equipment=BASICS)
    canvas.door(f"{code}03-D1", (13.0, 9.0), (14.2, 9.0))
    canvas.door(f"{code}03-D2", (19.0, 1.0), (19.0, 2.0))
    _consulting_rooms(canvas)
    office = (CORE, CORE_ROOM, WIDTH, CORE_ROOM + 4)
    canvas.unit("OFFICE", "office", office, names("Kantor pengelola", "Management office"))
    _core_door(canvas, "OFFICE", CORE_ROOM + 0.2)


def _hall(canvas: Canvas) -> None:
    """Two halves with a wall that opens, two double doors each, on a foyer of their own."""
    code = f"R{canvas.level}01"
    layouts = {"theatre": 80, "classroom": 40, "banquet": 48}
    whole = {layout: 2 * persons for layout, persons in layouts.items()}
    for half, south, doors in (("A", 0.0, (3.8, 8.0)), ("B", 10.0, (10.2, 14.4))):
        corners = (0.0, south, 9.0, south + 10)
        name = names(f"Aula {half}", f"Hall {half}")
        canvas.room(f"{code}{half}", "auditorium", corners, name, layouts=layouts, equipment=HALL)
        for number, door in enumerate(doors, start=1):
            canvas.door(f"{code}{half}-D{number}", (9.0, door), (9.0, door + 1.8))
    halves = (f"{code}A", f"{code}B")
    name = names("Aula besar", "Great hall")
    canvas.room(
        code, "auditorium", (0.0, 0.0, 9.0, 20.0), name, layouts=whole, equipment=HALL, joins=halves
    )


def _consulting_rooms(canvas: Canvas) -> None:
    """Two small rooms at the ends of the foyer."""
    equipment = ["screen", "whiteboard", "air_conditioning", "wifi", "video_conference"]
    for number, river, south, wall in (("04", "Cisadane", 16.4, 16.4), ("05", "Angke", 0.0, 3.6)):
        code = f"R{canvas.level}{number}"
        corners = (9.0, south, 12.0, south + 3.6)
        name = names(f"Ruang rapat {river}", f"{river} meeting room")
        canvas.room(
            code, "conferenceroom", corners, name, layouts={"boardroom": 8}, equipment=equipment
        )
        canvas.door(f"{code}-D1", (10.9, wall), (11.8, wall))


def _making(canvas: Canvas) -> None:
    for number, category, west, east, north, name, name_en, persons, equipment in WORKSHOPS:
        code = f"R{canvas.level}{number}"
        corners = (west, 11.0, east, 20.0) if north else (west, 0.0, east, 9.0)
        layouts = {"workshop": persons}
        canvas.room(
            code, category, corners, names(name, name_en), layouts=layouts, equipment=equipment
        )
        wall = 11.0 if north else 9.0
        start = east - 2.0 if west == 0 else west + 1.0
        canvas.door(f"{code}-D1", (start, wall), (start + 1.2, wall))
    store = (0.0, 9.0, 5.0, 11.0)
    canvas.unit("STORE", "storage", store, names("Gudang bahan", "Material store"))
    canvas.door(f"{canvas.level}-STORE-D", (5.0, 9.5), (5.0, 10.5))
    _prayer_room(canvas)


_USES = {
    "food": _food,
    "fashion": _fashion,
    "craft": _craft,
    "training": _training,
    "making": _making,
}
