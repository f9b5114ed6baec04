#!/usr/bin/env bash
# Software: aws-cdk-lib 2.276.0, constructs 10.8.1 (JavaScript).
# Guess: HttpUserPoolAuthorizer for a pool, without userPoolClients, takes the tokens of all clients of that pool, as
#   CognitoUserPoolsAuthorizer of a REST API does, or is an error.
# Instead: it adds a client of its own to the pool, and that is the only audience. Tokens of the pool's other clients
#   are not for this API, and the new client has the implicit and the code grant, with the callback https://example.com.
#   Two authorizers for one pool are an error, about a name that is used twice.
# Matters: the template deploys, every token of the application gets 401, and the pool has a public client that nobody
#   wrote. Name the clients in userPoolClients.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.8.1
npm ls --depth=0 | grep -E 'aws-cdk-lib|constructs'

cat > synth.cjs <<'END'
const {
  App, Stack, aws_apigateway: rest, aws_apigatewayv2: http, aws_apigatewayv2_authorizers: authorizers,
  aws_apigatewayv2_integrations: integrations, aws_cognito: cognito,
} = require("aws-cdk-lib");
const { Template } = require("aws-cdk-lib/assertions");

function show(words, add) {
  const stack = new Stack(new App(), "Stack");
  const pool = new cognito.UserPool(stack, "Pool");
  const client = pool.addClient("Own", { disableOAuth: true });
  try {
    add(stack, pool, client);
    const all = Object.entries(Template.fromStack(stack).toJSON().Resources);
    const clients = all.filter(([, made]) => made.Type === "AWS::Cognito::UserPoolClient");
    for (const [name, { Properties: made }] of clients) {
      console.log(`${words}: client ${name.slice(0, -8)}, grants ${made.AllowedOAuthFlows ?? "none"}`);
    }
    for (const [, { Properties: made }] of all.filter(([, one]) => /Authorizer$/.test(one.Type))) {
      const audience = made.JwtConfiguration?.Audience.map((one) => one.Ref.slice(0, -8)) ?? "not compared";
      console.log(`${words}: audience ${audience}`);
    }
  } catch (error) {
    console.log(`${words}: ${error.message.split("\n")[0].replace(/ in .*/, "")}`);
  }
}

function route(stack, path, authorizer) {
  const api = new http.HttpApi(stack, `Api${path.slice(1)}`);
  api.addRoutes({ path, methods: ["GET"], integration: new integrations.HttpUrlIntegration("To", "https://example.com"), authorizer });
}

show("REST", (stack, pool) => {
  const authorizer = new rest.CognitoUserPoolsAuthorizer(stack, "Authorizer", { cognitoUserPools: [pool] });
  new rest.RestApi(stack, "Api").root.addMethod("GET", undefined, { authorizer });
});
show("HTTP", (stack, pool) => route(stack, "/a", new authorizers.HttpUserPoolAuthorizer("Authorizer", pool)));
show("HTTP, client named", (stack, pool, client) =>
  route(stack, "/a", new authorizers.HttpUserPoolAuthorizer("Authorizer", pool, { userPoolClients: [client] })));
show("HTTP, two APIs", (stack, pool) => {
  for (const path of ["/a", "/b"]) route(stack, path, new authorizers.HttpUserPoolAuthorizer("Authorizer", pool));
});
END
node synth.cjs | tee seen

cat > described <<'END'
REST: client PoolOwn, grants none
REST: audience not compared
HTTP: client PoolOwn, grants none
HTTP: client PoolUserPoolAuthorizerClient, grants implicit,code
HTTP: audience PoolUserPoolAuthorizerClient
HTTP, client named: client PoolOwn, grants none
HTTP, client named: audience PoolOwn
HTTP, two APIs: There is already a Construct with name 'UserPoolAuthorizerClient'
END
diff described seen
echo "as described"
