#!/usr/bin/env bash
# Software: PyJWT 2.15.1, Authlib 1.9.10, pycognito 2024.5.1, joserfc 1.8.0 (Python), nimbus-jose-jwt 10.10 (Java).
# Guess: a token whose kid is not in the JWKS (a token of another pool, for instance) is just an invalid token, and
#   raises the error class the library uses for a bad signature.
# Instead: PyJWT's PyJWKClientError is not an InvalidTokenError, Authlib raises a bare ValueError, and pycognito an
#   IndexError. nimbus throws BadJOSEException for the first such token, but RateLimitReachedException, which is not a
#   BadJOSEException, for the next one within 30 seconds. Only joserfc raises its own JoseError every time.
# Matters: a service that maps the library's token error to 401 answers 500 to tokens of another pool. With nimbus
#   that starts with the second one, so a test with a single foreign token passes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test

python3 -m venv venv
venv/bin/pip install --quiet PyJWT==2.15.1 cryptography==50.0.2 Authlib==1.9.10 pycognito==2024.5.1 joserfc==1.8.0
venv/bin/pip freeze | grep -i -E '^(pyjwt|authlib|pycognito|joserfc)'

cat > probe.py <<'END'
import http.server, json, threading, warnings
import authlib.deprecate
warnings.simplefilter("ignore")
import authlib.jose, authlib.jose.errors, joserfc.errors, joserfc.jwk, joserfc.jwt, jwt, pycognito, pycognito.exceptions
from cryptography.hazmat.primitives.asymmetric import rsa

private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
public = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
public.pop("key_ops")
keys = {"keys": [{**public, "kid": "own", "use": "sig", "alg": "RS256"}]}

class Keys(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps(keys).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Keys)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
token = jwt.encode({"sub": "ann", "exp": 4102444800}, private, "RS256", {"kid": "other"})
client = jwt.PyJWKClient(url)
user = pycognito.Cognito("us-east-1_Example", "example", user_pool_region="us-east-1", boto3_client_kwargs={"endpoint_url": url})
for library, own, verify in [
    ("PyJWT", jwt.InvalidTokenError, lambda: jwt.decode(token, client.get_signing_key_from_jwt(token), ["RS256"])),
    ("Authlib", authlib.jose.errors.JoseError, lambda: authlib.jose.jwt.decode(token, authlib.jose.JsonWebKey.import_key_set(keys))),
    ("pycognito", pycognito.exceptions.TokenVerificationException, lambda: user.verify_token(token, "access_token", "access")),
    ("joserfc", joserfc.errors.JoseError, lambda: joserfc.jwt.decode(token, joserfc.jwk.KeySet.import_key_set(keys))),
]:
    try:
        verify()
    except Exception as error:
        print(f"{library}: {type(error).__name__}, {'a' if isinstance(error, own) else 'no'} {own.__name__}")
END

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
    <dependency><groupId>com.nimbusds</groupId><artifactId>nimbus-jose-jwt</artifactId><version>10.10</version></dependency>
  </dependencies>
</project>
END
cat > src/main/java/Probe.java <<'END'
import com.nimbusds.jose.*;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.*;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.*;
import com.nimbusds.jwt.*;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.sun.net.httpserver.HttpServer;
import java.net.*;

public class Probe {
  public static void main(String[] arguments) throws Exception {
    RSAKey key = new RSAKeyGenerator(2048).keyID("own").keyUse(KeyUse.SIGNATURE).generate();
    byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes();
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", exchange -> {
      exchange.sendResponseHeaders(200, keys.length);
      exchange.getResponseBody().write(keys);
      exchange.close();
    });
    server.start();
    URL url = new URL("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json");
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, JWKSourceBuilder.create(url).build()));
    for (String kid : new String[] {"own", "other", "third", "own"}) {
      SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(kid).build(),
          new JWTClaimsSet.Builder().subject("ann").build());
      token.sign(new RSASSASigner(key));
      try {
        System.out.println("nimbus, kid " + kid + ": " + processor.process(token, null).getSubject());
      } catch (BadJOSEException | JOSEException error) {
        System.out.println("nimbus, kid " + kid + ": " + error.getClass().getSimpleName() + ", "
            + (error instanceof BadJOSEException ? "a" : "no") + " BadJOSEException");
      }
    }
    server.stop(0);
  }
}
END
mvn --quiet --batch-mode -Dstyle.color=never compile dependency:build-classpath -Dmdep.outputFile=classpath > maven.log 2>&1 || { cat maven.log; exit 1; }

{ venv/bin/python probe.py; java -cp "target/classes:$(cat classpath)" Probe; } | tee seen

cat > described <<'END'
PyJWT: PyJWKClientError, no InvalidTokenError
Authlib: ValueError, no JoseError
pycognito: IndexError, no TokenVerificationException
joserfc: InvalidKeyIdError, a JoseError
nimbus, kid own: ann
nimbus, kid other: BadJOSEException, a BadJOSEException
nimbus, kid third: RateLimitReachedException, no BadJOSEException
nimbus, kid own: ann
END
diff described seen
echo "as described"
