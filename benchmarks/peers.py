"""Page to text: ours beside other extractors on the same pages, each in an environment of its own.

python -m benchmarks.peers              300 pages; installs each peer with pip into a temporary folder
python -m benchmarks.peers --small      no peer is installed; checks results and never times, for CI

Of fundus: it reads only publishers that it has a parser for, none of these, and is left out. For each extractor: pages
a second of processor time, the share of the stories' words that it finds, and of its words that are the stories'.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
import venv
from collections import Counter
from pathlib import Path

from benchmarks.pages import pages
from extractors.article import PageError, learn_pages, read_page
from flows.layouts import SHOWN, host_of

PEERS = {
    "trafilatura": ["trafilatura>=2.1,<3", "lxml_html_clean"],
    "newspaper4k": ["newspaper4k>=0.9.6,<1", "nltk", "lxml_html_clean"],
    "news-please": ["news-please>=1.6.16,<2", "nltk", "lxml_html_clean", "setuptools<81"],
    "resiliparse": ["resiliparse>=0.15"],
}


def share(texts, found):
    """The share of the stories' words that were found, and of the found words that are the stories'."""
    wanted = got = both = 0
    for page, text in zip(found, texts, strict=True):
        story, words = Counter(" ".join(page.lines).split()), Counter(text.split())
        wanted, got, both = wanted + story.total(), got + words.total(), both + (story & words).total()
    return both / wanted, both / max(got, 1)


def ours(found, layouts):
    """Texts and processor seconds of our own reader."""
    texts, started = [], time.process_time()
    for page in found:
        try:
            texts.append(read_page(page.html, page.url, layout=layouts.get(host_of(page.url))).text)
        except PageError:
            texts.append("")
    return texts, time.process_time() - started


def learn(found):
    """The layouts that the pages teach."""
    hosts = {}
    for page in found:
        hosts.setdefault(host_of(page.url), []).append(page.html)
    taught = {host: learn_pages(shown[:SHOWN]) for host, shown in hosts.items()}
    return {host: layout for host, layout in taught.items() if layout}


def install(name, wanted, folder):
    """The Python of an environment that has a peer and nothing of ours, and why it is left out, if it is."""
    home = folder / name
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    done = subprocess.run([python, "-m", "pip", "install", "-q", *wanted], capture_output=True, text=True, check=False)
    trouble = f"does not install: {(done.stderr.strip().splitlines() or ['no word'])[-1]}" if done.returncode else ""
    return python, trouble


def ask_peer(name, wanted, folder, found):
    """Texts and processor seconds of a peer; or why it is left out."""
    python, trouble = install(name, wanted, folder)
    if trouble:
        return None, trouble
    script = Path(__file__).with_name("peer.py")
    done = subprocess.run([python, script, name, folder], capture_output=True, text=True, check=False, cwd=folder)
    if done.returncode:
        return None, f"does not run: {(done.stderr.strip().splitlines() or ['no word'])[-1]}"
    told = json.loads(done.stdout.splitlines()[-1])
    return told["texts"], told["seconds"] * len(found) / (len(found) - 1)


def show(name, found, texts, seconds):
    """One line of the table."""
    recall, precision = share(texts, found)
    print(f"{name:32} {len(found) / seconds:9,.0f}/s   found {recall:6.1%}   the story's {precision:6.1%}")
    return recall, precision


def main(arguments=None):
    """Print the table; the exit code is 1 where our reader misses a tenth of the words, or takes as many others."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="ours alone; for CI")
    parser.add_argument("--pages", type=int, default=300)
    options = parser.parse_args(arguments)
    found = list(pages(40 if options.small else options.pages, seed=4))
    layouts = learn(pages(150, seed=1))
    ours(found[:5], layouts)
    worst = min(
        *show("hasila, the general way", found, *ours(found, {})),
        *show("hasila, by learnt layouts", found, *ours(found, layouts)),
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        told = [{"url": page.url, "html": page.html} for page in found]
        (folder / "pages.json").write_text(json.dumps(told), encoding="utf-8")
        for peer, wanted in {} if options.small else PEERS.items():
            texts, seconds = ask_peer(peer, wanted, folder, found)
            if texts is None:
                print(f"{peer:32} left out: {seconds}")
            else:
                show(peer, found, texts, seconds)
    return int(worst < 0.9)


if __name__ == "__main__":
    sys.exit(main())
