"""One other extractor on a folder of pages; runs in an environment of its own, which has nothing of ours.

python peer.py NAME FOLDER    prints one line of JSON: processor seconds, and the text of each page
"""

import json
import logging
import sys
import time
from pathlib import Path

logging.disable(logging.CRITICAL)


def trafilatura(html, url):
    import trafilatura

    return trafilatura.bare_extraction(html, url=url, fast=True, with_metadata=True).text


def newspaper4k(html, url):
    import newspaper

    article = newspaper.Article(url, language="ar", fetch_images=False)
    article.download(input_html=html)
    article.parse()
    return article.text


def news_please(html, url):
    from newsplease import NewsPlease

    return NewsPlease.from_html(html, url=url, fetch_images=False).maintext


def resiliparse(html, url):
    from resiliparse.extract.html2text import extract_plain_text

    return extract_plain_text(html, main_content=True)


def main():
    name, folder = sys.argv[1:]
    extract = globals()[name.replace("-", "_")]
    pages = json.loads((Path(folder) / "pages.json").read_text(encoding="utf-8"))
    texts, started = [], 0.0
    for number, page in enumerate(pages):
        if number == 1:  # the first page loads what the library needs
            started = time.process_time()
        try:
            texts.append(extract(page["html"], page["url"]) or "")
        except Exception:
            texts.append("")
    print(json.dumps({"seconds": time.process_time() - started, "texts": texts}))


if __name__ == "__main__":
    main()
