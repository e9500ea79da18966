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
SELECT policy_id, access_package_id, scope, needs_approval, requestable,
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

-- Policies that may name more people or organizations than can be listed.
CREATE TABLE open_ended AS
SELECT policy_id FROM targets
WHERE kind IS NULL OR kind NOT IN ('singleuser', 'groupmembers', 'connectedorganizationmembers') OR target_id IS NULL
   OR (kind = 'groupmembers' AND target_id IN (SELECT group_id FROM unlisted_groups))
   OR (kind = 'connectedorganizationmembers' AND target_id NOT IN (SELECT id FROM connected_organizations))
UNION
SELECT id FROM assignment_policies WHERE specificAllowedTargets IS NULL;

-- ---------------------------------------------------------------- connected organizations

CREATE TABLE policy_organizations AS
SELECT policy_id, list(target_id) AS named
FROM targets WHERE kind = 'connectedorganizationmembers' GROUP BY policy_id;

CREATE TABLE organizations AS
WITH judged AS (
    SELECT id, one_of(state, ['configured', 'proposed']) = 'configured' AS configured,
           len(list_filter(identitySources, lambda s:
               last_word(s."@odata.type") IN ('azureactivedirectorytenant', 'crosscloudazureactivedirectorytenant')
           )) > 0 AS by_tenant
    FROM connected_organizations
)
SELECT coalesce(list(id), []) AS known,
       coalesce(list(id) FILTER (configured), []) AS configured,
       coalesce(list(id) FILTER (configured IS NOT false), []) AS maybe_configured,
       coalesce(list(id) FILTER (by_tenant IS NOT false), []) AS by_tenant
FROM judged;

CREATE TABLE own_domains AS
SELECT organization.id AS tenant_id, lower(domain.name) AS domain
FROM organization, unnest(verifiedDomains) AS _(domain);

CREATE TABLE organization_domains AS
WITH sources AS (
    SELECT id AS organization_id, unnest(identitySources) AS source FROM connected_organizations
)
SELECT organization_id, lower(source.domainName) AS domain FROM sources WHERE source.domainName IS NOT NULL
UNION
SELECT organization_id, domain FROM sources JOIN own_domains ON tenant_id = source.tenantId;

CREATE TABLE domain_organizations AS
SELECT domain, list(organization_id) AS organization_ids FROM organization_domains GROUP BY domain;

CREATE TABLE told_organizations AS
SELECT user_id, list(DISTINCT organization_id) AS organization_ids
FROM (
    SELECT target.objectId AS user_id, target.connectedOrganization.id AS organization_id FROM assignments
    UNION ALL
    SELECT requestor.objectId, requestor.connectedOrganization.id FROM assignment_requests
)
WHERE user_id IS NOT NULL AND organization_id IS NOT NULL
GROUP BY user_id;

-- ---------------------------------------------------------------- people

-- userType null, where it was exported, is an old synchronised member.
CREATE VIEW people AS
SELECT id, CASE WHEN exported.users.userType THEN coalesce(lower(userType) = 'guest', false) END AS is_guest,
       accountEnabled AS is_enabled, false AS is_deleted
FROM users, exported
UNION ALL
SELECT id, lower(userType) = 'guest', false, true
FROM deleted_users WHERE id NOT IN (SELECT id FROM users);

-- Who is, or may be, a guest, with the organizations they come from.
CREATE TABLE guests AS
WITH candidates AS (
    SELECT users.id, people.is_guest, accountEnabled AS is_enabled, identities,
           domain_of(mail, userPrincipalName) AS domain
    FROM users JOIN people USING (id)
    WHERE people.is_guest IS NOT false AND NOT people.is_deleted
), classed AS (
    SELECT *, list_transform(identities, lambda i: lower(i.issuer)) AS issuers,
           list_transform(list_filter(identities, lambda i: lower(i.signInType) = 'federated'),
                          lambda i: lower(i.issuer)) AS federated,
           ['microsoftaccount', 'google.com', 'facebook.com', 'mail'] AS personal
    FROM candidates
), judged AS (
    SELECT id, is_guest, is_enabled, domain,
           CASE WHEN coalesce(len(identities), 0) = 0 THEN NULL
                WHEN list_contains(issuers, 'externalazuread') THEN 'organizational'
                WHEN len(list_filter(federated, lambda i: NOT list_contains(personal, i))) > 0 THEN 'organizational'
                WHEN list_has_any(issuers, personal) THEN 'personal'
                ELSE 'local' END AS identity
    FROM classed
)
SELECT judged.*,
       coalesce(told.organization_ids, by_domain.organization_ids, []) AS homes,
       -- Only a tenant source can hide a match: it covers domains that the export does not list.
       told.organization_ids IS NULL AND by_domain.organization_ids IS NULL
           AND identity IS DISTINCT FROM 'personal'
           AND domain NOT IN (SELECT domain FROM own_domains WHERE domain IS NOT NULL) IS NOT false AS homeless
