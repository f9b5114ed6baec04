// The loop of every judge in JavaScript: one JSON object per line in, {"refused": "<text>"} per line out.
import { createInterface } from "node:readline";

/** Calls `ask` with each question, one after the other; whatever it throws is a refusal. */
export async function serve(ask) {
  const say = process.stdout.write.bind(process.stdout);
  console.log = console.info = console.debug = console.error; // what a library prints is no answer
  for await (const line of createInterface({ input: process.stdin })) {
    let answer;
    try {
      answer = { refused: "", ...(await ask(JSON.parse(line))) };
    } catch (error) {
      answer = { refused: `${error?.name ?? typeof error}: ${error?.message ?? error}` };
    }
    say(JSON.stringify(answer) + "\n");
  }
}

/** Compares what no library of JWTs knows: token_use, and client_id of access tokens. Throws where it differs. */
export function expected(asked, claims) {
  if (claims.token_use !== asked.use) throw new Error(`token_use is ${claims.token_use}`);
  if (asked.use === "access" && claims.client_id !== asked.client_id) {
    throw new Error(`client_id is ${claims.client_id}`);
  }
}
