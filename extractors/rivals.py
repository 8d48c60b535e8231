"""Another's count of those just counted, told by a pronoun: «… ستة، بينما قالت الوزارة إنهم ثلاثة»."""

from __future__ import annotations

from extractors.reading import Sentence
from extractors.tolls import Scan, Toll


def read_rival(scan: Scan, at: int, index: int, sentence: Sentence) -> Toll | None:
    """The toll of a number behind «إنهم» or «أن العدد» where somebody else tells it of those before."""
    reading = scan.reading
    rival = reading.hit(at, "rival")
    people = scan.people.read(rival.last) if rival is not None and rival.last < sentence.last else None
    if people is None or not people.numbered or people.result is not None or people.first in scan.taken:
        return None
    before = next(iter(scan.tolls_before(at, sentence)), None)
    if before is None or before.void or not reading.has(before.last, at, "report_verb"):
        return None
    toll = Toll(
        before.outcome, people, before.cue, at, people.last, index, "another count of those before", list(people.groups)
    )
    scan.take(people, toll)
    return toll
