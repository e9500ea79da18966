"""A Microsoft Graph of one tenant on loopback: it pages, and throttles, fails or hangs up as it is told."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Rows = Sequence[Mapping[str, Any]]

PAGE = 7
HANG_UP = -1
"""A status that no service sends: the connection closes without an answer."""


class Trouble(NamedTuple):
    """An answer that is not the data."""

    status: int
    headers: Mapping[str, str] = {}
    body: str = '{"error": {"code": "made up", "message": "as told"}}'


class FakeGraph:
    """What the service holds (path without `/v1.0` and query: records), and what goes wrong in it.

    `troubles` of a path are played in order before its data; `always` holds those that never end. `asked`
    lists the requests: path and query, decoded.
    """

    def __init__(self, records: Mapping[str, Rows | Mapping[str, Any]]) -> None:
        self.records = records
        self.troubles: dict[str, list[Trouble]] = {}
        self.always: dict[str, Trouble] = {}
        self.asked: list[str] = []
        self.tokens: set[str | None] = set()
        self.address = ""

    @contextmanager
    def running(self) -> Iterator[str]:
        """Serve while the block lasts; give the address."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{server.server_port}"
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        try:
            yield self.address
        finally:
            server.shutdown()
            serving.join()
            server.server_close()

    def answer(self, target: str) -> Trouble:
        """Return what a request gets."""
        self.asked.append(unquote(target.removeprefix("/v1.0")))
        path, query = urlsplit(target).path.removeprefix("/v1.0"), urlsplit(target).query
        if self.troubles.get(path):
            return self.troubles[path].pop(0)
        for key in (path, unquote(f"{path}?{query}")):
            if key in self.always:
                return self.always[key]
        if path not in self.records:
            return Trouble(404)
        return Trouble(200, body=json.dumps(self._page(path, query), ensure_ascii=False))

    def _page(self, path: str, query: str) -> Mapping[str, Any]:
        rows = self.records[path]
        if not isinstance(rows, list):
            return rows  # type: ignore[return-value]
        skipped = int(parse_qs(query).get("$skip", ["0"])[0])
        page: dict[str, Any] = {"value": rows[skipped : skipped + PAGE]}
        if skipped + PAGE < len(rows):
            rest = "&".join(part for part in query.split("&") if part and not part.startswith("$skip"))
            page["@odata.nextLink"] = f"{self.address}/v1.0{path}?{rest}&$skip={skipped + PAGE}"
        return page

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        graph = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                graph.tokens.add(self.headers["Authorization"])
                status, headers, body = graph.answer(self.path)
                if status == HANG_UP:
                    return
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
