-- Open requests, the policies that admit them, and what packages grant and to whom.

CREATE TABLE open_requests AS
WITH judged AS (
    SELECT id AS request_id, requestor, accessPackage.id AS access_package_id,
           coalesce(assignment.assignmentPolicy.id,
                    (SELECT any_value(given.assignmentPolicy.id) FROM assignments AS given
                     WHERE given.id = assignment_requests.assignment.id)) AS stated_policy,
           one_of(state, ['submitted', 'pendingapproval', 'delivering', 'delivered', 'deliveryfailed', 'denied',
                          'scheduled', 'canceled', 'partiallydelivered']) AS state,
           one_of(requestType, ['notspecified', 'useradd', 'userupdate', 'userremove', 'adminadd', 'adminupdate',
                                'adminremove', 'systemadd', 'systemupdate', 'systemremove', 'onbehalfadd',
                                'approverremove']) AS kind
    FROM assignment_requests
)
SELECT request_id, access_package_id, stated_policy, kind, requestor.objectId AS user_id,
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
           people.id IS NOT NULL AS is_held, is_held AND NOT people.is_deleted AS in_directory,
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
            -- Somebody whom the export does not hold may be anybody, and need not be a person.
            WHEN nobody_known OR NOT (is_held OR outside) THEN NULL
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
