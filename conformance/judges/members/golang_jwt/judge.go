// golang-jwt with MicahParks/keyfunc, which fetches the keys.
package main

import (
	"context"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
)

var fetched = map[string]keyfunc.Keyfunc{}

func ask(asked question) (answer, error) {
	keys, ok := fetched[asked.text("jwks_url")]
	if !ok {
		var err error
		if keys, err = keyfunc.NewDefaultCtx(context.Background(), []string{asked.text("jwks_url")}); err != nil {
			return nil, err
		}
		fetched[asked.text("jwks_url")] = keys
	}
	claims := jwt.MapClaims{}
	if _, err := jwt.ParseWithClaims(asked.text("token"), claims, keys.Keyfunc, options(asked)...); err != nil {
		return nil, err
	}
	if asked.recommended() {
		return nil, expected(asked, claims)
	}
	return nil, nil
}

func options(asked question) []jwt.ParserOption {
	if !asked.recommended() {
		return nil
	}
	found := []jwt.ParserOption{
		jwt.WithValidMethods([]string{"RS256"}),
		jwt.WithIssuer(asked.text("issuer")),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
	}
	if asked.text("use") == "id" {
		found = append(found, jwt.WithAudience(asked.text("client_id")))
	}
	return found
}
