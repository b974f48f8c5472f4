/** A chat answer of 682 bytes. */
export const chatAnswer = Buffer.from(
  JSON.stringify({
    id: "chatcmpl-bench",
    object: "chat.completion",
    created: 1_767_225_600,
    model: "gpt-5.4",
    choices: [{ index: 0, message: { role: "assistant", content: "x".repeat(420) }, finish_reason: "stop" }],
    usage: { prompt_tokens: 20, completion_tokens: 100, total_tokens: 120 },
  }).padEnd(682),
);
