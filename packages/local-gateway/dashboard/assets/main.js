import { byId, setText, time, whole } from "/assets/elements.js";
import { showAccess } from "/assets/access.js";
import { createCharts } from "/assets/charts.js";
import { createChat } from "/assets/chat.js";
import { createFaults } from "/assets/faults.js";
import { createPanels } from "/assets/panels.js";
import { createRequests } from "/assets/requests.js";

const parts = [showFacts, createCharts(), createPanels(), createRequests(), createChat(), createFaults()];

function showFacts({ service, instances, startedAt, requests }) {
  setText(byId("service"), service);
  setText(
    byId("facts"),
    `local API Management, ${instances === 1 ? "one instance" : `${instances} instances`}, since ${time(startedAt)}` +
      (requests.length > 0 ? `, last request ${time(requests[0].at)}, ${whole(requests[0].ms)} ms` : ""),
  );
}

void showAccess();

const source = new EventSource("/api/events");
source.addEventListener("open", () => setText(byId("connection"), "live"));
source.addEventListener("error", () => setText(byId("connection"), "the gateway is gone, trying again"));
source.addEventListener("message", ({ data }) => {
  const state = JSON.parse(data);
  for (const part of parts) part(state);
});
