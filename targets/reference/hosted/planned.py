"""Defects that have their place here and no requirement in the catalog yet.

They become mutants, and leave this list, as soon as there is a requirement for them to violate.
"""

PLANNED = {
    "hosted-csrf-unchecked": "a login form without its token is taken",
    "hosted-plus-is-a-blank": "a plus in a secret sent by Basic authentication is read as a blank",
}
