#!/usr/bin/env bash
# Software: googleauth 1.5.0 (Java), onetimepass 1.0.1, with PyOTP 2.12.1 for comparison (Python).
# Guess: a library's code is what VerifySoftwareToken and SOFTWARE_TOKEN_MFA_CODE want: six digits, as the authenticator
#   apps show.
# Instead: getTotpPassword of googleauth and get_totp of onetimepass return a number, without the zeros at its front. Of
#   1,000 codes in a row of this secret, 103 have five digits or fewer. PyOTP returns text of six. onetimepass has
#   as_string=True, googleauth has nothing of the kind.
# Matters: UserCode of VerifySoftwareToken has six characters at least by the service's model, so one attempt in ten of
#   a test is refused, and passes when it is run again half a minute later. Use "%06d".
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
    <dependency><groupId>com.warrenstrange</groupId><artifactId>googleauth</artifactId><version>1.5.0</version></dependency>
  </dependencies>
</project>
END
cat > src/main/java/Probe.java <<'END'
import com.warrenstrange.googleauth.GoogleAuthenticator;

public class Probe {
  public static void main(String[] arguments) {
    GoogleAuthenticator library = new GoogleAuthenticator();
    int shorter = 0;
    for (long step = 0; step < 1000; step++) {
      String code = String.valueOf(library.getTotpPassword(arguments[0], (1700000010 + 30 * step) * 1000));
      if (code.length() < 6) shorter++;
      if (shorter == 1 && code.length() < 6) System.out.println("googleauth, the first short one: " + code + ", step " + step);
    }
    System.out.println("googleauth, shorter than six: " + shorter);
  }
}
END
mvn --quiet --batch-mode -Dstyle.color=never compile dependency:build-classpath -Dmdep.outputFile=classpath > maven.log 2>&1 || { cat maven.log; exit 1; }
tr ':' '\n' < classpath | sed 's|.*/||' | grep '^googleauth'

python3 -m venv venv
venv/bin/pip install --quiet onetimepass==1.0.1 pyotp==2.12.1
venv/bin/pip freeze | grep -iE '^(onetimepass|pyotp)='
cat > probe.py <<'END'
import sys
import onetimepass, pyotp

for library, code in (
    ("onetimepass", lambda at: str(onetimepass.get_totp(sys.argv[1], clock=at))),
    ("PyOTP", lambda at: str(pyotp.TOTP(sys.argv[1]).at(at))),
):
    codes = [code(1700000010 + 30 * step) for step in range(1000)]
    print(f"{library}, shorter than six:", sum(len(code) < 6 for code in codes))
END

secret=AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT  # 32 characters, so that onetimepass needs no padding
{ java -cp "target/classes:$(cat classpath)" Probe $secret; venv/bin/python probe.py $secret; } | tee seen

cat > described <<'END'
googleauth, the first short one: 16031, step 8
googleauth, shorter than six: 103
onetimepass, shorter than six: 103
PyOTP, shorter than six: 0
END
diff described seen
echo "as described"
