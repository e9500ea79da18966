-- Every route by which access is held: the columns of CONTRACT section 5 from Parquet, `{folder}` filled in.
CREATE VIEW users AS SELECT id, userPrincipalName FROM '{folder}/users/*.parquet';
CREATE VIEW groups AS
SELECT id, displayName, coalesce(list_contains(groupTypes, 'DynamicMembership'), false) AS dynamic
FROM '{folder}/groups/*.parquet';
CREATE VIEW members AS SELECT groupId, memberId, memberType FROM '{folder}/group_members/*.parquet';
CREATE VIEW owners AS SELECT groupId, ownerId FROM '{folder}/group_owners/*.parquet';
CREATE VIEW held AS
SELECT id, resourceId, resourceDisplayName, lower(appRoleId) AS role_id, principalId, principalType, createdDateTime
FROM '{folder}/app_role_assignments/*.parquet';

CREATE TABLE people AS
SELECT * FROM users
UNION ALL
SELECT id, userPrincipalName FROM '{folder}/deleted_users/*.parquet' WHERE id NOT IN (SELECT id FROM users);

-- Groups inside groups, at any depth.
CREATE TABLE nested AS
WITH RECURSIVE up(inner_id, outer_id) AS (
    SELECT memberId, groupId FROM members WHERE memberType = 'group'
    UNION
    SELECT up.inner_id, edge.groupId
    FROM up JOIN members AS edge ON edge.memberId = up.outer_id AND edge.memberType = 'group'
)
SELECT inner_id, outer_id FROM up WHERE inner_id <> outer_id;

CREATE TABLE role_names AS
SELECT application AS resource_id, lower(role.id) AS role_id, any_value(role.displayName) AS role_name
FROM (SELECT id AS application, unnest(appRoles) AS role FROM '{folder}/service_principals/*.parquet')
GROUP BY ALL;

CREATE TABLE granted AS
SELECT DISTINCT accessPackage.id AS package_id,
    CASE role.originSystem
        WHEN 'AadGroup' THEN 'group' WHEN 'AadApplication' THEN 'application' WHEN 'SharePointOnline' THEN 'site'
        WHEN 'DirectoryRole' THEN 'directory-role' ELSE 'other' END AS resource_type,
    scope.originId AS resource_id, scope.displayName AS scope_name,
    CASE WHEN role.originSystem = 'AadGroup' THEN lower(split_part(role.originId, '_', 1))
        ELSE lower(role.originId) END AS role_id,
    role.displayName AS role_name
FROM '{folder}/resource_role_scopes/*.parquet';

CREATE TABLE active AS
SELECT id, state, target.objectId AS user_id, accessPackage.id AS package_id, assignmentPolicy.id AS policy_id,
    coalesce(target.principalName, target.email, target.displayName) AS target_name,
    schedule.startDateTime AS start_text, schedule.expiration.endDateTime AS end_text
FROM '{folder}/assignments/*.parquet' WHERE state IN ('delivering', 'partiallyDelivered', 'delivered');

-- What packages grant and the export shows held.
CREATE TABLE shown AS
SELECT groupId AS resource_id, 'member' AS role_id, memberId AS user_id FROM members
WHERE groupId IN (SELECT resource_id FROM granted)
UNION ALL SELECT groupId, 'owner', ownerId FROM owners
UNION ALL SELECT resourceId, role_id, principalId FROM held WHERE principalType = 'User';

CREATE VIEW packaged AS
SELECT active.user_id, coalesce(people.userPrincipalName, active.target_name) AS user_principal_name,
    granted.resource_type, granted.resource_id,
    coalesce(groups.displayName, applications.displayName, granted.scope_name, granted.resource_id) AS resource_name,
    CASE WHEN granted.resource_type = 'group' THEN upper(granted.role_id[1]) || granted.role_id[2:]
        ELSE coalesce(role_names.role_name, granted.role_name, granted.role_id) END AS role,
    'access-package' AS route, active.package_id AS access_package_id,
    packages.displayName AS access_package_name, active.policy_id, policies.displayName AS policy_name,
    active.id AS assignment_id, NULL AS via_group_id, NULL AS via_group_name,
    active.start_text AS start, active.end_text AS "end",
    CASE WHEN granted.resource_type NOT IN ('group', 'application') THEN 'unknown'
        WHEN shown.user_id IS NOT NULL THEN 'certain' ELSE 'probable' END AS confidence
