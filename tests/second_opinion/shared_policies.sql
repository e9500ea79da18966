-- What several checks share. Booleans are three-valued: NULL means that the export cannot say.

CREATE MACRO last_word(name) AS lower(regexp_extract(name, '[^.#]+$'));
CREATE MACRO one_of(value, words) AS CASE WHEN list_contains(words, lower(value)) THEN lower(value) END;
-- OR over rows: true beats unknown, unknown beats false; no rows are false.
CREATE MACRO any_of(fact) AS
    CASE WHEN coalesce(bool_or(fact), false) THEN true WHEN coalesce(bool_or(fact IS NULL), false) THEN NULL ELSE false END;
CREATE MACRO domain_of(mail, principal_name) AS
    lower(coalesce(nullif(regexp_extract(mail, '@([^@]+)$', 1), ''),
                   nullif(regexp_extract(principal_name, '_([^_]+)#EXT#', 1), '')));

-- ---------------------------------------------------------------- policies

CREATE TABLE gates AS
WITH policies AS (
    SELECT id AS policy_id,
           accessPackage.id AS access_package_id,
           one_of(allowedTargetScope, [
               'notspecified', 'specificdirectoryusers', 'specificconnectedorganizationusers',
               'specificdirectoryserviceprincipals', 'allmemberusers', 'alldirectoryusers',
               'alldirectoryserviceprincipals', 'allconfiguredconnectedorganizationusers',
               'allexternalusers', 'alldirectoryagentidentities']) AS scope,
           requestorSettings.enableTargetsToSelfAddAccess AS self_request,
           coalesce(automaticRequestSettings.requestAccessForAllowedTargets, false) AS automatic,
           one_of(expiration.type, ['notspecified', 'noexpiration', 'afterdatetime', 'afterduration'])
               = 'afterdatetime'
               AND CAST(expiration.endDateTime AS TIMESTAMPTZ) <= getvariable('as_of') AS ended,
           requestApprovalSettings.isApprovalRequiredForAdd AS needs_approval
    FROM assignment_policies
), catalog_facts AS (
    SELECT packages.id AS access_package_id,
           one_of(catalogs.state, ['published', 'unpublished']) = 'published' AS published,
           catalogs.isExternallyVisible AS external
    FROM access_packages AS packages
    LEFT JOIN catalogs ON catalogs.id = packages.catalog.id
), judged AS (
    SELECT policies.*, external,
           NOT automatic AND scope <> 'notspecified' AND self_request AND NOT ended AND published AS requestable
    FROM policies LEFT JOIN catalog_facts USING (access_package_id)
)
SELECT policy_id, access_package_id, scope, automatic, needs_approval, requestable,
       -- Of several policies that admit a person, those of the lowest number are offered.
       CASE WHEN scope IN ('specificdirectoryusers', 'specificconnectedorganizationusers') THEN 1
            WHEN scope = 'allmemberusers' THEN 2
            WHEN scope = 'alldirectoryusers' THEN 3
            WHEN scope IN ('allconfiguredconnectedorganizationusers', 'allexternalusers') THEN 4 END AS tier,
       -- A guest in the directory may or may not need an external catalog; people outside it do.
       CASE WHEN external THEN requestable ELSE requestable AND NULL END AS requestable_by_guest,
       requestable AND external AS requestable_from_outside
FROM judged;

CREATE TABLE targets AS
WITH entries AS (
    SELECT id AS policy_id, unnest(specificAllowedTargets) AS entry FROM assignment_policies
)
SELECT policy_id, last_word(entry."@odata.type") AS kind,
       coalesce(entry.userId, entry.groupId, entry.connectedOrganizationId) AS target_id
FROM entries;

-- ---------------------------------------------------------------- approvers

CREATE TABLE stages AS
SELECT policy_id, row_number() OVER () AS stage_id, stage
FROM (SELECT id AS policy_id, unnest(requestApprovalSettings.stages) AS stage FROM assignment_policies);

CREATE VIEW unknown_stages AS
SELECT id AS policy_id FROM assignment_policies WHERE requestApprovalSettings.stages IS NULL;

