-- A ticket whose link is not its package's My Access link: any verified domain or the tenant id will do.
WITH named AS (
    SELECT tickets.*, row_number() OVER () AS ticket FROM tickets WHERE nullif(trim(link), '') IS NOT NULL
), matched AS (
    -- An id goes before a name, and of names that differ in case only, the one spelt so.
    SELECT ticket, named.user AS person, link, packages.id AS package,
           CASE WHEN lower(packages.id) = lower(trim(access_package)) THEN 1
                WHEN trim(packages.displayName) = trim(access_package) THEN 2 ELSE 3 END AS rank
    FROM named LEFT JOIN access_packages AS packages
      ON lower(trim(access_package)) IN (lower(packages.id), lower(trim(packages.displayName)))
    QUALIFY rank = min(rank) OVER (PARTITION BY ticket)
), resolved AS (
    SELECT ticket, any_value(person) AS person, any_value(link) AS link, count(DISTINCT package) AS matches,
           any_value(package) AS access_package_id
    FROM matched GROUP BY ticket
), tenant AS (
    SELECT any_value(id) AS tenant_id, exported.organization.verifiedDomains AS domains_known,
           coalesce((SELECT bool_or(domain LIKE '%.onmicrosoft.us') FROM own_domains), false) AS us_government
    FROM organization CROSS JOIN exported GROUP BY ALL
), parsed AS (
    SELECT resolved.*, tenant.*,
           regexp_extract(lower(trim(link)), '^https://(myaccess\.microsoft\.(com|us))/@([^#/]+)#/access-packages/([^/?#]+)$',
                          ['host', 'end', 'home', 'package_id']) AS parts
    FROM resolved CROSS JOIN tenant
), judged AS (
    SELECT person, access_package_id, matches,
           -- Without its domains nobody can tell in which cloud the tenant is.
           CASE WHEN domains_known OR parts.host = ''
                THEN parts.host = CASE WHEN us_government THEN 'myaccess.microsoft.us' ELSE 'myaccess.microsoft.com' END END
           AND parts.package_id = lower(access_package_id)
           AND (parts.home = lower(tenant_id)
                OR parts.home IN (SELECT domain FROM own_domains)
                OR CASE WHEN domains_known THEN false END) AS right_link
    FROM parsed
), names AS (
    SELECT id, lower(unnest([id, userPrincipalName, mail])) AS name FROM users
)
SELECT DISTINCT 'my-access-link-wrong', access_package_id, names.id, access_package_id, NULL, NULL,
       CASE WHEN matches = 1 THEN NOT right_link END AS fires
FROM judged LEFT JOIN names ON name = lower(person)
WHERE fires IS NOT false;
