#!/usr/bin/env bash
# Software: Powertools for AWS Lambda: aws-lambda-powertools 3.37.0 with pydantic 2.14.4 (Python),
#   @aws-lambda-powertools/parser 2.35.0 with zod 4.1.12 (JavaScript).
# Guess: the models that Powertools has for a pool's trigger events take the events that Cognito documents, in each
#   language, and the two ways that the Python package has to read one, data classes and parser, agree.
# Instead: an event of a pre token generation trigger, version 2, has its scopes as a list. The Python parser's model
#   wants an object there and refuses the event; without scopes it takes it. The data class of the same package, and
#   the schema for JavaScript, take the list.
# Matters: version 2 is chosen to change scopes. With the parser every sign-in to such a pool fails in the trigger,
#   while a test whose event has no scopes passes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

python3 -m venv venv
venv/bin/pip install --quiet aws-lambda-powertools==3.37.0 pydantic==2.14.4
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund @aws-lambda-powertools/parser@2.35.0 zod@4.1.12
venv/bin/pip freeze | grep -E '^(aws.lambda.powertools|pydantic)='
npm ls --depth=0 | grep -E 'parser|zod'

cat > event.json <<'END'
{"version": "2", "triggerSource": "TokenGeneration_Authentication", "region": "us-east-1",
 "userPoolId": "us-east-1_Example", "userName": "ann",
 "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "app"},
 "request": {"userAttributes": {"sub": "a", "email": "ann@example.com"},
  "scopes": ["aws.cognito.signin.user.admin", "openid"],
  "groupConfiguration": {"groupsToOverride": ["admins"], "iamRolesToOverride": [], "preferredRole": null}},
 "response": {"claimsAndScopeOverrideDetails": null}}
END

cat > probe.py <<'END'
import json
from aws_lambda_powertools.utilities.data_classes.cognito_user_pool_event import PreTokenGenerationV2TriggerEvent
from aws_lambda_powertools.utilities.parser.models import CognitoPreTokenGenerationTriggerModelV2AndV3 as Model
from pydantic import ValidationError

event = json.load(open("event.json"))
print("Python data class", PreTokenGenerationV2TriggerEvent(event).request.scopes)
try:
    print("Python parser takes", Model.model_validate(event).request.scopes)
except ValidationError as error:
    print("Python parser refuses", [(".".join(e["loc"]), e["type"]) for e in error.errors()])
del event["request"]["scopes"]
print("Python parser, without scopes, takes", Model.model_validate(event).request.scopes)
END

cat > probe.mjs <<'END'
import { readFileSync } from "node:fs";
import { PreTokenGenerationTriggerSchemaV2AndV3 as Schema } from "@aws-lambda-powertools/parser/schemas/cognito";

const done = Schema.safeParse(JSON.parse(readFileSync("event.json", "utf8")));
console.log("JavaScript parser", done.success ? "takes" : "refuses", done.success ? done.data.request.scopes : done.error.issues);
END

{
  venv/bin/python probe.py
  node --no-warnings probe.mjs
} | tee seen

cat > described <<'END'
Python data class ['aws.cognito.signin.user.admin', 'openid']
Python parser refuses [('request.scopes', 'dict_type')]
Python parser, without scopes, takes None
JavaScript parser takes [ 'aws.cognito.signin.user.admin', 'openid' ]
END
diff described seen
echo "as described"
