-- Who could approve whose request. One row per (pair, stage): `stuck` when only the requestor could.

CREATE TABLE named_approvers AS
SELECT stage_id, slot, target_id AS approver_id, true AS asked
FROM approver_entries WHERE kind = 'singleuser' AND target_id IS NOT NULL
UNION ALL
SELECT stage_id, slot, user_id, certain
FROM approver_entries JOIN group_users ON kind = 'groupmembers' AND group_id = target_id;

-- Entries behind which anybody may stand.
CREATE TABLE blind_approvers AS
SELECT stage_id, slot, NULL AS approver_id, NULL::BOOLEAN AS asked
FROM approver_entries
WHERE kind IS NULL OR kind NOT IN ('singleuser', 'groupmembers', 'requestormanager', 'targetmanager',
                                   'targetusersponsors', 'internalsponsors', 'externalsponsors')
   OR (kind IN ('singleuser', 'groupmembers') AND target_id IS NULL)
   OR (kind = 'groupmembers' AND target_id IN (SELECT group_id FROM unlisted_groups));

-- People whom a policy names; an approver may also be in a named group that was not exported.
CREATE TABLE possible_names AS
SELECT policy_id, user_id, any_of(certain) AS certain
FROM (
    SELECT * FROM named_users
    UNION ALL
    SELECT policy_id, approver_id, NULL
    FROM unlisted_names JOIN stages USING (policy_id) JOIN named_approvers USING (stage_id)
    WHERE approver_id IS NOT NULL
)
GROUP BY policy_id, user_id;

-- Which policy did a pending request come through? The one that its assignment states. Else one of the best tier
-- that admits the requestor, or that may: a policy that only may admit is no reason to rule out the tiers behind it.
-- Of those, one that needs no approval leaves nothing pending. Where no policy admits any more, the settings have
-- changed since, and any policy of the package that asks for approval may have been it.
CREATE TABLE came_through AS
WITH waiting AS (
    SELECT request_id, access_package_id, stated_policy FROM open_requests WHERE pending IS NOT false
), ranked AS (
    SELECT request_id, policy_id, needs_approval, tier, admitted,
           min(tier) FILTER (admitted) OVER (PARTITION BY request_id) AS best_tier
    FROM waiting JOIN request_admissions USING (request_id) JOIN (SELECT policy_id, tier FROM gates) USING (policy_id)
    WHERE stated_policy IS NULL AND admitted IS NOT false
), offered AS (
    SELECT request_id, policy_id, needs_approval FROM ranked
    WHERE CASE WHEN admitted THEN tier = best_tier ELSE (tier > best_tier) IS NOT true END
)
SELECT request_id, policy_id, needs_approval
FROM waiting JOIN gates ON gates.policy_id = waiting.stated_policy
UNION ALL
(SELECT * FROM offered
 QUALIFY needs_approval IS NOT false OR bool_and(needs_approval IS NOT DISTINCT FROM false) OVER (PARTITION BY request_id))
UNION ALL
SELECT request_id, policy_id, needs_approval
FROM waiting JOIN gates USING (access_package_id)
WHERE stated_policy IS NULL AND NOT automatic AND needs_approval IS NOT false
  AND request_id NOT IN (SELECT request_id FROM offered);

-- Pairs to judge: a pending request under each policy it may have come through, and people whom a policy names.
CREATE TABLE approval_pairs AS
SELECT DISTINCT policy_id, user_id, kind = 'onbehalfadd' AS on_behalf
FROM open_requests JOIN came_through USING (request_id)
WHERE needs_approval IS NOT false AND user_id IS NOT NULL
UNION
SELECT policy_id, user_id, false
FROM possible_names JOIN gates USING (policy_id)
WHERE requestable IS NOT false AND needs_approval IS NOT false;

CREATE TABLE pair_stages AS
SELECT pairs.*, stage_id, stage.isEscalationEnabled AS escalates
FROM approval_pairs AS pairs JOIN stages USING (policy_id);

CREATE TABLE manager_chains AS
WITH RECURSIVE expanded AS (
    -- Graph leaves an expanded manager out for people without one, so one manager tells that all were asked for.
    SELECT count(manager.id) > 0 AS managers FROM users
), chain AS (
    SELECT DISTINCT user_id, 1 AS level, users.id IS NULL OR NOT managers AS unknown, users.manager.id AS manager_id
    FROM approval_pairs LEFT JOIN users ON users.id = user_id CROSS JOIN expanded
    UNION ALL
    SELECT chain.user_id, level + 1, unknown OR users.id IS NULL, users.manager.id
    FROM chain LEFT JOIN users ON users.id = chain.manager_id
    WHERE level < (SELECT max(level) FROM approver_entries) AND (unknown OR chain.manager_id IS NOT NULL)
)
SELECT * FROM chain;

