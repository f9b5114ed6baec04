// lestrrat-go/jwx: jwt.Parse with a set of keys fetched through jwk.Cache.
package main

import (
	"context"

	"github.com/lestrrat-go/httprc/v3"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jwt"
)

var sets = map[string]jwk.Set{}

func ask(asked question) (answer, error) {
	set, err := keys(asked.text("jwks_url"))
	if err != nil {
		return nil, err
	}
	options := []jwt.ParseOption{jwt.WithKeySet(set)}
	if asked.recommended() {
		options = append(options, jwt.WithIssuer(asked.text("issuer")), jwt.WithClaimValue("token_use", asked.text("use")),
			jwt.WithRequiredClaim("exp"))
		if asked.text("use") == "id" {
			options = append(options, jwt.WithAudience(asked.text("client_id")))
		} else {
			options = append(options, jwt.WithClaimValue("client_id", asked.text("client_id")))
		}
	}
	_, err = jwt.Parse([]byte(asked.text("token")), options...)
	return nil, err
}

func keys(url string) (jwk.Set, error) {
	if set, ok := sets[url]; ok {
		return set, nil
	}
	ctx := context.Background()
	cache, err := jwk.NewCache(ctx, httprc.NewClient())
	if err != nil {
		return nil, err
	}
	if err := cache.Register(ctx, url); err != nil {
		return nil, err
	}
	set, err := cache.CachedSet(url)
	if err != nil {
		return nil, err
	}
	sets[url] = set
	return set, nil
}
