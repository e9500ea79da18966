-- Guests, organizations and open requests that no requestable policy admits.
WITH people_refused AS (
    SELECT user_id, is_guest AND is_enabled AND identity = 'organizational' AND NOT admitted AS fires
    FROM guest_admissions
), organization_admissions AS (
    SELECT orgs.id,
           requestable_from_outside AND CASE
               WHEN scope = 'allexternalusers' THEN true
               WHEN scope = 'allconfiguredconnectedorganizationusers' THEN
                   one_of(orgs.state, ['configured', 'proposed']) = 'configured'
               WHEN scope = 'specificconnectedorganizationusers' THEN
                   CASE WHEN list_contains(named, orgs.id) THEN true
                        WHEN targets_unknown.policy_id IS NOT NULL THEN NULL ELSE false END
               WHEN scope IS NOT NULL THEN false END AS admitted
    FROM connected_organizations AS orgs CROSS JOIN gates
    LEFT JOIN policy_organizations USING (policy_id)
    LEFT JOIN (
        SELECT id AS policy_id FROM assignment_policies WHERE specificAllowedTargets IS NULL
        UNION SELECT policy_id FROM targets
        WHERE kind IS NULL OR (kind = 'connectedorganizationmembers' AND target_id IS NULL)
    ) AS targets_unknown USING (policy_id)
), organizations_refused AS (
    SELECT orgs.id, NOT any_of(admitted AND organization_admissions.id IS NOT NULL) AS fires
    FROM connected_organizations AS orgs LEFT JOIN organization_admissions USING (id)
    GROUP BY orgs.id
), requests_admitted AS (
    SELECT request_id, any_of(admitted) AS admitted FROM request_admissions GROUP BY request_id
), requests_refused AS (
    SELECT request_id, user_id, access_package_id,
           open AND NOT (
               CASE WHEN access_package_id IS NULL THEN NULL
                    WHEN requests_admitted.request_id IS NOT NULL THEN requests_admitted.admitted
                    WHEN access_package_id NOT IN (SELECT id FROM access_packages) THEN NULL
                    ELSE false END
               OR CASE WHEN has_stray_policies.yes THEN NULL ELSE false END) AS fires
    FROM open_requests LEFT JOIN requests_admitted USING (request_id) CROSS JOIN has_stray_policies
)
SELECT 'directory-not-in-policy', user_id, user_id, NULL, NULL, NULL, fires
FROM people_refused WHERE fires IS NOT false
UNION ALL
SELECT 'directory-not-in-policy', id, NULL, NULL, NULL, NULL, fires
FROM organizations_refused WHERE fires IS NOT false
UNION ALL
SELECT 'directory-not-in-policy', request_id, user_id, access_package_id, NULL, NULL, fires
FROM requests_refused WHERE fires IS NOT false;
