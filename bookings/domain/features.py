"""What is fixed in a room, in the words of the plan file and in those of people."""

from collections.abc import Iterable

from sentra.domain.messages import Message, say

_LABELS = {
    "air_conditioning": say("air conditioning"),
    "backdrops": say("backdrops"),
    "batik_stoves": say("batik stoves"),
    "camera": say("camera"),
    "cold_storage": say("cold storage"),
    "computers": say("computers"),
    "cutting_tables": say("cutting tables"),
    "extractor": say("extractor hood"),
    "irons": say("irons"),
    "label_printer": say("label printer"),
    "lighting": say("studio lighting"),
    "microphones": say("microphones"),
    "ovens": say("ovens"),
    "packing_machine": say("packing machine"),
    "printer": say("printer"),
    "projector": say("projector"),
    "screen": say("screen"),
    "sewing_machines": say("sewing machines"),
    "sinks": say("sinks"),
    "sound_proofing": say("sound proofing"),
    "sound_system": say("sound system"),
    "stoves": say("stoves"),
    "video_conference": say("video conference"),
    "whiteboard": say("whiteboard"),
    "wifi": say("Wi-Fi"),
    "work_tables": say("work tables"),
}


def feature_words(features: Iterable[str]) -> tuple[Message, ...]:
    """The features in words; one that a plan has of its own is said as it is written there."""
    return tuple(_LABELS.get(word) or _as_written(word) for word in features)


def _as_written(word: str) -> Message:
    return say("%(word)s", word=word.replace("_", " "))
