"""Made-up news of any length, as rows of the warehouse: no coder, no text of anybody's, the same for the same seed.

A day has happenings in towns of fourteen governorates; most are told by one article, some by many. Of the further
articles some are copies word for word, some are edits (half to three quarters of the words kept), the rest say the same
in words of their own. Three of four articles tell of no casualties. Every outlet closes with a line of its own, every
report opens with one of thirty set phrases, so that texts that have nothing to do with each other share some words.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

import numpy as np

FIRST_DAY = dt.date(2016, 1, 1)
GOVERNORATES = tuple(f"SY{number:02d}" for number in range(1, 15))
TOWNS = 200
OUTLETS = 40
WEAPONS = ("airstrike", "artillery", "mortar", "ied", "small_arms", "unknown", "unknown", "barrel_bomb")
ACTORS = (["government"], ["russia"], ["opposition"], ["isis"], ["unknown"], ["unknown"], ["unknown"])
CLAIMANTS = (None, None, None, "civil_defence", "observatory", "hospital", "activists", "council")
VOCABULARY = 20_000
LENGTH = 180  # words of an article
SENTENCE = 15
PERMUTATIONS, ROWS = 128, 2
TELLING = 0.25  # share of articles that tell of casualties
ALGORITHM = "synthetic"

_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass
class Happening:
    """What one happening was, and the article that told it first."""

    place: int
    day: dt.date
    killed: int
    injured: int
    weapon: str
    actor: list[str]


class News:
    """A stream of articles, so many a day; `day(n)` gives the rows of one day, whatever was asked before.

    `planted` says of each day asked for what copies ("copies") and edits ("edits") it has: kind, article, its source.
    """

    def __init__(self, per_day, seed=7):
        self.per_day, self.seed = per_day, seed
        self.planted = {}
        rng = np.random.default_rng(seed)
        letters = [chr(code) for code in range(0x628, 0x64B) if not 0x63B <= code <= 0x640]
        lengths = rng.integers(2, 8, VOCABULARY)
        self.words = np.array(["".join(rng.choice(letters, length)) for length in lengths], dtype=object)
        weights = 1 / np.arange(10, VOCABULARY + 10)
        self.cdf = np.cumsum(weights / weights.sum())
        self.openings = rng.integers(0, VOCABULARY, (30, 8))
        self.closings = rng.integers(0, VOCABULARY, (OUTLETS, 10))
        self.factors = rng.integers(1, 2**63, PERMUTATIONS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
        self.offsets = rng.integers(0, 2**63, PERMUTATIONS, dtype=np.uint64)
        self.latitudes = rng.uniform(32.5, 37.0, len(GOVERNORATES) * TOWNS)
        self.longitudes = rng.uniform(36.0, 42.0, len(GOVERNORATES) * TOWNS)

    def day(self, number):
        """The rows of one day's articles."""
        rng = np.random.default_rng((self.seed, number))
        day = FIRST_DAY + dt.timedelta(days=int(number))
        count = self.per_day
        outlets = rng.integers(0, OUTLETS, count)
        happenings, subjects = self._happenings(rng, day, count)
        words, origins = self._wordings(rng, outlets, subjects)
        shingles, bands, sentences = self._sketches(words)
        texts = self._texts(words)
        minutes = np.sort(rng.integers(0, 1440, count))
        rows = {name: [] for name in TABLES}
        ids = [_id(self.seed, number, index) for index in range(count)]
        for index in range(count):
            at = dt.datetime.combine(day, dt.time(), dt.UTC) + dt.timedelta(minutes=int(minutes[index]))
            article = Written(ids[index], f"outlet{outlets[index]:02d}", at)
            _add_article(rows, article, texts[index])
            _add_sketch(rows, article, bands[index], sentences[index], shingles[index])
            if subjects[index] is not None:
                self._add_event(rows, rng, article, happenings[subjects[index]], origins[index])
            rows["core.extraction"].append(
                {**article.keys, "coder_version": "1", "event_count": int(subjects[index] is not None)}
            )
        taken = [(origin[0], ids[index], ids[origin[1]]) for index, origin in enumerate(origins) if origin]
        self.planted[number] = taken
        return rows

    def _happenings(self, rng, day, count):
        """The day's happenings, and which of them each article tells (None: none)."""
        happenings, subjects = [], [None] * count
        telling = rng.permutation(count)[: int(count * TELLING)]
        while len(telling):
            told = min(int(rng.geometric(0.45)), 12)
            back = int(rng.choice([0, 0, 0, 0, 0, 0, 0, 1, 1, 3]))
            place = int(rng.integers(0, len(GOVERNORATES) * TOWNS))
            killed, injured = int(min(rng.zipf(1.7), 60)), int(rng.integers(0, 12))
            weapon, actor = WEAPONS[rng.integers(len(WEAPONS))], ACTORS[rng.integers(len(ACTORS))]
            happenings.append(Happening(place, day - dt.timedelta(days=back), killed, injured, weapon, actor))
            for index in telling[:told]:
                subjects[index] = len(happenings) - 1
            telling = telling[told:]
        return happenings, subjects

    def _wordings(self, rng, outlets, subjects):
        """Word numbers of each article, and of copies and edits the kind and the article that they were taken from."""
        count = len(outlets)
        words = np.searchsorted(self.cdf, rng.random((count, LENGTH)))
        words[:, :8] = self.openings[rng.integers(0, len(self.openings), count)]
        words[:, 8] = rng.integers(0, VOCABULARY, count)
        origins, first = [None] * count, {}
        for index in range(count):
            subject = subjects[index]
            # An article without casualties may be copied as well: every tenth is.
            key = subject if subject is not None else -1 - index // 10
            source = first.setdefault(key, index)
            kind = rng.random()
            if source == index or kind > 0.5:
                continue
            if kind < 0.25:
                words[index] = words[source]
                origins[index] = ("copies", source)
            else:
                kept = int(LENGTH * rng.uniform(0.5, 0.75))
                words[index, :kept] = words[source, :kept]
                origins[index] = ("edits", source)
        words[:, -10:] = self.closings[outlets]
        return words, origins

    def _sketches(self, words):
        """Shingles (each sorted, once), bands and sentences' hashes of each article, as arrays."""
        known = words.astype(np.uint64) + np.uint64(1)
        shingles = _mix(known[:, :-2] * np.uint64(1_000_003) ** np.uint64(2) + known[:, 1:-1] * np.uint64(1_000_003))
        shingles = _mix(shingles + known[:, 2:]) >> np.uint64(32)
        lowest = np.empty((len(words), PERMUTATIONS), np.uint64)
        for number in range(PERMUTATIONS):
            lowest[:, number] = ((shingles * self.factors[number] + self.offsets[number]) >> np.uint64(32)).min(axis=1)
        pairs = lowest.reshape(len(words), -1, ROWS)
        bands = _mix(
            (pairs[:, :, 0] << np.uint64(32) | pairs[:, :, 1]) ^ _mix(np.arange(PERMUTATIONS // ROWS, dtype=np.uint64))
        )
        powers = np.cumprod(np.full(SENTENCE, 31, np.uint64))
        closing = _mix((known[:, -10:] * powers[:10]).sum(axis=1))
        body = known[:, :-10]
        whole = body.shape[1] // SENTENCE * SENTENCE
        sentences = _mix((body[:, :whole].reshape(len(words), -1, SENTENCE) * powers).sum(axis=2))
        return np.sort(shingles, axis=1), bands, np.concatenate([sentences, closing[:, None]], axis=1)

    def _texts(self, words):
        return [" ".join(line) for line in self.words[words]]

    def _add_event(self, rows, rng, article, happening, origin):
        """The event that an article tells of a happening: a copy tells what its source told, others may differ."""
        draw = rng.random(6)
        killed = happening.killed
        if origin is None and draw[0] < 0.25:
            killed = max(killed + int(rng.integers(-2, 4)), 1)
        stated = draw[1] < 0.7
        undated = draw[1] > 0.99
        scope = "aggregate" if draw[2] < 0.02 else "incident"
        governorate, town = divmod(happening.place, TOWNS)
        vague = draw[3] < 0.08
        place = None if vague else f"town {governorate:02d} {town:03d}"
        event_id = hashlib.blake2b(f"{article.version_id} 0".encode(), digest_size=16).hexdigest()
        day = None if undated else happening.day if stated else article.at.date()
        claimant = CLAIMANTS[rng.integers(len(CLAIMANTS))]
        rows["core.casualty_event"].append(
            {
                "event_id": event_id,
                **article.keys,
                "ordinal": 0,
                "killed_low": killed,
                "killed_high": killed,
                "killed_quantifier": "exact",
                "injured_low": happening.injured or None,
                "injured_high": happening.injured or None,
                "injured_quantifier": "exact" if happening.injured else None,
                "scope": scope,
                "event_date": day,
                "date_precision": "none" if undated else "day" if stated else "publication",
                "date_basis": "stated" if stated or undated else "assumed",
                "period_start": day if scope == "aggregate" else None,
                "period_end": day if scope == "aggregate" else None,
                "place": place,
                "place_key": place,
                "places": [],
                "place_keys": [],
                "place_precision": 4 if vague else 1,
                "governorate_code": GOVERNORATES[governorate],
                "country_code": "SY",
                "admin2_code": None if vague else f"{GOVERNORATES[governorate]}{town % 5:02d}",
                "latitude": None if vague else float(self.latitudes[happening.place]),
                "longitude": None if vague else float(self.longitudes[happening.place]),
                "actor": happening.actor,
                "actor_basis": "stated",
                "weapon": happening.weapon,
                "circumstance": "died_of_wounds" if draw[4] < 0.01 else "struck",
                "retold": bool(draw[5] < 0.03),
                "claimant": claimant,
                "claimant_key": claimant,
                "rule": "synthetic",
                "coder_version": "1",
                "notes": [],
            }
        )
        _add_parts(rows, event_id, killed, draw)


TABLES = (
    "raw.feed_entry",
    "core.article",
    "core.article_version",
    "core.article_sketch",
    "core.extraction",
    "core.casualty_event",
    "core.event_victim",
    "core.event_span",
    "core.event_alternative",
)


@dataclass
class Written:
    """An article: its id, outlet and instant."""

    article_id: str
    outlet: str
    at: dt.datetime

    @property
    def version_id(self):
        return f"{self.article_id}v"

    @property
    def keys(self):
        return {"version_id": self.version_id, "article_id": self.article_id}


def _add_article(rows, article, text):
    url = f"https://{article.outlet}.example/news/{article.article_id}"
    rows["raw.feed_entry"].append(
        {
            "entry_id": f"{article.article_id}e",
            "feed_id": article.outlet,
            "outlet_id": article.outlet,
            "url": url,
            "title": text[:60],
            "summary": text[:200],
            "guid": url,
            "published_at": article.at,
            "seen_at": article.at,
        }
    )
    rows["core.article"].append(
        {
            "article_id": article.article_id,
            "outlet_id": article.outlet,
            "url": url,
            "url_key": url[8:],
            "published_at": article.at,
            "published_date": article.at.date(),
            "published_source": "feed",
            "country_code": "SY",
            "source": "feed",
        }
    )
    rows["core.article_version"].append(
        {
            **article.keys,
            "title": text[:60],
            "text": text,
            "text_length": len(text),
            "known_at": article.at,
            "fetched_at": article.at,
        }
    )


def _add_sketch(rows, article, bands, sentences, shingles):
    rows["core.article_sketch"].append(
        {
            **article.keys,
            "algorithm": ALGORITHM,
            "bands": bands.tolist(),
            "sentences": sentences.tolist(),
            "shingles": np.unique(shingles).astype("<u4").tobytes(),
        }
    )


def _add_parts(rows, event_id, killed, draw):
    """Spans, and of some events victims and another's count."""
    rows["core.event_span"].extend(
        {
            "event_id": event_id,
            "ordinal": n,
            "field": "text",
            "span_start": 10 * n,
            "span_end": 10 * n + 8,
            "role": role,
        }
        for n, role in enumerate(("killed", "place", "date", "weapon", "actor"))
    )
    if draw[0] > 0.6:
        rows["core.event_victim"].append(
            {
                "event_id": event_id,
                "ordinal": 0,
                "victim_group": "civilian" if draw[2] < 0.6 else "child",
                "outcome": "killed",
                "count_low": max(killed // 2, 1),
                "count_high": max(killed // 2, 1),
                "quantifier": "exact",
            }
        )
    if draw[4] > 0.95:
        rows["core.event_alternative"].append(
            {
                "event_id": event_id,
                "ordinal": 1,
                "killed_low": killed + 1,
                "killed_high": killed + 1,
                "killed_quantifier": "exact",
                "claimant": "observatory",
                "claimant_key": "observatory",
            }
        )


def _mix(values):
    """A hash of each 64-bit number."""
    values = (values ^ values >> np.uint64(31)) * _ODD
    values = (values ^ values >> np.uint64(29)) * np.uint64(0xBF58476D1CE4E5B9)
    return values ^ values >> np.uint64(32)


def _id(*parts):
    return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def registries():
    """Outlets, governorates and claimants that the news speak of."""
    return {
        "core.outlet": [
            {"outlet_id": f"outlet{n:02d}", "name": f"outlet {n}", "country_code": "SY", "kind": "media"}
            for n in range(OUTLETS)
        ],
        "core.governorate": [{"governorate_code": code, "country_code": "SY"} for code in GOVERNORATES],
        "core.claimant": [
            {
                "claimant_id": name,
                "name": name,
                "kind": kind,
                "whom": "all",
                "is_generic": name in ("hospital", "activists"),
            }
            for name, kind in zip(
                ("civil_defence", "observatory", "hospital", "activists", "council"),
                ("rescue_medical", "monitor", "rescue_medical", "local", "local"),
                strict=True,
            )
        ],
        "core.claimant_name": [
            {"claimant_key": name, "claimant_id": name}
            for name in ("civil_defence", "observatory", "hospital", "activists", "council")
        ],
    }


def spread(rows, parts):
    """A day's rows in so many batches, whole articles each."""
    home = {row["article_id"]: number % parts for number, row in enumerate(rows["core.article"])}
    home |= {row["entry_id"]: home[row["entry_id"][:-1]] for row in rows["raw.feed_entry"]}
    home |= {row["event_id"]: home[row["article_id"]] for row in rows["core.casualty_event"]}
    batches = [{table: [] for table in TABLES} for _ in range(parts)]
    for table in TABLES:
        for row in rows[table]:
            key = next(row[name] for name in ("article_id", "event_id", "entry_id") if name in row)
            batches[home[key]][table].append(row)
    return batches
