"""Whatever a site answers, a plan is fetched or the reason is said."""

from __future__ import annotations

import hashlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pdffiles import Sheet, pdf
from webpages import PAGES

from plandiff.corpus import intake
from plandiff.corpus.intake import fetch
from plandiff.errors import CorpusError, ReadingError

TEXT = (
    "一、总体要求\n坚持创新发展，推动数字经济和实体经济深度融合。\n".encode()
)
SHEET = Sheet()
SHEET.put(90, 700, "一、发展基础")
SHEET.put(114, 680, "全省数字贸易快速发展，规模稳步扩大。")
PRINTED = pdf(SHEET)
PAGE = PAGES["gov.cn: UCAP-CONTENT"].encode()
GONE = b"<html><body><h1>404</h1><p>\xe9\xa1\xb5\xe9\x9d\xa2</p></body></html>"
SCRIPT = b"<html><body><script>location='/x'</script></body></html>"

# path → status, headers, body
ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/plan.pdf": (200, {"Content-Type": "application/pdf"}, PRINTED),
    "/plan.html": (200, {"Content-Type": "text/html"}, PAGE),
    "/moved.pdf": (301, {"Location": "/plan.pdf"}, b""),
    "/down?id=7": (302, {"Location": "/plan.pdf"}, b""),
    "/attach/7": (200, {"Content-Type": "text/html"}, PRINTED),
    "/text/7": (200, {"Content-Type": "text/plain"}, TEXT),
    "/show.jsp": (200, {"Content-Type": "text/html"}, PAGE),
    "/": (200, {"Content-Type": "text/html"}, PAGE),
    "/round": (302, {"Location": "/round"}, b""),
    "/away": (302, {"Location": "file:///etc/hosts"}, b""),
    "/gone.pdf": (200, {"Content-Type": "text/html"}, GONE),
    "/absent.pdf": (404, {"Content-Type": "text/html"}, GONE),
    "/broken.pdf": (500, {}, b""),
    "/script.html": (200, {"Content-Type": "text/html"}, SCRIPT),
    "/empty.pdf": (200, {"Content-Type": "application/pdf"}, b""),
    "/short.pdf": (200, {"Content-Length": "9000"}, PRINTED),
    "/length.pdf": (200, {"Content-Length": "many"}, PRINTED),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "user"
    monkeypatch.setenv("PLANDIFF_CORPORA", str(place))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return place


@pytest.fixture
def site() -> Iterator[str]:
    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = ANSWERS[self.path]
            self.send_response(status)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "format", "body"),
    [
        ("/plan.pdf", "pdf", PRINTED),
        ("/plan.html", "html", PAGE),
        ("/moved.pdf", "pdf", PRINTED),
        ("/down?id=7", "pdf", PRINTED),
        ("/attach/7", "pdf", PRINTED),
        ("/text/7", "txt", TEXT),
        ("/show.jsp", "html", PAGE),
        ("/", "html", PAGE),
    ],
)
def test_what_comes_is_kept_as_it_is_and_read_as_what_it_is(
    path: str, format: str, body: bytes, site: str, folder: Path
) -> None:
    added = fetch("mine", address=site + path)
    assert added.document.source.format == format
    assert added.entry.sha256 == hashlib.sha256(body).hexdigest()
    assert added.entry.file is not None
    assert added.entry.file.read_bytes() == body
    assert added.entry.file.parent == folder / "mine"
    assert added.entry.text_address == site + path
    again = fetch("mine")
    assert again.document.sequence == added.document.sequence
    added.entry.file.write_bytes(body + b" ")
    with pytest.raises(CorpusError, match="recorded at first use"):
        fetch("mine")


@pytest.mark.parametrize(
    ("path", "error", "message"),
    [
        ("/round", CorpusError, "refused .TooManyRedirects"),
        ("/away", CorpusError, "refused .InvalidSchema"),
        ("/absent.pdf", CorpusError, "it answered 404"),
        ("/broken.pdf", CorpusError, "it answered 500"),
        ("/gone.pdf", ReadingError, "found a web page"),
        ("/script.html", ReadingError, "without its scripts"),
        ("/empty.pdf", ReadingError, "is empty"),
        ("/short.pdf", CorpusError, "refused .(Chunked|Incomplete|Conn)"),
        ("/length.pdf", CorpusError, "reached or refused"),
    ],
)
def test_what_is_no_plan_is_said_and_nothing_is_kept(
    path: str,
    error: type[Exception],
    message: str,
    site: str,
    folder: Path,
) -> None:
    with pytest.raises(error, match=message):
        fetch("mine", address=site + path)
    assert not (folder / "mine").exists()


def test_a_file_that_comes_too_slowly_is_refused(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_SECONDS_IN_ALL", 0)
    with pytest.raises(CorpusError, match="too slowly"):
        fetch("mine", address=f"{site}/plan.pdf")


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/a.pdf", "http://absent.invalid/a.pdf", "http://"],
)
def test_without_a_network_it_says_what_to_do(
    address: str, folder: Path
) -> None:
    with pytest.raises(CorpusError, match="plandiff add"):
        fetch("mine", address=address)
    assert list(folder.rglob("*")) == []
