#!/usr/bin/env bash
# Software: cfn-flip 1.3.0, cfn-lint 1.58.0, aws-sam-translator 1.115.0 (Python); yaml 2.9.1, js-yaml 5.5.0,
#   yaml-cfn 0.3.2 (JavaScript).
# Guess: tools for CloudFormation read `MfaConfiguration: OFF` as the text OFF, one of the three values of that property.
# Instead: those in Python read YAML 1.1, where OFF and ON are booleans, and hand on false or true. cfn-flip writes
#   `"MfaConfiguration": false`, and cfn-lint reports its own reading, E3030, as an error of the template. Those in
#   JavaScript read the text.
# Matters: whoever compares templates or makes pools of them has to take false for OFF and true for ON, or the same
#   file describes two pools, depending on the language of the tool.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

python3 -m venv venv
venv/bin/pip install --quiet cfn-flip==1.3.0 cfn-lint==1.58.0 aws-sam-translator==1.115.0
venv/bin/pip freeze | grep -E '^(cfn-flip|cfn_flip|cfn-lint|aws-sam-translator)='
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund yaml@2.9.1 js-yaml@5.5.0 yaml-cfn@0.3.2
npm ls --depth=0 | grep -E 'yaml'

cat > template.yaml <<'END'
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      MfaConfiguration: OFF
END

cat > read.py <<'END'
import json
import cfn_flip, cfnlint.decode.cfn_yaml, samtranslator.yaml_helper

text = open("template.yaml").read()
for name, read in (
    ("cfn-flip", lambda text: json.loads(cfn_flip.to_json(text))),
    ("cfn-lint", cfnlint.decode.cfn_yaml.loads),
    ("aws-sam-translator", samtranslator.yaml_helper.yaml_parse),
):
    print(name, json.dumps(read(text)["Resources"]["Pool"]["Properties"]["MfaConfiguration"]))
END
cat > read.cjs <<'END'
const text = require("fs").readFileSync("template.yaml", "utf8");
const readers = { yaml: require("yaml").parse, "js-yaml": require("js-yaml").load, "yaml-cfn": require("yaml-cfn").yamlParse };
for (const [name, read] of Object.entries(readers))
  console.log(name, JSON.stringify(read(text).Resources.Pool.Properties.MfaConfiguration));
END
{
  venv/bin/python read.py
  node read.cjs
  venv/bin/cfn-lint template.yaml | grep -o "^E3030 False is not one of .*" || true
} | tee seen

cat > described <<'END'
cfn-flip false
cfn-lint false
aws-sam-translator false
yaml "OFF"
js-yaml "OFF"
yaml-cfn "OFF"
E3030 False is not one of ['OFF', 'ON', 'OPTIONAL']
END
diff described seen
echo "as described"
