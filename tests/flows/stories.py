"""Short stories of casualties for the tests of the past: the day, the place and the number are the caller's."""

import gzip
import io
import json

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

WORDS = {3: "ثلاثة", 4: "أربعة", 5: "خمسة", 6: "ستة", 7: "سبعة", 8: "ثمانية", 9: "تسعة"}
MORE = (
    "وأضاف أن فرق الإسعاف نقلت المصابين إلى المشافي القريبة، وأن القصف استمر ساعات وألحق دمارا كبيرا بالمنازل والمحال."
)


def tell(number, town="سرمين"):
    """A story of so many killed."""
    return (
        f"قتل {WORDS[number]} مدنيين في قصف مدفعي على مدينة {town} بريف إدلب اليوم، وفق الدفاع المدني السوري.\n{MORE}"
    )


def line(number, day, **more):
    """An article as a line of JSON."""
    article = {"id": f"{day}-{number}", "published": f"{day}", "outlet": "one", "text": tell(number), **more}
    return json.dumps(article, ensure_ascii=False).encode() + b"\n"


def page(text, day=None, url=None, title="قصف على سرمين"):
    """A page with that story, which states its day and address where they are given."""
    date = f'<meta property="article:published_time" content="{day}T09:00:00+03:00">' if day else ""
    link = f'<link rel="canonical" href="{url}">' if url else ""
    body = "".join(f"<p>{part}</p>" for part in text.split("\n"))
    return (
        f"<!doctype html><html lang=ar><head><title>{title}</title>{date}{link}</head><body><nav>الرئيسية</nav>"
        f"<article><h1>{title}</h1>{body}</article></body></html>"
    )


class Warc:
    """A WARC file that grows record by record; `offsets` are where each started."""

    def __init__(self, *, packed=True):
        self._out = io.BytesIO()
        self._writer = WARCWriter(self._out, gzip=packed)
        self.offsets = []

    def add(self, url, at, body, kind="text/html; charset=utf-8", status="200 OK", **headers):
        """A response captured at an instant («2024-01-05T10:00:00Z»)."""
        self.offsets.append(self._out.tell())
        http = StatusAndHeaders(status, [("Content-Type", kind), *headers.items()], protocol="HTTP/1.1")
        body = body.encode() if isinstance(body, str) else body
        record = self._writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict={"WARC-Date": at}
        )
        self._writer.write_record(record)
        record.raw_stream.close()
        return record

    def revisit(self, url, at, first):
        """The same again: a record that only points at the first."""
        self.offsets.append(self._out.tell())
        digest, date = (first.rec_headers.get_header(name) for name in ("WARC-Payload-Digest", "WARC-Date"))
        record = self._writer.create_revisit_record(
            url, digest, url, date, http_headers=first.http_headers, warc_headers_dict={"WARC-Date": at}
        )
        self._writer.write_record(record)
        record.raw_stream.close()

    @property
    def data(self):
        """The file so far."""
        return self._out.getvalue()


def pack(data):
    """The bytes as gzip."""
    return gzip.compress(data)
