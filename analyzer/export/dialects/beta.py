"""The beta dialect of Microsoft Graph: its words for what v1.0 says otherwise.

Sources: graph.md section 3 (signature keys, fields, scopes) and section 6.10 (the beta types, from the beta
metadata); domain.md appendix A; exports.md section 2.11. Microsoft publishes no table of its own: names
were paired by the two reference pages of each type, such as
https://learn.microsoft.com/graph/api/resources/accesspackageassignmentpolicy?view=graph-rest-beta and its
v1.0 counterpart. Properties that v1.0 does not have (createdBy, uniqueName, isRoleScopesVisible …) stay
where they are; the schemas do not know them.
"""

from __future__ import annotations

from analyzer.export.dialects import beta_rewrites
from analyzer.export.dialects.shapes import Shape, Shapes

# v1.0 has no word for AllExistingConnectedOrganizationSubjects: it stays, and is told as an unknown word.
SCOPES = {
    "nosubjects": "notSpecified",
    "specificdirectorysubjects": "specificDirectoryUsers",
    "specificconnectedorganizationsubjects": "specificConnectedOrganizationUsers",
    "allconfiguredconnectedorganizationsubjects": "allConfiguredConnectedOrganizationUsers",
    "allexistingdirectorymemberusers": "allMemberUsers",
    "allexistingdirectorysubjects": "allDirectoryUsers",
    "allexternalsubjects": "allExternalUsers",
}
REQUEST_TYPES = {"userextend": "userUpdate"}

