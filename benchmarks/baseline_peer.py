"""Rules over spaCy's tokens; runs in an environment of its own, which has nothing of ours.

python baseline_peer.py FOLDER    prints one line of JSON: processor seconds, and of each article its sentences' counts

spaCy has no model of Arabic, so its blank pipeline splits words and sentences and a Matcher finds the outcome before a
number, as a coder of rules over parsed text would.
"""

import json
import sys
import time
from pathlib import Path

import spacy
from spacy.matcher import Matcher


def main():
    folder = Path(sys.argv[1])
    numbers, outcomes = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    pipeline = spacy.blank("ar")
    pipeline.add_pipe("sentencizer", config={"punct_chars": [".", "\n", "؟", "!"]})
    matcher = Matcher(pipeline.vocab)
    for outcome, words in outcomes.items():
        forms = [prefix + word for word in words.split() for prefix in ("", "و", "ف")]
        number = [{"TEXT": {"IN": [*numbers]}}], [{"IS_DIGIT": True}]
        matcher.add(outcome, [[{"TEXT": {"IN": forms}}, *[{"OP": "?"}] * 3, *last] for last in number], greedy="FIRST")
    answers, started = [], time.process_time()
    for text in json.loads((folder / "articles.json").read_text(encoding="utf-8")):
        told = []
        for sentence in pipeline(text).sents:
            counts = {}
            for key, _, end in matcher(sentence):
                word = sentence[end - 1].text
                count = int(word) if word.isdigit() else numbers[word]
                counts.setdefault(pipeline.vocab.strings[key], [count, count])
            if counts:
                told.append([sentence.text, counts])
        answers.append(told)
    print(json.dumps({"seconds": time.process_time() - started, "answers": answers}))


if __name__ == "__main__":
    main()
