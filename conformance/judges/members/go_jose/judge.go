// go-jose: jwt.ParseSigned, the claims with a key of the set, and Validate.
package main

import (
	"encoding/json"
	"errors"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

func ask(asked question) (answer, error) {
	text, err := json.Marshal(asked["jwks"])
	if err != nil {
		return nil, err
	}
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, err
	}
	allowed := []jose.SignatureAlgorithm{jose.RS256} // the list is a required argument
	token, err := jwt.ParseSigned(asked.text("token"), allowed)
	if err != nil {
		return nil, err
	}
	var registered jwt.Claims
	claims := map[string]any{}
	if err := token.Claims(&set, &registered, &claims); err != nil {
		return nil, err
	}
	if !asked.recommended() {
		return nil, registered.Validate(jwt.Expected{})
	}
	wanted := jwt.Expected{Issuer: asked.text("issuer")}
	if asked.text("use") == "id" {
		wanted.AnyAudience = jwt.Audience{asked.text("client_id")}
	}
	if registered.Expiry == nil {
		return nil, errors.New("no exp")
	}
	if err := registered.ValidateWithLeeway(wanted, 0); err != nil {
		return nil, err
	}
	return nil, expected(asked, claims)
}
