#!/usr/bin/env bash
# Software: aws-lambda-go 1.55.1 (Go), aws-lambda-java-events 3.16.1 with aws-lambda-java-serialization 1.4.1 (Java),
#   aws-lambda-powertools 3.37.0 (Python).
# Guess: the types that AWS publishes for functions in Go and Java have the members of a user pool's events, and a
#   function that returns its event untouched returns what it got.
# Instead: the event of a custom message trigger has linkParameter beside codeParameter. The types of Go and of Java
#   have no such member, the data class of Powertools has. Returned untouched, the event lacks it, and the three
#   messages, null in the event that came, are "" from Go and absent from Java.
# Matters: where users confirm by a link, a message has to contain the text of linkParameter, which a function in Go or
#   Java cannot read from that type. An emulator that is tried with functions in Python or JavaScript gets null where
#   the function sets no message, and gets "" or nothing from the same function in the other two languages.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat > event.json <<'END'
{"version": "1", "triggerSource": "CustomMessage_SignUp", "region": "us-east-1", "userPoolId": "us-east-1_Example",
 "userName": "ann", "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "app"},
 "request": {"userAttributes": {"sub": "ann"}, "codeParameter": "{####}", "linkParameter": "{##Click Here##}",
   "usernameParameter": null},
 "response": {"smsMessage": null, "emailMessage": null, "emailSubject": null}}
END

go mod init finding 2> /dev/null
go get github.com/aws/aws-lambda-go@v1.55.1 2> go.log || { cat go.log >&2; exit 1; }
go list -m github.com/aws/aws-lambda-go
cat > main.go <<'END'
package main

import (
	"encoding/json"
	"os"

	"github.com/aws/aws-lambda-go/events"
)

func main() {
	var event events.CognitoEventUserPoolsCustomMessage
	if err := json.NewDecoder(os.Stdin).Decode(&event); err != nil {
		panic(err)
	}
	json.NewEncoder(os.Stdout).Encode(event)
}
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
    <dependency><groupId>com.amazonaws</groupId><artifactId>aws-lambda-java-events</artifactId><version>3.16.1</version></dependency>
    <dependency><groupId>com.amazonaws</groupId><artifactId>aws-lambda-java-serialization</artifactId><version>1.4.1</version></dependency>
  </dependencies>
</project>
END
cat > src/main/java/Probe.java <<'END'
import com.amazonaws.services.lambda.runtime.events.CognitoUserPoolCustomMessageEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;

public class Probe {
  public static void main(String[] arguments) {
    var serializer = LambdaEventSerializers.serializerFor(CognitoUserPoolCustomMessageEvent.class, Probe.class.getClassLoader());
    serializer.toJson(serializer.fromJson(System.in), System.out);
  }
}
END
mvn --quiet --batch-mode -Dstyle.color=never compile dependency:build-classpath -Dmdep.outputFile=classpath > maven.log 2>&1 || { cat maven.log; exit 1; }
tr ':' '\n' < classpath | sed 's|.*/||' | grep '^aws-lambda-java'

python3 -m venv venv
venv/bin/pip install --quiet aws-lambda-powertools==3.37.0
venv/bin/pip freeze | grep -E '^aws.lambda.powertools='
cat > probe.py <<'END'
import json, subprocess
from aws_lambda_powertools.utilities.data_classes.cognito_user_pool_event import CustomMessageTriggerEvent

text = open("event.json", "rb").read()
classpath = "target/classes:" + open("classpath").read().strip()
returned = {
    "Powertools": CustomMessageTriggerEvent(json.loads(text)).raw_event,
    "Go": json.loads(subprocess.run(["go", "run", "."], input=text, stdout=subprocess.PIPE, check=True).stdout),
    "Java": json.loads(subprocess.run(["java", "-cp", classpath, "Probe"], input=text, stdout=subprocess.PIPE, check=True).stdout),
}
print("Powertools reads linkParameter:", CustomMessageTriggerEvent(json.loads(text)).request.link_parameter)
for language, event in returned.items():
    request = [name for name in ("codeParameter", "linkParameter") if name in event["request"]]
    print(f"{language} returns {' and '.join(request)}, response {json.dumps(event['response'])}")
END
venv/bin/python probe.py | tee seen

cat > described <<'END'
Powertools reads linkParameter: {##Click Here##}
Powertools returns codeParameter and linkParameter, response {"smsMessage": null, "emailMessage": null, "emailSubject": null}
Go returns codeParameter, response {"smsMessage": "", "emailMessage": "", "emailSubject": ""}
Java returns codeParameter, response {}
END
diff described seen
echo "as described"
