// An API that takes access tokens of one app client of one pool.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
)

var issuer, clientID = os.Getenv("COGNITO_ISSUER"), os.Getenv("COGNITO_CLIENT_ID")

// good returns the claims of a good token, or why it is none.
func good(token string, keys jwt.Keyfunc) (jwt.MapClaims, error) {
	claims := jwt.MapClaims{}
	parser := jwt.NewParser(
		jwt.WithValidMethods([]string{"RS256"}), jwt.WithIssuer(issuer), jwt.WithExpirationRequired())
	if _, err := parser.ParseWithClaims(token, claims, keys); err != nil {
		return nil, err
	}
	if claims["token_use"] != "access" || claims["client_id"] != clientID {
		return nil, fmt.Errorf("not an access token of this client")
	}
	return claims, nil
}

func main() {
	keys, err := keyfunc.NewDefault([]string{os.Getenv("COGNITO_JWKS_URL")})
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("GET /me", func(w http.ResponseWriter, r *http.Request) {
		token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		claims, err := good(token, keys.Keyfunc)
		if !bearer || err != nil {
			http.Error(w, fmt.Sprint("no good token: ", err), http.StatusUnauthorized)
			return
		}
		fmt.Fprintln(w, claims["username"])
	})
	port := os.Getenv("PORT")
	if port == "" {
		port = "8000"
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, nil))
}
