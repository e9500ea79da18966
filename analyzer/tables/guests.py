"""Guests, the kind of identity they sign in with, and the domain they come from."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.dataset import Dataset, as_flag, as_text, flatten, lower
from analyzer.tables.relations import relation
from analyzer.tables.three_valued import Flags, Mask, constant, flags, possible, yes

PERSONAL_ISSUERS = ("microsoftaccount", "live.com", "google.com", "facebook.com", "mail")
"""Issuers of identities that are not organizational (domain.md S5; CONTRACT section 6)."""

SOCIAL = "social:"
"""Marks a social identity source among mail domains; no domain contains a colon."""


@relation
def guests(users: Dataset, people: pd.DataFrame) -> pd.DataFrame:
    """Everybody who is, or may be, a guest.

    A Microsoft, Google or Facebook account and an e-mail one-time passcode are personal identities; another
    tenant or a federated identity provider is organizational. Source: domain.md S5; Graph `objectIdentity`.

    Returns:
        columns: person (int32 code), is_guest (boolean), organizational (boolean; unknown where the export
        shows no outside identity), mail_domain, home_domain, social_source (string, lower case).
    """
    outside = possible(people["is_guest"]) & ~people["is_deleted"].to_numpy()
    persons = np.flatnonzero(outside).astype(np.int32)
    told = users.table.select(["mail", "userPrincipalName", "identities"])
    chosen = told.filter(pa.array(outside[: len(users)]))
    return pd.DataFrame(
        {
            "person": persons,
            "is_guest": people["is_guest"].take(persons).reset_index(drop=True),
            "organizational": _organizational(chosen, users.has("identities")),
            "mail_domain": as_text(domain_of(chosen.column("mail"))),
            "home_domain": as_text(home_domain_of(chosen.column("userPrincipalName"))),
            "social_source": _social_sources(chosen),
        }
    )


def domain_of(mail: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the lower-case part of a mail address behind the last `@`."""
    return pc.struct_field(pc.extract_regex(lower(mail), r"@(?P<domain>[^@]+)$"), "domain")


def home_domain_of(principal_name: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the domain hidden in a guest's principal name: `ann_fabrikam.com#EXT#@…` is `fabrikam.com`."""
    found = pc.extract_regex(lower(principal_name), r"_(?P<domain>[^_@#]+)#ext#@")
    return pc.struct_field(found, "domain")


def _organizational(chosen: pa.Table, exported: bool) -> Flags:
    size = chosen.num_rows
    if not exported:
        return constant(None, size)
    owner, identity = flatten(chosen.column("identities"))
    issuer = lower(pc.struct_field(identity, "issuer"))
    sign_in_type = lower(pc.struct_field(identity, "signInType"))
    elsewhere = pc.fill_null(pc.not_equal(sign_in_type, "userprincipalname"), False)
    outside = pc.or_(elsewhere, pc.fill_null(pc.equal(issuer, "externalazuread"), False))
    is_personal = pc.is_in(issuer, value_set=pa.array(PERSONAL_ISSUERS))
    is_other = pc.and_(pc.is_valid(issuer), pc.invert(is_personal))
    personal = _any_per_row(owner, is_personal, size)
    other = _any_per_row(owner, pc.and_(outside, is_other), size)
    invited = as_flag(pc.match_substring(chosen.column("userPrincipalName"), "#EXT#", ignore_case=True))
    unsure = pc.and_(pc.is_null(sign_in_type), is_other)
    vague = _any_per_row(owner, unsure, size)
    organizational = other | (~personal & ~vague & yes(~invited))
    return flags(organizational, ~personal | vague)


def _social_sources(chosen: pa.Table) -> pd.Series[str]:
    """Return `social:facebook` for people who sign in with such an account (`socialIdentitySource`)."""
    owner, identity = flatten(chosen.column("identities"))
    facebook = pc.fill_null(pc.equal(lower(pc.struct_field(identity, "issuer")), "facebook.com"), False)
    marked = _any_per_row(owner, facebook, chosen.num_rows)
    return as_text(pc.if_else(pa.array(marked), f"{SOCIAL}facebook", pa.scalar(None, pa.string())))


def _any_per_row(owner: pa.Array, chosen: pa.Array, size: int) -> Mask:
    mask = np.zeros(size, bool)
    mask[np.asarray(owner.filter(chosen))] = True
    return mask
