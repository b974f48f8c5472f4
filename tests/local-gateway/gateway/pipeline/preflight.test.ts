import { expect } from "chai";
import { api, apiPolicy, bench, operation, service } from "../support";

const cors = `<cors>
  <allowed-origins><origin>https://app.contoso.com</origin></allowed-origins>
  <allowed-methods><method>POST</method></allowed-methods>
  <allowed-headers><header>*</header></allowed-headers>
</cors>`;
const chat = (inbound: string) =>
  bench([
    service(),
    api("chat", { subscriptionRequired: true }),
    operation("chat", "say", "POST", "/say"),
    apiPolicy("chat", `<policies><inbound>${inbound}</inbound></policies>`),
  ]);
const preflight = {
  method: "OPTIONS",
  headers: { Origin: "https://app.contoso.com", "Access-Control-Request-Method": "POST" },
};

describe("preflights", () => {
  it("are answered by the cors policy of the operation they ask about, without a key", async () => {
    const answer = await chat(cors).call("/chat/say", preflight);
    expect(answer.status).to.equal(200);
    expect(answer.headers.get("Access-Control-Allow-Origin")).to.equal("https://app.contoso.com");
  });

  it("find nothing where no policy answers them, or no operation is meant", async () => {
    expect((await chat("").call("/chat/say", preflight)).status).to.equal(404);
    expect((await chat(cors).call("/chat/other", preflight)).status).to.equal(404);
    expect((await chat(cors).call("/chat/say", { method: "OPTIONS" })).status).to.equal(404);
  });

  it("run no other policy: one that answers by itself answers nobody without a key", async () => {
    const own = "<return-response><set-body>secret</set-body></return-response>";
    expect((await chat(own).call("/chat/say", preflight)).status).to.equal(404);
    const before = await chat(own + cors).call("/chat/say", preflight);
    expect(before.status).to.equal(200);
    expect(String(before.text)).not.to.include("secret");
    expect((await chat(cors + own).call("/chat/say", { method: "POST" })).status).to.equal(401);
  });
});
