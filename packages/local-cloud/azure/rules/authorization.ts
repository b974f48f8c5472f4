import { localSubscription, seededUuid } from "../seeded";
import { builtInRoles } from "./builtInRoles";
import type { RuleContext } from "./context";
import { fault, learn, type Rule } from "./rule";
import { lastSegment, type Subject, userIdentities } from "./subject";

const assignment = "microsoft.authorization/roleassignments";
const types = [assignment];
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const troubleshooting = `${learn}/role-based-access-control/troubleshooting`;

export const authorizationRules: readonly Rule[] = [
  {
    code: "InvalidPrincipalId",
    types,
    source: troubleshooting,
    *check(subject) {
      const principal = subject.text("principalId");
      if (principal !== undefined && !uuid.test(principal))
        yield fault("principalId", `is '${principal}'`, "the UUID of a user, group or service principal");
      const type = subject.text("principalType");
      if (
        type !== undefined &&
        !["User", "Group", "ServicePrincipal", "ForeignGroup", "Device"].includes(type)
      )
        yield fault("principalType", `is '${type}'`, "User, Group, ServicePrincipal, ForeignGroup or Device");
    },
  },
  {
    code: "PrincipalNotFound",
    types,
    source: troubleshooting,
    *check(subject, context) {
      const principal = subject.text("principalId")?.toLowerCase();
      const owner = context
        .ofType("microsoft.managedidentity/userassignedidentities")
        .find(({ id }) => seededUuid(`${id}:client`) === principal);
      if (owner)
        yield fault(
          "principalId",
          `is the client id of ${owner.name}, which no principal has`,
          "its principalId",
        );
    },
  },
  {
    code: "UnmatchedPrincipalType",
    types,
    source: troubleshooting,
    *check(subject, context) {
      const principal = subject.text("principalId")?.toLowerCase();
      const type = subject.text("principalType");
      if (type !== undefined && type !== "ServicePrincipal" && isIdentity(principal, context))
        yield fault(
          "principalType",
          `is ${type}, and the principal is a managed identity`,
          "ServicePrincipal",
        );
    },
  },
  {
    code: "RoleDefinitionDoesNotExist",
    types,
    source: `${learn}/role-based-access-control/built-in-roles`,
    *check(subject, context) {
      const role = subject.text("roleDefinitionId");
      if (role === undefined) return;
      const name = lastSegment(role);
      if (!/^(\/.*)?\/providers\/microsoft\.authorization\/roledefinitions\/[0-9a-f-]{36}$/i.test(role))
        yield {
          ...fault(
            "roleDefinitionId",
            `is '${role}'`,
            "/subscriptions/ID/providers/Microsoft.Authorization/roleDefinitions/UUID",
          ),
          code: "InvalidRoleDefinitionId",
        };
      else if (
        !builtInRoles.has(name.toLowerCase()) &&
        isHere(role) &&
        !context
          .ofType("microsoft.authorization/roledefinitions")
          .some((custom) => custom.name.toLowerCase() === name.toLowerCase())
      )
        yield fault(
          "roleDefinitionId",
          `leads to role ${name}, which is neither among Azure's built-in roles nor the program's`,
          "a role of the page",
        );
    },
  },
  {
    code: "RoleAssignmentExists",
    status: 409,
    types,
    source: `${troubleshooting}#symptom---unable-to-assign-a-role`,
    *check(subject, context) {
      const other = context
        .earlier(subject)
        .find(
          (earlier) =>
            ["scope", "principalId"].every(
              (key) => earlier.text(key)?.toLowerCase() === subject.text(key)?.toLowerCase(),
            ) && roleOf(earlier) === roleOf(subject),
        );
      if (other && subject.has("principalId"))
        yield fault(
          "",
          `the role assignment exists already: ${other.name} gives the same role to the same principal at the same scope`,
          "one assignment",
        );
    },
  },
  {
    code: "RoleAssignmentUpdateNotPermitted",
    types,
    source: troubleshooting,
    *check(subject, context) {
      const other = context
        .earlier(subject)
        .find((earlier) => earlier.name.toLowerCase() === subject.name.toLowerCase());
      if (other)
        yield fault(
          "roleAssignmentName",
          `is that of another assignment, at ${other.text("scope")}`,
          "a UUID of its own: names are unique in the tenant",
        );
    },
  },
  {
    code: "InvalidCondition",
    inferred: true,
    types,
    source: `${learn}/role-based-access-control/conditions-format`,
    *check(subject) {
      if (subject.has("condition") !== subject.has("conditionVersion"))
        yield fault("conditionVersion", "and condition do not stand together", "both, version 2.0");
      if (subject.has("conditionVersion") && subject.text("conditionVersion") !== "2.0")
        yield fault("conditionVersion", `is '${subject.text("conditionVersion")}'`, "2.0");
    },
  },
  {
    code: "InvalidLockLevel",
    inferred: true,
    types: ["microsoft.authorization/locks"],
    source: `${learn}/azure-resource-manager/management/lock-resources`,
    *check(subject) {
      const level = subject.text("level");
      if (level !== undefined && level !== "CanNotDelete" && level !== "ReadOnly")
        yield fault("level", `is '${level}'`, "CanNotDelete or ReadOnly");
      if ((subject.text("notes")?.length ?? 0) > 512)
        yield fault("notes", "are too long", "512 characters at most");
    },
  },
];

const roleOf = (subject: Subject) => lastSegment(subject.text("roleDefinitionId") ?? "").toLowerCase();

const isHere = (role: string) =>
  !/^\/subscriptions\//i.test(role) || role.toLowerCase().startsWith(`/subscriptions/${localSubscription}/`);

function isIdentity(principal: string | undefined, context: RuleContext): boolean {
  return context.subjects.some(
    (subject) =>
      (subject.type === "microsoft.managedidentity/userassignedidentities" ||
        subject.has("identity") ||
        userIdentities(subject.inputs).length > 0) &&
      seededUuid(`${subject.id}:principal`) === principal,
  );
}
