"""Defects that have their place here and no requirement in the catalog yet.

They become mutants, and leave this list, as soon as there is a requirement for them to violate.
"""

PLANNED = {
    "domain-deleted-remains": "a deleted domain is still there",
    "domain-of-any-characters": "a domain prefix may have any characters",
    "domain-of-any-word": "a domain prefix may contain aws, amazon and cognito",
    "domain-replaced": "a second domain replaces the pool's first",
    "hosted-csrf-unchecked": "a login form without its token is taken",
    "hosted-plus-is-a-blank": "a plus in a secret sent by Basic authentication is read as a blank",
}
