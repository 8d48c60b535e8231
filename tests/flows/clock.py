"""A clock that tests set: time passes when they say so."""

import datetime as dt
from itertools import count


class Clock:
    """Tells a later instant each time it is asked, as requests of one run are told apart by their time."""

    def __init__(self, now):
        self.now = now
        self._ticks = count(1)

    def __call__(self):
        return self.now + dt.timedelta(milliseconds=next(self._ticks))

    def pass_hours(self, hours):
        """Let hours pass."""
        self.now += dt.timedelta(hours=hours)
