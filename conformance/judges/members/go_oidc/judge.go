// coreos/go-oidc: a verifier over a RemoteKeySet. Access tokens have no aud, so its check of the client is off for them.
package main

import (
	"context"

	"github.com/coreos/go-oidc/v3/oidc"
)

var sets = map[string]oidc.KeySet{}

func ask(asked question) (answer, error) {
	url := asked.text("jwks_url")
	if _, ok := sets[url]; !ok {
		sets[url] = oidc.NewRemoteKeySet(context.Background(), url)
	}
	config := &oidc.Config{ClientID: asked.text("client_id")}
	if asked.recommended() {
		config.SkipClientIDCheck = asked.text("use") == "access"
		config.SupportedSigningAlgs = []string{oidc.RS256}
	}
	verifier := oidc.NewVerifier(asked.text("issuer"), sets[url], config)
	token, err := verifier.Verify(context.Background(), asked.text("token"))
	if err != nil || !asked.recommended() {
		return nil, err
	}
	claims := map[string]any{}
	if err := token.Claims(&claims); err != nil {
		return nil, err
	}
	return nil, expected(asked, claims)
}
