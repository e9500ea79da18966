"""Relations are asked for by parameter name; the signatures alone say what an export must hold."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from time import sleep
from typing import Any

import pytest

from analyzer.datasets import DATASETS
from analyzer.tables import relations as module
from analyzer.tables.relations import HINT, RELATIONS, MissingDatasetError, Relations, datasets_of, relation

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class View(str):
    """A dataset that is its name, and what was looked for in vain."""

    __slots__ = ("missed",)

    def flag(self, path: str) -> None:
        self.missed = {path}


class FakeSource:
    """Datasets are their names; remembers what was asked for."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.read: list[str] = []

    def has(self, name: str) -> bool:
        return name in self.names

    def dataset(self, name: str) -> Any:
        self.read.append(name)
        return name.upper()

    def view(self, name: str) -> Any:
        view = View(name.upper())
        view.missed = set()
        return view


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return a register of relations with nothing in it."""
    register: dict[str, Any] = {}
    monkeypatch.setattr(module, "RELATIONS", register)
    return register


def relations(*names: str) -> Relations:
    return Relations(FakeSource(*names), lambda: NOW)


def test_a_parameter_is_a_dataset_or_a_relation(known: dict[str, Any]) -> None:
    @relation
    def people(users: str) -> str:
        return f"people of {users}"

    def check(people: str, groups: str) -> str:
        return f"{people}, {groups}"

    assert known == {"people": people}
    assert relations("users", "groups").call(check) == "people of USERS, GROUPS"


def test_each_relation_is_computed_once(known: dict[str, Any]) -> None:
    calls = []

    @relation
    def people(users: str) -> str:
        calls.append(users)
        return users

    @relation
    def guests(people: str) -> str:
        return people

    source = FakeSource("users")
    found = Relations(source, lambda: NOW)
    assert (found["guests"], found["people"], found["guests"]) == ("USERS", "USERS", "USERS")
    assert (calls, source.read) == (["USERS"], ["users"])
    assert set(known) == {"people", "guests"}


def test_a_relation_that_nobody_asks_for_reads_nothing(known: dict[str, Any]) -> None:
    @relation
    def people(users: str) -> str:
        return users

    source = FakeSource("users")
    Relations(source, lambda: NOW)
    assert source.read == []
    assert "people" in known


@pytest.mark.usefixtures("known")
def test_every_missing_dataset_is_named_however_deep() -> None:
    @relation
    def people(users: str, domains: str) -> str:
        return users + domains

    def check(people: str, groups: str, catalogs: str) -> str:
        return people + groups + catalogs

    with pytest.raises(MissingDatasetError) as caught:
        relations("groups").call(check)
    assert caught.value.names == {"users", "domains", "catalogs"}


@pytest.mark.usefixtures("known")
def test_a_parameter_with_a_default_is_used_when_it_is_there() -> None:
    @relation
    def gone(deleted_users: str) -> str:
        return deleted_users

    def check(users: str, gone: str | None = None) -> tuple[str, str | None]:
        return users, gone

    assert relations("users").call(check) == ("USERS", None)
    assert relations("users", "deleted_users").call(check) == ("USERS", "DELETED_USERS")


@pytest.mark.usefixtures("known")
def test_a_hint_is_used_and_decides_nothing() -> None:
    @relation
    def owners(users: str, groups: str | None = HINT) -> str:
        return f"{users}, {groups}"

    def check(owners: str) -> str:
        return owners

    assert relations("users", "groups").call(check) == "USERS, GROUPS"
    assert relations("users").call(check) == "USERS, None"
    assert datasets_of(check) == relations("users", "groups").read_by(check) == {"users"}


@pytest.mark.usefixtures("known")
def test_what_a_relation_is_made_from_can_be_listed_without_an_export() -> None:
    @relation
    def people(users: str, deleted_users: str | None = None) -> str:
        return users + str(deleted_users)

    def check(people: str, groups: str | None = None) -> str:
        return people + str(groups)

    assert datasets_of(check) == {"users", "deleted_users", "groups"}
    assert datasets_of(check, needed_only=True) == {"users"}
    assert relations("users", "groups").read_by(check) == {"users", "groups"}


@pytest.mark.usefixtures("known")
def test_properties_that_were_not_exported_are_named_with_their_dataset() -> None:
    @relation
    def people(users: View) -> View:
        users.flag("accountEnabled")
        return users

    def check(people: str, groups: View) -> str:
        groups.flag("groupTypes")
        return people

    def other(users: str, groups: View) -> str:
        groups.flag("displayName")
        return users

    found = relations("users", "groups")
    found.call(check)
    found.call(other)
    assert found.unexported(check) == {"users.accountEnabled", "groups.groupTypes"}
    assert found.unexported(other) == {"groups.displayName"}, "what others miss is not its business"


def test_the_moment_is_a_relation_like_any_other() -> None:
    def check(as_of: datetime) -> datetime:
        return as_of

    assert relations().call(check) == NOW


def test_two_relations_of_one_name_are_refused(known: dict[str, Any]) -> None:
    def people(users: str) -> str:
        return users

    relation(people)
    with pytest.raises(ValueError, match="people"):
        relation(people)
    assert list(known) == ["people"]


def test_a_relation_with_a_datasets_name_is_refused() -> None:
    def users(groups: str) -> str:
        return groups

    with pytest.raises(ValueError, match="users"):
        relation(users)


@pytest.mark.parametrize("name", sorted(RELATIONS))
def test_every_parameter_of_every_relation_can_be_resolved(name: str) -> None:
    asked = {parameter for parameter, _ in module._needs(RELATIONS[name])}  # noqa: SLF001
    assert asked <= {*RELATIONS, *DATASETS, "as_of", "coverage"}


@pytest.mark.usefixtures("known")
def test_a_relation_that_was_begun_is_waited_for_and_computed_once() -> None:
    computed: list[str] = []

    @relation
    def slow(users: str) -> str:
        computed.append(users)
        return f"slow {users}"

    @relation
    def made_from_it(slow: str) -> str:
        return f"made from {slow}"

    found = relations("users")
    found.begin("slow")
    found.begin("slow")
    assert (found["made_from_it"], found["slow"], computed) == (
        "made from slow USERS",
        "slow USERS",
        ["USERS"],
    )


@pytest.mark.usefixtures("known")
def test_a_relation_that_many_threads_ask_for_is_computed_once() -> None:
    computed: list[str] = []

    @relation
    def slow(users: str) -> str:
        sleep(0.05)
        computed.append(users)
        return f"slow {users}"

    found = relations("users")
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(found.__getitem__, ["slow"] * 8)) == {"slow USERS"}
    assert computed == ["USERS"]


@pytest.mark.usefixtures("known")
def test_what_goes_wrong_in_the_other_thread_is_met_by_whoever_asks() -> None:
    @relation
    def broken(users: str) -> str:
        raise ValueError(f"no {users}")

    found = relations("users")
    found.begin("broken")
    with pytest.raises(ValueError, match="no USERS"):
        _ = found["broken"]


@pytest.mark.usefixtures("known")
def test_what_follows_from_a_given_value_is_made_anew_and_the_rest_is_shared() -> None:
    computed: list[str] = []

    @relation
    def shared(users: str) -> str:
        computed.append("shared")
        return f"shared {users}"

    @relation
    def follows(tickets: str, shared: str) -> str:
        computed.append("follows")
        return f"{tickets} and {shared}"

    found = relations("users", "tickets")
    assert found["follows"] == "TICKETS and shared USERS"
    assert found.given(tickets="other")["follows"] == "other and shared USERS"
    assert computed == ["shared", "follows", "follows"]


@pytest.mark.usefixtures("known")
def test_what_was_given_before_stays_given() -> None:
    @relation
    def settled(tickets: str, users: str) -> str:
        return f"{tickets} of {users}"

    @relation
    def follows(settled: str, tickets: str) -> str:
        return f"{settled}, {tickets}"

    lacking = relations("users").given(tickets="first", settled="given")
    assert lacking.given(users="others")["follows"] == "given, first"
    assert not lacking.given(users="others").missing(follows)