FROM judged
LEFT JOIN told_organizations AS told ON told.user_id = judged.id
LEFT JOIN domain_organizations AS by_domain USING (domain);

-- Does the policy admit somebody from these organizations? `homeless`: the organization may be one by tenant.
CREATE MACRO admits_organization(scope, named, is_open_ended, homes, homeless) AS (
    SELECT CASE scope
        WHEN 'specificconnectedorganizationusers' THEN
            CASE WHEN list_has_any(homes, named) THEN true
                 WHEN homeless AND list_has_any(orgs.by_tenant, named) THEN NULL
                 WHEN is_open_ended AND len(homes) = 0 THEN NULL
                 ELSE false END
        WHEN 'allconfiguredconnectedorganizationusers' THEN
            CASE WHEN list_has_any(homes, orgs.configured) THEN true
                 WHEN list_has_any(homes, orgs.maybe_configured) THEN NULL
                 WHEN len(list_filter(homes, lambda h: NOT list_contains(orgs.known, h))) > 0 THEN NULL
                 WHEN homeless AND list_has_any(orgs.by_tenant, orgs.maybe_configured) THEN NULL
                 ELSE false END
    END FROM organizations AS orgs
);

-- Is a guest admitted by any requestable policy of any package?
CREATE TABLE guest_admissions AS
WITH by_class AS (
    SELECT is_guest, homes, homeless, any_of(requestable_by_guest AND CASE
               WHEN scope = 'alldirectoryusers' THEN true
               WHEN scope = 'allmemberusers' THEN NOT is_guest
               WHEN scope = 'allexternalusers' THEN is_guest
               WHEN scope = 'specificdirectoryusers' THEN CASE WHEN loose.policy_id IS NULL THEN false END
               WHEN scope IN ('specificconnectedorganizationusers', 'allconfiguredconnectedorganizationusers') THEN
                   is_guest
                   AND admits_organization(scope, coalesce(named, []), loose.policy_id IS NOT NULL, homes, homeless)
               WHEN scope IS NOT NULL THEN false END) AS admitted
    FROM (SELECT DISTINCT is_guest, homes, homeless FROM guests) CROSS JOIN
         gates LEFT JOIN policy_organizations USING (policy_id)
               LEFT JOIN open_ended AS loose USING (policy_id)
    GROUP BY is_guest, homes, homeless
), by_name AS (
    SELECT user_id, any_of(requestable_by_guest AND certain) AS admitted
    FROM named_users JOIN gates USING (policy_id)
    WHERE user_id IN (SELECT id FROM guests) GROUP BY user_id
)
SELECT guests.id AS user_id, guests.is_guest, is_enabled, identity,
       CASE WHEN by_class.homes IS NULL THEN false ELSE by_class.admitted END
           OR CASE WHEN by_name.user_id IS NULL THEN false ELSE by_name.admitted END AS admitted
FROM guests
LEFT JOIN by_class ON by_class.homes = guests.homes AND by_class.homeless = guests.homeless
    AND by_class.is_guest IS NOT DISTINCT FROM guests.is_guest
LEFT JOIN by_name ON by_name.user_id = guests.id;

-- ---------------------------------------------------------------- open requests

CREATE TABLE open_requests AS
WITH judged AS (
    SELECT id AS request_id, requestor, accessPackage.id AS access_package_id,
           one_of(state, ['submitted', 'pendingapproval', 'delivering', 'delivered', 'deliveryfailed', 'denied',
                          'scheduled', 'canceled', 'partiallydelivered']) AS state,
           one_of(requestType, ['notspecified', 'useradd', 'userupdate', 'userremove', 'adminadd', 'adminupdate',
                                'adminremove', 'systemadd', 'systemupdate', 'systemremove', 'onbehalfadd',
                                'approverremove']) AS kind
    FROM assignment_requests
)
SELECT request_id, access_package_id, kind, requestor.objectId AS user_id,
       state IN ('submitted', 'pendingapproval', 'scheduled', 'delivering')
           AND kind IN ('useradd', 'onbehalfadd') AS open,
       state = 'pendingapproval' AND kind IN ('useradd', 'onbehalfadd') AS pending,
       requestor.id IS NULL AND requestor.objectId IS NULL AS nobody_known,
       requestor.id IS NOT NULL AND requestor.objectId IS NULL AS outside,
       requestor.connectedOrganization.id AS told_organization,
       domain_of(requestor.email, requestor.principalName) AS domain
