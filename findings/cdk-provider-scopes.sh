#!/usr/bin/env bash
# Software: aws-cdk-lib 2.276.0, constructs 10.8.1 (JavaScript).
# Guess: a Google, Facebook, Amazon or OpenID Connect provider whose attributeMapping has the e-mail address asks the
#   provider for it; a pool that requires an address and a mapping without its scope is an error. signInUrl gives an
#   address that can be followed.
# Instead: the scopes stay "profile", "public_profile", "profile" and "openid", none of which has an e-mail address.
#   signInUrl writes redirectUri as it is: what follows an & in it is a parameter of the sign-in page.
# Matters: it deploys; then the first sign-in by such a provider ends at the callback with an error, "attributes
#   required: [email]", or users have no address; and a callback with a query is cut at its first & and refused as not
#   registered. Give scopes with each mapping; give redirectUri through encodeURIComponent.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

npm init --yes > /dev/null
npm install --silent --no-audit --no-fund aws-cdk-lib@2.276.0 constructs@10.8.1
npm ls --depth=0 | grep -E 'aws-cdk-lib|constructs'

cat > probe.cjs <<'END'
const { App, SecretValue, Stack } = require("aws-cdk-lib");
const cognito = require("aws-cdk-lib/aws-cognito");
const { Template } = require("aws-cdk-lib/assertions");

const stack = new Stack(new App(), "stack");
const userPool = new cognito.UserPool(stack, "pool", { standardAttributes: { email: { required: true } } });
const both = { userPool, clientId: "id" };
const email = (attribute) => ({ attributeMapping: { email: attribute } });
const { ProviderAttribute } = cognito;
new cognito.UserPoolIdentityProviderGoogle(stack, "google",
  { ...both, clientSecretValue: SecretValue.unsafePlainText("s"), ...email(ProviderAttribute.GOOGLE_EMAIL) });
new cognito.UserPoolIdentityProviderFacebook(stack, "facebook",
  { ...both, clientSecret: "s", ...email(ProviderAttribute.FACEBOOK_EMAIL) });
new cognito.UserPoolIdentityProviderAmazon(stack, "amazon",
  { ...both, clientSecret: "s", ...email(ProviderAttribute.AMAZON_EMAIL) });
new cognito.UserPoolIdentityProviderOidc(stack, "oidc",
  { ...both, clientSecret: "s", issuerUrl: "https://issuer.example", ...email(ProviderAttribute.other("email")) });
const providers = Template.fromStack(stack).findResources("AWS::Cognito::UserPoolIdentityProvider");
for (const { Properties } of Object.values(providers))
  console.log(Properties.ProviderType, JSON.stringify(Properties.AttributeMapping),
    "scopes:", Properties.ProviderDetails.authorize_scopes);

const redirectUri = "https://app.example/callback?from=pool&lang=en";
const client = userPool.addClient("client",
  { oAuth: { flows: { authorizationCodeGrant: true }, callbackUrls: [redirectUri] } });
const domain = userPool.addDomain("domain", { cognitoDomain: { domainPrefix: "example" } });
const parts = stack.resolve(domain.signInUrl(client, { redirectUri }))["Fn::Join"][1];
const url = new URL(parts.map((part) => (typeof part === "string" ? part : "x")).join(""));
console.log(Object.fromEntries([...url.searchParams].filter(([name]) => name !== "client_id")));
END
node --no-warnings probe.cjs | tee seen

cat > described <<'END'
Google {"email":"email"} scopes: profile
Facebook {"email":"email"} scopes: public_profile
LoginWithAmazon {"email":"email"} scopes: profile
OIDC {"email":"email"} scopes: openid
{
  response_type: 'code',
  redirect_uri: 'https://app.example/callback?from=pool',
  lang: 'en'
}
END
diff described seen
echo "as described"
