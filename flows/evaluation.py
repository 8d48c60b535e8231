"""The coder, or a file of its events, judged against annotated articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.scoring import Score, Verdict, judge_article
from flows.coding import code_documents
from flows.documents import Problem
from flows.jsonl import read_document, read_objects


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Verdicts by article, their sum, and the sum for each phenomenon that an annotator named, most frequent first."""

    verdicts: Mapping[str, Verdict]
    total: Score
    phenomena: Mapping[str, Score]

    def to_json(self) -> dict[str, Any]:
        """The figures for programs."""
        return {
            **self.total.to_json(),
            "phenomena": {name: score.to_json() for name, score in self.phenomena.items()},
            "misses": {
                article: {"missed": [*map(str, verdict.missed)], "invented": [*map(str, verdict.invented)]}
                for article, verdict in self.verdicts.items()
                if verdict.missed or verdict.invented
            },
        }


def evaluate_file(
    gold: Path,
    predicted: Path | None,
    processes: int,
    report: Callable[[Problem], None],
    watch: Callable[[Iterable[Any]], Iterable[Any]],
) -> Evaluation:
    """Judge a file of events, or else what the coder makes of the annotated articles now.

    A line that cannot be read goes to `report` and is not judged; an article without a prediction counts as one in
    which nothing was found.
    """
    articles = {where: value for where, value in keep_objects(gold, report) if "id" in value}
    if predicted:
        judged = (value for _, value in keep_objects(predicted, report) if "id" in value)
        events = {str(value["id"]): value.get("events") for value in judged}
    else:
        documents = (read_document(value, where, "evaluate", "Asia/Damascus") for where, value in articles.items())
        events = {}
        for answer in watch(code_documents(documents, processes)):
            if isinstance(answer, Problem):
                report(answer)
            else:
                events[str(answer["id"])] = answer["events"]
    verdicts = {str(a["id"]): judge_article(a.get("events"), events.get(str(a["id"]), [])) for a in articles.values()}
    phenomena: dict[str, Score] = {}
    for article in articles.values():
        for name in article.get("phenomena") or ():
            phenomena[name] = phenomena.get(name, Score()) + verdicts[str(article["id"])].score
    ranked = sorted(phenomena.items(), key=lambda pair: (-pair[1].articles, pair[0]))
    return Evaluation(verdicts, sum((verdict.score for verdict in verdicts.values()), Score()), dict(ranked))


def keep_objects(path: Path, report: Callable[[Problem], None]) -> Iterable[tuple[str, dict[str, Any]]]:
    """Place and value of each line that is an object; the problems of the others go to `report`."""
    for where, value in read_objects(path):
        if isinstance(value, Problem):
            report(value)
        else:
            yield where, value
