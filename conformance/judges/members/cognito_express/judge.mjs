// cognito-express: its validate(); only the address that its keys are fetched from is on this machine.
import { createRequire } from "node:module";
import CognitoExpress from "cognito-express";
import { expected, serve } from "./host.mjs";

const axios = createRequire(createRequire(import.meta.url).resolve("cognito-express"))("axios");
let address = "";
axios.interceptors.request.use((config) => ({ ...config, url: address, proxy: false }));
const verifiers = new Map();

await serve(async (asked) => {
  const key = asked.use + asked.jwks_url;
  if (!verifiers.has(key)) {
    address = asked.jwks_url;
    const made = new CognitoExpress({ region: asked.region, cognitoUserPoolId: asked.pool_id, tokenUse: asked.use });
    await made.hasFinishedProcessing;
    made.iss = asked.issuer;
    verifiers.set(key, made);
  }
  const claims = await verifiers.get(key).validate(asked.token);
  if (asked.configuration === "recommended") expected(asked, claims);
});
