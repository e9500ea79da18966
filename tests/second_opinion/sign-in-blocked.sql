-- A disabled or deleted user with an open request, or named by a requestable policy.
WITH asking AS (
    SELECT user_id, any_of(open) AS open FROM open_requests WHERE user_id IS NOT NULL GROUP BY user_id
), named AS (
    SELECT user_id, any_of(certain AND CASE WHEN people.is_guest = false THEN requestable
                                            ELSE requestable_by_guest END) AS named
    FROM named_users JOIN gates USING (policy_id) JOIN people ON people.id = user_id
    WHERE requestable IS NOT false AND (is_deleted OR is_enabled IS NOT true)
    GROUP BY user_id
), judged AS (
    SELECT people.id AS user_id,
           (is_deleted OR NOT is_enabled)
           AND (CASE WHEN asking.user_id IS NULL THEN false ELSE asking.open END
                OR CASE WHEN named.user_id IS NULL THEN false ELSE named.named END) AS fires
    FROM people LEFT JOIN asking ON asking.user_id = people.id LEFT JOIN named ON named.user_id = people.id
    WHERE is_deleted OR is_enabled IS NOT true
)
SELECT 'sign-in-blocked', user_id, user_id, NULL, NULL, NULL, fires
FROM judged WHERE fires IS NOT false;
