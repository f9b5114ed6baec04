#!/usr/bin/env bash
# Software: aws-sam-translator 1.115.0 and cfn-lint 1.58.0 (Python).
# Guess: a Cognito event with Trigger: CustomEmailSender becomes the object that CloudFormation expects (LambdaArn and
#   LambdaVersion), or SAM rejects it, or at least cfn-lint does.
# Instead: SAM writes any trigger into LambdaConfig as a plain ARN. cfn-lint reports nothing, because the ARN is a
#   Fn::GetAtt; with the ARN written out, the same template is an error (E3012).
# Matters: both tools pass a template that does not fit CloudFormation's schema of the user pool. Configure the custom
#   sender triggers on the pool itself, and add the Lambda permission yourself.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export AWS_DEFAULT_REGION=us-east-1

python3 -m venv venv
venv/bin/pip install --quiet aws-sam-translator==1.115.0 cfn-lint==1.58.0
venv/bin/pip freeze | grep -E '^(aws-sam-translator|cfn-lint)='

cat > probe.py <<'END'
import json, logging
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

logging.disable(logging.CRITICAL)

key = "arn:aws:kms:us-east-1:111122223333:key/00000000-0000-0000-0000-000000000000"
function = {"Runtime": "python3.12", "Handler": "index.handler", "InlineCode": "pass", "Events": {
    "Send": {"Type": "Cognito", "Properties": {"UserPool": {"Ref": "Pool"}, "Trigger": "CustomEmailSender"}}}}
template = Translator({}, Parser()).translate({
    "AWSTemplateFormatVersion": "2010-09-09", "Transform": "AWS::Serverless-2016-10-31", "Resources": {
        "Pool": {"Type": "AWS::Cognito::UserPool", "Properties": {"LambdaConfig": {"KMSKeyID": key}}},
        "Function": {"Type": "AWS::Serverless::Function", "Properties": function}}}, {})
config = template["Resources"]["Pool"]["Properties"]["LambdaConfig"]
print("CustomEmailSender:", json.dumps(config["CustomEmailSender"]))
json.dump(template, open("translated.json", "w"))
config["CustomEmailSender"] = "arn:aws:lambda:us-east-1:111122223333:function:sender"
json.dump(template, open("written-out.json", "w"))
config["CustomEmailSender"] = {"LambdaArn": config["CustomEmailSender"], "LambdaVersion": "V1_0"}
json.dump(template, open("object.json", "w"))
END

{
  venv/bin/python -W ignore probe.py
  for template in translated written-out object; do
    if venv/bin/cfn-lint --format parseable "$template.json" > lint.txt; then
      echo "cfn-lint, $template: nothing"
    else
      echo "cfn-lint, $template: $(cut -d: -f6 lint.txt)"
    fi
  done
} | tee seen

cat > described <<'END'
CustomEmailSender: {"Fn::GetAtt": ["Function", "Arn"]}
cfn-lint, translated: nothing
cfn-lint, written-out: E3012
cfn-lint, object: nothing
END
diff described seen
echo "as described"