CREATE TABLE sponsor_lists AS
WITH people_asking AS (SELECT DISTINCT user_id FROM approval_pairs),
own AS (
    SELECT user_id, 'targetusersponsors' AS kind,
           users.id IS NULL OR NOT exported.users.sponsors AS unknown,
           list_transform(sponsors, lambda s: s.id) AS sponsor_ids
    FROM people_asking LEFT JOIN users ON users.id = user_id CROSS JOIN exported
), of_organization AS (
    SELECT user_id, kind,
           (people.is_guest IS NULL OR people.is_deleted OR (people.is_guest AND coalesce(guests.homeless OR (some_missing AND guests.homes = []), false))
            OR (guests.homes IS DISTINCT FROM [] AND NOT exported.connected_organization_sponsors.dataset))
           AND people.is_guest IS NOT false AS unknown,
           -- Where the organization is unknown, the sponsors of any may be asked.
           CASE WHEN people.is_guest IS NOT false THEN (
               SELECT list(sponsorId) FROM connected_organization_sponsors
               WHERE (unknown OR list_contains(guests.homes, connectedOrganizationId))
                 AND lower(sponsorKind) || 'sponsors' = kind) END AS sponsor_ids
    FROM people_asking CROSS JOIN (VALUES ('internalsponsors'), ('externalsponsors')) AS _(kind)
    LEFT JOIN people ON people.id = user_id
    LEFT JOIN guests ON guests.id = user_id CROSS JOIN exported CROSS JOIN organizations
)
SELECT * FROM own UNION ALL SELECT * FROM of_organization;

-- The manager or the sponsors of the requestor; `found` decides whether the fallback is asked.
CREATE TABLE related_approvers AS
WITH entries AS (
    SELECT pair.*, slot, kind, level
    FROM pair_stages AS pair JOIN approver_entries AS entry USING (stage_id)
    WHERE kind IN ('requestormanager', 'targetmanager', 'targetusersponsors', 'internalsponsors', 'externalsponsors')
), related AS (
    -- Whose manager is asked, the requestor's or the employee's, is not documented.
    SELECT entries.*, coalesce(chain.unknown, false) OR on_behalf AS unknown,
           CASE WHEN manager_id IS NULL THEN [] ELSE [manager_id] END AS approver_ids
    FROM entries LEFT JOIN manager_chains AS chain
      ON chain.user_id = entries.user_id AND chain.level = entries.level
    WHERE kind IN ('requestormanager', 'targetmanager')
    UNION ALL
    SELECT entries.*, lists.unknown OR on_behalf, CASE WHEN on_behalf THEN [] ELSE coalesce(sponsor_ids, []) END
    FROM entries JOIN sponsor_lists AS lists ON lists.user_id = entries.user_id AND lists.kind = entries.kind
)
SELECT *, CASE WHEN unknown THEN NULL
               WHEN kind LIKE '%manager' AND list_contains(approver_ids, user_id) THEN NULL
               ELSE len(approver_ids) > 0 END AS found,
       -- Sponsors of organizations are listed even when it is unknown whose they are.
       kind IN ('internalsponsors', 'externalsponsors') AND NOT on_behalf
           AND (SELECT connected_organization_sponsors.dataset FROM exported) AS is_listed
FROM related;

-- Is the slot asked at all? A fallback is, when a manager or sponsor of its list was not found.
CREATE TABLE asked_slots AS
WITH missing AS (
    SELECT policy_id, stage_id, user_id, on_behalf, slot, any_of(NOT found) AS missing
    FROM related_approvers GROUP BY ALL
), both_slots AS (
    SELECT pair.*, first_.policy_id IS NOT NULL AND first_.missing AS primary_missing,
           second_.policy_id IS NOT NULL AND second_.missing AS escalation_missing
    FROM pair_stages AS pair
    LEFT JOIN missing AS first_ ON first_.slot = 'primary' AND first_.stage_id = pair.stage_id
        AND first_.user_id = pair.user_id AND first_.on_behalf = pair.on_behalf
    LEFT JOIN missing AS second_ ON second_.slot = 'escalation' AND second_.stage_id = pair.stage_id
        AND second_.user_id = pair.user_id AND second_.on_behalf = pair.on_behalf
)
SELECT policy_id, user_id, on_behalf, stage_id, slot,
       CASE slot WHEN 'primary' THEN true
                 WHEN 'fallback' THEN primary_missing
                 WHEN 'escalation' THEN escalates
                 ELSE escalates AND escalation_missing END AS slot_asked
FROM both_slots CROSS JOIN (VALUES ('primary'), ('fallback'), ('escalation'), ('fallback escalation')) AS _(slot);

CREATE TABLE stuck AS
WITH asked AS (
    SELECT slots.*, approver_id, asked
    FROM asked_slots AS slots
    JOIN (SELECT * FROM named_approvers UNION ALL SELECT * FROM blind_approvers) USING (stage_id, slot)
    WHERE slot_asked IS NOT false
    UNION ALL
    SELECT slots.*, unnest(CASE WHEN unknown AND NOT is_listed THEN [NULL] ELSE approver_ids END),
           CASE WHEN found THEN true END
    FROM asked_slots AS slots JOIN related_approvers USING (stage_id, slot, user_id, on_behalf)
    WHERE slot_asked IS NOT false
), judged AS (
    SELECT asked.policy_id, asked.user_id, asked.on_behalf, stage_id,
           slot_asked AND asked AS is_asked,
           approver_id = asked.user_id AS is_requestor,
           CASE WHEN people.is_deleted THEN false ELSE people.is_enabled END AS can_approve
    FROM asked LEFT JOIN people ON people.id = approver_id
), by_stage AS (
    SELECT policy_id, user_id, on_behalf, stage_id,
           any_of(is_asked AND is_requestor) AND NOT any_of(is_asked AND NOT is_requestor AND can_approve) AS stuck
    FROM judged GROUP BY ALL
    UNION ALL
    SELECT policy_id, user_id, on_behalf, NULL, NULL FROM approval_pairs JOIN unknown_stages USING (policy_id)
)
SELECT policy_id, user_id, on_behalf, any_of(stuck) AS stuck
FROM by_stage GROUP BY ALL;
