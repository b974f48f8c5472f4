import { byId, setText, time } from "/assets/elements.js";
import { showAccess } from "/assets/access.js";
import { createCall } from "/assets/call.js";
import { createCharts } from "/assets/charts.js";
import { createChat } from "/assets/chat.js";
import { createFaults } from "/assets/faults.js";
import { createFigures } from "/assets/figures.js";
import { createPanels } from "/assets/panels.js";
import { createRequests } from "/assets/requests.js";
import { createView } from "/assets/view.js";

const view = createView(() => listen());
const parts = [
  showFacts,
  view.update,
  createFigures(),
  createCharts(),
  createPanels(),
  createRequests(view),
  createChat(),
  createFaults(),
];

function showFacts({ service, instances, startedAt }) {
  setText(byId("service"), service);
  setText(
    byId("facts"),
    `local API Management, ${instances === 1 ? "one instance" : `${instances} instances`}, since ${time(startedAt)}`,
  );
}

let source;

/** Snapshots of what is looked at; another view is another stream of them. */
function listen() {
  source?.close();
  source = new EventSource(`/api/events?${view.read()}`);
  source.addEventListener("open", () => setText(byId("connection"), "live"));
  source.addEventListener("error", () => setText(byId("connection"), "the gateway is gone, trying again"));
  source.addEventListener("message", ({ data }) => {
    const state = JSON.parse(data);
    for (const part of parts) part(state);
  });
}

void showAccess();
listen();
createCall();
