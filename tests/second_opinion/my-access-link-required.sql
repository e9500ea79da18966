-- A package that people can reach only by its own link.
WITH openings AS (
    SELECT access_package_id,
           CASE scope
               WHEN 'alldirectoryusers' THEN requestable_by_guest
               WHEN 'allexternalusers' THEN requestable_from_outside
               WHEN 'allconfiguredconnectedorganizationusers' THEN requestable_from_outside
               WHEN 'specificconnectedorganizationusers' THEN
                   requestable_from_outside
                   AND CASE WHEN policy_organizations.policy_id IS NOT NULL THEN true
                            WHEN loose.policy_id IS NOT NULL THEN NULL ELSE false END
               WHEN 'specificdirectoryusers' THEN requestable_by_guest AND CASE WHEN loose.policy_id IS NULL THEN false END
               ELSE CASE WHEN scope IS NULL THEN requestable AND NULL ELSE false END
           END AS open
    FROM gates
    LEFT JOIN policy_organizations USING (policy_id)
    LEFT JOIN open_ended AS loose USING (policy_id)
    UNION ALL
    SELECT access_package_id, requestable_by_guest AND certain AND people.is_guest
    FROM gates JOIN named_users USING (policy_id) LEFT JOIN people ON people.id = named_users.user_id
), opened AS (
    SELECT access_package_id, any_of(open) AS open FROM openings GROUP BY access_package_id
), judged AS (
    SELECT id, isHidden
        OR CASE WHEN opened.access_package_id IS NULL THEN false ELSE opened.open END
        OR CASE WHEN (SELECT any_of(open) FROM opened WHERE access_package_id IS NULL) IS NOT false
                THEN NULL ELSE false END AS fires
    FROM access_packages LEFT JOIN opened ON opened.access_package_id = access_packages.id
)
SELECT 'my-access-link-required', id, NULL, id, NULL, NULL, fires
FROM judged WHERE fires IS NOT false;
