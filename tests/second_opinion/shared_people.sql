-- Where people come from, and which guests any requestable policy admits.

CREATE TABLE policy_organizations AS
SELECT policy_id, list(target_id) AS named
FROM targets WHERE kind = 'connectedorganizationmembers' GROUP BY policy_id;

CREATE TABLE organizations AS
WITH judged AS (
    SELECT id, one_of(state, ['configured', 'proposed']) = 'configured' AS configured,
           len(list_filter(identitySources, lambda s:
               last_word(s."@odata.type") IN ('azureactivedirectorytenant', 'crosscloudazureactivedirectorytenant')
           )) > 0 AS by_tenant
    FROM connected_organizations
)
SELECT coalesce(list(id), []) AS known,
       coalesce(list(id) FILTER (configured), []) AS configured,
       coalesce(list(id) FILTER (configured IS NOT false), []) AS maybe_configured,
       coalesce(list(id) FILTER (by_tenant IS NOT false), []) AS by_tenant,
       -- A policy names one that the export does not hold: it may be the home of anybody who has no other.
       (SELECT count(*) > 0 FROM targets WHERE kind = 'connectedorganizationmembers'
        AND target_id NOT IN (SELECT id FROM connected_organizations)) AS some_missing
FROM judged;

CREATE TABLE own_domains AS
SELECT organization.id AS tenant_id, lower(domain.name) AS domain
FROM organization, unnest(verifiedDomains) AS _(domain);

CREATE TABLE organization_domains AS
WITH sources AS (
    SELECT id AS organization_id, unnest(identitySources) AS source FROM connected_organizations
)
SELECT organization_id, lower(source.domainName) AS domain FROM sources WHERE source.domainName IS NOT NULL
UNION
SELECT organization_id, domain FROM sources JOIN own_domains ON tenant_id = source.tenantId;

CREATE TABLE domain_organizations AS
SELECT domain, list(organization_id) AS organization_ids FROM organization_domains GROUP BY domain;

CREATE TABLE told_organizations AS
SELECT user_id, list(DISTINCT organization_id) AS organization_ids
FROM (
    SELECT target.objectId AS user_id, target.connectedOrganization.id AS organization_id FROM assignments
    UNION ALL
    SELECT requestor.objectId, requestor.connectedOrganization.id FROM assignment_requests
)
WHERE user_id IS NOT NULL AND organization_id IS NOT NULL
GROUP BY user_id;

-- ---------------------------------------------------------------- people

-- userType null, where it was exported, is an old synchronised member.
CREATE VIEW people AS
SELECT id, CASE WHEN exported.users.userType THEN coalesce(lower(userType) = 'guest', false) END AS is_guest,
       accountEnabled AS is_enabled, false AS is_deleted
FROM users, exported
UNION ALL
SELECT id, lower(userType) = 'guest', false, true
FROM deleted_users WHERE id NOT IN (SELECT id FROM users);

-- Who is, or may be, a guest, with the organizations they come from.
CREATE TABLE guests AS
WITH candidates AS (
    SELECT users.id, people.is_guest, accountEnabled AS is_enabled, identities,
           userPrincipalName ILIKE '%#EXT#%' AS is_invited,
           domain_of(mail, userPrincipalName) AS domain
    FROM users JOIN people USING (id)
    WHERE people.is_guest IS NOT false AND NOT people.is_deleted
), classed AS (
    SELECT *, list_transform(identities, lambda i: lower(i.issuer)) AS issuers,
           list_transform(list_filter(identities, lambda i: lower(i.signInType) = 'federated'),
                          lambda i: lower(i.issuer)) AS federated,
           ['microsoftaccount', 'google.com', 'facebook.com', 'mail'] AS personal
    FROM candidates
), judged AS (
    SELECT id, is_guest, is_enabled, domain,
           CASE WHEN coalesce(len(identities), 0) = 0 THEN NULL
                WHEN list_contains(issuers, 'externalazuread') THEN 'organizational'
                WHEN len(list_filter(federated, lambda i: NOT list_contains(personal, i))) > 0 THEN 'organizational'
                WHEN list_has_any(issuers, personal) THEN 'personal'
                -- A work account of this very tenant; whoever was invited has another, which is not shown.
                WHEN NOT is_invited THEN 'organizational' END AS identity
    FROM classed
)
SELECT judged.*,
       coalesce(told.organization_ids, by_domain.organization_ids, []) AS homes,
       -- Only a tenant source can hide a match: it covers domains that the export does not list.
       told.organization_ids IS NULL AND by_domain.organization_ids IS NULL
           AND identity IS DISTINCT FROM 'personal'
           AND domain NOT IN (SELECT domain FROM own_domains WHERE domain IS NOT NULL) IS NOT false
           AND (SELECT len(by_tenant) > 0 FROM organizations) AS homeless
