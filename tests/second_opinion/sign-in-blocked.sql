-- A disabled or deleted user with an open request, or named by a requestable policy.
WITH asking AS (
    SELECT user_id, any_of(open) AS open FROM open_requests WHERE user_id IS NOT NULL GROUP BY user_id
), named AS (
    SELECT user_id, any_of(certain AND CASE WHEN is_guest = false THEN requestable
                                            ELSE requestable_by_guest END) AS named
    FROM named_users JOIN gates USING (policy_id) LEFT JOIN people ON people.id = user_id
    WHERE requestable IS NOT false AND (people.id IS NULL OR is_deleted OR is_enabled IS NOT true)
    GROUP BY user_id
), in_unlisted AS (
    SELECT any_of(requestable) IS NOT false AS possible
    FROM unlisted_names JOIN gates USING (policy_id) WHERE requestable IS NOT false
), judged AS (
    -- Somebody of whom there is no record may have been deleted long ago, or not been exported.
    SELECT user_id,
           CASE WHEN people.id IS NOT NULL THEN is_deleted OR NOT is_enabled END
           AND (CASE WHEN asking.user_id IS NULL THEN false ELSE asking.open END
                OR CASE WHEN named.user_id IS NULL THEN false ELSE named.named END) AS fires
    FROM asking FULL JOIN named USING (user_id) LEFT JOIN people ON people.id = user_id
    UNION ALL
    -- Anybody may be in a named group that was not exported.
    SELECT people.id, (is_deleted OR NOT is_enabled) AND NULL FROM people CROSS JOIN in_unlisted WHERE possible
)
SELECT 'sign-in-blocked', user_id, user_id, NULL, NULL, NULL, fires
FROM judged WHERE fires IS NOT false
UNION ALL
-- Whom somebody asked for is not in the export.
SELECT 'sign-in-blocked', NULL, NULL, NULL, NULL, NULL, NULL
FROM open_requests WHERE kind = 'onbehalfadd';
