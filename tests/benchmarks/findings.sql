-- What the ten checks found, with names beside the ids: the columns of findings.csv.
WITH catalogue(slug, category, severity, subject_type, message) AS (VALUES
    ('license-missing', 'administration', 'critical', 'organization', 'No active licence'),
    ('catalog-creator-without-catalog', 'administration', 'medium', 'user', 'Creator without a catalog'),
    ('resource-members-without-assignment', 'resources', 'medium', 'user', 'Member without an assignment'),
    ('my-access-link-required', 'requests', 'info', 'access_package', 'Only by its own link'),
    ('my-access-link-wrong', 'requests', 'low', 'access_package', 'The link is wrong'),
    ('not-an-organizational-account', 'requests', 'high', 'user', 'A personal account'),
    ('directory-not-in-policy', 'requests', 'high', '', 'No policy admits'),
    ('sign-in-blocked', 'requests', 'critical', 'user', 'Sign-in is blocked'),
    ('requestor-is-only-approver', 'approvals', 'high', '', 'Nobody else can approve'),
    ('sharepoint-user-not-provisioned', 'delivery', 'medium', 'assignment', 'Never signed in')
), named AS (
    SELECT rows."check", category, severity, subject_type, subject_id,
           coalesce(subject.displayName, packages.displayName, '') AS subject_name,
           user_id, person.userPrincipalName AS user_principal_name,
           access_package_id, packages.displayName AS access_package_name,
           policy_id, policies.displayName AS policy_name,
           resource_id, coalesce(groups.displayName, applications.displayName) AS resource_name,
           message, 'See the documentation' AS remediation, 'https://learn.microsoft.com' AS reference,
           '{}' AS evidence, md5(concat_ws('|', rows."check", subject_id, resource_id)) AS fingerprint
    FROM found AS rows
    JOIN catalogue ON slug = rows."check"
    LEFT JOIN users AS subject ON subject.id = subject_id
    LEFT JOIN users AS person ON person.id = user_id
    LEFT JOIN access_packages AS packages ON packages.id = access_package_id
    LEFT JOIN assignment_policies AS policies ON policies.id = policy_id
    LEFT JOIN groups ON groups.id = resource_id
    LEFT JOIN service_principals AS applications ON applications.id = resource_id
)
SELECT * FROM named
ORDER BY list_position(['critical', 'high', 'medium', 'low', 'info'], severity), "check", subject_id, resource_id
