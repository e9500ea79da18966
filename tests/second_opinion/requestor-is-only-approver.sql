-- A pending request that only its requestor could approve; a policy that names its own only approver.
WITH possible AS (
    SELECT request_id,
           -- No row in `stuck`: no stage, or nobody who is asked, hence not the requestor's doing.
           needs_approval AND CASE WHEN stuck.policy_id IS NULL THEN false ELSE stuck.stuck END AS stuck
    FROM open_requests JOIN came_through USING (request_id)
    LEFT JOIN stuck ON stuck.policy_id = came_through.policy_id AND stuck.user_id = open_requests.user_id
                   AND stuck.on_behalf = (kind = 'onbehalfadd')
), by_request AS (
    -- Several policies may be behind a request: they must agree.
    SELECT request_id, bool_and(coalesce(stuck, false)) AS all_stuck, bool_and(NOT coalesce(stuck, true)) AS none_stuck
    FROM possible GROUP BY request_id
), requests AS (
    SELECT request_id, user_id, access_package_id,
           pending AND CASE
               WHEN outside THEN false
               WHEN nobody_known OR (has_stray_policies.yes AND stated_policy IS NULL) THEN NULL
               -- Whether a manager may approve what they asked for on behalf of an employee is not documented.
               WHEN all_stuck AND kind = 'useradd' THEN true
               WHEN none_stuck THEN false END AS fires
    FROM open_requests LEFT JOIN by_request USING (request_id) CROSS JOIN has_stray_policies
    WHERE pending IS NOT false
), policies AS (
    SELECT policy_id, gates.access_package_id,
           any_of(needs_approval AND certain AND stuck
                  AND CASE WHEN people.is_guest = false THEN requestable ELSE requestable_by_guest END) AS fires,
           list(DISTINCT named.user_id) FILTER (stuck AND certain) AS user_ids
    FROM possible_names AS named
    JOIN gates USING (policy_id)
    JOIN stuck ON stuck.policy_id = gates.policy_id AND stuck.user_id = named.user_id AND NOT stuck.on_behalf
    LEFT JOIN people ON people.id = named.user_id
    GROUP BY ALL
)
SELECT 'requestor-is-only-approver', request_id, user_id, access_package_id, NULL, NULL, fires
FROM requests WHERE fires IS NOT false
UNION ALL
SELECT 'requestor-is-only-approver', policy_id, CASE WHEN len(user_ids) = 1 THEN user_ids[1] END,
       access_package_id, policy_id, NULL, fires
FROM policies WHERE fires IS NOT false;
