import { costScenario } from "../support/costs";

export default costScenario(
  "cost-spill",
  "PTUs for the base load and pay-as-you-go for the overflow: cheaper than either alone (cost-payg-only, cost-ptu-only)",
  [
    { name: "ptu-1", kind: "ptu", capacity: 40 },
    { name: "payg-1", kind: "payg", capacity: 400 },
  ],
  [
    { name: "costs less than pay-as-you-go alone", measure: "cost", atMost: 1.75 },
    { name: "of which the overflow", measure: "cost", where: { kind: "payg" }, atLeast: 0.2, atMost: 0.55 },
    {
      name: "the PTUs are used",
      measure: "backendCalls",
      where: { kind: "ptu", status: 200 },
      per: { measure: "calls" },
      atLeast: 0.7,
    },
  ],
);
