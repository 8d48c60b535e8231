"""What the linking weighs and from where on it decides; docs/linking.md says how the defaults were learnt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Linking:
    """Weights and thresholds of the linking; points, unless a name says days, km or people.

    Two events are taken for one from `link` points on, which the same named place on the same stated day alone reaches.
    """

    link: float = 4.0

    same_place: float = 6.0
    near_place: float = 0.5
    in_region: float = 1.5
    no_place: float = 0.0
    near_km: float = 3.0
    vague_km: float = 10.0

    same_day: float = 3.0
    likely_day: float = 2.0
    night_before: float = -1.5
    day_before: float = -3.2
    wrong_day_people: int = 15
    addition_days: int = 30
    retold_days: int = 400
    undated_days: int = 30

    killed_agree: float = 2.0
    killed_near: float = 0.8
    killed_differ: float = -0.7
    injured_agree: float = 1.0
    injured_near: float = 0.4
    injured_differ: float = -0.3
    weapon_agree: float = 1.2
    weapon_differ: float = -1.0
    actor_agree: float = 0.5
    actor_differ: float = -0.4
    group_agree: float = 0.3
    group_differ: float = -0.3
    target_agree: float = 0.4
    target_differ: float = -0.2
    same_story: float = 2.0

    copy_jaccard: float = 0.25
    copy_containment: float = 0.55
    copy_whole_text: float = 0.95
    copy_without_events: float = 0.6
    copy_days: int = 7

    @property
    def reprint_days(self) -> int:
        """Days between the happenings that a text and its copy tell, at most: one may say «yesterday», one «today»."""
        return self.copy_days + 1


DEFAULT = Linking()
"""The weights that a warehouse is linked by unless its settings say otherwise."""
