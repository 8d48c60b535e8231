"""What an article is about, and which of a span's words speak of it rather than of a place."""

from __future__ import annotations

from extractors.draft import Scene
from extractors.reading import Reading

SURE, ARMED, HINT = 1, 2, 3  # ranks of weapon words: surely an attack; an attack; no more than a hint of one


def find_topic(scene: Scene, cls: str) -> set[str]:
    """What the title and the first sentence are about, by the tags of a class."""
    if cls not in scene.topics:
        about = outside_tags(scene.reading, 0, scene.reading.sentences[0].last, cls)
        if scene.title is not None:
            about |= outside_tags(scene.title, 0, len(scene.title.norms), cls)
        scene.topics[cls] = about
    return scene.topics[cls]


def outside_tags(reading: Reading, first: int, last: int, cls: str) -> set[str]:
    """The tags of a class's hits in a span, names of places left out («في الحصبة» is Sanaa, «بالحصبة» measles)."""
    hits = (hit for hit in reading.hits_in(first, last, cls) if not reading.is_inside(hit, "weapon", "actor"))
    return {hit.entry.tag for hit in hits if not names_place(reading, hit.first)}


def names_place(reading: Reading, at: int) -> bool:
    """Whether a word is the name of a place, and not only may be one."""
    if at not in reading.place_at:
        return False
    place = reading.places[reading.place_at[at]]
    return place.role != "doubtful" or place.norm.startswith(reading.norms[at])
