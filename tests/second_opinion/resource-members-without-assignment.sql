-- People who hold what a package grants, without an active assignment that grants the same.
WITH roles AS (
    SELECT system, role, resource_id, list(DISTINCT access_package_id) AS access_package_ids
    FROM grants GROUP BY ALL
), group_facts AS (
    SELECT id, CASE WHEN exported.groups.groupTypes
                    THEN coalesce(len(list_filter(groupTypes, lambda t: lower(t) = 'dynamicmembership')) > 0, false)
               END AS dynamic
    FROM groups CROSS JOIN exported
), holders AS (
    SELECT roles.*, memberId AS user_id FROM roles JOIN group_people ON groupId = resource_id
    WHERE system = 'aadgroup' AND role = 'member'
    UNION ALL
    SELECT roles.*, ownerId FROM roles JOIN group_owners ON groupId = resource_id
    WHERE system = 'aadgroup' AND role = 'owner' AND lower(ownerType) = 'user'
    UNION ALL
    SELECT roles.*, principalId FROM roles JOIN app_role_assignments ON resourceId = resource_id AND appRoleId = role
    WHERE system = 'aadapplication' AND lower(principalType) = 'user'
), covered AS (
    SELECT user_id, system, role, resource_id, any_of(active) AS covered
    FROM assignment_facts JOIN grants USING (access_package_id)
    WHERE active IS NOT false AND user_id IS NOT NULL
    GROUP BY ALL
), loose AS (
    -- Active assignments of somebody or of something that the export does not tell.
    SELECT DISTINCT user_id, access_package_id FROM assignment_facts
    WHERE active IS NOT false AND (nobody_known OR (access_package_id IS NULL AND user_id IS NOT NULL))
    UNION
    SELECT DISTINCT user_id, NULL FROM assignment_facts
    WHERE active IS NOT false AND user_id IS NOT NULL
      AND access_package_id NOT IN (SELECT id FROM access_packages)
      AND access_package_id NOT IN (SELECT access_package_id FROM grants WHERE access_package_id IS NOT NULL)
), judged AS (
    SELECT holders.*,
           -- A rule decides who is a member of a dynamic group, not who owns it.
           NOT CASE WHEN system = 'aadgroup' AND role = 'member' THEN dynamic ELSE false END
           AND NOT (CASE WHEN covered.user_id IS NULL THEN false ELSE covered.covered END
                    OR CASE WHEN (SELECT count(*) FROM loose) = 0 THEN false
                            WHEN EXISTS (SELECT 1 FROM loose
                                         WHERE coalesce(loose.user_id = holders.user_id, true)
                                           AND coalesce(list_contains(access_package_ids, loose.access_package_id), true))
                            THEN NULL ELSE false END) AS fires
    FROM holders
    LEFT JOIN covered USING (user_id, system, role, resource_id)
    LEFT JOIN group_facts ON group_facts.id = resource_id
)
SELECT 'resource-members-without-assignment', user_id, user_id,
       CASE WHEN len(access_package_ids) = 1 THEN access_package_ids[1] END, NULL, resource_id, fires
FROM judged WHERE fires IS NOT false
UNION ALL
-- Who holds a role on a SharePoint site is not in any export.
SELECT 'resource-members-without-assignment', NULL, NULL, NULL, NULL, resource_id, NULL
FROM roles WHERE system NOT IN ('aadgroup', 'aadapplication');
