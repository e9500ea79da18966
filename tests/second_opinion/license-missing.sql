-- No active service plan that enables entitlement management. `Warning` is still active.
WITH plans AS (
    SELECT capabilityStatus, unnest(servicePlans) AS plan FROM subscribed_skus WHERE servicePlans IS NOT NULL
    UNION ALL
    SELECT capabilityStatus, NULL FROM subscribed_skus WHERE servicePlans IS NULL
), active AS (
    SELECT any_of(
        lower(plan.servicePlanId) IN ('eec0eb4f-6444-4f95-aba0-50c24d67f998', 'e866a266-3cff-43a3-acca-0c90a7e00c8b')
        AND lower(capabilityStatus) IN ('enabled', 'warning')
        AND lower(plan.provisioningStatus) = 'success') AS licensed
    FROM plans
)
SELECT 'license-missing', organization.id, NULL, NULL, NULL, NULL, NOT licensed AS fires
FROM organization CROSS JOIN active
WHERE fires IS NOT false;
