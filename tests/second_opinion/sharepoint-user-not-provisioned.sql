-- An assignment under way, of a package with a SharePoint site, to an external user who never arrived.
WITH sites AS (
    SELECT access_package_id, any_of(system = 'sharepointonline') AS has_site,
           list(DISTINCT resource_id) FILTER (system = 'sharepointonline') AS sites
    FROM grants GROUP BY access_package_id
), arrivals AS (
    SELECT people.id, is_guest,
           one_of(externalUserState, ['pendingacceptance', 'accepted']) = 'pendingacceptance'
           OR CASE WHEN exported.users.signInActivity
                   THEN coalesce(nullif(signInActivity.lastSuccessfulSignInDateTime LIKE '0001%', true),
                                 nullif(signInActivity.lastSignInDateTime LIKE '0001%', true)) IS NULL
                   ELSE false END AS absent
    FROM people LEFT JOIN users USING (id) CROSS JOIN exported
), judged AS (
    SELECT assignment_id, facts.user_id, facts.access_package_id, sites,
           facts.state IN ('delivering', 'partiallydelivered')
           AND CASE WHEN sites.access_package_id IS NOT NULL THEN has_site
                    WHEN facts.access_package_id IN (SELECT id FROM access_packages) THEN false END
           AND CASE WHEN nobody_known THEN NULL
                    WHEN facts.user_id IS NULL THEN true
                    ELSE is_guest AND absent END AS fires
    FROM assignment_facts AS facts
    LEFT JOIN sites ON sites.access_package_id = facts.access_package_id
    LEFT JOIN arrivals ON arrivals.id = facts.user_id
)
SELECT 'sharepoint-user-not-provisioned', assignment_id, user_id, access_package_id, NULL,
       CASE WHEN len(sites) = 1 THEN sites[1] END, fires
FROM judged WHERE fires IS NOT false;
