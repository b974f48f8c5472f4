import { byId, setOptions, setText } from "/assets/elements.js";

/** The form that sends a chat as a subscription. The key never comes to this page. */
export function createChat() {
  const form = byId("chat");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form);
  });
  return ({ subscriptions, chatDeployments }) => {
    setOptions(
      form.elements.subscription,
      subscriptions.map(({ name, product }) => ({ value: name, text: `${name} (${product})` })),
    );
    setOptions(
      form.elements.deployment,
      chatDeployments.map((name) => ({ value: name, text: name })),
    );
  };
}

async function send(form) {
  const { subscription, deployment, message, stream } = form.elements;
  const answer = byId("chat-answer");
  setText(answer, "");
  setText(byId("chat-status"), "waiting for the first byte");
  const begun = performance.now();
  try {
    const response = await fetch("/api/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        subscription: subscription.value,
        deployment: deployment.value,
        message: message.value,
        stream: stream.checked,
      }),
    });
    const streamed = response.headers.get("Content-Type")?.startsWith("text/event-stream");
    if (streamed) await readEvents(response, (text) => answer.append(text));
    else setText(answer, textOf(await response.json()));
    setText(byId("chat-status"), `${response.status} in ${Math.round(performance.now() - begun)} ms`);
  } catch (error) {
    setText(byId("chat-status"), `the answer broke off: ${error.message}`);
  }
}

function textOf(body) {
  return body.choices?.[0]?.message?.content ?? JSON.stringify(body, undefined, 2);
}

/** Reads the chunks of a chat; a chunk that is no JSON (a fault) is shown as it is. */
async function readEvents(response, add) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      if (!line.startsWith("data: ") || line === "data: [DONE]") continue;
      try {
        add(JSON.parse(line.slice(6)).choices?.[0]?.delta?.content ?? "");
      } catch {
        add(`\n[broken chunk: ${line.slice(6)}]\n`);
      }
    }
  }
}