FROM active JOIN granted USING (package_id)
LEFT JOIN people ON people.id = active.user_id
LEFT JOIN groups ON groups.id = granted.resource_id AND granted.resource_type = 'group'
LEFT JOIN '{folder}/service_principals/*.parquet' AS applications
    ON applications.id = granted.resource_id AND granted.resource_type = 'application'
LEFT JOIN role_names ON role_names.resource_id = granted.resource_id AND role_names.role_id = granted.role_id
LEFT JOIN '{folder}/access_packages/*.parquet' AS packages ON packages.id = active.package_id
LEFT JOIN '{folder}/assignment_policies/*.parquet' AS policies ON policies.id = active.policy_id
LEFT JOIN shown ON shown.resource_id = granted.resource_id AND shown.role_id = granted.role_id
    AND shown.user_id = active.user_id;

CREATE VIEW memberships AS
SELECT people.id, people.userPrincipalName, 'group', groups.id, groups.displayName, 'Member',
    CASE WHEN groups.dynamic THEN 'group-dynamic' ELSE 'group-direct' END, NULL, NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, 'certain'
FROM members JOIN people ON people.id = members.memberId JOIN groups ON groups.id = members.groupId;

CREATE VIEW ownerships AS
SELECT people.id, people.userPrincipalName, 'group', groups.id, groups.displayName, 'Owner', 'group-direct',
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'certain'
FROM owners JOIN people ON people.id = owners.ownerId JOIN groups ON groups.id = owners.groupId;

CREATE VIEW through_groups AS
SELECT people.id, people.userPrincipalName, 'group', groups.id, groups.displayName, 'Member', 'group-nested',
    NULL, NULL, NULL, NULL, NULL, via.id, via.displayName, NULL, NULL, 'certain'
FROM nested JOIN members ON members.groupId = nested.inner_id JOIN people ON people.id = members.memberId
JOIN groups ON groups.id = nested.outer_id JOIN groups AS via ON via.id = nested.inner_id;

CREATE VIEW app_roles AS
SELECT people.id, people.userPrincipalName, 'application', held.resourceId,
    coalesce(applications.displayName, held.resourceDisplayName, held.resourceId),
    coalesce(role_names.role_name, held.role_id),
    CASE WHEN groups.id IS NULL THEN 'app-role-direct' ELSE 'app-role-via-group' END, NULL, NULL, NULL, NULL, NULL,
    groups.id, groups.displayName, held.createdDateTime, NULL, 'certain'
FROM held LEFT JOIN groups ON groups.id = held.principalId
LEFT JOIN members ON members.groupId = groups.id
JOIN people ON people.id = coalesce(members.memberId, held.principalId)
LEFT JOIN '{folder}/service_principals/*.parquet' AS applications ON applications.id = held.resourceId
LEFT JOIN role_names ON role_names.resource_id = held.resourceId AND role_names.role_id = held.role_id;

CREATE VIEW directory_roles AS
SELECT people.id, people.userPrincipalName, 'directory-role', lower(roles.roleDefinitionId),
    lower(roles.roleDefinitionId), 'Active',
    CASE WHEN groups.id IS NULL THEN 'directory-role' ELSE 'directory-role-via-group' END,
    NULL, NULL, NULL, NULL, NULL, groups.id, groups.displayName, NULL, NULL, 'certain'
FROM '{folder}/directory_role_assignments/*.parquet' AS roles
LEFT JOIN groups ON groups.id = roles.principalId LEFT JOIN members ON members.groupId = groups.id
JOIN people ON people.id = coalesce(members.memberId, roles.principalId);

COPY (
    SELECT * FROM packaged
    UNION ALL SELECT * FROM memberships
    UNION ALL SELECT * FROM ownerships
    UNION ALL SELECT * FROM through_groups
    UNION ALL SELECT * FROM app_roles
    UNION ALL SELECT * FROM directory_roles
) TO '{out}' (HEADER);
