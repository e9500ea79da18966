-- A pending request that only its requestor could approve; a policy that names its own only approver.
WITH possible AS (
    SELECT request_id, admitted, requestable, admitted IS NOT false AS likely,
           bool_or(admitted IS NOT false) OVER (PARTITION BY request_id) AS any_likely,
           -- No row in `stuck`: no stage, or nobody who is asked, hence not the requestor's doing.
           CASE WHEN stuck.policy_id IS NULL THEN false ELSE stuck.stuck END AS stuck
    FROM open_requests JOIN request_admissions AS admission USING (request_id)
    JOIN (SELECT policy_id, requestable FROM gates) USING (policy_id)
    LEFT JOIN stuck ON stuck.policy_id = admission.policy_id AND stuck.user_id = open_requests.user_id
                   AND stuck.on_behalf = (kind = 'onbehalfadd')
    WHERE pending IS NOT false AND needs_approval IS NOT false
), by_request AS (
    -- The request came through a policy that admits; if none does any more, through any that can be requested.
    SELECT request_id, bool_and(coalesce(stuck, false)) AND coalesce(bool_or(CASE WHEN any_likely THEN admitted ELSE requestable END), false) AS all_stuck, bool_and(NOT coalesce(stuck, true)) AS none_stuck
    FROM possible WHERE likely OR NOT any_likely GROUP BY request_id
), requests AS (
    SELECT request_id, user_id, access_package_id,
           pending AND CASE
               WHEN outside THEN false
               WHEN nobody_known OR has_stray_policies.yes THEN NULL
               WHEN all_stuck THEN true
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