FROM judged
LEFT JOIN told_organizations AS told ON told.user_id = judged.id
LEFT JOIN domain_organizations AS by_domain USING (domain);

-- Does the policy admit somebody from these organizations? `homeless`: the organization may be one by tenant.
CREATE MACRO admits_organization(scope, named, is_open_ended, homes, homeless) AS (
    SELECT CASE scope
        WHEN 'specificconnectedorganizationusers' THEN
            CASE WHEN list_has_any(homes, named) THEN true
                 WHEN homeless AND list_has_any(orgs.by_tenant, named) THEN NULL
                 WHEN is_open_ended AND len(homes) = 0 THEN NULL
                 ELSE false END
        WHEN 'allconfiguredconnectedorganizationusers' THEN
            CASE WHEN list_has_any(homes, orgs.configured) THEN true
                 WHEN list_has_any(homes, orgs.maybe_configured) THEN NULL
                 WHEN len(list_filter(homes, lambda h: NOT list_contains(orgs.known, h))) > 0 THEN NULL
                 WHEN homeless AND list_has_any(orgs.by_tenant, orgs.maybe_configured) THEN NULL
                 WHEN orgs.some_missing AND len(homes) = 0 THEN NULL
                 ELSE false END
    END FROM organizations AS orgs
);

-- Is a guest admitted by any requestable policy of any package?
CREATE TABLE guest_admissions AS
WITH by_class AS (
    SELECT is_guest, homes, homeless, any_of(requestable_by_guest AND CASE
               WHEN scope = 'alldirectoryusers' THEN true
               WHEN scope = 'allmemberusers' THEN NOT is_guest
               WHEN scope = 'allexternalusers' THEN is_guest
               WHEN scope = 'specificdirectoryusers' THEN CASE WHEN loose.policy_id IS NULL THEN false END
               WHEN scope IN ('specificconnectedorganizationusers', 'allconfiguredconnectedorganizationusers') THEN
                   is_guest
                   AND admits_organization(scope, coalesce(named, []), loose.policy_id IS NOT NULL, homes, homeless)
               WHEN scope IS NOT NULL THEN false END) AS admitted
    FROM (SELECT DISTINCT is_guest, homes, homeless FROM guests) CROSS JOIN
         gates LEFT JOIN policy_organizations USING (policy_id)
               LEFT JOIN open_ended AS loose USING (policy_id)
    GROUP BY is_guest, homes, homeless
), by_name AS (
    SELECT user_id, any_of(requestable_by_guest AND certain) AS admitted
    FROM named_users JOIN gates USING (policy_id)
    WHERE user_id IN (SELECT id FROM guests) GROUP BY user_id
)
SELECT guests.id AS user_id, guests.is_guest, is_enabled, identity,
       CASE WHEN by_class.homes IS NULL THEN false ELSE by_class.admitted END
           OR CASE WHEN by_name.user_id IS NULL THEN false ELSE by_name.admitted END AS admitted
FROM guests
LEFT JOIN by_class ON by_class.homes = guests.homes AND by_class.homeless = guests.homeless
    AND by_class.is_guest IS NOT DISTINCT FROM guests.is_guest
LEFT JOIN by_name ON by_name.user_id = guests.id;
