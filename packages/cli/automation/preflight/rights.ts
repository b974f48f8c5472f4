import type { Problem } from "@azure-genai-gateway/common/problem";
import { list } from "../azure/arm";
import { problem, type CheckContext, type PreflightCheck } from "./checks";
import { knownText, namespaceOf, type PlannedResource } from "./planned";

const assignment = "authorization:RoleAssignment";

/**
 * Whether whoever is signed on may assign roles, make locks, and make anything at all, where the stack does.
 * https://learn.microsoft.com/rest/api/authorization/permissions/list-for-resource-group
 */
export const rightsCheck: PreflightCheck = {
  label: "the rights of whoever is signed on",
  applies: (planned) => planned.some(({ made }) => made),
  run: async (context) => {
    const needed = rightsOf(context);
    const found = await Promise.all(
      [...needed].map(async ([scope, actions]) => {
        const permissions = await permissionsAt(context, scope);
        return [...actions].flatMap(([action, subject]) => rightProblem(permissions, scope, action, subject));
      }),
    );
    return found.flat();
  },
};

interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly condition: boolean;
}

/** Actions by the scope at which they are taken, each with the first resource that needs it. */
function rightsOf({ planned, arm }: CheckContext): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const subscription = `/subscriptions/${arm.subscriptionId}`;
  const made = new Set(
    planned
      .filter(({ type, made: isMade }) => isMade && type === "resources:ResourceGroup")
      .map(({ inputs }) => knownText(inputs, "resourceGroupName")?.toLowerCase()),
  );
  const groupOf = (id: string | undefined, group: string | undefined) => {
    const scope = id && /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)/i.exec(id);
    const name = scope ? scope[1]! : group;
    // A group that is not there yet is held by the subscription.
    if (name === undefined || made.has(name.toLowerCase())) return subscription;
    return scope ? scope[0] : `${subscription}/resourceGroups/${name}`;
  };
  const needed = new Map<string, Map<string, string>>();
  for (const one of planned) {
    if (!one.made) continue;
    const scope = groupOf(knownText(one.inputs, "scope"), knownText(one.inputs, "resourceGroupName"));
    const actions = needed.get(scope) ?? new Map<string, string>();
    const action = actionOf(one);
    if (!actions.has(action)) actions.set(action, one.name);
    needed.set(scope, actions);
  }
  return needed;
}

function actionOf(planned: PlannedResource): string {
  if (planned.type === assignment) return "Microsoft.Authorization/roleAssignments/write";
  if (planned.type.startsWith("authorization:ManagementLock")) return "Microsoft.Authorization/locks/write";
  // Whoever may make one thing of a provider may as a rule make all of it: one question each.
  return `${namespaceOf(planned)}/*/write`;
}

async function permissionsAt({ arm }: CheckContext, scope: string): Promise<readonly Permission[]> {
  const path = `${scope}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`;
  const texts = (value: unknown) =>
    Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
  return (await list(arm, path)).map((permission) => ({
    actions: texts(permission["actions"]),
    notActions: texts(permission["notActions"]),
    condition: typeof permission["condition"] === "string" && permission["condition"] !== "",
  }));
}

function rightProblem(
  permissions: readonly Permission[],
  scope: string,
  action: string,
  subject: string,
): readonly Problem[] {
  const granting = permissions.filter(
    ({ actions, notActions }) =>
      actions.some((pattern) => matches(pattern, action)) &&
      !notActions.some((pattern) => matches(pattern, action)),
  );
  if (granting.some(({ condition }) => !condition)) return [];
  if (granting.length > 0)
    return [
      problem(
        "PREFLIGHT_RIGHT_CONDITIONAL",
        "warning",
        subject,
        `${action} is granted at ${scope} under a condition, which was not evaluated`,
        "see that the condition lets the roles pass that docs/deploy.md lists",
      ),
    ];
  const role = action.startsWith("Microsoft.Authorization/")
    ? "Owner, or Contributor with " +
      (action.includes("/locks/")
        ? "a role that has locks"
        : "Role Based Access Control Administrator or User Access Administrator")
    : "Contributor";
  return [
    problem(
      "PREFLIGHT_RIGHT_MISSING",
      "error",
      subject,
      `whoever is signed on may not ${action} at ${scope}`,
      `ask for ${role} there: \`az role assignment create --assignee WHO --role ROLE --scope ${scope}\``,
    ),
  ];
}

/** `Microsoft.Authorization/*` takes any action below it; letters' case is of no account. */
export function matches(pattern: string, action: string): boolean {
  const expression = pattern
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${expression}$`, "i").test(action);
}
