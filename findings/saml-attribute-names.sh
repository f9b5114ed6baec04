#!/usr/bin/env bash
# Software: pysaml2 7.5.5 (Python), as the identity provider of a pool.
# Guess: the names of the identity that is handed to create_authn_response are the names of the attributes in the SAML
#   response, or all of them are translated.
# Instead: a name that pysaml2's own tables know goes out as its object identifier, with the name as FriendlyName; all
#   others go out as they are. So email and givenName are translated, and name, given_name, groups and custom:tenant are
#   not, all with the NameFormat uri. With name_form basic, email, name and givenName become URNs of another kind and
#   the rest stays. With unspecified nothing is translated, and NameFormat is uri all the same.
# Matters: a pool's attribute mapping goes by the attribute's Name. Mapped from email, the address never arrives, while
#   given_name from the same response does, and a log that shows FriendlyName looks right. Map the identifier, or set
#   the policy's name_form to unspecified.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

python3 -m venv venv
venv/bin/pip install --quiet pysaml2==7.5.5
venv/bin/pip freeze | grep '^pysaml2='

cat > pool.xml <<'END'
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:amazon:cognito:sp:us-east-1_Example">
  <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" index="1"
      Location="https://auth.example/saml2/idpresponse"/>
  </SPSSODescriptor>
</EntityDescriptor>
END
cat > probe.py <<'END'
from saml2 import BINDING_HTTP_POST
from saml2.config import IdPConfig
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server

FORMAT = "urn:oasis:names:tc:SAML:2.0:attrname-format:"
POOL = "urn:amazon:cognito:sp:us-east-1_Example"
NAMES = ("email", "name", "given_name", "givenName", "groups", "custom:tenant")

def attributes(policy):
    """What stands in the assertion; it is not signed, so nothing is asked of the program that would sign it."""
    server = Server(config=IdPConfig().load({
        "entityid": "https://idp.example", "xmlsec_binary": "/bin/true", "metadata": {"local": ["pool.xml"]},
        "service": {"idp": {"policy": {"default": policy},
            "endpoints": {"single_sign_on_service": [("https://idp.example/sso", BINDING_HTTP_POST)]}}},
    }))
    response = server.create_authn_response(
        {name: "x" for name in NAMES}, "id1", "https://auth.example/saml2/idpresponse", POOL,
        name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text="ann"),
        authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"})
    return [found for statement in response.assertion.attribute_statement for found in statement.attribute]

for words, policy in (
    ("default", {}), ("basic", {"name_form": FORMAT + "basic"}), ("unspecified", {"name_form": FORMAT + "unspecified"}),
):
    for name, found in zip(NAMES, attributes(policy), strict=True):
        format = found.name_format.removeprefix(FORMAT)
        print(f"{words}, {name}: Name {found.name}, NameFormat {format}, FriendlyName {found.friendly_name}")
END
venv/bin/python -W ignore probe.py | tee seen

cat > described <<'END'
default, email: Name urn:oid:1.2.840.113549.1.9.1.1, NameFormat uri, FriendlyName email
default, name: Name name, NameFormat uri, FriendlyName None
default, given_name: Name given_name, NameFormat uri, FriendlyName None
default, givenName: Name urn:oid:2.5.4.42, NameFormat uri, FriendlyName givenName
default, groups: Name groups, NameFormat uri, FriendlyName None
default, custom:tenant: Name custom:tenant, NameFormat uri, FriendlyName None
basic, email: Name urn:mace:dir:attribute-def:email, NameFormat basic, FriendlyName email
basic, name: Name urn:mace:dir:attribute-def:name, NameFormat basic, FriendlyName name
basic, given_name: Name given_name, NameFormat uri, FriendlyName None
basic, givenName: Name urn:mace:dir:attribute-def:givenName, NameFormat basic, FriendlyName givenName
basic, groups: Name groups, NameFormat uri, FriendlyName None
basic, custom:tenant: Name custom:tenant, NameFormat uri, FriendlyName None
unspecified, email: Name email, NameFormat uri, FriendlyName None
unspecified, name: Name name, NameFormat uri, FriendlyName None
unspecified, given_name: Name given_name, NameFormat uri, FriendlyName None
unspecified, givenName: Name givenName, NameFormat uri, FriendlyName None
unspecified, groups: Name groups, NameFormat uri, FriendlyName None
unspecified, custom:tenant: Name custom:tenant, NameFormat uri, FriendlyName None
END
diff described seen
echo "as described"
