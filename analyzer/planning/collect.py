"""Collects an export of entitlement management from Microsoft Graph. It only reads: GET, nothing else.

    python collect.py --out FOLDER

Needs Python 3.9 or newer, and nothing besides. Needs an access token with these permissions:
    <permissions>
The token is taken from the environment variable GRAPH_TOKEN, else you are asked for it. It is sent to the
service that --graph names, to no other place, and is not written down.

Every answer is saved as it was received. manifest.json says when the run began and ended, how many records
came, and which requests failed; a request that failed does not end the run.
"""

from __future__ import annotations

import argparse
import getpass
import http.client
import json
import os
import re
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

    Request = dict[str, Any]

# dataset: the folder to save in. per: ask once for each record of that dataset, {id} being its id.
# only_named: only for those whose id stands in some other answer. parents: for these and no others.
# instead: what to ask when the service refuses (403), for a property may need a permission of its own.
REQUESTS: list[Request] = []  # <requests>

BUSY = {429, 500, 502, 503, 504}
TRIES = 8
GIVE_UP = 5  # requests in a row without any answer
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class FailedError(Exception):
    """A request that brought nothing; the next one is made."""


class ForbiddenError(FailedError):
    """A permission is missing."""


class LostError(FailedError):
    """The service did not answer, however often it was asked."""


class RefusedError(FailedError):
    """The token is not accepted, so no other request would be."""


class StayHere(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: the token must not travel to another place."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Refuse; the caller sees the status."""


class Collector:
    """Makes the requests one after the other, and keeps count."""

    def __init__(
        self, graph: str, folder: Path, ask: Callable[[], str], sleep: Callable[[float], None], *, every: bool
    ) -> None:
        self.graph, self.folder, self.ask, self.sleep, self.every = graph, folder, ask, sleep, every
        self.token = ask()
        self.open = urllib.request.build_opener(StayHere).open
        self.records: Counter[str] = Counter()
        self.errors: list[dict[str, str]] = []
        self.reduced: list[dict[str, str]] = []
        self.ids: dict[str, dict[str, None]] = {each["per"]: {} for each in REQUESTS if "per" in each}
        self.lists = {each["per"] for each in REQUESTS if each.get("only_named")}
        self.named: set[str] = set()
        self.pages = self.lost = 0

    def collect(self, request: Request) -> None:
        """Make one request, or one for each parent; some parents are only named by the answers."""
        asked: set[str] = set()
        while parents := [each for each in self.parents(request) if each not in asked]:
            for parent in parents:
                asked.add(parent)
                try:
                    self.save_pages(request, parent)
                    self.lost = 0
                except FailedError as error:
                    self.failed(request, parent, str(error))
                    self.lost = self.lost + 1 if isinstance(error, LostError) else 0
                    if isinstance(error, RefusedError) or self.lost == GIVE_UP:
                        raise
        say(f"{request['dataset']}: {self.records[request['dataset']]} records")

    def parents(self, request: Request) -> list[str]:
        """Return the ids to ask about; one empty id for a request that is made once."""
        if not request.get("per"):
            return [""]
        ids = request.get("parents") or list(self.ids[request["per"]])
        everyone = request.get("parents") or self.every or not request.get("only_named")
        return [each for each in ids if everyone or each in self.named]

    def save_pages(self, request: Request, parent: str) -> None:
        """Save every page of one answer."""
        dataset, number = request["dataset"], 0
        url = f"{self.graph}/v1.0{request['path'].replace('{id}', parent)}"
        while url:
            try:
                body = self.get(url)
            except ForbiddenError as error:
                if number or not request.get("instead"):
                    raise
                say(f"  refused; asking for less: {error}")
                self.reduced.append({"dataset": dataset, "error": str(error)})
                body = self.get(f"{self.graph}/v1.0{request['instead']}")
            try:
                page = json.loads(body)
                rows = page.get("value", [page])
                ids = [str(row.get("id")).lower() for row in rows]
            except (ValueError, TypeError, AttributeError):
                raise FailedError(f"this is no answer of Microsoft Graph: {body[:200]!r}") from None
            number += 1
            self.place(dataset, parent, number).write_bytes(body)
            self.records[dataset] += len(rows)
            self.pages += 1
            if self.pages % 50 == 0:
                say(f"  {self.pages} pages so far, now {dataset}")
            if dataset in self.ids:
                self.ids[dataset].update((each, None) for each in ids if ID.fullmatch(each))
            if dataset not in self.lists:
                found = {each.lower() for each in ID.findall(body.decode("utf-8", "replace"))}
                self.named.update(*(found & self.ids[name].keys() for name in self.lists))
            url = page.get("@odata.nextLink")

    def place(self, dataset: str, parent: str, number: int) -> Path:
        """Return the file of a page: users/page-0001.json, group_members/ID.json, then ID/page-0002.json."""
        page = f"page-{number:04}.json"
        name = page if not parent else f"{parent}.json" if number == 1 else f"{parent}/{page}"
        path = self.folder / dataset / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def get(self, url: str) -> bytes:
        """Return the body of an answer. Waits as long as a busy service asks, and tries again."""
        url = quote(url, safe="%/:=&?~#+!$,;'@()*[]")
        if urlsplit(url)[:2] != urlsplit(self.graph)[:2]:
            raise FailedError(f"the next page lies in another place: {url}")
        problem, lost = "", False
        for attempt in range(TRIES):
            wait: float = min(2**attempt, 60)
            request = urllib.request.Request(url, headers={"Authorization": f"Bearer {self.token}"})
            try:
                with self.open(request, timeout=120) as answer:
                    return bytes(answer.read())
            except urllib.error.HTTPError as error:
                with error:
                    problem = f"{error.code} {error.reason} {error.read(500).decode('utf-8', 'replace')}"
                if error.code == 401:
                    self.renew(problem)
                    continue
                if error.code == 403:
                    raise ForbiddenError(problem) from None
                if error.code not in BUSY:
                    raise FailedError(problem) from None
                wait = seconds(error.headers["Retry-After"]) or wait
                lost = False
            except (OSError, http.client.HTTPException) as error:
                problem, lost = f"the connection failed: {error!r}", True
            if attempt < TRIES - 1:
                say(f"  waiting {wait:.0f} s, then asking again: {problem[:100]}")
                self.sleep(wait)
        raise LostError(problem) if lost else FailedError(problem)

    def renew(self, problem: str) -> None:
        """Ask for another token, for they last about an hour."""
        say("The access token is not accepted, or no longer.")
        self.token = self.ask() if sys.stdin.isatty() else ""
        if not self.token:
            raise RefusedError(problem)

    def failed(self, request: Request, parent: str, error: str) -> None:
        """Write down a request that brought nothing."""
        say(f"  FAILED {request['dataset']} {parent} {error}")
        self.errors.append({"dataset": request["dataset"], "parent": parent, "error": error})


def seconds(retry_after: str | None) -> float | None:
    """Return how long a Retry-After header asks to wait; it holds seconds or a date."""
    if retry_after and retry_after.isdigit():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after or "")
    except (TypeError, ValueError):
        return None
    return max(1.0, (moment - datetime.now(timezone.utc)).total_seconds())


