"""The words a plan may use: those of OGC IMDF 1.0.0 (OGC 20-094), and ours where it has none."""

from sentra.domain.categories import Category

STALL_CATEGORIES = frozenset(category.value for category in Category)
"""What a zone of stalls sells: the words of the register of enterprises."""

VENUE_CATEGORIES = {
    "businesscampus",
    "communitycenter",
    "conventioncenter",
    "governmentfacility",
    "museum",
    "retailstore",
    "shoppingcenter",
    "stripmall",
    "university",
}
"""IMDF's venue categories that a centre or a gallery can be."""

WALKABLE = frozenset({"walkway", "lobby", "ramp"})
"""Units that people walk through: corridors, aisles, foyers."""

STAIRS = "stairs"
LIFT = "elevator"
ACCESSIBLE_TOILETS = frozenset(
    {
        "restroom.wheelchair",
        "restroom.unisex.wheelchair",
        "restroom.female.wheelchair",
        "restroom.male.wheelchair",
    }
)
TOILETS = ACCESSIBLE_TOILETS | {
    "restroom",
    "restroom.family",
    "restroom.female",
    "restroom.male",
    "restroom.unisex",
}
DOORLESS = frozenset({"nonpublic", "structure", "column", "opentobelow", "brick", "concrete"})
"""Units nobody visits: shafts, columns, voids."""

UNIT_CATEGORIES = (
    WALKABLE
    | TOILETS
    | DOORLESS
    | {STAIRS, LIFT}
    | {
        "auditorium",
        "classroom",
        "conferenceroom",
        "escalator",
        "firstaid",
        "fitnessroom",
        "foodservice",
        "huddleroom",
        "kitchen",
        "laboratory",
        "library",
        "lounge",
        "mothersroom",
        "office",
        "phoneroom",
        "recreation",
        "room",
        "serverroom",
        "shower",
        "smokingarea",
        "steps",
        "storage",
        "terrace",
        "theater",
        "unspecified",
        "vegetation",
        "waitingroom",
    }
)
"""IMDF's unit categories that a centre can have inside."""

ENTRANCE = "pedestrian.principal"
OPENING_CATEGORIES = frozenset({"pedestrian", ENTRANCE, "emergencyexit", "service"})

SECTION_CATEGORIES = frozenset(
    {"concessions", "eatingdrinking", "exhibition", "retail", "retaildepartment", "servicearea"}
)

PRAYER_ROOMS = frozenset(
    {"prayerroom", "prayerroom.islam", "prayerroom.islam.female", "prayerroom.islam.male"}
)
AMENITY_CATEGORIES = PRAYER_ROOMS | {
    "atm",
    "cashier",
    "childplayarea",
    "defibrillator",
    "drinkingfountain",
    "elevator",
    "firealarmpullstation",
    "fireextinguisher",
    "firstaid",
    "handsanitizerstation",
    "information",
    "mothersroom",
    "restroom",
    "seating",
    "security",
    "stairs",
    "wheelchairassist",
}

DESK = "kiosk"
"""Our category for an IMDF kiosk that is no stall, such as the information desk."""