FROM judged
WHERE open IS NOT false;

CREATE TABLE request_admissions AS
WITH requestors AS (
    SELECT open_requests.*, CASE WHEN outside THEN true ELSE people.is_guest END AS external,
           people.id IS NOT NULL AND NOT people.is_deleted AS in_directory,
           CASE WHEN guests.id IS NOT NULL THEN guests.homes
                WHEN told_organization IS NOT NULL THEN [told_organization]
                ELSE coalesce(by_domain.organization_ids, []) END AS homes,
           CASE WHEN outside THEN told_organization IS NULL AND by_domain.organization_ids IS NULL
                                  AND open_requests.domain NOT IN (SELECT domain FROM own_domains) IS NOT false
                ELSE coalesce(guests.homeless, external IS NULL) END AS homeless
    FROM open_requests
    LEFT JOIN people ON people.id = open_requests.user_id
    LEFT JOIN guests ON guests.id = open_requests.user_id
    LEFT JOIN domain_organizations AS by_domain ON by_domain.domain = open_requests.domain
), pairs AS (
    SELECT requestors.*, gates.* EXCLUDE (access_package_id), coalesce(policy_organizations.named, []) AS named,
           loose.policy_id IS NOT NULL AS is_open_ended,
           named_users.user_id IS NOT NULL AS is_named, named_users.certain
    FROM requestors
    JOIN gates ON gates.access_package_id = requestors.access_package_id
    LEFT JOIN policy_organizations USING (policy_id)
    LEFT JOIN open_ended AS loose USING (policy_id)
    LEFT JOIN named_users ON named_users.policy_id = gates.policy_id AND named_users.user_id = requestors.user_id
)
SELECT request_id, policy_id, needs_approval,
       CASE WHEN outside THEN requestable_from_outside
            WHEN external = false THEN requestable
            ELSE requestable_by_guest END
       AND CASE
            WHEN nobody_known AND scope NOT LIKE '%serviceprincipals' AND scope <> 'alldirectoryagentidentities' THEN NULL
            WHEN scope = 'alldirectoryusers' THEN
                CASE WHEN outside THEN false WHEN in_directory THEN true END
            WHEN scope = 'allmemberusers' THEN NOT external
            WHEN scope = 'allexternalusers' THEN external
            WHEN scope = 'specificdirectoryusers' THEN
                CASE WHEN outside THEN false WHEN is_named THEN certain
                     WHEN is_open_ended THEN NULL ELSE false END
            WHEN scope IN ('specificconnectedorganizationusers', 'allconfiguredconnectedorganizationusers') THEN
                external AND admits_organization(scope, named, is_open_ended, homes, homeless)
            WHEN scope IS NOT NULL THEN false END AS admitted
FROM pairs;

-- Policies whose package was not exported could belong to any package.
CREATE VIEW has_stray_policies AS
SELECT coalesce(bool_or(access_package_id IS NULL AND requestable IS NOT false), false) AS yes FROM gates;

-- ---------------------------------------------------------------- what packages grant

CREATE TABLE grants AS
WITH flat AS (
    SELECT accessPackage.id AS access_package_id, role.originId AS role_origin, scope.originId AS scope_origin,
           lower(coalesce(role.originSystem, scope.originSystem)) AS system
    FROM resource_role_scopes
)
SELECT DISTINCT access_package_id, system,
       CASE WHEN system = 'aadgroup' THEN lower(split_part(role_origin, '_', 1)) ELSE role_origin END AS role,
       CASE WHEN system = 'aadgroup' THEN regexp_replace(role_origin, '^[^_]*_', '') ELSE scope_origin END AS resource_id
FROM flat;

CREATE VIEW assignment_facts AS
SELECT id AS assignment_id, accessPackage.id AS access_package_id, target.objectId AS user_id,
       target.id IS NULL AND target.objectId IS NULL AS nobody_known,
       one_of(state, ['delivering', 'partiallydelivered', 'delivered', 'expired', 'deliveryfailed']) AS state,
       one_of(state, ['delivering', 'partiallydelivered', 'delivered', 'expired', 'deliveryfailed'])
           IN ('delivering', 'partiallydelivered', 'delivered') AS active
FROM assignments;
