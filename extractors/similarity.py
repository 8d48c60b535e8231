"""How alike two texts are: a sketch to find candidates in a table, shingles to verify them.

    sketch(text) -> Sketch(bands, sentences, signature, shingles, version)
    compare(a.shingles, b.shingles) -> Similarity(jaccard, containment)
    similarity(text_a, text_b) -> Similarity(jaccard, containment)

A shingle is three words in normal form (numbers are words). The sketch is a MinHash of 128 permutations in 64 bands of
2 rows; a pair becomes a candidate if one band is equal. With Jaccard j the chance of that is 1 - (1 - j²)^64:

    j       .02   .05   .10   .20   .25   .30   .40
    found   .03   .15   .47   .93   .98   .998  1.0

Edited reports of one source lie at .31 to .57, other reports of the same kind at up to .75 (measured), so a candidate
says only «look closer». An agency's text inside a longer article is found by its whole sentences. Bands, sentences and
shingles depend on `version`; sketches of different versions are not comparable and are made again.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import blake2b
from zlib import crc32

from rensa import RMinHash

from extractors.tokens import BREAK, MARK, NUMBER, WORD, tokenize

SHINGLE_WORDS = 3
PERMUTATIONS = 128
BANDS = 64
ROWS = PERMUTATIONS // BANDS
SEED = 1446
SENTENCE_WORDS = 6
"""Words below which a sentence is too common to be a witness («وأضاف المصدر ذلك»)."""
VERSION = f"words{SHINGLE_WORDS}-rensa{RMinHash.ALGORITHM_VERSION}-p{PERMUTATIONS}x{ROWS}-s{SEED}"

_SENTENCE_ENDS = frozenset(".!?:\u061f\u061b\u06d4")
_ROW = struct.Struct(f"<B{ROWS}I")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What of a text is kept for comparison.

    `bands`: 64 unsigned 64-bit hashes, the band's number folded in, so that a join needs no second column.
    `sentences`: 64-bit hashes of its sentences of at least six words, sorted, each once.
    `signature`: the 128 MinHash values; `shingles`: CRC-32 of each shingle, sorted; both little-endian 32-bit integers.
    A text of fewer than three words has no bands.
    """

    bands: tuple[int, ...]
    sentences: tuple[int, ...]
    signature: bytes
    shingles: bytes
    version: str = VERSION


@dataclass(frozen=True, slots=True)
class Similarity:
    """Jaccard: shared shingles over all; containment: shared shingles over those of the shorter text; both 0 to 1."""

    jaccard: float
    containment: float


def sketch(text: str) -> Sketch:
    """The sketch of a text, a title on its first line included if it is to count."""
    sentences = _sentences(text)
    words = [word for sentence in sentences for word in sentence]
    shingles = _shingles(words)
    if not shingles:
        return Sketch((), _sentence_hashes(sentences), b"", b"")
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    minhash.update(sorted(shingles))
    digest: list[int] = minhash.digest()
    return Sketch(
        tuple(_band(number, digest[number * ROWS : (number + 1) * ROWS]) for number in range(BANDS)),
        _sentence_hashes(sentences),
        struct.pack(f"<{PERMUTATIONS}I", *digest),
        _pack(shingles),
    )


def compare(a: bytes, b: bytes) -> Similarity:
    """The similarity of two texts by the `shingles` of their sketches; 0 where one has none."""
    first, second = _unpack(a), _unpack(b)
    shared = len(first & second)
    if not shared:
        return Similarity(0.0, 0.0)
    return Similarity(shared / len(first | second), shared / min(len(first), len(second)))


def similarity(a: str, b: str) -> Similarity:
    """The similarity of two texts."""
    return compare(*(_pack(_shingles([word for sentence in _sentences(text) for word in sentence])) for text in (a, b)))


def _sentences(text: str) -> list[list[str]]:
    tokens = tokenize(text)
    sentences: list[list[str]] = [[]]
    for norm, kind in zip(tokens.norms, tokens.kinds, strict=True):
        if kind in (WORD, NUMBER, "latin"):
            sentences[-1].append(norm.lower())
        elif (kind == BREAK or (kind == MARK and norm in _SENTENCE_ENDS)) and sentences[-1]:
            sentences.append([])
    return sentences


def _shingles(words: list[str]) -> set[str]:
    return {" ".join(three) for three in zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False)}


def _sentence_hashes(sentences: list[list[str]]) -> tuple[int, ...]:
    long = {" ".join(words) for words in sentences if len(words) >= SENTENCE_WORDS}
    return tuple(sorted(_hash64(sentence.encode()) for sentence in long))


def _band(number: int, rows: list[int]) -> int:
    return _hash64(_ROW.pack(number, *rows))


def _hash64(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def _pack(shingles: set[str]) -> bytes:
    hashes = sorted({crc32(shingle.encode()) for shingle in shingles})
    return struct.pack(f"<{len(hashes)}I", *hashes)


def _unpack(packed: bytes) -> set[int]:
    return set(struct.unpack(f"<{len(packed) // 4}I", packed))