def ask_token() -> str:
    """Return the token of the environment, once, else what is typed or piped in; "" when it is no token."""
    token = os.environ.pop("GRAPH_TOKEN", "")
    if not token:
        token = getpass.getpass("Access token: ") if sys.stdin.isatty() else sys.stdin.readline()
    token = "".join(token.split())
    return token if token.isascii() and token.isprintable() else ""


def now() -> str:
    """Return the time in UTC, in ISO 8601."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def say(text: str) -> None:
    """Tell whoever watches."""
    print(text.encode("ascii", "backslashreplace").decode(), file=sys.stderr)


def main(arguments: list[str] | None = None, sleep: Callable[[float], None] = time.sleep) -> int:
    """Collect the export; return 0, or 1 when something is missing from it."""
    parser = argparse.ArgumentParser(description="Collects an export from Microsoft Graph; reads only.")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a new or empty folder")
    parser.add_argument("--every", action="store_true", help="ask about every group and application")
    parser.add_argument("--graph", default="https://graph.microsoft.com", help="another cloud's address")
    options = parser.parse_args(arguments)
    address = urlsplit(options.graph)
    if address.scheme != "https" and address.hostname not in {"localhost", "127.0.0.1"}:
        parser.error(f"{options.graph} is not https: the token would travel in the clear")
    if options.out.exists() and (not options.out.is_dir() or any(options.out.iterdir())):
        parser.error(f"{options.out} is not empty: pages of two exports must not mix")
    started = now()
    graph = f"{address.scheme}://{address.netloc}"
    collector = Collector(graph, options.out, ask_token, sleep, every=options.every)
    if not collector.token:
        parser.error("there is no access token: set GRAPH_TOKEN, or type it when asked")
    options.out.mkdir(parents=True, exist_ok=True)
    request: Request = {}
    try:
        for request in REQUESTS:
            collector.collect(request)
    except FailedError:
        say("Stopped: the other requests would fail likewise.")
    except (KeyboardInterrupt, OSError) as error:
        collector.failed(request, "", f"ended early: {error!r}")
    manifest = {
        "startedAt": started,
        "finishedAt": now(),
        "graph": collector.graph,
        "datasets": dict(collector.records),
        "errors": collector.errors,
        "reduced": collector.reduced,
    }
    (options.out / "manifest.json").write_text(json.dumps(manifest, indent=2), encoding="utf-8")
    say(f"{options.out}: {sum(collector.records.values())} records, {len(collector.errors)} failed requests")
    return 1 if collector.errors else 0


if __name__ == "__main__":
    sys.exit(main())
