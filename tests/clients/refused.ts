/**
 * Methods of the openai package for what the gateway keeps shut, as they stand on the wire below /openai/v1: it keeps no
 * owner that could be asked for, or lets a caller change what belongs to all.
 */
export const refused: Readonly<Record<string, string>> = {
  "chat.completions.list": "GET /chat/completions",
  "chat.completions.retrieve": "GET /chat/completions/chatcmpl-1",
  "chat.completions.update": "POST /chat/completions/chatcmpl-1",
  "chat.completions.delete": "DELETE /chat/completions/chatcmpl-1",
  "chat.completions.messages.list": "GET /chat/completions/chatcmpl-1/messages",
  "images.createVariation": "POST /images/variations",
  "models.delete": `DELETE /models/gpt-5.4`,
  "realtime.clientSecrets.create": "POST /realtime/client_secrets",
  "realtime.calls.accept": "POST /realtime/calls/rtc_1/accept",
  "realtime.calls.hangup": "POST /realtime/calls/rtc_1/hangup",
  "realtime.calls.refer": "POST /realtime/calls/rtc_1/refer",
  "realtime.calls.reject": "POST /realtime/calls/rtc_1/reject",
  "uploads.create": "POST /uploads",
  "vectorStores.create": "POST /vector_stores",
  "vectorStores.list": "GET /vector_stores",
  "vectorStores.search": "POST /vector_stores/vs_1/search",
  "vectorStores.files.list": "GET /vector_stores/vs_1/files",
  "moderations.create": "POST /moderations",
  "fineTuning.jobs.list": "GET /fine_tuning/jobs",
  "beta.assistants.create": "POST /assistants",
  "beta.threads.create": "POST /threads",
  "containers.list": "GET /containers",
  "containers.files.content.retrieve": "GET /containers/cntr_1/files/cfile_1/content",
  "evals.list": "GET /evals",
};
