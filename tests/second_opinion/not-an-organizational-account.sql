-- An enabled guest with a personal identity whom no requestable policy admits.
SELECT 'not-an-organizational-account', user_id, user_id, NULL, NULL, NULL,
       is_guest AND is_enabled AND identity = 'personal' AND NOT admitted AS fires
FROM guest_admissions
WHERE fires IS NOT false;
