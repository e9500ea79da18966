"""The Python script against a service on loopback: what it saves is an export that we read whole."""

from __future__ import annotations

import importlib.util
import io
import json
import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

import analyzer
from analyzer.planning.export_plan import plan_from_scratch
from analyzer.planning.rendering import python
from tests.planning import contoso
from tests.planning.fake_graph import HANG_UP, FakeGraph, Trouble
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

POLICIES = "/identityGovernance/entitlementManagement/assignmentPolicies"


class Run:
    """One run of the script: what it returned, saved, said, and how long it would have slept."""

    def __init__(self, graph: FakeGraph, folder: Path, script: ModuleType, *options: str) -> None:
        self.folder = folder
        self.slept: list[float] = []
        with graph.running() as address:
            self.code = script.main(["--graph", address, "--out", str(folder), *options], self.slept.append)
        self.manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))

    @property
    def errors(self) -> list[str]:
        """The datasets of the requests that failed."""
        return [each["dataset"] for each in self.manifest["errors"]]


@pytest.fixture
def graph() -> FakeGraph:
    return FakeGraph(contoso.service())


@pytest.fixture
def collect(tmp_path: Path, graph: FakeGraph, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("GRAPH_TOKEN", "t0k3n\n")
    script = load(python(plan_from_scratch()), tmp_path)
    return lambda *options: Run(graph, tmp_path / "export", script, *options)


def load(source: str, folder: Path) -> ModuleType:
    """Load a script that was written by a plan."""
    file = folder / "collect.py"
    file.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("collect", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answers(export: Path) -> tuple[list[tuple[str, str, int]], set[str]]:
    """Return every verdict with its undecided rows, and the fingerprints of all findings."""
    analysis = analyzer.open_export(export, tickets=contoso.FOLDER / "tickets.csv").check()
    verdicts = [(each.check.slug, each.verdict.value, each.undetermined) for each in analysis.outcomes]
    return verdicts, set(analysis.findings["fingerprint"].to_pylist())


def test_what_it_collects_is_an_export_of_every_record(collect: Callable[..., Run], graph: FakeGraph) -> None:
    run = collect()
    assert (run.code, run.slept, run.errors) == (0, [], [])
    assert graph.tokens == {"Bearer t0k3n"}
    assert "t0k3n" not in "".join(
        file.read_text(encoding="utf-8") for file in run.folder.rglob("*") if file.is_file()
    )
    snapshot = analyzer.open_export(run.folder)
    assert {name: len(getattr(snapshot, name)) for name in run.manifest["datasets"]} == run.manifest[
        "datasets"
    ]
    assert run.manifest["datasets"]["users"] == len(contoso.records("users"))
    assert snapshot.validate().problems.num_rows == 0
    assert (snapshot.moment.time.strftime("%Y-%m-%dT%H:%M:%SZ"), snapshot.moment.source) == (
        run.manifest["finishedAt"],
        "manifest.json",
    )
    assert run.manifest["startedAt"] <= run.manifest["finishedAt"]


def test_asking_only_the_groups_that_matter_decides_as_much(
    collect: Callable[..., Run], graph: FakeGraph
) -> None:
    run = collect()
    assert answers(run.folder) == answers(contoso.FOLDER)
    asked = Counter(path.partition("?")[0] for path in graph.asked if "/members" in path)
    assert 0 < len(asked) < len(contoso.records("groups"))


def test_every_asks_all_of_them(collect: Callable[..., Run], graph: FakeGraph) -> None:
    collect("--every")
    asked = {path.split("/")[2] for path in graph.asked if "/members?" in path}
    assert asked == {group["id"] for group in contoso.records("groups")}


@pytest.mark.parametrize(
    ("trouble", "slept"),
    [
        ([Trouble(429, {"Retry-After": "17"})], [17]),
        ([Trouble(503, {"Retry-After": "3"}), Trouble(504), Trouble(429)], [3, 2, 4]),
        ([Trouble(500)], [1]),
        ([Trouble(HANG_UP)], [1]),
        ([Trouble(429, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})], [1]),
        ([Trouble(429, {"Retry-After": "soon"})], [1]),
    ],
    ids=["throttled", "busy", "failing", "connection lost", "throttled until a date", "throttled oddly"],
)
def test_it_waits_and_asks_again(
    collect: Callable[..., Run], graph: FakeGraph, trouble: list[Trouble], slept: list[float]
) -> None:
    graph.troubles[POLICIES] = trouble
    run = collect()
    assert (run.code, run.slept, run.errors) == (0, slept, [])
    assert len(analyzer.open_export(run.folder).assignment_policies) == len(
        contoso.records("assignment_policies")
    )


@pytest.mark.parametrize(
    ("trouble", "waits"),
    [(Trouble(403), 0), (Trouble(404), 0), (Trouble(500), 7), (Trouble(HANG_UP), 7)],
    ids=["forbidden", "not found", "always failing", "never answering"],
)
def test_what_fails_for_good_is_recorded_and_the_rest_collected(
    collect: Callable[..., Run], graph: FakeGraph, trouble: Trouble, waits: int
) -> None:
    graph.always[POLICIES] = trouble
    run = collect()
    assert (run.code, run.errors, len(run.slept)) == (1, ["assignment_policies"], waits)
    outcomes = analyzer.open_export(run.folder).check(["sign-in-blocked"]).outcomes
    assert [(each.verdict, each.reason) for each in outcomes] == [
        ("not-evaluated", "the export has no assignment_policies")
    ]


def test_a_page_that_fails_leaves_a_dataset_known_to_be_incomplete(
    collect: Callable[..., Run], graph: FakeGraph
) -> None:
    second = next(path for path in pages_of("/users", graph) if "$skip=7" in path)
    graph.always[second] = Trouble(403)
    run = collect()
    assert run.errors == ["users"]
    assert run.manifest["datasets"]["users"] == 7
    problems = analyzer.open_export(run.folder).validate().problems
    assert "unfollowed-next-link" in problems["rule"].to_pylist()


def pages_of(path: str, graph: FakeGraph) -> list[str]:
    request = next(
        step.request for step in plan_from_scratch().steps if step.request.path.startswith(f"{path}?")
    )
    graph.address = "http://127.0.0.1"
    page = json.loads(graph.answer(f"/v1.0{request.path}").body)
    graph.asked.clear()
    return [page["@odata.nextLink"].removeprefix("http://127.0.0.1/v1.0")]


def test_users_come_without_their_sign_ins_when_that_permission_is_missing(
    collect: Callable[..., Run], graph: FakeGraph
) -> None:
    with_sign_ins = next(
        step.request for step in plan_from_scratch().steps if step.request.dataset == "users"
    )
    graph.always[with_sign_ins.path] = Trouble(403)
    run = collect()
    assert (run.code, run.errors) == (0, [])
    assert [each["dataset"] for each in run.manifest["reduced"]] == ["users"]
    assert run.manifest["datasets"]["users"] == len(contoso.records("users"))
    assert not any("signInActivity" in path for path in graph.asked[5:])


def test_one_group_that_fails_costs_only_that_group(collect: Callable[..., Run], graph: FakeGraph) -> None:
    collect_all = {path for path in graph.records if path.endswith("/members")}
    policy = next(row for row in contoso.records("assignment_policies") if "groupMembers" in json.dumps(row))
    group = next(path for path in collect_all if path.split("/")[2] in json.dumps(policy))
    graph.always[group] = Trouble(403)
    run = collect()
    assert run.manifest["errors"][0]["parent"] == group.split("/")[2]
    assert not (run.folder / "group_members" / f"{group.split('/')[2]}.json").exists()
    assert len(list((run.folder / "group_members").glob("*.json"))) > 10


def test_one_application_that_fails_leaves_its_dataset_known_to_be_incomplete(
    collect: Callable[..., Run], graph: FakeGraph
) -> None:
    """Unlike members, what an application grants lies in files whose names say nothing to the reader."""
    asked = next(path for path in graph.records if path.endswith("/appRoleAssignedTo"))
    graph.always[asked] = Trouble(403)
    run = collect()
    assert run.errors == ["app_role_assignments"]
    outcomes = analyzer.open_export(run.folder).check(["resource-members-without-assignment"]).outcomes
    assert "app_role_assignments is incomplete (failed-request in manifest.json)" in outcomes[0].reason


def test_what_an_export_lacks_completes_it(
    tmp_path: Path, graph: FakeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the page says: the new folder goes into the export as it is, and old incomplete files go."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("GRAPH_TOKEN", "t0k3n")
    export = shutil.copytree(ROOT / "sample_exports" / "partial", tmp_path / "export")
    script = load(python(analyzer.open_export(export).plan()), tmp_path)
    run = Run(graph, export / "collected", script)
    assert (run.code, len({path.partition("?")[0] for path in graph.asked})) == (0, 5)
    shutil.rmtree(export / "assignments")
    assert analyzer.open_export(export).plan().steps == ()
    assert answers(export) == answers(contoso.FOLDER)


def test_an_expired_token_ends_the_run_with_what_there_is(
    collect: Callable[..., Run], graph: FakeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    graph.always["/users"] = Trouble(401)
    run = collect()
    assert (run.code, run.errors) == (1, ["users"])
    assert set(run.manifest["datasets"]) == {"organization", "domains", "subscribed_skus"}


def test_an_expired_token_can_be_replaced_by_whoever_watches(
    collect: Callable[..., Run], graph: FakeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They last about an hour, and a large tenant takes longer."""
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)
    monkeypatch.setattr("getpass.getpass", lambda _: "fresh")
    graph.troubles["/users"] = [Trouble(401)]
    run = collect()
    assert (run.code, run.errors) == (0, [])
    assert graph.tokens == {"Bearer t0k3n", "Bearer fresh"}
    assert run.manifest["datasets"]["users"] == len(contoso.records("users"))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<html>sign in here</html>", "no answer of Microsoft Graph"),
        ('{"value": [1]}', "no answer of Microsoft Graph"),
        ('{"value": [], "@odata.nextLink": "https://elsewhere.example/v1.0/x"}', "another place"),
    ],
    ids=["a page for people", "numbers", "a link that leads away"],
)
def test_what_is_no_answer_is_not_saved_or_followed(
    collect: Callable[..., Run], graph: FakeGraph, body: str, told: str
) -> None:
    graph.always[POLICIES] = Trouble(200, body=body)
    run = collect()
    assert [each["dataset"] for each in run.manifest["errors"]] == ["assignment_policies"]
    assert told in run.manifest["errors"][0]["error"]


def test_a_service_that_is_gone_ends_the_run(collect: Callable[..., Run], graph: FakeGraph) -> None:
    """Else every group would be waited for."""
    graph.always |= dict.fromkeys(graph.records, Trouble(HANG_UP))
    run = collect()
    assert (run.code, len(run.errors), run.manifest["datasets"]) == (1, 5, {})
    assert "connection failed" in run.manifest["errors"][0]["error"]


def test_the_token_does_not_follow_a_redirection(collect: Callable[..., Run], graph: FakeGraph) -> None:
    graph.always[POLICIES] = Trouble(302, {"Location": f"{graph.address}/v1.0/stolen"})
    run = collect()
    assert run.errors == ["assignment_policies"]
    assert not any("stolen" in path for path in graph.asked)


def test_pages_are_saved_as_they_were_received(collect: Callable[..., Run], graph: FakeGraph) -> None:
    body = '{ "value":\n[{"id": "caf\u00e9", "isVerified" :true}] }'
    graph.always["/domains"] = Trouble(200, body=body)
    run = collect()
    assert (run.folder / "domains" / "page-0001.json").read_bytes() == body.encode()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--graph", "http://graph.example"], "is not https"),
        (["--out", "full"], "is not empty"),
        ([], "there is no access token"),
    ],
)
def test_it_refuses_before_it_asks(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    told: str,
) -> None:
    script = load(python(plan_from_scratch()), tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "users.json").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRAPH_TOKEN", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    with pytest.raises(SystemExit) as left:
        script.main(["--out", "export", *options])
    assert left.value.code == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "export").exists()
