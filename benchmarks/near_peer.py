"""Near-duplicates by datasketch; runs in an environment of its own, which has nothing of ours.

python near_peer.py FOLDER THRESHOLD    prints one line of JSON: the pairs, processor seconds and peak memory

A MinHash of 128 permutations over shingles of three words, candidates of an LSH index, verified on the shingles.
"""

import json
import resource
import sys
import time
from pathlib import Path

from datasketch import MinHash, MinHashLSH

JACCARD, CONTAINMENT = 0.25, 0.55


def main():
    folder, threshold = Path(sys.argv[1]), float(sys.argv[2])
    index = MinHashLSH(threshold=threshold, num_perm=128)
    shingles, pairs = {}, []
    started = time.process_time()
    with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            name, words = line["article"]["article_id"], line["version"]["text"].split()
            mine = {" ".join(three) for three in zip(words, words[1:], words[2:], strict=False)}
            minhash = MinHash(num_perm=128)
            minhash.update_batch([shingle.encode() for shingle in mine])
            for other in index.query(minhash):
                shared = len(mine & shingles[other])
                wide, short = len(mine | shingles[other]), min(len(mine), len(shingles[other]))
                if shared / wide >= max(JACCARD, threshold) or (threshold == JACCARD and shared / short >= CONTAINMENT):
                    pairs.append((other, name))
            index.insert(name, minhash)
            shingles[name] = mine
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"pairs": pairs, "seconds": seconds, "megabytes": peak}))


if __name__ == "__main__":
    main()
