"""Which edits would make a policy admit the person, or give the package a policy that does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from analyzer.decision_trace.answer import Edit
from analyzer.decision_trace.gate_answers import as_answer
from analyzer.decision_trace.gate_edits import NEW_ACCOUNT, catalog_owner
from analyzer.decision_trace.group_edits import joining_edits
from analyzer.reasoning import ticket_policies as rules
from analyzer.reasoning.ticket_policies import OUT_OF_SCOPE
from analyzer.tables.three_valued import yes

if TYPE_CHECKING:
    from datetime import datetime

    from analyzer.decision_trace.answer import PolicyAnswer
    from analyzer.decision_trace.facts import Facts
    from analyzer.decision_trace.small_source import SmallSource

Edits = tuple[Edit, ...]

_DIRECTORY_ADMIN = "an Identity Governance Administrator or a Connected Organization Administrator"
_A_YEAR = timedelta(days=365)
_GRAPH = "#microsoft.graph."
_USER_ADMIN = "a Guest Inviter or a User Administrator"
_INVITED = "a new guest"
_OF_ANYBODY = frozenset(
    ("gmail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com", "me.com")
)
"""Mail domains of no organization: to connect one would let in the whole world."""


class PolicyEdits:
    """The ways to let one person request one package, found in the records that the ticket hangs on."""

    def __init__(self, facts: Facts, few: SmallSource, names: dict[str, str], as_of: datetime) -> None:
        self._facts = facts
        self._few = few
        self._names = names
        self._as_of = as_of
        person = facts.setting.ticket_people.iloc[0]
        self._code = int(person["person"])
        self._person_id = _id_of(facts, self._code)
        self._external = as_answer(person["is_guest"]) or as_answer(person["outsider"])
        self._domain = _text(person["mail_domain"]) or _text(person["home_domain"])
        self._personal = as_answer(person["organizational"]) is False
        self._address = str(facts.judgement.ticket_facts["user"].iloc[0]).strip()
        self._may_be_invited = "@" in self._address

    def ways(self, policy: PolicyAnswer, *, doubts: bool) -> list[Edits]:
        """Return the ways to open what keeps the person out of a policy; with `doubts`, what may, too."""
        standing = {gate.rule for gate in policy.reasons if doubts or gate.stands}
        if standing & {rules.AUTOMATIC, rules.DIRECT_ONLY}:
            return []
        common = [
            *([self._self_request(policy)] if rules.SELF_REQUEST_OFF in standing else []),
            *([self._later_end(policy)] if rules.ENDED in standing else []),
        ]
        scopes: list[Edits] = self._scope(policy) if standing & set(OUT_OF_SCOPE) else [()]
        return [(*scope, *common) for scope in scopes]

    def new_policy(self) -> list[Edits]:
        """Return the ways to add a policy that admits nobody but the person, or the organization."""
        if self._person_id is not None:
            return [(self._policy("specificDirectoryUsers", self._single_user(self._person_id)),)]
        if not self._may_be_invited:
            return []
        named, first = self._organization()
        joined = [(*first, self._policy("specificConnectedOrganizationUsers", named))] if named else []
        invited = (self._invite(), self._policy("specificDirectoryUsers", self._single_user(_INVITED)))
        return [*joined, invited]

    def _policy(self, scope: str, target: dict[str, str]) -> Edit:
        package = self._facts.setting.packages.iloc[int(self._facts.setting.ticket_pairs["package"].iloc[0])]
        made = {
            "displayName": f"For {self._names['user']}",
            "accessPackage": {"id": str(package["id"])},
            "allowedTargetScope": scope,
            "specificAllowedTargets": [target],
            "requestorSettings": {"enableTargetsToSelfAddAccess": True},
            "expiration": {"type": "noExpiration"},
            "requestApprovalSettings": {"isApprovalRequiredForAdd": False, "stages": []},
        }
        what = f"Add a policy to '{self._names['package']}' that lets {self._names['user']} request."
        return self._edit("assignment_policies", "add", {"id": "a new policy"}, made, what, 7)

    def _invite(self) -> Edit:
        address = self._address
        made = {
            "displayName": address,
            "userPrincipalName": f"{address.replace('@', '_')}#EXT#@invited",
            "mail": address,
            "userType": "Guest",
            "accountEnabled": True,
        }
        what = f"Invite {address} as a guest."
        edit = self._edit("users", "add", {"id": _INVITED}, made, what, 4)
        return replace(edit, who=_USER_ADMIN)

    def _self_request(self, policy: PolicyAnswer) -> Edit:
        what = f"Let people request for themselves under the policy '{policy.policy_name}'."
        return self._set(policy, {"requestorSettings.enableTargetsToSelfAddAccess": True}, what, 3)

    def _later_end(self, policy: PolicyAnswer) -> Edit:
        end = (self._as_of + _A_YEAR).strftime("%Y-%m-%dT%H:%M:%SZ")
        what = f"Set the end date of the policy '{policy.policy_name}' to a later day, such as {end[:10]}."
        return self._set(policy, {"expiration.endDateTime": end}, what, 3)

    def _scope(self, policy: PolicyAnswer) -> list[Edits]:
        """Return the ways to bring the person into the scope."""
        match (policy.scope or "").lower():
            case "specificdirectoryusers":
                return self._into_named(policy)
            case "alldirectoryusers" if self._person_id is None and self._may_be_invited:
                return [(self._invite(),)]
            case "allmemberusers" if self._person_id is not None:
                what = f"Open the policy '{policy.policy_name}' to everybody in the directory, guests too."
                return [(self._set(policy, {"allowedTargetScope": "allDirectoryUsers"}, what, 6),)]
            case "specificconnectedorganizationusers" if self._external:
                return self._name_organization(policy)
            case "allconfiguredconnectedorganizationusers" if self._external:
                return self._configure_organization()
        return []

    def _into_named(self, policy: PolicyAnswer) -> list[Edits]:
        if self._person_id is not None:
            return [(self._name_person(policy, self._person_id),), *self._join_groups(policy)]
        return [(self._invite(), self._name_person(policy, _INVITED))] if self._may_be_invited else []

    def _name_person(self, policy: PolicyAnswer, person: str) -> Edit:
        what = f"Name {self._names['user']} in the policy '{policy.policy_name}'."
        return self._name(policy, self._single_user(person), what, 1)

    def _join_groups(self, policy: PolicyAnswer) -> list[Edits]:
        """Return one way for each group that the policy names and whose members are chosen by hand."""
        if self._person_id is None:
            return []
        joins = joining_edits(self._facts.setting, policy.policy_id, self._names["user"], self._person_id)
        return [(edit,) for edit in joins]

    def _name_organization(self, policy: PolicyAnswer) -> list[Edits]:
        target, first = self._organization()
        if target is None:
            return []
        what = f"Include the organization of {self._names['user']} in the policy '{policy.policy_name}'."
        return [(*first, self._name(policy, target, what, 3))]

    def _configure_organization(self) -> list[Edits]:
        code = self._home()
        if code is None:
            target, first = self._organization()
            return [first] if target is not None else []
        organizations = self._facts.setting.organizations
        assert organizations is not None
        record = organizations.iloc[code]
        what = f"Make the connected organization '{record['display_name']}' configured instead of proposed."
        edit = self._edit(
            "connected_organizations", "set", {"id": str(record["id"])}, {"state": "configured"}, what, 3
        )
        return [(edit,)]

    def _home(self) -> int | None:
        homes = self._facts.setting.ticket_homes
        certain = homes[homes["certain"].to_numpy(bool)]
        return int(certain["organization"].min()) if len(certain) else None

    def _organization(self) -> tuple[dict[str, str] | None, Edits]:
        """Return the target that names the person's organization, and the edits that make it first."""
        organizations, code = self._facts.setting.organizations, self._home()
        kind = f"{_GRAPH}connectedOrganizationMembers"
        if code is not None and organizations is not None:
            return {"@odata.type": kind, "connectedOrganizationId": str(organizations["id"].iloc[code])}, ()
        if self._domain is None or self._personal or self._domain in _OF_ANYBODY:
            return None, ()
        source = {"@odata.type": f"{_GRAPH}domainIdentitySource", "domainName": self._domain}
        made = {"displayName": self._domain, "state": "configured", "identitySources": [source]}
        what = f"Add a connected organization for {self._domain}."
        edit = self._edit("connected_organizations", "add", {"id": "a new organization"}, made, what, 4)
        return {"@odata.type": kind, "connectedOrganizationId": "a new organization"}, (edit,)

    def _single_user(self, person: str) -> dict[str, str]:
        return {"@odata.type": f"{_GRAPH}singleUser", "userId": person}

    def _name(self, policy: PolicyAnswer, target: dict[str, str], what: str, cost: int) -> Edit:
        rows = self._few.dataset("assignment_policies").table.to_pylist()
        record = next(row for row in rows if row["id"] == policy.policy_id)
        targets = [*(record["specificAllowedTargets"] or []), target]
        return self._set(policy, {"specificAllowedTargets": targets}, what, cost)

    def _set(self, policy: PolicyAnswer, values: dict[str, Any], what: str, cost: int) -> Edit:
        return self._edit("assignment_policies", "set", {"id": policy.policy_id}, values, what, cost)

    def _edit(
        self, dataset: str, action: str, record: dict[str, str], values: dict[str, Any], what: str, cost: int
    ) -> Edit:
        return Edit(
            dataset=dataset,
            action=action,
            record=record,
            values=values,
            what=what,
            who=_DIRECTORY_ADMIN if dataset == "connected_organizations" else catalog_owner(self._names),
            cost=cost,
        )


def _id_of(facts: Facts, person: int) -> str | None:
    """Return the id that a policy can name: none for somebody from outside, or whom we cannot place."""
    if person >= 0:
        return str(facts.setting.people["id"].iloc[person])
    return NEW_ACCOUNT if yes(facts.setting.ticket_people["not_found"]).all() else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
