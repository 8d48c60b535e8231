"""Explanations as one HTML page that needs nothing else: no script, no request."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files
from itertools import pairwise
from string import Template

from extractors.explaining import Explained, Explanation, Passed
from extractors.records import Article
from flows.explanation import TEMPLATES, Line, Mark, event_lines, labels, marks, surface


def make_page(explanations: Iterable[Explanation]) -> str:
    """The page: a legend, then each article with its words coloured, its events and what was passed over."""
    template = Template((files(TEMPLATES) / "templates" / "explain.html").read_text(encoding="utf-8"))
    roles = labels()["role"]
    return template.substitute(
        title=escape(labels()["heading"]["page"]["ar"]),
        heading=_both("heading", "page"),
        colours="\n".join(
            f"mark.{name} {{ background: {role['page']}; }}" for name, role in roles.items() if name != "passed"
        ),
        legend="".join(f'<mark class="{name}">{_both("role", name)}</mark> ' for name in roles),
        articles="\n".join(map(_article, explanations)),
    )


def _both(kind: str, name: str) -> str:
    """A label in both languages."""
    label = labels()[kind].get(name, {"ar": name, "en": name})
    return f'{escape(label["ar"])} <span class="en">{escape(label["en"])}</span>'


def _article(explanation: Explanation) -> str:
    article = explanation.article
    about = " · ".join(
        f"<bdi>{escape(str(part))}</bdi>" for part in (article.id, article.outlet, article.published) if part
    )
    cards = [_card(number, told, article) for number, told in enumerate(explanation.events, 1)]
    parts = [
        "<article>",
        f"<h2>{_coloured(article.title, marks(explanation, 'title'))}</h2>" if article.title else "",
        f'<p class="about">{about}</p>',
        f'<div class="text">{_coloured(article.text, marks(explanation, "text"))}</div>',
        *(cards or [f"<p>{_both('heading', 'nothing')}</p>"]),
        _passed_over(explanation.passed),
        "</article>",
    ]
    return "\n".join(filter(None, parts))


def _coloured(text: str, found: list[Mark]) -> str:
    """The text with its marks; where they overlap, the finest gives the colour and all are told in the hint."""
    bounds = sorted({0, len(text), *(mark.start for mark in found), *(mark.end for mark in found)})
    opening: dict[int, list[Mark]] = {}
    for mark in found:
        opening.setdefault(mark.start, []).append(mark)
    active: list[Mark] = []
    pieces = []
    for start, end in pairwise(bounds):
        active = [mark for mark in active if mark.end > start] + opening.get(start, [])
        piece = escape(text[start:end])
        pieces.append(_marked(piece, active) if active else piece)
    return "".join(pieces)


def _marked(piece: str, active: list[Mark]) -> str:
    finest = min(active, key=lambda mark: mark.end - mark.start)
    hints = [_hint("reason", mark.reason) if mark.reason else _hint("role", mark.role) for mark in active]
    return f'<mark class="{finest.role}" title="{"; ".join(dict.fromkeys(hints))}">{piece}</mark>'


def _hint(kind: str, name: str) -> str:
    label = labels()[kind].get(name, {"ar": name, "en": name})
    return escape(f"{label['ar']} – {label['en']}", quote=True)


def _card(number: int, told: Explained, article: Article) -> str:
    rows = "\n".join(map(_row, event_lines(told, article)))
    words = "، ".join(f'<mark class="{span.role}">{escape(surface(article, span))}</mark>' for span in told.event.spans)
    head = f"{_both('heading', 'event')} {number}"
    told_by = f"<dt>{_both('field', 'words')}</dt><dd>{words}</dd>"
    return f'<section class="card">\n<h3>{head}</h3>\n<dl>\n{rows}\n{told_by}\n</dl>\n</section>'


def _row(line: Line) -> str:
    kind = "bdi" if line.quoted else 'span class="en"'
    return f"<dt>{_both(line.kind, line.name)}</dt><dd><{kind}>{escape(line.value)}</{kind.split()[0]}></dd>"


def _passed_over(passed: tuple[Passed, ...]) -> str:
    if not passed:
        return ""
    told = [(f"<bdi>{escape(p.words)} {escape(p.detail)}</bdi>", _both("reason", p.reason)) for p in passed]
    rows = "\n".join(f"<tr><td>{words}</td><td>{reason}</td></tr>" for words, reason in told)
    return f'<section class="card">\n<h3>{_both("heading", "passed")}</h3>\n<table>\n{rows}\n</table>\n</section>'