CREATE TABLE approver_entries AS
WITH slots AS (
    SELECT policy_id, stage_id, 'primary' AS slot, unnest(stage.primaryApprovers) AS entry FROM stages
    UNION ALL SELECT policy_id, stage_id, 'fallback', unnest(stage.fallbackPrimaryApprovers) FROM stages
    UNION ALL SELECT policy_id, stage_id, 'escalation', unnest(stage.escalationApprovers) FROM stages
    UNION ALL SELECT policy_id, stage_id, 'fallback escalation', unnest(stage.fallbackEscalationApprovers) FROM stages
)
SELECT policy_id, stage_id, slot, last_word(entry."@odata.type") AS kind,
       coalesce(entry.userId, entry.groupId) AS target_id, coalesce(entry.managerLevel, 1) AS level
FROM slots
UNION ALL
-- A list that was not exported may hold anybody.
SELECT policy_id, stage_id, unnest(list_filter([
           CASE WHEN stage.primaryApprovers IS NULL THEN 'primary' END,
           CASE WHEN stage.fallbackPrimaryApprovers IS NULL THEN 'fallback' END,
           CASE WHEN stage.escalationApprovers IS NULL THEN 'escalation' END,
           CASE WHEN stage.fallbackEscalationApprovers IS NULL THEN 'fallback escalation' END],
           lambda slot: slot IS NOT NULL)), NULL, NULL, 1
FROM stages
UNION ALL
SELECT policy_id, stage_id, 'primary', 'dynamic', NULL, 1 FROM stages
WHERE last_word(stage."@odata.type") = 'accesspackagedynamicapprovalstage';

-- ---------------------------------------------------------------- members of the groups that are named anywhere

CREATE VIEW group_people AS
SELECT groupId, memberId FROM group_members WHERE memberType = 'user'
UNION ALL
SELECT groupId, memberId FROM group_members
WHERE memberType IS NULL AND memberId IN (SELECT id FROM users);

CREATE TABLE named_groups AS
SELECT target_id AS group_id FROM targets WHERE kind = 'groupmembers' AND target_id IS NOT NULL
UNION SELECT target_id FROM approver_entries WHERE kind = 'groupmembers' AND target_id IS NOT NULL
UNION SELECT principalId FROM entitlement_role_assignments WHERE principalId IN (SELECT id FROM groups)
UNION SELECT principalId FROM directory_role_assignments WHERE principalId IN (SELECT id FROM groups);

CREATE TABLE group_users AS
WITH RECURSIVE group_edges AS (
    SELECT groupId, memberId FROM group_members WHERE memberType = 'group'
), inside AS (
    SELECT group_id AS root, group_id AS part FROM named_groups
    UNION
    SELECT inside.root, group_edges.memberId FROM inside JOIN group_edges ON group_edges.groupId = inside.part
)
SELECT root AS group_id, memberId AS user_id, nullif(bool_or(root = part), false) AS certain
FROM inside JOIN group_people ON groupId = part
GROUP BY ALL;

-- A group that was not exported, and of which no member was either: anybody may be in it.
CREATE TABLE unlisted_groups AS
SELECT group_id FROM named_groups
WHERE group_id NOT IN (SELECT id FROM groups)
  AND group_id NOT IN (SELECT groupId FROM group_members WHERE groupId IN (SELECT group_id FROM named_groups));

CREATE TABLE named_users AS
WITH named AS (
    SELECT policy_id, target_id AS user_id, true AS certain FROM targets WHERE kind = 'singleuser'
    UNION ALL
    SELECT policy_id, user_id, certain
    FROM targets JOIN group_users ON kind = 'groupmembers' AND group_id = target_id
)
SELECT policy_id, user_id, any_of(certain) AS certain
FROM named JOIN gates USING (policy_id)
WHERE scope IS NULL OR scope = 'specificdirectoryusers'
GROUP BY policy_id, user_id;

-- Policies that name such a group.
CREATE TABLE unlisted_names AS
SELECT DISTINCT policy_id FROM targets JOIN gates USING (policy_id)
WHERE kind = 'groupmembers' AND target_id IN (SELECT group_id FROM unlisted_groups)
  AND (scope IS NULL OR scope = 'specificdirectoryusers');

-- Policies that may name more people or organizations than can be listed.
CREATE TABLE open_ended AS
SELECT policy_id FROM targets
WHERE kind IS NULL OR kind NOT IN ('singleuser', 'groupmembers', 'connectedorganizationmembers') OR target_id IS NULL
   OR (kind = 'groupmembers' AND target_id IN (SELECT group_id FROM unlisted_groups))
   OR (kind = 'connectedorganizationmembers' AND target_id NOT IN (SELECT id FROM connected_organizations))
UNION
SELECT id FROM assignment_policies WHERE specificAllowedTargets IS NULL;