SHAPES: Shapes = {
    "accessPackageCatalog": Shape(moves={"catalogStatus": "state"}),
    "accessPackage": Shape(
        moves={
            "accessPackageCatalog": "catalog",
            "catalogId": "catalog.id",  # ids come after the objects that they fill in
            "accessPackageAssignmentPolicies": "assignmentPolicies",
            "accessPackageResourceRoleScopes": "resourceRoleScopes",
        },
        members={
            "catalog": "accessPackageCatalog",
            "assignmentPolicies": "accessPackageAssignmentPolicy",
            "resourceRoleScopes": "accessPackageResourceRoleScope",
        },
    ),
    "accessPackageResourceRoleScope": Shape(
        moves={"accessPackageResourceRole": "role", "accessPackageResourceScope": "scope"},
        members={
            "role": "accessPackageResourceRole",
            "scope": "accessPackageResourceRole",
            "accessPackage": "accessPackage",
        },
    ),
    "accessPackageResourceRole": Shape(  # scopes have the same words
        moves={"accessPackageResource": "resource"}, members={"resource": "accessPackageResource"}
    ),
    "accessPackageResource": Shape(
        moves={
            "addedOn": "createdDateTime",
            "accessPackageResourceRoles": "roles",
            "accessPackageResourceScopes": "scopes",
            "accessPackageResourceEnvironment": "environment",
        },
        members={"roles": "accessPackageResourceRole", "scopes": "accessPackageResourceRole"},
    ),
    "accessPackageAssignmentPolicy": Shape(
        moves={
            "accessPackageId": "accessPackage.id",
            "accessPackageCatalog": "catalog",
            "requestorSettings.scopeType": "allowedTargetScope",
            "requestorSettings.allowedRequestors": "specificAllowedTargets",
            "requestorSettings.acceptRequests": "requestorSettings.enableTargetsToSelfAddAccess",
            "canExtend": "requestorSettings.enableTargetsToSelfUpdateAccess",
            "accessReviewSettings": "reviewSettings",
            "accessPackageNotificationSettings": "notificationSettings",
            "customExtensionHandlers": "customExtensionStageSettings",
        },
        words={"allowedTargetScope": SCOPES},
        members={
            "accessPackage": "accessPackage",
            "catalog": "accessPackageCatalog",
            "specificAllowedTargets": "subjectSet",
            "requestorSettings": "requestorSettings",
            "requestApprovalSettings": "requestApprovalSettings",
            "reviewSettings": "reviewSettings",
            "questions": "accessPackageQuestion",
        },
        rewrite=beta_rewrites.policy,
        rewritten=("durationInDays", "expirationDateTime", "verifiableCredentialSettings"),
    ),
    "requestorSettings": Shape(members={"onBehalfRequestors": "subjectSet"}),
    "requestApprovalSettings": Shape(
        moves={
            "isApprovalRequired": "isApprovalRequiredForAdd",
            "isApprovalRequiredForExtension": "isApprovalRequiredForUpdate",
            "approvalStages": "stages",
        },
        members={"stages": "approvalStage"},
        rewrite=beta_rewrites.approval_settings,
        rewritten=("approvalMode",),
    ),
    "approvalStage": Shape(
        durations={
            "approvalStageTimeOutInDays": ("durationBeforeAutomaticDenial", "P{}D"),
            "escalationTimeInMinutes": ("durationBeforeEscalation", "PT{}M"),
        },
        members={
            "primaryApprovers": "subjectSet",
            "fallbackPrimaryApprovers": "subjectSet",
            "escalationApprovers": "subjectSet",
            "fallbackEscalationApprovers": "subjectSet",
        },
        rewrite=beta_rewrites.approval_stage,
    ),
    "reviewSettings": Shape(
        moves={
            "accessReviewTimeoutBehavior": "expirationBehavior",
            "isAccessRecommendationEnabled": "isRecommendationEnabled",
            "isApprovalJustificationRequired": "isReviewerJustificationRequired",
            "startDateTime": "schedule.startDateTime",
        },
        members={"primaryReviewers": "subjectSet", "fallbackReviewers": "subjectSet"},
        rewrite=beta_rewrites.review_settings,
        rewritten=("durationInDays", "recurrenceType", "reviewerType"),
    ),
    "subjectSet": Shape(rewrite=beta_rewrites.subject_set, rewritten=("isBackup",)),
    "accessPackageQuestion": Shape(
        moves={"allowsMultipleSelection": "isMultipleSelectionAllowed"},
        members={"choices": "accessPackageAnswerChoice"},
        rewrite=beta_rewrites.question,
        rewritten=("defaultText", "localizedTexts"),
    ),
    "accessPackageAnswerChoice": Shape(rewrite=beta_rewrites.choice, rewritten=("displayValue",)),
    "accessPackageAssignment": Shape(
        moves={
            "assignmentState": "state",
            "assignmentStatus": "status",
            "accessPackageId": "accessPackage.id",
            "accessPackageAssignmentPolicy": "assignmentPolicy",
            "assignmentPolicyId": "assignmentPolicy.id",
        },
        members={
            "target": "accessPackageSubject",
            "accessPackage": "accessPackage",
            "assignmentPolicy": "accessPackageAssignmentPolicy",
        },
        rewrite=beta_rewrites.assignment,
        rewritten=("targetId",),
    ),
    "accessPackageAssignmentRequest": Shape(
        moves={
            "requestState": "state",
            "requestStatus": "status",
            "completedDate": "completedDateTime",
            "accessPackageAssignment": "assignment",
        },
        words={"requestType": REQUEST_TYPES},
        members={
            "requestor": "accessPackageSubject",
            "accessPackage": "accessPackage",
            "assignment": "accessPackageAssignment",
        },
    ),
    "accessPackageSubject": Shape(
        moves={"type": "subjectType", "connectedOrganizationId": "connectedOrganization.id"}
    ),
    "entitlementManagementSettings": Shape(
        durations={
            "daysUntilExternalUserDeletedAfterBlocked": (
                "durationUntilExternalUserDeletedAfterBlocked",
                "P{}D",
            )
        }
    ),
    "accessReviewScheduleDefinition": Shape(moves={"backupReviewers": "fallbackReviewers"}),
    "appRoleAssignment": Shape(moves={"creationTimestamp": "createdDateTime"}),
}

ROOTS = {
    "catalogs": "accessPackageCatalog",
    "catalog_resources": "accessPackageResource",
    "access_packages": "accessPackage",
    "resource_role_scopes": "accessPackageResourceRoleScope",
    "assignment_policies": "accessPackageAssignmentPolicy",
    "assignments": "accessPackageAssignment",
    "assignment_requests": "accessPackageAssignmentRequest",
    "entitlement_settings": "entitlementManagementSettings",
    "access_reviews": "accessReviewScheduleDefinition",
    "app_role_assignments": "appRoleAssignment",
}
"""Dataset to the shape of its records; the other datasets are the same in both dialects."""
