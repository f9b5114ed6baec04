#!/usr/bin/env bash
# Software: oauth2-oidc-sdk of Nimbus 11.26, spring-security-oauth2-core 7.1.2 (Java), oidc-client-ts 3.5.0,
#   openid-client 6.9.0 (JavaScript).
# Guess: a client whose type says that email_verified is a boolean makes one of the string "true" that Cognito's
#   userInfo endpoint has there, or refuses the answer.
# Instead: Spring makes a boolean of it. Nimbus's getEmailVerified answers null, the same as without the claim. The two
#   for JavaScript hand the string on, though their types say boolean; with loadUserInfo, oidc-client-ts puts it in the
#   place of the boolean that the ID token had.
# Matters: one user is verified by one library and not by the next: unknown in one, not equal to true in two. The ID
#   token has booleans, so code that is tested with it alone, or with an emulator whose userInfo has booleans, is right
#   until userInfo is read.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1

mkdir -p src/main/java
cat > pom.xml <<'END'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <properties>
    <maven.compiler.source>17</maven.compiler.source><maven.compiler.target>17</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency><groupId>com.nimbusds</groupId><artifactId>oauth2-oidc-sdk</artifactId><version>11.26</version></dependency>
    <dependency><groupId>org.springframework.security</groupId><artifactId>spring-security-oauth2-core</artifactId><version>7.1.2</version></dependency>
  </dependencies>
</project>
END
cat > src/main/java/Probe.java <<'END'
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import java.util.Map;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;

public class Probe {
  public static void main(String[] arguments) throws Exception {
    for (String value : new String[] {"true", "\"true\"", "\"false\""}) {
      String answer = "{\"sub\": \"ann\", \"email_verified\": %s}".formatted(value);
      System.out.println("Nimbus, " + value + ": " + UserInfo.parse(answer).getEmailVerified());
      Object read = value.startsWith("\"") ? value.replace("\"", "") : Boolean.valueOf(value);
      System.out.println("Spring, " + value + ": " + new OidcUserInfo(Map.of("sub", "ann", "email_verified", read)).getEmailVerified());
    }
    System.out.println("Nimbus, without the claim: " + UserInfo.parse("{\"sub\": \"ann\"}").getEmailVerified());
  }
}
END
mvn --quiet --batch-mode -Dstyle.color=never compile dependency:build-classpath -Dmdep.outputFile=classpath > maven.log 2>&1 || { cat maven.log; exit 1; }
tr ':' '\n' < classpath | sed 's|.*/||' | grep -E '^(oauth2-oidc-sdk|spring-security-oauth2-core)'

npm init --yes > /dev/null
npm install --silent --no-audit --no-fund oidc-client-ts@3.5.0 openid-client@6.9.0 jose@6.2.18
npm ls --depth=0 | grep -E 'oidc-client-ts|openid-client'

cat > probe.mjs <<'END'
import { createServer } from "node:http";
import { SignJWT, generateKeyPair } from "jose";
import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from "oidc-client-ts";
import * as openid from "openid-client";

let userInfo, idToken;
const server = createServer((request, response) => {
  response.setHeader("Content-Type", "application/json");
  if (request.url === "/oauth2/userInfo") response.end(JSON.stringify(userInfo));
  else response.end(JSON.stringify({ access_token: "a", id_token: idToken, token_type: "Bearer", expires_in: 3600 }));
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const base = `http://127.0.0.1:${server.address().port}`;
const metadata = {
  issuer: base, authorization_endpoint: `${base}/oauth2/authorize`, token_endpoint: `${base}/oauth2/token`,
  userinfo_endpoint: `${base}/oauth2/userInfo`,
};
const { privateKey } = await generateKeyPair("RS256");
idToken = await new SignJWT({ email_verified: true }).setProtectedHeader({ alg: "RS256", kid: "k" })
  .setIssuer(base).setAudience("app").setSubject("ann").setIssuedAt().setExpirationTime("1h").sign(privateKey);

async function byOidcClient(loadUserInfo) {
  const client = new OidcClient({
    authority: base, client_id: "app", redirect_uri: "http://127.0.0.1/callback", metadata, loadUserInfo,
    stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
  });
  const { state } = await client.createSigninRequest({});
  return (await client.processSigninResponse(`http://127.0.0.1/callback?code=c&state=${state.id}`)).profile.email_verified;
}

async function byOpenidClient() {
  const configuration = new openid.Configuration(metadata, "app");
  openid.allowInsecureRequests(configuration);
  return (await openid.fetchUserInfo(configuration, "a", "ann")).email_verified;
}

userInfo = { sub: "ann", email_verified: "true" };
for (const [words, value] of [
  ["oidc-client-ts, ID token alone", await byOidcClient(false)],
  ["oidc-client-ts, loadUserInfo", await byOidcClient(true)],
  ["openid-client, fetchUserInfo", await byOpenidClient()],
]) console.log(`${words}: ${JSON.stringify(value)}, equal to true: ${value === true}`);
server.close();
server.closeAllConnections();
END

{ java -cp "target/classes:$(cat classpath)" Probe; node probe.mjs; } | tee seen

cat > described <<'END'
Nimbus, true: true
Spring, true: true
Nimbus, "true": null
Spring, "true": true
Nimbus, "false": null
Spring, "false": false
Nimbus, without the claim: null
oidc-client-ts, ID token alone: true, equal to true: true
oidc-client-ts, loadUserInfo: "true", equal to true: false
openid-client, fetchUserInfo: "true", equal to true: false
END
diff described seen
echo "as described"
