import { byId, el, setText } from "/assets/elements.js";

const accountFaults = [
  ["", "none", null],
  ["refused", "no connection", { kind: "down", how: "refused" }],
  ["unavailable", "503 to everything", { kind: "down", how: "unavailable" }],
];
const regionFaults = [
  ["", "there", null],
  ["lost", "lost", { kind: "lost" }],
];
const deploymentFaults = [
  ["", "none", null],
  ["429", "429, retry after 5 s", { kind: "status", status: 429, retryAfterMs: 5_000 }],
  ["500", "500", { kind: "status", status: 500 }],
  ["half", "503 to half of the calls", { kind: "status", status: 503, share: 0.5 }],
  ["hang", "no answer at all", { kind: "hang" }],
  ["slow", "3 s later", { kind: "slowStart", delayMs: 3_000 }],
  ["cut", "stream cut after 5 chunks", { kind: "cut", afterChunks: 5 }],
  ["malformed", "broken JSON", { kind: "malformed" }],
  ["filter", "prompt filtered", { kind: "contentFilter" }],
];

/** A select per region (where there are several), account and deployment. What another client sets shows here too. */
export function createFaults() {
  const container = byId("faults");
  let drawn = "";
  return ({ accounts, regions }) => {
    const shape = JSON.stringify([
      regions.map(({ name }) => name),
      accounts.map(({ name, title, deployments }) => [name, title, deployments.map((one) => one.name)]),
    ]);
    if (drawn !== shape) {
      drawn = shape;
      container.replaceChildren(
        ...regions.map(({ name }) => control(name, `region ${name}`, regionFaults, "/api/regions")),
        ...accounts.flatMap(controlsOf),
      );
    }
    for (const { name, lost } of regions) select(name, regionFaults, lost && { kind: "lost" });
    for (const { name, outage, deployments } of accounts) {
      select(name, accountFaults, outage && { kind: "down", how: outage });
      for (const one of deployments) select(`${name}/${one.name}`, deploymentFaults, one.fault);
    }
  };
}

/** By the names of the backends, as the stack file has them; the account's own is what tools and logs say. */
function controlsOf({ name, title, deployments }) {
  return [
    control(name, title, accountFaults, "/api/faults", name),
    ...deployments.map((one) =>
      control(`${name}/${one.name}`, one.name, deploymentFaults, "/api/faults", undefined, title),
    ),
  ];
}

/** @param also what else the thing is called; @param under of a part, whose part it is */
function control(path, label, faults, base, also, under) {
  const id = `fault-${path}`;
  const named = under === undefined ? label : `${under}: ${label}`;
  return el(
    "div",
    { class: under === undefined ? "fault" : "fault part" },
    el(
      "span",
      {},
      el("label", { for: id }, label),
      also === undefined || also === label ? undefined : el("span", { class: "soft also" }, ` ${also}`),
    ),
    el(
      "select",
      {
        id,
        "aria-label": `Fault of ${named}`,
        onchange: (event) => void set(path, named, faults, event.target.value, base),
      },
      ...faults.map(([value, text]) => el("option", { value }, text)),
    ),
  );
}

async function set(path, named, faults, chosen, base) {
  const fault = faults.find(([value]) => value === chosen)[2];
  const url = `${base}/${path.split("/").map(encodeURIComponent).join("/")}`;
  const response = await fetch(
    url,
    fault === null
      ? { method: "DELETE" }
      : { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(fault) },
  );
  setText(
    byId("faults-status"),
    response.ok
      ? `${named}: ${fault === null ? "no fault" : "fault set"}`
      : `${named}: refused (${response.status})`,
  );
}

/** Shows what is set; one that this page does not offer gets an option of its own. */
function select(path, faults, fault) {
  const element = document.getElementById(`fault-${path}`);
  if (document.activeElement === element) return;
  const text = JSON.stringify(fault || null);
  const known = faults.find(([, , value]) => JSON.stringify(value) === text);
  const value = known ? known[0] : "other";
  if (!known && element.lastElementChild.value !== "other")
    element.append(el("option", { value: "other" }, text));
  if (element.value !== value) element.value = value;
}
