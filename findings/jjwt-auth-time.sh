#!/usr/bin/env bash
# Software: jjwt 0.13.0, with nimbus-jose-jwt 10.10 and java-jwt 4.5.0 for comparison (Java).
# Guess: claims.get("auth_time", Date.class) returns the time of the sign-in, as it does for iat and exp, and as other
#   Java libraries do. auth_time is a number of seconds like them (OpenID Connect Core, section 2).
# Instead: jjwt treats only exp, nbf and iat as seconds. Any other number requested as a Date is taken as
#   milliseconds, so a sign-in in 2023 is reported as 20 January 1970. No error is raised.
# Matters: every Cognito token has auth_time, and it exists to answer questions like "did the user sign in during the
#   last five minutes?". With jjwt the answer is always no. Read it as a Long and convert it with
#   Instant.ofEpochSecond.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

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
    <dependency><groupId>io.jsonwebtoken</groupId><artifactId>jjwt-api</artifactId><version>0.13.0</version></dependency>
    <dependency><groupId>io.jsonwebtoken</groupId><artifactId>jjwt-impl</artifactId><version>0.13.0</version></dependency>
    <dependency><groupId>io.jsonwebtoken</groupId><artifactId>jjwt-jackson</artifactId><version>0.13.0</version></dependency>
    <dependency><groupId>com.nimbusds</groupId><artifactId>nimbus-jose-jwt</artifactId><version>10.10</version></dependency>
    <dependency><groupId>com.auth0</groupId><artifactId>java-jwt</artifactId><version>4.5.0</version></dependency>
  </dependencies>
</project>
END
cat > src/main/java/Probe.java <<'END'
import com.nimbusds.jwt.SignedJWT;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.Jwts;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Date;

public class Probe {
  public static void main(String[] arguments) throws Exception {
    KeyPair keys = Jwts.SIG.RS256.keyPair().build();
    String token = Jwts.builder().subject("ann").claim("token_use", "access").claim("auth_time", 1700000000)
        .issuedAt(Date.from(Instant.ofEpochSecond(1700000000))).signWith(keys.getPrivate()).compact();
    Claims claims = Jwts.parser().verifyWith(keys.getPublic()).build().parseSignedClaims(token).getPayload();
    System.out.println("jjwt, iat as Date: " + claims.get("iat", Date.class).toInstant());
    System.out.println("jjwt, auth_time as Date: " + claims.get("auth_time", Date.class).toInstant());
    System.out.println("jjwt, auth_time as Long: " + Instant.ofEpochSecond(claims.get("auth_time", Long.class)));
    System.out.println("nimbus, auth_time as Date: "
        + SignedJWT.parse(token).getJWTClaimsSet().getDateClaim("auth_time").toInstant());
    System.out.println("java-jwt, auth_time as Date: "
        + com.auth0.jwt.JWT.decode(token).getClaim("auth_time").asDate().toInstant());
  }
}
END
mvn --quiet --batch-mode -Dstyle.color=never compile dependency:build-classpath -Dmdep.outputFile=classpath > maven.log 2>&1 || { cat maven.log; exit 1; }
tr ':' '\n' < classpath | sed 's|.*/||' | grep -E '^(jjwt-api|nimbus|java-jwt)'

java -cp "target/classes:$(cat classpath)" Probe | tee seen

cat > described <<'END'
jjwt, iat as Date: 2023-11-14T22:13:20Z
jjwt, auth_time as Date: 1970-01-20T16:13:20Z
jjwt, auth_time as Long: 2023-11-14T22:13:20Z
nimbus, auth_time as Date: 2023-11-14T22:13:20Z
java-jwt, auth_time as Date: 2023-11-14T22:13:20Z
END
diff described seen
echo "as described"
