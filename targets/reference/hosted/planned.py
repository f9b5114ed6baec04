"""Defects that have their place here and no requirement in the catalog yet.

They become mutants, and leave this list, as soon as there is a requirement for them to violate.
"""

PLANNED = {
    "domain-deleted-remains": "a deleted domain is still there",
    "domain-of-any-characters": "a domain prefix may have any characters",
    "domain-of-any-word": "a domain prefix may contain aws, amazon and cognito",
    "domain-replaced": "a second domain replaces the pool's first",
    "federation-any-provider": "a provider that the client does not allow is redirected to",
    "federation-any-state": "a provider's answer to any state is taken",
    "federation-email-verified": "an address from a provider gets no email_verified=false",
    "federation-hands-on-state": "the provider gets the application's own state",
    "federation-link-merges": "an identity that has a user of its own can be linked",
    "federation-links-without-end": "any number of identities can be linked to a user",
    "federation-required-ignored": "a required attribute that the provider does not send is not missed",
    "hosted-csrf-unchecked": "a login form without its token is taken",
    "hosted-plus-is-a-blank": "a plus in a secret sent by Basic authentication is read as a blank",
}
