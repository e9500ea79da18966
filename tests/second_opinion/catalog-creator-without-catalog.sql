-- A catalog creator with no catalog role and no administrator role.
WITH holders AS (
    SELECT roleDefinitionId AS role, appScopeId AS scope, principalId AS user_id, true AS certain
    FROM entitlement_role_assignments
    UNION ALL
    SELECT roleDefinitionId, appScopeId, user_id, certain
    FROM entitlement_role_assignments JOIN group_users ON group_id = principalId
), creators AS (
    SELECT user_id, any_of(certain) AS creates
    FROM holders
    WHERE role = 'ba92d953-d8e0-4e39-a797-0cbedb0a89e8'
      AND user_id NOT IN (SELECT id FROM groups) AND user_id NOT IN (SELECT id FROM service_principals)
      AND user_id NOT IN (SELECT id FROM deleted_users)
    GROUP BY user_id
), catalog_roles AS (
    SELECT user_id, any_of(certain AND scope LIKE '/AccessPackageCatalog/%') AS held
    FROM holders
    WHERE role IN ('ae79f266-94d4-4dab-b730-feca7e132178', '44272f93-9762-48e8-af59-1b5351b1d6b3',
                   '7f480852-ebdc-47d4-87de-0d8498384a83', 'e2182095-804a-4656-ae11-64734e9b7ae5')
    GROUP BY user_id
), administrators AS (
    SELECT user_id, any_of(certain) AS held
    FROM (
        SELECT principalId AS user_id, roleDefinitionId AS role, true AS certain FROM directory_role_assignments
        UNION ALL
        SELECT user_id, roleDefinitionId, certain
        FROM directory_role_assignments JOIN group_users ON group_id = principalId
    )
    WHERE role IN ('62e90394-69f5-4237-9190-012177145e10', '45d8d3c5-c802-45c6-b32a-1d70b5e1e86e')
    GROUP BY user_id
), judged AS (
    SELECT user_id,
           creates AND CASE WHEN user_id IN (SELECT id FROM users) THEN true END
           AND NOT CASE WHEN catalog_roles.user_id IS NULL THEN false ELSE catalog_roles.held END
           AND NOT CASE WHEN NOT exported.directory_role_assignments.dataset THEN NULL
                        WHEN administrators.user_id IS NULL THEN false ELSE administrators.held END AS fires
    FROM creators
    LEFT JOIN catalog_roles USING (user_id)
    LEFT JOIN administrators USING (user_id)
    CROSS JOIN exported
)
SELECT 'catalog-creator-without-catalog', user_id, user_id, NULL, NULL, NULL, fires
FROM judged WHERE fires IS NOT false;
